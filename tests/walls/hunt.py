"""Walks through pages as a browser could: follows links and the forms that only ask, a few of each kind.

What a link leads to is told by its *kind*: the route, the names behind its question mark and what one may open there.
A thousand matters are one kind of page, and a few of them are walked through; every choice of every form is taken once.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve


@dataclass
class Found(HTMLParser):
    """What a page leads to: addresses, and forms that only ask, as (address, field, choices)."""

    links: list[str] = field(default_factory=list)
    asks: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._fields: dict[str, list[str]] | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in ("href", "src", "hx-get", "data-src"):
            if given.get(name) and not (tag == "link" and given.get("rel") in ("stylesheet", "icon")):
                self.links.append(given[name])
        if tag == "form":
            self._fields = {} if given.get("method", "get").lower() == "get" else None
            if self._fields is not None:
                self.asks.append((given.get("action", ""), self._fields))
        if self._fields is None:
            return
        if tag in ("input", "button") and given.get("name"):
            self._fields.setdefault(given["name"], []).append(given.get("value", ""))
        if tag == "select":
            self._select = given.get("name", "")
            self._fields.setdefault(self._select, [])
        if tag == "option" and self._select:
            self._fields[self._select].append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None
        if tag == "select":
            self._select = ""


@dataclass(frozen=True)
class Answer:
    """What an address answered; ``text`` for pages and files of text, ``data`` always; ``via`` is the page that led here."""

    address: str
    route: str
    status: int
    text: str
    data: bytes
    location: str
    via: str

    @property
    def is_page(self) -> bool:
        return self.text.lstrip()[:15].lower().startswith(("<!doctype", "<html"))

    @property
    def found(self) -> Found:
        """What the page leads to."""
        found = Found()
        found.feed(self.text)
        return found


def route_of(address: str) -> str:
    """The name of the route an address leads to, "" for none of ours."""
    path = urlsplit(address).path
    _, _, rest = path.removeprefix("/at/").partition("/") if path.startswith("/at/") else ("", "", path[1:])
    try:
        return str(resolve(f"/{rest}").url_name)
    except Resolver404:
        return ""


def kind_of(address: str) -> tuple[str, ...]:
    """What makes a link another than those before it: route, first argument that is a word, names that are asked."""
    return (route_of(address), *sorted(name for name, value in parse_qsl(urlsplit(address).query) if value))


def leads(found: Found, base: str) -> Iterator[str]:
    """Every address that a page leads to: its links, and its asking forms as they stand."""
    for link in found.links:
        yield urljoin(base, link.partition("#")[0])
    for action, fields in found.asks:
        address = urljoin(base, action or "?").partition("?")[0]
        fixed = {name: values[0] for name, values in fields.items() if len(values) == 1 and values[0]}
        yield f"{address}?{urlencode(fixed)}" if fixed else address


def each_choice(found: Found, base: str) -> Iterator[tuple[str, str, str]]:
    """Address, field and choice, for every field of an asking form that has several."""
    for action, fields in found.asks:
        address = urljoin(base, action or "?").partition("?")[0]
        yield from ((address, name, value) for name, values in fields.items() if len(values) > 1 for value in values)


def ask(client: Client, address: str, via: str = "", **headers: str) -> Answer:
    """One request by GET; a stream is read to its end."""
    got: Any = client.get(address, **headers)
    data = b"".join(got.streaming_content) if got.streaming else got.content
    kind = got.headers.get("Content-Type", "")
    text = data.decode("utf-8", "replace") if "image/" not in kind or "svg" in kind else ""
    return Answer(address, route_of(address), got.status_code, text, data, got.headers.get("Location", ""), via)


def walk(
    client: Client,
    start: Iterable[str],
    *,
    most: int = 2,
    at_most: int = 5000,
    choices: bool = False,
    kind: Callable[[str], tuple[str, ...]] = kind_of,
    follow: Callable[[str], bool] = lambda address: True,
) -> Iterator[Answer]:
    """Every answer on the way: ``start`` whole, then what the pages lead to, ``most`` of a kind.

    ``choices``: also each choice of each form that only asks, once a route.
    """
    waiting: deque[tuple[str, str, bool]] = deque((address, "", True) for address in start)
    seen: set[str] = set()
    chosen: set[tuple[str, str, str]] = set()
    kinds: Counter[tuple[str, ...]] = Counter()
    while waiting and len(seen) < at_most:
        address, via, must = waiting.popleft()
        if not is_ours(address) or address in seen or not follow(address):
            continue
        what = kind(address)
        if not must and kinds[what] >= most:
            continue
        kinds[what] += 1
        seen.add(address)
        answer = ask(client, address, via)
        yield answer
        if answer.location and 300 <= answer.status < 400:
            waiting.append((urljoin(address, answer.location), address, False))
        elif answer.status == 200 and answer.is_page:
            found = answer.found
            waiting.extend((lead, address, False) for lead in leads(found, address))
            for choice in each_choice(found, address) if choices else ():
                if choice not in chosen:
                    chosen.add(choice)
                    waiting.append((f"{choice[0]}?{urlencode({choice[1]: choice[2]})}", address, True))


def is_ours(address: str) -> bool:
    """Whether an address is a page of this server, and no file that ships with it."""
    parts = urlsplit(address)
    return (
        not parts.netloc and not parts.scheme and parts.path.startswith("/") and not parts.path.startswith("/static/")
    )
