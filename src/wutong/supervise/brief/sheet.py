"""The head's sheet of one morning: overdue, waiting, due in three days, the day before; and the same as plain text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wutong.city.offices import api as offices
from wutong.docket.matters import api as docket
from wutong.law.calendar import date_words
from wutong.record.clock import SHANGHAI, legal_day
from wutong.record.scope import Scope
from wutong.supervise.brief.day import DayCount, counted

#: the days ahead that the sheet looks at, today among them
DAYS = 3
#: rows shown under a number; the number's own page has them all
SHOWN = 5
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Share:
    """Of a number, what lies with one office."""

    office: str
    name: str
    count: int


@dataclass(frozen=True)
class Pile:
    """A number of clocks, by office, and the first of its rows."""

    count: int
    shares: tuple[Share, ...]
    rows: tuple[docket.ClockView, ...]


@dataclass(frozen=True)
class Sheet:
    """One morning. ``ahead``: the days and how many fall due on each; ``waiting``: None where nobody is asked for.

    ``day``: yesterday; ``workday``: the last working day, where yesterday was none.
    """

    county: str
    bureau: str
    at: datetime
    today: date
    late: Pile
    due: Pile
    ahead: tuple[tuple[date, int], ...]
    waiting: int | None
    unset: int
    day: DayCount
    workday: DayCount | None = None

    @property
    def until(self) -> date:
        return self.ahead[-1][0]


def sheet(scope: Scope, seat: offices.Seat, at: datetime, *, mine: bool = True) -> Sheet:
    """The sheet as this seat may see it: a captain's counts only his office's clocks.

    :param mine: also what waits for the person; a sheet for all heads leaves it out.
    """
    today = legal_day(at)
    county = offices.county(scope)
    assert county is not None, "a seat has a county"
    names = {o.code: o.short or o.name for o in offices.offices(scope, today)}
    days = [today + timedelta(days=n) for n in range(DAYS)]
    board = docket.board(scope, seat, at, days[0], days[-1])
    late: dict[str, int] = {}
    for (office, _), n in board.late.items():
        late[office] = late.get(office, 0) + n
    due: dict[str, int] = {}
    for cells in board.days.values():
        for (office, _), n in cells.items():
            due[office] = due.get(office, 0) + n
    return Sheet(
        county=county.name,
        bureau=county.bureau,
        at=at,
        today=today,
        late=_pile(late, names, docket.due_rows(scope, seat, at, docket.Spot(None), size=SHOWN)),
        due=_pile(due, names, docket.due_rows(scope, seat, at, docket.Spot(days[0], to=days[-1]), size=SHOWN)),
        ahead=tuple((day, sum(board.days.get(day, {}).values())) for day in days),
        waiting=docket.count(scope, docket.Ask(mine=True, is_open=True), seat) if mine else None,
        unset=board.unset,
        day=counted(scope, today - timedelta(days=1)),
        workday=_workday(scope, today),
    )


def _workday(scope: Scope, today: date) -> DayCount | None:
    """On a Monday the head asks for Friday: the last working day before today, where that was not yesterday."""
    calendar = offices.calendar(scope)
    day = yesterday = today - timedelta(days=1)
    while not calendar.is_workday(day) and (today - day).days < 15:
        day -= timedelta(days=1)
    return counted(scope, day) if day != yesterday else None


def for_heads(scope: Scope, at: datetime) -> Sheet:
    """The sheet of the whole county, as any of its heads would see it; without what waits for one of them."""
    today = legal_day(at)
    nobody = offices.Seat(scope, "", "", "", "", frozenset(), frozenset({"bureau_head"}), False, today)
    return sheet(scope, nobody, at, mine=False)


def _pile(by_office: dict[str, int], names: dict[str, str], first: docket.Due) -> Pile:
    shares = [Share(code, names.get(code, code) or "受理", n) for code, n in by_office.items()]
    return Pile(sum(by_office.values()), tuple(sorted(shares, key=lambda s: (-s.count, s.office))), first.rows)


def text(made: Sheet) -> str:
    """The sheet for a message: numbers, offices and case numbers; no place, no name of a person, no word of a citizen."""
    at, day = made.at.astimezone(SHANGHAI), made.day
    oldest = f"最久的是{made.late.rows[0].number}" if made.late.rows else ""
    days = "，".join(f"{short(d, made.today)}{n}项" for d, n in made.ahead if n)
    items = [
        f"已超期{_said(made.late, oldest)}",
        *([] if made.waiting is None else [f"等你办的{made.waiting}件"]),
        f"{DAYS}天内到期{_said(made.due, days)}",
        f"昨天{_done(day)}",
        *([f"上一个工作日{_done(made.workday)}"] if made.workday else []),
        *([f"另有{made.unset}项期限没有设定长短，算不出到期日"] if made.unset else []),
    ]
    head = f"{made.bureau}晨报\n{_day(made.today)}，截至{at:%H:%M}\n"
    return head + "".join(f"{n}、{item}。\n" for n, item in zip("一二三四五六", items, strict=False))


def _done(day: DayCount) -> str:
    late = f"其中过期才答复{day.n('late')}件" if day.term_set else "本局还没有设定答复期限，算不出过期"
    rated = f"评价{day.n('rated')}件，满意{day.n('satisfied')}件" if day.n("rated") else "没有人评价"
    return (
        f"（{day.on.month}月{day.on.day}日）收到{day.n('received')}件，答复{day.n('answered')}件，{late}，"
        f"退回重办{day.n('reopened')}件，{rated}"
    )


def _said(pile: Pile, more: str) -> str:
    if not pile.count:
        return "0项"
    shares = "、".join(f"{s.name}{s.count}" for s in pile.shares)
    return f"{pile.count}项（{shares}）" + (f"，{more}" if more else "")


def _day(day: date) -> str:
    return f"{date_words(day)}，星期{WEEKDAYS[day.weekday()]}"


def short(day: date, today: date) -> str:
    """今天, 明天, 后天, else the date."""
    return {0: "今天", 1: "明天", 2: "后天"}.get((day - today).days, f"{day.month}月{day.day}日")
