"""The parts as markup: nothing typed by a person becomes markup, and no part needs an inline style or script."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace as Thing

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from wutong.law.refusal import Reason, Refused
from wutong.ui import assets, plot, samples

ROOT = Path(__file__).resolve().parents[2]
EVIL = '<b onclick="x">"\''


def render(text: str, **context: object) -> str:
    return engines["django"].from_string(text).render(context, context.pop("request", None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "{% chip evil evil %}",
        "{% tag evil evil %}",
        "{% cite evil evil %}",
        "{% fingerprint evil evil %}",
        "{% kfig evil evil evil evil evil %}",
        "{% act evil url=evil words=evil %}",
        "{% act evil kind='other' by=evil url=evil %}",
        "{% bar title=evil anchor=evil %}{{ evil }}{% endbar %}",
        "{% tl title=evil by=evil cite=evil digest=evil when=evil %}{{ evil }}{% endtl %}",
        "{% way evil 'home' %}",
        "{% progress 1 2 evil %}",
    ],
)
def test_it_escapes_what_people_typed(text: str) -> None:
    html = render(text, evil=EVIL)
    assert "<b onclick" not in html
    assert '="<' not in html


def test_it_shows_the_whole_word_of_a_tag_to_everybody() -> None:
    html = render('{% tag "占" "占道经营" %}')
    assert 'title="占道经营"' in html
    assert '<span class="vh">占道经营</span>' in html


def test_it_links_a_refused_act_and_never_disables_it() -> None:
    refused = Refused("closed", "办结", [Reason("第9条", "还没有答复"), Reason("第9条", "督办没有回复")])
    html = render("{% act thing url='/why' %}", thing=refused)
    assert '<a class="act act-no" href="/why"' in html
    assert "还没有答复" in html
    assert "督办没有回复" in html
    assert html.count("第9条") == 1
    assert "disabled" not in html


def test_it_shows_someone_elses_act_without_a_link_to_do_it() -> None:
    html = render("{% act thing kind='other' by='周某' url='/ask' %}", thing=Thing(title="延长期限", cite="第12条"))
    assert "请周某办" in html
    assert '<a class="act' not in html


def test_it_keeps_the_filters_when_turning_pages() -> None:
    request = RequestFactory().get("/list", {"office": "zf1", "page": "2"})
    html = render("{% pager page %}", page=Paginator(range(120), 50).page(2), request=request)
    assert 'href="?office=zf1&amp;page=3"' in html
    assert "共120件" in html


def test_it_shows_a_dash_for_a_figure_without_a_value() -> None:
    assert "—" in render("{% kfig '满意' None '%' %}")


@pytest.mark.parametrize(("lat", "lon", "there"), [(30.53, 105.25, True), (31.0, 105.25, False), (None, None, False)])
def test_it_pins_points_of_the_map_only(lat: float | None, lon: float | None, there: bool) -> None:
    view = Thing(west=105.2, south=30.5, east=105.3, north=30.56, width=1000, height=600)
    pin = plot.pin(view, lat, lon)
    assert (pin is not None) == there
    if pin is not None:
        assert (pin.x, pin.y) == (500.0, 300.0)


def test_it_gives_every_file_a_version_of_its_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    assert assets.url("a.css") == "/static/ui/a.css"
    (tmp_path / "a.css").write_text("a{}")
    first = assets.url("a.css")
    (tmp_path / "a.css").write_text("b{} ")
    assert first.startswith("/static/ui/a.css?v=")
    assert assets.url("a.css") != first


def test_it_shows_the_guide_without_inline_style_or_script() -> None:
    html = render_to_string("ui/guide.html", samples.everything(None) | {"request": RequestFactory().get("/guide")})
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r'\s(style|on[a-z]+)="', html)
    assert "<style" not in html


def _names(text: str) -> set[str]:
    """The class names of a template, its tags and variables left out."""
    found = set()
    for value in re.findall(r'class="([^"]*)"', text):
        plain = re.sub(r"\S*\{\{.*?\}\}\S*", " ", re.sub(r"\{%.*?%\}", " ", value))
        found.update(plain.split())
    return found


def test_it_has_a_rule_for_every_class_of_every_template() -> None:
    sheets = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "frontend/src/css").glob("*.css"))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"/\*.*?\*/", "", sheets, flags=re.S)))
    known |= {f"i-{p.stem}" for p in (ROOT / "frontend/src/icons").glob("*.svg")}
    unknown = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "src/wutong").rglob("*.html")
        for name in _names(path.read_text(encoding="utf-8")) - known
    }
    assert not unknown, "\n".join(sorted(unknown))


def test_it_uses_only_drawings_that_there_are() -> None:
    there = {p.stem for p in (ROOT / "frontend/src/icons").glob("*.svg")}
    assert set(samples.ICONS) == there
