"""Changes of what a county sets itself: terms, its own days, working hours, the list of categories."""

from __future__ import annotations

import re
from datetime import date

from wutong.city.house.asking import Ask, Told, until
from wutong.city.house.check import zh
from wutong.city.house.state import after
from wutong.law import rulebook
from wutong.law.terms import Term


def term(a: Ask) -> Told:
    term, value = a.text("term"), term_value(a.text("value"))
    if not a.document and not a.text("mark"):
        raise a.refuse("期限要有依据", "没有写文件", "写定下这个期限的文号")
    a.draft.put("term", (term, a.day), value=value, mark=a.text("mark"), document=a.document)
    return f"{term_label(term, a.day)}定为{term_words(value)}", (), ()


#: how people write the units of terms
UNITS = {"工作日": "workdays", "日": "days", "天": "days", "月": "months", "小时": "hours"}


def term_value(text: str) -> str:
    """7个工作日 as the rules write it, 7 workdays; anything else as it is, to be told by what is checked of every change."""
    found = re.fullmatch(rf"([0-9]{{1,6}})\s*个?\s*({'|'.join(UNITS)})", text)
    return f"{found[1]} {UNITS[found[2]]}" if found else text


def term_words(value: str) -> str:
    """5个工作日; as it was written where it is no term, which is told by what is checked of every change."""
    try:
        return Term.parse(value).zh()
    except ValueError:
        return value


def term_label(term: str, day: str) -> str:
    """What a term is called in the rules of the day."""
    known = rulebook.local_terms(date.fromisoformat(day))
    found = known.get(term) or known.get(term.rpartition(".")[0])
    return found.label if found else f"期限{term}"


def days(a: Ask) -> Told:
    kind, last = a.text("day_kind"), until(a, "last") or a.day
    if not a.document:
        raise a.refuse("改放假上班要有依据", "没有写文件", "写放假通知的文号")
    day = a.day
    while day <= last:
        if kind in ("work", "off"):
            a.draft.put("day", (day,), kind=kind, document=a.document)
        else:
            a.draft.drop("day", (day,))
        day = after(day)
        if (date.fromisoformat(day) - date.fromisoformat(a.day)).days > 60:
            raise a.refuse("一次最多改60天", f"从{zh(a.day)}到{zh(last)}太长", "分几次")
    words = {"work": "上班", "off": "放假"}.get(kind, "按全国安排")
    return f"{zh(a.day)}{'' if last == a.day else '到' + zh(last)}{words}", (), ()


def hours(a: Ask) -> Told:
    periods = [p for p in re.split(r"[、,，\s]+", a.text("periods")) if p]
    dated = sorted((k[0] if "-" in k[0] else "", r["periods"]) for k, r in a.state.rows("hours"))
    held = [value for first, value in dated if first <= a.day]
    if held and held[-1] == periods:
        raise a.refuse("变更总要改一处", f"{zh(a.day)}本来就是{'、'.join(periods)}", "改一处再预览")
    a.draft.put("hours", (a.day,), periods=periods, document=a.document)
    return f"工作时间改为{'、'.join(periods)}", (), ()


def _own_list(a: Ask) -> None:
    """The county's own list begins as that of the rules stood on the day."""
    if a.state.on("category", a.day):
        return
    try:
        listed = rulebook.categories("complaint", date.fromisoformat(a.day))
    except KeyError:
        raise a.refuse("改类别的那一天要有类别表", f"{a.day}还没有", "看看年份，写类别表生效以后的日子") from None
    for n, each in enumerate(listed):
        a.draft.put("category", (each.code, a.day), tag=each.tag, label=each.label, order=n, to=None)


def category(a: Ask) -> Told:
    _own_list(a)
    code, label, tag = a.text("code"), a.text("label"), a.text("tag")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,19}", code):
        raise a.refuse("类别有一个不变的代码", f"写的是“{code}”", "小写字母开头，例如stall")
    if not label:
        raise a.refuse("类别要有名称", "名称没有填", "例如占道经营")
    order = int(a.text("order")) if re.fullmatch("[0-9]{1,6}", a.text("order")) else len(a.draft.tables["category"])
    held = a.draft.state.on("category", a.day, code)
    if held:
        a.draft.turn("category", held[0][0], a.day, tag=tag, label=label, order=order)
        return f"类别{held[0][1]['label']}改为{label}", (), ()
    a.draft.put("category", (code, a.day), tag=tag, label=label, order=order, to=until(a))
    return f"新设类别{label}", (), ()


def category_end(a: Ask) -> Told:
    _own_list(a)
    code = a.text("code")
    held = a.draft.state.on("category", a.day, code)
    if not held:
        raise a.refuse("停用的类别要在用", f"{code}那天不在用", "选一个在用的类别")
    a.draft.end("category", held[0][0], a.day)
    return f"类别{held[0][1]['label']}停用", (), ()
