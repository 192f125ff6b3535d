"""Who may read what a report and its reply say: whoever had the second secret, for half an hour, in his own browser.

The number alone is written on receipts, told on the telephone and read over shoulders. It shows how far a matter is and
whose it is; the words and the photos are the reporter's and open with the secret only. Nothing of it is kept here: the
browser holds a signed note of the numbers it opened, and a new secret from the counter makes the note worthless.
"""

from __future__ import annotations

import json
import time

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse

from wutong.collect.complaints.drafts import HALF_HOUR
from wutong.docket.matters import api as docket
from wutong.record.scope import Scope

COOKIE = "wutong-opened"
#: a person rarely follows more than a few matters at a time
MOST = 5


def _notes(request: HttpRequest, scope: Scope) -> list[tuple[str, str, str, float]]:
    """(county, number, mark of its secret, when) of what this browser opened within the half hour."""
    try:
        got = json.loads(request.get_signed_cookie(COOKIE, salt="opened", max_age=HALF_HOUR) or "")
    except (KeyError, BadSignature, ValueError):
        return []
    return [(c, n, m, at) for c, n, m, at in got if 0 <= time.time() - at < HALF_HOUR]


def is_open(request: HttpRequest, scope: Scope, number: str) -> bool:
    """Whether this browser had the secret that the number still has."""
    mark = next((m for c, n, m, _ in _notes(request, scope) if (c, n) == (scope.county, number)), "")
    return bool(mark) and mark == docket.receipts.mark(scope, number)


def let(request: HttpRequest, response: HttpResponse, scope: Scope, number: str) -> None:
    """Note in the browser that it had the secret."""
    others = [note for note in _notes(request, scope) if note[:2] != (scope.county, number)]
    mine = (scope.county, number, docket.receipts.mark(scope, number), time.time())
    response.set_signed_cookie(
        COOKIE,
        json.dumps([mine, *others][:MOST]),
        salt="opened",
        max_age=HALF_HOUR,
        httponly=True,
        samesite="Lax",
        secure=settings.ENVIRONMENT.https,
    )


def shut(response: HttpResponse) -> None:
    """Forget what this browser opened."""
    response.delete_cookie(COOKIE)
