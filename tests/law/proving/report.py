"""Runs the walks of the long tests, keeps their results by the hash of what they depend on, and judges them.

What is accepted stands in ``accepted.yaml`` with its reason; a reason that no longer holds is an error too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.law.proving.oracle import Oracle
from tests.law.proving.walk import Found, Walk
from tests.law.proving.walls import without
from tests.law.test_survivors import about, missed
from wutong.law import rulebook

HERE = Path(__file__).parent
#: results of walks that came out; safe to throw away
KEPT = Path(os.environ.get("SUITE_PROOF", HERE.parents[2] / ".proof"))
#: how many states a long walk opens, where a procedure has more of them than a night is long
MOST, MOST_OF = 3000, {"penalty.ordinary": 1500}
SECONDS = float(os.environ.get("SUITE_PROOF_SECONDS", "600"))


def accepted() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """`unreached` and `survivors`: by family, the act or wall with the reason why it may stay."""
    found: Mapping[str, Any] = YAML(typ="safe").load((HERE / "accepted.yaml").read_text(encoding="utf-8"))
    return found


def modes(family: str) -> tuple[str, ...]:
    """With local values set; with none set; and, where rules ask about other matters, with one open or closed."""
    text = rulebook.with_examples(family)[-1]
    found = ["set"]
    if text.params:
        found.append("unset")
    if Walk(rulebook.with_examples(family), -1, Oracle(family), rulebook.calendar()).reads.families:
        found += ["open", "closed"]
    return tuple(found)


def digest(family: str, most: int) -> str:
    """Everything that a result hangs on: the family's files, the interpreter, the calendar and this checker."""
    total = hashlib.sha256(f"{family} {most} {SECONDS}".encode())
    law = Path(str(rulebook.RULES)).parent
    files = [*law.glob("*.py"), *(law / "procedure").glob("*.py"), *HERE.glob("*.py")]
    files += [*(law / "rules" / "procedures").glob(f"{family}*.yaml"), *(law / "rules" / "holidays").glob("*.yaml")]
    for path in sorted(files):
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def walked(family: str) -> list[Found]:
    """The results of every text of a family in every mode, from the cache where nothing has changed since."""
    most = MOST_OF.get(family, MOST)
    path = KEPT / f"{family}-{digest(family, most)}.json"
    if path.exists():
        return [_read(each) for each in json.loads(path.read_text(encoding="utf-8"))]
    texts = rulebook.with_examples(family)
    found = []
    for at in range(len(texts)):
        for mode in modes(family) if at == len(texts) - 1 else ("set",):
            oracle = Oracle(family)
            found.append(Walk(texts, at, oracle, rulebook.calendar(), mode=mode).run(most, seconds=SECONDS))
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob(f"{family}-*.json"):
        old.unlink()
    path.write_text(json.dumps([_written(each) for each in found], ensure_ascii=False), encoding="utf-8")
    return found


def _written(found: Found) -> dict[str, Any]:
    data = asdict(found)
    data["in_force"] = found.in_force.isoformat()
    for name in ("acts", "clocks", "missed"):
        data[name] = sorted(data[name])
    data["walls"] = sorted(found.walls)
    for name in ("killed", "alone"):
        data[name] = [[list(wall), words] for wall, words in data[name].items()]
    return data


def _read(data: dict[str, Any]) -> Found:
    data = {**data, "in_force": date.fromisoformat(data["in_force"])}
    for name in ("acts", "clocks", "missed"):
        data[name] = set(data[name])
    data["walls"] = {tuple(each) for each in data["walls"]}
    for name in ("killed", "alone"):
        data[name] = {tuple(wall): words for wall, words in data[name]}
    return Found(**data)


def problems(family: str, found: list[Found]) -> list[str]:
    """Everything that must not be: a breach, no way on, no end, silence, an act or a wall without use and without a reason."""
    told = []
    for each in found:
        where = f"{family} {each.in_force} {each.mode}"
        told += [f"{where}: {step} (after {history})" for step, history in each.breaches.items()]
        told += [f"{where}: no way on: {history}" for history in each.stuck]
        told += [f"{where}: no end: {history}" for history in each.endless]
        told += [f"{where}: nobody would notice that {clock}" for clock in each.silent]
    known = accepted()
    last = [each for each in found if each.in_force == rulebook.with_examples(family)[-1].in_force]
    lacking = left(family, last)
    whole = last[0].whole
    told += _listed(f"{family}: no history reaches", lacking.acts, known["unreached"].get(family) or {}, whole)
    if Oracle(family).demands(last[0].in_force):
        reasons = known["survivors"].get(family) or {}
        untold = {
            each for each in lacking.idle | lacking.never if each not in reasons and not an_example_misses(family, each)
        }
        told += _listed(f"{family}: neither oracle nor example would miss", lacking.idle & untold, reasons, True)
        told += _listed(
            f"{family}: never alone in the way, and no example misses", lacking.never & untold, reasons, whole
        )
        for each in sorted(set(reasons) - lacking.idle - lacking.never):
            told.append(f"{family}: {each}: it is missed now, drop the reason")
    return told


def an_example_misses(family: str, told: str) -> bool:
    """Whether an example of the newest text comes out otherwise without the wall."""
    texts = rulebook.with_examples(family)
    name, _, wall = told.partition(" | ")
    act = without(texts[-1].acts[name], (name, wall))
    open_ = replace(texts[-1], acts={**texts[-1].acts, name: act})
    return missed(rulebook.shelved([*texts[:-1], open_]), about(texts[-1], name))


@dataclass(frozen=True)
class Left:
    """`acts`: reached by no history. Walls that were not missed: `idle` stood alone in the way and the oracle was silent;
    `never` never stood alone."""

    acts: set[str]
    idle: set[str]
    never: set[str]


def left(family: str, last: list[Found]) -> Left:
    """What the walks of the newest text leave open, all modes together."""
    every = {act.name for act in rulebook.with_examples(family)[-1].acts.values() if not act.built_in}
    reached = set[str]().union(*(each.acts for each in last))
    killed = set[tuple[str, ...]]().union(*(each.killed for each in last))
    alone = set[tuple[str, ...]]().union(*(each.alone for each in last)) - killed
    walls = set[tuple[str, ...]]().union(*(each.walls for each in last))
    return Left(
        every - reached, {" | ".join(x) for x in alone & walls}, {" | ".join(x) for x in walls - killed - alone}
    )


def _listed(words: str, found: set[str], reasons: Mapping[str, str], whole: bool) -> list[str]:
    """What is not listed with a reason; of a walk that was cut off only what it did see."""
    return [f"{words} {each}" for each in sorted(found - set(reasons))] if whole else []


def table(found: list[Found]) -> list[str]:
    """One row for each walk."""
    return [
        f"| `{x.family}` | {x.in_force} | {x.mode} | {x.opened:,}{'' if x.whole else f' of {x.states:,}'} | {x.edges:,} | "
        f"{len(x.killed)} of {len(x.walls)} | {x.seconds:.0f} |"
        for x in found
    ]
