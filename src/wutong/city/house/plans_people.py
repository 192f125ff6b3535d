"""Changes of people: who comes and goes, who holds which post from when to when, who acts for whom."""

from __future__ import annotations

from typing import Any

from wutong.city.house.asking import LOGIN, Ask, Told, live, move_post, until
from wutong.city.house.check import zh
from wutong.city.offices.roles import HEAD_ROLES, ROLES


def move(a: Ask) -> Told:
    office, to, people = a.text("office"), a.text("to"), a.many("people")
    if not people:
        raise a.refuse("调动要有人", "没有选人", "选要调动的人")
    a.period(to)
    for key, row in live(list(a.state.rows("post")), a.day):
        if key[1] == office and key[0] in people:
            move_post(a, key, row, to, leads=False)
    names = "、".join(a.state.person(p) for p in people)
    return f"{names}从{a.name(office)}调到{a.name(to)}", (), ()


def _role(a: Ask, role: str) -> str:
    if role not in ROLES:
        raise a.refuse("岗位从名单里选", f"没有岗位“{role}”", "、".join(ROLES.values()) + "之一")
    return role


def _known(a: Ask, officer: str) -> str:
    if a.state.get("officer", officer) is None:
        raise a.refuse("任职的人在册", f"没有工号{officer}的人", "先录入这个人")
    return a.state.person(officer)


def _put_post(a: Ask, officer: str, office: str, role: str, **values: Any) -> None:
    key = (officer, office, _role(a, role), a.day)
    if a.draft.tables["post"].get(key):
        raise a.refuse(
            "同一个岗位的任期不重叠",
            f"{a.state.person(officer)}从{zh(a.day)}起已经任{a.name(office)}的{ROLES[role]}",
            "不用再任；要改止日，先免去再任",
        )
    a.draft.put(
        "post", key, **{"leads": False, "acting": False, "for": "", "document": a.document, "to": None, **values}
    )


def officer(a: Ask) -> Told:
    code, name, login = a.text("code"), a.text("name"), a.text("login")
    if not code or not name:
        raise a.refuse("新来的人要有工号和姓名", "工号或姓名没有填", "都写上")
    if a.state.get("officer", code) is not None:
        raise a.refuse("一人一个工号", f"工号{code}是{a.state.person(code)}的", "换一个工号；原来的人用任职")
    if login and not LOGIN.fullmatch(login):
        raise a.refuse("登录名只用小写字母、数字和._-", f"写的是“{login}”", "例如zhangsan")
    a.draft.put(
        "officer", (code,), name=name, login=login, assistant=bool(a.asked.get("assistant")),
        certificate=a.text("certificate"), certificate_from=(a.text("certificate") and a.text("certificate_from")) or None,
        certificate_to=(a.text("certificate") and a.text("certificate_to")) or None,
    )  # fmt: skip
    role, office = a.text("role"), a.text("office")
    if role and office:
        a.period(office)
        _put_post(a, code, office, role, leads=bool(a.asked.get("leads")), to=until(a))
        return f"{name}到岗，任{a.name(office)}的{ROLES[role]}", (), ()
    return f"录入{name}", (), ()


def certificate(a: Ask) -> Told:
    officer = a.text("officer")
    name = _known(a, officer)
    paper = {n: a.text(n) for n in ("certificate", "certificate_from", "certificate_to")}
    given: dict[str, Any] = {n: value for n, value in paper.items() if value}
    if paper[
        "certificate"
    ]:  # a new paper has days of its own; without a number the one there is stays, with what is said of it
        given = {n: value or None for n, value in paper.items()}
    a.draft.put("officer", (officer,), name=a.text("name") or name, **given)
    return f"{name}的姓名或执法证", (), ()


def leave(a: Ask) -> Told:
    officer = a.text("officer")
    name = _known(a, officer)
    for key, _ in live(a.state.dated("post", officer), a.day):
        a.draft.end("post", key, max(a.day, key[3]))
    return f"{name}离岗", (), ()


def post(a: Ask) -> Told:
    officer, office, role = a.text("officer"), a.text("office"), _role(a, a.text("role"))
    name = _known(a, officer)
    a.period(office)
    _put_post(a, officer, office, role, leads=bool(a.asked.get("leads")), to=until(a))
    return f"{name}任{a.name(office)}的{ROLES[role]}", (), ()


def post_end(a: Ask) -> Told:
    officer, office, role = [*a.text("post").split("/"), "", "", ""][:3]
    name = _known(a, officer)
    held = live(a.state.dated("post", officer, office, role), a.day)
    if not held:
        raise a.refuse("免去的岗位要在任", f"{name}那天不任这个岗位", "看看日期")
    for key, _ in held:
        a.draft.end("post", key, max(a.day, key[3]))
    return f"免去{name}的{a.name(office)}{ROLES.get(role, role)}", (), ()


def acting(a: Ask) -> Told:
    officer, office, roles, whom = a.text("officer"), a.text("office"), a.many("roles"), a.text("for")
    name, last = _known(a, officer), until(a)
    if not roles:
        raise a.refuse("代理要写明代什么岗位", "没有选岗位", "选一个或几个岗位")
    if last is None:
        raise a.refuse("代理有起有止", "没有写到哪天", "写代理的最后一天；到期自动收回")
    if not a.document.strip():
        raise a.refuse("代理要有授权文件", "没有写依据", "写授权文件的文号")
    if whom == officer:
        raise a.refuse("代理别人", f"{name}不能代理自己", "选被代理的人，或者不选")
    a.period(office)
    for role in roles:
        _put_post(a, officer, office, role, acting=True, to=last, **{"for": whom, "leads": role in HEAD_ROLES})
    words = "、".join(ROLES[r] for r in roles)
    return f"{name}代理{a.name(office)}的{words}，到{zh(last)}", (), ()


def people(a: Ask) -> Told:
    """Officers and posts of a spreadsheet, row by row; each row is a new officer, or a post of one who is there."""
    rows = a.asked.get("rows") or []
    for row in rows:
        code, start = str(row["officer"]), str(row.get("from") or a.day)
        if a.draft.tables["officer"].get((code,)) is None:
            a.draft.put(
                "officer", (code,), name=row["name"], login=row.get("login", ""),
                assistant=bool(row.get("assistant")), certificate=row.get("certificate", ""),
                certificate_from=row.get("certificate_from") or None, certificate_to=row.get("certificate_to") or None,
            )  # fmt: skip
        if row.get("office") and row.get("role"):
            key = (code, str(row["office"]), str(row["role"]), start)
            a.draft.put(
                "post", key, leads=bool(row.get("leads")), acting=False, document=a.document, to=row.get("to") or None,
                **{"for": ""},
            )  # fmt: skip
    return f"从表格录入{len(rows)}行人员和任职", (), ()
