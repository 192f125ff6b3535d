"""The door of county: load a county's file, and be told what it changed or what is wrong with it."""

from __future__ import annotations

from wutong.city.county.export import export
from wutong.city.county.load import DEMO_PASSWORD, Change, ChangedHere, CountyFileError, Loaded, Problem, load_county

__all__ = ["DEMO_PASSWORD", "Change", "ChangedHere", "CountyFileError", "Loaded", "Problem", "export", "load_county"]
