"""The rule book as a whole: what no single file can know, and which articles of two statutes some rule stands on.

A procedure may open, take in or ask about matters of another one. That the other exists, has the acts that are named and
does not wait for this one to close is seen only with all files open. Coverage says of each article of the penalty and the
coercion law which rule cites it, or why none does; a reason that no longer holds is an error too.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from wutong.law import documents, rulebook
from wutong.law.competence import powers
from wutong.law.discretion import bands
from wutong.law.offences import shelf
from wutong.law.procedure import expressions as x
from wutong.law.procedure.schema import Cite, Procedure
from wutong.law.procedure.yamlfile import RuleError, whole

FOLDER = rulebook.RULES / "coverage"


def lint(book: Mapping[str, Sequence[Procedure]]) -> list[str]:
    """What is wrong between the procedures; an empty list if they fit."""
    found: list[str] = []
    for texts in book.values():
        for text in texts:
            found += [f"{text.source}: {problem}" for problem in _opening(text, book) if problem]
            found += [f"{text.source}: {problem}" for problem in _asking(text, book) if problem]
    return list(dict.fromkeys((*found, *_circles(book))))


def _opening(text: Procedure, book: Mapping[str, Sequence[Procedure]]) -> Iterator[str]:
    for act in text.acts.values():
        if act.adopts and act.adopts not in book:
            yield f"{act.name} adopts {act.adopts!r}, which is no procedure"
        if act.opens is None:
            continue
        other = _on(book, act.opens.procedure, text)
        if other is None:
            yield f"{act.name} opens {act.opens.procedure!r}, which is no procedure of {text.in_force}"
            continue
        for fact in act.opens.facts:
            mine, theirs = _fact(text, fact), _fact(other, fact)
            if mine is None or theirs is None or mine != theirs:
                yield f"{act.name} hands {fact!r} to {other.family}, which asks for {theirs or 'no such fact'}, not {mine}"


def _fact(text: Procedure, name: str) -> str | None:
    return next((field.type for act in text.acts.values() if act.start and (field := act.field(name))), None)


def _on(book: Mapping[str, Sequence[Procedure]], family: str, text: Procedure) -> Procedure | None:
    """The text of another family that was in force with this one."""
    last = text.until or date.max
    return next(
        (each for each in book.get(family, ()) if each.in_force <= last and (each.until or date.max) >= text.in_force),
        None,
    )


def _expressions(text: Procedure) -> Iterator[x.Expr]:
    for expr, _ in text.predicates.values():
        yield expr
    for act in text.acts.values():
        yield from (expr for gate in act.needs for expr in (gate.expr, gate.when, gate.unless) if expr is not None)
        if act.when is not None:
            yield act.when


def _asking(text: Procedure, book: Mapping[str, Sequence[Procedure]]) -> Iterator[str]:
    for peers in (each for expr in _expressions(text) for each in x.peers_in(expr)):
        other = _on(book, peers.family, text)
        if other is None:
            yield f"asks about {peers.family!r}, which is no procedure of {text.in_force}"
            continue
        for kind, name in _names(peers.of):
            known = {"act": other.acts, "clock": other.clocks, "predicate": other.predicates}[kind]
            if name not in known:
                yield f"asks {peers.family} for the {kind} {name!r}, which it does not have"


def _names(expr: x.Expr) -> Iterator[tuple[str, str]]:
    match expr:
        case x.Done(name) | x.Ever(name) | x.Open(name):
            yield "act", name
        case x.ClockIs(name):
            yield "clock", name
        case x.Named(name):
            yield "predicate", name
    for part in x.parts(expr):
        yield from _names(part)


def _circles(book: Mapping[str, Sequence[Procedure]]) -> list[str]:
    """Two procedures that each wait for the other to close: neither ever could."""
    waits: dict[str, set[str]] = {}
    for family, texts in book.items():
        for text in texts:
            named = {name: expr for name, (expr, _) in text.predicates.items()}
            for act in text.acts.values():
                exprs = [gate.expr for gate in act.needs if act.final and gate.expr is not None]
                exprs += [named[name] for expr in exprs for name in x.names_in(expr) if name in named]
                for peers in (each for expr in exprs for each in x.peers_in(expr)):
                    if isinstance(peers.of, x.Closed):
                        waits.setdefault(family, set()).add(peers.family)
    return [
        f"{a} and {b} wait for each other to close"
        for a in sorted(waits)
        for b in sorted(waits[a])
        if a < b and a in waits.get(b, ())
    ]


def cites(text: Procedure) -> Iterator[tuple[str, Cite]]:
    """Every article a text stands on, with the place that cites it."""
    for name, (_, cite) in text.predicates.items():
        yield f"predicate {name}", cite
    for param in text.params.values():
        yield f"param {param.name}", param.cite
    for act in text.acts.values():
        own = [act.cite, act.not_by_cite, act.quorum.cite if act.quorum else None, *(gate.cite for gate in act.needs)]
        yield from ((f"act {act.name}", cite) for cite in own if cite is not None)
    for clock in text.clocks.values():
        rules = [clock.cite, *(stop.cite for stop in clock.stops), *(rule.cite for rule in clock.extends)]
        yield from ((f"clock {clock.name}", cite) for cite in rules)
    if text.hands is not None:
        yield "hands", text.hands


@dataclass(frozen=True)
class Coverage:
    """Of one statute: by article who cites it, and why nobody does. `wrong`: what does not add up."""

    law: str
    articles: int
    cited: Mapping[int, tuple[str, ...]]
    reasons: Mapping[int, str]

    @property
    def wrong(self) -> tuple[str, ...]:
        found = []
        for n in range(1, self.articles + 1):
            if n not in self.cited and n not in self.reasons:
                found.append(f"{self.law}第{n}条: no rule cites it, and nobody said why")
            if n in self.cited and n in self.reasons:
                found.append(f"{self.law}第{n}条: cited by {self.cited[n][0]}, though said to be uncited")
        beyond = [n for n in (*self.cited, *self.reasons) if not 1 <= n <= self.articles]
        return (*found, *(f"{self.law}第{n}条: the statute ends with {self.articles}" for n in sorted(set(beyond))))


def coverage(book: Mapping[str, Sequence[Procedure]]) -> list[Coverage]:
    """The statutes whose articles are accounted for, one file each under rules/coverage."""
    found = []
    for item in sorted(FOLDER.iterdir(), key=lambda each: each.name):
        top = whole(item.read_text(encoding="utf-8"), f"coverage/{item.name}", date.max).fields(
            ("law", "articles", "uncited"), ("law", "articles", "uncited")
        )
        law = top["law"].text()
        reasons: dict[int, str] = {}
        for key, node in top["uncited"].items():
            match = re.fullmatch(r"(\d+)(?:-(\d+))?", key)
            if match is None:
                raise RuleError(node.file, node.line, repr(key), "an article or a range like '1-3'")
            reasons |= dict.fromkeys(range(int(match[1]), int(match[2] or match[1]) + 1), node.text())
        found.append(Coverage(law, top["articles"].number(), _cited(law, book), reasons))
    return found


def _cited(law: str, book: Mapping[str, Sequence[Procedure]]) -> dict[int, tuple[str, ...]]:
    cited: dict[int, list[str]] = {}
    for family, texts in book.items():
        for text in texts:
            for place, cite in cites(text):
                for part in re.split("、(?!第)|，", cite.text):
                    if part.startswith(law):
                        for number in re.findall(r"第(\d+)条", part):
                            where = f"{family} {place}"
                            known = cited.setdefault(int(number), [])
                            known += [where] if where not in known else []
    return {number: tuple(places) for number, places in cited.items()}


def others() -> list[str]:
    """What is wrong in the rule files that hold no procedure: days, ladders, texts, papers, offences, bands, powers."""
    readers: dict[str, Callable[[], object]] = {
        "holidays": rulebook.calendar,
        "ladders": lambda: rulebook.ladders(date.max),
        "texts": rulebook.shipped_texts,
        "documents": documents.sets,
        "offences": shelf.offences,
        "discretion": bands.sample,
        "powers": powers.sample,
    }
    for item in sorted((rulebook.RULES / "categories").iterdir(), key=lambda each: each.name):
        readers[f"categories/{item.name}"] = partial(rulebook.categories, item.name.removesuffix(".yaml"), date.max)
    for item in sorted((rulebook.RULES / "local").iterdir(), key=lambda each: each.name):
        readers[f"local/{item.name}"] = partial(rulebook.terms, item.name, date.max)
    found = []
    for name, reader in readers.items():
        try:
            reader()
        except (RuleError, KeyError, ValueError) as error:
            found.append(f"{name}: {error}")
    return found
