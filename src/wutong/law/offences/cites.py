"""Article numbers in rule files and in words, so that a paragraph (款) is never read as an item (项);
and the marks of a row in words, so that a reader knows what it was compared with.

`118(1)` is 第118条第1款, `36(二)` is 第36条第(二)项, `25(1)(二)` both; a `?` says that paragraph or item is not checked.
"""

import re

_FORM = re.compile(
    r"(?P<article>[0-9]{1,4})(?P<para>\([0-9]{1,2}\??\))?(?P<item>\([一二三四五六七八九十]{1,3}\))?(?P<doubt>\?)?"
)

_BRACKET = re.compile(r"\[([^\]]*)\]")
#: what a row was compared with, by the short name in its mark (docs/law.md, Offences)
_SOURCES = {"LRB": "2025年的公开文本", "JL": "2026年的公开文本", "DLC": "外地的规定"}
#: a reader who knows the marks of docs/law.md finds them again
_DOUBTS = {"from memory": "未核 [from memory]", "inference": "推定 [inference]"}


def is_cite(text: str) -> bool:
    return _FORM.fullmatch(text) is not None


def zh(text: str) -> str:
    """`115(1)(二)` → 第115条第1款第(二)项; what is not checked says so."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"an article reads like '118(1)', '36(二)' or '25(1)(二)', not {text!r}")
    words = f"第{found['article']}条"
    paragraph = (found["para"] or "").strip("()")
    if paragraph.endswith("?"):
        return f"{words}（{paragraph[:-1]}是款是项待核）"
    if paragraph:
        words += f"第{paragraph}款"
    if found["item"]:
        words += f"第{found['item']}项"
    return f"{words}（条号待核）" if found["doubt"] else words


def mark_words(mark: str) -> str:
    """`[checked: LRB, JL]` → 对照过2025年的公开文本、2026年的公开文本; doubts keep their mark beside the words."""
    return "，".join(filter(None, (_bracket(found[1]) for found in _BRACKET.finditer(mark)))) + (
        _BRACKET.sub("", mark).strip()
    )


def _bracket(inside: str) -> str:
    if not inside.startswith("checked:"):
        return _DOUBTS.get(inside.strip(), f"[{inside}]")
    compared: list[str] = []
    told: list[str] = []
    for part in inside.removeprefix("checked:").split(";"):
        if "from memory" in part:
            what = part.replace("from memory", "").strip()
            article = re.fullmatch(r"Art ([0-9]+)", what)
            told.append(f"{f'第{article[1]}条' if article else f'{what}年的文本'}{_DOUBTS['from memory']}")
            continue
        for name in re.split(r",|(?<=LRB)-", part):
            compared.append(_SOURCES.get(name.strip(), "网上的摘录"))
    return "，".join([f"对照过{'、'.join(dict.fromkeys(compared))}", *told])
