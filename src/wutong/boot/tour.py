"""The demo's guided way: six presses from a citizen's report to the head's morning, and the clock to wind forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from wutong.boot import winding
from wutong.city.offices import api as offices
from wutong.city.offices.pages import gate
from wutong.record import clock
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Step:
    """One press: as whom, what to do there, where it leads. ``officer`` "": as a citizen, without signing in."""

    who: str
    what: str
    url: str
    officer: str = ""


#: (role that takes the step, what to do there, the name of the page)
_WAY = (
    ("", "反映一件事：拍照、点地图、说一句，记下编号和查询码", "report"),
    ("receiver", "受理，交给管这一片的中队", "inbox"),
    ("squad_head", "写明怎么处理的，报回指挥中心", "inbox"),
    ("receiver", "据此答复反映人。不答复，办结不了", "inbox"),
    ("", "凭编号和查询码看答复，评价；没解决就退回重办", "progress"),
    ("bureau_head", "看晨报：超期的、到期的、昨天办了什么，每个数字点得开", "brief"),
)


def steps(scope: Scope) -> list[Step]:
    """The six, with the cast's own people in their roles today."""
    today = clock.legal_day(clock.now())
    out = []
    for role, what, page in _WAY:
        who = offices.holders(scope, role, today)[:1] if role else ()
        if role and not who:
            continue
        name = who[0].name if who else "王女士"
        title = offices.ROLES.get(role, "") if who else "市民"
        out.append(Step(f"{title}{name}", what, reverse(page), who[0].code if who else ""))
    return out


@gate.public
@require_POST
def wind(request: gate.Request) -> HttpResponse:
    """Wind the demo's clock forward: to the next working morning, or by days.

    :raises Http404: outside the demo.
    """
    if not settings.DEMO:
        raise Http404("没有找到")
    by = {"3d": timedelta(days=3), "7d": timedelta(days=7), "30d": timedelta(days=30)}.get(request.POST.get("by", ""))
    if by is None:
        by = winding.to_next_workday(clock.now(), offices.calendar(request.county))
    winding.forward(settings.HOME, by)
    return HttpResponseRedirect(reverse("home") + "#demo")


public = [path("demo/clock", wind, name="demo-clock")]
