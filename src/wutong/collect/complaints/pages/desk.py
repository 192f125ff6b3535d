"""Gathers the desk's views for the room's addresses."""

from wutong.collect.complaints.pages.act import cover, do, erase, renew, reply_merged
from wutong.collect.complaints.pages.inbox import inbox, listing
from wutong.collect.complaints.pages.matter import look, photo
from wutong.collect.complaints.pages.register import register, registered

__all__ = [
    "cover", "do", "erase", "inbox", "listing", "look", "photo", "register", "registered", "renew", "reply_merged",
]  # fmt: skip
