"""What a live page asks: has anything changed for this seat since a number? Also the way out where no stream gets through.

The stream itself (``boot/live.py``) asks here too, so gate, county, seat and session are judged in one place.
"""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.docket.matters.hearing import SEAT, heard
from wutong.record.live import api as live


@staff()
@require_safe
def news(request: StaffRequest) -> HttpResponse:
    """``number``: how far this answer goes; ``parts``: which parts of the pages changed; ``hears``: for the stream."""
    seat = request.seat
    live.settle(seat.scope)
    after = request.GET.get("after", "")
    found = live.since(seat.scope, int(after)) if after.isdecimal() and len(after) < 19 else None
    if found is None:  # no number: from now on
        found = live.News(live.reached(seat.scope), frozenset())
    hears = heard(seat)
    to = found.to if found.to is not None else frozenset(hears)
    answer: dict[str, object] = {
        "number": found.number,
        "parts": sorted({hears[address] for address in to if address in hears} - {SEAT}),
    }
    if "hears" in request.GET:
        answer |= {"county": seat.scope.county, "hears": hears}
    return JsonResponse(answer)
