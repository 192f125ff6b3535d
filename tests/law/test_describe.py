"""Plain words for terms, dates and clocks."""

import pickle
from datetime import date

import pytest

from tests.law.cases import CALENDAR, Case, at
from wutong.law import describe
from wutong.law.refusal import Reason, Refused
from wutong.law.terms import Term, due


def running(name: str, when: str, params: dict[str, object] | None = None, acts: int = 2) -> describe.Running:
    terms = {"complaint.accept": "2 workdays", "complaint.reply": {"value": "15 workdays", "mark": "样例"}}
    case = Case(terms if params is None else params)
    case.do("received", "2026-03-02 09:00", "outsider")
    if acts > 1:
        case.do("accepted", "2026-03-03 10:00")
    return case.clock(name, when)


@pytest.mark.parametrize(
    ("term", "roll", "words"),
    [
        ("15 workdays", False, "15个工作日，只算工作日，调休上班日也算"),
        ("15 workdays", True, "15个工作日，只算工作日，调休上班日也算"),
        ("15 days", True, "15日，按自然日算，休息日也算，最后一天是休息日的顺延"),
        ("24 hours", False, "24小时，按小时连续算"),
    ],
)
def test_it_says_how_a_term_is_counted(term: str, roll: bool, words: str) -> None:
    assert describe.term_words(Term.parse(term), roll=roll) == words


def test_it_says_until_when() -> None:
    assert describe.due_words(due(Term.parse("5 workdays"), at("2026-03-02 09:00"), CALENDAR)) == "2026年3月9日星期一前"
    hours = due(Term.parse("24 hours"), at("2026-03-02 09:00"), CALENDAR)
    assert describe.due_words(hours, "hours") == "2026年3月3日星期二09:00前"
    unsure = due(Term.parse("5 workdays"), at("2026-12-30 09:00"), CALENDAR)
    assert describe.due_words(unsure).endswith("（待国务院通知）")


@pytest.mark.parametrize(
    ("name", "when", "words"),
    [
        ("reply", "2026-03-19 10:00", "答复期限15个工作日：2026年3月23日星期一前，还剩2个工作日"),
        ("reply", "2026-03-24 10:00", "答复期限15个工作日：2026年3月23日星期一前，超期1个工作日"),
        ("accept", "2026-03-19 10:00", "受理期限2个工作日：按期，2026年3月3日星期二"),
    ],
)
def test_it_says_how_a_clock_stands(name: str, when: str, words: str) -> None:
    assert describe.clock_words(running(name, when), at(when), CALENDAR) == words


def test_it_asks_to_set_what_is_unset() -> None:
    found = running("reply", "2026-03-19 10:00", {})
    assert describe.clock_words(found, at("2026-03-19 10:00"), CALENDAR) == "答复期限：期限没有设定，请设置"
    assert describe.left_of(found, at("2026-03-19 10:00"), CALENDAR) is None
    assert describe.explain(found) == ("答复期限没有设定期限，没有日期可算。",)


def test_it_explains_a_date_and_its_ground() -> None:
    lines = describe.explain(running("reply", "2026-03-19 10:00"))
    assert lines[0] == "2026年3月2日星期一当天不算，从第二天起算。"
    assert lines[-1] == "依据：投诉办理样例规则第7条（样例）。"
    assert describe.bearer_words(running("reply", "2026-03-19 10:00")) == "本机关"


def test_it_has_nothing_left_of_a_clock_that_ended() -> None:
    assert describe.left_of(running("accept", "2026-03-19 10:00"), at("2026-03-19 10:00"), CALENDAR) is None


def test_it_refuses_with_one_line_for_each_reason() -> None:
    refused = Refused(
        "closed", "办结", [Reason("某规则第9条", "还没有答复", "先答复", mark="样例"), Reason("", "缺凭据")]
    )
    assert str(refused) == "不能办结。\n某规则第9条（样例）：还没有答复。先答复\n缺凭据"
    assert (refused.act, refused.title, len(refused.reasons)) == ("closed", "办结", 2)
    again = pickle.loads(pickle.dumps(refused))
    assert (str(again), again.reasons) == (str(refused), refused.reasons)


def test_it_never_refuses_without_a_reason() -> None:
    with pytest.raises(ValueError, match="without a reason"):
        Refused("closed", "办结", [])


def test_it_reads_a_due_date_as_a_legal_day() -> None:
    found = running("reply", "2026-03-19 10:00")
    assert found.due is not None
    assert found.due.on == date(2026, 3, 23)
