"""A fold may be kept and taken up again: whatever was done, it equals the fold of all entries from the start."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from tests.law.cases import CALENDAR, Case, at
from tests.law.test_complaint import TERMS
from wutong.law import rulebook
from wutong.law.procedure import Ask, Fold, OutOfOrder, Past, ask, fold, stand
from wutong.law.procedure.examples import completed
from wutong.law.refusal import Refused

TEXT = rulebook.procedure("complaint", at("2026-03-02 09:00").date(), TERMS)
PEOPLE = [
    ("outsider", "", "citizen"),
    ("receiver", "", "min"),
    ("dispatcher", "", "yang"),
    ("officer", "squad-1", "ming"),
    ("squad_head", "squad-1", "wei"),
    ("officer", "squad-2", "qiang"),
    ("deputy_head", "", "he"),
    ("bureau_head", "", "ju"),
]
STATUSES = {"待受理", "已受理", "已转出", "承办中", "待转办", "待答复", "已答复", "已办结", "已撤回"}


def tried(data: DataObject, seq: int, now: datetime, imported: bool) -> Ask:
    act = data.draw(st.sampled_from(sorted(TEXT.acts)))
    role, office, person = data.draw(st.sampled_from(PEOPLE))
    fields = completed(TEXT.acts[act], {})
    if act == "forwarded":
        fields["office"] = data.draw(st.sampled_from(["squad-1", "squad-2"]))
    about = data.draw(st.none() | st.integers(1, max(1, seq)))
    if act == "corrected":
        fields = {"reason": "错"} | data.draw(st.sampled_from([{"void": True}, {"replaced.office": "squad-2"}]))
    roles = frozenset() if imported else frozenset({role})
    return Ask(act, now, now, fields, person, roles, office, about, imported)


def walk(data: DataObject) -> tuple[list[Past], Fold]:
    """A random life of a complaint: what passes is written."""
    imported = data.draw(st.booleans())
    now = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    first = Ask("received", now, now, completed(TEXT.acts["received"], {}), "citizen", frozenset({"outsider"}), "")
    ask(TEXT, None, first, CALENDAR)
    pasts = [Past(1, "received", now, now, first.fields, "citizen", "", None, imported)]
    state = fold(TEXT, None, pasts[0], CALENDAR)
    for _ in range(data.draw(st.integers(0, 25))):
        now += timedelta(hours=data.draw(st.integers(0, 40)))
        asked = tried(data, state.seq, now, imported and data.draw(st.booleans()))
        try:
            ask(TEXT, state, asked, CALENDAR)
        except Refused:
            continue
        past = Past(
            state.seq + 1, asked.act, now, now, asked.fields, asked.actor, asked.office, asked.about, asked.imported
        )
        pasts.append(past)
        state = fold(TEXT, Fold.from_json(json.loads(json.dumps(state.to_json()))), past, CALENDAR)
    return pasts, state


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_it_equals_the_fold_from_scratch(data: DataObject) -> None:
    pasts, state = walk(data)
    again: Fold | None = None
    for past in pasts:
        again = fold(TEXT, again, past, CALENDAR)
    assert again == state


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_it_is_closed_only_with_a_reply_a_body_or_the_citizens_word(data: DataObject) -> None:
    pasts, state = walk(data)
    assert state.status in STATUSES
    if any(past.act == "correction_confirmed" for past in pasts):
        return
    if state.status == "已办结":
        assert state.fresh("replied")
    assert state.closed == (state.status in {"已办结", "已转出", "已撤回"})


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_it_offers_exactly_what_it_would_let_pass(data: DataObject) -> None:
    _, state = walk(data)
    now = state.seen[-1].written + timedelta(hours=data.draw(st.integers(0, 400)))
    role, office, person = data.draw(st.sampled_from(PEOPLE))
    found = stand(TEXT, state, now, CALENDAR, roles=frozenset({role}), actor=person, office=office)
    possible = {each.act for each in found.can}
    assert not possible & {each.act for each in found.others} and not possible & {each.act for each in found.cannot}
    for name, act in TEXT.acts.items():
        if act.built_in or act.start:
            continue
        asked = Ask(name, now, now, completed(act, {}), person, frozenset({role}), office)
        try:
            ask(TEXT, state, asked, CALENDAR)
            passes = True
        except Refused:
            passes = False
        assert passes == (name in possible), name


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_it_runs_at_most_one_clock_of_a_kind_that_is_not_each(data: DataObject) -> None:
    _, state = walk(data)
    now = state.seen[-1].written + timedelta(hours=data.draw(st.integers(0, 2000)))
    clocks = stand(TEXT, state, now, CALENDAR, roles=frozenset(), actor="", office="").clocks
    for name, clock in TEXT.clocks.items():
        running = [each for each in clocks if each.name == name and each.done_at is None]
        if clock.kind != "each":
            assert len(running) <= 1
    for each in clocks:
        assert (each.done_at is not None) == (each.state in ("done", "late")) or each.state == "unset"
        assert each.state != "running" or (each.due is not None and now <= each.due.at)
        assert each.state != "missed" or (each.due is not None and now > each.due.at)


def test_it_refuses_entries_out_of_order_or_of_another_procedure() -> None:
    case = Case(TERMS)
    case.do("received", "2026-03-02 09:00", "outsider")
    now = at("2026-03-02 10:00")
    for seq, act in ((1, "accepted"), (2, "unheard_of")):
        with pytest.raises(OutOfOrder):
            fold(TEXT, case.fold, Past(seq, act, now, now, {}, "x", ""), CALENDAR)
    other = Fold("penalty", 1, "", False, case.fold.seen)
    with pytest.raises(OutOfOrder, match="penalty"):
        fold(TEXT, other, Past(2, "accepted", now, now, {}, "x", ""), CALENDAR)


def test_it_wants_a_fresh_fold_for_a_snapshot_of_another_format() -> None:
    case = Case(TERMS)
    case.do("received", "2026-03-02 09:00", "outsider")
    with pytest.raises(ValueError, match="fold the entries again"):
        Fold.from_json({**case.fold.to_json(), "format": 0})


def test_it_stands_though_an_entry_was_written_that_would_have_been_refused() -> None:
    """A fold judges nothing: a closing without reply in an old record stands, and stays visible as what it is."""
    case = Case(TERMS)
    case.do("received", "2026-03-02 09:00", "outsider")
    asked, text = case.ask_of("closed", "2026-03-02 10:00")
    case.take(text, asked)
    assert (case.status, case.fold.closed) == ("已办结", True)
    assert case.clock("reply", "2026-04-02 10:00").state == "missed"
