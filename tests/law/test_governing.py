"""Which text applies: by the act's end, or a later lighter one that a lawyer has marked; never by guess."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.law.offences import Act, doubtful, governing, governing_all, offence, offences, procedural
from wutong.law.offences.loader import read_offences, read_statutes
from wutong.law.offences.schema import Offence
from wutong.law.refusal import Refused

BEFORE, MIDDLE, TODAY = date(2019, 5, 1), date(2021, 5, 1), date(2026, 9, 1)


def answered(key: str, norm: str, end: date | None, decided: date, **more: object) -> tuple[str, str | None]:
    found = governing(offence(key), norm, Act(end, more.pop("start", None)), decided, **more)  # type: ignore[arg-type]
    return found.why, found.text and found.text.law


def test_it_takes_the_text_of_the_acts_end() -> None:
    assert answered("load_spill", "air", BEFORE, date(2020, 1, 1)) == ("same_text", "大气污染防治法")
    assert answered("load_spill", "air", BEFORE, TODAY) == ("old", "大气污染防治法")
    assert answered("load_spill", "air", date(2026, 8, 14), TODAY) == ("old", "大气污染防治法")
    assert answered("load_spill", "air", date(2026, 8, 15), TODAY) == ("same_text", "生态环境法典")


def test_it_takes_a_later_text_that_is_marked_lighter() -> None:
    assert answered("open_barbecue", "air", BEFORE, TODAY, corrected=True) == ("lighter_new", "生态环境法典")
    told = governing(offence("open_barbecue"), "air", Act(BEFORE), TODAY, corrected=True)
    assert "[inference]" in doubtful(told)
    assert any("行政处罚法（2021）第37条" in str(step) for step in told.steps)


def test_it_asks_whether_the_party_corrected_where_the_answer_hangs_on_it() -> None:
    with pytest.raises(Refused, match="写明是否已经改正"):
        answered("open_barbecue", "air", BEFORE, TODAY)
    with pytest.raises(Refused, match="没有改正"):
        answered("open_barbecue", "air", BEFORE, TODAY, corrected=False)
    assert answered("open_barbecue", "air", BEFORE, date(2026, 8, 14)) == ("same_text", "大气污染防治法")


def test_it_keeps_the_old_text_where_two_later_ones_are_heavier() -> None:
    found = governing(offence("litter_dumping"), "waste", Act(BEFORE), TODAY)
    assert (found.why, found.text and found.text.names) == ("old", ("2016",))
    assert answered("litter_dumping", "waste", MIDDLE, TODAY) == ("old", "固体废物污染环境防治法")


def test_it_refuses_two_texts_that_nobody_has_compared() -> None:
    for key in ("night_work", "site_noise", "loud_selling", "neighbour_noise"):
        with pytest.raises(Refused, match=r"第37条（\[needs lawyer\]）：没有人标明"):
            answered(key, "noise", BEFORE, TODAY)
    with pytest.raises(Refused, match="没有人标明"):
        answered("unsorted_waste", "waste", MIDDLE, TODAY)


def test_it_never_punishes_by_a_text_that_came_after_the_act() -> None:
    assert answered("off_route", "air", BEFORE, TODAY) == ("not_punished_then", None)
    assert answered("off_route", "air", date(2026, 8, 15), TODAY) == ("same_text", "生态环境法典")
    assert answered("no_waste_plan", "waste", date(2020, 8, 31), TODAY) == ("not_punished_then", None)


def test_it_does_not_take_a_text_that_is_not_recorded_for_none() -> None:
    with pytest.raises(Refused, match="没有收录，不能当作当时不处罚"):
        answered("waste_dumping", "waste", BEFORE, TODAY)
    found = governing_all(offence("waste_dumping"), Act(BEFORE), TODAY)
    assert isinstance(found["waste"], Refused) and not isinstance(found["rule139"], Refused)


def test_it_dates_a_continuing_act_by_its_end_and_says_that_this_is_a_reading() -> None:
    found = governing(offence("off_route"), "air", Act(date(2026, 8, 20), date(2026, 7, 1)), TODAY)
    assert (found.why, found.text and found.text.law) == ("same_text", "生态环境法典")
    assert found.doubts and "[inference]" in doubtful(found)
    assert governing(offence("off_route"), "air", Act(None), TODAY).why == "same_text"
    assert not governing(offence("off_route"), "air", Act(date(2026, 8, 20), date(2026, 8, 16)), TODAY).doubts


def test_it_judges_a_step_by_the_penalty_law_of_its_day() -> None:
    assert [procedural(date.fromisoformat(day)).name for day in ("2019-05-01", "2021-07-14", "2021-07-15")] == [
        "2017",
        "2017",
        "2021",
    ]
    with pytest.raises(Refused, match="没有收录"):
        procedural(date(2015, 1, 1))
    early = governing(offence("litter_dumping"), "waste", Act(BEFORE), date(2021, 7, 14))
    late = governing(offence("litter_dumping"), "waste", Act(BEFORE), date(2021, 7, 15))
    assert any("96号" in step.cite and "仍适用" in step.words for step in early.steps)
    assert any("第37条" in step.cite and "仍适用" in step.words for step in late.steps)


def test_it_refuses_days_that_cannot_be() -> None:
    with pytest.raises(Refused, match="晚于作出决定"):
        answered("load_spill", "air", TODAY, BEFORE)
    with pytest.raises(Refused, match="开始的日子晚于终了"):
        answered("load_spill", "air", BEFORE, TODAY, start=MIDDLE)


STARTS = [date(2018 + n, 1, 1) for n in range(5)]
RELATIONS = st.sampled_from(["same", "lighter", "heavier", None])


def chained(relations: list[str | None]) -> Offence:
    """An offence with one norm of five texts and the given marks between them."""
    ends = [f"until: {start - timedelta(days=1)}, " for start in STARTS[1:]] + [""]
    texts = "".join(
        f"  法{n}: {{rank: law, texts: {{t: {{in_force: {start}, {end}mark: m}}}}}}\n"
        for n, (start, end) in enumerate(zip(STARTS, ends, strict=True))
    )
    rows = ""
    for n, relation in enumerate([None, *relations]):
        compared = f"compared: {{is: {relation}, why: w, mark: m}}, " if relation else ""
        also = f"also: [{n}级]"
        rows += f'        - {{law: 法{n}, texts: [t], duty: "1", penalty: "2", order: with, {compared}outcomes: [{{liable: 人, {also}}}], mark: m}}\n'
    text = f"group: g\noffences:\n  one:\n    no: 1\n    title: t\n    norms:\n      a:\n{rows}"
    return read_offences(text, "x.yaml", read_statutes("statutes:\n" + texts, "s.yaml"))[0]


@given(st.lists(RELATIONS, min_size=4, max_size=4), st.integers(0, 4), st.integers(0, 4))
def test_it_answers_by_the_marks_on_the_way_and_never_by_a_text_between(
    relations: list[str | None], act: int, later: int
) -> None:
    decided = max(act, later)
    way = relations[act:decided]
    offence_ = chained(relations)
    days = STARTS[act], STARTS[decided] + timedelta(days=5)
    if None in way or {"lighter", "heavier"} <= set(way):
        with pytest.raises(Refused):
            governing(offence_, "a", Act(days[0]), days[1])
        return
    found = governing(offence_, "a", Act(days[0]), days[1])
    assert found.text is not None
    assert found.text.law == (f"法{decided}" if "lighter" in way else f"法{act}")
    assert found.steps and all(step.words for step in found.steps)


@given(st.sampled_from(sorted(offences())), st.dates(date(2019, 1, 1), date(2026, 11, 1)), st.integers(0, 2000))
def test_it_answers_or_refuses_every_offence_on_every_day(key: str, end: date, after: int) -> None:
    decided = min(end + timedelta(days=after), date(2026, 11, 24))
    for norm, answer in governing_all(offence(key), Act(end), decided).items():
        if isinstance(answer, Refused):
            assert all(reason.article and reason.missing and reason.remedy for reason in answer.reasons)
            continue
        if answer.text is not None:
            chain = offence(key).norms[norm]
            assert answer.text in (chain.on(end), chain.on(decided))
            assert answer.text.covers(end) or answer.why == "lighter_new"
        else:
            assert answer.why in ("not_punished_then", "not_punished_now")


def test_it_lets_go_of_an_act_that_the_law_no_longer_forbids() -> None:
    statutes = read_statutes(
        "statutes:\n  旧法: {rank: law, texts: {t: {in_force: 2018-01-01, until: 2020-12-31, mark: m}}}\n"
        "  新法: {rank: law, texts: {t: {in_force: 2021-01-01, mark: m}}}\n",
        "s.yaml",
    )
    text = (
        "group: g\noffences:\n  one:\n    no: 1\n    title: t\n    norms:\n      a:\n"
        '        - {law: 旧法, texts: [t], duty: "1", penalty: "2", order: with, outcomes: [{liable: 人, also: [警告]}], mark: m}\n'
        "        - {law: 新法, texts: [t], order: none, punished: false, mark: m}\n"
    )
    (one,) = read_offences(text, "x.yaml", statutes)
    assert governing(one, "a", Act(date(2019, 1, 1)), date(2021, 1, 1)).why == "not_punished_now"
    assert governing(one, "a", Act(date(2021, 1, 1)), date(2021, 1, 1)).why == "not_punished_then"
    assert governing(one, "a", Act(date(2019, 1, 1)), date(2020, 12, 31)).why == "same_text"
