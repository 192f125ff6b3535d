"""Which text of a norm applies to an act: the text at its end, or a later one if that is lighter (从旧兼从轻).

Substance follows the act, procedure follows the day of each step. Numbers never decide which law is lighter: a lawyer
has marked it in the rule file, or the question is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from wutong.law.calendar import day_words
from wutong.law.offences.cites import zh
from wutong.law.offences.schema import RELATIONS, Norm, Offence, StatuteText, Text, is_doubtful
from wutong.law.offences.shelf import text_of
from wutong.law.refusal import Reason, Refused

ACT = "govern"
TITLE = "选定适用的条文"
LIGHTER = "行政处罚法（2021）第37条"
LIGHTER_BEFORE = "最高人民法院法〔2004〕96号纪要"
#: the day on which 行政处罚法 37 came into force; before it the same rule stood in a minute of the Supreme Court
LIGHTER_SINCE = date(2021, 7, 15)
PENALTIES = "行政处罚法"


@dataclass(frozen=True)
class Act:
    """When an act happened. `end` None: it still goes on, and is dated by the day of the decision."""

    end: date | None
    start: date | None = None


@dataclass(frozen=True)
class Step:
    """One step of an answer in words, with the article it stands on and how firm that is."""

    words: str
    cite: str = ""
    mark: str = ""

    def __str__(self) -> str:
        mark = f"，{self.mark}" if self.mark else ""
        return f"{self.words}（{self.cite}{mark}）" if self.cite else self.words


@dataclass(frozen=True)
class Governing:
    """The answer: `text` None means that this norm does not punish the act. `why` is one word of WHYS."""

    norm: str
    text: Text | None
    why: str
    at_act: Text | None
    at_decision: Text | None
    procedure: StatuteText
    steps: tuple[Step, ...]
    doubts: tuple[Step, ...] = ()


WHYS = ("same_text", "old", "lighter_new", "not_punished_then", "not_punished_now")


def governing(offence: Offence, norm: str, act: Act, decided_on: date, *, corrected: bool | None = None) -> Governing:
    """Which text of a norm applies to an act that is decided on a day.

    :param corrected: whether the party corrected in time; asked only by a text that punishes in two steps.
    :raises Refused: dates that cannot be, a text that is not recorded, or two texts that nobody has compared.
    """
    chain = offence.norms[norm]
    end = _end(act, decided_on)
    steps = [_dated(act, end, decided_on)]
    procedure = procedural(decided_on)
    then, now = chain.on(end), chain.on(decided_on)
    at = f"程序按做每一步那天的文本：{day_words(decided_on)}适用{procedure.title()}。"
    last = Step(at, LIGHTER_BEFORE, "[from memory]")
    doubts = _crossing(chain, act, end)
    if then is None or not then.punished:
        if then is None and not chain.is_complete:
            missing = f"{chain.begins.isoformat()}以前的文本没有收录，不能当作当时不处罚"
            raise _lawyer(_article(chain.texts[0]), missing, "请法制机构查当时的文本，写进规则文件")
        steps.append(
            Step(
                f"行为终了时，{_title(chain)}还没有处罚这种行为，不能用后来的规定处罚。",
                "行政处罚法第4条",
                "[checked: LRB]",
            )
        )
        return Governing(norm, None, "not_punished_then", then, now, procedure, (*steps, last), doubts)
    steps.append(Step(f"行为终了时适用的文本是{_article(then)}。", then.title(), then.mark))
    if now is None:
        raise _lawyer(_article(then), "作出决定时的文本没有收录", "请法制机构查当时的文本，写进规则文件")
    if now is then:
        steps.append(Step("到作出决定时这个文本没有变。"))
        return Governing(norm, then, "same_text", then, now, procedure, (*steps, last), doubts)
    cite, mark = _rule(decided_on)
    steps.append(Step(f"到作出决定时，适用的文本已经是{_article(now)}。", now.title(), now.mark))
    if not now.punished:
        steps.append(Step("新的规定不再认为是违法，适用新的规定，不处罚。", cite, mark))
        return Governing(norm, None, "not_punished_now", then, now, procedure, (*steps, last), doubts)
    relation, told = _relation(chain, then, now, corrected)
    steps.extend(told)
    if relation == "lighter":
        steps.append(Step(f"新的规定处罚较轻，适用{_article(now)}。", cite, mark))
        return Governing(norm, now, "lighter_new", then, now, procedure, (*steps, last), doubts)
    words = f"新的规定{RELATIONS[relation]}，仍适用行为时的{_article(then)}。"
    steps.append(Step(words, cite, mark))
    return Governing(norm, then, "old", then, now, procedure, (*steps, last), doubts)


def governing_all(
    offence: Offence, act: Act, decided_on: date, *, corrected: bool | None = None
) -> Mapping[str, Governing | Refused]:
    """The answer for each norm of an offence; one that is refused does not hide the others."""
    found: dict[str, Governing | Refused] = {}
    for norm in offence.norms:
        try:
            found[norm] = governing(offence, norm, act, decided_on, corrected=corrected)
        except Refused as refused:
            found[norm] = refused
    return found


def procedural(on: date) -> StatuteText:
    """The text of 行政处罚法 by which a step on a day is judged.

    :raises Refused: a day before the first text that is recorded.
    """
    found = text_of(PENALTIES, on)
    if found is None:
        raise _lawyer(PENALTIES, f"{on.isoformat()}的文本没有收录", "请法制机构定")
    return found


def _end(act: Act, decided_on: date) -> date:
    end = act.end or decided_on
    if end > decided_on:
        raise Refused(ACT, TITLE, [Reason("行政处罚法第40条", "行为终了的日子晚于作出决定的日子", "核对两个日期")])
    if act.start is not None and act.start > end:
        raise Refused(ACT, TITLE, [Reason("行政处罚法第40条", "行为开始的日子晚于终了的日子", "核对两个日期")])
    return end


def _dated(act: Act, end: date, decided_on: date) -> Step:
    continuing = "行政处罚法第36条第2款（2017年文本第29条第2款）"
    if act.end is None:
        words = f"行为还在继续，按作出决定的{day_words(decided_on)}定。"
        return Step(words, continuing, "[inference]")
    if act.start is not None and act.start < end:
        return Step(
            f"行为从{day_words(act.start)}连续或者继续到{day_words(end)}，从终了之日定。", continuing, "[inference]"
        )
    return Step(f"行为终了的日子是{day_words(end)}，实体按行为时的规定。", LIGHTER_BEFORE, "[from memory]")


def _rule(decided_on: date) -> tuple[str, str]:
    return (LIGHTER, "[checked: LRB]") if decided_on >= LIGHTER_SINCE else (LIGHTER_BEFORE, "[from memory]")


def _relation(chain: Norm, then: Text, now: Text, corrected: bool | None) -> tuple[str, list[Step]]:
    """How `now` punishes against `then`, link by link; several links agree or nobody knows."""
    first, last = chain.texts.index(then), chain.texts.index(now)
    found, steps = set(), []
    for earlier, later in pairwise(chain.texts[first : last + 1]):
        pair = f"{earlier.title()}和{later.title()}"
        compared = later.compared
        if compared is None:
            raise _lawyer(LIGHTER, f"没有人标明{pair}哪个处罚较轻", "请法制机构比较后写进规则文件的compared")
        if compared.corrected and corrected is None:
            missing = f"{pair}哪个较轻，要看当事人是否已经改正"
            raise Refused(ACT, TITLE, [Reason(_article(later), missing, "写明是否已经改正", mark=compared.mark)])
        if compared.corrected and not corrected:
            raise _lawyer(LIGHTER, f"当事人没有改正，{pair}哪个较轻没有标明", "请法制机构定")
        steps.append(
            Step(f"{pair}相比，后者{RELATIONS[compared.relation]}：{compared.why}。", later.title(), compared.mark)
        )
        found.add(compared.relation)
    if found == {"same"}:
        return "same", steps
    if found <= {"same", "heavier"}:
        return "heavier", steps
    if found <= {"same", "lighter"}:
        return "lighter", steps
    raise _lawyer(
        LIGHTER, "中间改过几次，有的较重有的较轻，行为时和决定时的两个文本没有直接比较", "请法制机构直接比较这两个文本"
    )


def _crossing(chain: Norm, act: Act, end: date) -> tuple[Step, ...]:
    """An act that ran on under a new text is dated by its end; that is a reading, and said to be one."""
    if act.start is None:
        return ()
    begun, ended = chain.on(act.start), chain.on(end)
    if begun is ended:
        return ()
    words = "行为跨过了条文变动的日子。按终了之日适用后一个文本，变动以前的那一段要不要从轻，请法制机构定。"
    return (Step(words, LIGHTER_BEFORE, "[inference]"),)


def _lawyer(article: str, missing: str, remedy: str) -> Refused:
    return Refused(ACT, TITLE, [Reason(article, missing, remedy, mark="[needs lawyer]")])


def _article(text: Text) -> str:
    return f"{text.title()}{zh(text.penalty)}" if text.penalty else text.title()


def _title(chain: Norm) -> str:
    return chain.texts[0].law


def doubtful(answer: Governing) -> tuple[str, ...]:
    """The marks of an answer that a user must see."""
    steps = (*answer.steps, *answer.doubts)
    return tuple(dict.fromkeys(step.mark for step in steps if step.mark and is_doubtful(step.mark)))
