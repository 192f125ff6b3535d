"""A citizen's draft and, after sending, the one page that shows number and secret.

The secret is never stored in clear on the server: it stays in the citizen's own browser for half an hour, so that an
answer that was lost on the way, or a page closed too soon, costs nobody his secret; the page says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from wutong.city.offices import api as offices
from wutong.collect.complaints.models import Draft
from wutong.docket.matters import api as docket
from wutong.law import identifiers
from wutong.record.scope import Scope

COOKIE = "wutong-receipt"
HALF_HOUR = 1800


def store(scope: Scope, token: str, data: dict[str, object], at: datetime) -> None:
    """Put what was given so far into the draft; dates and times as text."""
    plain = {k: v.isoformat() if isinstance(v, date | datetime) else v for k, v in data.items()}
    row, made = Draft.objects.within(scope).get_or_create(
        token=token, defaults={"county": scope.county, "data": plain, "started_at": at, "touched_at": at}
    )
    if not made and row.sent is None:
        Draft.objects.within(scope).filter(pk=row.pk).update(data=plain, touched_at=at)


@dataclass(frozen=True)
class Sent:
    """What the last page of the report shows. ``secret`` is empty when it has been shown long enough."""

    matter: UUID
    number: str
    secret: str
    digest: str
    county: str


def note_sent(response: HttpResponse, scope: Scope, matter: UUID, number: str, secret: str, digest: str) -> None:
    """Hand the receipt to the browser for the page that follows: a signed cookie of half an hour, nothing on the server."""
    got = {"matter": str(matter), "number": number, "secret": secret, "digest": digest, "county": scope.county}
    response.set_signed_cookie(
        COOKIE,
        json.dumps(got),
        salt="receipt",
        max_age=HALF_HOUR,
        httponly=True,
        samesite="Lax",
        secure=settings.ENVIRONMENT.https,
    )


def sent(request: HttpRequest, scope: Scope) -> Sent | None:
    """The receipt of this browser's last report in this county, for half an hour."""
    try:
        got = json.loads(request.get_signed_cookie(COOKIE, salt="receipt", max_age=HALF_HOUR) or "")
    except (KeyError, BadSignature, ValueError):
        return None
    if got["county"] != scope.county:
        return None
    return Sent(UUID(got["matter"]), got["number"], got["secret"], got["digest"], got["county"])


def sent_context(scope: Scope, shown: Sent, now: datetime) -> dict[str, Any]:
    """Number, secret, fingerprint and the dates by which something happens."""
    clocks = {c.name: c for c in docket.clocks(scope, shown.matter)}
    return {
        "sent": shown,
        "number": identifiers.show_receipt(shown.number),
        "accept": clocks.get("accept"),
        "reply": clocks.get("reply"),
        "now": now,
        "county": offices.county(scope),
    }
