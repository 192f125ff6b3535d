"""The declaration of every figure: what it is called, what is counted over what, by which rule. One place, data only.

A figure is two measures (numerator, denominator). What a measure means for one matter is written twice, on purpose
apart: as a condition on the complaint table (`collect/complaints/counts.py`) and over the record (`facts.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from wutong.collect.complaints.api import CHANNELS

FAMILY = "complaint"
#: the county's own term by which a reply is on time
REPLY_TERM = "complaint.reply"


@dataclass(frozen=True)
class Source:
    """Where a counting rule comes from, and when it stood.

    ``mark`` is shown: 样例 (ours, until the bureau sets its own), 推断 (our reading of the text).
    """

    text: str
    mark: str = ""
    since: date = date.min
    until: date = date.max


@dataclass(frozen=True)
class Declared:
    """One figure. ``kind``: a count says how many, a rate says numerator over denominator in per cent.

    ``term``: the local term without which there is no number. ``group`` orders the page: main, time, more.
    """

    key: str
    label: str
    kind: Literal["count", "rate"]
    numerator: str
    denominator: str
    formula: str
    acts: tuple[str, ...]
    sources: tuple[Source, ...]
    group: Literal["main", "time", "channel", "apart"]
    term: str = ""

    @property
    def unit(self) -> str:
        return "%" if self.kind == "rate" else "件"

    @property
    def public_label(self) -> str:
        """As a citizen says it."""
        return PUBLIC_LABELS.get(self.key, self.label)

    def standing(self, since: date, until: date) -> tuple[Source, ...]:
        """The sources that stood on some day of a period."""
        return tuple(s for s in self.sources if s.since <= until and since <= s.until)


#: staff read the law's words, citizens plain ones
PUBLIC_LABELS = {
    "complaints.handled": "答复并办完",
    "complaints.handling_rate": "办完率",
    "complaints.reopened": "说没解决、退回重办过",
    "complaints.not_ours": "转给有权办的机关",
    "complaints.merged": "和相同的反映一起办",
    "complaints.withdrawn": "反映人撤回",
}
OURS = "收到的件数减去转交其他机关的和撤回的"
RULE = Source("本局计数规则", "样例")
PETITION_15 = (
    Source("《信访条例》（2005年）第22条", until=date(2022, 4, 30)),
    Source("《信访工作条例》第23条", since=date(2022, 5, 1)),
)
PETITION_60 = (
    Source("《信访条例》（2005年）第33条", until=date(2022, 4, 30)),
    Source("《信访工作条例》第34条", since=date(2022, 5, 1)),
)

FIGURES: tuple[Declared, ...] = (
    Declared(
        "complaints.received",
        "收到反映",
        "count",
        "received",
        "",
        "在这段时间里收到的反映，一件算一件，从哪个渠道来的都只算一次。并件、转交、撤回的都在内，另外列出。",
        ("received",),
        (RULE,),
        "main",
    ),
    Declared(
        "complaints.handled",
        "办结",
        "count",
        "closed",
        "received",
        "在这段时间里收到，到截至日已经答复并办结的。没有答复不能办结。退回重办的，重新办结以前不算。",
        ("received", "replied", "closed", "reopened"),
        (RULE,),
        "main",
    ),
    Declared(
        "complaints.within_15_days",
        "15日内答复",
        "count",
        "within_15",
        "ours",
        f"收到后15日内答复的，收到的当天不算，按自然日。退回重办的，原来的答复不再算。分母是{OURS}。",
        ("received", "replied", "reopened"),
        (
            *PETITION_15,
            Source("条文的15日是告知受理情况的期限，这里从收到之日数到答复之日", "推断"),
        ),
        "time",
    ),
    Declared(
        "complaints.within_60_days",
        "60日内答复",
        "count",
        "within_60",
        "ours",
        f"收到后60日内答复的，收到的当天不算，按自然日。退回重办的，原来的答复不再算。分母是{OURS}。",
        ("received", "replied", "reopened"),
        (
            *PETITION_60,
            Source("条文的60日从受理之日起算，这里从收到之日起算，只会更严", "推断"),
        ),
        "time",
    ),
    Declared(
        "complaints.handling_rate",
        "办结率",
        "rate",
        "closed",
        "ours",
        f"已经答复并办结的，除以{OURS}。",
        ("received", "replied", "closed", "reopened", "handed_over", "withdrawn"),
        (RULE,),
        "main",
    ),
    Declared(
        "complaints.satisfaction",
        "评价满意",
        "rate",
        "satisfied",
        "rated",
        "评价为满意或基本满意的，除以作了评价的。评过几次的按最后一次。没有评价的不在分母里。",
        ("rated",),
        (RULE,),
        "main",
    ),
    Declared(
        "complaints.on_time",
        "按期答复",
        "rate",
        "on_time",
        "due",
        "在本局规定的答复期限里答复的，除以应答复的（已经答复的，加上期限已过还没有答复的）。准予延期的按延期后的期限。",
        ("received", "extended", "replied", "reopened", "handed_over", "withdrawn"),
        (Source("本局规定的答复期限", "样例"),),
        "time",
        term=REPLY_TERM,
    ),
    Declared(
        "complaints.answered_late",
        "过期才答复",
        "count",
        "late",
        "due",
        "答复了，但过了本局规定的答复期限的。分母是应答复的。",
        ("received", "extended", "replied", "reopened"),
        (Source("本局规定的答复期限", "样例"),),
        "time",
        term=REPLY_TERM,
    ),
    Declared(
        "complaints.overdue",
        "过期还没答复",
        "count",
        "overdue",
        "due",
        "本局规定的答复期限已过，到截至日还没有答复的。分母是应答复的。",
        ("received", "extended", "replied", "reopened"),
        (Source("本局规定的答复期限", "样例"),),
        "time",
        term=REPLY_TERM,
    ),
    Declared(
        "complaints.reopened",
        "退回重办过",
        "count",
        "reopened",
        "received",
        "反映人说没解决、退回重办过的。一件退回几次也算一件。",
        ("reopened",),
        (RULE,),
        "apart",
    ),
    Declared(
        "complaints.not_ours",
        "转交其他机关",
        "count",
        "not_ours",
        "received",
        "不归本局管、转交有权机关的。在收到数里，不在办结率的分母里。",
        ("handed_over",),
        (RULE,),
        "apart",
    ),
    Declared(
        "complaints.withdrawn",
        "撤回",
        "count",
        "withdrawn",
        "received",
        "反映人要求撤回的。在收到数里，不在办结率的分母里。",
        ("withdrawn",),
        (RULE,),
        "apart",
    ),
    Declared(
        "complaints.merged",
        "并件",
        "count",
        "merged",
        "received",
        "和另一件相同的反映一起办的。每件照样算一件，各有各的答复，不减少收到数。",
        ("merged", "unmerged"),
        (RULE,),
        "apart",
    ),
    Declared(
        "complaints.imported",
        "导入",
        "count",
        "imported",
        "received",
        "从别的系统的表格导入的，收到和答复的时间按原表。",
        ("received",),
        (RULE,),
        "apart",
    ),
    Declared(
        "complaints.reply_undated",
        "有答复但时间不明",
        "count",
        "undated",
        "received",
        "导入时有答复，但原表没有写答复时间的。不算答复过，也不算办结。",
        ("reply_undated", "replied"),
        (RULE,),
        "apart",
    ),
    *(
        Declared(
            f"complaints.by_channel.{channel}",
            label,
            "count",
            f"channel.{channel}",
            "received",
            f"从“{label}”这个渠道收到的。",
            ("received",),
            (RULE,),
            "channel",
        )
        for channel, label in CHANNELS.items()
    ),
)
BY_KEY: dict[str, Declared] = {d.key: d for d in FIGURES}
#: the group of keys that one declared name stands for
GROUPS: dict[str, tuple[str, ...]] = {
    "complaints.by_channel": tuple(d.key for d in FIGURES if d.group == "channel"),
}
HEADLINE = ("complaints.received", "complaints.on_time", "complaints.satisfaction", "complaints.within_15_days")
#: every measure that some figure needs
MEASURES: tuple[str, ...] = tuple(dict.fromkeys(m for d in FIGURES for m in (d.numerator, d.denominator) if m))


def chosen(keys: Sequence[str] | None) -> tuple[Declared, ...]:
    """The figures asked for, in the order of the declaration.

    :raises KeyError: for a key that nobody has declared.
    """
    if keys is None:
        return FIGURES
    wanted = {k for key in keys for k in GROUPS.get(key, (key,))}
    unknown = wanted - set(BY_KEY)
    if unknown:
        raise KeyError(", ".join(sorted(unknown)))
    return tuple(d for d in FIGURES if d.key in wanted)
