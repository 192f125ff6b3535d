"""Gathers the tables of the room for Django."""

from wutong.docket.ladders.models import Notice, NoticeTo
from wutong.docket.matters.models import Clock, Counter, Link, Matter, Once, Receipt, Reckoned, SavedView, SearchRow

__all__ = [
    "Clock", "Counter", "Link", "Matter", "Notice", "NoticeTo", "Once", "Receipt", "Reckoned", "SavedView", "SearchRow",
]  # fmt: skip
