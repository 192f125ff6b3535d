"""Numbers that are somebody's, inside words that somebody typed: phones, identity cards, bank cards, shown without their middle.

People write their number into a title or a description whatever the form asks for. Masking happens where words are
shown and never where they are kept: what is masked is still found, corrected and erased as a whole.
"""

from __future__ import annotations

import re

#: a digit, wide ones too, and what people put between the groups of a number
_D = "[0-9０-９]"
_GAP = r"[ \t\u3000\-－—·.]?"
_EDGE = rf"(?<!{_D})"
_END = rf"(?!{_D})"

_MOBILE = re.compile(
    rf"{_EDGE}(?P<land>(?:[+＋]?{_GAP}[8８][6６]{_GAP})?)(?P<first>[1１](?:{_GAP})[3-9３-９](?:{_GAP}){_D})"
    rf"(?P<middle>(?:{_GAP}{_D}){{4}})(?P<gap>{_GAP})(?P<last>{_D}(?:{_GAP}{_D}){{3}}){_END}"
)
#: 18 digits or 17 and an X; also 15 of the old cards, and 16 to 19 of a bank's: nothing else that people write is so long
_LONG = re.compile(rf"{_EDGE}{_D}(?:{_GAP}{_D}){{14,18}}(?:{_GAP}[XxＸｘ])?{_END}")
_LAND = re.compile(rf"{_EDGE}(?P<area>[0０]{_D}{{2,3}})(?P<gap>{_GAP}){_D}{{3,4}}(?P<last>{_D}{{4}}){_END}")
_ANY = re.compile("[^0-9０-９XxＸｘ]")


def _mobile(found: re.Match[str]) -> str:
    return f"{found['land']}{_ANY.sub('', found['first'])}****{_ANY.sub('', found['last'])}"


def _long(found: re.Match[str]) -> str:
    digits = _ANY.sub("", found[0])
    keep = 6 if len(digits) in (15, 18) else 4
    return f"{digits[:keep]}{'*' * (len(digits) - keep - 4)}{digits[-4:]}"


def _land(found: re.Match[str]) -> str:
    return f"{found['area']}{found['gap']}****{found['last']}"


def masked_text(value: object) -> str:
    """The words with every phone as 138****0001 and every card as 510923********1234; all other words as they are."""
    words = str(value or "")
    return _LAND.sub(_land, _MOBILE.sub(_mobile, _LONG.sub(_long, words)))
