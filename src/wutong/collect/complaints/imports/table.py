"""What every reader makes of a file: numbered rows of text, and the words for a file that cannot be read at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from wutong.law.refusal import Reason, Refused

#: the most a file may hold; what is larger is handed in in parts
MOST_BYTES = 200_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
MOST_CELL = 100_000

#: a cell as text, or a date cell as its instant on the wall
Cell = str | datetime | int | float


class Unusable(Refused):
    """The file as a whole cannot be read: says which rule, what was found, how to mend it. Nothing was taken."""

    def __init__(self, article: str, missing: str, remedy: str) -> None:
        super().__init__("imported", "导入这个文件", [Reason(article, missing, remedy)])


@dataclass(frozen=True)
class Row:
    """One row. ``n`` as the spreadsheet program counts (1 is the first row); ``fault`` when it could not be read."""

    n: int
    cells: tuple[Cell, ...]
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.fault and all(isinstance(c, str) and not c.strip() for c in self.cells)


@dataclass(frozen=True)
class Table:
    """A readable file: what it is, how it was written, and its rows from the first, read anew at every call."""

    kind: str  # csv | xlsx
    encoding: str
    sheet: str
    rows: Callable[[], Iterator[Row]]
    notes: tuple[str, ...] = ()


def text(cell: Cell) -> str:
    """A cell as text, trimmed; a whole number without its point, an instant as it is written here."""
    if isinstance(cell, str):
        return cell.strip().strip("\ufeff")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)
