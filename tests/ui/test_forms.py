"""Forms: label, hint, error, box; what was found is said; a second press carries the same key."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.http import QueryDict
from django.template import engines

from wutong.ui.forms import PlainForm, Tagged, dressed, mistakes


class Sample(PlainForm):
    secret = ("phone",)
    area = forms.DecimalField(label="面积", help_text="平方米")
    days = forms.IntegerField(label="天数", min_value=1, required=False)
    on = forms.DateField(label="哪天", required=False)
    text = forms.CharField(label="内容", max_length=5, widget=forms.Textarea)
    phone = forms.CharField(label="电话", required=False)
    kind = forms.ChoiceField(
        label="类别", widget=forms.RadioSelect, choices=[("a", ("占", "占道经营")), ("b", ("噪", "噪声"))]
    )


def shown(text: str, **context: object) -> str:
    return engines["django"].from_string(text).render(context)


def test_it_puts_the_error_between_hint_and_box() -> None:
    html = shown("{% field form.area %}", form=Sample({"area": "六点二"}))
    hint, error, box = html.index("平方米"), html.index("写的是“六点二”，要写数字"), html.index("<input")
    assert hint < error < box
    assert 'aria-invalid="true"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    assert all(f'id="{name}"' in html for name in described[1].split())


def test_it_sends_back_what_was_typed_even_where_a_number_was_wanted() -> None:
    html = shown("{% field form.area %}", form=Sample({"area": "六点二"}))
    assert 'value="六点二"' in html
    assert 'type="number"' not in html
    assert 'inputmode="decimal"' in html


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("area", "", "这一项没有填"),
        ("days", "三", "写的是“三”，要写整数"),
        ("days", "0", "最小1"),
        ("on", "下周", "写的是“下周”，要写日期"),
        ("text", "六个字太长了", "写长了：最多5个字，写了6个字"),
        ("kind", "z", "没有这一项"),
    ],
)
def test_it_says_in_plain_words_what_is_wrong(name: str, value: str, says: str) -> None:
    form = Sample({name: value})
    assert says in form.errors[name][0]


def test_it_lets_a_form_bring_its_own_words() -> None:
    class Own(PlainForm):
        area = forms.DecimalField(error_messages={"required": "写面积", "invalid": "只写数"})

    assert Own({}).errors["area"] == ["写面积"]
    assert Own({"area": "x"}).errors["area"] == ["只写数"]


def test_it_marks_optional_fields_and_not_required_ones() -> None:
    assert "可不填" in shown("{% field form.on %}", form=Sample())
    html = shown("{% field form.area %}", form=Sample())
    assert "可不填" not in html
    assert "required" not in html


def test_it_chooses_nothing_beforehand() -> None:
    html = shown("{% field form.kind %}", form=Sample())
    assert "checked" not in html
    assert html.count('type="radio"') == 2
    assert '<i class="pick-tag" aria-hidden="true">占</i>' in html


def test_it_takes_a_tagged_choice_and_still_knows_groups() -> None:
    form = Sample({"area": "1", "text": "好", "kind": "b"})
    assert form.is_valid(), form.errors
    label = dict(form["kind"].field.choices)["a"]  # type: ignore[attr-defined]
    assert isinstance(label, Tagged)
    assert (label, label.tag) == ("占道经营", "占")

    class Grouped(PlainForm):
        office = forms.ChoiceField(choices=[("中队", [("zf1", "一中队"), ("zf2", "二中队")])])

    assert Grouped({"office": "zf2"}).is_valid()


def test_it_keeps_contact_boxes_only_as_long_as_the_window() -> None:
    assert "data-secret" in shown("{% field form.phone %}", form=Sample())
    assert "data-secret" not in shown("{% field form.text %}", form=Sample())


def test_it_carries_the_same_key_after_a_mistake_and_a_new_one_otherwise() -> None:
    key = re.compile(r'name="once" value="([0-9a-f]+)"')
    wrong = Sample(QueryDict("area=x&once=abc123"))
    kept = key.search(shown("{% once form %}", form=wrong))
    assert kept
    assert kept[1] == "abc123"
    first, second = (key.search(shown("{% once form %}", form=Sample())) for _ in range(2))
    assert first
    assert second
    assert first[1] != second[1]
    assert wrong.once == "abc123"


def test_it_lists_the_mistakes_with_the_way_to_them() -> None:
    form = Sample({"area": "x", "text": "好", "kind": "a"})
    assert [name for name, _ in mistakes(form)] == ["id_area"]
    assert form.first_error() == "id_area"
    assert 'href="#id_area"' in shown("{% errors form %}", form=form)
    assert shown("{% errors form %}", form=Sample()).strip() == ""


def test_it_draws_hidden_fields_plainly() -> None:
    class Hidden(PlainForm):
        about = forms.CharField(widget=forms.HiddenInput)

    assert dressed(Hidden()["about"])["plain"]
