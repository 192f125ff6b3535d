"""The door of offices: the county, its offices on a day, who sits where, and how the county counts days."""

from __future__ import annotations

from wutong.city.offices.access import may
from wutong.city.offices.reads import (
    calendar,
    counties,
    county,
    demo_accounts_exist,
    holders,
    office,
    officers,
    offices,
    params,
    seat_of,
    seats_of,
)
from wutong.city.offices.roles import ASSISTANT_ROLES, HEAD_ROLES, ROLES
from wutong.city.offices.views import CountyView, OfficerView, OfficeView, PostView, Seat, TermValue

__all__ = [
    "ASSISTANT_ROLES",
    "HEAD_ROLES",
    "ROLES",
    "CountyView",
    "OfficeView",
    "OfficerView",
    "PostView",
    "Seat",
    "TermValue",
    "calendar",
    "counties",
    "county",
    "demo_accounts_exist",
    "holders",
    "may",
    "office",
    "officers",
    "offices",
    "params",
    "seat_of",
    "seats_of",
]
