"""Gathers the desk's views for the room's addresses."""

from wutong.collect.complaints.pages.act import do, renew
from wutong.collect.complaints.pages.erasing import erase
from wutong.collect.complaints.pages.inbox import inbox
from wutong.collect.complaints.pages.listing import as_sheet, drop_view, keep_view, listing
from wutong.collect.complaints.pages.matter import look, photo
from wutong.collect.complaints.pages.merged import reply_merged
from wutong.collect.complaints.pages.register import register, registered

__all__ = [
    "as_sheet", "do", "drop_view", "erase", "inbox", "keep_view", "listing",
    "look", "photo", "register", "registered", "renew", "reply_merged",
]  # fmt: skip
