"""The door of media."""

from wutong.collect.media.actions import attach, clear, cover, drop, drop_drafts, forget_claims, take_in
from wutong.collect.media.pixels import Box
from wutong.collect.media.reads import PhotoView, of_draft, of_matter, photo

__all__ = [
    "Box",
    "PhotoView",
    "attach",
    "clear",
    "cover",
    "drop",
    "drop_drafts",
    "forget_claims",
    "of_draft",
    "of_matter",
    "photo",
    "take_in",
]
