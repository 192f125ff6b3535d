"""What each act of a complaint is called, what the reporter may see of it, and whose move it leaves.

Two registers: staff read the law's words (受理, 交办), citizens read 收到, 派给, 处理, 答复 (screens: never mixed on a page).
"""

from __future__ import annotations

FAMILY = "complaint"

#: act → staff title
TITLES = {
    "received": "收到",
    "accepted": "受理",
    "handed_over": "转交其他机关",
    "handed_over.receipted": "对方收件",
    "handed_back": "对方退件",
    "forwarded": "交办",
    "moved": "随机构转交",
    "sent_back": "退回受理",
    "answered": "承办答复",
    "extension_asked": "申请延期",
    "extended": "准予延期",
    "extension_denied": "不准延期",
    "supervised": "督办",
    "supervised.answered": "督办回复",
    "replied": "答复",
    "rated": "评价",
    "reopened": "退回重办",
    "closed": "办结",
    "withdrawn": "撤回",
    "merged": "并件",
    "unmerged": "取消并件",
    "supplemented": "补充情况",
    "noted": "备注",
    "photo_cleared": "遮盖",
    "photo_shown": "照原样公开",
    "reply_undated": "答复时间不明",
    "corrected": "更正",
    "correction_confirmed": "确认更正",
    "erased": "依法删除内容",
}

#: act → what the reporter reads; acts not listed stay inside
PUBLIC_TITLES = {
    "received": "收到你的反映",
    "accepted": "受理，开始办",
    "handed_over": "转给有权办的机关",
    "handed_over.receipted": "对方已收到",
    "forwarded": "派给承办单位",
    "moved": "承办单位变了",
    "extended": "要多用几天",
    "replied": "给你答复",
    "rated": "你的评价",
    "reopened": "你说没解决，退回重办",
    "closed": "办完",
    "withdrawn": "按你的要求撤回",
    "merged": "和另一件相同的反映一起办",
    "unmerged": "改为单独办",
    "supplemented": "你补充的情况",
}

#: act → fields the reporter may see (the entry's ``audiences``); nothing by default
SHOWS: dict[str, tuple[str, ...]] = {
    "received": ("category", "place"),
    "accepted": (),
    "handed_over": ("body", "grounds"),
    "handed_over.receipted": (),
    "forwarded": ("office",),
    "moved": ("office",),
    "extended": ("days", "reason"),
    "replied": ("text", "channel"),
    "rated": ("rating", "words"),
    "reopened": ("reason",),
    "closed": (),
    "withdrawn": (),
    "merged": (),
    "unmerged": (),
    "supplemented": ("text",),
}

#: acts that a form on the matter page offers, in the order in which they are usually done
DESK_ORDER = (
    "accepted", "forwarded", "answered", "replied", "closed", "supervised.answered", "extension_asked", "extended",
    "extension_denied", "sent_back", "handed_over", "handed_over.receipted", "handed_back", "supervised", "merged", "unmerged",
    "reopened", "supplemented", "noted", "withdrawn", "corrected", "correction_confirmed",
)  # fmt: skip


#: acts whose entry may be corrected by another entry
CORRECTABLE = frozenset(TITLES) - {
    "corrected",
    "correction_confirmed",
    "erased",
    "merged",
    "unmerged",
    "photo_cleared",
    "photo_shown",
    "moved",
}


def audiences(act: str) -> dict[str, tuple[str, ...]]:
    """The entry's audiences for an act: which fields the reporter sees."""
    return {"reporter": SHOWS[act]} if act in SHOWS else {}
