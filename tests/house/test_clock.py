"""Only pages, jobs and commands look at the clock; everything below is handed the instant it needs.

So a rule can be tried for any day, an import can be judged on the day of the act, and a test need not wait for Monday.
"""

from __future__ import annotations

import ast

from tests.house.code import Module, calls, modules, planted, told

#: what tells the time
CLOCKS = {
    "clock.now",
    "timezone.now",
    "timezone.localdate",
    "timezone.localtime",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "date.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
#: what makes chance; law and ledger have none (a salt is handed to them)
CHANCE = {"random", "secrets", "uuid"}


def is_edge(module: Module) -> bool:
    """Pages, jobs and commands; the clock itself."""
    return (
        module.room == "boot"
        or module.path == "record/clock.py"
        or bool({"pages", "jobs"} & set(module.parts))
        or module.path == "ui/pages.py"
    )


def clocks(module: Module) -> list[str]:
    """Looks at the clock outside the edge."""
    if is_edge(module) or module.is_migration:
        return []
    found = [
        f"{module.path}:{call.lineno} {name}(): take the instant as an argument"
        for call, name in calls(module.tree)
        if name in CLOCKS
    ]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module == "wutong.record.clock":
            found += [f"{module.path}:{node.lineno} imports now" for alias in node.names if alias.name == "now"]
        if isinstance(node, ast.ImportFrom) and node.module in {"time", "django.utils.timezone"}:
            found += [
                f"{module.path}:{node.lineno} imports {alias.name}"
                for alias in node.names
                if alias.name in {"time", "now", "localtime", "localdate"}
            ]
    return found


def chance(module: Module) -> list[str]:
    """Imports of chance in law and ledger."""
    if module.room not in {"law", "ledger"}:
        return []
    found = []
    for node in ast.walk(module.tree):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        wrong = [name for name in names if name.split(".")[0] in CHANCE - {"uuid"}]
        wrong += ["uuid4"] if isinstance(node, ast.ImportFrom) and "uuid4" in {a.name for a in node.names} else []
        found += [f"{module.path}:{node.lineno} imports {name}" for name in wrong]
    return found


def test_it_looks_at_the_clock_only_at_the_edge() -> None:
    offences = [offence for module in modules() for offence in clocks(module)]
    assert not offences, told(offences)


def test_it_catches_a_look_at_the_clock() -> None:
    assert clocks(planted("from wutong.record import clock\nclock.now()"))
    assert clocks(planted("from wutong.record.clock import now", "law/terms.py"))
    assert clocks(planted("from datetime import datetime\ndatetime.now(tz)", "law/terms.py"))
    assert clocks(planted("import datetime\ndatetime.date.today()", "collect/complaints/reads.py"))
    assert not clocks(planted("clock.now()", "collect/complaints/pages/desk.py"))
    assert not clocks(planted("clock.legal_day(at)"))


def test_it_leaves_nothing_to_chance_in_law_and_ledger() -> None:
    offences = [offence for module in modules() for offence in chance(module)]
    assert not offences, told(offences)


def test_it_catches_chance() -> None:
    assert chance(planted("import random", "law/draw.py"))
    assert chance(planted("from uuid import uuid4", "ledger/entry.py"))
    assert not chance(planted("from uuid import UUID", "ledger/entry.py"))
