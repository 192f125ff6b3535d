"""The table and the record give the same numbers for any history on any report day; who differs is named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.supervise.acting import HEAD, REPLY, SQUAD, Desk, when
from wutong.docket.matters import api as docket
from wutong.supervise.figures import api as figures
from wutong.supervise.figures.declared import FIGURES

if TYPE_CHECKING:
    from wutong.record.scope import Scope

#: what may be tried on a complaint; the law says what passes
RECEIVER = docket.Doer(HEAD.actor, frozenset({"receiver"}), "zhihui")
STEPS: dict[str, tuple[dict[str, object], docket.Doer]] = {
    "accepted": ({}, RECEIVER),
    "handed_over": ({"body": "县住建局", "grounds": "归它管", "told": "电话"}, RECEIVER),
    "handed_back": ({"reason": "不归县住建局管"}, RECEIVER),
    "forwarded": ({"office": "zf1"}, RECEIVER),
    "answered": ({"text": "收了摊"}, SQUAD),
    "extension_asked": ({"days": 5, "reason": "等检测"}, SQUAD),
    "extended": ({"days": 5, "reason": "同意"}, HEAD),
    "replied": (dict(REPLY), RECEIVER),
    "closed": ({}, RECEIVER),
    "satisfied": ({"rating": "satisfied"}, docket.outsider()),
    "dissatisfied": ({"rating": "dissatisfied"}, docket.outsider()),
    "reopened": ({"reason": "没有解决"}, docket.outsider()),
    "withdrawn": ({"proof": "电话录音"}, RECEIVER),
    "merged": ({}, RECEIVER),
    "unmerged": ({}, RECEIVER),
}
#: the way to an answer is tried often, so that histories get somewhere
USUAL = ["accepted", "replied", "closed", "satisfied", "reopened", "forwarded", "answered", "replied", "closed"]
ONE = st.tuples(st.one_of(st.sampled_from(USUAL), st.sampled_from(sorted(STEPS))), st.integers(0, 30))
COMPLAINT = st.tuples(
    st.integers(0, 60),
    st.sampled_from(["web", "call", "letter", "hotline"]),
    st.booleans(),
    st.one_of(st.just([(s, 2) for s in USUAL]), st.lists(ONE, max_size=8)),
)


def play(desk: Desk, complaints: list[tuple[int, str, bool, list[tuple[str, int]]]]) -> None:
    """Make the histories; an act the law refuses does not happen."""
    lead: UUID | None = None
    for start, channel, imported, steps in complaints:
        at = when("2018-12-01T23:50") + timedelta(days=start)
        matter = desk.receive(at, channel, imported=imported)
        for step, gap in steps:
            at += timedelta(days=gap, minutes=7)
            fields, doer = STEPS[step]
            act = "rated" if step in ("satisfied", "dissatisfied") else step
            if act == "merged":
                if lead is None:
                    continue
                fields = {"lead": str(lead)}
            desk.tries(matter, act, at, dict(fields), doer)
        lead = lead or matter


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(complaints=st.lists(COMPLAINT, min_size=1, max_size=4), back=st.integers(0, 150))
def test_it_counts_the_same_in_the_table_and_in_the_record(wutong: Scope, complaints: Any, back: int) -> None:
    with transaction.atomic():
        play(Desk(wutong), complaints)
        for as_of in (date(2018, 12, 1) + timedelta(days=back), date(2026, 1, 1)):
            for year in (2018, 2019):
                again = figures.recounted(wutong, year, as_of)
                assert again.differences == ()
                assert again.year == figures.figures(wutong, year, as_of=as_of)
                months = figures.by_month(wutong, year, as_of)
                assert again.months == months
                for n, declared in enumerate(FIGURES):
                    shown = [month[n] for month in months.values()]
                    whole = again.year[n]
                    if whole.numerator is not None:
                        assert sum(f.numerator or 0 for f in shown) == whole.numerator, declared.key
                    if declared.denominator and whole.denominator is not None:
                        assert sum(f.denominator or 0 for f in shown) == whole.denominator, declared.key
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(complaints=st.lists(COMPLAINT, min_size=1, max_size=4), back=st.integers(0, 150))
def test_it_opens_as_many_rows_as_it_counts(wutong: Scope, complaints: Any, back: int) -> None:
    with transaction.atomic():
        play(Desk(wutong), complaints)
        as_of = date(2018, 12, 1) + timedelta(days=back)
        for figure in figures.figures(wutong, 2018, as_of=as_of):
            for part in figures.PARTS:
                wanted = figure.numerator if part == "numerator" else figure.denominator
                if wanted is None:
                    continue
                found = figures.rows(wutong, figure.key, figure.period, part, as_of=as_of)
                assert len(found.rows) == wanted, (figure.key, part)
        transaction.set_rollback(True)


def test_it_names_the_matter_on_which_the_two_ways_differ(desk: Desk) -> None:
    """One row too many and one too few, so that the totals still agree."""
    from wutong.collect.complaints.models import Complaint

    closed, open_ = desk.handled("2019-04-01", "2019-04-03"), desk.receive(when("2019-04-02"))
    Complaint.objects.within(desk.scope).filter(pk=closed).update(outcome="open")
    Complaint.objects.within(desk.scope).filter(pk=open_).update(outcome="closed")
    again = figures.recounted(desk.scope, 2019, date(2019, 12, 31))
    assert again.year == figures.figures(desk.scope, 2019, as_of=date(2019, 12, 31)), "the totals hide it"
    found = {d.matter: (d.only_table, d.only_record) for d in again.differences}
    assert found == {closed: ((), ("办结",)), open_: (("办结",), ())}
    assert all(d.number.startswith("诉19040") for d in again.differences)


def test_it_names_a_row_that_no_entry_stands_behind(desk: Desk) -> None:
    from wutong.collect.complaints.models import Complaint

    matter = desk.receive(when("2018-04-02"))
    Complaint.objects.within(desk.scope).filter(pk=matter).update(
        received_on=date(2019, 4, 2), received_month="2019-04"
    )
    again = figures.recounted(desk.scope, 2019, date(2019, 12, 31))
    assert [d.matter for d in again.differences] == [matter]
    assert "收到反映" in again.differences[0].only_table
