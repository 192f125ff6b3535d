"""How an entry reads on the page of the record: the law's own titles and labels in the place of stored names.

What the law's text does not name (an entry's source, who is not an officer, what was looked at) is named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wutong.city.offices import api as offices
from wutong.city.places import api as places
from wutong.docket.matters.laws import Laws
from wutong.law import procedure as law
from wutong.law.calendar import date_words
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.scope import Scope
from wutong.ui.masking import masked_text

SOURCES = {
    "page": "网页", "phone": "手机", "import": "导入", "api": "接口", "outside": "外面的系统", "command": "命令",
}  # fmt: skip
ACTORS = {"outsider": "反映人", "system": "系统", "outside": "外面的系统", "officer": "工作人员"}
LOOKS = {"contact": "称呼和电话", "photo": "没有遮盖的照片"}
#: acts that any matter may carry and no procedure names
OWN = {"erased": "依法删除内容", "corrected": "更正", "correction_confirmed": "确认更正"}
#: fields that the record itself adds to an entry
FIELDS = {
    "names": "删了哪些",
    "ground": "依据",
    "seq": "第几条",
    "photo": "照片",
    "boxes": "遮盖处数",
    "reason": "理由",
}
_HIDDEN = ("contact_",)


@dataclass(frozen=True)
class Part:
    """One value of an entry in words; ``gone`` says on what ground it was erased, ``hidden`` that it is not shown here."""

    label: str
    text: str
    gone: str = ""
    hidden: bool = False


@dataclass(frozen=True)
class Told:
    """One entry in words."""

    title: str
    source: str
    actor: str
    parts: tuple[Part, ...]


def told(scope: Scope, family: str, entries: Sequence[record.EntryView]) -> list[Told]:
    """Each entry in the words of the law in force on its day; the law is fetched once a day."""
    laws = Laws(scope)
    names = _Names(scope, family)
    out = []
    for entry in entries:
        acts = laws.at(family, entry.at).procedure.acts
        act = acts.get(entry.act)
        known = {f.name: f for f in act.carries} if act else {}
        about = next((e for e in entries if e.seq == entry.about), None)
        if about is not None and about.act in acts:  # a correction carries the fields of what it corrects
            known = {f"replaced.{f.name}": f for f in acts[about.act].carries} | known
        out.append(
            Told(
                act.title if act else OWN.get(entry.act, entry.act),
                SOURCES.get(entry.source.kind, entry.source.kind),
                ACTORS.get(entry.actor.kind, entry.actor.kind),
                tuple(
                    _part(n, v, known.get(n), names, legal_day(entry.at))
                    for n, v in entry.fields.items()
                    if not n.startswith("_")
                ),
            )
        )
    return out


class _Names:
    """What codes are called: offices, places and categories, looked up when one is met."""

    def __init__(self, scope: Scope, family: str) -> None:
        self._scope, self._family = scope, family
        self._known: dict[tuple[str, date], Mapping[str, str]] = {}

    def of(self, kind: str, code: str, on: date) -> str:
        if kind not in {"office", "category", "community", "street"}:
            return code
        known = self._known.get((kind, on))
        if known is None:
            known = self._known[kind, on] = self._fetch(kind, on)
        return known.get(code, code)

    def _fetch(self, kind: str, on: date) -> Mapping[str, str]:
        if kind == "office":
            return {o.code: o.name for o in offices.offices(self._scope, on)}
        if kind == "category":
            try:
                return {c.code: c.label for c in offices.category_names(self._scope, on).values()}
            except (KeyError, FileNotFoundError):  # a family without a list, or a day before its first one
                return {}
        return {d.code: d.name for d in places.divisions(self._scope, on)}


def without_numbers(told_: Told, entry: record.EntryView) -> Told:
    """For whoever may not see a reporter's number: what the reporter wrote, without the middle of the numbers in it.

    What officers wrote stays: a number in an order is there to be called.
    """
    if entry.actor.kind == "officer" and entry.act not in {"received", "corrected"}:
        return told_
    return replace(told_, parts=tuple(replace(part, text=masked_text(part.text)) for part in told_.parts))


def _part(name: str, value: object, field: law.Field | None, names: _Names, on: date) -> Part:
    plain = name.removeprefix("replaced.")
    label = field.label if field else FIELDS.get(plain, plain)
    if isinstance(value, record.Erased):
        return Part(label, "", gone=value.ground)
    if plain.startswith(_HIDDEN) or plain == "claims":
        return Part(label, "", hidden=True)
    if isinstance(value, str):
        kind = field.type if field and field.type in {"office", "category"} else plain
        value = names.of(kind, value, on)
    return Part(label, _words(value, field))


def _words(value: object, field: law.Field | None) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_words(v, None) for v in value)
    if isinstance(value, Mapping):
        return "，".join(f"{k} {v}" for k, v in value.items())
    text = str(value)
    if field is not None and field.choices:
        return dict(field.choices).get(text, text)
    if field is not None and field.type == "date":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return date_words(day)
    return text


def looked_at(what: str) -> str:
    """What somebody looked at, without the name of the file."""
    kind = what.partition(":")[0]
    return LOOKS.get(kind, kind)
