"""Judges one history, told in the lines of an example, in words: where it stands, what may be done, what is refused and why,
what is due, and what the history has against it.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import partial

from wutong.law.calendar import SHANGHAI, Calendar, day_words, legal_day
from wutong.law.checks import computed
from wutong.law.describe import clock_words
from wutong.law.procedure import Check, Procedure, Thread, stand
from wutong.law.procedure.defects import history
from wutong.law.procedure.examples import OWN, asked_in
from wutong.law.procedure.state import Fold
from wutong.law.procedure.words import EFFECTS, ROLES, roles_words
from wutong.law.procedure.yamlfile import Node

KEYS = ("procedure", "params", "history", "on")
FamilyOn = Callable[[str, date, Mapping[str, object]], Procedure]


def told(node: Node, family_on: FamilyOn, calendar: Calendar) -> list[str]:
    """The judgement, line by line. Raises RuleError with the line of the file that does not read."""
    top = node.fields(KEYS, ("procedure", "history"))
    family = top["procedure"].text()
    params = top["params"].plain() if "params" in top else {}
    texts = partial(family_on, family)
    asked = []
    for each in top["history"].list():
        try:
            asked.append(asked_in(texts, params, each.text())[0])
        except (ValueError, KeyError) as error:
            raise each.error(str(error.args[0] if error.args else error)) from None
    if not asked:
        raise top["history"].error("at least one line like '2026-03-02 09:00 officer filed'")
    on = _instant(top["on"]) if "on" in top else asked[-1].written
    thread = Thread(OWN, family)

    def of_the_day(day: date) -> Procedure:
        return texts(day, params)

    checks = computed(asked)
    state, defects = history(of_the_day, asked, calendar, on, thread=thread, checks=checks)
    if state is None:
        raise top["history"].error("a first line with an act that may begin the procedure")
    lines = [f"截至{day_words(legal_day(on))}，{of_the_day(legal_day(on)).title}"]
    lines += _stood(of_the_day(legal_day(on)), state, on, calendar, thread, checks)
    lines.append("瑕疵：" if defects else "没有瑕疵")
    lines += [f"  第{each.seq}步 {each}，{EFFECTS[each.effect]}" for each in defects]
    return lines


def _instant(node: Node) -> datetime:
    try:
        return datetime.strptime(str(node.plain()), "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise node.error("an instant like '2026-03-02 09:00', in quotes") from None


def _stood(
    text: Procedure, state: Fold, on: datetime, calendar: Calendar, thread: Thread, checks: Mapping[str, Check]
) -> Iterator[str]:
    found = stand(text, state, on, calendar, roles=frozenset(ROLES), actor="", office="", thread=thread, checks=checks)
    yield f"状态：{found.status or '没有'}{'，已结束' if found.closed else ''}"
    yield "现在可以办："
    for each in (*found.can, *found.others):
        whom = f"，只对{'、'.join(each.subjects)}" if each.subjects else ""
        depends = f"；{'；'.join(each.conditions)}" if each.conditions else ""
        who = roles_words(each.by) or "其他机关或者当事人"
        yield f"  {each.title}（{each.act}），{who}{whom}{depends} 〔{each.cite}{'，' + each.mark if each.mark else ''}〕"
    yield "现在不能办："
    for one in found.cannot:
        yield f"  {one.title}（{one.act}）"
        yield from (f"    {reason}" for reason in one.reasons)
    yield "期限："
    for clock in found.clocks:
        whose = f"{'、'.join(clock.subjects)}：" if clock.subjects else ""
        yield f"  {whose}{clock_words(clock, on, calendar)} 〔{clock.cite}{'，' + clock.mark if clock.mark else ''}〕"
