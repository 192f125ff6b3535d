"""Good rows become matters at their true times; a run may stop anywhere, be repeated, or meet another, and nothing doubles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.collect.imports.files import SAMPLES, csv_bytes, kept, row
from wutong.collect.complaints import actions, models
from wutong.collect.complaints.imports import api, store
from wutong.collect.complaints.imports import take as taking
from wutong.collect.complaints.imports.models import Batch, BatchRow
from wutong.docket.matters import api as docket
from wutong.record.entries import api as record
from wutong.record.scope import Scope

NOW = datetime(2026, 5, 1, tzinfo=UTC)
BY = record.Actor("system", "import")


def checked(scope: Scope, path: Path) -> api.Report:
    return api.check(scope, path, path.name, now=NOW)


def take(scope: Scope, path: Path, **options: object) -> api.Result:
    return api.take(scope, checked(scope, path), by=BY, now=NOW, **options)  # type: ignore[arg-type]


def file(tmp_path: Path, *rows: tuple[str, ...]) -> Path:
    return kept(tmp_path / "t.csv", csv_bytes(rows))


def complaint(scope: Scope, key: str) -> models.Complaint:
    return models.Complaint.objects.within(scope).select_related("matter").get(outside_key=key)


def count(scope: Scope) -> int:
    return models.Complaint.objects.within(scope).count()


def test_a_check_writes_nothing(wutong: Scope, tmp_path: Path) -> None:
    report = checked(wutong, file(tmp_path, row(1), row(2, sent_at="x")))
    assert (report.rows, report.good, report.bad, report.code) == (2, 1, 1, 1)
    assert count(wutong) == 0 and not Batch.objects.within(wutong).exists()
    assert store.names(wutong) == []


def test_a_row_becomes_a_matter_with_its_acts_at_their_true_times(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, row(1))
    result = take(wutong, path)
    assert (result.rows, result.good, result.answered, result.finished, result.code) == (1, 1, 1, True, 0)
    found = complaint(wutong, "petitions:1")
    assert (found.matter.status, found.matter.is_open, found.matter.imported) == ("已办结", False, True)
    assert (found.reply_days, found.outcome, found.channel) == (7, "closed", "import")
    history = record.history(wutong, found.matter_id)
    assert [(e.act, f"{e.at:%m-%d %H:%M}") for e in history] == [
        ("received", "04-02 00:15"), ("replied", "04-09 02:00"), ("closed", "04-09 02:00"),
    ]  # fmt: skip
    for entry in history:
        assert entry.imported and entry.written == NOW and not entry.late and entry.actor == BY
        assert entry.source.detail == {"file": store.sha256_of(path), "row": 2, "mapping": "petitions"}
    assert history[1].fields["text"] == "已经劝离" and "第2行" in str(history[1].fields["proof"])


def test_a_rating_and_the_rest_come_along(wutong: Scope) -> None:
    result = take(wutong, SAMPLES / "complaints-good.csv")
    assert (result.good, result.part, result.bad, result.answered) == (5, 0, 0, 4)
    first = complaint(wutong, "12345:GD190402001")
    assert (first.rating, first.category, first.contact_phone, first.place) == (
        "satisfied", "stall", "13800001234", "蓬莱商业街北口",
    )  # fmt: skip
    assert [e.act for e in record.history(wutong, first.matter_id)] == ["received", "replied", "closed", "rated"]
    last = complaint(wutong, "12345:GD190410005")
    assert (last.matter.status, last.matter.turn_role, last.matter.is_open) == ("待受理", "receiver", True)
    assert record.history(wutong, last.matter_id)[0].source.detail["day_only"] is True


def test_a_reply_without_a_time_stays_open_and_does_not_count(wutong: Scope, tmp_path: Path) -> None:
    result = take(wutong, file(tmp_path, row(1, replied_at="")))
    assert (result.part, result.answered, result.undated, result.code) == (1, 0, 1, 0)
    found = complaint(wutong, "petitions:1")
    assert found.matter.is_open and found.replied_at is None and found.undated_reply
    assert [e.act for e in record.history(wutong, found.matter_id)] == ["received", "reply_undated"]
    assert record.history(wutong, found.matter_id)[1].fields["text"] == "已经劝离"


def test_good_rows_are_kept_whatever_the_others_are(wutong: Scope) -> None:
    result = take(wutong, SAMPLES / "complaints-broken.csv")
    assert (result.rows, result.good, result.part, result.already, result.bad) == (12, 1, 2, 1, 8)
    assert result.code == 1 and count(wutong) == 3
    report = checked(wutong, SAMPLES / "complaints-broken.csv")
    assert report.encoding == "GBK" and (report.takeable, report.already, report.bad) == (0, 4, 8)


def test_taking_twice_changes_nothing(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, row(1), row(2))
    take(wutong, path)
    before = list(record.entries(wutong, family="complaint"))
    again = take(wutong, path)
    assert (again.good, again.already, again.bad, again.finished) == (0, 2, 0, True)
    assert list(record.entries(wutong, family="complaint")) == before


def test_the_same_row_in_another_file_is_already_there_and_other_content_is_a_conflict(
    wutong: Scope, tmp_path: Path
) -> None:
    take(wutong, file(tmp_path, row(1), row(2)))
    report = checked(wutong, file(tmp_path, row(1), row(2, body="改过"), row(3)))
    assert (report.already, report.bad, report.good) == (1, 1, 1)
    problem = next(p for p in report.problems if not p.kept)
    assert problem.row == 3 and "内容不同" in problem.reason and "没有覆盖" in problem.reason
    result = take(wutong, file(tmp_path, row(1), row(2, body="改过"), row(3)))
    assert (result.good, result.already, result.bad) == (1, 1, 1)
    assert complaint(wutong, "petitions:2").text == "摊子占了人行道"


def test_what_was_erased_since_is_no_conflict(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, row(1))
    take(wutong, path)
    matter = complaint(wutong, "petitions:1").matter_id
    doer = docket.Doer(record.Actor("officer", "011"), frozenset())
    docket.erase(wutong, matter, 1, ["text"], ground="个人信息保护法第47条", doer=doer, at=NOW, also=lambda: None)
    report = checked(wutong, path)
    assert (report.already, report.bad, report.good) == (1, 0, 0)


def test_the_same_number_twice_in_a_file_counts_once(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, row(1), row(1), row(1, body="另一件"))
    report = checked(wutong, path)
    assert (report.good, report.already, report.bad) == (1, 1, 1)
    assert [(p.row, p.again, p.kept) for p in report.problems] == [(3, True, False), (4, False, False)]
    assert "第2行" in report.problems[0].reason
    result = take(wutong, path)
    assert (result.good, result.already, result.bad) == (1, 1, 1) and count(wutong) == 1


def test_a_failure_between_two_rows_loses_nothing_and_doubles_nothing(
    wutong: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file(tmp_path, *(row(n) for n in range(1, 7)))
    real, calls = taking._keep, []

    def failing(*arguments: object) -> None:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("the machine goes down, after the row's acts and before its outcome")
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(taking, "_keep", failing)
    with pytest.raises(RuntimeError):
        take(wutong, path)
    assert count(wutong) == 2, "the third row's acts went back with its outcome"
    batch = Batch.objects.within(wutong).get()
    halfway = api.result(wutong, batch.pk)
    assert (halfway.good, halfway.left, halfway.finished) == (2, 4, False)
    assert "还有4行" in halfway.lines()[1]
    result = take(wutong, path)
    assert (result.good, result.already, result.left, result.finished) == (6, 0, 0, True)
    assert count(wutong) == 6 and BatchRow.objects.within(wutong).count() == 6


def test_it_goes_on_from_where_a_slice_ended(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, *(row(n) for n in range(1, 8)))
    report = checked(wutong, path)
    which = api.begin(wutong, report, by=BY, now=NOW)
    path.unlink()
    steps = []
    for _ in range(10):
        allowed = iter([True, True, True])
        result = api.take(wutong, which, by=BY, now=NOW, more=lambda allowed=allowed: next(allowed, False))  # type: ignore[misc]
        steps.append(result.good)
        if result.finished:
            break
    assert steps == [3, 6, 7] and count(wutong) == 7


def test_two_runs_of_one_file_at_once_share_the_rows(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, *(row(n) for n in range(1, 9)))
    which = api.begin(wutong, checked(wutong, path), by=BY, now=NOW)

    def other(settled: int) -> None:
        if settled == 2:
            allowed = iter([True, True, True])
            api.take(wutong, which, by=BY, now=NOW, more=lambda: next(allowed, False))

    result = api.take(wutong, which, by=BY, now=NOW, progress=other)
    assert (result.good, result.already, result.finished) == (8, 0, True)
    assert count(wutong) == 8 and BatchRow.objects.within(wutong).count() == 8


def test_a_run_whose_file_another_run_finished_says_so(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, row(1), row(2), row(3))
    which = api.begin(wutong, checked(wutong, path), by=BY, now=NOW)

    def other(settled: int) -> None:
        if settled == 1:
            api.take(wutong, which, by=BY, now=NOW)

    result = api.take(wutong, which, by=BY, now=NOW, progress=other)
    assert (result.good, result.finished) == (3, True) and count(wutong) == 3


def test_two_files_with_the_same_rows_at_once_make_no_double(wutong: Scope, tmp_path: Path) -> None:
    one = file(tmp_path, *(row(n) for n in range(1, 5)))
    two = kept(tmp_path / "two.csv", csv_bytes([row(n) for n in range(1, 5)], encoding="gbk"))
    second = checked(wutong, two)
    assert second.good == 4

    def other(settled: int) -> None:
        if settled == 1:
            take(wutong, one)

    result = api.take(wutong, second, by=BY, now=NOW, progress=other)
    assert (result.good, result.already, result.bad) == (1, 3, 0) and count(wutong) == 4


def test_the_rows_are_kept_until_the_last_is_settled_and_no_longer(wutong: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, row(1), row(2))
    which = api.begin(wutong, checked(wutong, path), by=BY, now=NOW)
    [(name, _)] = store.names(wutong)
    assert name.startswith(store.sha256_of(path)) and store.folder(wutong).stat().st_mode & 0o077 == 0
    api.take(wutong, which, by=BY, now=NOW)
    assert store.names(wutong) == []


def test_rows_nobody_went_on_with_are_swept_and_the_same_file_can_be_handed_in_again(
    wutong: Scope, tmp_path: Path
) -> None:
    path = file(tmp_path, row(1), row(2))
    which = api.begin(wutong, checked(wutong, path), by=BY, now=NOW)
    assert api.sweep(wutong, NOW + timedelta(days=6)) == 0
    assert api.sweep(wutong, NOW + timedelta(days=8)) == 1
    with pytest.raises(api.Unusable, match="再交一次"):
        api.take(wutong, which, by=BY, now=NOW)
    assert take(wutong, path).good == 2


def test_a_file_whose_rows_were_refused_once_can_be_tried_again(
    wutong: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wutong.law.refusal import Reason, Refused

    path = file(tmp_path, row(1), row(2))

    def refuse(*_: object, **__: object) -> None:
        raise Refused("received", "收下", [Reason("某规则第2条", "缺材料")])

    with monkeypatch.context() as patch:
        patch.setattr(taking, "enter", refuse)
        result = take(wutong, path)
    assert (result.bad, result.finished) == (2, True) and "某规则第2条：缺材料" in result.problems[0].reason
    assert take(wutong, path).good == 2


def test_a_message_from_before_the_first_rule_is_refused_by_name(wutong: Scope, tmp_path: Path) -> None:
    report = checked(wutong, file(tmp_path, row(1, sent_at="1999-01-01 08:00", replied_at="1999-01-02")))
    assert report.bad == 1 and "办理规则" in report.problems[0].reason


def test_counties_do_not_meet(wutong: Scope, qingshan: Scope, tmp_path: Path) -> None:
    path = file(tmp_path, row(1))
    take(wutong, path)
    assert checked(qingshan, path).good == 1
    assert take(qingshan, path).good == 1
    assert count(wutong) == count(qingshan) == 1


def test_bytes_are_kept_under_their_hash(wutong: Scope) -> None:
    report = api.check(wutong, csv_bytes([row(1)]), "t.csv", now=NOW)
    assert report.path == store.path_of(wutong, report.sha256)
    assert api.take(wutong, report, by=BY, now=NOW).good == 1
    assert store.names(wutong) == []
    with pytest.raises(api.Unusable):
        api.check(wutong, b"%PDF", "t.csv", now=NOW)
    assert store.names(wutong) == []


def test_no_name_from_outside_becomes_a_path(wutong: Scope) -> None:
    for name in ("../secret", "a" * 63, "/etc/passwd", ""):
        with pytest.raises(FileNotFoundError):
            store.path_of(wutong, name)


def test_a_later_export_adds_the_reply_that_came_since(wutong: Scope, tmp_path: Path) -> None:
    take(wutong, file(tmp_path, row(1, reply="", replied_at=""), row(2, reply="", replied_at="")))
    assert complaint(wutong, "petitions:1").outcome == "open"
    later = kept(tmp_path / "later.csv", csv_bytes([row(1), row(2, reply="", replied_at=""), row(3)]))
    told = checked(wutong, later)
    assert (told.good, told.added, told.already, told.bad) == (1, 1, 1, 0)
    assert "1行是给已有的事项补上后来的答复或评价" in "\n".join(told.lines())
    assert complaint(wutong, "petitions:1").outcome == "open", "a check writes nothing"
    done = take(wutong, later)
    assert (done.good, done.added, done.already, done.bad) == (1, 1, 1, 0)
    one = complaint(wutong, "petitions:1")
    assert (one.outcome, one.reply_days) == ("closed", 7)
    entries = record.history(wutong, one.matter_id)
    assert [e.act for e in entries] == ["received", "replied", "closed"]
    assert entries[1].imported and entries[1].at < NOW and entries[1].source.detail["row"] == 2
    again = take(wutong, later)
    assert (again.good, again.added, again.already, again.bad) == (0, 0, 3, 0) and count(wutong) == 3
    assert len(record.history(wutong, one.matter_id)) == 3


def test_the_time_of_a_reply_found_later_is_added(wutong: Scope, tmp_path: Path) -> None:
    take(wutong, file(tmp_path, row(1, replied_at="")))
    assert complaint(wutong, "petitions:1").undated_reply
    take(wutong, kept(tmp_path / "later.csv", csv_bytes([row(1)])))
    one = complaint(wutong, "petitions:1")
    assert (one.undated_reply, one.outcome, one.reply_days) == (False, "closed", 7)


@pytest.mark.parametrize(
    "changes", [{"body": "别的内容"}, {"reply": "另一个答复", "replied_at": "2019-04-10 10:00:00"}]
)
def test_what_differs_otherwise_is_still_a_conflict(wutong: Scope, tmp_path: Path, changes: dict[str, str]) -> None:
    take(wutong, file(tmp_path, row(1, replied_at="") if "reply" in changes else row(1, reply="", replied_at="")))
    done = take(wutong, kept(tmp_path / "later.csv", csv_bytes([row(1, **changes)])))
    assert (done.added, done.bad) == (0, 1) and "没有覆盖" in done.problems[0].reason


def test_a_reply_given_in_the_house_stands(wutong: Scope, tmp_path: Path) -> None:
    take(wutong, file(tmp_path, row(1, reply="", replied_at="")))
    matter = complaint(wutong, "petitions:1").matter_id
    clerk = docket.Doer(record.Actor("officer", "011"), frozenset({"receiver"}), "zhihui")
    at = datetime(2026, 4, 1, 2, tzinfo=UTC)
    for act, fields in (("accepted", {}), ("replied", {"text": "我们自己答的", "channel": "page", "proof": "进度页"})):
        actions.do(wutong, matter, act, fields, clerk, at=at, written=at, source=record.Source("page", {}))
        at += timedelta(hours=1)
    later = kept(tmp_path / "later.csv", csv_bytes([row(1)]))
    told = checked(wutong, later)
    assert (told.added, told.bad) == (0, 1), "the check says what the import will do"
    done = take(wutong, later)
    assert (done.added, done.bad) == (0, 1) and "本局已经有了结果" in done.problems[0].reason
    assert [e.act for e in record.history(wutong, matter)] == ["received", "accepted", "replied"]


HOTLINE = ("工单编号", "标题", "主要内容", "受理时间", "办理结果", "答复时间", "满意度")


def ticket(**changes: str) -> bytes:
    """One row of a hotline's export."""
    values = {
        "工单编号": "GD1", "标题": "占道", "主要内容": "早餐摊占道", "受理时间": "2019-04-02 08:15:20",
        "办理结果": "已劝离", "答复时间": "2019-04-04 16:30:00", "满意度": "",
    } | changes  # fmt: skip
    return csv_bytes([[values[h] for h in HOTLINE]], HOTLINE)


def test_a_later_export_adds_the_rating_that_came_since(wutong: Scope, tmp_path: Path) -> None:
    take(wutong, kept(tmp_path / "first.csv", ticket()))
    later = kept(tmp_path / "later.csv", ticket(满意度="满意"))
    assert (checked(wutong, later).added, complaint(wutong, "12345:GD1").rating) == (1, "")
    take(wutong, later)
    one = complaint(wutong, "12345:GD1")
    assert one.rating == "satisfied"
    assert [e.act for e in record.history(wutong, one.matter_id)] == ["received", "replied", "closed", "rated"]
    assert take(wutong, later).already == 1
    other = take(wutong, kept(tmp_path / "other.csv", ticket(满意度="不满意")))
    assert (other.added, other.bad) == (0, 1), "another rating overwrites none"


def test_a_reply_without_its_time_is_added_too_and_still_does_not_count(wutong: Scope, tmp_path: Path) -> None:
    take(wutong, kept(tmp_path / "first.csv", ticket(办理结果="", 答复时间="")))
    done = take(wutong, kept(tmp_path / "later.csv", ticket(答复时间="")))
    one = complaint(wutong, "12345:GD1")
    assert (done.added, one.undated_reply, one.outcome) == (1, True, "open")
    assert take(wutong, kept(tmp_path / "last.csv", ticket(满意度="满意"))).added == 1
    one = complaint(wutong, "12345:GD1")
    assert (one.undated_reply, one.outcome, one.rating) == (False, "closed", "satisfied")


def test_an_erased_reply_does_not_come_back_with_its_time(wutong: Scope, tmp_path: Path) -> None:
    take(wutong, kept(tmp_path / "first.csv", ticket(答复时间="")))
    matter = complaint(wutong, "12345:GD1").matter_id
    doer = docket.Doer(record.Actor("officer", "001"), frozenset({"bureau_head"}))
    docket.erase(wutong, matter, 2, ["text"], ground="个人信息保护法第47条", doer=doer, at=NOW, also=lambda: None)
    done = take(wutong, kept(tmp_path / "later.csv", ticket()))
    assert (done.added, done.bad) == (0, 1)
    assert "replied" not in [e.act for e in record.history(wutong, matter)]


def test_a_reply_that_disappeared_from_the_export_is_a_conflict(wutong: Scope, tmp_path: Path) -> None:
    take(wutong, kept(tmp_path / "first.csv", ticket()))
    done = take(wutong, kept(tmp_path / "later.csv", ticket(办理结果="", 答复时间="")))
    assert (done.added, done.bad) == (0, 1) and complaint(wutong, "12345:GD1").outcome == "closed"
