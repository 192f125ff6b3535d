"""Boxes that no page drew: huge, negative, endlessly nested, of words. Told, and the photo stays as it was."""

from __future__ import annotations

import pytest
from django import forms

from wutong.collect.complaints.pages.cover import _boxes

HUGE = "9" * 400


@pytest.mark.parametrize(
    "text",
    [
        f'[{{"x": {HUGE}, "y": 0, "w": 1, "h": 1}}]', f'[{{"x": 0, "y": 0, "w": -{HUGE}, "h": 1}}]', '[{"x": -1, "y": 0, "w": 1, "h": 1}]',
        '[{"x": NaN, "y": 0, "w": 1, "h": 1}]', '[{"x": 1e400, "y": 0, "w": 1, "h": 1}]', "[" * 9_000, '{"x": 1}', "1", "null", '["x"]',
        '[{"x": "\\ud800", "y": 0, "w": 1, "h": 1}]', "9" * 5_000, '[{"x": [], "y": 0, "w": 1, "h": 1}]', "[{}]", "<script>",
        "[" + ",".join(['{"x": 0, "y": 0, "w": 1, "h": 1}'] * 41) + "]",
    ],
)  # fmt: skip
def test_it_tells_what_cannot_have_been_drawn(text: str) -> None:
    with pytest.raises(forms.ValidationError) as told:
        _boxes(text)
    assert "画" in str(told.value)
