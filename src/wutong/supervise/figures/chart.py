"""A small bar chart of a year as plain numbers for an SVG: drawn on the server, said again by the table beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

HEIGHT, TOP, STEP, WIDTH = 58, 14, 24, 20


@dataclass(frozen=True)
class Bar:
    """One month: where its bar stands, what it is called, and its number where it is the most or the least."""

    month: int
    value: int
    x: int
    y: str
    height: str
    label: str

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def label_y(self) -> str:
        return f"{float(self.y) - 4:.1f}"


@dataclass(frozen=True)
class Chart:
    """The bars and one sentence that says the same."""

    bars: tuple[Bar, ...]
    words: str
    width: int = 12 * STEP
    height: int = HEIGHT + 16
    bar_width: int = WIDTH


def chart(months: Mapping[int, int]) -> Chart | None:
    """Bars of the months' counts; none where everything is zero."""
    most = max(months.values(), default=0)
    if most == 0:
        return None
    high = min(m for m, n in months.items() if n == most)
    least = min(months.values())
    low = min(m for m, n in months.items() if n == least)
    bars = []
    for month, value in sorted(months.items()):
        height = (HEIGHT - TOP) * value / most
        label = f"{value:,}" if month in (high, low) else ""
        bars.append(Bar(month, value, (month - 1) * STEP + 2, f"{HEIGHT - height:.1f}", f"{height:.1f}", label))
    words = f"{high}月最多{most:,}件" + (f"，{low}月最少{least:,}件" if low != high else "")
    return Chart(tuple(bars), words)
