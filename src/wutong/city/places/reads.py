"""Questions about places: whose ground, which office, which communities on a day, which map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from wutong.city.offices.models import County
from wutong.city.offices.reads import offices, standing
from wutong.city.places.ground import MARGIN, ground
from wutong.city.places.models import Cell, Division, Jurisdiction, Place
from wutong.city.places.views import DivisionView, Located, MapView, PlaceView, Standing
from wutong.record.asked import once
from wutong.record.scope import Scope


def street_code(community: str) -> str:
    """The street a community's 12-digit code stands under: its first nine digits."""
    return community[:9] + "000"


def _names(scope: Scope, codes: set[str], on: date) -> dict[str, str]:
    rows = Division.objects.within(scope).filter(standing(on), code__in=codes)
    return dict(rows.values_list("code", "name"))


def locate(scope: Scope, lat: float, lon: float, on: date) -> Located | None:
    """The cell, community and street a WGS-84 point was in on a day; None outside all of them."""
    held = ground(scope)
    area = held.area_at(lat, lon, on)
    if area is None:
        return None
    street = street_code(area.community)
    names = _names(scope, {area.community, street}, on)
    near = held.near(lat, lon, on)
    return Located(
        cell=area.code if len(area.code) == 15 else "",
        community=area.community,
        community_name=names.get(area.community, ""),
        street=street,
        street_name=names.get(street, ""),
        near=f"{near}附近" if near else "",
    )


def standing_of(scope: Scope, lat: float, lon: float) -> Standing:
    """Whether a point is in the county, with a margin. A citizen is never refused for it; the clerk sees the flag."""
    metres = ground(scope).metres_outside(lat, lon)
    if metres is None:
        return Standing("unknown", "")
    if metres == 0:
        return Standing("inside", "")
    name = County.objects.within(scope).values_list("name", flat=True).first() or "本县"
    if metres <= MARGIN:
        return Standing("edge", f"在{name}边上，界外{round(metres)}米", round(metres))
    if abs(lon) <= 90 and ground(scope).metres_outside(lon, lat) == 0:
        return Standing("outside", f"这个点不在{name}，纬度和经度对调就在，像是写反了", round(metres))
    far = f"{metres / 1000:.1f}公里" if metres >= 1000 else f"{round(metres)}米"
    return Standing("outside", f"这个点不在{name}，离县界{far}。看看坐标系对不对", round(metres))


def jurisdiction(scope: Scope, community: str, kind: str, on: date) -> str:
    """The office that answers for a community and kind on a day: the kind's own rule, else that for any kind; ""
    where none is set."""
    rows = (
        Jurisdiction.objects.within(scope)
        .filter(standing(on), community=community, kind__in={kind, "*"})
        .select_related("office")
        .order_by("-valid_from", "-pk")
    )
    return next((r.office.code for r in sorted(rows, key=lambda r: r.kind != kind)), "")


@once
def divisions(scope: Scope, on: date) -> tuple[DivisionView, ...]:
    """Streets and communities that stood on a day, by code, with their cells in use and their office."""
    rows = list(Division.objects.within(scope).filter(standing(on)).order_by("code"))
    cells: Counter[str] = Counter(
        Cell.objects.within(scope)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), created_on__lte=on)
        .values_list("community", flat=True)
    )
    names = {o.code: o.short for o in offices(scope, on)}
    held: dict[str, str] = dict(
        Jurisdiction.objects.within(scope)
        .filter(standing(on), kind="*")
        .order_by("valid_from", "pk")
        .values_list("community", "office__code")
    )
    out = []
    for d in rows:
        own = (
            cells[d.code] if d.level == "community" else sum(n for c, n in cells.items() if _under(c, d.code, d.level))
        )
        office = held.get(d.code, "")
        out.append(
            DivisionView(
                code=d.code,
                name=d.name,
                level=d.level,
                parent=street_code(d.code) if d.level == "community" else "",
                cells=own,
                office=office,
                office_name=names.get(office, ""),
            )
        )
    return tuple(out)


def _under(community: str, code: str, level: str) -> bool:
    return level == "county" or street_code(community) == code


def places(scope: Scope, on: date) -> tuple[PlaceView, ...]:
    """The named places of a day, by code."""
    rows = Place.objects.within(scope).filter(standing(on)).order_by("code")
    return tuple(PlaceView(p.code, p.name, p.kind, p.lat, p.lon, p.community) for p in rows)


def map_facts(scope: Scope) -> Mapping[str, Any]:
    """Version, edges and size of the county's map, as loaded; empty where there is none."""
    return County.objects.within(scope).values_list("map", flat=True).first() or {}


def map_of(scope: Scope) -> MapView | None:
    """The county's drawn map; None where none was loaded (the forms then ask for the place in words)."""
    held = map_facts(scope)
    if not held:
        return None
    url = reverse("map-svg", args=[scope.county])
    return MapView(
        svg_url=f"{url}?v={held['version']}",
        dark_url=f"{url}?v={held['version']}&theme=dark",
        west=held["west"],
        south=held["south"],
        east=held["east"],
        north=held["north"],
        width=held["width"],
        height=held["height"],
    )
