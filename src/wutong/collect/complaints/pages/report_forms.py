"""The boxes of the citizen's report, step by step: as few as it can do with, and each says what it wants."""

from __future__ import annotations

from typing import Any

from django import forms

from wutong.collect.complaints.pages.boxes import UNREAD, Pinned
from wutong.law import identifiers, rulebook
from wutong.ui.forms import PlainForm

WHERE = "地图上放一个图钉，或写一句在什么地方，例如“花园街18号门口”"


class Where(Pinned):
    """A pin or words: words may be left out only where there is a pin, and the form says so."""

    accuracy = forms.FloatField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(
        label="在什么地方", max_length=200, error_messages={"required": WHERE},
        widget=forms.TextInput(attrs={"placeholder": "路名、门牌、店名，哪个门", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.data if self.is_bound else self.initial
        self.pinned = all(known.get(name) not in (None, "") for name in ("lat", "lon"))
        self.fields["place"].required = not self.pinned

    def clean(self) -> dict[str, Any]:
        got = super().clean()
        self.errors.pop("accuracy", None)
        got.setdefault("accuracy", None)
        if self.pinned and self.unread and not got.get("place") and "place" not in self.errors:
            self.add_error("place", f"{UNREAD}。{WHERE}")
        return got


class What(PlainForm):
    category = forms.ChoiceField(label="类别", widget=forms.RadioSelect, required=True)
    text = forms.CharField(
        label="说说情况", max_length=4000, required=False,
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "什么时候开始，每天几点，影响了什么"}),
    )  # fmt: skip

    def __init__(self, *args: object, categories: tuple[rulebook.Category, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(c.code, (c.tag, c.label)) for c in categories]  # type: ignore[attr-defined]
        self.fields["category"].error_messages["required"] = "选一个最像的；说不清就选“其他”"


class ContactForm(PlainForm):
    secret = ("phone", "name")
    phone = forms.CharField(
        label="手机号",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    name = forms.CharField(
        label="怎么称呼", max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    confidential = forms.BooleanField(label="不让被反映的一方知道是我", required=False, initial=True)

    def clean_phone(self) -> str:
        text = str(self.cleaned_data.get("phone", "")).strip()
        if not text:
            return ""
        try:
            return identifiers.phone(text)
        except ValueError as bad:
            raise forms.ValidationError(str(bad)) from bad
