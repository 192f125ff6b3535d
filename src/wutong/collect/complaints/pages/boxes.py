"""Boxes that the citizen's form and the desk's share: where a pin stands and when something was, held to what can be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from wutong.city.places import api as places
from wutong.record import clock
from wutong.ui.forms import PlainForm

UNREAD = "图钉的位置没有读到"
#: nothing a bureau writes down is older; a smaller year is a slip of the pen
EARLIEST = date(1949, 10, 1)


def been(at: datetime, what: str) -> datetime:
    """An instant that somebody typed for what has happened.

    :raises ValidationError: in the future, or before there was anybody to write it down.
    """
    if at > clock.now():
        raise forms.ValidationError(f"{what}在将来，改成实际的时间")
    if at.date() < EARLIEST:
        raise forms.ValidationError(f"{what}早于1949年10月1日，看看年份")
    return at


def near(on: date) -> Callable[[date], None]:
    """Holds a day that is set for somebody to the time from ``on`` until two years later; what lies beyond is a slip of the pen."""

    def held(day: date) -> None:
        if day < on:
            raise forms.ValidationError(f"{day.isoformat()}早于{on.isoformat()}，改成以后的日子")
        if day > on + timedelta(days=731):
            raise forms.ValidationError(f"{day.isoformat()}离得太远，最远两年，看看年份")

    return held


class Pinned(PlainForm):
    """A form with our map's pin: three boxes nobody sees. A point of another datum is turned into WGS-84, the only one kept.

    What stands wrong in boxes nobody sees is not their owner's mistake: no point is read then, and :attr:`unread` says so.
    """

    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    datum = forms.CharField(required=False, widget=forms.HiddenInput)
    unread = False

    @property
    def pin(self) -> tuple[float | None, float | None]:
        """Where to draw the pin: what was read of the form, else what was given before."""
        known = getattr(self, "cleaned_data", {}) if self.is_bound else self.initial
        return known.get("lat"), known.get("lon")

    def clean(self) -> dict[str, Any]:
        got = super().clean() or {}
        given = any(self.data.get(name) not in (None, "") for name in ("lat", "lon"))
        for name in ("lat", "lon"):
            self.errors.pop(name, None)
        point: tuple[float | None, float | None] = (None, None)
        if got.get("lat") is not None and got.get("lon") is not None:
            with contextlib.suppress(places.BadPoint):
                point = places.to_wgs84(got["lat"], got["lon"], got.get("datum") or "WGS-84")
        self.unread = given and point[0] is None
        got["lat"], got["lon"] = point
        got["datum"] = "WGS-84"
        return got
