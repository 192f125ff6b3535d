#!/usr/bin/env python3
"""Checks an export of Wutong's record without Wutong: plain Python 3.8 or later, nothing to install.

    python3 verify.py export.jsonl                    is the export whole and unchanged?
    python3 verify.py export.jsonl --last DIGEST      ... and does it end with the digest noted down earlier?

It was written apart from the program that writes the record, from docs/record.md alone, and shares no line with it.
Exit code 0: in order. 1: something is wrong, each thing on a line of its own. 2: not an export, or not readable.

What it cannot see: whether the whole history was rewritten from a point on. For that, keep a digest from an earlier
export or a printed document, and give it as --last.
"""

import argparse
import hashlib
import json
import re
import sys
from datetime import datetime, timedelta

FORMAT = "wutong.export/1"
MEMBERS = {
    "version", "algorithm", "county", "matter", "seq", "family", "act", "at", "written", "on_date", "source", "actor",
    "office", "acting_for", "late", "about", "fields", "files", "audiences", "rules", "calendar", "prev",
}  # fmt: skip
HEX = re.compile(r"[0-9a-f]{64}")


class Unreadable(Exception):
    """The input is not an export."""


def _no_float(text):
    raise Unreadable(f"a number with a fraction: {text}")


def _no_twice(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) != len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        raise Unreadable("a key stands twice: " + ", ".join(twice))
    return dict(pairs)


def read(lines):
    """The lines as maps; blank lines are passed over."""
    found = []
    for n, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_twice)
        except (ValueError, Unreadable) as bad:
            raise Unreadable(f"line {n}: {bad}") from bad
        if not isinstance(item, dict) or "line" not in item:
            raise Unreadable(f"line {n} is not a line of an export")
        found.append(item)
    if not found or found[0].get("line") != "head" or found[0].get("format") != FORMAT:
        raise Unreadable(f"the first line must say format {FORMAT}")
    return found


def spell(value):
    """The bytes of a value: UTF-8 JSON, keys sorted, no blanks."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def digest_of(entry):
    return hashlib.sha256(b"wutong/entry/v1" + b"\0" + spell(entry)).hexdigest()


def commitment_of(name, salt, value):
    return hashlib.sha256(b"wutong/field/v1" + b"\0" + bytes.fromhex(salt) + spell([name, value])).hexdigest()


def check(lines, last=""):
    """Check an export. Gives (faults, holes): what is wrong, and which values are not there."""
    items = read(lines)
    head, rows = items[0], [i for i in items if i["line"] in ("entry", "closed")]
    faults, holes = [], []
    for item in items[1:]:
        if item["line"] not in ("entry", "closed", "end"):
            faults.append("a line of an unknown kind: " + str(item["line"]))
    numbers = [_seq(row) for row in rows]
    faults += _order(numbers)
    orders = {}
    for row in rows:
        if row["line"] == "entry" and row["entry"].get("act") == "erased":
            orders.setdefault(row["entry"].get("about"), set()).add(row["entry"].get("seq"))
    closed = any(row["line"] == "closed" for row in rows)
    for row in rows:
        if row["line"] == "entry":
            faults += _entry(head, row)
            more, gaps = _fields(row, orders, closed, whole=not head.get("audience"))
            faults += more
            holes += gaps
    faults += _chain(rows)
    faults += _end(items, rows, last)
    return faults, holes


def _seq(row):
    seq = row["entry"].get("seq") if row["line"] == "entry" and isinstance(row.get("entry"), dict) else row.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 1:
        raise Unreadable("an entry without a number")
    return seq


def _order(numbers):
    faults = []
    for n in sorted(set(numbers)):
        if numbers.count(n) > 1:
            faults.append(f"entry {n} stands {numbers.count(n)} times")
    here = [0, *sorted(set(numbers))]
    for n in range(1, len(here)):
        first, last = here[n - 1] + 1, here[n] - 1
        if first == last:
            faults.append(f"entry {first} is missing")
        elif first < last:
            faults.append(f"entries {first} to {last} are missing")
    for n in range(1, len(numbers)):
        before, after = numbers[n - 1], numbers[n]
        if after < before:
            faults.append(f"entries {after} and {before} have changed places")
    return faults


def _entry(head, row):
    entry, seq, faults = row["entry"], row["entry"]["seq"], []
    if entry.get("version") != 1 or entry.get("algorithm") != "sha256":
        return [f"entry {seq}: version {entry.get('version')} with {entry.get('algorithm')} is not known here"]
    if set(entry) != MEMBERS:
        odd = sorted(set(entry) ^ MEMBERS)
        faults.append(f"entry {seq} does not have the members of version 1: {', '.join(odd)}")
    if digest_of(entry) != row.get("digest"):
        faults.append(f"entry {seq} was edited: its digest does not fit")
    for name in ("county", "matter"):
        if entry.get(name) != head.get(name):
            faults.append(f"entry {seq} belongs to another {name}")
    return faults + _times(entry)


def _times(entry):
    try:
        at, written = (datetime.strptime(entry[n], "%Y-%m-%dT%H:%M:%S.%f%z") for n in ("at", "written"))
    except (KeyError, TypeError, ValueError):
        return [f"entry {entry['seq']}: its times cannot be read"]
    faults = []
    if at > written:
        faults.append(f"entry {entry['seq']} happened after it was written")
    # China kept summer time until 1991; since then its day is that of UTC+8
    if at.year > 1991 and (at + timedelta(hours=8)).strftime("%Y-%m-%d") != entry.get("on_date"):
        faults.append(f"entry {entry['seq']}: on_date is not the Shanghai day of at")
    return faults


def _fields(row, orders, closed, whole):
    """A missing value is a hole; in a whole export (made for no audience) only an erasure explains it."""
    entry, seq = row["entry"], row["entry"]["seq"]
    promised, values, erased = entry.get("fields", {}), row.get("values", {}), row.get("erased", {})
    faults, holes = [], []
    for name in sorted(set(values) - set(promised)):
        faults.append(f"entry {seq}, {name}: a value that the entry does not know")
    for name in sorted(promised):
        if name not in values:
            if whole and name not in erased:
                faults.append(f"entry {seq}, {name}: the value is gone, and no recorded act ordered it")
            holes.append(f"entry {seq}, {name}: {'erased' if name in erased else 'not in this export'}")
            continue
        salt = values[name].get("salt")
        if not isinstance(salt, str) or not HEX.fullmatch(salt):
            faults.append(f"entry {seq}, {name}: no salt")
        elif commitment_of(name, salt, values[name].get("value")) != promised[name]:
            faults.append(f"entry {seq}, {name}: the value was changed")
    known = set(promised) | {"file:" + str(f.get("sha256")) for f in entry.get("files", [])}
    for name in sorted(erased):
        by = erased[name].get("by")
        if name not in known:
            faults.append(f"entry {seq}, {name}: erased, but the entry does not know it")
        elif not closed and by not in orders.get(seq, ()):
            faults.append(f"entry {seq}, {name}: erased, but no recorded act orders it")
        if name.startswith("file:"):
            holes.append(f"entry {seq}, {name}: erased")
    return faults, holes


def _chain(rows):
    faults, digests = [], {}
    for row in rows:
        digests.setdefault(_seq(row), row.get("digest"))
    for row in rows:
        seq, prev = _seq(row), (row["entry"] if row["line"] == "entry" else row).get("prev")
        if seq == 1 and prev != "":
            faults.append("entry 1 is not the first of its matter")
        elif seq - 1 in digests and prev != digests[seq - 1]:
            faults.append(f"entry {seq} does not continue entry {seq - 1}")
    return faults


def _end(items, rows, last):
    if items[-1]["line"] != "end":
        return ["the export is cut off: its last line is missing"]
    end, faults = items[-1], []
    tail = max(rows, key=_seq).get("digest") if rows else ""
    if end.get("entries") != len(rows):
        faults.append(f"the export says {end.get('entries')} entries and holds {len(rows)}")
    if end.get("digest") != tail:
        faults.append("the last entry is not the one that the export ends with")
    if last and last != tail:
        faults.append(f"the last digest is {tail}, expected {last}")
    return faults


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Check an export of Wutong's record.")
    parser.add_argument("export", help="the file; - reads standard input")
    parser.add_argument("--last", default="", metavar="DIGEST", help="the digest that the last entry must have")
    asked = parser.parse_args(arguments)
    try:
        if asked.export == "-":
            lines = sys.stdin.buffer.read().decode("utf-8").split("\n")
        else:
            with open(asked.export, encoding="utf-8") as source:
                lines = source.read().split("\n")
        faults, holes = check(lines, asked.last)
        entries = sum(1 for item in read(lines) if item["line"] in ("entry", "closed"))
    except (OSError, UnicodeError, Unreadable, KeyError, TypeError, AttributeError, ValueError) as bad:
        print(f"cannot read this: {bad}")
        return 2
    for hole in holes:
        print(f"hole: {hole}")
    for fault in faults:
        print(f"WRONG: {fault}")
    verdict = "WRONG" if faults else "IN ORDER"
    print(f"{verdict}: {entries} entries, {len(holes)} holes, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
