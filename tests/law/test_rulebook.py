"""The shelf of rules: what was in force on a day, with the local values of a county laid in."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

from tests.law.cases import CALENDAR, words
from wutong.law import rulebook
from wutong.law.procedure import Local
from wutong.law.procedure.loader import versions
from wutong.law.terms import Term

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("family", rulebook.families())
def test_a_desk_reads_the_same_law_as_its_proof_without_the_examples(family: str) -> None:
    whole, lean = rulebook.with_examples(family), rulebook.texts(family)
    assert any(text.examples for text in whole) and not any(text.examples for text in lean)
    assert tuple(replace(text, examples=()) for text in whole) == lean


def test_a_file_whose_examples_are_not_its_end_is_read_whole() -> None:
    text = """
procedure: cut
title: 例
law: 法
in_force: 2020-01-01
examples:
  - {title: 不行, history: [], try: "2026-03-02 09:00 officer done", refused: 第1条}
acts:
  done: {title: 办, cite: 1, start: true, by: officer, final: true, status: 已办}
"""
    assert versions(text, "cut.yaml", examples=False) == versions(text, "cut.yaml")


@dataclass(frozen=True)
class Row:
    """What a county's own table hands in."""

    value: object
    mark: str = ""
    document: str = ""


@pytest.mark.parametrize(
    "given",
    [
        "15 workdays",
        Term(15, "workdays"),
        Local(Term(15, "workdays")),
        Row("15 workdays"),
        Row(Term(15, "workdays")),
        {"value": "15 workdays", "mark": "", "document": ""},
    ],
)
def test_it_takes_a_local_value_in_every_form_a_county_hands_in(given: object) -> None:
    local = rulebook.procedure("complaint", DAY, {"complaint.reply": given}).value("complaint.reply")
    assert local == Local(Term(15, "workdays"))


@pytest.mark.parametrize("given", [None, "", Row(None), {"value": None}])
def test_it_leaves_unset_what_nobody_has_set(given: object) -> None:
    assert rulebook.procedure("complaint", DAY, {"complaint.reply": given}).value("complaint.reply") is None


def test_it_keeps_mark_and_document() -> None:
    given = {"complaint.reply": Row("15 workdays", "样例", "某府办〔2026〕1号")}
    local = rulebook.procedure("complaint", DAY, given).value("complaint.reply")
    assert local == Local(Term(15, "workdays"), "样例", "某府办〔2026〕1号")


def test_it_looks_up_the_kind_before_the_general_value() -> None:
    text = rulebook.procedure(
        "complaint", DAY, {"complaint.reply": "15 workdays", "complaint.reply.help": "7 workdays"}
    )
    assert str(text.value("complaint.reply", "help").value) == "7 workdays"  # type: ignore[union-attr]
    assert str(text.value("complaint.reply", "advice").value) == "15 workdays"  # type: ignore[union-attr]
    assert text.value("complaint.accept", "help") is None


def test_it_leaves_aside_values_of_other_families_and_refuses_unknown_ones_of_its_own() -> None:
    text = rulebook.procedure("complaint", DAY, {"penalty.hearing": "5 workdays"})
    assert text.values == {}
    with pytest.raises(KeyError, match=r"complaint\.repli"):
        rulebook.procedure("complaint", DAY, {"complaint.repli": "5 workdays"})
    with pytest.raises(ValueError, match="term"):
        rulebook.procedure("complaint", DAY, {"complaint.reply": "five days"})


def test_it_names_text_day_and_local_values_in_the_hash() -> None:
    one = rulebook.procedure("complaint", DAY, {"complaint.reply": "15 workdays"})
    assert one.hash == rulebook.procedure("complaint", DAY, {"complaint.reply": Row("15 workdays", "样例")}).hash
    assert one.hash.startswith("complaint/2022-05-01:")
    hashes = {
        one.hash,
        rulebook.procedure("complaint", DAY).hash,
        rulebook.procedure("complaint", DAY, {"complaint.reply": "14 workdays"}).hash,
        rulebook.procedure("complaint", date(2019, 1, 1), {"complaint.reply": "15 workdays"}).hash,
    }
    assert len(hashes) == 4


def test_it_tells_what_is_wrong_with_a_countys_values_without_stopping_a_page() -> None:
    assert rulebook.problems("complaint", DAY, {"complaint.reply": "15 workdays", "other.x": "y"}) == []
    wrong = {"complaint.reply": "five days", "complaint.repli": "5 days"}
    assert len(rulebook.problems("complaint", DAY, wrong)) == 2
    mixed = {"complaint.reply": "15 workdays", "complaint.extend": "10 days"}
    assert rulebook.problems("complaint", DAY, mixed) == ["complaint.extend: counted in days, the clock in workdays"]


def test_it_names_the_nearest_family() -> None:
    with pytest.raises(KeyError, match="did you mean 'complaint'"):
        rulebook.procedure("complaints", DAY)
    assert "complaint" in rulebook.families()


def test_it_has_ten_categories_each_with_its_own_sign() -> None:
    found = rulebook.categories("complaint", DAY)
    assert "".join(each.tag for each in found) == "占噪烟垃渣井广建车它"
    assert len({each.code for each in found}) == len({each.label for each in found}) == 10
    assert {each.mark for each in found} == {"样例"}
    with pytest.raises(KeyError):
        rulebook.categories("complaint", date(2010, 1, 1))


def test_it_offers_a_provinces_lengths_only_while_they_are_in_force() -> None:
    found = rulebook.terms("sichuan", DAY)
    assert {name.rpartition(".")[2]: str(each.value) for name, each in found.items()} == {
        "consult": "3 workdays",
        "help": "7 workdays",
        "advice": "7 workdays",
        "complaint": "15 workdays",
        "report": "15 workdays",
    }
    assert all(each.mark == "样例" and "12345" in each.document for each in found.values())
    assert rulebook.terms("sichuan", date(2025, 12, 24)) == {}
    assert rulebook.terms("sichuan", date(2031, 1, 1)) == {}
    assert rulebook.terms("nowhere", DAY) == {}


def test_it_finds_the_words_of_the_sample_articles_and_of_no_other_text() -> None:
    assert "没有答复反映人的，不得办结" in words("投诉办理样例规则第9条")
    assert words("投诉办理样例规则第99条") == ""
    assert words("信访条例第21条") == ""


def test_it_hands_out_the_same_calendar_twice() -> None:
    assert rulebook.calendar() is CALENDAR
