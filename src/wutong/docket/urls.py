"""Addresses of the docket: the page of any matter, the board of dates, the offences, the public calculator of terms."""

from django.urls import path

from wutong.docket.calculator.pages import public as calculator
from wutong.docket.matters.pages import desk as pages
from wutong.docket.matters.pages import live
from wutong.docket.offences.pages import desk as offences

public = [path("terms", calculator.page, name="calculator")]
desk = [
    path("m/<uuid:matter>", pages.matter_page, name="matter"),
    path("m/<uuid:matter>/record", pages.record_page, name="matter-record"),
    path("desk/deadlines", pages.board_page, name="deadline-board"),
    path("desk/offences", offences.page, name="offence-list"),
    path("desk/live", live.news, name="live"),
]
