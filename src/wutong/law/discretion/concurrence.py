"""One act, several norms: it is fined once, under the norm with the higher fine (行政处罚法 29), after norms that yield."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wutong.law.discretion.grounds import LRB, NEW_LAW
from wutong.law.offences import Span, Step, Text, zh
from wutong.law.offences.schema import RANK_ORDER
from wutong.law.refusal import Reason, Refused

ACT, TITLE = "concur", "对同一个行为罚款"


@dataclass(frozen=True)
class Candidate:
    """A norm that applies to the act, with its statutory range for this party; `range` None: it has no fine."""

    norm: str
    text: Text
    range: Span | None


@dataclass(frozen=True)
class Chosen:
    candidate: Candidate
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Prior:
    """A fine already imposed for the same act, by whichever body."""

    body: str
    number: str
    on: date


def choose(candidates: Sequence[Candidate], party: str, act_end: date, decided_on: date) -> Chosen:
    """The norm by which an act is fined.

    :raises Refused: none applies; or several do and the law of the decision's day had no rule for it (2017 text).
    """
    if not candidates:
        raise Refused(ACT, TITLE, [Reason("行政处罚法第4条", "没有可以适用的条文", "核对案由、行为时间和适用的文本")])
    standing, steps = _standing(candidates, party, act_end)
    if len(standing) == 1:
        only = Step(f"适用{_article(standing[0])}。", _article(standing[0]), standing[0].text.mark)
        return Chosen(standing[0], (*steps, only))
    if decided_on < NEW_LAW:
        words = "几个条文都适用，2017年的文本没有写按哪一个"
        reason = Reason("行政处罚法（2017）第24条", words, "请法制机构按特别法、上位法定一个", mark="[needs lawyer]")
        raise Refused(ACT, TITLE, [reason])
    fined = [each for each in standing if each.range is not None]
    if not fined:
        return Chosen(standing[0], (*steps, Step("都没有罚款，按位阶高的条文。", _article(standing[0]), "[inference]")))
    best = max(fined, key=_weight)
    told = "、".join(f"{_article(each)}{each.range.zh() if each.range else ''}" for each in fined)
    steps = (*steps, Step(f"同一个行为违反几个规定：{told}。", "行政处罚法（2021）第29条", LRB))
    words = f"按罚款数额高的{_article(best)}处罚，只罚一次。"
    return Chosen(best, (*steps, Step(words, "行政处罚法（2021）第29条", LRB)))


def not_fined_before(priors: Sequence[Prior], decided_on: date, *, new_fact: str = "", daily_clause: str = "") -> None:
    """The same act is not fined twice.

    :param new_fact: what was done anew after the earlier decision; :param daily_clause: an article on daily fines.
    :raises Refused: naming the earlier decision.
    """
    if not priors or new_fact.strip() or daily_clause.strip():
        return
    article = "行政处罚法（2021）第29条" if decided_on >= NEW_LAW else "行政处罚法（2017）第24条"
    words = "；".join(f"{each.body}{each.number}（{each.on.isoformat()}）已经罚过" for each in priors)
    remedy = "同一个行为不再罚款；责令以后又做的，写明新的行为，或者写明按日连续处罚的条文"
    raise Refused(ACT, TITLE, [Reason(article, words, remedy, mark=LRB)])


def _standing(candidates: Sequence[Candidate], party: str, act_end: date) -> tuple[list[Candidate], tuple[Step, ...]]:
    present = {each.norm for each in candidates}
    standing, steps = [], []
    for each in candidates:
        yields = each.text.yields
        applies = yields and yields.to in present and yields.party in ("any", party)
        if yields and applies and (yields.since is None or yields.since <= act_end):
            steps.append(Step(f"{_article(each)}让位：{yields.why}。", _article(each), yields.mark))
        else:
            standing.append(each)
    return standing, tuple(steps)


def _weight(candidate: Candidate) -> tuple[object, ...]:
    """Highest upper end first, then the lower end, then the rank of the statute, then the name so that it is settled."""
    assert candidate.range is not None
    rank = -RANK_ORDER.index(candidate.text.rank)
    return (candidate.range.high, candidate.range.low, rank, candidate.norm)


def _article(candidate: Candidate) -> str:
    text = candidate.text
    return f"{text.title()}{zh(text.penalty)}" if text.penalty else text.title()
