"""Who may act: the published list of powers by date and place, the division with other bodies, delegation.

A decision without competence is void (行政处罚法 38), so what the list does not say is refused, never guessed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from wutong.law.offences import Step
from wutong.law.procedure.yamlfile import Node, whole
from wutong.law.refusal import Reason, Refused

FOLDER = files("wutong.law") / "rules" / "powers"
NEW_LAW = date(2021, 7, 15)
LRB = "[checked: LRB]"
ACT, TITLE = "competence", "办理这个案由"


@dataclass(frozen=True)
class Body:
    """An agency; `area`: the division code whose places it covers. `town`: a township or street."""

    key: str
    name: str
    area: str
    town: bool


@dataclass(frozen=True)
class Item:
    """A body may punish some offences from one day to another, in an area. `statutory`: by the clause itself."""

    body: str
    offences: frozenset[str]
    start: date
    until: date | None
    basis: str
    area: str
    statutory: bool

    def covers(self, offence: str, day: date, place: str) -> bool:
        in_time = self.start <= day and (self.until is None or day <= self.until)
        return in_time and offence in self.offences and place.startswith(self.area)


@dataclass(frozen=True)
class Delegation:
    """A body lets an institution act in its name (行政处罚法 20, 21)."""

    delegate: str
    institution: bool
    body: str
    paper: str
    published: date | None
    start: date
    until: date
    offences: frozenset[str]


@dataclass(frozen=True)
class Powers:
    """A county's list with its document."""

    title: str
    place: str
    area: str
    document: str
    published: date | None
    in_force: date
    until: date | None
    mark: str
    bodies: Mapping[str, Body]
    items: tuple[Item, ...]
    delegations: tuple[Delegation, ...]


@dataclass(frozen=True)
class Competent:
    """The bodies that may act; with two, whoever files first (行政处罚法 25)."""

    bodies: tuple[Body, ...]
    steps: tuple[Step, ...]


def read(text: str, file: str, offences: Collection[str]) -> Powers:
    """Read a list strictly; every offence named must exist.

    :raises RuleError: naming file, line, what stands there and what was expected.
    """
    keys = (
        "powers", "place", "area", "document", "published", "in_force", "until", "mark", "bodies", "items", "delegations",
    )  # fmt: skip
    top = whole(text, file, date.max).fields(
        keys, ("powers", "place", "area", "document", "in_force", "mark", "bodies", "items")
    )
    area = _area(top["area"])
    bodies = {}
    for key, node in top["bodies"].items():
        fields = node.fields(("name", "area", "town"), ("name", "area"))
        town = fields["town"].flag() if "town" in fields else False
        bodies[key] = Body(key, fields["name"].text(), _area(fields["area"]), town)
    items = tuple(_item(node, bodies, offences) for node in top["items"].list())
    delegations = (
        tuple(_delegation(node, bodies, offences) for node in top["delegations"].list()) if "delegations" in top else ()
    )
    return Powers(
        title=top["powers"].text(),
        place=top["place"].text(),
        area=area,
        document=top["document"].text(),
        published=top["published"].day() if "published" in top else None,
        in_force=top["in_force"].day(),
        until=top["until"].day() if "until" in top else None,
        mark=top["mark"].text(),
        bodies=bodies,
        items=items,
        delegations=delegations,
    )


def _area(node: Node) -> str:
    code = node.text()
    if not (code.isascii() and code.isdigit() and 6 <= len(code) <= 12):
        raise node.error('a division code of 6 to 12 digits in quotes, like "990101"')
    return code


def _names(node: Node, offences: Collection[str]) -> frozenset[str]:
    for each in node.list():
        each.one_of(offences)
    return frozenset(node.texts())


def _item(node: Node, bodies: Mapping[str, Body], offences: Collection[str]) -> Item:
    keys = ("body", "from", "until", "basis", "area", "statutory", "offences")
    fields = node.fields(keys, ("body", "from", "basis", "offences"))
    body = bodies[fields["body"].one_of(bodies)]
    until = fields["until"].day() if "until" in fields else None
    start = fields["from"].day()
    if until is not None and until < start:
        raise fields["until"].error(f"a day from {start} on")
    area = _area(fields["area"]) if "area" in fields else body.area
    if not area.startswith(body.area):
        raise fields["area"].error(f"a place within {body.area}, the area of {body.name}")
    statutory = fields["statutory"].flag() if "statutory" in fields else False
    return Item(body.key, _names(fields["offences"], offences), start, until, fields["basis"].text(), area, statutory)


def _delegation(node: Node, bodies: Mapping[str, Body], offences: Collection[str]) -> Delegation:
    keys = ("delegate", "institution", "body", "paper", "published", "from", "until", "offences")
    fields = node.fields(keys, ("delegate", "institution", "body", "paper", "from", "until", "offences"))
    return Delegation(
        delegate=fields["delegate"].text(),
        institution=fields["institution"].flag(),
        body=fields["body"].one_of(bodies),
        paper=fields["paper"].text(),
        published=fields["published"].day() if "published" in fields else None,
        start=fields["from"].day(),
        until=fields["until"].day(),
        offences=_names(fields["offences"], offences),
    )


@cache
def sample() -> Powers:
    """The invented county's list, marked 样例."""
    from wutong.law.offences import offences

    return read((FOLDER / "sample.yaml").read_text(encoding="utf-8"), "powers/sample.yaml", tuple(offences()))


def competent(powers: Powers, offence: str, place: str, on: date) -> Competent:
    """Who may act on an offence at a place (a division code) on a day.

    :raises Refused: the place is another county's, the list is not published, or names nobody.
    """
    _usable(powers, place, on)
    found = [item for item in powers.items if item.covers(offence, on, place)]
    if not found:
        words = f"{on.isoformat()}的清单没有把这个案由交给任何机关"
        raise _refused("第17条、第18条", "第15条、第16条", on, words, "请设置清单：机关、依据和起止日期", powers.mark)
    found = [item for item in found if _town_may(powers, item, on)] or found
    for item in found:
        if not _town_may(powers, item, on):
            words = f"{powers.bodies[item.body].name}没有2021年7月15日以后的省级赋权"
            raise _refused("第24条", "第20条", on, words, "由县级机关办理，或者补上省级决定", powers.mark)
    steps = [Step(f"{powers.bodies[item.body].name}：{item.basis}。", powers.document, powers.mark) for item in found]
    bodies = tuple(powers.bodies[key] for key in dict.fromkeys(item.body for item in found))
    if len(bodies) > 1:
        first = "行政处罚法（2021）第25条" if on >= NEW_LAW else "行政处罚法（2017）第21条"
        steps.append(
            Step("两个以上机关都有管辖权的，由最先立案的管辖；有争议的协商，协商不成报共同的上一级指定。", first, LRB)
        )
    return Competent(bodies, tuple(steps))


def may_act(powers: Powers, body: str, offence: str, place: str, on: date) -> tuple[Step, ...]:
    """Whether a body of the list may act; the steps that show it.

    :raises Refused: with who may instead. A decision taken all the same is void (行政处罚法 38).
    """
    answer = competent(powers, offence, place, on)
    if body in {each.key for each in answer.bodies}:
        return answer.steps
    others = "、".join(each.name for each in answer.bodies)
    name = powers.bodies[body].name if body in powers.bodies else body
    words = f"{on.isoformat()}这个案由由{others}办理，不是{name}"
    raise _refused("第17条、第38条", "第15条", on, words, f"移送{others}", powers.mark)


def may_delegate(powers: Powers, delegate: str, offence: str, place: str, on: date) -> tuple[Step, ...]:
    """Whether a delegate may act, in the name of the body that delegated.

    :raises Refused: no paper for the day and the offence, not published, or no institution that manages public affairs.
    """
    papers = [each for each in powers.delegations if each.delegate == delegate]
    if not papers:
        raise _refused(
            "第20条", "第18条", on, f"没有{delegate}的委托书", "书面委托，写明事项、权限和期限，并公布", powers.mark
        )
    in_time = [each for each in papers if each.start <= on <= each.until]
    if not in_time:
        raise _refused("第20条", "第18条", on, f"{on.isoformat()}委托不在期限内", "重新委托并公布", powers.mark)
    fitting = [each for each in in_time if offence in each.offences]
    if not fitting:
        raise _refused("第20条", "第18条", on, "委托书没有写这个案由", "由委托机关办理，或者补充委托", powers.mark)
    paper = fitting[0]
    if not paper.institution:
        raise _refused(
            "第21条",
            "第19条",
            on,
            f"{delegate}不是管理公共事务的组织，个人和公司不能受委托",
            "由委托机关办理",
            powers.mark,
        )
    if on >= NEW_LAW and (paper.published is None or paper.published > on):
        raise _refused("第20条", "第18条", on, f"{paper.paper}没有向社会公布", "公布委托书", powers.mark)
    may_act(powers, paper.body, offence, place, on)
    name = powers.bodies[paper.body].name
    return (Step(f"{delegate}以{name}的名义办理，由{name}承担后果，不得再委托。", paper.paper, powers.mark),)


def _usable(powers: Powers, place: str, on: date) -> None:
    if not place.startswith(powers.area):
        words = f"{place}不在{powers.place}"
        raise _refused("第22条", "第20条", on, words, "移送违法行为发生地的机关", powers.mark)
    if on < powers.in_force or (powers.until is not None and on > powers.until):
        words = f"{on.isoformat()}没有施行的清单"
        raise _refused("第17条、第18条", "第15条、第16条", on, words, "请设置那一天施行的清单", powers.mark)
    if powers.published is None or powers.published > on:
        words = f"{powers.document}没有公布"
        remedy = "公布执法事项清单以后再办理"
        raise _refused("第39条", "第4条第3款", on, words, remedy, powers.mark)


def _town_may(powers: Powers, item: Item, on: date) -> bool:
    """A township acts by statute, or since 2021 by a decision of the province (行政处罚法 24); the text of 2017 had none."""
    return not powers.bodies[item.body].town or item.statutory or on >= NEW_LAW


def _refused(new: str, old: str, on: date, missing: str, remedy: str, mark: str) -> Refused:
    article = f"行政处罚法（2021）{new}" if on >= NEW_LAW else f"行政处罚法（2017）{old}"
    return Refused(ACT, TITLE, [Reason(article, missing, remedy, mark=mark)])
