"""One row by itself: taken whole, in part or not at all, always with the field and the reason, never with the person."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.collect.imports.files import HEAD, row
from wutong.collect.complaints.imports import mapping
from wutong.collect.complaints.imports.judge import Judged, judge
from wutong.collect.complaints.imports.known import known
from wutong.collect.complaints.imports.table import Cell, Row

NOW = datetime(2026, 5, 1, tzinfo=UTC)
HOTLINE = (
    "工单编号",
    "标题",
    "受理时间",
    "答复内容",
    "答复时间",
    "来电人",
    "来电号码",
    "地址",
    "类别",
    "渠道",
    "满意度",
)


def judged(cells: tuple[Cell, ...], head: tuple[str, ...] = HEAD, kind: str = "csv") -> Judged:
    found = mapping.find([Row(1, head)], mapping.built_in())
    assert found is not None
    return judge(Row(7, cells), *found, kind, NOW, known(NOW))


def hotline(**changes: str) -> Judged:
    values = dict(zip(HOTLINE, ("A1", "占道", "2019-04-02 08:00", "已办", "2019-04-03 08:00", "王女士", "13800001234",
                                "东街", "占道经营", "热线", "满意"), strict=True)) | changes  # fmt: skip
    return judged(tuple(values[h] for h in HOTLINE), HOTLINE)


def test_it_takes_a_good_row_whole() -> None:
    found = judged(row(3))
    assert found.problems == () and found.message is not None
    message = found.message
    assert (message.key, message.number, message.text, message.is_answered) == (
        "petitions:3",
        "3",
        "摊子占了人行道",
        True,
    )
    assert message.received.at == datetime(2019, 4, 2, 0, 15, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"id": ""}, "number", "没有编号"),
        ({"id": "1.90412E+17"}, "number", "科学计数"),
        ({"id": "x" * 81}, "number", "长于"),
        ({"sent_at": ""}, "received_at", "没有收到时间"),
        ({"sent_at": "2019-02-29"}, "received_at", "没有这一天"),
        ({"sent_at": "2999-01-01"}, "received_at", "将来"),
        ({"replied_at": "2999-01-01"}, "replied_at", "将来"),
        ({"replied_at": "2019-04-01 08:00"}, "replied_at", "早于"),
        ({"subject": " ", "body": "NULL"}, "text", "都是空的"),
        ({"body": "有\x00的"}, "text", "存不了"),
        ({"reply": "x" * 100_001}, "reply", "长于"),
    ],
)
def test_it_does_not_take_a_row_it_cannot_believe(changes: dict[str, str], field: str, words: str) -> None:
    found = judged(row(3, **changes))
    assert found.message is None
    assert any(p.field == field and words in p.reason and not p.kept and p.row == 7 for p in found.problems)


def test_a_reply_without_a_time_is_kept_but_is_no_answer() -> None:
    for stamp in ("", "—", "待定"):
        found = judged(row(3, replied_at=stamp))
        assert found.message is not None and found.message.is_undated and not found.message.is_answered
        assert [(p.field, p.kept) for p in found.problems] == [("replied_at", True)]
        assert "不算已答复" in found.problems[0].reason


def test_a_time_without_a_reply_is_no_answer() -> None:
    found = judged(row(3, reply=""))
    assert found.message is not None and found.message.replied is None and not found.message.is_undated
    assert found.problems[0].kept and "不算已答复" in found.problems[0].reason


def test_a_reply_on_the_day_of_receipt_without_its_hour_is_not_before_it() -> None:
    found = judged(row(3, replied_at="2019-04-02"))
    assert found.message is not None and found.message.replied is not None
    assert found.message.replied.at == found.message.received.at and found.message.replied.day_only
    assert judged(row(3, replied_at="2019-04-01")).message is None


def test_it_translates_categories_channels_and_ratings() -> None:
    message = hotline().message
    assert message is not None
    assert (message.category, message.channel, message.rating) == ("stall", "hotline", "satisfied")
    assert (message.contact_name, message.contact_phone, message.reply_channel) == ("王女士", "13800001234", "call")


def test_it_leaves_out_a_value_it_does_not_know_and_says_so() -> None:
    found = hotline(类别="飞碟", 渠道="心电感应", 满意度="很好")
    assert found.message is not None
    assert (found.message.category, found.message.channel, found.message.rating) == ("", "hotline", "")
    assert [p.field for p in found.problems] == ["rating", "category", "channel"]
    assert all(p.kept for p in found.problems)


def test_a_rating_without_a_reply_that_counts_is_left_out() -> None:
    found = hotline(答复时间="")
    assert found.message is not None and found.message.rating == ""
    assert {p.field for p in found.problems} == {"replied_at", "rating"}
    assert hotline(满意度="未回访", 答复时间="", 答复内容="").problems == ()


def test_it_says_when_a_row_has_more_or_fewer_cells_than_the_header() -> None:
    assert "7列" in judged((*row(3), "多")).problems[0].reason
    assert "只有4列" in judged(row(3)[:4]).problems[0].reason
    assert judged((*row(3), "", " ")).message is not None
    assert judged(row(3)[:4], kind="xlsx").message is not None


def test_a_long_number_that_a_spreadsheet_has_rounded_is_refused() -> None:
    found = judged((190412003700000001, *row(3)[1:]), kind="xlsx")
    assert found.message is None and "尾数" in found.problems[0].reason
    message = judged((2555, *row(3)[1:]), kind="xlsx").message
    assert message is not None and message.number == "2555"


def test_no_problem_shows_a_person() -> None:
    cells = list(hotline().message and ("A1", "占道", "昨天13800001234打过", "", "", "欧阳女士" * 20, "13800001234转8001" * 4,
                                         "文武桥东街86号，王大妈家" * 20, "占道经营", "热线", ""))  # fmt: skip
    found = judged(tuple(cells), HOTLINE)
    shown = " ".join(p.found for p in found.problems)
    assert {p.field for p in found.problems} == {"received_at", "contact_name", "contact_phone", "place"}
    assert "13800001234" not in shown and "女士" not in shown and "王大妈" not in shown


def test_a_row_without_a_number_is_known_by_other_fields_without_telling_them() -> None:
    words = "name: k\nsystem: s\nkey: [received_at, subject]\ncolumns:\n  subject: [a]\n  received_at: [b]\n"
    layout = mapping.parse(words, "k")
    found = mapping.find([Row(1, ("a", "b"))], [layout])
    assert found is not None
    one, two, other = (
        judge(Row(n, (title, "2019-04-02")), *found, "csv", NOW, known(NOW)).message
        for n, title in ((2, "王女士反映占道"), (3, "王女士反映占道"), (4, "李先生反映占道"))
    )
    assert one and two and other
    assert one.key == two.key != other.key and "王" not in one.key
