"""Every question is asked within one county, and no query does arithmetic on instants.

An unscoped query would show one county's complaints to another. A date taken from an instant in the database is the
day of the database's time zone, not the legal day, and no index helps it.
"""

from __future__ import annotations

import ast
import re

from tests.house.code import Module, calls, dotted, modules, planted, told

#: what may be asked of ``Model.objects`` (see wutong.record.scope.Within)
SCOPED = {"within", "create", "bulk_create"}
#: who may see all counties at once, and why
SEES_ALL = {
    "record/scope.py": "defines it",
    "record/entries/scrub.py": "cleans one file that all counties share",
    "city/offices/models.py": "Django's sign-in asks by the unique name, before any county is known",
    "city/offices/signin.py": "the same",
    "city/offices/reads.py": "lists the counties of this server, and finds the county of an account",
    "record/moved/reads.py": "says of each county whether it went away",
}
LOOKUP = re.compile(
    r"__(date|year|iso_year|month|day|week|week_day|iso_week_day|quarter|time|hour|minute|second)(__|$)"
)
TRUNCATING = re.compile(r"^(Trunc\w*|Extract\w*)$")
SQL_DATE = re.compile(r"\b(date_trunc|strftime|extract)\s*\(", re.IGNORECASE)


def unscoped(module: Module) -> list[str]:
    """``.objects`` used otherwise than ``.objects.within(…)``; ``.everything`` where it is not allowed."""
    if module.is_migration or module.room == "boot":
        return []
    found = []
    good = {
        id(node.value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and node.attr in SCOPED and isinstance(node.value, ast.Attribute)
    }
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Attribute):
            continue
        where = f"{module.path}:{node.lineno} {dotted(node)}"
        if node.attr == "objects" and id(node) not in good:
            found.append(f"{where}: only .objects.within(scope)")
        of_a_table = re.search(r"(^|\.)([A-Z]\w*|model|cls)$", dotted(node.value)) is not None
        sees_all = node.attr in {"_base_manager", "_default_manager"} or (node.attr == "everything" and of_a_table)
        if sees_all and module.path not in SEES_ALL:
            found.append(f"{where}: sees all counties")
    return found


def by_instant(module: Module) -> list[str]:
    """Date arithmetic on instants inside a query."""
    if module.is_migration:
        return []
    found = []
    for node in ast.walk(module.tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.keyword) and node.arg and LOOKUP.search(node.arg):
            found.append(f"{module.path}:{line} {node.arg}: compare on_date or month instead")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if re.fullmatch(r"-?\w+", node.value) and LOOKUP.search(node.value):
                found.append(f"{module.path}:{line} {node.value!r}: compare on_date or month instead")
            elif SQL_DATE.search(node.value):
                found.append(f"{module.path}:{line}: date arithmetic in SQL")
    for call, name in calls(module.tree):
        if TRUNCATING.match(name.split(".")[-1]) and not name.startswith("?"):
            found.append(f"{module.path}:{call.lineno} {name}: compare on_date or month instead")
    return found


def test_it_asks_every_question_within_a_county() -> None:
    offences = [offence for module in modules() for offence in unscoped(module)]
    assert not offences, told(offences)


def test_it_catches_an_unscoped_query() -> None:
    assert unscoped(planted("Complaint.objects.filter(id=1)"))
    assert unscoped(planted("ask = Complaint.objects\nask.all()"))
    assert unscoped(planted("Complaint.everything.count()"))
    assert unscoped(planted("Complaint._base_manager.count()"))
    assert not unscoped(planted("Complaint.objects.within(scope).filter(id=1)"))


def test_it_names_no_file_that_is_gone() -> None:
    known = {module.path for module in modules()}
    assert not [path for path in SEES_ALL if path not in known]


def test_it_does_no_date_arithmetic_on_instants() -> None:
    offences = [offence for module in modules() for offence in by_instant(module)]
    assert not offences, told(offences)


def test_it_catches_date_arithmetic_in_a_query() -> None:
    assert by_instant(planted("rows.filter(written__date=day)"))
    assert by_instant(planted("rows.filter(**{'written__year': 2019})"))
    assert by_instant(planted("rows.order_by('at__month')"))
    assert by_instant(planted("rows.annotate(m=TruncMonth('at'))"))
    assert by_instant(planted("cursor.execute(\"select date_trunc('month', at)\")"))
    assert not by_instant(planted("rows.filter(on_date=day, on_date__gte=first)"))
