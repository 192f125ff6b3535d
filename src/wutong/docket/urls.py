"""Addresses of the docket: the page of any matter."""

from django.urls import path

from wutong.docket.matters.pages import desk as pages

public: list = []
desk = [
    path("m/<uuid:matter>", pages.matter_page, name="matter"),
    path("m/<uuid:matter>/record", pages.record_page, name="matter-record"),
    path("desk/deadlines", pages.board_page, name="deadline-board"),
]
