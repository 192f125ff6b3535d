"""The county as it stands → a folder with county.yaml and its ground files, which loads back to the very same tables."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

from wutong.city.house.state import Key, Row, State
from wutong.city.house.store import load
from wutong.city.offices.models import County
from wutong.city.places.load import map_path
from wutong.city.places.models import Cell, Division, Place
from wutong.record.scope import Scope

FILE = "county.yaml"


def export(scope: Scope, folder: Path) -> Path:
    """Write the county into a folder.

    :returns: the county.yaml in it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    row, state = County.objects.within(scope).get(), load(scope)
    top: dict[str, Any] = {
        "code": Quoted(row.county),
        "name": row.name,
        "bureau": row.bureau,
        **({"demo": True} if row.demo else {}),
        "since": min(date.fromisoformat(k[1]) for k, _ in state.rows("period")),
    }
    texts = ("region", "hotline", "hours", "address")
    top |= {name: Quoted(getattr(row, name)) for name in texts if getattr(row, name)}
    top |= {name: [Quoted(v) for v in getattr(row, name)] for name in ("hosts", "working_hours") if getattr(row, name)}
    later = [(k[0], r) for k, r in state.rows("hours") if "-" in k[0]]
    top |= _listed(
        working_hours_from=[
            {"periods": [Quoted(p) for p in r["periods"]], "from": _day(day), **_said(document=r["document"])}
            for day, r in later
        ]
    )
    top["offices"] = _offices(state)
    top |= _listed(officers=_officers(state), terms=_terms(state), days=_days(state), categories=_categories(state))
    top |= _listed(successors=_successors(state), divisions=_divisions(scope), jurisdictions=_jurisdictions(state))
    top |= _ground(scope, row, folder) | _map(row, folder)
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 10_000
    with (folder / FILE).open("w", encoding="utf-8") as out:
        yaml.dump(top, out)
    return folder / FILE


def _listed(**parts: Any) -> dict[str, Any]:
    return {name: value for name, value in parts.items() if value}


def _span(start: str, end: str | None) -> dict[str, Any]:
    return {"from": date.fromisoformat(start), **({"to": date.fromisoformat(end)} if end else {})}


def _said(**values: Any) -> dict[str, Any]:
    """Texts that say something, quoted so that a number stays a text; flags that are set."""
    return {n: Quoted(v) if isinstance(v, str) else v for n, v in values.items() if v not in ("", None, False)}


def _offices(state: State) -> list[dict[str, Any]]:
    """The tree: a period stands under its parent's period of the day on which it begins, so no line is its own ancestor."""
    below: dict[Key, list[tuple[Key, Row]]] = defaultdict(list)
    for key, row in sorted(state.rows("period"), key=lambda r: (r[1]["order"], r[0])):
        above = state.on("period", key[1], row["parent"]) if row["parent"] else []
        below[above[0][0] if above else ("", "")].append((key, row))

    def walk(parent: Key) -> list[dict[str, Any]]:
        return [
            {
                **_said(code=key[0], name=row["name"], short=row["short"], kind=row["kind"]),
                "order": row["order"],
                **_span(key[1], row["to"]),
                **_listed(below=walk(key)),
            }
            for key, row in below[parent]
        ]

    return walk(("", ""))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _officers(state: State) -> list[dict[str, Any]]:
    found = []
    for (code,), row in state.rows("officer"):
        paper = _said(number=row["certificate"])
        if paper:
            paper |= _listed(**{"from": _day(row["certificate_from"]), "to": _day(row["certificate_to"])})
        posts = [
            {
                **_said(office=k[1], role=k[2], leads=r["leads"], acting=r["acting"], document=r["document"]),
                **_said(**{"for": r["for"]}),
                **_span(k[3], r["to"]),
            }
            for k, r in state.dated("post", code)
        ]
        who = _said(code=code, name=row["name"], login=row["login"], assistant=row["assistant"])
        found.append({**who, **_listed(certificate=paper, posts=posts)})
    return found


def _terms(state: State) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for key, row in state.rows("term"):
        said = _said(value=row["value"], mark=row["mark"], document=row["document"])
        found[key[0]].append({**said, "in_force": date.fromisoformat(key[1])})
    return dict(found)


def _days(state: State) -> list[dict[str, Any]]:
    return [{"day": date.fromisoformat(k[0]), **_said(**r)} for k, r in state.rows("day")]


def _categories(state: State) -> list[dict[str, Any]]:
    return [
        {**_said(code=k[0], tag=r["tag"], label=r["label"]), "order": r["order"], **_span(k[1], r["to"])}
        for k, r in state.rows("category")
    ]


def _successors(state: State) -> list[dict[str, Any]]:
    return [
        {
            **_said(office=k[0], to=k[1], kind=r["kind"]),
            **_listed(communities=[Quoted(c) for c in r["communities"]]),
            "from": date.fromisoformat(k[2]),
        }
        for k, r in state.rows("successor")
    ]


def _divisions(scope: Scope) -> list[dict[str, Any]]:
    rows = Division.objects.within(scope).order_by("code", "valid_from")
    return [
        {
            **_said(code=d.code, name=d.name, level=d.level),
            "from": d.valid_from,
            **_listed(to=d.valid_to),
        }
        for d in rows
    ]


def _jurisdictions(state: State) -> list[dict[str, Any]]:
    return [
        {**_said(office=r["office"], kind=k[1]), "communities": [Quoted(k[0])], **_span(k[2], r["to"])}
        for k, r in state.rows("jurisdiction")
    ]


def _feature(geometry: Any, **facts: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {k: v for k, v in facts.items() if v}, "geometry": geometry}


def _write(folder: Path, name: str, features: list[dict[str, Any]]) -> str:
    told = {"type": "FeatureCollection", "features": features}
    (folder / name).write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return name


def _ground(scope: Scope, row: County, folder: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    if row.boundary:
        found["boundary"] = _write(folder, "boundary.geojson", [_feature(json.loads(row.boundary))])
    cells = [
        _feature(json.loads(c.outline), code=c.code, created_on=str(c.created_on), ended_on=str(c.ended_on or ""))
        for c in Cell.objects.within(scope).order_by("id")
    ]
    outlined = Division.objects.within(scope).exclude(outline="").order_by("code", "valid_from")
    cells += [
        _feature(json.loads(outline), code=code)
        for code, outline in dict(outlined.values_list("code", "outline")).items()
    ]
    if cells:
        found["grid"] = _write(folder, "grid.geojson", cells)
    named = [
        _feature(
            {"type": "Point", "coordinates": [p.lon, p.lat]}, code=p.code, name=p.name, kind=p.kind,
            **{"from": str(p.valid_from), "to": str(p.valid_to or "")},
        )
        for p in Place.objects.within(scope).order_by("id")
    ]  # fmt: skip
    if named:
        found["places"] = _write(folder, "places.geojson", named)
    return found


def _map(row: County, folder: Path) -> dict[str, Any]:
    if not row.map:
        return {}
    for theme, name in (("light", "map.svg"), ("dark", "map-dark.svg")):
        (folder / name).write_bytes(map_path(row.county, theme).read_bytes())
    return {"map": {"file": "map.svg", **{edge: row.map[edge] for edge in ("west", "south", "east", "north")}}}
