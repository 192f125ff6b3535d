"""The door of the docket."""

from wutong.docket.matters import links, receipts, search
from wutong.docket.matters.actions import (
    Also,
    Deed,
    Doer,
    Done,
    Laws,
    Next,
    OnceKey,
    Stood,
    Turn,
    act,
    again,
    attempted,
    clock_state,
    erase,
    law_for,
    lock,
    open_matter,
    outsider,
    restand,
    seated,
    set_clock_office,
)
from wutong.docket.matters.faces import Face, face, nearest
from wutong.docket.matters.reads import (
    WIDE,
    Ask,
    Board,
    ClockView,
    MatterView,
    Page,
    board,
    clocks,
    count,
    counts_by_status,
    due_rows,
    exists,
    find_number,
    matter,
    page,
    recently_closed,
    stand,
    stand_outsider,
    views,
)

__all__ = [
    "WIDE", "Also", "Ask", "Board", "ClockView", "Deed", "Doer", "Done", "Laws", "Face", "MatterView", "Next", "OnceKey", "Page", "Stood",
    "Turn", "act", "again", "attempted", "board", "clock_state", "clocks", "count", "counts_by_status", "due_rows", "erase", "exists", "face", "find_number", "law_for", "links", "lock",
    "matter", "nearest", "open_matter", "outsider", "page", "receipts", "recently_closed", "restand", "search", "seated", "set_clock_office", "stand", "stand_outsider",
    "views",
]  # fmt: skip
