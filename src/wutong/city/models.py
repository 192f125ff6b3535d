"""The room's tables, gathered for Django from the topics."""

from wutong.city.offices.models import (
    Account,
    County,
    DayOverride,
    LocalTerm,
    Office,
    OfficePeriod,
    Officer,
    Post,
)
from wutong.city.places.models import Cell, Division, Jurisdiction, Place

__all__ = [
    "Account",
    "Cell",
    "County",
    "DayOverride",
    "Division",
    "Jurisdiction",
    "LocalTerm",
    "Office",
    "OfficePeriod",
    "Officer",
    "Place",
    "Post",
]
