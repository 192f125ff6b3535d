"""county.yaml → tables: the file is the whole truth about a county's offices, posts, terms and ground.

Loading twice changes nothing; loading a changed file changes that and says so. Periods, posts, terms and days that the
file no longer has are removed and named. Offices, officers, accounts and cells are never removed: what was written in
the record names them for ever. Nothing is read, hashed or drawn while the transaction is open.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from wutong.city.county import countyfile
from wutong.city.county.lines import CountyFile
from wutong.city.county.sync import Change, sync
from wutong.city.county.yamlread import CountyFileError, Problem
from wutong.city.house import api as house
from wutong.city.offices.models import (
    Account,
    Category,
    County,
    DayOverride,
    LocalTerm,
    Office,
    OfficePeriod,
    Officer,
    Post,
    Successor,
    WorkingHours,
)
from wutong.city.offices.roles import ROLES
from wutong.city.places import geo
from wutong.city.places.load import GroundRows, keep_map, read_ground
from wutong.city.places.models import Cell, Division, Jurisdiction, Place
from wutong.record.live import api as live
from wutong.record.moved import api as moved
from wutong.record.scope import Scope

__all__ = ["Change", "ChangedHere", "CountyFileError", "Loaded", "Problem", "load_county", "put"]

#: the one password of the demo's whole cast: no secret, and refused outside the demo together with its accounts
DEMO_PASSWORD = "wutong-2019"

#: what pages may change too
OF_THE_HOUSE = {"县区", "机构代码", "机构", "账号", "人员", "任职", "期限", "工作时间", "日子", "类别", "接续", "管辖"}
#: letters and digits that cannot be read for one another; 12 of them are 59 bits
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Loaded:
    """What a load did. ``passwords`` are those made for new accounts: print them once, they are kept nowhere."""

    scope: Scope
    name: str
    new: bool
    changes: tuple[Change, ...]
    passwords: tuple[tuple[str, str, str], ...]  # login, officer's name, first password

    @property
    def county(self) -> str:
        return self.scope.county


class ChangedHere(Exception):
    """Pages have changed the house since, and the file says otherwise. Nothing was loaded."""

    def __init__(self, differs: tuple[Change, ...], made: tuple[str, ...]) -> None:
        self.differs, self.made = differs, made
        super().__init__(f"{len(differs)} differences")


def load_county(path: Path | str, *, replace_at: datetime | None = None) -> Loaded:
    """Read a county file and make the tables say what it says.

    :param replace_at: the instant at which the file is put in the place of what pages changed; None: it may not be.
    :raises CountyFileError: with every problem of the file; nothing is changed then.
    :raises ChangedHere: where it would silently undo what pages changed; nothing is changed then.
    """
    return put(countyfile.read(Path(path)), replace_at=replace_at)


def first_password() -> str:
    """A password to be read out once and changed: three groups of four."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def put(f: CountyFile, *, ground: GroundRows | None = None, replace_at: datetime | None = None) -> Loaded:
    """Make the tables say what a checked file says (``ground``: its ground files, where they were read before)."""
    if f.demo and not (settings.DEMO or settings.TESTING):
        raise CountyFileError(
            [Problem(f.path.name, 1, "demo: true", "真实县区的文件；样例县只能用 wutong demo 装进演示库")]
        )
    demo_password = DEMO_PASSWORD if f.demo else ""
    scope = Scope(f.code)
    moved.demand_here(scope, "county.loaded")
    since = min(o.valid_from for o in f.offices)
    communities = {d.code for d in f.divisions if d.level == "community"}
    try:
        ground = ground or read_ground(f.code, communities, since, boundary=f.boundary, grid=f.grid, places=f.places)
        drawn = keep_map(f.code, f.map.file, (f.map.west, f.map.south, f.map.east, f.map.north)) if f.map else {}
    except geo.BadGround as bad:
        raise CountyFileError([Problem(f.path.name, 1, str(bad), "能用的地图数据")]) from bad
    known = set(Account.objects.within(scope).values_list("login", flat=True))
    fresh = [(o.login, o.name) for o in f.officers if o.login and o.login not in known]
    made = {login: demo_password or first_password() for login, _ in fresh}
    shared = make_password(demo_password) if demo_password and fresh else ""
    hashed = {login: shared or make_password(password) for login, password in made.items()}
    with transaction.atomic():
        new = not County.objects.within(scope).exists()
        changes = _write(scope, f, ground, drawn, hashed)
        stand = house.changed_here(scope) if changes and not new else []
        differs = tuple(c for c in changes if c.what in OF_THE_HOUSE)
        if stand and differs:
            if replace_at is None:
                raise ChangedHere(differs, tuple(f"{c.number} {c.title}" for c in stand))
            house.replaced(scope, f.path.name, [str(c) for c in differs], replace_at)
    shown = () if demo_password else tuple((login, name, made[login]) for login, name in fresh)
    return Loaded(scope, f.name, new, tuple(changes), shown)


def _write(
    scope: Scope, f: CountyFile, ground: GroundRows, drawn: Mapping[str, Any], hashed: Mapping[str, str]
) -> list[Change]:
    facts = countyfile.as_dict(f) | {"boundary": ground.boundary, "places_version": ground.version, "map": dict(drawn)}
    changes = (
        sync(County, scope, "县区", [{"county": f.code, **facts}], key=("county",), name=lambda v: f.name, remove=False)
        if County.objects.within(scope).exists()
        else _first(scope, facts, f.name)
    )
    changes += _offices(scope, f)
    changes += _officers(scope, f, hashed)
    changes += sync(
        LocalTerm,
        scope,
        "期限",
        [
            {"key": t.key, "value": t.value, "mark": t.mark, "document": t.document, "in_force": t.in_force}
            for t in f.terms
        ],
        key=("key", "in_force"),
        name=lambda v: f"{v['key']}（{v['in_force']}起{v['value']}）",
        remove=True,
    )
    changes += sync(
        DayOverride,
        scope,
        "日子",
        [{"day": d.day, "kind": d.kind, "document": d.document} for d in f.days],
        key=("day",),
        name=lambda v: f"{v['day']}",
        remove=True,
    )
    changes += sync(
        WorkingHours,
        scope,
        "工作时间",
        [{"valid_from": h.valid_from, "periods": list(h.periods), "document": h.document} for h in f.later_hours],
        key=("valid_from",),
        name=lambda v: f"{v['valid_from']}起",
        remove=True,
    )
    changes += sync(
        Category,
        scope,
        "类别",
        [
            {
                "code": c.code,
                "tag": c.tag,
                "label": c.label,
                "order": c.order,
                "valid_from": c.valid_from,
                "valid_to": c.valid_to,
            }
            for c in f.categories
        ],
        key=("code", "valid_from"),
        name=lambda v: f"{v['label']}（{v['valid_from']}起）",
        remove=True,
    )
    offices = dict(Office.objects.within(scope).values_list("code", "pk"))
    changes += sync(
        Successor,
        scope,
        "接续",
        [
            {
                "office_id": offices[s.office],
                "to_id": offices[s.to],
                "kind": s.kind,
                "communities": list(s.communities),
                "valid_from": s.valid_from,
            }
            for s in f.successors
        ],
        key=("office_id", "to_id", "valid_from"),
        name=lambda v: f"{v['valid_from']}",
        remove=True,
    )
    if changes:
        live.tell(scope, [live.SEATS])  # whoever has a page open may sit elsewhere now
    return changes + _places(scope, f, ground)


def _first(scope: Scope, facts: Mapping[str, Any], name: str) -> list[Change]:
    County.objects.create(**{"county": scope.county, **facts})
    return [Change("added", "县区", f"{name} {scope.county}")]


def _offices(scope: Scope, f: CountyFile) -> list[Change]:
    codes = dict.fromkeys(o.code for o in f.offices)
    changes = sync(
        Office, scope, "机构代码", [{"code": c} for c in codes], key=("code",), name=lambda v: v["code"], remove=False
    )
    ids = dict(Office.objects.within(scope).values_list("code", "pk"))
    names = {ids[o.code]: o.name for o in f.offices}
    return changes + sync(
        OfficePeriod,
        scope,
        "机构",
        [
            {
                "office_id": ids[o.code],
                "parent_id": ids[o.parent] if o.parent else None,
                "name": o.name,
                "short": o.short,
                "kind": o.kind,
                "order": i if o.order is None else o.order,
                "valid_from": o.valid_from,
                "valid_to": o.valid_to,
            }
            for i, o in enumerate(f.offices)
        ],
        key=("office_id", "valid_from"),
        name=lambda v: names.get(v["office_id"], v["name"]),
        remove=True,
    )


def _officers(scope: Scope, f: CountyFile, hashed: Mapping[str, str]) -> list[Change]:
    changes = sync(
        Account,
        scope,
        "账号",
        [
            {
                "login": o.login,
                "username": f"{o.login}@{f.code}",
                "demo": f.demo,
                "password": hashed.get(o.login, ""),
                "first_password": not f.demo,
            }
            for o in f.officers
            if o.login
        ],
        key=("login",),
        name=lambda v: v["login"],
        remove=False,
        insert_only=("password", "username", "first_password"),
    )
    accounts = dict(Account.objects.within(scope).values_list("login", "pk"))
    names = {o.code: o.name for o in f.officers}
    changes += sync(
        Officer,
        scope,
        "人员",
        [
            {
                "code": o.code,
                "name": o.name,
                "account_id": accounts[o.login] if o.login else None,
                "assistant": o.assistant,
                "certificate": o.certificate,
                "certificate_from": o.certificate_from,
                "certificate_to": o.certificate_to,
            }
            for o in f.officers
        ],
        key=("code",),
        name=lambda v: f"{v['name']} {v['code']}",
        remove=False,
    )
    ids = dict(Officer.objects.within(scope).values_list("code", "pk"))
    called = {ids[code]: name for code, name in names.items()}
    offices = dict(Office.objects.within(scope).values_list("code", "pk"))
    return changes + sync(
        Post,
        scope,
        "任职",
        [
            {
                "officer_id": ids[o.code],
                "office_id": offices[p.office],
                "role": p.role,
                "leads": p.leads,
                "acting": p.acting,
                "acting_for": p.acting_for,
                "document": p.document,
                "assistant": o.assistant,
                "valid_from": p.valid_from,
                "valid_to": p.valid_to,
            }
            for o in f.officers
            for p in o.posts
        ],
        key=("officer_id", "office_id", "role", "valid_from"),
        name=lambda v: f"{called.get(v['officer_id'], '')}任{ROLES[v['role']]}",
        remove=True,
    )


def _places(scope: Scope, f: CountyFile, ground: GroundRows) -> list[Change]:
    changes = sync(
        Division,
        scope,
        "区划",
        [
            {
                "code": d.code,
                "name": d.name,
                "level": d.level,
                "parent_code": d.code[:9] + "000" if d.level == "community" else d.code[:6] + "000000",
                "outline": ground.outlines.get(d.code, ""),
                "valid_from": d.valid_from,
                "valid_to": d.valid_to,
            }
            for d in f.divisions
        ],
        key=("code", "valid_from"),
        name=lambda v: f"{v['name']} {v['code']}",
        remove=True,
    )
    lost = set(Cell.objects.within(scope).values_list("code", flat=True)) - {c["code"] for c in ground.cells}
    if lost:
        some = "、".join(sorted(lost)[:3])
        raise CountyFileError(
            [
                Problem(
                    f.grid.name if f.grid else f.path.name,
                    1,
                    f"少了{len(lost)}个网格（{some}…）",
                    "不删网格；停用的写 ended_on",
                )
            ]
        )
    cells = sync(Cell, scope, "网格", ground.cells, key=("code",), name=lambda v: v["code"], remove=False)
    named = sync(Place, scope, "地点", ground.places, key=("code",), name=lambda v: v["name"], remove=True)
    offices = dict(Office.objects.within(scope).values_list("code", "pk"))
    changes += _many("网格", cells) + _many("地点", named)
    return changes + sync(
        Jurisdiction,
        scope,
        "管辖",
        [
            {
                "community": j.community,
                "kind": j.kind,
                "office_id": offices[j.office],
                "valid_from": j.valid_from,
                "valid_to": j.valid_to,
            }
            for j in f.jurisdictions
        ],
        key=("community", "kind", "valid_from"),
        name=lambda v: f"{v['community']} {v['kind']}",
        remove=True,
    )


def _many(what: str, changes: list[Change], most: int = 10) -> list[Change]:
    """Hundreds of cells are told as a number, a few by name."""
    out: list[Change] = []
    for kind in ("added", "changed", "removed"):
        these = [c for c in changes if c.kind == kind]
        out += these if len(these) <= most else [Change(kind, what, f"{len(these)}个")]
    return out
