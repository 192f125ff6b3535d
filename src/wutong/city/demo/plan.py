"""The plan of the invented town: a bent lattice of streets, its quarters, and where things stand.

Everything is given in steps of a lattice (column from the west, row from the north) and bent onto the ground by one
smooth function, so that neighbours share their corners exactly: no gap and no overlap, whatever is drawn from it.
The ground itself is a stretch of empty desert (38.7°N 83.2°E), so that no real street carries an invented matter.
"""

from __future__ import annotations

from math import cos, exp, pi, radians, sin

CODE = "990101"  # 99 is no province in GB/T 2260
SINCE = "2019-01-01"
WIDTH, HEIGHT = 1600, 1000  # of the picture
METRE = 1.5  # metres a unit of the picture
LAT0, LON0 = 38.7, 83.2  # middle of the picture
COLUMNS, ROWS = 20, 12
RIVER = 7  # the row line that the river follows

_DEGREE = 111195.0
LON_METRE = _DEGREE * cos(radians(LAT0))

#: widths of columns and heights of rows, in units of the picture
_WIDE = (74, 80, 68, 76, 82, 66, 70, 74, 70, 64, 72, 68, 78, 70, 66, 76, 72, 80, 70, 84)
_HIGH = (76, 66, 74, 62, 66, 60, 72, 78, 62, 68, 70, 74)
_EAST = [sum(_WIDE[:i]) for i in range(COLUMNS + 1)]
_SOUTH = [sum(_HIGH[:j]) for j in range(ROWS + 1)]

#: lattice squares outside the town (its edge is not a rectangle)
OUTSIDE = {(c, 0) for c in (0, 1, 2, 17, 18, 19)} | {
    (0, 1),
    (1, 1),
    (19, 1),
    (0, 11),
    (1, 11),
    (2, 11),
    (0, 10),
    (19, 11),
}

#: community code after the county → (name, first column, last column, first row, last row)
COMMUNITIES: dict[str, tuple[str, int, int, int, int]] = {
    "001001": ("钟楼社区", 5, 8, 3, 6),
    "001002": ("文庙社区", 9, 12, 3, 6),
    "001003": ("北关社区", 5, 12, 0, 2),
    "002001": ("西街社区", 0, 4, 4, 6),
    "002002": ("磨坊社区", 0, 4, 0, 3),
    "003001": ("东门社区", 13, 15, 3, 6),
    "003002": ("学府社区", 16, 19, 3, 6),
    "003003": ("窑坡社区", 13, 19, 0, 2),
    "004001": ("南岸社区", 5, 8, 7, 8),
    "004002": ("市场社区", 9, 12, 7, 9),
    "004003": ("站前社区", 5, 8, 9, 11),
    "004004": ("柳湾社区", 0, 4, 7, 11),
    "004005": ("新村社区", 9, 12, 10, 11),
    "100001": ("青石社区", 13, 15, 7, 11),
    "100201": ("塔山村", 16, 19, 7, 11),
}
STREETS = {"001": "梧桐街道", "002": "河西街道", "003": "东门街道", "004": "城南街道", "100": "青石镇"}

#: squares that make one cell together: a park, a school or a yard is not cut
JOINED: tuple[tuple[tuple[int, int], ...], ...] = (
    ((6, 4), (7, 4)),  # 钟楼广场
    ((10, 3), (11, 3), (10, 4), (11, 4)),  # 文庙公园
    ((17, 3), (18, 3), (17, 4), (18, 4)),  # 学校
    ((10, 8), (11, 8)),  # 市场
    ((6, 11), (7, 11)),  # 车站
    ((2, 9), (3, 9), (2, 10), (3, 10)),  # 柳湾湿地
    ((17, 9), (18, 9), (17, 10), (18, 10)),  # 塔山
    ((14, 1), (15, 1)),  # 旧窑厂
    ((1, 2), (2, 2)),  # 磨坊
)
GREEN = (1, 5, 6)  # of JOINED
BUILT = (0, 2, 3, 4, 7, 8)  # of JOINED: yards and public buildings

#: name → (line, index, from, to, wide): "down" runs north–south along a column line, "across" along a row line
ROADS: tuple[tuple[str, str, int, float, float, bool], ...] = (
    ("梧桐大道", "down", 9, 0, 12, True),
    ("东门路", "down", 13, 0, 12, True),
    ("河西路", "down", 5, 0, 12, True),
    ("钟楼街", "down", 7, 3, 7, False),
    ("文庙街", "down", 12, 0, 7, False),
    ("学府路", "down", 16, 0, 7, False),
    ("磨坊街", "down", 3, 1, 7, False),
    ("市场街", "down", 10, 7, 12, False),
    ("站前街", "down", 6, 7, 11, False),
    ("青石街", "down", 15, 7, 12, False),
    ("北关路", "across", 3, 0, 20, True),
    ("朝阳街", "across", 5, 0, 20, False),
    ("窑坡路", "across", 1, 3, 17, False),
    ("滨河北路", "across", 6, 0, 20, False),
    ("滨河南路", "across", 8, 0, 20, False),
    ("市场路", "across", 9, 1, 20, True),
    ("站前路", "across", 11, 3, 19, False),
)
BRIDGES = {"梧桐桥": 9, "东门桥": 13, "河西桥": 5}

#: code → (name, kind, column, row); halves stand inside a square
PLACES: dict[str, tuple[str, str, float, float]] = {
    "p01": ("钟楼广场", "广场", 7.0, 4.5),
    "p02": ("文庙公园", "公园", 11.0, 4.0),
    "p03": ("中心市场", "市场", 11.0, 8.5),
    "p04": ("梧桐县第一小学", "学校", 18.0, 4.0),
    "p05": ("梧桐站", "车站", 7.0, 11.5),
    "p06": ("柳湾湿地公园", "公园", 3.0, 10.0),
    "p07": ("塔山", "山", 18.0, 10.0),
    "p08": ("县人民医院", "医院", 14.5, 3.5),
    "p09": ("政务服务中心", "机关", 9.5, 2.5),
    "p10": ("综合行政执法局", "机关", 8.5, 2.5),
    "p11": ("旧窑厂", "工地", 15.0, 1.5),
    "p12": ("磨坊", "古迹", 2.0, 2.5),
    "p13": ("滨河夜市", "夜市", 8.5, 6.45),
    "p14": ("汽车客运站", "车站", 9.5, 10.5),
    "p15": ("梧桐中学", "学校", 14.5, 5.5),
    "p16": ("西街菜场", "市场", 3.5, 5.5),
    "p17": ("青石建材市场", "市场", 14.5, 9.5),
    "p18": ("垃圾中转站", "设施", 0.6, 8.5),
    "p19": ("新村小区", "小区", 11.5, 10.5),
    "p20": ("南岸花园", "小区", 6.5, 7.7),
}

Point = tuple[float, float]


def _between(steps: list[int], at: float) -> float:
    i = min(int(at), len(steps) - 2)
    return steps[i] + (steps[i + 1] - steps[i]) * (at - i)


def bend(column: float, row: float) -> Point:
    """A point of the lattice on the picture (x right, y down)."""
    x, y = _between(_EAST, column) - _EAST[-1] / 2, _between(_SOUTH, row) - _SOUTH[-1] / 2
    near = exp(-(((row - RIVER) / 3.4) ** 2))
    y += 34 * near * sin(column / COLUMNS * 2.3 * pi + 0.6) + 12 * sin(column / 4.1)
    x += 20 * sin(row / ROWS * 1.7 * pi + 0.4) + 9 * sin(row * 0.9 + column / 6)
    turn = radians(-4.5)
    return (
        WIDTH / 2 + x * cos(turn) - y * sin(turn) + 4,
        HEIGHT / 2 + x * sin(turn) + y * cos(turn),
    )


def earth(x: float, y: float) -> Point:
    """A point of the picture as (longitude, latitude) of WGS-84, to about a decimetre."""
    return (
        round(LON0 + (x - WIDTH / 2) * METRE / LON_METRE, 6),
        round(LAT0 - (y - HEIGHT / 2) * METRE / _DEGREE, 6),
    )


def edges() -> tuple[float, float, float, float]:
    """West, south, east, north of the picture."""
    west, north = earth(0, 0)
    east, south = earth(WIDTH, HEIGHT)
    return west, south, east, north


def community_of(column: int, row: int) -> str:
    """The community of a lattice square, "" outside the town."""
    if (column, row) in OUTSIDE:
        return ""
    for code, (_, c0, c1, r0, r1) in COMMUNITIES.items():
        if c0 <= column <= c1 and r0 <= row <= r1:
            return code
    return ""


def squares() -> list[tuple[int, int]]:
    """Every lattice square of the town."""
    return [(c, r) for r in range(ROWS) for c in range(COLUMNS) if community_of(c, r)]


def ring(square: tuple[int, int]) -> list[Point]:
    """The corners of a square on the picture."""
    c, r = square
    return [bend(c, r), bend(c + 1, r), bend(c + 1, r + 1), bend(c, r + 1)]
