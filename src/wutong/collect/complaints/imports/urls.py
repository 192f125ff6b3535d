"""Addresses of imports: the list of batches, one batch, its next slice, its problems as a file."""

from __future__ import annotations

from django.urls import path

from wutong.collect.complaints.imports.pages import desk as pages

desk = [
    path("desk/complaints/import", pages.listing, name="complaint-import"),
    path("desk/complaints/import/<int:which>", pages.batch, name="complaint-import-batch"),
    path("desk/complaints/import/<int:which>/run", pages.run, name="complaint-import-run"),
    path("desk/complaints/import/<int:which>/drop", pages.drop, name="complaint-import-drop"),
    path("desk/complaints/import/<int:which>/problems.csv", pages.problems, name="complaint-import-problems"),
]
