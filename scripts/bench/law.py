"""The law itself, without database and server: one question, many dossiers, and a workflow engine beside it.

* One question: whether a decision may be taken (its gates with all explanations), after 10, 100 and 1,000 entries; from the
  folded state, as a page asks it, and the folding of all entries apart.
* Many dossiers of 20 entries audited in one process; the floor is reading the same files as JSON.
* SpiffWorkflow (LGPL, installed into the folder of the bench and nowhere else) drives 19 manual steps in a row; ours asks
  and folds 19 acts of a penalty case. Both in memory, both with the state saved into SQLite after each step.

Times are of the processor; the two of a pair take turns, and the middle of the ratios counts.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench.table import heading, row, said, table  # noqa: E402
from wutong.law import audit, rulebook  # noqa: E402
from wutong.law.calendar import SHANGHAI  # noqa: E402
from wutong.law.procedure import Ask, Fold, Procedure, Thread, ask, fold, stand  # noqa: E402
from wutong.law.procedure.defects import past_of  # noqa: E402
from wutong.law.procedure.examples import asked_in  # noqa: E402
from wutong.law.refusal import Refused  # noqa: E402

CALENDAR = rulebook.calendar()
PARAMS = {"penalty.ordinary.defence": "5 workdays", "penalty.ordinary.hearing_citizen": "2000"}
TEXT = rulebook.procedure("penalty.ordinary", date(2026, 3, 2), PARAMS)
THREAD = Thread("本案", TEXT.family)
FACTS = "party_kind=citizen public_interest=false grave_rights=false by_law_review=false social_impact=false complex=false grave=false"
BEFORE = (f"deputy_head filed {FACTS}", "officer interviewed", "officer inspected", "officer examined")
BETWEEN = "officer interviewed"
AFTER = (
    "officer investigated", "officer notified amount=1000 kinds=fine hearing_told=true", "officer notified.served",
    "outsider defence_made", "officer defence_weighed", "officer investigated changes_notice=false",
)  # fmt: skip
DECISION = "2026-06-01 09:00 deputy_head decided amount=1000 kinds=fine"
#: a whole case of 19 acts
CASE = (
    *BEFORE, *AFTER, "deputy_head decided amount=1000 kinds=fine", "officer decided.served", "outsider paid amount=400",
    "outsider paid amount=600", "officer settled total=1000", "officer examined", "officer correction_ordered",
    "officer correction_ordered.rechecked", "deputy_head closed",
)  # fmt: skip
SPIFF = """
import json, sqlite3, sys, time
from SpiffWorkflow.workflow import Workflow
from SpiffWorkflow.task import TaskState
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.specs.Simple import Simple
from SpiffWorkflow.serializer.json import JSONSerializer
rounds, save = int(sys.argv[1]), sys.argv[2] == "save"
spec = WorkflowSpec("case", addstart=True)
last = spec.start
for n in range(19):
    step = Simple(spec, f"step{n}", manual=True)
    last.connect(step)
    last = step
disk = sqlite3.connect(sys.argv[3])
disk.execute("create table if not exists state (n integer primary key, told text)")
times = []
for _ in range(rounds):
    began = time.process_time()
    flow, steps = Workflow(spec), 0
    flow.run_all(halt_on_manual=True)
    while True:
        ready = [t for t in flow.get_tasks(state=TaskState.READY) if t.task_spec.manual]
        if not ready:
            break
        ready[0].run()
        steps += 1
        flow.run_all(halt_on_manual=True)
        if save:
            disk.execute("insert into state (told) values (?)", (flow.serialize(JSONSerializer()),))
            disk.commit()
    times.append((time.process_time() - began) * 1000)
    assert steps == 19 and flow.is_completed(), steps
print(json.dumps(times))
"""


def asks(lines: tuple[str, ...]) -> list[Ask]:
    """The acts of a case, each on a working day of its own."""
    day = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
    found = []
    for line in lines:
        found.append(asked_in(lambda _, __: TEXT, PARAMS, f"{day:%Y-%m-%d %H:%M} {line}")[0])
        day = datetime.combine(CALENDAR.next_workday((day + timedelta(days=1)).date()), day.time(), SHANGHAI)
        if line.startswith("officer notified.served"):
            day += timedelta(days=14)
    return found


def folded(entries: list[Ask]) -> Fold:
    state: Fold | None = None
    for n, each in enumerate(entries, start=1):
        state = fold(TEXT, state, past_of(n, each), CALENDAR)
    assert state is not None
    return state


def spent(work: Callable[[], Any], rounds: int) -> list[float]:
    """Processor time of each round, in ms."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return times


def questions(rounds: int) -> list[list[str]]:
    """One row for each length of a matter."""
    rows = []
    decision = asked_in(lambda _, __: TEXT, PARAMS, DECISION)[0]
    for length in (10, 100, 1000):
        between = (BETWEEN,) * (length - len(BEFORE) - len(AFTER))
        day = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
        entries = []
        for n, line in enumerate((*BEFORE, *between, *AFTER)):
            at = day + timedelta(minutes=n)
            entries.append(asked_in(lambda _, __: TEXT, PARAMS, f"{at:%Y-%m-%d %H:%M} {line}")[0])
        state = folded(entries)

        def question(state: Fold = state) -> bool:
            try:
                ask(TEXT, state, decision, CALENDAR, thread=THREAD)
                return True
            except Refused as refused:
                return not [str(each) for each in refused.reasons]

        assert question(), "the decision is refused, so this would measure something else"
        raw = json.dumps(state.to_json())
        page = partial(
            stand, TEXT, state, decision.at, CALENDAR, roles=frozenset({"officer"}), actor="x", office="", thread=THREAD
        )
        one = statistics.median(spent(question, rounds))
        rows.append([
            f"{length:,}", f"{one:.2f}", "yes" if one <= 1 else "**no**",
            f"{statistics.median(spent(lambda e=entries: folded(e), max(3, rounds // 20))):.1f}",
            f"{statistics.median(spent(lambda r=raw: Fold.from_json(json.loads(r)), max(3, rounds // 10))):.2f}",
            f"{statistics.median(spent(page, max(3, rounds // 20))):.1f}",
        ])  # fmt: skip
    return rows


def dossiers(many: int) -> list[str]:
    """Dossiers of 20 entries: those in order and those with an error in turn."""
    data = json.loads((ROOT / "tests/law/dossiers/plain.json").read_text(encoding="utf-8"))
    more = [each for each in data["entries"] if each["act"] == "interviewed"]
    while len(data["entries"]) < 20:
        data["entries"].insert(1, json.loads(json.dumps(more[0])))
    texts = [json.dumps(data, ensure_ascii=False)]
    data["entries"] = [each for each in data["entries"] if each["act"] != "notified.served"]
    data["entries"].insert(1, json.loads(json.dumps(more[0])))
    texts.append(json.dumps(data, ensure_ascii=False))
    began = time.process_time()
    for n in range(many):
        json.loads(texts[n % 2])
    floor = time.process_time() - began
    sheet = audit.sheet_for("penalty.ordinary")
    assert sheet is not None
    bound: dict[date, Procedure] = {}

    def on(day: date) -> Procedure:
        if day not in bound:
            bound[day] = rulebook.procedure("penalty.ordinary", day, data["params"])
        return bound[day]

    began, found = time.process_time(), 0
    for n in range(many):
        report = audit.audit(audit.dossier(texts[n % 2], "x.json"), on, CALENDAR, sheet)
        found += len(report.findings)
    whole = time.process_time() - began
    assert found
    return [
        f"{many:,}",
        f"{whole / many * 1000:.1f}",
        f"{floor / many * 1e6:.0f}",
        f"{whole / floor:,.0f}",
        f"{whole:.0f}",
    ]


def ours(save: bool, path: Path, rounds: int) -> list[float]:
    """A case of 19 acts, each asked and folded; with its state kept on the disk after each."""
    entries = asks(CASE)
    assert len(entries) == 19
    disk = sqlite3.connect(path)
    disk.execute("create table if not exists state (n integer primary key, told text)")

    def work() -> None:
        state: Fold | None = None
        for n, each in enumerate(entries, start=1):
            ask(TEXT, state, each, CALENDAR, thread=THREAD)
            state = fold(TEXT, state, past_of(n, each), CALENDAR)
            if save:
                disk.execute("insert into state (told) values (?)", (json.dumps(state.to_json()),))
                disk.commit()

    return spent(work, rounds)


def engine(folder: Path, rounds: int) -> list[list[str]] | str:
    """Rows of both, or why the engine is not here."""
    target = folder / "spiff"
    if not (target / "SpiffWorkflow").exists():
        got = subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--target", str(target), "SpiffWorkflow==3.2.0"],
            capture_output=True, text=True,
        )  # fmt: skip
        if got.returncode:
            return "SpiffWorkflow could not be installed here; left out"
    rows = []
    for kind in ("memory", "save"):
        ratios, mine, theirs = [], [], []
        for turn in range(5):
            told = subprocess.run(
                [sys.executable, "-c", SPIFF, str(rounds), kind, str(folder / f"spiff-{turn}.db")],
                env={**os.environ, "PYTHONPATH": str(target)}, capture_output=True, text=True,
            )  # fmt: skip
            if told.returncode:
                return f"SpiffWorkflow did not run: {told.stderr.strip().splitlines()[-1]}"
            theirs.append(statistics.median(json.loads(told.stdout)))
            mine.append(statistics.median(ours(kind == "save", folder / f"ours-{turn}.db", rounds)))
            ratios.append(mine[-1] / theirs[-1])
        words = "in memory" if kind == "memory" else "state saved after each step"
        rows.append([
            words, f"{statistics.median(mine):.1f}", f"{statistics.median(theirs):.1f}", f"{statistics.median(ratios):.2f}",
        ])  # fmt: skip
    return rows


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--dossiers", type=int, default=300)
    asked.add_argument("--rounds", type=int, default=100)
    given = asked.parse_args()
    gates = len(TEXT.acts["decided"].needs)
    heading("The law")
    said(f"One question: may this be decided ({gates} gates, all reasons), ms of processor time.")
    table(["entries", "question, folded", "≤ 1 ms", "fold of all", "reading the snapshot", "everything a page asks"])
    for each in questions(given.rounds):
        row(*each)
    said("Dossiers of 20 entries in one process.")
    table(["dossiers", "ms each", "floor (JSON), µs each", "ratio", "s in all"])
    row(*dossiers(given.dossiers))
    said("19 steps, ms of processor time a case; ours asks every gate, article and clock, the engine the next step.")
    with tempfile.TemporaryDirectory(prefix="wutong-law-") as folder:
        rows = engine(Path(folder), max(5, given.rounds // 10))
    if isinstance(rows, str):
        said(rows)
    else:
        table(["", "ours", "SpiffWorkflow 3.2.0", "ratio"])
        for each in rows:
            row(*each)
    return 0


if __name__ == "__main__":
    sys.exit(main())
