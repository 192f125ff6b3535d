"""The door of media."""

from wutong.collect.media.actions import attach, clear, cover, drop, drop_drafts, drop_stray, forget_claims, take_in
from wutong.collect.media.pixels import Box, check_size
from wutong.collect.media.reads import PhotoView, needed, of_draft, of_matter, photo

__all__ = [
    "Box",
    "PhotoView",
    "attach",
    "check_size",
    "clear",
    "cover",
    "drop",
    "drop_drafts",
    "drop_stray",
    "forget_claims",
    "needed",
    "of_draft",
    "of_matter",
    "photo",
    "take_in",
]
