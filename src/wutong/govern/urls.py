"""Addresses of the room `govern`: changes of the house."""

from __future__ import annotations

from django.urls import path

from wutong.govern.house.pages import desk as house
from wutong.govern.house.pages import people
from wutong.ui.sizes import MEGA, Takes, takes

#: a table of 500 persons; one a little too large still reaches the form, which says so
SHEET = Takes(3 * MEGA, "一张人员表", "分成几个表")

desk = [
    path("desk/house", house.front, name="house"),
    path("desk/house/new/<slug:kind>", house.new, name="house-new"),
    path("desk/house/import", takes(SHEET, people.sheet, signed_in=True), name="house-import"),
    path("desk/house/import/template.csv", people.template, name="house-template"),
    path("desk/house/rows/<slug:office>", house.rows, name="house-rows"),
    path("desk/house/<slug:number>", house.change, name="house-change"),
    path("desk/house/<slug:number>/confirm", house.confirm, name="house-confirm"),
    path("desk/house/<slug:number>/withdraw", house.withdraw, name="house-withdraw"),
    path("desk/house/<slug:number>/undo", house.undo, name="house-undo"),
]
