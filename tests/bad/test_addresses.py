"""Every address with nonsense in its parts and behind its question mark: an answer in words, never a broken page.

The routes are those of tests/house/routes.yaml; a new one is asked as soon as it stands there.
"""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.bad import words
from tests.house import cast
from tests.house.cast import HERE, OWN
from tests.house.test_routes import TABLE, named_routes, table

ROWS = table(TABLE.read_text(encoding="utf-8"))
PATTERNS = {str(route.name): str(route.pattern) for route in named_routes()}
FIRST = ("receiver", "bureau_head", "administrator")
#: what our pages read behind the question mark; a name that a page does not know costs nothing
NAMES = (
    "q", "state", "status", "channel", "category", "office", "community", "flag", "rating", "span", "from", "to", "order",
    "after", "day", "lat", "lon", "datum", "kind", "on", "as_of", "month", "lead", "about", "next", "theme", "v", "part",
    "hears", "rows", "tree", "officer", "n", "unit", "done", "page",
)  # fmt: skip
#: what numbers and days are made of comes alone as well: beside others, the first that is refused hides the rest
ALONE = (
    "0001-01-01",
    "9999-12-31",
    "²",
    "1e400",
    "NaN",
    "1" * 5000,
    "99999999999999999999",
    "_",
    "a:b",
    "2026-11-24T00:00:00+08:00_m1",
)

_PART = re.compile(r"<(\w+:)?(\w+)>")
COUNTED = ("after", "from", "to", "day", "on", "as_of", "month", "about", "lat", "n", "page")


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[cast.Ground]:
    quiet = logging.getLogger("django.request")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield cast.lay(Path(tmp_path_factory.mktemp("counties")))
        transaction.set_rollback(True)
    quiet.setLevel(level)


def addresses(name: str, given: dict[str, Any]) -> Iterator[str]:
    """The route's address with one part spoiled at a time, then with nonsense behind the question mark."""
    pattern = PATTERNS[name]
    for _, part in _PART.findall(pattern):
        for bad in words.ADDRESSES:
            parts = {n: quote(str(v), safe="") for n, v in given.items()} | {part: bad}
            yield "/" + _PART.sub("{\\2}", pattern).format(**parts)
    base = reverse(name, kwargs=given)
    turn = zlib.crc32(name.encode())  # each page gets its share; all of it on every page would take ten minutes
    for bad in words.NASTY[turn % 4 :: 4]:
        yield f"{base}?{urlencode(dict.fromkeys(NAMES, bad[:150]))}"
    for n, key in enumerate(COUNTED):
        for bad in ALONE[(n + turn) % 3 :: 3]:
            yield f"{base}?{urlencode({key: bad})}"


@pytest.mark.django_db
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", sorted(ROWS))
def test_it_breaks_no_page(name: str, ground: cast.Ground) -> None:
    row = ROWS[name]
    if name not in PATTERNS:
        pytest.fail(f"the route {name} is gone")
    role = next((r for r in FIRST if r in row.own), next(iter(sorted(row.own)), ""))
    client = Client()
    if role:
        client.force_login(ground.account(role, OWN))
    given = {n: ground.value(v, OWN) for n, v in row.args.items()}
    broken = []
    for address in addresses(name, given):
        with transaction.atomic():
            try:
                answer = getattr(client, row.method)(f"/at/{HERE}{address}")
                if answer.streaming:
                    b"".join(answer.streaming_content)
                if answer.status_code >= 500 and name != "readyz":
                    broken.append(f"{answer.status_code} {address[:200]}")
            except Exception as bad:  # whatever escapes a page would be its 500
                broken.append(f"{type(bad).__name__} {bad} {address[:200]}")
            transaction.set_rollback(True)
    assert not broken, "\n".join(broken[:10])
