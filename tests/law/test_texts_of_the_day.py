"""When a law changes: each act by the text of its day, clocks by that of the day they started, silence that acts."""

from datetime import date

import pytest

from tests.law.cases import CALENDAR, Case, at, due_on
from wutong.law import rulebook
from wutong.law.procedure import Procedure, RuleError, ask
from wutong.law.procedure.loader import versions

YAML = """
procedure: t
title: 试
law: {2017-09-01: 旧法, 2021-07-15: 新法}
in_force: 2017-09-01
acts:
  filed: {title: 立案, cite: 1, start: true, by: officer, status: 已立案}
  asked: {title: 要求听证, cite: 2, outside: true, after: filed}
  heard: {title: 听证, cite: 2, by: officer, answers: asked, repeat: true}
  lengthened: {title: 延期, cite: 3, by: officer, after: filed, repeat: true}
  decided: {title: 决定, cite: 4, by: officer, needs: [{wait: filed, for: {2017-09-01: 3 days, 2021-07-15: 5 workdays}}]}
clocks:
  ask: {title: 申请期, from: filed, to: asked, within: {2017-09-01: 3 days, 2021-07-15: 5 workdays}, cite: 2, bearer: party, missed: note}
  decide: {title: 办案期限, from: filed, to: decided, cite: 60, within: 90 days,
    stops: {2017-09-01: [], 2022-05-01: [{from: asked, to: heard}]},
    extend: {2017-09-01: [], 2022-05-01: [{by: lengthened, add: 30 days}]}}
"""
OLD = YAML.replace("  decide: {title: 办案期限", "  other: {title: 另一期限")


def shelf(*yamls: str) -> tuple[Procedure, ...]:
    return rulebook.shelved([text for n, yaml in enumerate(yamls) for text in versions(yaml, f"{n}.yaml")])


class Dated(Case):
    """A matter whose entries are each read by the text of its own day."""

    def __init__(self, texts: tuple[Procedure, ...]) -> None:
        super().__init__()
        self.texts = texts

    def text(self, day: date) -> Procedure:
        return next(text for text in reversed(self.texts) if text.in_force <= day)


def test_an_act_is_judged_by_the_text_of_its_own_day() -> None:
    here = Dated(shelf(YAML))
    here.do("filed", "2021-07-12 09:00", "officer")
    assert here.refused("decided", "2021-07-14 09:00", "officer").reasons[0].article.startswith("旧法")
    refused = here.refused("decided", "2021-07-16 09:00", "officer").reasons[0]
    assert (refused.article, "5个工作日" in refused.missing) == ("新法第1条", True)


def test_a_clock_keeps_the_length_of_the_day_on_which_it_started() -> None:
    here = Dated(shelf(YAML))
    here.do("filed", "2021-07-13 09:00", "officer")
    assert due_on(here.clock("ask", "2021-07-20 09:00")) == date(2021, 7, 16)
    assert here.clock("ask", "2021-07-20 09:00").cite == "旧法第2条"


def test_a_later_rule_about_stops_and_extensions_does_nothing_to_the_days_before_it() -> None:
    here = Dated(shelf(YAML))
    here.do("filed", "2022-03-01 09:00", "officer")
    here.do("asked", "2022-04-01 09:00", "outsider")
    here.do("heard", "2022-04-11 09:00", "officer")
    assert due_on(here.clock("decide", "2022-05-20 09:00")) == date(2022, 5, 30)
    here.do("lengthened", "2022-05-20 09:00", "officer")
    assert due_on(here.clock("decide", "2022-05-20 10:00")) == date(2022, 6, 29)


def test_a_limit_that_a_later_text_brings_begins_on_its_first_day() -> None:
    old = OLD.replace("in_force: 2017-09-01", "in_force: 2017-09-01\nuntil: 2021-07-14").split("clocks:")[0]
    old = old.replace("{2017-09-01: 旧法, 2021-07-15: 新法}", "旧法").replace(
        "{2017-09-01: 3 days, 2021-07-15: 5 workdays}", "3 days"
    )
    new = YAML.replace("2017-09-01", "2021-07-15").replace("{2021-07-15: 旧法, 2021-07-15: 新法}", "新法")
    new = new.replace("{2021-07-15: 3 days, 2021-07-15: 5 workdays}", "5 workdays")
    here = Dated(shelf(old, new))
    here.do("filed", "2021-03-01 09:00", "officer")
    decide = here.clock("decide", "2021-09-01 09:00")
    assert (decide.state, due_on(decide)) == ("running", date(2021, 10, 13))
    assert due_on(here.clock("decide", "2022-09-01 09:00")) == date(2021, 10, 13)


def test_a_correction_reads_old_entries_by_their_own_texts_again() -> None:
    here = Dated(shelf(YAML.replace("status: 已立案", "status: {2017-09-01: 旧立案, 2021-07-15: 新立案}")))
    here.do("filed", "2021-07-12 09:00", "officer", office="a")
    wrong = here.do(
        "corrected",
        "2021-08-02 09:00",
        "officer",
        office="a",
        about=1,
        fields={"reason": "x", "at": "2021-07-12T08:00:00+08:00"},
    )
    here.do("correction_confirmed", "2021-08-02 10:00", "officer", office="a", person="b", about=wrong)
    assert here.status == "旧立案"


DEEMED = """
procedure: t
title: 试
law: 许可法
in_force: 2019-04-23
acts:
  applied: {title: 申请, cite: 29, start: true, by: officer, status: 已申请}
  asked: {title: 要求补正, cite: 32, by: officer, after: applied}
  accepted: {title: 受理, cite: 32, by: officer, after: applied, needs: [{that: {not: {done: accepted}}}], status: 已受理}
  decided: {title: 决定, cite: 42, by: officer, after: accepted, status: 已决定}
clocks:
  review: {title: 补正期, from: applied, to: [asked, accepted], within: 5 workdays, cite: 32项4, missed: {deem: accepted, at: start}}
  decide: {title: 审查期, from: accepted, to: decided, within: 20 workdays, cite: 42}
"""


def test_silence_becomes_an_act_on_the_first_day() -> None:
    here = Case(procedure=versions(DEEMED, "t.yaml")[0])
    here.do("applied", "2026-09-21 09:00", "officer")
    assert here.stand("2026-09-25 10:00").status == "已申请"
    there = here.stand("2026-10-15 10:00")
    assert there.status == "已受理"
    (decide,) = [clock for clock in there.clocks if clock.name == "decide"]
    assert due_on(decide) == date(2026, 10, 26)
    here.do("decided", "2026-10-20 09:00", "officer")
    (decide,) = [clock for clock in here.stand("2026-10-21 10:00").clocks if clock.name == "decide"]
    assert decide.state == "done"


def test_what_was_done_in_time_leaves_nothing_to_deem() -> None:
    here = Case(procedure=versions(DEEMED, "t.yaml")[0])
    here.do("applied", "2026-09-21 09:00", "officer")
    here.do("asked", "2026-09-22 09:00", "officer")
    assert here.stand("2026-10-15 10:00").status == "已申请"
    assert "还没有受理" in str(here.refused("decided", "2026-10-15 10:00", "officer"))


def test_the_shelf_takes_no_gap_no_overlap_and_no_lost_act() -> None:
    later = (
        YAML.replace("2017-09-01", "2023-02-01").replace("2021-07-15", "2023-02-02").replace("2022-05-01", "2023-02-03")
    )
    until = "in_force: 2017-09-01\nuntil: "
    earlier = YAML.replace("in_force: 2017-09-01", f"{until}2023-01-31")
    shelf(earlier, later)
    for day in ("2023-01-30", "2023-02-01"):
        with pytest.raises(RuleError, match="to end the day before"):
            shelf(earlier.replace("until: 2023-01-31", f"until: {day}"), later)
    with pytest.raises(RuleError, match="names are a contract"):
        shelf(earlier, later.replace("lengthened", "longer"))


def test_another_body_is_never_refused_for_its_order() -> None:
    here = Dated(
        shelf(
            YAML.replace(
                "asked: {title: 要求听证, cite: 2, outside: true, after: filed}",
                "asked: {title: 要求听证, cite: 2, outside: true, after: decided}",
            )
        )
    )
    here.do("filed", "2022-03-01 09:00", "officer")
    asked, text = here.ask_of("asked", "2022-03-02 09:00", "outsider")
    (odd,) = ask(text, here.state, asked, CALENDAR)
    assert (odd.missing, odd.effect) == ("还没有决定", "none")
    assert at("2022-03-02 09:00") == asked.at
