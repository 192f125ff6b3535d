"""What a county really has on a day: its categories, streets, communities and offices. A correction may name nothing else.

A form offers these and the door asks them again, because a typed code that nothing has would be counted for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from wutong.city.offices import api as offices
from wutong.city.places import api as places
from wutong.law.calendar import date_words
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Kind:
    """What a field names: its word, and where its list stands."""

    word: str
    shelf: str


KINDS = {
    "category": Kind("类别", "类别表"),
    "community": Kind("社区", "区划表"),
    "street": Kind("街道", "区划表"),
    "office": Kind("承办单位", "机构名册"),
}


def choices(scope: Scope, name: str, on: date) -> list[tuple[str, str]] | None:
    """Code and name of all that a field may hold on a day; None for a field that names nothing of these."""
    if name == "category":
        try:
            return [(c.code, c.label) for c in offices.categories(scope, on)]
        except KeyError:  # a day before the first list
            return []
    if name == "office":
        return [(o.code, f"{o.name}（{o.head}）" if o.head else o.name) for o in offices.offices(scope, on)]
    if name in {"community", "street"}:
        found = places.divisions(scope, on)
        streets = {d.code: d.name for d in found if d.level == "street"}
        mine = [d for d in found if d.level == name]
        return [(d.code, f"{streets.get(d.parent, '')}{d.name}") for d in mine]
    return None


def corrected(scope: Scope, matter: UUID, about: int | None, fields: Mapping[str, object]) -> Refused | None:
    """A refusal where a correction names what the county did not have on the day of the entry that it corrects."""
    target = next((e for e in record.history(scope, matter, corrected=True) if e.seq == about), None)
    if target is None:
        return None  # the law says so, better
    whole = fields.get("replaced")
    new: dict[str, object] = dict(whole) if isinstance(whole, Mapping) else {}
    new |= {n.removeprefix("replaced."): v for n, v in fields.items() if n.startswith("replaced.")}
    on = _day(fields.get("at")) or target.on_date
    reasons = []
    for name in KINDS.keys() & new.keys():
        known = choices(scope, name, on) or []
        if new[name] not in [code for code, _ in known]:
            kind = KINDS[name]
            reasons.append(
                Reason(
                    f"更正的{kind.word}要是本县那天有的",
                    f"{date_words(on)}的{kind.shelf}里没有“{str(new[name])[:30]}”",
                    f"从{kind.shelf}里选一个",
                )
            )
    return Refused("corrected", "更正", reasons) if reasons else None


def _day(text: object) -> date | None:
    """The day that a correction moves the entry to; the law says what is wrong with a time that cannot be."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return legal_day(at) if at.tzinfo else None
