"""Addresses of the room `ui`."""

from __future__ import annotations

from django.urls import path

from wutong.ui import pages

public = [path("guide", pages.guide, name="ui-guide")]
desk: list[object] = []
