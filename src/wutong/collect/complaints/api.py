"""The door of complaints."""

from wutong.collect.complaints import counts
from wutong.collect.complaints.actions import Received, Report, do, do_seated, erase, receive, sweep_drafts
from wutong.collect.complaints.acts import DESK_ORDER, FAMILY, PUBLIC_TITLES, TITLES
from wutong.collect.complaints.imports.plainly import read_sheet
from wutong.collect.complaints.merging import Replies, Waiting, merge, reply_to_merged, unmerge
from wutong.collect.complaints.projection import judge_again
from wutong.collect.complaints.reads import (
    ComplaintView,
    Contact,
    Near,
    Step,
    complaint,
    complaints,
    contact,
    draft,
    has_outside_key,
    lately,
    merged_rows,
    near,
    steps,
)
from wutong.collect.complaints.words import CHANNELS, OUTCOMES, RATINGS, REPLY_CHANNELS

__all__ = [
    "CHANNELS", "DESK_ORDER", "FAMILY", "OUTCOMES", "PUBLIC_TITLES", "RATINGS", "REPLY_CHANNELS", "TITLES",
    "ComplaintView", "Contact", "Near", "Received", "Replies", "Report", "Step", "Waiting", "complaint", "complaints", "contact",
    "counts", "do", "do_seated", "draft", "erase", "has_outside_key", "judge_again", "lately", "merge", "merged_rows",
    "near", "read_sheet", "receive", "reply_to_merged", "steps", "sweep_drafts", "unmerge",
]  # fmt: skip
