"""The people in a case: two certified officers, each confirmed by himself; recusal; who may not be two things at once.

Persons are told apart by their number in the offices, never by name. Every answer is for the day of the act.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from wutong.law.offences import Step
from wutong.law.refusal import Reason, Refused

NEW_LAW = date(2021, 7, 15)
#: the reviewer's qualification came with the change of 2017, in force on this day
REVIEWERS_SINCE = date(2018, 1, 1)
LRB = "[checked: LRB]"
INFERENCE = "[inference]"


@dataclass(frozen=True)
class Certificate:
    """An enforcement certificate: `area` a division code whose places it covers, `field` what it is for ('' all)."""

    number: str
    area: str
    field: str
    valid_from: date
    valid_to: date
    withdrawn: date | None = None

    def holds(self, on: date, area: str, field: str) -> bool:
        in_time = self.valid_from <= on <= self.valid_to and (self.withdrawn is None or on < self.withdrawn)
        return in_time and area.startswith(self.area) and self.field in ("", field)


@dataclass(frozen=True)
class Officer:
    """A person of the bureau; an assistant (协管员) never counts."""

    number: str
    name: str
    assistant: bool = False
    certificates: tuple[Certificate, ...] = ()


@dataclass(frozen=True)
class Presence:
    """Somebody named in an act; `confirmed_by`: the number of who confirmed that this person was there, '' for nobody."""

    officer: Officer
    confirmed_by: str = ""


@dataclass(frozen=True)
class Tie:
    """What stands between an officer and a party: a direct interest, or another relation that may affect fairness."""

    officer: str
    direct: bool
    words: str


@dataclass(frozen=True)
class Hands:
    """Who did what in a case, by number, as the acts name them."""

    investigators: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    chairs: frozenset[str] = frozenset()
    deciders: frozenset[str] = frozenset()


def two_officers(
    present: Sequence[Presence], on: date, area: str, *, field: str = "", summary: bool = False
) -> tuple[Step, ...]:
    """At least two different people with a certificate that holds that day, each confirmed by himself.

    :param summary: the summary procedure, where the text of 2017 asked for no second officer.
    :raises Refused: with one reason for each person who does not count and one for the number.
    """
    new = on >= NEW_LAW
    article = "行政处罚法（2021）第42条第1款" if new else "行政处罚法（2017）第37条第1款"
    needed = 1 if summary and not new else 2
    good: dict[str, Presence] = {}
    reasons = []
    for each in present:
        trouble = _trouble(each, on, area, field)
        if trouble:
            reasons.append(Reason(article, f"{each.officer.name}{trouble[0]}", trouble[1], mark=LRB))
        else:
            good[each.officer.number] = each
    if len(good) < needed:
        words = f"要{needed}名有执法资格的人员在场，只有{len(good)}名"
        reasons.insert(0, Reason(article, words, "由两名有执法资格的人员重新进行", mark=LRB))
        raise Refused("officers", "由这些人员执法", reasons)
    names = "、".join(each.officer.name for each in good.values())
    return (Step(f"{names}有执法资格，本人确认在场。", article, LRB),)


def _trouble(each: Presence, on: date, area: str, field: str) -> tuple[str, str] | None:
    if each.officer.assistant:
        return "是协管员，不算执法人员", "换有执法资格的人员"
    if not each.officer.certificates:
        return "没有执法证件", "换有执法资格的人员"
    if not any(certificate.holds(on, area, field) for certificate in each.officer.certificates):
        return f"{on.isoformat()}没有对这个区域、这类事项有效的执法证件", "核对证件的期限、区域和类别"
    if each.confirmed_by != each.officer.number:
        return "没有本人确认在场", "由本人确认，别人不能代为确认"
    return None


def must_withdraw(officer: str, ties: Collection[Tie], on: date) -> tuple[Step, ...]:
    """The ties for which an officer has to withdraw; none if he may stay. The text of 2017 knew direct interest only."""
    new = on >= NEW_LAW
    article = "行政处罚法（2021）第43条第1款" if new else "行政处罚法（2017）第37条第3款"
    return tuple(
        Step(f"{tie.words}，应当回避。", article, LRB) for tie in ties if tie.officer == officer and (tie.direct or new)
    )


def decide_recusal(challenged: str, decider: str, heads: Collection[str], on: date) -> tuple[Step, ...]:
    """Who may decide on a challenge: a head of the agency, never about himself. The investigation goes on meanwhile.

    :raises Refused: otherwise.
    """
    article = "行政处罚法（2021）第43条第2款" if on >= NEW_LAW else "行政处罚法（2017）第37条第3款"
    if decider == challenged:
        remedy = "由其他负责人决定；只有一名负责人的，请上级机关或者集体定"
        raise Refused("recusal", "决定回避", [Reason(article, "不能决定自己是否回避", remedy, mark=INFERENCE)])
    if decider not in heads:
        raise Refused("recusal", "决定回避", [Reason(article, "不是行政机关负责人", "由行政机关负责人决定", mark=LRB)])
    return (Step("由行政机关负责人决定；决定作出以前不停止调查。", article, LRB),)


def separated(hands: Hands, on: date) -> tuple[Step, ...]:
    """Whoever investigates neither reviews nor chairs the hearing. What is only good practice comes back as advice.

    :raises Refused: with one reason for each person who was two things that the law keeps apart.
    """
    new = on >= NEW_LAW
    law = "行政处罚法（2021）" if new else "行政处罚法（2017）"
    reasons = []
    for who in sorted(hands.investigators & hands.reviewers):
        article = f"{law}第58条" if new else f"{law}第38条第3款"
        reasons.append(Reason(article, f"{who}既调查又审核", "由没有参加调查的法制审核人员重新审核", mark=INFERENCE))
    for who in sorted(hands.investigators & hands.chairs):
        article = f"{law}第64条第(四)项" if new else f"{law}第42条第1款第(四)项"
        reasons.append(Reason(article, f"{who}既调查又主持听证", "由非本案调查人员重新主持听证", mark=LRB))
    if reasons:
        raise Refused("separation", "由同一个人做这两件事", reasons)
    advice = []
    for who in sorted(hands.chairs & hands.reviewers):
        advice.append(Step(f"{who}既主持听证又审核：法律没有禁止，建议分开。", "", INFERENCE))
    for who in sorted(hands.investigators & hands.deciders):
        advice.append(
            Step(
                f"{who}既调查又决定：建议由没有参加调查的负责人决定。",
                f"{law}第57条" if new else f"{law}第38条",
                INFERENCE,
            )
        )
    return tuple(advice)


def may_review(first_time: bool | None, qualified: bool | None, on: date) -> tuple[Step, ...]:
    """Whether a reviewer has the legal qualification that a first-time reviewer of penalties needs.

    :raises Refused: he has not, or nobody has stated it.
    """
    if on < REVIEWERS_SINCE or first_time is False:
        return ()
    article = "行政处罚法（2021）第58条第2款" if on >= NEW_LAW else "行政处罚法（2017）第38条第3款"
    title = "由这个人审核"
    if first_time is None:
        raise Refused("reviewer", title, [Reason(article, "没有写明是否初次从事法制审核", "写明是否初次", mark=LRB)])
    if qualified is None:
        words = "没有写明是否通过国家统一法律职业资格考试"
        raise Refused("reviewer", title, [Reason(article, words, "写明法律职业资格证号", mark=LRB)])
    if not qualified:
        words = "初次从事法制审核，没有取得法律职业资格"
        raise Refused("reviewer", title, [Reason(article, words, "换有法律职业资格的审核人员", mark=LRB)])
    return (Step("初次从事法制审核，有法律职业资格。", article, LRB),)
