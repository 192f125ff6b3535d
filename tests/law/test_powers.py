"""A list of powers as it is read, and its refusals by the text of the day."""

from datetime import date

import pytest

from tests.law.test_competence import BEFORE, LIST, NEW, POWERS, TOWN
from wutong.law.competence import competent, may_act, may_delegate, read
from wutong.law.competence.powers import Body, Delegation, Item
from wutong.law.procedure import RuleError
from wutong.law.refusal import Refused


def test_a_list_reads_as_it_is_written() -> None:
    assert (LIST.title, LIST.place, LIST.area, LIST.document, LIST.mark) == ("清单", "某县", "990101", "公告", "样例")
    assert (LIST.published, LIST.in_force, LIST.until) == (date(2020, 1, 1), date(2020, 1, 1), date(2026, 12, 31))
    assert LIST.bodies == {
        "bureau": Body("bureau", "局", "990101", False),
        "town": Body("town", "镇", "990101101", True),
    }
    day = date(2020, 1, 1)
    assert LIST.items == (
        Item("bureau", frozenset("a"), day, None, "批复", "990101", False),
        Item("town", frozenset("ab"), day, None, "决定", "990101101", False),
    )
    first, last = date(2022, 1, 1), date(2023, 1, 1)
    assert LIST.delegations == (
        Delegation("所", True, "bureau", "委托书", first, first, last, frozenset("a")),
        Delegation("公司", False, "bureau", "委托书", first, first, last, frozenset("a")),
    )


def test_what_a_list_does_not_say_is_nothing() -> None:
    bare = POWERS[: POWERS.index("delegations:")].replace("until: 2026-12-31\n", "")
    found = read(bare.replace("published: 2020-01-01\n", ""), "p.yaml", ("a", "b"))
    assert (found.published, found.until, found.delegations) == (None, None, ())
    unpublished = POWERS.replace("published: 2022-01-01, from", "from")
    assert [each.published for each in read(unpublished, "p.yaml", ("a", "b")).delegations] == [None, None]


def test_an_item_may_be_for_one_day_and_a_part_of_the_area() -> None:
    text = POWERS.replace("2020-01-01, basis: 批复", '2020-01-01, until: 2020-01-01, area: "990101102", basis: 批复')
    item = read(text, "p.yaml", ("a", "b")).items[0]
    assert (item.start, item.until, item.area) == (date(2020, 1, 1), date(2020, 1, 1), "990101102")
    assert item.covers("a", date(2020, 1, 1), "990101102001") and not item.covers("a", date(2020, 1, 1), TOWN)
    assert not item.covers("b", date(2020, 1, 1), "990101102")
    with pytest.raises(RuleError, match="one of a, b"):
        read(POWERS.replace("offences: [a, b]", "offences: [a, z]"), "p.yaml", ("a", "b"))


@pytest.mark.parametrize(("on", "article"), [(NEW, "（2021）第17条、第18条"), (BEFORE, "（2017）第15条、第16条")])
def test_a_day_without_a_list_is_refused_under_the_text_of_the_day(on: date, article: str) -> None:
    ended = read(POWERS.replace("until: 2026-12-31", "until: 2021-07-13"), "p.yaml", ("a", "b"))
    later = read(POWERS.replace("in_force: 2020-01-01", "in_force: 2021-07-16"), "p.yaml", ("a", "b"))
    for powers in (ended, later):
        with pytest.raises(Refused, match="没有施行的清单") as refused:
            competent(powers, "a", TOWN, on)
        assert [(each.article, each.mark) for each in refused.value.reasons] == [(f"行政处罚法{article}", "样例")]


def test_a_step_names_body_basis_and_document() -> None:
    (step,) = may_act(LIST, "bureau", "a", "990101", NEW)
    assert (step.words, step.cite, step.mark) == ("局：批复。", "公告", "样例")
    (paper,) = may_delegate(LIST, "所", "a", TOWN, date(2022, 5, 1))
    assert (paper.words, paper.cite) == ("所以局的名义办理，由局承担后果，不得再委托。", "委托书")


def test_a_body_named_twice_is_one_body() -> None:
    line = "  - {body: bureau, from: 2020-01-01, basis: 批复, offences: [a]}\n"
    twice = read(POWERS.replace(line, line + line.replace("批复", "公报")), "p.yaml", ("a", "b"))
    found = competent(twice, "a", "990101", NEW)
    assert [each.key for each in found.bodies] == ["bureau"]
    assert [step.words for step in found.steps] == ["局：批复。", "局：公报。"]


def test_the_wrong_body_hears_who_may_on_which_day() -> None:
    with pytest.raises(Refused) as refused:
        may_act(LIST, "town", "a", "990101", NEW)
    (reason,) = refused.value.reasons
    assert reason.missing == "2021-07-15这个案由由局办理，不是镇" and reason.remedy == "移送局"


def test_a_delegate_needs_a_body_that_may_act_itself() -> None:
    town = read(
        POWERS.replace("institution: true, body: bureau", "institution: true, body: town"), "p.yaml", ("a", "b")
    )
    with pytest.raises(Refused, match="由局办理，不是镇"):
        may_delegate(town, "所", "a", "990101", date(2022, 5, 1))


def test_a_paper_published_on_the_day_will_do() -> None:
    same = read(POWERS.replace("published: 2022-01-01", "published: 2022-05-01"), "p.yaml", ("a", "b"))
    assert may_delegate(same, "所", "a", TOWN, date(2022, 5, 1))
    with pytest.raises(Refused, match="没有向社会公布"):
        may_delegate(same, "所", "a", TOWN, date(2022, 4, 30))
