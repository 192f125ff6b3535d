"""Tells a procedure in plain Chinese, so that somebody who reads no rule file can check it against the statute.

Every sentence ends with its article and its mark. Nothing is left out: what a sentence cannot say shortly is said long.
"""

from collections.abc import Iterator

from wutong.law import rulebook
from wutong.law.describe import term_words
from wutong.law.procedure import expressions as x
from wutong.law.procedure.schema import Act, Cite, Clock, Gate, Procedure, Within
from wutong.law.procedure.words import BEARERS, CHECKS, EFFECTS, NEEDS_LAWYER, roles_words
from wutong.law.terms import Term

OPS = {
    "is": "是", "in": "是其中之一", "meets": "含有", "part_of": "都在其中", "at_least": "不少于", "at_most": "不超过",
    "over": "超过", "under": "不到",
}  # fmt: skip
DAYS = {"on": "就是当天", "reached": "已到", "passed": "已过", "ahead": "未到"}
STATES = {
    "running": "在计时", "stopped": "停止计时", "done": "按期", "late": "逾期", "missed": "已届满", "unset": "没有设定",
    "none": "没有开始",
}  # fmt: skip


def cited(cite: Cite) -> str:
    return f"〔{cite.text}{'，' + cite.mark if cite.mark else ''}〕"


def tell(text: Procedure) -> Iterator[str]:
    """The procedure line by line."""
    until = f"至{text.until}" if text.until else "起"
    yield f"{text.title}（{text.law}，{text.in_force}{until}{'，' + text.mark if text.mark else ''}）"
    if text.questions:
        yield "没有定论的问题："
        yield from (f"  · {question} {NEEDS_LAWYER}" for question in text.questions)
    if text.params:
        yield "由本地设定："
        least = {act.quorum.param: act.quorum.least for act in text.acts.values() if act.quorum}
        for param in text.params.values():
            default = least.get(param.name, param.value)
            known = f"，没有设定时为{_local(default)}" if default is not None else "，没有设定的，用到它的一步不能办"
            yield f"  · {param.label}（{param.name}）{known} {cited(param.cite)}"
    yield "步骤："
    for act in text.acts.values():
        if not act.built_in:
            yield from _act(text, act)
    yield "期限："
    for clock in text.clocks.values():
        yield from _clock(text, clock)
    if text.predicates:
        yield "条件："
        for name, (expr, cite) in text.predicates.items():
            yield f"  {text.labels[name]}：{words(text, expr)} {cited(cite)}"


def _act(text: Procedure, act: Act) -> Iterator[str]:
    who = "其他机关或者当事人" if act.outside else roles_words(act.by)
    yield f"{act.title}（{act.name}），由{who}办理；违反的{EFFECTS[act.effect]} {cited(act.cite)}"
    if act.start:
        yield "    · 可以是第一步"
    if act.named:
        yield f"    · 只能由指定的人办理（{_path(text, act.named)}）"
    if act.hands:
        yield f"    · 须有{act.hands}名有执法资格的人员，各自确认 {cited(text.hands or act.cite)}"
    if act.quorum:
        yield f"    · {roles_words(act.quorum.of)}不少于{act.quorum.least}名 {cited(act.quorum.cite)}"
    if act.not_by:
        names = "、".join(text.acts[n].title if n in text.acts else _path(text, n) for n in act.not_by)
        yield f"    · 这些人不能办理：{names} {cited(act.not_by_cite or act.cite)}"
    if act.froms:
        yield f"    · 在这些状态办理：{'、'.join(act.froms)}"
    if act.when is not None:
        yield f"    · 只在这时有这一步：{words(text, act.when)}"
    for gate in act.needs:
        yield f"    · {_gate(text, act, gate)}"
    if act.answers:
        yield f"    · 答复一项等待处理的{_titles(text, act.answers)}"
    if act.stales:
        yield f"    · 办了以后，这些不再算数：{_titles(text, act.stales)}"
    if act.carries:
        yield f"    · 要写：{'、'.join(f.label + ('（可不填）' if f.optional else '') for f in act.carries)}"
    if act.adopts or act.opens:
        other = rulebook.texts(act.adopts or (act.opens.procedure if act.opens else ""))[-1].title
        yield f"    · {'并入同一线索上的' if act.adopts else '同时开启'}{other}"
    if act.needs_lawyer:
        yield f"    · 不能办：{act.needs_lawyer} {NEEDS_LAWYER}"
    ends = [
        f"状态变为{act.status}" if act.status else "",
        "到此结束" if act.final else "",
        "重新打开" if act.reopens else "",
    ]
    if any(ends):
        yield f"    · {'，'.join(each for each in ends if each)}"


def _local(value: object) -> str:
    return (
        value.zh() if isinstance(value, Term) else ("是" if value else "否") if isinstance(value, bool) else str(value)
    )


def _titles(text: Procedure, names: tuple[str, ...]) -> str:
    return "、".join(text.acts[name].title for name in names)


def _gate(text: Procedure, act: Act, gate: Gate) -> str:
    title = text.acts[gate.target].title if gate.target in text.acts else ""
    length = gate.term.zh() if gate.term else text.params[gate.param].label if gate.param else ""
    expr = words(text, gate.expr) if gate.expr is not None else ""
    said = {
        "done": f"先要{title}" + (f"满{gate.least}次" if gate.least > 1 else ""),
        "open": f"要有等待处理的{title}",
        "none_open": f"没有等待处理的{title}",
        "wait": f"{title}以后满{length}",
        "lead": f"{_path(text, gate.target)}要在{length}以后" if gate.verb == "lead" else "",
        "that": f"须{expr}",
        "check": f"核对：{CHECKS.get(gate.target, '')}",
        "lawyer": f"不能办：{gate.target} {NEEDS_LAWYER}",
    }[gate.verb]
    cite = gate.cite or (text.acts[gate.target].cite if gate.target in text.acts else None)
    named = getattr(gate.expr, "name", "")
    cite = cite or (text.predicates[named][1] if named in text.predicates else act.cite)
    when = f"，当{words(text, gate.when)}" if gate.when is not None else ""
    unless = f"，除非{words(text, gate.unless)}" if gate.unless is not None else ""
    refused = f"；否则：{gate.missing}" if gate.missing else ""
    return f"{said}{when}{unless}{refused} {cited(cite)}"


def _clock(text: Procedure, clock: Clock) -> Iterator[str]:
    start = f"{text.clocks[clock.after].title}届满" if clock.after else _titles(text, clock.froms)
    count = {"last": "（每次重新计算）", "each": "（每次各算）"}.get(clock.kind, "")
    yield (
        f"{clock.title}（{clock.name}）：从{start}{count}到{_titles(text, clock.to)}，{_within(text, clock.within, clock.roll)}，"
        f"由{BEARERS[clock.bearer]}负担 {cited(clock.cite)}"
    )
    if clock.not_before:
        yield f"    · 不早于{_path(text, clock.not_before)}"
    if clock.when is not None:
        yield f"    · 只在这时计算：{words(text, clock.when)}"
    for stop in clock.stops:
        when = f"，当{words(text, stop.when)}" if stop.when is not None else ""
        yield f"    · 从{_titles(text, stop.froms)}到{_titles(text, stop.to)}不算{when} {cited(stop.cite)}"
    for rule in clock.extends:
        length = rule.add.zh() if rule.add else "所批的长度"
        most = (
            f"，最多{rule.at_most.zh()}"
            if rule.at_most
            else f"，最多{text.params[rule.at_most_param].label}"
            if rule.at_most_param
            else ""
        )
        when = f"，当{words(text, rule.when)}" if rule.when is not None else ""
        yield f"    · {text.acts[rule.by].title}加{length}{most}，{rule.times}次{when} {cited(rule.cite)}"
    if clock.deem:
        yield f"    · 届满没有办的，{'从第一天' if clock.deem_at_start else '到期'}视为{text.acts[clock.deem].title}"


def _within(text: Procedure, within: Within, roll: bool) -> str:
    if within.term:
        return term_words(within.term, roll=roll)
    return text.params[within.param].label if within.param else f"以{_path(text, within.fact)}为准"


def _path(text: Procedure, path: str) -> str:
    if path.startswith(x.DUE):
        return f"{text.clocks[path.removeprefix(x.DUE)].title}的最后一天"
    owner, _, name = x.bare(path).rpartition(".")
    owners = (
        [text.acts[owner]]
        if owner in text.acts
        else [act for act in text.acts.values() if not owner or owner == "this"]
    )
    label = next((field.label for act in owners if (field := act.field(name))), name)
    prefix = text.acts[owner].title + "的" if owner in text.acts else ""
    lowest = "历次最低的" if path.startswith("lowest.") else "上一次" if path.startswith("before.") else ""
    total = "合计" if path.startswith(x.TOTAL) else ""
    return f"{lowest}{prefix}{label}{total}{'的轻重' if path.endswith('.rank') else ''}"


def _amount(text: Procedure, amount: x.Amount) -> str:
    less = f"减去{_path(text, amount.less)}" if amount.less else ""
    share = f"的{amount.percent}%" if amount.percent is not None else ""
    per = f"乘以{_path(text, amount.per)}" if amount.per else ""
    whole = f"（{_path(text, amount.fact)}{less}）" if less else _path(text, amount.fact)
    return f"{whole}{share}{per}"


def _value(text: Procedure, path: str, value: object) -> str:
    """A value by its label, where the form gives one."""
    owner, _, name = x.bare(path).rpartition(".")
    acts = [text.acts[owner]] if owner in text.acts else list(text.acts.values())
    form = next((field for act in acts if (field := act.field(name))), None)
    labels = dict(form.choices) if form else {}
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "、".join(labels.get(str(each), str(each)) for each in value)
    return labels.get(str(value), str(value))


def words(text: Procedure, expr: x.Expr) -> str:
    """A condition as part of a sentence."""
    match expr:
        case x.Named(name):
            return f"“{text.labels[name]}”"
        case x.Not(of):
            return f"并非{words(text, of)}"
        case x.Every(of) | x.Some(of):
            joint = "并且" if isinstance(expr, x.Every) else "或者"
            empty = "（没有条件）" if isinstance(expr, x.Every) else "（没有这种情形）"
            return f"（{joint.join(words(text, each) for each in of)}）" if of else empty
        case x.Done(act, least):
            return f"已{text.acts[act].title}" + (f"{least}次" if least > 1 else "")
        case x.Ever(act):
            return f"曾经{text.acts[act].title}"
        case x.Open(act):
            return f"有等待处理的{text.acts[act].title}"
        case x.ClockIs(clock, states):
            return f"{text.clocks[clock].title}{'或'.join(STATES[each] for each in states)}"
        case x.Imported(is_):
            return "是导入的" if is_ else "不是导入的"
        case x.Moment(kind):
            return "在夜间" if kind == "night" else "在休息日"
        case x.Stated(path, is_):
            return f"{'已' if is_ else '没有'}写明{_path(text, path)}"
        case x.DayIs(path, kind):
            return f"{_path(text, path)}{DAYS[kind]}"
        case x.DaysBetween(begin, end, op, n, count):
            length = _path(text, count) if count else f"{n}日"
            return f"{_path(text, begin)}到{_path(text, end)}{OPS[op]}{length}"
        case x.ParamIs(name, value):
            return f"本地选定的{text.params[name].label}为{_value(text, '', value)}"
        case x.Closed():
            return "已结束"
        case x.Peers(whole, family, of):
            other = rulebook.texts(family)[-1]
            return f"同一线索上{'每一件' if whole else '有一件'}{other.title}{words(other, of)}"
        case x.Compare(path, op, value, other_path, param, amount):
            if isinstance(value, bool):
                return f"{_path(text, path)}填“{_value(text, path, value)}”"
            theirs = _path(text, other_path) if other_path else text.params[param].label if param else ""
            theirs = _amount(text, amount) if amount is not None else theirs or _value(text, path, value)
            return f"{_path(text, path)}{OPS[op]}{theirs}"
    raise AssertionError(expr)
