"""The schema for editors: every rule file that ships is valid under it, and what the reader refuses as a typo is not.

It is made from the reader's tables, so a new key is in it at once; which keys must be there is held to the reader here.
"""

import json
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from wutong.boot.commands.law import law
from wutong.law import rulebook
from wutong.law.fileschema import _object, schema
from wutong.law.procedure.loader import versions
from wutong.law.procedure.yamlfile import RuleError
from wutong.law.strictyaml import load

WHOLE = schema()
VALIDATOR = Draft202012Validator(WHOLE)
FILES = sorted((rulebook.RULES / "procedures").iterdir(), key=lambda each: each.name)
SMALL = """
procedure: small
title: 小程序
law: 法
in_force: 2020-01-01
facts:
  urgent: {type: yesno, label: 紧急}
predicates:
  hurried: {cite: 1, fact: urgent, is: true}
acts:
  begun: {title: 开始, cite: 1, start: true, by: officer}
  ended: {title: 结束, cite: 2, by: [officer], after: begun, needs: [{wait: begun, for: 5 workdays, when: hurried}], final: true, status: 已结束}
clocks:
  run: {title: 期限, from: begun, to: ended, within: 5 workdays, cite: 3}
"""


def plain(data: Any) -> Any:
    """As an editor sees it: keys and days are words."""
    if isinstance(data, dict):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(each) for each in data]
    if isinstance(data, date):
        return data.isoformat()
    return str(data) if isinstance(data, str) else data


def wrong(text: str) -> list[str]:
    return [each.json_path for each in VALIDATOR.iter_errors(plain(load(text)))]


def refused(text: str) -> bool:
    try:
        versions(text, "small.yaml")
    except RuleError:
        return True
    return False


@pytest.mark.parametrize("file", FILES, ids=[each.name for each in FILES])
def test_every_file_that_ships_is_valid(file: Any) -> None:
    assert wrong(file.read_text(encoding="utf-8")) == []


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(WHOLE)
    assert wrong(SMALL) == [] and not refused(SMALL)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("title: 小程序", "titel: 小程序"),
        ("start: true", "start: yes"),
        ("by: officer", "by: oficer"),
        ("final: true", "final: 1"),
        ("5 workdays, cite", "5 workday s, cite"),
        ("wait: begun, for", "wait: begun, done: begun, for"),
        ("type: yesno", "type: yes_no"),
        ("fact: urgent, is: true", "fact: urgent, equals: true"),
        ("cite: 3", "cite: 3.10"),
        ("cite: 2, by", "by"),
        ("in_force: 2020-01-01", "in_force: soon"),
        ("law: 法\n", ""),
        (", within: 5 workdays, cite: 3", ", cite: 3"),
        ("from: begun, to: ended", "form: begun, to: ended"),
        ("status: 已结束", "status: [已结束]"),
        ("when: hurried", "when: {done: begun, ever: begun}"),
    ],
)
def test_a_typo_is_wrong_for_the_editor_as_it_is_for_the_reader(good: str, bad: str) -> None:
    text = SMALL.replace(good, bad, 1)
    assert text != SMALL and refused(text) and wrong(text)


@pytest.mark.parametrize("where", ["procedure", "title", "law", "in_force", "acts"])
def test_what_must_be_there_must_be_there_for_both(where: str) -> None:
    whole = plain(load(SMALL))
    assert where in WHOLE["required"] and refused(re.sub(rf"(?m)^{where}:.*\n(  .*\n)*", "", SMALL))
    del whole[where]
    assert list(VALIDATOR.iter_errors(whole))


@pytest.mark.parametrize("part", ["act", "promise", "clock"])
def test_what_a_part_must_have_is_what_the_reader_asks(part: str) -> None:
    tail = ", then: {told: {title: 告知, cite: 4, by: officer, within: 5 days}}"
    text = SMALL.replace("start: true, by: officer", f"start: true, by: officer{tail}")
    assert wrong(text) == [] and not refused(text)
    lines = {"act": "begun: {title: 开始, cite: 1", "promise": "told: {title: 告知, cite: 4", "clock": "cite: 3"}
    needed = {key for key in ("title", "cite", "to", "within") if key in WHOLE["$defs"][part]["required"]}
    for key in needed:
        line = next(each for each in text.splitlines() if lines[part] in each)
        start = line.index(lines[part]) if part != "clock" else 0
        found = re.compile(rf"{key}: [^,}}]+(, )?")
        cut = line[:start] + found.sub("", line[start:], count=1)
        assert refused(text.replace(line, cut)), cut


def test_a_key_that_the_reader_learns_and_this_does_not_is_an_error() -> None:
    with pytest.raises(AssertionError, match="nouveau"):
        _object(("title", "nouveau"), {"title": {}})


def test_the_command_prints_it() -> None:
    read: Callable[[str], Any] = json.loads
    ran = CliRunner().invoke(law, ["schema"])
    assert ran.exit_code == 0 and read(ran.output) == WHOLE
