"""docs/law.md tells each act and clock of the complaint as the rule file has it."""

from datetime import date
from pathlib import Path

from wutong.law import rulebook
from wutong.law.offences import offences

DOCS = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")
TEXT = rulebook.procedure("complaint", date(2026, 3, 2))


def rows(columns: int) -> set[tuple[str, ...]]:
    lines = [line.strip("|").split("|") for line in DOCS.splitlines() if line.startswith("| `")]
    return {tuple(cell.strip() for cell in line[:columns]) for line in lines}


def test_it_tells_every_act() -> None:
    for act in TEXT.acts.values():
        if not act.built_in:
            must = ", ".join(field.name for field in act.carries if not field.optional) or "–"
            assert (f"`{act.name}`", act.title, ", ".join(act.by), act.status or "–", must) in rows(5)


def test_it_tells_every_clock() -> None:
    for clock in TEXT.clocks.values():
        length = clock.within.param or clock.within.fact
        told = (f"`{clock.name}`", clock.title, ", ".join(clock.froms), ", ".join(clock.to), length)
        assert told in rows(5)


def test_it_lists_every_offence_that_is_not_checked() -> None:
    for each in offences().values():
        row = f"| {each.no} | `{each.key}` | {each.title} | {' '.join(each.marks())} |"
        assert (row in DOCS) == bool(each.marks()), row
