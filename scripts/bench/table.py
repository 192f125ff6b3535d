"""What every bench shares: middles and ends of times, Markdown rows, and how busy the machine is besides."""

from __future__ import annotations

import os
from collections.abc import Sequence


def at(times: Sequence[float], share: float) -> float:
    """The time that so large a share of all stays below: 0.5 the middle, 0.95 the slow end."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def heading(title: str) -> None:
    """A topic of the report, with how many wanted a processor in the last minute."""
    print(f"\n## {title}\n\nLoad {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n", flush=True)


def table(head: Sequence[str]) -> None:
    """The head of a table; the first column is text, the others are numbers."""
    print(f"| {' | '.join(head)} |\n|---|{'---:|' * (len(head) - 1)}", flush=True)


def row(*cells: object) -> None:
    print(f"| {' | '.join(str(cell) for cell in cells)} |", flush=True)


def said(words: str) -> None:
    """A sentence between tables."""
    print(f"\n{words}\n", flush=True)


def kept(ratio: float, least: float) -> str:
    """Whether a ratio that should be large is."""
    return "yes" if ratio >= least else "**no**"


def under(ratio: float, most: float) -> str:
    """Whether a ratio that should be small is."""
    return "yes" if ratio <= most else "**no**"
