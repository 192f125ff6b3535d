"""What must hold of a county's house, whatever changed it: said as findings, each with what is wrong and how to mend it.

A change is held against the house before it: what was wrong already does not stand in the way of something else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from itertools import combinations, pairwise

from wutong.city.house.state import Key, Row, State, after, stands
from wutong.city.offices.roles import ASSISTANT_ROLES, HEAD_ROLES, ROLES, STEWARDS
from wutong.law.calendar import date_words
from wutong.law.terms import Term

FOR_EVER = "9999-12-31"


@dataclass(frozen=True)
class Finding:
    """``no``: the change may not be applied; otherwise something to know before it is."""

    rule: str
    words: str
    remedy: str = ""
    no: bool = True


def findings(state: State, today: str) -> frozenset[Finding]:
    """Everything that does not hold in a state; days before today are history and only asked for their form."""
    found: set[Finding] = set()
    for rule in (_periods, _tree, _names, _posts, _jurisdictions, _categories, _values):
        found.update(rule(state))
    found.update(_somebody(state, today))
    return frozenset(found)


def fresh(old: State, new: State, today: str) -> list[Finding]:
    """What a change would make wrong, refusals first."""
    return sorted(findings(new, today) - findings(old, today), key=lambda f: (not f.no, f.rule, f.words))


def boundaries(state: State, table: str) -> list[str]:
    """The days on which something of a dated table begins, or has just ended."""
    days: set[str] = set()
    for key, row in state.rows(table):
        days.add(key[-1])
        if row.get("to"):
            days.add(after(row["to"]))
    return sorted(days)


def gap(spans: list[tuple[str, str | None]], start: str, end: str | None) -> str:
    """The first day from ``start`` to ``end`` that no span covers; "" where there is none."""
    at = start
    for first, last in sorted(spans, key=lambda s: s[0]):
        if first > at:
            break
        if last is None:
            return ""
        at = max(at, after(last))
        if end is not None and at > end:
            return ""
    return at if end is None or at <= end else ""


def zh(day: str) -> str:
    """As people write a day: 2019年4月3日."""
    return date_words(date.fromisoformat(day))


def _spans(state: State, office: str) -> list[tuple[str, str | None]]:
    return [(k[1], r.get("to")) for k, r in state.dated("period", office)]


def _overlaps(rows: list[tuple[Key, Row]]) -> Iterator[tuple[Key, Key]]:
    for (a, row), (b, _) in pairwise(sorted(rows, key=lambda r: r[0][-1])):
        if row.get("to") is None or row["to"] >= b[-1]:
            yield a, b


def _periods(state: State) -> Iterator[Finding]:
    for (office,), _ in state.rows("office"):
        for a, b in _overlaps(state.dated("period", office)):
            yield Finding(
                "机构的时间不重叠",
                f"{state.name(office, a[1])}从{zh(a[1])}和从{zh(b[1])}的两段重叠",
                "改成前一段结束以后的日子",
            )
    for table in ("period", "post", "category", "jurisdiction"):
        for key, row in state.rows(table):
            if row.get("to") is not None and row["to"] < key[-1]:
                yield Finding("止日不早于起日", f"{zh(key[-1])}起的一段止于{zh(row['to'])}", "止日写成起日当天或以后")


def _tree(state: State) -> Iterator[Finding]:
    rule = "机构是一棵不绕圈的树"
    for key, row in state.rows("period"):
        if row["parent"]:
            bare = gap(_spans(state, row["parent"]), key[1], row.get("to"))
            if bare:
                above, name = state.name(row["parent"], key[1]), row["name"]
                yield Finding(
                    rule, f"{name}归{above}管，{zh(bare)}没有{above}", f"先给{name}换上级，或者让{above}晚些撤"
                )
    for day in boundaries(state, "period"):
        parents = state.parents(day)
        for office in parents:
            seen, up = {office}, parents.get(office, "")
            while up and up not in seen:
                seen.add(up)
                up = parents.get(up, "")
            if up == office:
                yield Finding(rule, f"{zh(day)}起{state.name(office, day)}绕一圈归自己管", "换一个不在它下面的上级")


def _names(state: State) -> Iterator[Finding]:
    for day in boundaries(state, "period"):
        named: dict[str, set[str]] = defaultdict(set)
        for key, row in state.on("period", day):
            named[row["name"]].add(key[0])
        for name, codes in named.items():
            if len(codes) > 1:
                yield Finding("同一天的机构不重名", f"{name}同时是{'、'.join(sorted(codes))}", "换一个名称")


def _posts(state: State) -> Iterator[Finding]:
    held: dict[Key, list[tuple[Key, Row]]] = defaultdict(list)
    for key, row in state.rows("post"):
        officer, office, role, start = key
        held[key[:3]].append((key, row))
        person = state.get("officer", officer)
        who, where = state.person(officer), state.name(office, start)
        if person is None:
            yield Finding("任职的人在册", f"没有工号{officer}的人", "先录入这个人")
        elif person["assistant"] and (role not in ASSISTANT_ROLES or row["leads"]):
            yield Finding(
                "城市管理执法办法第18条：协管人员只做辅助工作",
                f"{who}是协管人员，不能任{ROLES.get(role, role)}{'、不能负责' if row['leads'] else ''}",
                f"只能任{'、'.join(ROLES[r] for r in sorted(ASSISTANT_ROLES))}",
            )
        bare = gap(_spans(state, office), start, row.get("to"))
        if bare:
            yield Finding(
                "任职的机构要在", f"{who}任{where}的{ROLES.get(role, role)}，{zh(bare)}没有{where}", "先把人调到别的机构，或者写上止日"
            )  # fmt: skip
    for key, rows in held.items():
        for a, b in _overlaps(rows):
            yield Finding(
                "同一个岗位的任期不重叠",
                f"{state.person(key[0])}在{state.name(key[1], b[3])}任{ROLES.get(key[2], key[2])}，从{zh(a[3])}和从{zh(b[3])}的两段重叠",
                "先免去前一段，或者换一个起日",
            )
    for first, second in _excluding(state):
        yield Finding(
            "三员分立：管系统的三个岗位互不兼任，也不兼别的岗位",
            f"{state.person(first[0])}同时任{ROLES.get(first[2], first[2])}和{ROLES.get(second[2], second[2])}",
            "一个岗位换给别人，或者前一段写上止日",
        )
    for (code,), row in state.rows("officer"):
        if row["assistant"] and row["certificate"]:
            yield Finding(
                "城市管理执法办法第18条：协管人员只做辅助工作", f"{row['name']}是协管人员，不能有执法证", "去掉执法证号"
            )
        if row["login"] and sum(r["login"] == row["login"] for _, r in state.rows("officer")) > 1:
            yield Finding("一人一个登录名", f"登录名{row['login']}不止一个人用（{code}）", "换一个登录名")


def _excluding(state: State) -> Iterator[tuple[Key, Key]]:
    """Posts of one person at one time, of which at least one is a steward's and the other is another role."""
    held: dict[str, list[tuple[Key, Row]]] = defaultdict(list)
    for key, row in state.rows("post"):
        held[key[0]].append((key, row))
    for rows in held.values():
        for (a, one), (b, two) in combinations(sorted(rows, key=lambda r: (r[0][-1], r[0])), 2):
            meet = (one.get("to") or FOR_EVER) >= b[-1] and (two.get("to") or FOR_EVER) >= a[-1]
            if meet and a[2] != b[2] and {a[2], b[2]} & set(STEWARDS):
                yield a, b


def _jurisdictions(state: State) -> Iterator[Finding]:
    held: dict[Key, list[tuple[Key, Row]]] = defaultdict(list)
    for key, row in state.rows("jurisdiction"):
        held[key[:2]].append((key, row))
        bare = gap(_spans(state, row["office"]), key[2], row.get("to"))
        if bare:
            where = state.name(row["office"], key[2])
            yield Finding("管辖的机构要在", f"社区{key[0]}归{where}管，{zh(bare)}没有{where}", "写明由哪个机构接续")
    for key, rows in held.items():
        for a, b in _overlaps(rows):
            yield Finding("一个社区一类事归一个机构", f"社区{key[0]}从{zh(a[2])}和从{zh(b[2])}的两段重叠", "")


def _categories(state: State) -> Iterator[Finding]:
    codes = {key[0] for key, _ in state.rows("category")}
    for code in sorted(codes):
        for a, b in _overlaps(state.dated("category", code)):
            yield Finding("一个类别的时间不重叠", f"{code}从{zh(a[1])}和从{zh(b[1])}的两段重叠", "")
    for day in boundaries(state, "category"):
        rows = state.on("category", day)
        if not rows:
            yield Finding("总有类别可选", f"{zh(day)}起一个类别也没有", "至少留一个在用")
        for what, name in (("label", "名称"), ("tag", "字")):
            said = [r[what] for _, r in rows]
            for twice in sorted({s for s in said if said.count(s) > 1}):
                yield Finding(f"类别的{name}不重复", f"“{twice}”用了两次", f"换一个{name}")
    for _, row in state.rows("category"):
        if len(row["tag"]) != 1:
            yield Finding("类别的字是一个字", f"写的是“{row['tag']}”", "例如占、噪、渣")


def _values(state: State) -> Iterator[Finding]:
    for key, row in state.rows("term"):
        try:
            Term.parse(row["value"])
        except ValueError:
            yield Finding("期限是数和单位", f"{key[0]}写的是“{row['value']}”", "例如5个工作日、15日、3个月、24小时")
    for key, row in state.rows("hours"):
        edges: list[time] = []
        try:
            edges = [time.fromisoformat(edge) for period in row["periods"] for edge in period.split("-")]
            right = len(edges) == 2 * len(row["periods"]) and (bool(edges) or "-" not in key[0])
        except ValueError:
            right = False
        if not right or edges != sorted(edges) or len(set(edges)) != len(edges):
            yield Finding(
                "工作时间是先后排好的时段", f"写的是“{'、'.join(row['periods'])}”", "例如08:30-12:00、14:30-18:00"
            )


def _somebody(state: State, today: str) -> Iterator[Finding]:
    """From today on somebody must receive and somebody must administer; without a head nobody confirms."""
    days = {today, *(d for d in boundaries(state, "post") if d >= today)}
    wanted = {
        "receiver": ("总要有人受理", "没有受理员，收到的反映没有人受理", "先给别人任受理员，再改这一处"),
        "administrator": ("总要有人管系统", "没有系统管理员，谁也不能再改机构和人员", "先给别人任系统管理员"),
    }
    for day in sorted(days):
        posts = [(k, r) for k, r in state.on("post", day) if _sits(state, k, day)]
        held = {k[2] for k, _ in posts}
        for role, (rule, words, remedy) in wanted.items():
            if role not in held:
                yield Finding(rule, f"从{zh(day)}起{words}", remedy)
        if not held & {"bureau_head", "deputy_head"}:
            yield Finding("负责人的任职和期限要第二人确认", f"从{zh(day)}起没有局长和副局长", "", no=False)
        leaders: dict[str, set[str]] = defaultdict(set)
        for key, row in posts:
            if row["leads"] and not row["acting"] and key[2] in HEAD_ROLES:
                leaders[key[1]].add(key[0])
        for office, people in leaders.items():
            if len(people) > 1:
                names = "、".join(sorted(state.person(p) for p in people))
                yield Finding(
                    "一个机构一个负责人", f"{state.name(office, day)}从{zh(day)}起有{len(people)}个负责人：{names}", "", no=False
                )  # fmt: skip


def _sits(state: State, key: Key, day: str) -> bool:
    """Whether a post can be sat in: its officer can sign in."""
    person = state.get("officer", key[0])
    return person is not None and bool(person["login"]) and stands(key, state.tables["post"][key], day)
