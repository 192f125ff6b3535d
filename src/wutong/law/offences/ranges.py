"""How much may be fined: the range of a clause in yuan, from fixed sums, a share of a stated base, or local law.

Sums are exact Decimals of yuan, never rounded here: a rounded bound could let through a fen too much.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from wutong.law.offences.cites import zh
from wutong.law.offences.schema import LOCAL_STATUTE, PARTIES, STAGES, Fine, Outcome, Text
from wutong.law.procedure.yamlfile import Node, whole
from wutong.law.refusal import Reason, Refused

ASK = "range"
ASKED = "算出罚款幅度"


@dataclass(frozen=True)
class Span:
    """From `low` to `high` yuan, both included (民法典 1259: 以上、以下 include the number)."""

    low: Decimal
    high: Decimal

    def __contains__(self, amount: object) -> bool:
        return isinstance(amount, Decimal) and self.low <= amount <= self.high

    def zh(self) -> str:
        if self.low == self.high:
            return f"{yuan(self.high)}元"
        return f"{yuan(self.low)}元以上{yuan(self.high)}元以下" if self.low else f"{yuan(self.high)}元以下"


@dataclass(frozen=True)
class LocalFine:
    """The range that a county's local law states for a slot, with its document and days."""

    slot: str
    span: Span
    document: str
    mark: str
    in_force: date
    until: date | None = None


def yuan(amount: Decimal) -> str:
    """20000 → 2万; 12345.6 → 12345.6."""
    plain = f"{amount:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    number = Decimal(plain)
    if number >= 10000 and number % 1000 == 0:
        return f"{f'{number / 10000:f}'.rstrip('0').rstrip('.') if number % 10000 else number // 10000}万"
    return plain


def fine_words(fine: Fine | None) -> str:
    """The range as the clause states it, without a case."""
    if fine is None:
        return "没有罚款"
    if fine.local:
        return "罚款，数额由地方规定"
    if fine.form == "yuan":
        return f"罚款{Span(fine.low, fine.high).zh()}"
    unit = "%" if fine.form == "percent" else "倍"
    low = f"{yuan(fine.low)}{unit}以上" if fine.low else ""
    cap = f"，最高{yuan(fine.cap)}元" if fine.cap is not None else ""
    return f"罚款{fine.base}的{low}{yuan(fine.high)}{unit}以下{cap}"


def span(
    outcome: Outcome,
    text: Text,
    *,
    on: date,
    local: Iterable[LocalFine] = (),
    bases: Mapping[str, Decimal] | None = None,
) -> Span | None:
    """The range in yuan on the day of the act; None where the outcome has no fine.

    :raises Refused: a local slot that nobody has set (请设置), or a base that the file does not state.
    """
    fine = outcome.fine
    if fine is None:
        return None
    article = f"{text.title()}{zh(text.penalty)}" if text.penalty else text.title()
    if fine.local:
        return _set(outcome, article, text.mark, on, local)
    if fine.form == "yuan":
        return Span(fine.low, fine.high)
    base = (bases or {}).get(fine.base)
    if base is None or not base.is_finite() or base < 0:
        raise Refused(
            ASK, ASKED, [Reason(article, f"没有写明{fine.base}", f"把{fine.base}的数额和依据写进案卷", mark=text.mark)]
        )
    rate = Decimal(100) if fine.form == "percent" else Decimal(1)
    low, high = base * fine.low / rate, base * fine.high / rate
    if fine.cap is not None:
        low, high = min(low, fine.cap), min(high, fine.cap)
    return Span(low, high)


def _set(outcome: Outcome, article: str, mark: str, on: date, local: Iterable[LocalFine]) -> Span:
    for each in local:
        if each.slot == outcome.slot and each.in_force <= on and (each.until is None or on <= each.until):
            return each.span
    example = outcome.fine.example if outcome.fine else ""
    hint = f"。别处的例子（不能直接用）：{example}" if example else ""
    remedy = f"请设置{outcome.slot}：写明幅度、文件和施行日期{hint}"
    raise Refused(ASK, ASKED, [Reason(article, f"条文没有数额，{on.isoformat()}本地没有设置", remedy, mark=mark)])


def outcomes_for(text: Text, party: str, *, refused: bool, serious: bool = False) -> tuple[Outcome, ...]:
    """What may be imposed on a party: at once; also what follows a refusal to correct or a serious case.

    :raises Refused: an individual business where the clause tells persons from units: local practice decides.
    """
    if party not in PARTIES:
        raise ValueError(f"a party is one of {', '.join(PARTIES)}, not {party!r}")
    named = {each.party for each in text.outcomes} - {"any"}
    if party == "household" and named:
        article = f"{text.title()}{zh(text.penalty)}" if text.penalty else text.title()
        words = "条文分个人和单位，个体工商户算哪一种各地不同"
        raise Refused(
            ASK, ASKED, [Reason(article, words, "请法制机构按本地规定定为个人或者单位", mark="[needs lawyer]")]
        )
    stages = {"at_once"} | ({"refused"} if refused else set()) | ({"serious"} if serious else set())
    return tuple(each for each in text.outcomes if each.party in ("any", party) and each.stage in stages)


def read_local(text: str, file: str) -> tuple[LocalFine, ...]:
    """A county's own ranges: `{local, document, mark, in_force, fines: {slot: {from, to, cite}}}`.

    :raises RuleError: naming file, line, what stands there and what was expected.
    """
    keys = ("local", "document", "mark", "in_force", "until", "fines")
    top = whole(text, file, date.max).fields(keys, ("local", "document", "mark", "in_force", "fines"))
    until = top["until"].day() if "until" in top else None
    head = top["document"].text(), top["mark"].text(), top["in_force"].day()
    return tuple(_local(slot, node, head, until) for slot, node in top["fines"].items())


def _local(slot: str, node: Node, head: tuple[str, str, date], until: date | None) -> LocalFine:
    fields = node.fields(("from", "to", "cite"), ("to", "cite"))
    low = Decimal(fields["from"].number()) if "from" in fields else Decimal(0)
    high = Decimal(fields["to"].number())
    if not 0 <= low <= high or high == 0:
        raise fields["to"].error(f"a number above 0 and not below {low}")
    return LocalFine(slot, Span(low, high), f"{head[0]}{fields['cite'].text()}", head[1], head[2], until)


def outcome_words(outcome: Outcome, text: Text) -> str:
    """One line on what may be imposed on whom."""
    parts = [f"对{PARTIES[outcome.party]}" if outcome.party != "any" else "", outcome.role or outcome.liable]
    who = f"{parts[0]}（{parts[1]}）" if parts[0] and parts[0] != f"对{parts[1]}" else parts[0] or f"对{parts[1]}"
    when = "" if outcome.stage == "at_once" else STAGES[outcome.stage]
    told = [part for part in (when, outcome.case) if part]
    fine = fine_words(outcome.fine) if outcome.fine else ""
    what = "，".join([*outcome.also, f"可以{fine}" if outcome.may and fine else fine] if fine else list(outcome.also))
    return "，".join([who, *told, what or "没有罚款"])


def slots(texts: Iterable[Text]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.slot for text in texts for each in text.outcomes if each.slot))


__all__ = [
    "LOCAL_STATUTE", "LocalFine", "Span", "fine_words", "outcome_words", "outcomes_for", "read_local", "slots", "span",
    "yuan",
]  # fmt: skip
