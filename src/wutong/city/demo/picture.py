"""The plan as a picture: one SVG for light and one for dark, drawn with attributes only (no style, no script, no font
of its own), so that it stands under the strictest content policy and weighs less than a photograph of a stamp."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from wutong.city.demo import plan
from wutong.city.demo.names import all_names
from wutong.city.demo.plan import Point, bend


@dataclass(frozen=True)
class Paint:
    """The colours of one theme."""

    field: str
    patch: str
    town: str
    block: str
    house: str
    yard: str
    green: str
    water: str
    bank: str
    lane: str
    road: str
    edge: str
    rail: str
    line: str
    ink: str
    faint: str
    blue: str
    leaf: str
    dot: str


LIGHT = Paint(
    field="#EDEAE0",
    patch="#E5E5D3",
    town="#E3DED2",
    block="#F6F3EC",
    house="#E9E4D9",
    yard="#EBE1D3",
    green="#D2E2CB",
    water="#B9D6DF",
    bank="#9CC2CF",
    lane="#FFFFFF",
    road="#FFFFFF",
    edge="#C9C1AF",
    rail="#8A857A",
    line="#8C7B63",
    ink="#33372F",
    faint="#6B6A5E",
    blue="#235E70",
    leaf="#3B6B3A",
    dot="#0C5A5E",
)
DARK = Paint(
    field="#101817",
    patch="#14201D",
    town="#18211F",
    block="#202B29",
    house="#293532",
    yard="#2A302B",
    green="#1D3526",
    water="#17394A",
    bank="#24526A",
    lane="#2C3836",
    road="#394745",
    edge="#0C1211",
    rail="#7A837F",
    line="#8E8468",
    ink="#DCE4E0",
    faint="#98A39F",
    blue="#8CC3DA",
    leaf="#93C79A",
    dot="#7CCBC6",
)


def _n(value: float) -> str:
    return str(round(value))


def _path(points: Iterable[Point], close: bool = False) -> str:
    """Corners as one path of relative steps."""
    rounded = [(round(x), round(y)) for x, y in points]
    out = [f"M{rounded[0][0]} {rounded[0][1]}l"]
    for (ax, ay), (bx, by) in pairwise(rounded):
        out.append(f"{bx - ax} {by - ay}".replace(" -", "-"))
    return out[0] + " ".join(out[1:]) + ("z" if close else "")


def _along(way: str, index: float, start: float, end: float, shift: float = 0.0, step: float = 0.5) -> list[Point]:
    """Points along a lattice line, ``shift`` units to its right."""
    count = max(2, round((end - start) / step) + 1)
    at = [start + (end - start) * i / (count - 1) for i in range(count)]
    line = [bend(index, t) if way == "down" else bend(t, index) for t in at]
    if not shift:
        return line
    made = LineString(line).offset_curve(-shift)
    return [(x, y) for x, y in made.coords]


def _inset(squares: Iterable[tuple[int, int]], by: float) -> BaseGeometry:
    return unary_union([Polygon(plan.ring(s)).buffer(0.5) for s in squares]).buffer(-by - 0.5, join_style="mitre")


def river() -> BaseGeometry:
    """The river along its row line, past the town's edge on both sides."""
    line = [(-60.0, bend(0, plan.RIVER)[1] + 26), *_along("across", plan.RIVER, 0, plan.COLUMNS)]
    line.append((plan.WIDTH + 60.0, bend(plan.COLUMNS, plan.RIVER)[1] - 22))
    return LineString(line).buffer(17, cap_style="flat")


def _poly(made: BaseGeometry) -> str:
    parts = getattr(made, "geoms", [made])
    return "".join(_path(list(p.exterior.coords)[:-1], True) for p in parts if not p.is_empty)


def _label(x: float, y: float, text: str, size: int, fill: str, halo: str, turn: float = 0, **more: str) -> str:
    extra = "".join(f' {k.replace("_", "-")}="{v}"' for k, v in more.items())
    place = f' transform="rotate({turn:.0f} {_n(x)} {_n(y)})"' if round(turn) else ""
    y += size * 0.36  # the baseline, for a name whose middle is at y
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{size}" fill="{fill}" stroke="{halo}"{place}{extra}>{text}</text>'


def draw(paint: Paint) -> str:
    """The whole picture."""
    w, h = plan.WIDTH, plan.HEIGHT
    joined = {s for g in plan.JOINED for s in g}
    town = unary_union([Polygon(plan.ring(s)).buffer(0.6) for s in plan.squares()])
    water = river()
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" '
        'font-family="Microsoft YaHei,PingFang SC,Noto Sans CJK SC,sans-serif" text-anchor="middle">',
        f'<rect width="{w}" height="{h}" fill="{paint.field}"/>',
        f'<path fill="{paint.patch}" d="{"".join(_fields())}"/>',
        f'<path fill="{paint.town}" d="{_poly(town)}"/>',
    ]
    blocks = "".join(_poly(_inset([s], 5)) for s in plan.squares() if s not in joined)
    out.append(f'<path fill="{paint.block}" d="{blocks}"/>')
    out.append(f'<path fill="{paint.house}" d="{"".join(_houses())}"/>')
    for indexes, fill in ((plan.BUILT, paint.yard), (plan.GREEN, paint.green)):
        out.append(f'<path fill="{fill}" d="{"".join(_poly(_inset(plan.JOINED[i], 5)) for i in indexes)}"/>')
    out.append(f'<path fill="{paint.water}" stroke="{paint.bank}" stroke-width="3" d="{_poly(water)}"/>')
    pond = Polygon([bend(2.5, 9.4), bend(3.4, 9.6), bend(3.5, 10.3), bend(2.8, 10.5)]).buffer(16).simplify(1.5)
    out.append(f'<path fill="{paint.water}" d="{_poly(pond)}"/>')
    out += _ways(paint)
    out.append(_borders(paint))
    out += _names(paint)
    out.append("</svg>")
    return "\n".join(out) + "\n"


def _houses() -> list[str]:
    """Two to four roofs in each ordinary block: a pattern that depends on the block alone."""
    joined = {s for g in plan.JOINED for s in g}
    patterns = (
        ((0.14, 0.14, 0.46, 0.4), (0.56, 0.14, 0.86, 0.4), (0.14, 0.6, 0.36, 0.86), (0.5, 0.56, 0.86, 0.86)),
        ((0.14, 0.16, 0.86, 0.34), (0.14, 0.46, 0.86, 0.62), (0.14, 0.72, 0.6, 0.86)),
        ((0.14, 0.14, 0.34, 0.86), (0.46, 0.14, 0.86, 0.36), (0.5, 0.5, 0.86, 0.84)),
        ((0.16, 0.16, 0.6, 0.5), (0.7, 0.16, 0.86, 0.86), (0.16, 0.64, 0.5, 0.86)),
        ((0.18, 0.2, 0.82, 0.42), (0.3, 0.6, 0.82, 0.82)),
    )
    water = river().buffer(6)
    out = []
    for c, r in plan.squares():
        if (c, r) in joined:
            continue
        for x0, y0, x1, y1 in patterns[(c * 3 + r * 7 + c * r) % len(patterns)]:
            roof = [bend(c + x0, r + y0), bend(c + x1, r + y0), bend(c + x1, r + y1), bend(c + x0, r + y1)]
            if not Polygon(roof).intersects(water):
                out.append(_path(roof, True))
    return out


def _fields() -> list[str]:
    """Fields outside the town: the outer squares of a wider lattice, every third left out."""
    out = []
    spots = [(c, r) for r in range(-2, 15) for c in range(-2, 23)]
    for c, r in spots:
        if (0 <= c < 20 and 0 <= r < 12 and plan.community_of(c, r)) or (c * 7 + r * 5) % 3 == 0:
            continue
        corners = [_far(c + 0.06, r + 0.08), _far(c + 0.94, r + 0.08), _far(c + 0.94, r + 0.9), _far(c + 0.06, r + 0.9)]
        if any(-80 < x < plan.WIDTH + 80 and -60 < y < plan.HEIGHT + 60 for x, y in corners):
            out.append(_path(corners, True))
    return out


def _far(column: float, row: float) -> Point:
    """bend() carried on beyond the lattice in straight steps of 74."""
    inner = min(max(column, 0), plan.COLUMNS), min(max(row, 0), plan.ROWS)
    x, y = bend(*inner)
    return x + (column - inner[0]) * 74, y + (row - inner[1]) * 70


def _ways(paint: Paint) -> list[str]:
    roads = []
    for wide in (False, True):
        lines = "".join(_path(_along(way, i, a, b)) for _, way, i, a, b, w in plan.ROADS if w == wide)
        width = 15 if wide else 9
        roads.append(
            f'<path fill="none" stroke="{paint.edge}" stroke-width="{width + 3}" stroke-linejoin="round" d="{lines}"/>'
            f'<path fill="none" stroke="{paint.road}" stroke-width="{width}" stroke-linejoin="round" d="{lines}"/>'
        )
    rail = _path([(-20.0, _far(-1, 12.35)[1] + 30), *[_far(c, 12.3) for c in range(0, 21, 2)], (1620.0, 866.0)])
    return [
        *roads,
        f'<path fill="none" stroke="{paint.rail}" stroke-width="7" d="{rail}"/>'
        f'<path fill="none" stroke="{paint.field}" stroke-width="4" stroke-dasharray="16 12" d="{rail}"/>',
    ]


def _borders(paint: Paint) -> str:
    """Community borders dashed, street borders longer dashes."""
    out = []
    for depth, width, dash in ((6, 1.6, "3 5"), (3, 3, "14 6 3 6")):
        groups: dict[str, list[Polygon]] = {}
        for s in plan.squares():
            groups.setdefault(plan.community_of(*s)[:depth], []).append(
                Polygon(plan.ring(s)).buffer(0.6, join_style="mitre")
            )
        lines = "".join(_poly(unary_union(g).simplify(1)) for g in groups.values())
        out.append(
            f'<path fill="none" stroke="{paint.line}" stroke-opacity=".55" stroke-width="{width}" '
            f'stroke-dasharray="{dash}" d="{lines}"/>'
        )
    return "".join(out)


def _names(paint: Paint) -> list[str]:
    out = ['<g stroke-width="4" stroke-linejoin="round" paint-order="stroke">']
    for _, _, c, r in plan.PLACES.values():
        x, y = bend(c, r)
        out.append(f'<circle cx="{_n(x)}" cy="{_n(y)}" r="5" fill="{paint.dot}" stroke="{paint.block}"/>')
    tones = {
        "place": (paint.ink, paint.block),
        "leaf": (paint.leaf, paint.green),
        "road": (paint.ink, paint.road),
        "bridge": (paint.blue, paint.water),
        "water": (paint.blue, paint.water),
        "street": (paint.faint, paint.block),
        "community": (paint.faint, paint.block),
    }
    for name in all_names():
        fill, halo = tones[name.tone]
        if name.upright:
            step = name.size + name.spaced
            for i, char in enumerate(name.text):
                dy = (i - (len(name.text) - 1) / 2) * step
                out.append(_label(name.x + name.lean * dy, name.y + dy, char, name.size, fill, halo))
            continue
        more = {"letter_spacing": _n(name.spaced)} if name.spaced else {}
        if name.tone == "street":
            more["font_weight"] = "700"
        out.append(_label(name.x, name.y, name.text, name.size, fill, halo, name.turn, **more))
    out.append(_label(1490, 968, "样例：虚构的县", 18, paint.faint, paint.field))
    out.append("</g>")
    return out
