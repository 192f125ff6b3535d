"""Every form of every page, found by walking: script, 100,000 letters, marks nobody sees and numbers that are none, in every box.

The walk begins at the front doors, follows each kind of link once for a citizen and for six people of the cast, and takes
the forms as they stand in the pages; a new form is tried as soon as a page shows it. For each: no broken page, no script that
runs in any page that shows what was typed, and a form that is refused comes back with what was typed in it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.bad import words
from tests.collect.telling import Tale
from tests.people import CITIZEN, as_person, build_wutong
from wutong.law import identifiers
from wutong.record import clock
from wutong.ui.letters import seen

PEOPLE = (CITIZEN, "唐敏", "周伟", "顾明远", "吴越", "程立", "袁慧")
#: no pages, or pages whose forms lead out of the walk
LEFT_OUT = {"signout", "map-svg", "demo-clock", "live"}
TYPED = {"text", "tel", "search", "email", "url", "number", ""}
MARKED = f"甲{words.BIDI}{words.UNSEEN}{words.CONTROL}{words.RARE}"
#: what is typed into every box of words; and what into every box of numbers, days and hidden things
PASSES: dict[str, tuple[str, str]] = {
    "script": (words.SCRIPT, ""),
    "long": ("长x" * 100 + "y" * 99_800, ""),
    "marks": (MARKED, ""),
    "no numbers": ("= 1+1", "²"),
    "far numbers": ("-1", "9" * 400),
    "no days": ("NaN", "0001-01-01"),
}


@dataclass
class Box:
    """One box of a form: its kind, what stands in it, what may be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    numeric: bool = False


@dataclass
class Form:
    """A form as it stands in a page."""

    page: str
    action: str
    method: str
    boxes: list[Box] = field(default_factory=list)

    @property
    def is_typed_in(self) -> bool:
        return any(b.kind in TYPED | {"textarea", "password"} for b in self.boxes)

    def filled(self, words_: str, other: str) -> tuple[dict[str, list[str]], dict[str, str]]:
        """What is sent, and of it what was typed into boxes that come back."""
        data: dict[str, list[str]] = {}
        typed: dict[str, str] = {}
        for box in self.boxes:
            if box.kind in {"submit", "button", "file", "image", "reset"} or not box.name:
                continue
            if box.kind in {"radio", "checkbox", "select"}:
                chosen = next((c for c in box.choices if c), "")
                data.setdefault(box.name, [chosen])
            elif box.kind == "password":
                data[box.name] = [words_]
            elif box.kind == "hidden" or box.kind.startswith(("date", "time")) or box.numeric:
                keep = not other or box.name in {"once", "seen", "csrfmiddlewaretoken"}
                fill = box.value or ("3" if box.numeric else today() if box.kind == "date" else "")
                data[box.name] = [fill if keep else other]
                if not keep and box.kind != "hidden":
                    typed[box.name] = other
            else:
                data[box.name] = [words_]
                typed[box.name] = words_
        return data, typed


def today() -> str:
    return clock.legal_day(clock.now()).isoformat()


class Page(HTMLParser):
    """The forms and links of a page, and whatever in it would run."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path, self.forms, self.links, self.runs = path, [], [], []
        self._open: Form | None = None
        self._area: Box | None = None
        self._select: Box | None = None
        self.by_id: dict[str, Form] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {k: v or "" for k, v in attrs}
        self.runs += [
            f"<{tag} {k}={v[:40]}>" for k, v in got.items() if k.startswith("on") or v.startswith("javascript:")
        ]
        if tag == "script" and not got.get("src", "").startswith("/static/"):
            self.runs.append(f"<script {got}>")
        if tag == "a" and got.get("href"):
            self.links.append(urljoin(self.path, got["href"]))
        if tag == "form":
            form = Form(self.path, urljoin(self.path, got.get("action") or self.path), got.get("method", "get").lower())
            self.forms.append(form)
            self._open = form
            self.by_id[got.get("id", "")] = form
        if tag in {"input", "textarea", "select", "button"}:
            self._box(tag, got)
        if tag == "option" and self._select is not None:
            self._select.choices.append(got.get("value", ""))

    def _box(self, tag: str, got: dict[str, str]) -> None:
        form = self.by_id.get(got["form"]) if "form" in got else self._open
        if form is None or "readonly" in got or "hidden" in got or got.get("tabindex") == "-1":  # nobody types there
            return
        kind = got.get("type", "").lower() if tag == "input" else "submit" if tag == "button" else tag
        if kind in {"radio", "checkbox"}:
            same = next((b for b in form.boxes if b.name == got.get("name") and b.kind == kind), None)
            if same is not None:
                same.choices.append(got.get("value", "on"))
                return
        box = Box(
            got.get("name", ""), kind, got.get("value", ""), numeric=got.get("inputmode") in {"numeric", "decimal"}
        )
        if kind in {"radio", "checkbox"}:
            box.choices.append(got.get("value", "on"))
        form.boxes.append(box)
        self._area = box if tag == "textarea" else self._area
        self._select = box if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "textarea" and self._area is not None:
            self._area.value = self._area.value.removeprefix("\n")
            self._area = None
        if tag == "select":
            self._select = None


def asked(client: Client, path: str) -> Page | None:
    """A page, if it is one."""
    answer = client.get(path)
    if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
        assert answer.status_code < 500, path
        return None
    return Page(path, answer.content.decode())


def key_of(path: str) -> tuple[str, ...] | None:
    """What kind of page an address is: each kind is walked once, each act and each kind of change too."""
    try:
        found = resolve(urlsplit(path).path)
    except Resolver404:
        return None
    if found.url_name in LEFT_OUT or "csv" in str(found.url_name):
        return None
    told = [str(found.kwargs[n]) for n in ("act", "kind", "step") if n in found.kwargs]
    return (str(found.url_name), *told)


def forms_of(client: Client, seeds: list[str]) -> dict[tuple[Any, ...], Form]:
    """The forms with a box to type in that one walk finds, one of each kind."""
    found: dict[tuple[Any, ...], Form] = {}
    visited: set[tuple[str, ...] | str] = set()
    waiting = list(seeds)
    while waiting:
        path = waiting.pop(0)
        key = path if path in seeds else key_of(path)
        if key is None or key in visited:
            continue
        page = asked(client, path)
        if page is None:  # refused here, and perhaps not for another matter
            continue
        visited.add(key)
        for form in page.forms:
            if form.is_typed_in and (kind := key_of(form.action)):
                found.setdefault((*kind, form.method, *sorted({b.name for b in form.boxes})), form)
        waiting += [link for link in page.links if link.startswith("/")]
    return found


Walk = list[tuple[str, Client, Form]]


@pytest.fixture(scope="module")
def walk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Walk]:
    """Every form, with the browser of somebody who saw it; matters stand at each stage."""
    quiet = logging.getLogger("django.request")
    level = quiet.level
    quiet.setLevel(logging.CRITICAL)
    with django_db_blocker.unblock(), transaction.atomic():
        yield walked()
        transaction.set_rollback(True)
    quiet.setLevel(level)


def walked() -> Walk:
    scope = build_wutong()
    at = clock.now() - timedelta(hours=3)
    stages = ("accepted", "forwarded", "answered", "replied", "closed")
    tales = [Tale(scope, at=at), *(Tale(scope, at=at).upto(stage) for stage in stages)]
    handed, extension = Tale(scope, at=at).upto("accepted"), Tale(scope, at=at).upto("forwarded")
    handed.do("唐敏", "handed_over", body="水务局", grounds="管道", told="电话")
    extension.do("周伟", "extension_asked", reason="等鉴定", days=3)
    tales += [handed, extension]
    found: Walk = []
    for who in PEOPLE:
        client = as_person(who)
        if who == CITIZEN:
            client.post("/report/what", {"category": "stall", "text": "门口占道"})
            assert tales[4].got.receipt is not None
            number = identifiers.parse_receipt(tales[4].got.receipt.number)
            client.post(f"/progress/{number}/open", {"code": tales[4].got.receipt.secret})
            seeds = [
                "/",
                "/report/where",
                "/report/what",
                "/report/contact",
                "/report/check",
                f"/progress/{number}",
                "/signin",
            ]
        else:
            seeds = ["/desk", "/desk/guard", "/desk/access", "/desk/house/import", *(f"/m/{t.matter}" for t in tales)]
        found += [(who, client, form) for form in forms_of(client, seeds).values()]
    return found


def fault(client: Client, form: Form, words_: str, other: str) -> Iterator[str]:
    """What is wrong with the answers to one form."""
    data, typed = form.filled(words_, other)
    answer = getattr(client, form.method)(form.action, data, headers={"referer": "http://testserver" + form.page})
    where = f"{form.method} {form.action}"
    if answer.status_code >= 500:
        yield f"{where}: {answer.status_code}"
        return
    shown = [answer]
    if 300 <= answer.status_code < 400 and words_ in (words.SCRIPT, MARKED):
        pages = [urlsplit(answer["Location"]).path, form.page]
        if form.action.startswith("/m/"):
            pages += [
                "/".join(form.action.split("/")[:3]),
                "/".join(form.action.split("/")[:3]) + "/record",
                "/desk/complaints",
            ]
        shown = [client.get(p) for p in dict.fromkeys(pages)]
    for page in shown:
        if page.streaming or not page.headers.get("Content-Type", "").startswith("text/html"):
            continue
        text = page.content.decode()
        read = Page(form.page, text)
        if page.status_code >= 500:
            yield f"{where}: then {page.status_code}"
        if read.runs:
            yield f"{where}: runs {read.runs}"
        if words_ == MARKED and seen(text) != text:
            yield f"{where}: shows marks nobody sees"
        if answer.status_code == 422:
            yield from lost(where, form, typed, read)


def lost(where: str, form: Form, typed: dict[str, str], read: Page) -> Iterator[str]:
    """Boxes of a refused form that came back with something else in them."""
    names = set(typed)
    if not names:
        return
    again = max(read.forms, key=lambda f: len({b.name for b in f.boxes} & names), default=None)
    if again is None or not {b.name for b in again.boxes} & names:
        yield f"{where}: the form did not come back"
        return
    for box in again.boxes:
        if box.name in typed and box.kind != "hidden" and box.value.replace("\r\n", "\n") != seen(typed[box.name]):
            yield f"{where}: {box.name} came back as {box.value[:30]!r}"


@pytest.mark.django_db
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", PASSES)
def test_no_form_breaks_or_loses_what_was_typed(name: str, walk: Walk) -> None:
    words_, other = PASSES[name]
    found = []
    for who, client, form in walk:
        cache.clear()
        kept = client.cookies.copy()
        with transaction.atomic():
            try:
                found += [f"{who}: {told}" for told in fault(client, form, words_, other)]
            except Exception as bad:  # whatever escapes a page would be its 500
                found.append(f"{who}: {form.method} {form.action}: {type(bad).__name__} {bad}"[:300])
            transaction.set_rollback(True)
        client.cookies = kept
    assert not found, "\n".join(found[:25])


@pytest.mark.django_db
def test_the_walk_meets_the_forms_it_is_for(walk: Walk) -> None:
    kinds = {key_of(form.action) for _, _, form in walk}
    wanted = {
        ("report-step", "what"), ("report-step", "where"), ("report-step", "contact"), ("progress-more",), ("progress-rate",), ("signin",),
        ("complaint-new",), ("complaint-do", "replied"), ("complaint-do", "answered"), ("complaint-do", "noted"), ("complaint-do", "merged"),
        ("complaint-correct",), ("complaint-erase",), ("complaint-list",), ("house-new", "rename"), ("house-new", "officer"),
        ("me-password",), ("house-import",), ("complaint-do", "handed_over.receipted"),
    }  # fmt: skip
    assert not wanted - kinds, wanted - kinds
    assert len(walk) > 60
