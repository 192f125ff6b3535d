"""Corrections: proposed by one, confirmed by another, and only then does the matter stand otherwise."""

import json
from datetime import date

import pytest

from tests.law.cases import Case, at, due_on
from tests.law.test_complaint import TERMS, accepted, answered, forwarded, replied
from wutong.law.procedure import Fold, fold


def test_it_changes_nothing_until_a_second_person_confirms() -> None:
    case = forwarded()
    wrong = case.do(
        "corrected", "2026-03-02 12:00", person="min", about=3, fields={"reason": "点错", "replaced.office": "squad-2"}
    )
    case.refused("answered", "2026-03-03 10:00", "officer", office="squad-2")
    case.do("correction_confirmed", "2026-03-02 13:00", "squad_head", person="wei", about=wrong)
    case.refused("answered", "2026-03-03 10:00", "officer", office="squad-1")
    case.do("answered", "2026-03-03 10:00", "officer", office="squad-2")


def test_it_refuses_a_confirmation_by_the_one_who_proposed() -> None:
    case = forwarded()
    wrong = case.do(
        "corrected", "2026-03-02 12:00", "squad_head", person="wei", about=3, fields={"reason": "错", "void": True}
    )
    refusal = case.refused("correction_confirmed", "2026-03-02 13:00", "squad_head", person="wei", about=wrong)
    assert "不能自己确认" in str(refusal)


@pytest.mark.parametrize(
    ("by", "office", "passes"),
    [
        ("officer", "squad-1", True),
        ("officer", "squad-2", False),
        ("squad_head", "squad-2", True),
        ("deputy_head", "", True),
        ("outsider", "squad-1", False),
        ("receiver", "", False),
    ],
)
def test_it_lets_the_office_of_the_entry_or_a_head_correct(by: str, office: str, passes: bool) -> None:
    case = answered()
    fields = {"reason": "错字", "replaced.text": "去过两次"}
    if passes:
        case.do("corrected", "2026-03-03 12:00", by, office=office, person="x", about=4, fields=fields)
    else:
        refusal = case.refused("corrected", "2026-03-03 12:00", by, office=office, person="x", about=4, fields=fields)
        assert "作出这条记录的单位或负责人" in str(refusal)


def test_it_lets_a_receiver_correct_what_a_citizen_wrote() -> None:
    accepted().do("corrected", "2026-03-02 12:00", about=1, fields={"reason": "门牌写错", "replaced.place": "东街5号"})


@pytest.mark.parametrize(
    ("about", "fields", "missing"),
    [
        (None, {"reason": "错", "replaced.words": "x"}, "没有指明"),
        (99, {"reason": "错", "replaced.words": "x"}, "没有指明"),
        (2, {"replaced.words": "x"}, "缺更正理由"),
        (2, {"reason": "错"}, "没有写出更正成什么"),
        (2, {"reason": "错", "replaced.word": "x"}, "没有“word”这一栏"),
        (2, {"reason": "错", "replaced.kind": "joke"}, "诉求类型应当是"),
        (2, {"reason": "错", "at": "yesterday"}, "不像时间"),
        (2, {"reason": "错", "at": "2026-03-02T09:30:00"}, "不像时间"),
        (2, {"reason": "错", "at": "2026-03-02T11:00:00+08:00"}, "晚于写下的时间"),
        (2, {"reason": "错", "at": "2026-03-01T11:00:00+08:00"}, "早于这件事收到"),
        (1, {"reason": "错", "void": True}, "第一条记录不能作废"),
    ],
)
def test_it_refuses_a_correction_that_would_not_hold(
    about: int | None, fields: dict[str, object], missing: str
) -> None:
    assert missing in str(accepted().refused("corrected", "2026-03-03 12:00", "squad_head", about=about, fields=fields))


def test_it_voids_an_entry_as_if_it_had_never_happened() -> None:
    case = replied()
    case.do("closed", "2026-03-04 12:00")
    wrong = case.do(
        "corrected", "2026-03-05 09:00", "deputy_head", person="a", about=5, fields={"reason": "没有发出", "void": True}
    )
    case.do("correction_confirmed", "2026-03-05 10:00", "bureau_head", person="b", about=wrong)
    assert case.fold.closed, "the closing stands in the record until it is itself voided"
    assert case.fold.fresh("replied") == ()
    second = case.do(
        "corrected", "2026-03-05 11:00", "deputy_head", person="a", about=6, fields={"reason": "没有答复", "void": True}
    )
    case.do("correction_confirmed", "2026-03-05 12:00", "bureau_head", person="b", about=second)
    assert (case.status, case.fold.closed) == ("待答复", False)
    assert case.clock("reply", "2026-03-05 13:00").state == "running"
    case.refused("closed", "2026-03-05 13:00")
    case.do("replied", "2026-03-05 13:00")


def test_it_moves_an_entry_to_the_time_at_which_it_happened() -> None:
    case = answered()
    seq = case.do("replied", "2026-03-24 10:00")
    assert case.clock("reply", "2026-03-24 10:00").state == "late"
    wrong = case.do(
        "corrected",
        "2026-03-25 09:00",
        "deputy_head",
        person="a",
        about=seq,
        fields={"reason": "电话在20日", "at": "2026-03-20T10:00:00+08:00"},
    )
    case.do("correction_confirmed", "2026-03-25 10:00", "bureau_head", person="b", about=wrong)
    found = case.clock("reply", "2026-03-25 11:00")
    assert (found.state, found.done_at) == ("done", at("2026-03-20 10:00"))


def test_it_measures_the_clock_anew_when_the_kind_was_wrong() -> None:
    case = Case({**TERMS, "complaint.reply.consult": "3 workdays"})
    case.do("received", "2026-03-02 09:00", "outsider", fields={"kind": "consult"})
    assert due_on(case.clock("reply", "2026-03-02 10:00")) == date(2026, 3, 5)
    wrong = case.do(
        "corrected",
        "2026-03-02 10:00",
        about=1,
        person="a",
        fields={"reason": "是投诉", "replaced": {"kind": "complaint"}},
    )
    case.do("correction_confirmed", "2026-03-02 11:00", "squad_head", person="b", about=wrong)
    assert due_on(case.clock("reply", "2026-03-02 12:00")) == date(2026, 3, 23)


def test_it_confirms_once_and_only_corrections() -> None:
    case = forwarded()
    wrong = case.do(
        "corrected", "2026-03-02 12:00", "squad_head", person="a", about=3, fields={"reason": "错", "void": True}
    )
    assert "不是更正" in str(
        case.refused("correction_confirmed", "2026-03-02 13:00", "squad_head", person="b", about=3)
    )
    case.do("correction_confirmed", "2026-03-02 13:00", "squad_head", person="b", about=wrong)
    assert "已经确认过" in str(
        case.refused("correction_confirmed", "2026-03-02 14:00", "squad_head", person="c", about=wrong)
    )
    assert "不能更正" in str(
        case.refused("corrected", "2026-03-02 14:00", "squad_head", about=wrong, fields={"reason": "x", "void": True})
    )


def test_it_ignores_an_erasure_for_the_state_of_the_matter() -> None:
    case = replied()
    before = case.fold
    seq = case.do(
        "erased", "2026-03-05 10:00", "bureau_head", about=1, fields={"ground": "本人要求", "names": ["text"]}
    )
    assert (case.status, case.fold.closed, case.fold.open) == (before.status, before.closed, before.open)
    assert case.fold.seq == seq
    case.do("closed", "2026-03-05 11:00")
    case.refused("erased", "2026-03-05 12:00", "officer", about=1, fields={"ground": "x", "names": ["text"]})
    assert "缺删除依据" in str(
        case.refused("erased", "2026-03-05 12:00", "bureau_head", about=1, fields={"names": ["text"]})
    )


def test_it_remembers_nothing_that_people_wrote() -> None:
    case = Case(TERMS)
    secret = {
        "text": "秘密一",
        "contact_name": "秘密二",
        "contact_phone": "13800138000",
        "place": "秘密三",
        "subject": "秘密四",
    }
    case.do("received", "2026-03-02 09:00", "outsider", fields=secret)
    case.do("accepted", "2026-03-02 10:00", fields={"words": "秘密五"})
    case.do("corrected", "2026-03-02 11:00", about=1, fields={"reason": "秘密六", "replaced.text": "秘密七"})
    told = json.dumps(case.fold.to_json(), ensure_ascii=False)
    assert "秘密" not in told
    assert "13800138000" not in told


def test_it_stands_on_a_fold_without_the_erased_values() -> None:
    """After an erasure the docket folds again from what is left; nothing that rules read is lost with a text."""
    case = replied()
    state: Fold | None = None
    for past in case.pasts:
        kept = {name: value for name, value in past.fields.items() if name not in ("text", "contact_name")}
        text = case.text(past.at.date())
        state = fold(text, state, type(past)(**{**past.__dict__, "fields": kept}), case.calendar)
    assert state == case.fold
