"""Whether to punish at all, asked before any amount: capacity, time bar, what must not and what need not be punished.

Unknown is never read as no: where an answer hangs on a fact that nobody stated, the fact is asked for.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from wutong.law.calendar import day_words
from wutong.law.offences import Act, Step
from wutong.law.refusal import Reason, Refused
from wutong.law.terms import Term, corresponding

NEW_LAW = date(2021, 7, 15)
MENTAL = ("able", "partly", "unable")
HARM = ("none", "slight", "real")
LRB = "[checked: LRB]"
MEMORY = "[from memory]"


@dataclass(frozen=True)
class Facts:
    """What is known about one party's act; None: nobody has stated it.

    `born`: of a natural person. `mental`: able, partly, unable. `harm`: none, slight, real.
    `no_fault`: the party has proved that it was not at fault. `grave`: life, health or money of people, with harm done.
    `crime`: a crime is suspected.
    """

    person: bool
    born: date | None = None
    mental: str | None = None
    trivial: bool | None = None
    corrected: bool | None = None
    harm: str | None = None
    first_time: bool | None = None
    no_fault: bool = False
    grave: bool | None = None
    crime: bool = False

    def __post_init__(self) -> None:
        if self.mental not in (None, *MENTAL) or self.harm not in (None, *HARM):
            raise ValueError(f"mental is one of {MENTAL}, harm one of {HARM}")


@dataclass(frozen=True)
class TimeBar:
    """The last day on which a breach may still be found out, and whether it was found too late."""

    last: date | None
    barred: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Whether:
    """Whether to punish. `kind`: transfer, must_not, may_not, may. `offers` in the order in which they are put.

    `lighter`: names of grounds that a worksheet has to take (minors, partly able). `asks`: facts still to be stated.
    """

    kind: str
    offers: tuple[str, ...]
    steps: tuple[Step, ...]
    lighter: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()


def reached(born: date, years: int) -> date:
    """The first day on which somebody has reached an age: the day after the birthday [inference]."""
    return corresponding(born, Term(years, "years")) + timedelta(days=1)


def time_bar(act: Act, discovered_on: date, decided_on: date, grave: bool | None = None) -> TimeBar:
    """Two years undiscovered, or five where people's life, health or money suffered harm (行政处罚法 36; 2017: 29).

    :raises Refused: a fact on which it hangs is not stated, or the change of 2021 leaves the answer to a lawyer.
    """
    new = decided_on >= NEW_LAW
    article = "行政处罚法（2021）第36条" if new else "行政处罚法（2017）第29条"
    if act.end is None:
        return TimeBar(None, False, (Step("行为还在继续，追责期限没有起算。", f"{article}第2款", LRB),))
    if discovered_on < (act.start or act.end):
        raise _refused(article, "发现的日子早于行为", "核对发现和行为的日期", "")
    two = corresponding(act.end, Term(2, "years"))
    begun = Step(f"追责期限从行为终了的{day_words(act.end)}起算，当天不算。", f"{article}第2款", LRB)
    if discovered_on <= two:
        words = f"两年到{day_words(two)}，{day_words(discovered_on)}发现，没有超过。"
        return TimeBar(two, False, (begun, Step(words, article, LRB)))
    over = Step(f"两年到{day_words(two)}，{day_words(discovered_on)}才发现，超过两年。", article, LRB)
    if not new:
        return TimeBar(two, True, (begun, over))
    if two < NEW_LAW:
        words = "两年在2021年7月15日以前已经届满，五年的规定不使它恢复。"
        return TimeBar(two, True, (begun, over, Step(words, article, "[inference]")))
    if grave is None:
        words = "超过两年，没有写明是否涉及公民生命健康安全、金融安全并且有危害后果"
        raise _refused(article, words, "写明是否涉及", LRB)
    if not grave:
        return TimeBar(two, True, (begun, over))
    if act.end < NEW_LAW:
        words = "行为在2021年7月15日以前，两年到新法施行时还没有届满，能不能按五年要由法制机构定"
        raise _refused(article, words, "请法制机构定", "[needs lawyer]")
    five = corresponding(act.end, Term(5, "years"))
    words = f"涉及公民生命健康安全、金融安全并且有危害后果，五年到{day_words(five)}。"
    return TimeBar(five, discovered_on > five, (begun, over, Step(words, article, LRB)))


def whether(facts: Facts, act: Act, discovered_on: date, decided_on: date) -> Whether:
    """Whether one party may be punished for one act; what need not be punished is offered first.

    :raises Refused: from `time_bar`.
    """
    new = decided_on >= NEW_LAW
    if facts.crime:
        step = Step(
            "涉嫌犯罪的移送司法机关，不能以罚代刑。",
            f"行政处罚法{'（2021）第27条第1款' if new else '（2017）第22条'}",
            LRB,
        )
        return Whether("transfer", ("transfer",), (step,))
    steps: list[Step] = []
    asks: list[str] = []
    lighter: list[str] = []
    if facts.person:
        barred = _capacity(facts, act, decided_on, steps, asks, lighter)
        if barred:
            return Whether("must_not", ("not_punish",), tuple(steps))
    bar = time_bar(act, discovered_on, decided_on, facts.grave)
    steps += bar.steps
    if bar.barred:
        return Whether("must_not", ("not_punish",), tuple(steps))
    ground = _slight(facts, new, asks)
    if ground is not None:
        return Whether("must_not", ("not_punish",), (*steps, ground))
    if new and facts.no_fault:
        words = "当事人有证据足以证明没有主观过错，不予处罚（法律、行政法规另有规定的除外）。"
        return Whether("must_not", ("not_punish",), (*steps, Step(words, "行政处罚法（2021）第33条第2款", LRB)))
    first = _first_time(facts, new, asks)
    if first is not None:
        return Whether("may_not", ("not_punish", "punish"), (*steps, first), tuple(lighter), tuple(dict.fromkeys(asks)))
    return Whether("may", ("punish",), tuple(steps), tuple(lighter), tuple(dict.fromkeys(asks)))


def to_punish(answer: Whether, declined: str = "") -> tuple[str, ...]:
    """The grounds that a worksheet must take, once it is settled that a penalty follows.

    :param declined: why the offer not to punish was not taken.
    :raises Refused: where the law forbids it, a fact is missing, or the offer was passed over without a word.
    """
    cite = answer.steps[-1].cite if answer.steps else "行政处罚法第33条"
    if answer.kind in ("must_not", "transfer"):
        todo = "移送公安机关" if answer.kind == "transfer" else "作出不予处罚决定，并教育当事人"
        raise _refused(cite, answer.steps[-1].words.rstrip("。"), todo, answer.steps[-1].mark)
    if answer.asks:
        reasons = [
            Reason("行政处罚法第30条至第33条", f"没有写明{each}", f"写明{each}", mark=LRB) for each in answer.asks
        ]
        raise Refused("punish", "给予处罚", reasons)
    if answer.kind == "may_not" and not declined.strip():
        raise _refused(
            cite, "初次违法、危害后果轻微并及时改正，可以不予处罚", "先考虑不予处罚；要处罚的，写明为什么", LRB
        )
    return answer.lighter


def _capacity(facts: Facts, act: Act, decided_on: date, steps: list[Step], asks: list[str], lighter: list[str]) -> bool:
    """Age and mental state on the day of the act; true where nobody may be punished."""
    new = decided_on >= NEW_LAW
    age = "行政处罚法（2021）第30条" if new else "行政处罚法（2017）第25条"
    mind = "行政处罚法（2021）第31条" if new else "行政处罚法（2017）第26条"
    day = act.end or decided_on
    if facts.born is None:
        asks.append("出生日期")
    elif day < reached(facts.born, 14):
        steps.append(Step("行为时不满14周岁，不予处罚，责令监护人加以管教。", age, LRB))
        return True
    elif day < reached(facts.born, 18):
        lighter.append("minor")
        steps.append(Step("行为时已满14周岁不满18周岁，应当从轻或者减轻。", age, LRB))
    if facts.mental == "unable":
        steps.append(Step("不能辨认或者不能控制自己行为时违法，不予处罚，责令监护人严加看管和治疗。", mind, LRB))
        return True
    if facts.mental == "partly" and new:
        lighter.append("partly_able")
        steps.append(Step("尚未完全丧失辨认或者控制能力，可以从轻或者减轻。", mind, LRB))
    if facts.mental is None:
        asks.append("精神状态是否正常")
    return False


def _slight(facts: Facts, new: bool, asks: list[str]) -> Step | None:
    known = (facts.trivial, facts.corrected, None if facts.harm is None else facts.harm == "none")
    if all(known):
        article = "行政处罚法（2021）第33条第1款" if new else "行政处罚法（2017）第27条第2款"
        return Step("违法行为轻微并及时改正，没有造成危害后果，不予处罚。", article, LRB)
    if False not in known:
        asks += [
            words for words, each in zip(("是否轻微", "是否及时改正", "危害后果"), known, strict=True) if each is None
        ]
    return None


def _first_time(facts: Facts, new: bool, asks: list[str]) -> Step | None:
    if not new:
        return None
    known = (facts.first_time, facts.corrected, None if facts.harm is None else facts.harm != "real")
    if all(known):
        words = "初次违法且危害后果轻微并及时改正，可以不予处罚，先考虑这一条。"
        return Step(words, "行政处罚法（2021）第33条第1款", LRB)
    if False not in known:
        asks += [
            words
            for words, each in zip(("是否初次违法", "是否及时改正", "危害后果"), known, strict=True)
            if each is None
        ]
    return None


def _refused(article: str, missing: str, remedy: str, mark: str) -> Refused:
    return Refused("punish", "给予处罚", [Reason(article, missing, remedy, mark=mark)])
