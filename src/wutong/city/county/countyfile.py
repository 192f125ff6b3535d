"""county.yaml as checked, frozen data: what a county is, before any of it touches a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from wutong.city.county.lines import (
    CategoryLine,
    CountyFile,
    DayLine,
    DivisionLine,
    HoursLine,
    JurisdictionLine,
    MapLine,
    OfficeLine,
    OfficerLine,
    PostLine,
    SuccessorLine,
    TermLine,
)
from wutong.city.county.yamlread import CountyFileError, Node, Problem, open_yaml
from wutong.city.offices.roles import ASSISTANT_ROLES, ROLES, STEWARDS
from wutong.law import rulebook
from wutong.law.terms import Term

_OFFICE_CODE = re.compile(r"[a-z][a-z0-9-]{0,39}").fullmatch
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}").fullmatch
_PERIOD = re.compile(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d").fullmatch
LEVELS = ("county", "street", "community")


def read(path: Path) -> CountyFile:
    """Read and check a county file.

    :raises CountyFileError: with every problem found.
    """
    problems: list[Problem] = []
    top = open_yaml(path, problems)
    since = top.day("since")
    base = since or date(2019, 1, 1)
    result = CountyFile(
        path=path,
        code=top.text("code", check=re.compile(r"\d{6}").fullmatch, like='6位县区代码，例如 code: "990001"'),  # type: ignore[arg-type]
        name=top.text("name"),
        bureau=top.text("bureau"),
        region=top.text("region", ""),
        hotline=top.text("hotline", ""),
        hours=top.text("hours", ""),
        address=top.text("address", ""),
        demo=top.flag("demo"),
        hosts=top.texts("hosts"),
        working_hours=_hours(top),
        offices=tuple(_offices(top, "offices", "", base)),
        officers=tuple(_officer(n, base) for n in top.maps("officers")),
        terms=tuple(_term(key, n, base) for key, n in top.named("terms")),
        days=tuple(_day(n) for n in top.maps("days")),
        divisions=tuple(_division(n, base) for n in top.maps("divisions")),
        jurisdictions=tuple(j for n in top.maps("jurisdictions") for j in _jurisdictions(n, base)),
        categories=tuple(_category(n, base, i) for i, n in enumerate(top.maps("categories"))),
        later_hours=tuple(_later(n) for n in top.maps("working_hours_from")),
        successors=tuple(_successor(n, base) for n in top.maps("successors")),
        boundary=_path(top, "boundary", path),
        grid=_path(top, "grid", path),
        places=_path(top, "places", path),
        map=_map(top, path),
    )
    top.done()
    if not result.offices and not problems:
        top.wrong("没有机构", "至少一个机构，例如 offices: - {code: ju, name: 局机关}")
    _across(result, problems)
    if problems:
        raise CountyFileError(sorted(problems, key=lambda p: p.line))
    return result


def _path(node: Node, key: str, beside: Path) -> Path | None:
    value = node.text(key, "")
    if not value:
        return None
    path = beside.parent / value
    if not path.is_file():
        node.wrong(f"{key}: {value}，没有这个文件", "放在 county.yaml 旁边的文件名", node.at(key))
        return None
    return path


def _map(top: Node, beside: Path) -> MapLine | None:
    node = top.sub("map")
    if node is None:
        return None
    file = _path(node, "file", beside)
    line = MapLine(file or beside, node.number("west"), node.number("south"), node.number("east"), node.number("north"))
    if not (line.west < line.east and line.south < line.north):
        node.wrong("四至不成一块", "west < east，south < north（经纬度，WGS-84）")
    node.done()
    return line if file else None


def _later(n: Node) -> HoursLine:
    line = HoursLine(_hours(n, "periods"), n.day("from") or date(2019, 1, 1), n.text("document", ""))
    if not line.periods:
        n.wrong("没有时段", '先后排好的时段，例如 periods: ["08:30-12:00", "15:00-18:30"]')
    n.done()
    return line


def _hours(top: Node, key: str = "working_hours") -> tuple[str, ...]:
    hours = top.texts(key)
    if any(not _PERIOD(h) or h[:5] >= h[6:] for h in hours) or list(hours) != sorted(hours):
        top.wrong(
            f"{key}: {'、'.join(hours)}",
            '先后排好的时段，例如 ["08:30-12:00", "14:30-18:00"]',
            top.at(key),
        )
    return hours


def _span(node: Node, base: date) -> tuple[date, date | None]:
    start, end = node.day("from", base) or base, node.day("to", None)
    if end is not None and end < start:
        node.wrong(f"to: {end}，早于from: {start}", "不早于起日的止日", node.at("to"))
    return start, end


def _offices(node: Node, key: str, parent: str, base: date) -> Iterator[OfficeLine]:
    for n in node.maps(key):
        start, end = _span(n, base)
        code = n.text("code", check=_OFFICE_CODE, like="小写字母开头的代码，例如 zf1")  # type: ignore[arg-type]
        yield OfficeLine(
            code=code,
            name=n.text("name"),
            short=n.text("short", ""),
            kind=n.text("kind", ""),
            parent=parent,
            order=n.whole("order"),
            valid_from=start,
            valid_to=end,
            line=n.line,
        )
        yield from _offices(n, "below", code, base)
        n.done()


def _officer(n: Node, base: date) -> OfficerLine:
    code, assistant = n.text("code"), n.flag("assistant")
    paper = n.sub("certificate")
    certificate = (paper.text("number"), paper.day("from", None), paper.day("to", None)) if paper else ("", None, None)
    if paper:
        paper.done()
        if assistant:
            n.wrong(
                "协管人员有执法证", "协管人员没有执法证；有证的是执法人员，去掉 assistant: true", n.at("certificate")
            )
    posts = tuple(_post(p, code, assistant, base) for p in n.maps("posts"))
    login = n.text("login", "", check=_LOGIN, like="小写字母、数字和._-组成的登录名")  # type: ignore[arg-type]
    line = OfficerLine(code, n.text("name"), login, assistant, *certificate, posts, n.line)
    n.done()
    return line


def _post(n: Node, officer: str, assistant: bool, base: date) -> PostLine:
    role, leads = n.text("role"), n.flag("leads")
    if role and role not in ROLES:
        n.wrong(f"role: {role}", "、".join(f"{r}（{zh}）" for r, zh in ROLES.items()) + "之一", n.at("role"))
    elif assistant and (role not in ASSISTANT_ROLES or leads):
        n.wrong(
            f"协管人员任{ROLES.get(role, role)}{'并负责' if leads else ''}",
            "、".join(ROLES[r] for r in sorted(ASSISTANT_ROLES)) + "：其余角色只能由执法人员担任",
            n.at("role"),
        )
    start, end = _span(n, base)
    line = PostLine(
        officer,
        n.text("office"),
        role,
        leads,
        n.flag("acting"),
        start,
        end,
        n.line,
        n.text("for", ""),
        n.text("document", ""),
    )
    n.done()
    return line


def _is_term(text: str) -> bool:
    try:
        Term.parse(text)
    except ValueError:
        return False
    return True


def _local_values(on: date) -> set[str]:
    """The names of all lengths that some procedure leaves to the bureau, in the texts of a day or the latest ones."""
    return set(rulebook.local_terms(on))


def _term(key: str, n: Node, base: date) -> TermLine:
    value = n.text(
        "value", check=_is_term, like="数和单位，例如 5 workdays（workdays、days、months、years、hours、workhours）"
    )
    line = TermLine(key, value, n.text("mark", ""), n.text("document", ""), n.day("in_force", base) or base)
    known = _local_values(line.in_force)
    if key not in known and key.rpartition(".")[0] not in known:
        n.wrong(f"不认识的期限{key}", "、".join(sorted(known)) + "之一")
    if not line.document and not line.mark:
        n.wrong(f"{key}没有依据", "document: 定下这个期限的文件；还没有文件就写 mark: 样例")
    n.done()
    return line


def _day(n: Node) -> DayLine:
    line = DayLine(
        n.day("day") or date(2019, 1, 1),
        n.text("kind", check=lambda v: v in ("work", "off"), like="work（上班）或 off（放假）"),
        n.text("document"),
    )
    n.done()
    return line


def _division(n: Node, base: date) -> DivisionLine:
    start, end = _span(n, base)
    line = DivisionLine(
        n.text("code", check=re.compile(r"\d{12}").fullmatch, like='12位区划代码，例如 "990001001002"'),  # type: ignore[arg-type]
        n.text("name"),
        n.text("level", check=lambda v: v in LEVELS, like="county、street、community之一"),
        start,
        end,
    )
    n.done()
    return line


def _jurisdictions(n: Node, base: date) -> Iterator[JurisdictionLine]:
    start, end = _span(n, base)
    kind, office = n.text("kind", "*"), n.text("office")
    communities = n.texts("communities")
    if not communities:
        n.wrong("没有社区", 'communities: ["12位社区代码", …]')
    n.done()
    for code in communities:
        yield JurisdictionLine(code, kind, office, start, end)


def _category(n: Node, base: date, place: int) -> CategoryLine:
    start, end = _span(n, base)
    order = n.whole("order")
    line = CategoryLine(
        n.text("code", check=re.compile(r"[a-z][a-z0-9_-]{0,19}").fullmatch, like="小写字母开头的代码，例如stall"),  # type: ignore[arg-type]
        n.text("tag", check=lambda v: len(v) == 1, like="一个字，例如占"),
        n.text("label"),
        place if order is None else order,
        start,
        end,
    )
    n.done()
    return line


def _successor(n: Node, base: date) -> SuccessorLine:
    line = SuccessorLine(
        n.text("office"),
        n.text("to"),
        n.text("kind", check=lambda v: v in ("merge", "split"), like="merge（合并）或split（分设）"),
        n.texts("communities"),
        n.day("from", base) or base,
    )
    n.done()
    return line


def _across(f: CountyFile, problems: list[Problem]) -> None:
    """What no line can know alone: names used twice, offices that did not stand, codes outside the county."""

    def wrong(line: int, found: str, expected: str) -> None:
        problems.append(Problem(f.path.name, line, found, expected))

    spans: dict[str, list[OfficeLine]] = {}
    for o in f.offices:
        spans.setdefault(o.code, []).append(o)
    for code, lines in spans.items():
        lines.sort(key=lambda o: o.valid_from)
        for a, b in pairwise(lines):
            if a.valid_to is None or a.valid_to >= b.valid_from:
                wrong(b.line, f"机构{code}的两段时间重叠", "前一段写止日to，后一段从第二天起")

    def stands(code: str, on: date) -> OfficeLine | None:
        return next(
            (o for o in spans.get(code, ()) if o.valid_from <= on and (o.valid_to is None or on <= o.valid_to)), None
        )

    for o in f.offices:
        seen, up = {o.code}, o.parent
        if up and stands(up, o.valid_from) is None:
            wrong(o.line, f"{o.name}从{o.valid_from}起归{up}管，那天没有{up}", "上级那时已经设立")
        while up and (above := stands(up, o.valid_from)):
            if up in seen:
                wrong(o.line, f"{o.name}绕一圈归自己管", "一棵不绕圈的树")
                break
            seen.add(up)
            up = above.parent
    logins: set[str] = set()
    codes: set[str] = set()
    for p in f.officers:
        if p.code in codes:
            wrong(p.line, f"工号{p.code}用了两次", "一人一个工号")
        if p.login and p.login in logins:
            wrong(p.line, f"登录名{p.login}用了两次", "一人一个登录名")
        codes.add(p.code)
        logins.add(p.login)
        for one, two in combinations(p.posts, 2):
            meet = (one.valid_to or date.max) >= two.valid_from and (two.valid_to or date.max) >= one.valid_from
            if meet and one.role != two.role and {one.role, two.role} & set(STEWARDS):
                roles = "、".join(ROLES.get(r, r) for r in (one.role, two.role))
                wrong(
                    two.line,
                    f"{p.name}同时任{roles}",
                    "三员分立：系统管理员、安全管理员、审计管理员互不兼任，也不兼别的岗位；一个换给别人，或者写上止日to",
                )
        for post in p.posts:
            if stands(post.office, post.valid_from) is None:
                wrong(
                    post.line,
                    f"{p.name}从{post.valid_from}起在{post.office}，那天没有这个机构",
                    "offices里那天有的机构代码",
                )
    keys = [(t.key, t.in_force) for t in f.terms]
    for key in sorted({k for k in keys if keys.count(k) > 1}):
        wrong(1, f"{key[0]}在{key[1]}定了两次", "一个施行日一个值")
    for d in f.divisions:
        if not d.code.startswith(f.code):
            wrong(1, f"{d.name}的代码{d.code}", f"以县区代码{f.code}开头的代码")
    known = {d.code for d in f.divisions if d.level == "community"}
    for j in f.jurisdictions:
        if j.community not in known:
            wrong(1, f"管辖写了社区{j.community}", "divisions里有的社区代码")
        if j.office not in spans:
            wrong(1, f"管辖写了机构{j.office}", "offices里有的机构代码")
    for link in f.successors:
        for code in (link.office, link.to):
            if code not in spans:
                wrong(1, f"接续写了机构{code}", "offices里有的机构代码")


def as_dict(f: CountyFile) -> dict[str, Any]:
    """The county's own facts, as the County row keeps them."""
    return {
        "name": f.name,
        "bureau": f.bureau,
        "region": f.region,
        "hotline": f.hotline,
        "hours": f.hours,
        "address": f.address,
        "hosts": list(f.hosts),
        "working_hours": list(f.working_hours),
        "demo": f.demo,
    }
