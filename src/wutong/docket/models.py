"""Gathers the tables of the room for Django."""

from wutong.docket.matters.models import Clock, Counter, Link, Matter, Once, Receipt, SearchRow

__all__ = ["Clock", "Counter", "Link", "Matter", "Once", "Receipt", "SearchRow"]
