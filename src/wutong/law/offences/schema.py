"""What an offence is as data: norms that punish it, each a chain of texts by date, each with what may be imposed.

An act may breach several norms at once (a spilling truck: the air law and a ministry's rule). They stand side by side;
which text of a norm governs is asked in `governing`, which norm is applied in `discretion.concurrence`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

PARTIES = {"person": "个人", "unit": "单位", "household": "个体工商户"}
STAGES = {"at_once": "发现时", "refused": "责令后拒不改正的", "serious": "情节严重的"}
ORDERS = {
    "first": "先责令改正，逾期不改正的才罚款",
    "with": "责令改正，可以同时罚款",
    "none": "条文本身没有写责令改正，按行政处罚法第28条仍要责令改正",
}
RANKS = {"law": "法律", "regulation": "行政法规", "rule": "部门规章", "local": "地方规定"}
#: the higher stands first: a rule may not go below what a law lays down for the same act (行政处罚法 13)
RANK_ORDER = tuple(RANKS)
RELATIONS = {"same": "处罚相同", "lighter": "处罚较轻", "heavier": "处罚较重"}
LOCAL_STATUTE = "地方性法规或者规章"


@dataclass(frozen=True)
class StatuteText:
    """One text of a statute and the days on which it was in force."""

    statute: str
    name: str
    rank: str
    in_force: date
    until: date | None
    mark: str

    def title(self) -> str:
        return self.statute if self.rank == "local" else f"{self.statute}（{self.name}）"


@dataclass(frozen=True)
class Fine:
    """A range of yuan; or of a share of a base that the file of the case must state; or a slot for local law.

    `form`: yuan; percent (of `base`); times (of `base`). `cap` limits the upper end in yuan. `local`: no national amount.
    """

    form: str = "yuan"
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    base: str = ""
    cap: Decimal | None = None
    local: bool = False
    example: str = ""


@dataclass(frozen=True)
class Yields:
    """A norm that stands back for another one on the same act, for a kind of party, from a day on."""

    to: str
    party: str
    since: date | None
    why: str
    mark: str


@dataclass(frozen=True)
class Outcome:
    """What may be imposed on whom: `party` any, person or unit; `stage`; `role` and `case` narrow it in words.

    `may`: the fine is at the office's discretion (可以处). `slot` names the local value that fills a local fine.
    """

    liable: str
    party: str = "any"
    stage: str = "at_once"
    role: str = ""
    case: str = ""
    may: bool = False
    also: tuple[str, ...] = ()
    fine: Fine | None = None
    slot: str = ""


@dataclass(frozen=True)
class Compared:
    """How a text punishes, held against the text before it; without it nobody may choose between the two.

    `corrected`: it holds only for a party that has corrected in time (a text that punishes in two steps).
    """

    relation: str
    why: str
    mark: str
    corrected: bool = False


@dataclass(frozen=True)
class Text:
    """A norm as it read from one day to another. `punished`: false once the law no longer forbids the act."""

    law: str
    names: tuple[str, ...]
    rank: str
    in_force: date
    until: date | None
    duty: str
    penalty: str
    order: str
    ordered: str
    outcomes: tuple[Outcome, ...]
    mark: str
    body: str = ""
    note: str = ""
    new: bool = False
    punished: bool = True
    compared: Compared | None = None
    yields: Yields | None = None

    def title(self) -> str:
        return self.law if self.rank == "local" else f"{self.law}（{'、'.join(self.names)}）"

    def covers(self, day: date) -> bool:
        return self.in_force <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Norm:
    """One clause through time, oldest text first, without a gap."""

    name: str
    texts: tuple[Text, ...]

    def on(self, day: date) -> Text | None:
        return next((text for text in self.texts if text.covers(day)), None)

    @property
    def begins(self) -> date:
        return self.texts[0].in_force

    @property
    def is_complete(self) -> bool:
        """Whether nothing punished the act under this norm before the first text that is recorded."""
        return self.texts[0].new or self.texts[0].rank == "local"


@dataclass(frozen=True)
class Offence:
    """A 案由 with its number in the list, and everything that punishes it."""

    key: str
    no: int
    group: str
    title: str
    note: str
    norms: Mapping[str, Norm]
    file: str

    def texts(self) -> Iterator[tuple[Norm, Text]]:
        for norm in self.norms.values():
            for text in norm.texts:
                yield norm, text

    def marks(self) -> tuple[str, ...]:
        """Every mark of this row that is not a plain check, for pages and the list of unchecked rows."""
        found = {mark for _, text in self.texts() for mark in marks_of(text)}
        return tuple(sorted(mark for mark in found if is_doubtful(mark)))


def marks_of(text: Text) -> tuple[str, ...]:
    found = [text.mark]
    if text.compared:
        found.append(text.compared.mark)
    if text.yields:
        found.append(text.yields.mark)
    found += [part for part in ("[from memory]", "[inference]", "未核") if part in text.note]
    if "?" in text.duty + text.penalty:
        found.append("款项待核")
    return tuple(found)


def is_doubtful(mark: str) -> bool:
    return any(word in mark for word in ("memory", "inference", "待核", "未核"))


def next_day(day: date) -> date:
    return day + timedelta(days=1)
