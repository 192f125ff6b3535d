"""Words that break software: control characters, marks of direction, script, formulas, rare names, nothing at all."""

from __future__ import annotations

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><svg onload=alert(3)>"
TEMPLATE = "{{ 7*7 }}{% load x %}${7*7}"
BIDI = "\u202e反着写\u2066里面\u200f"
UNSEEN = "看\u200b不\u2060见\ufeff的\u00ad字\u200d"
CONTROL = "铃\x07退\x08逃\x1b[31m"
NUL = "空\x00字节"
RARE = "𠮷㙟䶮𫗋"
LONG = "长" * 100_000
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "=HYPERLINK(\"http://x\",\"y\")", "|calc")  # fmt: skip
NUMBERS = ("NaN", "Infinity", "-Infinity", "1e400", "²", "٣", "0x10", "1_0", "９９", "-0", "", " ", "1" * 5000)
DAYS = (
    "0001-01-01",
    "2099-12-31",
    "9999-12-31",
    "0000-00-00",
    "2026-02-30",
    "10000-01-01",
    "2026-1-1",
    "昨天",
    "20261102",
)
ADDRESSES = (
    "%00",
    "0",
    "-1",
    "99999999999999999999999",
    "%F0%A0%AE%B7",
    "%FF%FE",
    "..%2F..",
    "%27%22%3Cscript%3E",
    "a" * 3000,
)

#: whatever a form takes or an address holds is once each of these
NASTY = (
    SCRIPT, TEMPLATE, BIDI, UNSEEN, CONTROL, RARE, *FORMULAS, *NUMBERS, *DAYS, "'; DROP TABLE x;--", '"', "\\", "%s%n{0}",
    "e\u0301" * 10, "\ufffe\uffff", "\ud7ff", "🏴\u200d☠\ufe0f", "ئۇيغۇر", "null", "[]", '{"a":', "*", "NEAR(a b)", "a AND", "😀" * 300,
)  # fmt: skip
