"""Mapping files: what is wrong with one is said in its own words; headings are recognised however they are written."""

from __future__ import annotations

import pytest

from tests.collect.imports.files import HEAD, SAMPLES, row
from wutong.collect.complaints.imports import mapping
from wutong.collect.complaints.imports.table import Row, Unusable

MINE = """
name: mine
system: xf
columns:
  number: [登记号]
  text: [情况]
  received_at: [日期, 登记日期]
"""


def test_it_knows_the_two_usual_exports() -> None:
    for head, name in ((HEAD, "petitions"), (("工单编号", "标题", "受理时间", "办理结果", "满意度"), "hotline")):
        found = mapping.find([Row(1, head)], mapping.built_in())
        assert found is not None and found[0].name == name


def test_it_overlooks_width_case_blanks_and_notes_in_headings() -> None:
    head = ("\ufeff ＩＤ", "Subject（必填）", "SENT_AT", "Body：", "reply", "Replied At")
    found = mapping.find([Row(1, head)], mapping.built_in())
    assert found is not None and set(found[1].at) == {"number", "subject", "received_at", "text", "reply", "replied_at"}


def test_it_finds_the_header_under_a_title() -> None:
    found = mapping.find([Row(1, ("某县12345工单表",)), Row(2, ()), Row(3, HEAD), Row(4, row(1))], mapping.built_in())
    assert found is not None and found[1].n == 3


def test_the_first_alias_wins_and_the_other_column_is_named() -> None:
    layout = mapping.parse(MINE, "mine.yaml")
    header = mapping.match(layout, Row(1, ("登记号", "登记日期", "情况", "日期")))
    assert header.at["received_at"] == 3 and header.twice == ("登记日期",)
    header = mapping.match(layout, Row(1, ("登记号", "日期", "情况", "登记日期")))
    assert header.at["received_at"] == 1 and header.twice == ("登记日期",)


def test_an_unknown_header_is_told_with_the_beginning_of_a_mapping_file() -> None:
    head = ("登记号", '情"况', "受理时间")
    bad = mapping.unknown([Row(1, head)], mapping.built_in())
    reason = bad.reasons[0]
    assert "登记号" in reason.missing and "缺：编号" in reason.missing and "受理时间→收到时间" in reason.missing
    beginning = reason.remedy.partition("\n")[2]
    edited = beginning.replace("# number: []", 'number: ["登记号"]').replace("# text: []", 'text: ["情\\"况"]')
    found = mapping.find([Row(1, head)], [mapping.parse(edited, "x")])
    assert found is not None and found[1].at == {"number": 0, "text": 1, "received_at": 2}


def test_the_sample_mapping_is_one() -> None:
    layout = mapping.load(SAMPLES / "mapping.yaml")
    assert layout.system == "xfdj" and layout.values["channel"]["信件"] == "letter"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("name: mine", ""), "缺name"),
        (("system: xf", "system: 'x:f'"), "冒号"),
        (("text:", "test:"), "没有test"),
        (("  received_at: [日期, 登记日期]", ""), "received_at"),
        (("name: mine", "name: mine\nzone: Mars/Olympus"), "时区"),
        (("name: mine", "name: mine\nkey: contact_phone"), "key里不能用contact_phone"),
        (("name: mine", "name: mine\nneeded: [reply]"), "reply"),
        (("name: mine", "name: mine\nvalues: {rating: {好: good}}"), "没有good"),
        (("name: mine", "name: mine\nconstants: {channel: pigeon}"), "pigeon"),
        (("name: mine", "name: mine\nconstants: {reply_channel: pigeon}"), "pigeon"),
        (("name: mine", "name: mine\ncolour: red"), "不认得colour"),
        (("name: mine", "name: [mine"), "写法不对"),
        (("columns:", "columns: 3\nx:"), "不认得x"),
    ],
)
def test_it_says_what_is_wrong_with_a_mapping(change: tuple[str, str], words: str) -> None:
    with pytest.raises(Unusable) as bad:
        mapping.parse(MINE.replace(*change), "mine.yaml")
    assert words in bad.value.reasons[0].missing and bad.value.reasons[0].remedy
