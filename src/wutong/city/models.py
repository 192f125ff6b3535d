"""The room's tables, gathered for Django from the topics."""

from wutong.city.guard.models import Guesses, PastPassword, Reset, RolesConfirmed, Sitting
from wutong.city.house.models import Change
from wutong.city.offices.models import (
    Account,
    Category,
    County,
    DayOverride,
    LocalTerm,
    Office,
    OfficePeriod,
    Officer,
    Post,
    Successor,
    WorkingHours,
)
from wutong.city.places.models import Cell, Division, Jurisdiction, Place

__all__ = [
    "Account",
    "Category",
    "Cell",
    "Change",
    "County",
    "DayOverride",
    "Division",
    "Guesses",
    "Jurisdiction",
    "LocalTerm",
    "Office",
    "OfficePeriod",
    "Officer",
    "PastPassword",
    "Place",
    "Post",
    "Reset",
    "RolesConfirmed",
    "Sitting",
    "Successor",
    "WorkingHours",
]
