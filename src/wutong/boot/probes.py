"""Three addresses for machines: is the process alive, may it be sent people, and its numbers for Prometheus.

They are answered before anything asks for a session, a county or a host name: a probe comes by the machine's address,
and it must say so when the database is what does not answer. Nothing personal is told, and nothing to strangers but yes
or no.
"""

from __future__ import annotations

import hmac
import ipaddress
import shutil
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path, resolve
from django.views.decorators.http import require_safe

from wutong.boot import metrics, start
from wutong.city.offices.pages import gate
from wutong.record import guards

#: with less than this a report with photos may not be stored
LEAST_DISK = 200_000_000
ADDRESSES = frozenset({"/healthz", "/readyz", "/metrics"})
#: headers by which a proxy says that the request is not its own
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_HOST")


class Probes:
    """Answers the three addresses, and nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in ADDRESSES:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = request.resolver_match.func(request)
        return answer


@gate.public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Asks nothing and nobody."""
    return _quiet(HttpResponse("ok\n", content_type="text/plain"))


@gate.public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """People may be sent here: database, tables, guards, room on the disk. 503 where not; which, only to those near."""
    found = checks()
    ready = all(found.values())
    said = {"ready": ready, **(found if is_near(request) else {})}
    return _quiet(JsonResponse(said, status=200 if ready else 503))


@gate.public
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Metrics in Prometheus' text form; to this machine, or to who brings the token."""
    if not is_near(request):
        return _quiet(HttpResponse("not found\n", status=404, content_type="text/plain"))
    body, kind = metrics.text()
    return _quiet(HttpResponse(body, content_type=kind))


def checks() -> dict[str, bool]:
    """What must be so for this process to serve people; cheap enough to be asked every second."""
    found = {"disk": shutil.disk_usage(Path(settings.HOME)).free >= LEAST_DISK, "database": False}
    try:
        applied = {f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()}
        start.no_restore_cut_off()
        found |= {"database": True, "tables": not _ours() - applied, "guards": _guarded()}
    except (DatabaseError, start.NotInOrder):
        connection.close()  # a line that broke is not asked again
    return found


def is_near(request: HttpRequest) -> bool:
    """Who may see numbers: with a token set, whoever brings it; else this very machine, not what a proxy passes on."""
    token = settings.ENVIRONMENT.metrics_token
    if token:
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    if any(request.META.get(name) for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=1)
def _ours() -> frozenset[str]:
    """The migrations of this program, read once: its files do not change while it runs."""
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return frozenset(f"{app}.{name}" for app, name in known)


def _guarded() -> bool:
    try:
        guards.assert_present()
    except guards.GuardsMissing:
        return False
    return True


def _quiet(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


machine = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", numbers, name="metrics"),
]
