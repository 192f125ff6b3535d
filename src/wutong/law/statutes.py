"""Reads statutes that a bureau keeps as Markdown, so that a citation opens the very article as it stood on a day.

The project ships no statute: texts change, and whoever relies on one must know where his copy came from. A file holds one
text of one statute: a ``#`` title, the history of its passing, then paragraphs, of which those that begin with 第…条 open an
article (bold or not, as public collections print them). From which day it holds is read from ``施行：2021-07-15`` in the head,
else from its last articles (自…起施行), else from the day of the last amendment, and then it says so: an amended text repeats
the first day of the statute and not its own.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

SUPPOSED = "[按最后一次修改通过的日子推定]"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = r"[零〇一二两三四五六七八九十百千]+"
_ARTICLE = re.compile(rf"\**\s*第({_NUMERAL})条(之{_NUMERAL})?\s*\**[\s　]*(.*)")
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*")
_TITLE = re.compile(r"#\s+(.+?)\s*#*")
_DAY = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_STATED = re.compile(r"施行[：:]\s*(\d{4}-\d{2}-\d{2})")
_BEGINS = re.compile(r"自\s*(\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日)\s*起(?:施行|实施|生效)")
_ITEM = re.compile(rf"（({_NUMERAL})）")
_STATE = "中华人民共和国"
#: the largest file that is a statute; the civil code has 0.4 MB
MOST = 5_000_000


class Unreadable(ValueError):
    """A file is no statute; the message says what was looked for, and where one could put it."""


@dataclass(frozen=True)
class Statute:
    """One text of one statute. ``articles``: "57" or "133之一" → its paragraphs and items, in order."""

    title: str
    edition: int
    in_force: date
    mark: str
    articles: Mapping[str, tuple[str, ...]]
    file: str

    @property
    def name(self) -> str:
        """行政处罚法(2021): the title and the year of passing or last amendment, as rule files write it."""
        return f"{self.title}({self.edition})"


@dataclass(frozen=True)
class Cited:
    """A citation taken apart. ``edition``: the year it names, 0 for none; ``paragraph``, ``item``: 0 for the whole."""

    title: str
    edition: int
    article: str
    paragraph: int
    item: int


@dataclass(frozen=True)
class Found:
    """An article as in force on the day asked; ``lines`` with whether each is the paragraph or item that was cited."""

    statute: Statute
    cited: Cited
    lines: tuple[tuple[str, bool], ...]
    until: date | None


def number(numeral: str) -> int:
    """三百二十一 → 321.

    :raises ValueError: for anything else than a Chinese numeral below ten thousand.
    """
    total, digit = 0, 0
    for char in numeral:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if digit else _DIGITS[char]
        elif char in _UNITS:
            total, digit = total + (digit or 1) * _UNITS[char], 0
        else:
            raise ValueError(f"not a numeral: {numeral!r}")
    if not numeral:
        raise ValueError("an empty numeral")
    return total + digit


def read(text: str, file: str) -> Statute:
    """Read one file.

    :raises Unreadable: naming the file and what it lacks.
    """
    lines = [line.strip() for line in re.sub(r"<!--(?!.*施行)[\s\S]*?-->", "", text).splitlines()]
    title = next((m[1] for line in lines if (m := _TITLE.fullmatch(line))), "")
    if not title:
        raise Unreadable(f"{file}：没有标题。第一行写“# ”和法律名称 / no '# title'")
    articles: dict[str, list[str]] = {}
    head: list[str] = []
    current: list[str] | None = None
    for n, line in enumerate(lines, start=1):
        if not line or _HEADING.fullmatch(line):
            continue
        opened = _ARTICLE.match(line)
        if opened is None:
            (head if current is None else current).append(line.replace("**", ""))
            continue
        code = str(number(opened[1])) + (f"之{opened[2][1:]}" if opened[2] else "")
        if code in articles:
            raise Unreadable(f"{file}第{n}行：第{opened[1]}条写了两遍 / article {code} stands twice")
        current = articles[code] = [opened[3].replace("**", "")] if opened[3] else []
    if not articles:
        raise Unreadable(f"{file}：没有以“第…条”开头的段落 / no article")
    passed = max(_days(head), default=None)
    in_force, mark = _in_force(head, [p for each in articles.values() for p in each], passed)
    if in_force is None:
        raise Unreadable(f"{file}：看不出从哪天起施行。在标题下面写一行“施行：2021-07-15” / no day in force")
    edition = (passed or in_force).year
    return Statute(short(title), edition, in_force, mark, {c: tuple(p) for c, p in articles.items()}, file)


def short(title: str) -> str:
    """The title as rule files cite it: without the state's name and a year in brackets."""
    return re.sub(r"[（(][^（()）]*\d{4}[^（()）]*[)）]$", "", title.strip().removeprefix(_STATE)).strip("《》 ")


def _days(lines: Iterable[str]) -> list[date]:
    found = []
    for line in lines:
        for year, month, day in _DAY.findall(line):
            try:
                found.append(date(int(year), int(month), int(day)))
            except ValueError:
                continue
    return found


def _in_force(head: list[str], body: list[str], passed: date | None) -> tuple[date | None, str]:
    for line in head:
        if stated := _STATED.search(line):
            try:
                return date.fromisoformat(stated[1]), ""
            except ValueError:
                continue
    begun = _days(m[1] for line in [*head, *body[-6:]] for m in _BEGINS.finditer(line))
    last = max(begun, default=None)
    if last is not None and (passed is None or last >= passed):
        return last, ""
    return (passed, SUPPOSED) if passed else (last, "")


# ---- citations

_CITED = re.compile(
    rf"(?P<title>[^\s第（(〔\[；;，,、]+?)\s*(?:[（(](?P<edition>\d{{4}})[^）)]*[）)])?\s*"
    rf"第(?P<article>\d+|{_NUMERAL})(?:[（(](?P<p1>\d+)[）)])?(?:[（(](?P<i1>\d+)[）)])?条(?P<plus>之(?:\d+|{_NUMERAL}))?"
    rf"(?:第(?P<p2>\d+|{_NUMERAL})款)?(?:第[（(]?(?P<i2>\d+|{_NUMERAL})[）)]?项)?"
)


def take_apart(cited: str) -> tuple[Cited, ...]:
    """Every article a citation names, in order; what is no article (a notice with its number) is left out."""
    found: list[Cited] = []
    title, edition = "", 0
    for part in re.split(r"[；;，,、]", cited):
        match = _CITED.search(part.strip()) or _CITED.search(f"{title}{part.strip()}" if title else "")
        if match is None:
            continue
        title = match["title"].strip("《》")
        edition = (
            int(match["edition"]) if match["edition"] else edition if title == (found[-1].title if found else "") else 0
        )
        plus = match["plus"][1:] if match["plus"] else ""
        article = str(_plain(match["article"])) + (f"之{_numeral(plus)}" if plus else "")
        paragraph, item = _plain(match["p1"] or match["p2"]), _plain(match["i1"] or match["i2"])
        found.append(Cited(short(title), edition, article, paragraph, item))
    return tuple(found)


def _plain(text: str | None) -> int:
    if not text:
        return 0
    return int(text) if text.isdecimal() else number(text)


def _numeral(text: str) -> str:
    return "零一二三四五六七八九"[int(text)] if text.isdecimal() and len(text) == 1 else text


class Shelf:
    """Statutes at hand, each with its texts in order."""

    def __init__(self, statutes: Iterable[Statute]) -> None:
        self._held: dict[str, list[Statute]] = {}
        for each in statutes:
            self._held.setdefault(each.title, []).append(each)
        for texts in self._held.values():
            texts.sort(key=lambda each: (each.in_force, each.edition))

    def all(self) -> list[Statute]:
        """Every text, by title and day."""
        return [each for title in sorted(self._held) for each in self._held[title]]

    def find(self, cited: Cited, on: date) -> Found | None:
        """The article cited: of the text it names, else of the one in force on the day. None where no text has it."""
        texts = self._held.get(cited.title, [])
        fit = [
            n
            for n, each in enumerate(texts)
            if (each.edition == cited.edition if cited.edition else each.in_force <= on)
        ]
        if not fit:
            return None
        statute = texts[fit[-1]]
        lines = statute.articles.get(cited.article)
        if lines is None:
            return None
        until = texts[fit[-1] + 1].in_force if fit[-1] + 1 < len(texts) else None
        return Found(statute, cited, tuple(_marked(lines, cited)), until)


def _marked(lines: tuple[str, ...], cited: Cited) -> Iterable[tuple[str, bool]]:
    """Paragraphs count; items belong to the paragraph above them."""
    paragraph = 0
    for line in lines:
        item = _ITEM.match(line)
        paragraph += item is None
        here = bool(cited.paragraph or cited.item) and cited.paragraph in {0, paragraph}
        if cited.item:
            here = here and item is not None and number(item[1]) == cited.item
        yield line, here
