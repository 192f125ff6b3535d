"""Changes of offices: a name, a place in the tree, a new one, several in one, one in two, one that is closed."""

from __future__ import annotations

from wutong.city.house.asking import CODE, Ask, Move, Told, live, move_post


def rename(a: Ask) -> Told:
    office, name, short = a.text("office"), a.text("name"), a.text("short")
    key, row = a.period(office)
    if not name:
        raise a.refuse("机构要有名称", "新名称没有填", "写新的名称")
    a.draft.turn("period", key, a.day, name=name, short=short)
    return f"{row['name']}改名为{name}", (), ()


def reparent(a: Ask) -> Told:
    key, row = a.period(a.text("office"))
    parent = a.text("parent")
    above = a.period(parent)[1]["name"] if parent else "没有上级"
    a.draft.turn("period", key, a.day, parent=parent)
    return f"{row['name']}改归{above}管" if parent else f"{row['name']}不再有上级", (), ()


def _made(a: Ask, code: str, parent: str) -> str:
    """A new office from the day on; its name."""
    name = a.text("name")
    if not name:
        raise a.refuse("机构要有名称", "新机构的名称没有填", "写名称")
    if not CODE.fullmatch(code):
        raise a.refuse("机构有一个不变的代码", f"写的是“{code}”", "小写字母开头，后面字母、数字或-，例如zf9")
    if a.state.dated("period", code):
        raise a.refuse("机构的代码不再用第二次", f"{code}是{a.name(code)}的代码", "换一个代码")
    if parent:
        a.period(parent)
    a.draft.put("office", (code,))
    a.draft.put(
        "period", (code, a.day), name=name, short=a.text("short"), kind=a.text("office_kind"), parent=parent,
        order=a.last_order(), to=None,
    )  # fmt: skip
    return name


def open_(a: Ask) -> Told:
    return f"设立{_made(a, a.text('code'), a.text('parent'))}", (), ()


def _end_office(a: Ask, office: str) -> None:
    for key, row in a.state.dated("period", office):
        if row.get("to") is None or row["to"] >= a.day:
            a.draft.end("period", key, a.day)


def _hand_on(a: Ask, old: str, new: str) -> None:
    """Everything of an office goes on in another from the day: what is below it, its people, its ground; then it ends."""
    there = [r for k, r in a.draft.state.on("post", a.day) if k[1] == new]
    new_leads = any(r["leads"] and not r["acting"] for r in there)
    for key, row in live(list(a.draft.state.rows("period")), a.day):
        if row["parent"] == old and key[0] != new:
            a.draft.turn("period", key, max(a.day, key[1]), parent=new)
        elif row["parent"] == old:
            a.draft.turn("period", key, max(a.day, key[1]), parent=a.period(old)[1]["parent"])
    for key, row in live(list(a.state.rows("post")), a.day):
        if key[1] == old:
            move_post(a, key, row, new, leads=row["leads"] and not new_leads)
    for key, row in live(list(a.draft.state.rows("jurisdiction")), a.day):
        if row["office"] == old:
            a.draft.turn("jurisdiction", key, max(a.day, key[2]), office=new)
    _end_office(a, old)


def merge(a: Ask) -> Told:
    olds = [o for o in a.many("offices") if o]
    into = a.text("into")
    if into in olds:
        olds.remove(into)
    if not olds or (not into and len(olds) < 2):
        raise a.refuse("合并要有几个机构", "没有选够要合并的机构", "至少选两个，或者选一个并入已有的机构")
    names = [a.period(o)[1]["name"] for o in olds]
    if into:
        name = a.period(into)[1]["name"]
    else:
        into = a.text("code")
        name = _made(a, into, a.text("parent") or a.period(olds[0])[1]["parent"])
    for old in olds:
        _hand_on(a, old, into)
        a.draft.put("successor", (old, into, a.day), kind="merge", communities=[])
    return f"{'、'.join(names)}并入{name}", [Move(old, into) for old in olds], ()


def close(a: Ask) -> Told:
    office, into = a.text("office"), a.text("into")
    name = a.period(office)[1]["name"]
    if into:
        other = a.period(into)[1]["name"]
        _hand_on(a, office, into)
        a.draft.put("successor", (office, into, a.day), kind="merge", communities=[])
        return f"撤销{name}，由{other}接续", [Move(office, into)], ()
    _end_office(a, office)
    return f"撤销{name}", (), (office,)


def split(a: Ask) -> Told:
    office, code = a.text("office"), a.text("code")
    row = a.period(office)[1]
    communities, people = a.many("communities"), a.many("people")
    if not communities and not people:
        raise a.refuse("分设要分出人或者地方", "没有选社区，也没有选人", "选分给新机构的社区和人")
    name = _made(a, code, row["parent"])
    for key, ground in live(list(a.state.rows("jurisdiction")), a.day):
        if ground["office"] == office and key[0] in communities:
            a.draft.turn("jurisdiction", key, max(a.day, key[2]), office=code)
    for key, post in live(list(a.state.rows("post")), a.day):
        if key[1] == office and key[0] in people:
            move_post(a, key, post, code, leads=post["leads"])
    a.draft.put("successor", (office, code, a.day), kind="split", communities=communities)
    moves = [Move(office, code, tuple(communities))] if communities else []
    return f"从{row['name']}分设{name}", moves, ()
