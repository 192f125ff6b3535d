"""Plain words for terms, dates and clocks, so that every page and paper says them alike."""

from datetime import datetime

from wutong.law.calendar import SHANGHAI, Calendar, day_words
from wutong.law.procedure.clocks import Running
from wutong.law.procedure.words import BEARERS
from wutong.law.terms import CLOCK_UNITS, Due, Left, Term, left

COUNTED = {
    "workdays": "只算工作日，调休上班日也算",
    "days": "按自然日算，休息日也算",
    "months": "按月算，到对应的那一天",
    "years": "按年算，到对应的那一天",
    "hours": "按小时连续算",
    "workhours": "只算上班时间",
}
STATES = {
    "running": "在计时",
    "stopped": "停止计时",
    "done": "按期",
    "late": "逾期",
    "missed": "已超期",
    "unset": "没有设期限",
}
UNSET = "期限没有设定，请设置"


def term_words(term: Term, *, roll: bool = False) -> str:
    """15个工作日，只算工作日，调休上班日也算。"""
    rolled = "，最后一天是休息日的顺延" if roll and term.unit not in CLOCK_UNITS and term.unit != "workdays" else ""
    return f"{term.zh()}，{COUNTED[term.unit]}{rolled}"


def due_words(due: Due, unit: str = "days") -> str:
    """2026年3月27日星期五前, with the hour where the term runs by hours, and what is not settled."""
    local = due.at.astimezone(SHANGHAI)
    hour = f"{local:%H:%M}" if unit in CLOCK_UNITS else ""
    awaited = "" if due.certain else "（待国务院通知）"
    return f"{day_words(due.on)}{hour}前{awaited}"


def left_of(running: Running, now: datetime, calendar: Calendar) -> Left | None:
    """What is left of a clock at `now`; None where nothing is counted: unset, stopped or ended."""
    if running.due is None or running.done_at is not None or running.state == "stopped":
        return None
    return left(running.due, now, calendar, running.unit)


def clock_words(running: Running, now: datetime, calendar: Calendar) -> str:
    """One line on a clock: 答复期限15个工作日，2026年3月27日星期五前，还剩3个工作日。"""
    length = Term.parse(running.term).zh() if running.term else ""
    if running.due is None:
        return f"{running.title}：{UNSET}"
    if running.done_at is not None:
        ended = day_words(running.done_at.astimezone(SHANGHAI).date())
        return f"{running.title}{length}：{STATES[running.state]}，{ended}"
    if running.state == "stopped":
        return f"{running.title}{length}：{STATES['stopped']}"
    rest = left_of(running, now, calendar)
    assert rest is not None
    return f"{running.title}{length}：{due_words(running.due, running.unit)}，{rest.words}"


def bearer_words(running: Running) -> str:
    """Whose clock it is."""
    return BEARERS.get(running.bearer, running.bearer)


def explain(running: Running) -> tuple[str, ...]:
    """How a clock's date was counted, sentence by sentence, with the rule it stands on."""
    if running.due is None:
        return (f"{running.title}没有设定期限，没有日期可算。",)
    mark = f"（{running.mark}）" if running.mark else ""
    document = f"，{running.document}" if running.document else ""
    return (*running.due.explain, f"依据：{running.cite}{mark}{document}。")
