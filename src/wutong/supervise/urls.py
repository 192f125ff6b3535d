"""Addresses of the room: figures for everybody, and for the desk."""

from django.urls import path

from wutong.supervise.brief.pages import desk as morning
from wutong.supervise.figures.pages import desk as at_desk
from wutong.supervise.figures.pages import offices as office_desk
from wutong.supervise.figures.pages import public as for_all

public = [
    path("figures", for_all.this_year, name="public-figures"),
    path("figures/<int:year>", for_all.year_page, name="public-figures-year"),
    path("figures/<int:year>/<str:key>/<str:part>", for_all.rows_page, name="public-figure-rows"),
]
desk = [
    path("desk/brief", morning.page, name="brief"),
    path("desk/brief.txt", morning.as_text, name="brief-text"),
    path("desk/brief/<str:day>/<str:key>", morning.rows, name="brief-rows"),
    path("desk/figures", at_desk.this_year, name="figures"),
    path("desk/figures/<int:year>", at_desk.year_page, name="figures-year"),
    path("desk/figures/<int:year>.csv", at_desk.year_csv, name="figures-csv"),
    path("desk/figures/<int:year>/offices", office_desk.by_office, name="figures-offices"),
    path("desk/figures/<int:year>/offices/<slug:measure>", office_desk.rows, name="figure-office-rows"),
    path("desk/figures/<int:year>/<str:key>/<str:part>.csv", at_desk.rows_csv_file, name="figure-rows-csv"),
    path("desk/figures/<int:year>/<str:key>/<str:part>", at_desk.rows_page, name="figure-rows"),
]
