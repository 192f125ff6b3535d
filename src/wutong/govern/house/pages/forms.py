"""The form of each kind of change: from which day, by which document, and what; choices are those of the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django import forms

from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.city.places import api as places
from wutong.law import rulebook
from wutong.record.scope import Scope
from wutong.ui.forms import PlainForm, plain_words

Choices = list[tuple[str, str]]
LINE = 120


def day_box(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def line(label: str, hint: str = "", *, required: bool = True, most: int = 60) -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, required=required, max_length=most)


def pick(
    label: str, choices: Choices, hint: str = "", *, required: bool = True, empty: str = "选一个"
) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", empty), *choices], required=required, help_text=hint)


def several(label: str, choices: Choices, hint: str = "", *, required: bool = True) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=required, help_text=hint, widget=forms.CheckboxSelectMultiple
    )


class Known:
    """What the forms may choose from, on the day the form is opened for."""

    def __init__(self, scope: Scope, on: date) -> None:
        self.scope, self.on = scope, on
        self.state = house.load(scope)
        self._offices = offices.offices(scope, on)

    @property
    def offices(self) -> Choices:
        return [(o.code, "　" * o.depth + o.name) for o in self._offices]

    @property
    def people(self) -> Choices:
        everyone = offices.officers(self.scope, on=self.on).values()
        return [(o.code, f"{o.name}（{o.office_name or '没有岗位'}，{o.code}）") for o in everyone]

    @property
    def roles(self) -> Choices:
        return list(offices.ROLES.items())

    @property
    def posts(self) -> Choices:
        found = []
        for o in offices.officers(self.scope, on=self.on).values():
            for p in o.posts:
                acting = "（代理）" if p.acting else ""
                found.append((f"{o.code}/{p.office}/{p.role}", f"{o.name}：{p.office_name}{p.role_name}{acting}"))
        return found

    @property
    def communities(self) -> Choices:
        return [(d.code, d.name) for d in places.divisions(self.scope, self.on) if d.level == "community"]

    @property
    def terms(self) -> Choices:
        found = rulebook.local_terms(self.on)
        said = Counter(param.label for param in found.values())
        return [(n, p.label if said[p.label] == 1 else f"{p.label}（{n}）") for n, p in found.items()]

    @property
    def categories(self) -> Choices:
        return [(c.code, c.label) for c in offices.categories(self.scope, self.on)]


def _open(k: Known) -> dict[str, forms.Field]:
    return {
        "name": line("名称", "例如街面执法六中队", most=80),
        "short": line("简称", required=False, most=20),
        "code": line("代码", "小写字母开头，以后不改，例如zf6", most=40),
        "parent": pick("归哪个机构管", k.offices, required=False, empty="没有上级"),
    }


def _merge(k: Known) -> dict[str, forms.Field]:
    return {
        "offices": several("合并哪些机构", k.offices),
        "into": pick(
            "并入已有的机构", k.offices, "合并成新机构的不选，写下面的名称和代码", required=False, empty="合并成新机构"
        ),
        "name": line("新机构的名称", "合并成新机构的要写，并入已有的不写", required=False, most=80),
        "code": line("新机构的代码", "合并成新机构的要写，小写字母开头，以后不改，例如zf9", required=False, most=40),
        "parent": pick("新机构归谁管", k.offices, required=False, empty="和第一个机构一样"),
    }


def _split(k: Known) -> dict[str, forms.Field]:
    return {
        "office": pick("从哪个机构分", k.offices),
        "name": line("新机构的名称", most=80),
        "short": line("简称", required=False, most=20),
        "code": line("新机构的代码", "小写字母开头，以后不改，例如zf9", most=40),
        "communities": several("分给它的社区", k.communities, "这些社区在办的事项随着走", required=False),
        "people": several("分给它的人", k.people, required=False),
    }


def _officer(k: Known) -> dict[str, forms.Field]:
    return {
        "name": line("姓名", most=40),
        "code": line("工号", most=40),
        "login": line("登录名", "小写字母和数字，例如zhangsan；不登录的不填", required=False),
        "assistant": forms.BooleanField(label="是协管人员", required=False),
        "certificate": line("执法证号", required=False, most=40),
        "certificate_from": day_box("执法证从哪天起", required=False),
        "certificate_to": day_box("执法证到哪天", required=False),
        "office": pick("到哪个机构", k.offices, required=False, empty="先不任职"),
        "role": pick("任什么", k.roles, required=False, empty="先不任职"),
        "leads": forms.BooleanField(label="是负责人", required=False),
        "to": day_box("任到哪天", required=False, hint="没有期限的不填"),
    }


def _acting(k: Known) -> dict[str, forms.Field]:
    return {
        "officer": pick("谁代理", k.people),
        "office": pick("代理哪个机构的", k.offices),
        "roles": several("代理什么岗位", k.roles),
        "for": pick("代谁", k.people, required=False, empty="岗位空着"),
        "to": day_box("代理到哪天", hint="最后一天；到期自动收回"),
    }


FIELDS: dict[str, Callable[[Known], dict[str, forms.Field]]] = {
    "rename": lambda k: {
        "office": pick("哪个机构", k.offices),
        "name": line("新名称", most=80),
        "short": line("新简称", required=False, most=20),
    },
    "reparent": lambda k: {
        "office": pick("哪个机构", k.offices),
        "parent": pick("以后归谁管", k.offices, required=False, empty="没有上级"),
    },
    "open": _open,
    "merge": _merge,
    "split": _split,
    "close": lambda k: {
        "office": pick("撤销哪个机构", k.offices),
        "into": pick("由谁接续", k.offices, "人、管辖和在办的事项都到这个机构", required=False, empty="没有接续的"),
    },
    "officer": _officer,
    "post": lambda k: {
        "officer": pick("谁", k.people),
        "office": pick("在哪个机构", k.offices),
        "role": pick("任什么", k.roles),
        "leads": forms.BooleanField(label="是负责人", required=False),
        "to": day_box("任到哪天", required=False, hint="没有期限的不填"),
    },
    "post_end": lambda k: {"post": pick("免去什么", k.posts, "从这一天起不再担任")},
    "acting": _acting,
    "move": lambda k: {
        "people": several("调动哪些人", k.people),
        "office": pick("从哪个机构", k.offices),
        "to": pick("到哪个机构", k.offices, "岗位不变；负责人到了新机构不自动负责"),
    },
    "leave": lambda k: {"officer": pick("谁", k.people, "从这一天起不在岗，所有岗位都免去")},
    "certificate": lambda k: {
        "officer": pick("谁", k.people),
        "name": line("姓名", "没有改名的不填", required=False, most=40),
        "certificate": line("执法证号", "没有换证的不填", required=False, most=40),
        "certificate_from": day_box("执法证从哪天起", required=False),
        "certificate_to": day_box("执法证到哪天", required=False),
    },
    "term": lambda k: {
        "term": pick("哪一个期限", k.terms),
        "value": line("多长", "例如5个工作日、15日、3个月、24小时"),
        "mark": line("标注", "没有文件、先试行的写样例", required=False, most=20),
    },
    "days": lambda k: {
        "last": day_box("到哪天", required=False, hint="只有一天的不填"),
        "day_kind": forms.ChoiceField(
            label="怎么改", choices=[("off", "放假"), ("work", "上班"), ("none", "不另定，按全国安排")], widget=forms.RadioSelect
        ),
    },
    "hours": lambda k: {"periods": line("工作时间", "从那天起的工作时段，先后排好，例如08:30-12:00、14:30-18:00；夏令时、冬令时各改一次", most=LINE)},
    "category": lambda k: {
        "code": line("代码", "改已有的写它的代码；新设的写小写字母，以后不改", most=20),
        "label": line("名称", "例如占道经营", most=20),
        "tag": line("一个字", "列表和地图上显示的字，例如占", most=1),
        "order": line("排第几", "数字小的在前；不填排在最后", required=False, most=4),
        "to": day_box("用到哪天", required=False, hint="没有期限的不填"),
    },
    "category_end": lambda k: {"code": pick("停用哪一个", k.categories, "从这一天起不能再选，以前的事项照样显示")},
}  # fmt: skip
#: how the kinds stand together on the first page
GROUPS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("机构", ("rename", "merge", "split", "reparent", "open", "close")),
    ("人员", ("post", "post_end", "acting", "move", "officer", "leave", "certificate")),
    ("本局定的", ("term", "days", "hours", "category", "category_end")),
)


class ChangeForm(PlainForm):
    """One kind of change."""

    def __init__(self, *args: Any, kind: str, known: Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = FIELDS[kind](known)
        self.own = tuple(own)
        self.fields.update(
            {
                "day": day_box("从哪天起", hint="这一天算新的"),
                **own,
                "document": line("依据", "批复、任免通知、授权书或会议纪要的文号", most=LINE),
                "reason": line("补记原因", "日子已经过去的，写明为什么当时没有记", required=False, most=200),
            }
        )
        for field in self.fields.values():
            plain_words(field)

    def asked(self, kind: str) -> house.Asked:
        """What was filled in, as it is kept: text, lists of text, yes or no."""
        got = self.cleaned_data
        values: dict[str, Any] = {}
        for name in self.own:
            value = got.get(name)
            if value in (None, "", []):
                continue
            values[name] = value.isoformat() if isinstance(value, date) else value
        return house.Asked(kind, got["day"], got["document"], values, got["reason"])


class UndoForm(PlainForm):
    """By which document a change is taken back."""

    document = forms.CharField(label="依据", max_length=LINE, required=False, help_text="写错了、重新做的可以不填")
