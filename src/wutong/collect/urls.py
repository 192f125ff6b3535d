"""Addresses of the room: the citizen's phone, the clerk's desk; and how much the pages with photos take."""

from django.urls import path

from wutong.collect.complaints.imports.urls import desk as imports
from wutong.collect.complaints.pages import correct, cover, progress, wizard
from wutong.collect.complaints.pages import desk as clerk
from wutong.ui.sizes import PHOTO, takes

public = [
    path("report", wizard.start, name="report"),
    path("report/photos", takes(PHOTO, wizard.photo), name="report-photo"),
    path("report/photos/<int:photo>", wizard.photo_file, name="report-photo-file"),
    path("report/photos/<int:photo>/drop", wizard.photo_drop, name="report-photo-drop"),
    path("report/sent", wizard.sent, name="report-sent"),
    path("report/<slug:step>", takes(PHOTO, wizard.step, only={"step": "photo"}), name="report-step"),
    path("progress", progress.find, name="progress"),
    path("progress/<str:number>", progress.show, name="progress-matter"),
    path("progress/<str:number>/open", progress.open_, name="progress-open"),
    path("progress/<str:number>/rate", progress.rate, name="progress-rate"),
    path("progress/<str:number>/again", progress.again, name="progress-again"),
    path("progress/<str:number>/more", progress.more, name="progress-more"),
    path("progress/<str:number>/photo/<str:sha256>", progress.photo, name="progress-photo"),
]
desk = [
    path("desk", clerk.inbox, name="inbox"),
    path("desk/complaints", clerk.listing, name="complaint-list"),
    path("desk/complaints.csv", clerk.as_sheet, name="complaint-list-csv"),
    path("desk/complaints/views", clerk.keep_view, name="complaint-view-keep"),
    path("desk/complaints/views/drop", clerk.drop_view, name="complaint-view-drop"),
    path("desk/complaints/new", takes(PHOTO, clerk.register, signed_in=True), name="complaint-new"),
    path("desk/complaints/new/<str:number>", clerk.registered, name="complaint-registered"),
    path("m/<uuid:matter>/do/<str:act>", takes(PHOTO, clerk.do, signed_in=True), name="complaint-do"),
    path("m/<uuid:matter>/correct/<int:seq>", correct.correct, name="complaint-correct"),
    path("m/<uuid:matter>/correct/<int:seq>/confirm", correct.confirm, name="complaint-confirm"),
    path("m/<uuid:matter>/contact", clerk.look, name="complaint-contact"),
    path("m/<uuid:matter>/photo/<str:sha256>", clerk.photo, name="complaint-photo"),
    path("m/<uuid:matter>/photo/<str:sha256>/cover", cover.cover, name="complaint-cover"),
    path("m/<uuid:matter>/erase", clerk.erase, name="complaint-erase"),
    path("m/<uuid:matter>/merged-reply", clerk.reply_merged, name="complaint-merged-reply"),
    path("m/<uuid:matter>/receipt", clerk.renew, name="complaint-receipt"),
    *imports,
]
