"""What one look of ``wutong doctor`` comes to, whoever looked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's: in order or not, what was looked at, and how to mend it."""

    ok: bool
    what: str
    remedy: str = ""
