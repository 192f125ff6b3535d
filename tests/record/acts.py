"""Short ways to write entries in tests: sensible defaults, everything can be said otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from wutong.record.entries.api import Actor, Draft, Source, Written, write
from wutong.record.scope import Scope

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
TANG = Actor("officer", "TM01")
LIU = Actor("officer", "LY01")
WANG = Actor("outsider", "complainant")


def draft(matter: UUID, act: str = "noted", **members: Any) -> Draft:
    at = members.pop("at", NOON)
    given: dict[str, Any] = {
        "matter": matter,
        "family": "complaint",
        "act": act,
        "at": at,
        "written": at,
        "source": Source("page"),
        "actor": TANG,
        "office": "510999-01",
        "rules": "rules-1",
        "calendar": "2026-1",
    }
    return Draft(**{**given, **members})


def put(scope: Scope, matter: UUID, act: str = "noted", **members: Any) -> Written:
    """Write one entry in a transaction of its own."""
    with transaction.atomic():
        return write(scope, draft(matter, act, **members))


def matter_of(scope: Scope, *texts: str) -> UUID:
    """A matter with one `noted` entry a text, a minute apart."""
    matter = uuid4()
    for n, text in enumerate(texts):
        put(scope, matter, at=NOON + timedelta(minutes=n), fields={"text": text})
    return matter
