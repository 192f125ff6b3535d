"""Where somebody begins after signing in: a head with the morning's sheet, the others with what waits for them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from wutong.city.offices import signin
from wutong.city.offices.api import seat_of
from wutong.record import clock


class Adapter(signin.Adapter):
    """The house's adapter, which also knows the first pages of roles (``settings.FIRST_PAGES``)."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        seat = seat_of(request.user.pk, clock.legal_day(clock.now())) if request.user.pk is not None else None
        names = [page for role, page in settings.FIRST_PAGES.items() if seat is not None and role in seat.roles]
        return reverse(names[0]) if names else str(super().get_login_redirect_url(request))
