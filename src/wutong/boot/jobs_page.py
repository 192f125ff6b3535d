"""后台任务: what the administrator of a county sees of its jobs, and the button that tries a failed one again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from wutong.boot import schedule  # noqa: F401  (makes every room's jobs known)
from wutong.city.offices.pages import gate
from wutong.record import clock
from wutong.record.jobs import api as jobs


def last_night(now: datetime) -> datetime:
    """Six in the evening of the day before, in Shanghai: what ran since then is what ran last night."""
    local = now.astimezone(clock.SHANGHAI)
    return datetime.combine(local.date() - timedelta(days=1), time(18), clock.SHANGHAI)


@gate.staff("administrator")
def board(request: gate.StaffRequest) -> HttpResponse:
    """Running, waiting, failed with reason and remedy, what ran last night, what comes round when."""
    now = datetime.now(UTC)  # the queue goes by the machine's clock, not by the demo's
    return render(request, "boot/jobs.html", {"jobs": jobs.board(request.seat.scope, now, last_night(now))})


@gate.staff("administrator")
@require_POST
def again(request: gate.StaffRequest, which: int) -> HttpResponse:
    """Try a failed job anew; pressed twice, it is tried once."""
    scope = request.seat.scope
    if not jobs.again(scope, which, datetime.now(UTC)) and not jobs.exists(scope, which):
        raise Http404("没有找到")
    return HttpResponseRedirect(reverse("jobs"))


desk = [
    path("desk/jobs", board, name="jobs"),
    path("desk/jobs/<int:which>/again", again, name="job-again"),
]
