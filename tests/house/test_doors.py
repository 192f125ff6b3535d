"""The doors that the import contract cannot see: a table named by text, an address named by text.

``get_model("enforce", …)``, a foreign key given as text, ``reverse("case-page")``, ``{% url %}`` and a hand-written
address in a template all reach into another room without importing it.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.exceptions import Resolver404

from tests.house.code import LINE, Module, calls, first_text, modules, planted, rank, templates, told

RELATIONS = {"ForeignKey", "OneToOneField", "ManyToManyField"}
#: rooms whose tables a higher room's foreign key may point at
FOUNDATIONS = {"docket", "city", "record"}
#: what the frame and the shared parts of every page lead to (search box, pin map), whatever room answers it
EVERYBODYS = {"home", "signin", "signout", "report", "progress", "matter", "where", "complaint-list"}

#: where boot fills in, by a setting, what a room may not know: the docket's page of a matter of some family
FILLED_IN = {"docket/matters/pages/desk.py"}
#: rendered when everything else failed: it may ask nothing, not even for an address
BARE = {"ui/templates/ui/500.html"}

URL_TAG = re.compile(r"""\{%\s*url\s+['"]([\w:.-]+)['"]""")
ADDRESS = re.compile(r"""\b(?:href|action|src|hx-(?:get|post|put|delete)|formaction)=["'](/[^"'{}]*)["']""")


def by_text(module: Module) -> list[str]:
    """Tables of a later room reached by text."""
    found = []
    for call, name in calls(module.tree):
        last = name.split(".")[-1]
        text = first_text(call)
        if last in {"get_model", "get_app_config", "get_models"} and module.room != "boot" and not module.is_migration:
            found.append(f"{module.path}:{call.lineno} {last}({text!r}): call the door of the room instead")
        if last in RELATIONS and "." in text:
            room = text.split(".")[0]
            if room in LINE and room != module.room and (rank(room) > rank(module.room) or room not in FOUNDATIONS):
                found.append(f"{module.path}:{call.lineno} {last}({text!r}): a table of a room it may not know")
        if last in {"import_module", "import_string", "__import__"} and module.path not in FILLED_IN | {
            "boot/urls.py",
            "boot/demo.py",
        }:
            found.append(f"{module.path}:{call.lineno} {last}({text!r}): an import the contract cannot see")
    return found


@lru_cache(maxsize=1)
def room_of_route() -> dict[str, str]:
    """Which room answers a route, by its name."""

    def walk(patterns: list[URLPattern | URLResolver]) -> dict[str, str]:
        rooms: dict[str, str] = {}
        for part in patterns:
            if isinstance(part, URLResolver):
                rooms |= walk(part.url_patterns)
            elif part.name:
                rooms[part.name] = room_of(part)
        return rooms

    return walk(get_resolver().url_patterns)


def room_of(route: URLPattern) -> str:
    module = getattr(route.callback, "__module__", "")
    return module.split(".")[1] if module.startswith("wutong.") else ""


def is_upward(room: str, other: str) -> bool:
    return other in LINE and room in LINE and rank(other) > rank(room)


def routes_in_code(module: Module) -> list[str]:
    """``reverse("…")`` and ``redirect("…")`` to a later room."""
    if module.room == "boot":
        return []
    found = []
    for call, name in calls(module.tree):
        if name.split(".")[-1] in {"reverse", "reverse_lazy", "redirect", "resolve_url"}:
            other = room_of_route().get(first_text(call), "")
            if is_upward(module.room, other) and first_text(call) not in EVERYBODYS:
                found.append(f"{module.path}:{call.lineno} {name}({first_text(call)!r}): leads up into {other}")
    return found


def routes_in_template(room: str, path: str, text: str) -> list[str]:
    """``{% url %}`` and hand-written addresses that lead to a later room."""
    found = []
    for name in URL_TAG.findall(text):
        other = room_of_route().get(name, "")
        if is_upward(room, other) and name not in EVERYBODYS:
            found.append(f"{path}: {{% url '{name}' %}} leads up into {other}")
    for address in ADDRESS.findall(text):
        if address.startswith("/static/") or path in BARE:
            continue
        try:
            match = get_resolver().resolve(address.split("?")[0].split("#")[0])
        except Resolver404:
            found.append(f"{path}: {address} leads nowhere; write {{% url %}}")
            continue
        found.append(
            f"{path}: {address} is written by hand; write {{% url '{match.url_name}' %}} (another county has a prefix)"
        )
    return found


def test_it_reaches_no_table_by_text() -> None:
    offences = [offence for module in modules() for offence in by_text(module)]
    assert not offences, told(offences)


def test_it_catches_a_table_reached_by_text() -> None:
    assert by_text(planted("apps.get_model('enforce', 'Case')"))
    assert by_text(planted("models.ForeignKey('enforce.Case', models.PROTECT)", "docket/matters/models.py"))
    assert by_text(planted("models.ForeignKey('collect.Complaint', models.PROTECT)", "enforce/cases/models.py"))
    assert by_text(planted("import_module('wutong.enforce')"))
    assert not by_text(planted("models.ForeignKey('docket.Matter', models.PROTECT)"))


def test_it_leads_to_no_later_room() -> None:
    offences = [offence for module in modules() for offence in routes_in_code(module)]
    offences += [offence for template in templates() for offence in routes_in_template(*template)]
    assert not offences, told(offences)


def test_it_catches_a_way_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.house.test_doors.room_of_route", lambda: {"case-page": "enforce"})
    assert routes_in_code(planted("reverse('case-page')"))
    assert not routes_in_code(planted("reverse('case-page')", "govern/decisions/pages/desk.py"))
    assert routes_in_template("collect", "x.html", "<a href=\"{% url 'case-page' %}\">")
    assert routes_in_template("collect", "x.html", '<a href="/nowhere/at/all">')
