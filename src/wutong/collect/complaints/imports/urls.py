"""Addresses of imports: the list of batches, one batch, its next slice, its problems as a file."""

from __future__ import annotations

from django.urls import path

from wutong.collect.complaints.imports.pages import desk as pages
from wutong.ui.sizes import MEGA, Takes, takes

#: a table of the size the page names, its mapping, and the rest of the form
TABLE = Takes(24 * MEGA, "导入的表格连同对应表", "表格最大20MB，更大的按年或按月分成几个，或请系统管理员用命令导入")

desk = [
    path("desk/complaints/import", takes(TABLE, pages.listing, signed_in=True), name="complaint-import"),
    path("desk/complaints/import/<int:which>", pages.batch, name="complaint-import-batch"),
    path("desk/complaints/import/<int:which>/run", pages.run, name="complaint-import-run"),
    path("desk/complaints/import/<int:which>/drop", pages.drop, name="complaint-import-drop"),
    path("desk/complaints/import/<int:which>/problems.csv", pages.problems, name="complaint-import-problems"),
]
