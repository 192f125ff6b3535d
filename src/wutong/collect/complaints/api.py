"""The door of complaints."""

from wutong.collect.complaints import counts
from wutong.collect.complaints.actions import (
    Received,
    Report,
    count_open_merged,
    do,
    do_seated,
    erase,
    merge,
    receive,
    reply_to_merged,
    sweep_drafts,
    unmerge,
)
from wutong.collect.complaints.acts import DESK_ORDER, FAMILY, PUBLIC_TITLES, TITLES
from wutong.collect.complaints.models import CHANNELS, OUTCOMES, RATINGS, REPLY_CHANNELS
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
    listed,
    merged_rows,
    near,
    steps,
)

__all__ = [
    "CHANNELS", "DESK_ORDER", "FAMILY", "OUTCOMES", "PUBLIC_TITLES", "RATINGS", "REPLY_CHANNELS", "TITLES",
    "ComplaintView", "Contact", "Near", "Received", "Report", "Step", "complaint", "complaints", "contact",
    "count_open_merged", "counts", "do", "do_seated", "draft", "erase", "has_outside_key", "lately", "listed", "merge", "merged_rows",
    "near", "receive", "reply_to_merged", "steps", "sweep_drafts", "unmerge",
]  # fmt: skip
