"""The last count of each large year on the disk, so that a restarted server has numbers to show at once, with their hour.

Under WUTONG_HOME/figures/<county>/<year>.json: numbers only, nothing of any one complaint. What does not read is no
count; the folder may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from wutong.record.clock import legal_day
from wutong.record.scope import Scope
from wutong.supervise.figures.declared import MEASURES

#: raised whenever a measure comes to mean something else under the same name
FORM = 1
_COUNTY = re.compile(r"^[0-9A-Za-z]{1,12}$")
_log = logging.getLogger("wutong.supervise")


@dataclass(frozen=True)
class Counted:
    """A year's measures by month, how many came from one place with one subject, the report day, the instant of counting."""

    months: dict[int, Counter[str]]
    grounds: dict[tuple[str, str], int]
    as_of: date
    at: datetime
    until: float = 0.0

    @property
    def received(self) -> int:
        return sum(month["received"] for month in self.months.values())

    @property
    def is_of_its_day(self) -> bool:
        """Whether it was counted on its report day, as every public page asks for."""
        return self.as_of == legal_day(self.at)


def put(scope: Scope, year: int, value: Counted) -> None:
    """Keep it, whole or not at all. A disk that is full is no reason to show no numbers."""
    path = _path(scope, year)
    said = {
        "form": FORM,
        "measures": sorted(MEASURES),
        "as_of": value.as_of.isoformat(),
        "at": value.at.isoformat(),
        "months": {str(month): dict(found) for month, found in value.months.items()},
        "grounds": [[category, community, n] for (category, community), n in value.grounds.items()],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".coming-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(said, out)
            os.replace(name, path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
            raise
    except OSError as bad:
        _log.warning("the figures of %s could not be kept on the disk: %s", year, bad)


def get(scope: Scope, year: int) -> Counted | None:
    """What was kept last, if it reads and counts what is counted today."""
    try:
        said = json.loads(_path(scope, year).read_text(encoding="utf-8"))
        if said["form"] != FORM or said["measures"] != sorted(MEASURES):
            return None
        return Counted(
            {int(month): Counter({m: int(n) for m, n in found.items()}) for month, found in said["months"].items()},
            {(str(category), str(community)): int(n) for category, community, n in said["grounds"]},
            date.fromisoformat(said["as_of"]),
            _aware(said["at"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def drop(scope: Scope, year: int) -> None:
    """Nothing large is left of that year."""
    with contextlib.suppress(OSError):
        _path(scope, year).unlink()


def _aware(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an aware instant is needed")
    return at


def _path(scope: Scope, year: int) -> Path:
    if not _COUNTY.match(scope.county):
        raise ValueError(f"not a county: {scope.county!r}")
    return Path(settings.HOME) / "figures" / scope.county / f"{year}.json"
