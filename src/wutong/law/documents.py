"""Papers as data: which forms a matter makes, what each must say, whom it is for, and what its number looks like.

A paper without a field that the law lists is a defect of the case, and a number used twice cannot be mended afterwards; so
both are asked before anything is printed. Sources: 行政处罚法 52, 59, 行政强制法 24, 35, 37, 55 for what must stand in a paper;
usage of the provinces, marked so, for the rest; 党政机关公文格式 (GB/T 9704) for the brackets of a number [from memory].
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from wutong.law.procedure.schema import Cite
from wutong.law.procedure.sections import Sections
from wutong.law.procedure.yamlfile import Node, whole
from wutong.law.refusal import Reason

RULES = files("wutong.law") / "rules" / "documents"
USES = {"internal": "内部审批", "external": "发给当事人", "signed": "现场签名"}
FORM = ("title", "use", "word", "second", "cite", "mark", "fields")
BRACKETS = Cite("党政机关公文格式 GB/T 9704", "[from memory]")
_CODE = re.compile(r"[a-z][a-z_]*").fullmatch
_NUMBER = re.compile(r"(?P<letters>\D+?)(?P<char>字?)〔(?P<year>\d{4})〕(?P<nth>第?)(?P<n>\d+)号").fullmatch
#: what people type for the brackets of a number
_OTHER_BRACKETS = str.maketrans(dict.fromkeys("[【［(（", "〔") | dict.fromkeys("]】］)）", "〕"))


@dataclass(frozen=True)
class Form:
    """One paper. ``fields``: code → label, heading and ending among them; ``word``: letters of its number, "" without."""

    code: str
    title: str
    use: str
    word: str
    second_volume: bool
    cite: Cite
    fields: Mapping[str, str]

    def lacks(self, given: Mapping[str, object]) -> list[Reason]:
        """What the paper does not say yet; empty text says nothing."""
        return [
            Reason(self.cite.text, f"{self.title}没有写{label}", f"写上{label}", mark=self.cite.mark)
            for code, label in self.fields.items()
            if given.get(code) is None or not str(given[code]).strip()
        ]


@dataclass(frozen=True)
class Set:
    """The papers of a kind of matter, in the order of a case."""

    name: str
    title: str
    law: str
    mark: str
    in_force: date
    forms: Mapping[str, Form]


def read(text: str, file: str) -> Set:
    """Read a set strictly.

    :raises RuleError: naming file, line, what stands there and what was expected.
    """
    keys = ("set", "title", "law", "mark", "in_force", "heading", "endings", "forms")
    top = whole(text, file, date.max).fields(keys, tuple(k for k in keys if k != "mark"))
    reader = Sections(top["law"].text(), top["mark"].text() if "mark" in top else "")
    heading = _labels(top["heading"])
    endings = {use: _labels(node) for use, node in top["endings"].fields(USES, USES).items()}
    forms: dict[str, Form] = {}
    words: dict[str, str] = {}
    for code, node in top["forms"].items():
        form = _form(code, node, reader, heading, endings)
        if form.word and form.word in words:
            raise node.error(f"letters of its own: {words[form.word]} has them", found=f"word: {form.word}")
        words[form.word] = code
        forms[code] = form
    mark = top["mark"].text() if "mark" in top else ""
    return Set(top["set"].text(), top["title"].text(), top["law"].text(), mark, top["in_force"].day(), forms)


def _labels(node: Node) -> dict[str, str]:
    found = {}
    for code, each in node.items():
        if not _CODE(code):
            raise each.error("a field's code in small letters", found=repr(code))
        found[code] = each.text()
    return found


def _form(
    code: str, node: Node, reader: Sections, heading: Mapping[str, str], endings: Mapping[str, Mapping[str, str]]
) -> Form:
    if not _CODE(code):
        raise node.error("a form's code in small letters", found=repr(code))
    fields = node.fields(FORM, ("title", "use", "cite", "fields"))
    use = fields["use"].one_of(USES)
    own = _labels(fields["fields"])
    word = fields["word"].text() if "word" in fields else ""
    before = {name: label for name, label in heading.items() if name not in own and (word or name != "number")}
    twice = set(own) & set(endings[use])
    if twice:
        raise fields["fields"].error("fields that the ending does not have", found=", ".join(sorted(twice)))
    return Form(
        code=code,
        title=fields["title"].text(),
        use=use,
        word=word,
        second_volume=fields["second"].flag() if "second" in fields else False,
        cite=reader.cite(fields),
        fields={**before, **own, **endings[use]},
    )


@cache
def sets() -> Mapping[str, Set]:
    """Every set on the shelf; a code stands for one paper in all of them."""
    found = [
        read(item.read_text(encoding="utf-8"), f"documents/{item.name}")
        for item in sorted(RULES.iterdir(), key=lambda each: each.name)
        if item.name.endswith(".yaml")
    ]
    codes = [code for each in found for code in each.forms]
    twice = {code for code in codes if codes.count(code) > 1}
    if twice:
        raise ValueError(f"documents: {', '.join(sorted(twice))} stands in two sets")
    return {each.name: each for each in found}


def form(code: str) -> Form:
    """The paper of a code.

    :raises KeyError: when no set has it.
    """
    for each in sets().values():
        if code in each.forms:
            return each.forms[code]
    raise KeyError(code)


# ---- numbers


@dataclass(frozen=True)
class Style:
    """How a bureau writes its numbers. ``prefix``: region and agency letters; ``char``: 字 before the year; ``nth``: 第 before n."""

    prefix: str
    char: bool = False
    nth: bool = False

    def write(self, form: Form, year: int, n: int) -> str:
        """大综执罚决〔2019〕12号.

        :raises ValueError: for a paper that bears no number, or n below one.
        """
        if not form.word:
            raise ValueError(f"{form.title}不编文号")
        if n < 1 or not 1000 <= year <= 9999:
            raise ValueError("文号从1号编起，年份四位")
        return f"{self.prefix}{form.word}{'字' if self.char else ''}〔{year}〕{'第' if self.nth else ''}{n}号"


@dataclass(frozen=True)
class Numbered:
    """A number taken apart."""

    form: Form
    year: int
    n: int


def judge(number: str, style: Style, on: date) -> tuple[Numbered | None, list[Reason]]:
    """Take a number apart and say what is wrong with it; ``on``: the day of the paper."""
    words = {each.word: each for one in sets().values() for each in one.forms.values() if each.word}
    wrong: list[Reason] = []

    def say(missing: str, remedy: str) -> None:
        wrong.append(Reason(BRACKETS.text, missing, remedy, mark=BRACKETS.mark))

    found = _NUMBER(number)
    if found is None:
        mended = number.strip().translate(_OTHER_BRACKETS)
        if _NUMBER(mended):
            say(f"“{number}”的括号不是六角括号", f"写成{mended}")
        else:
            say(
                f"“{number}”不是文号",
                "写成代字〔四位年份〕序号号，例如" + style.write(form("penalty_decision"), on.year, 1),
            )
        found = _NUMBER(mended)
    if found is None:
        return None, wrong
    letters = found["letters"]
    if not letters.startswith(style.prefix):
        say(f"“{letters}”不以本机关的代字开头", f"以{style.prefix}开头")
    kind = words.get(letters.removeprefix(style.prefix))
    if kind is None:
        say(f"没有代字是“{letters.removeprefix(style.prefix)}”的文书", "照文书目录的代字写")
    if int(found["year"]) != on.year:
        say(f"年份{found['year']}与文书的日期{on:%Y-%m-%d}不是一年", f"写〔{on.year}〕，在{on.year}年的序号里编")
    if found["n"].startswith("0"):
        say(f"序号{found['n']}前面有零", f"写{int(found['n']) or 1}")
    if bool(found["char"]) != style.char or bool(found["nth"]) != style.nth:
        shown = f"{style.prefix}…{'字' if style.char else ''}〔{on.year}〕{'第' if style.nth else ''}N号"
        say("“字”“第”的写法与本机关的不同", f"本机关写作{shown}")
    return (Numbered(kind, int(found["year"]), int(found["n"])) if kind else None), wrong


def holes(used: Iterable[int]) -> list[int]:
    """Numbers of a year and a paper that are missing between 1 and the highest; each needs a void paper or a reason."""
    have = set(used)
    return [n for n in range(1, max(have, default=0)) if n not in have]


def doubled(used: Collection[int]) -> list[int]:
    """Numbers given out twice, lowest first."""
    held = list(used)
    return sorted({n for n in held if held.count(n) > 1})
