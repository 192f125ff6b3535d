"""Whether one text punishes more than another as far as bare numbers tell: a lint on the marks, never a judgement.

Which law is lighter is said by a lawyer, in the rule file. The numbers only refuse a mark that they plainly contradict.
"""

from collections.abc import Iterator

from wutong.law.offences.schema import Fine, Text


def tendency(old: Text, new: Text) -> str | None:
    """same, lighter, heavier; None where the numbers do not tell."""
    before, after = list(_fines(old)), list(_fines(new))
    if [place for place, _ in before] != [place for place, _ in after] or not before:
        return None
    signs = set()
    for (_, a), (_, b) in zip(before, after, strict=True):
        if a.local or b.local or (a.form, a.base) != (b.form, b.base):
            return None
        signs |= {(b.low > a.low) - (b.low < a.low), (b.high > a.high) - (b.high < a.high)}
    if signs == {0}:
        return "same"
    if signs <= {0, 1}:
        return "heavier"
    return "lighter" if signs <= {0, -1} else None


def contradicts(relation: str, old: Text, new: Text) -> str:
    """What was expected instead of the mark; '' where the numbers do not contradict it."""
    told = tendency(old, new)
    if told is None or told == relation or (told == "same" and relation != "same" and _others(old) != _others(new)):
        return ""
    return f"'is: {told}': the amounts of {old.title()} and {new.title()} say so"


def _fines(text: Text) -> Iterator[tuple[tuple[str, str, str, str], Fine]]:
    for each in text.outcomes:
        if each.fine:
            yield (each.party, each.stage, each.role, each.case), each.fine


def _others(text: Text) -> list[tuple[str, str, tuple[str, ...], bool]]:
    return [(each.party, each.stage, each.also, each.may) for each in text.outcomes]
