"""What a history has against it, instead of refusing it: acts that stand although they would have been refused, limits
that were missed, and acts of other bodies that came out of order.

A defect has an effect and blocks nothing by itself: a rule that blocks is a gate.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wutong.law.calendar import Calendar, day_words, legal_day
from wutong.law.procedure.fold import fold
from wutong.law.procedure.schema import Procedure
from wutong.law.procedure.stand import Ask, ask
from wutong.law.procedure.state import Fold, Past
from wutong.law.procedure.threads import Thread
from wutong.law.procedure.view import Check, MatterView
from wutong.law.refusal import Refused

Texts = Callable[[date], Procedure]


@dataclass(frozen=True)
class Defect:
    """`kind`: act (stands though refused), odd (out of order, another body's), late or missed (a limit). `effect` is one
    of words.EFFECTS; `seq` the entry, or the one that started the clock."""

    kind: str
    seq: int
    title: str
    article: str
    missing: str
    effect: str
    mark: str = ""

    def __str__(self) -> str:
        return f"{self.title}：{self.missing}（{self.article}{'，' + self.mark if self.mark else ''}）"


def history(
    texts: Texts,
    asked: Iterable[Ask],
    calendar: Calendar,
    on: datetime,
    *,
    thread: Thread | None = None,
    checks: Mapping[str, Check] | None = None,
) -> tuple[Fold | None, list[Defect]]:
    """The state after a history, each entry judged by the text of its own day, with everything that is wrong with it."""
    state: Fold | None = None
    found: list[Defect] = []
    procedure: Procedure | None = None
    for seq, each in enumerate(asked, start=1):
        procedure = texts(legal_day(each.at))
        act = procedure.acts.get(each.act)
        title = act.title if act else each.act
        try:
            odd = ask(procedure, state, each, calendar, thread=thread, checks=checks)
            found += [Defect("odd", seq, title, x.article, x.missing, "none", x.mark) for x in odd]
        except Refused as refused:
            found += [
                Defect("act", seq, title, x.article, x.missing, x.effect or (act.effect if act else "none"), x.mark)
                for x in refused.reasons
            ]
        if act is not None and (state is not None or act.start):
            state = fold(procedure, state, past_of(seq, each), calendar)
    if state is not None and procedure is not None:
        found += limits(texts(legal_day(on)), state, calendar, on)
    return state, found


def limits(procedure: Procedure, state: Fold, calendar: Calendar, on: datetime) -> list[Defect]:
    """Limits that were missed or ended late and that count as defects."""
    found = []
    for clock in MatterView(procedure, state, on, calendar).clocks:
        if clock.state in ("late", "missed") and clock.missed == "defect" and clock.due is not None:
            last = day_words(clock.due.on)
            words = f"{'逾期办结' if clock.state == 'late' else '超期未办'}，最后一天是{last}"
            whom = f"{'、'.join(clock.subjects)}的" if clock.subjects else ""
            title = f"{whom}{clock.title}"
            found.append(Defect(clock.state, clock.seq, title, clock.cite, words, clock.effect, clock.mark))
    return found


def past_of(seq: int, asked: Ask) -> Past:
    """The entry that an accepted act becomes."""
    hands = tuple(hand.person for hand in asked.hands if hand.person != asked.actor)
    return Past(
        seq, asked.act, asked.at, asked.written, asked.fields, asked.actor, asked.office, asked.about, asked.imported,
        hands,
    )  # fmt: skip
