"""Shows of a bad cell just enough to find it: a report of faults must not become a second list of personal data."""

from __future__ import annotations

import re

from wutong.ui.letters import seen
from wutong.ui.words import masked_name, masked_phone

_MOST = 24
#: whole rows too: a broken row may begin with anything
_FREE_TEXT = frozenset({"", "subject", "text", "reply", "place"})


def shown(field: str, found: str) -> str:
    """What was found, cut and masked by the kind of field it stood in."""
    words = seen(re.sub(r"[\x00-\x1f\x7f]+", " ", found)).strip()
    if not words:
        return ""
    if field == "contact_name":
        return masked_name(words)
    if field == "contact_phone":
        return masked_phone(words) or "…"
    if field != "number":
        words = without_numbers(words)
    most = 8 if field in _FREE_TEXT else _MOST
    return words if len(words) <= most else f"{words[:most]}…（共{len(words)}字）"


def without_numbers(words: str) -> str:
    """Long numbers (phones, identity numbers) inside words, masked in the middle."""
    return re.sub(r"\d{7,}[0-9Xx]?", lambda m: f"{m[0][:3]}****{m[0][-2:]}", words)
