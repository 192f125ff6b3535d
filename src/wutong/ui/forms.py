"""Forms in the look of the house: label, hint, error, box; what was found and an example instead of a scolding.

A form asks for as little as it can, so required fields say nothing and optional ones say 可不填. The browser's own
checking is off: its bubbles are in its own words and vanish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString, mark_safe

#: what is said when a field is wrong and the form itself says nothing better
MESSAGES: dict[str, str] = {
    "required": "这一项没有填",
    "invalid": "写法不对，看一下例子",
    "invalid_choice": "没有这一项，从下面选一个",
    "max_length": "写长了：最多%(limit_value)d个字，写了%(show_value)d个字",
    "min_length": "写短了：至少%(limit_value)d个字，写了%(show_value)d个字",
    "max_value": "最大%(limit_value)s",
    "min_value": "最小%(limit_value)s",
    "missing": "没有收到文件",
    "empty": "文件是空的",
    "contradiction": "又选了文件，又要清掉，只能选一样",
    "invalid_image": "这不是照片，或者照片坏了",
}
#: what a field wants, said after what was found in it
WANTED: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.DecimalField, "要写数字，例如6.2"),
    (forms.FloatField, "要写数字，例如6.2"),
    (forms.IntegerField, "要写整数，例如3"),
    (forms.DateTimeField, "要写日期和时间，例如2019-04-03 09:31"),
    (forms.DateField, "要写日期，例如2019-04-03"),
    (forms.TimeField, "要写时间，例如09:31"),
)
#: fields kept only until the browser closes (contact of a citizen), see keep.js
SECRET = "data-secret"


class PlainForm(forms.Form):
    """A form of the house. ``once`` is the key that makes a second press answer the same."""

    use_required_attribute = False
    #: what stands over the list of errors; a question was not "not saved", it was not asked
    errors_title = "没有保存，填的内容都在"
    #: fields whose value must not outlive the browser window
    secret: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            plain_words(field)
            _plain_box(field)
            if name in self.secret:
                field.widget.attrs[SECRET] = ""

    @property
    def once(self) -> str:
        """The key this form came with; empty when it came without one."""
        return str(self.data.get(self.add_prefix("once"), "") or self.data.get("once", ""))[:64]

    def __getitem__(self, name: str) -> BoundField:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            _tag_choices(field)
        return super().__getitem__(name)

    def full_clean(self) -> None:
        super().full_clean()
        for name, errors in self.errors.items():
            field = self.fields.get(name)
            if field is None:
                continue
            for error in errors.as_data():
                if error.code == "invalid" and error.message == MESSAGES["invalid"]:
                    error.message = _found(field, self.data.get(self.add_prefix(name))) or error.message

    def first_error(self) -> str:
        """The id of the first box that is wrong, for the focus."""
        return next((bound.id_for_label for bound in self if bound.errors), "")


def plain_words(field: forms.Field) -> None:
    """Our words instead of Django's, where neither the form nor the page brings its own."""
    theirs: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        theirs.update(vars(kind).get("default_error_messages", {}))
    for code, words in theirs.items():
        if code in MESSAGES and field.error_messages.get(code) == words:
            field.error_messages[code] = MESSAGES[code]
    for validator in field.validators:
        code = getattr(validator, "code", "")
        if code in MESSAGES:
            field.error_messages.setdefault(code, MESSAGES[code])


def _plain_box(field: forms.Field) -> None:
    """A number is typed into a plain box: a browser empties its own number box of what it cannot read."""
    if type(field.widget) is forms.NumberInput:
        attrs = {"inputmode": "numeric" if type(field) is forms.IntegerField else "decimal"} | field.widget.attrs
        for name in ("step", "min", "max"):
            attrs.pop(name, None)
        field.widget = forms.TextInput(attrs)
        field.widget.is_required = field.required


def _found(field: forms.Field, raw: object) -> str:
    """What was written, and what is wanted: 写的是“六点二”，要写数字，例如6.2."""
    wanted = next((words for kind, words in WANTED if isinstance(field, kind)), "")
    text = str(raw or "").strip()
    return f"写的是“{text[:20]}”，{wanted}" if wanted and text else ""


class Tagged(str):
    """The words of a choice with its one-character tag and a note: ``("stalls", Tagged("占道经营", tag="占"))``."""

    tag: str
    note: str

    def __new__(cls, words: str, tag: str = "", note: str = "") -> Self:
        made = super().__new__(cls, words)
        made.tag, made.note = tag, note
        return made


def _tag_choices(field: forms.ChoiceField) -> None:
    """``(value, ("占", "占道经营"))`` or ``(value, ("占", "占道经营", "note"))`` means a tagged choice, not a group."""
    choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
    if any(isinstance(label, tuple | list) and all(isinstance(part, str) for part in label) for _, label in choices):
        field.choices = [
            (value, Tagged(label[1], label[0], *label[2:3]))
            if isinstance(label, tuple | list) and all(isinstance(part, str) for part in label)
            else (value, label)
            for value, label in choices
        ]


@dataclass(frozen=True)
class Choice:
    """One row of a pick."""

    id: str
    type: str
    name: str
    value: str
    label: str
    tag: str
    note: str
    checked: bool
    disabled: bool


def _choices(bound: BoundField) -> Iterator[Choice]:
    kind = "checkbox" if isinstance(bound.field.widget, forms.CheckboxSelectMultiple) else "radio"
    for sub in bound.subwidgets:
        data = sub.data
        label = data["label"]
        attrs = data["attrs"]
        yield Choice(
            id=str(attrs.get("id", "")),
            type=kind,
            name=str(data["name"]),
            value=str(data["value"]),
            label=str(label),
            tag=getattr(label, "tag", ""),
            note=getattr(label, "note", ""),
            checked=bool(data["selected"]),
            disabled=bool(attrs.get("disabled")),
        )


def _box(bound: BoundField, described: str, kind: str) -> SafeString:
    attrs: dict[str, Any] = {}
    if kind in {"line", "text"}:
        attrs["class"] = " ".join(c for c in (bound.field.widget.attrs.get("class", ""), "box") if c)
    if described:
        attrs["aria-describedby"] = described
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if kind == "text":
        attrs.setdefault("rows", bound.field.widget.attrs.get("rows", 4))
    return mark_safe(bound.as_widget(attrs=attrs))


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "pick"
    if isinstance(widget, forms.Textarea):
        return "text"
    if isinstance(widget, forms.FileInput):
        return "file"
    return "line"


def dressed(bound: BoundField, hint: str = "", large: bool = False) -> dict[str, Any]:
    """What ``ui/parts/field.html`` needs to draw one field."""
    widget = bound.field.widget
    if widget.is_hidden:
        return {"plain": True, "bound": bound}
    kind = _kind(widget)
    hint = hint or str(bound.help_text or "")
    base = bound.id_for_label or bound.auto_id or bound.html_name
    hint_id, error_id = f"{base}-hint", f"{base}-error"
    described = " ".join(i for i, there in ((hint_id, hint), (error_id, bound.errors)) if there)
    choices = list(_choices(bound)) if kind == "pick" else []
    return {
        "plain": False,
        "bound": bound,
        "kind": kind,
        "group": kind == "pick",
        "tags": any(choice.tag for choice in choices),
        "choices": choices,
        "optional": not bound.field.required and kind != "check",
        "hint": hint,
        "hint_id": hint_id,
        "error_id": error_id,
        "described": described,
        "large": large,
        "box": _box(bound, described, kind) if kind != "pick" else "",
    }


def mistakes(form: forms.BaseForm) -> list[tuple[str, ErrorList]]:
    """(id of the box, its errors) in the order of the form; the form's own errors come first with an empty id."""
    found = [("", form.non_field_errors())] if form.non_field_errors() else []
    return found + [(bound.id_for_label, bound.errors) for bound in form if bound.errors]
