"""A rule file is read strictly: each mistake is an error that names file, line, what stands there and what should."""

from datetime import date

import pytest

from wutong.law import rulebook
from wutong.law.procedure import RuleError
from wutong.law.procedure.loader import versions
from wutong.law.procedure.words import CONFIRMED, CORRECTED, ERASED

GOOD = """
procedure: t
title: 试
law: 试法
mark: 样例
in_force: 2020-01-01
params:
  t.length: {type: term, law: local, label: 期限, cite: 9}
predicates:
  urgent: {cite: 5, fact: opened.urgent, is: true}
acts:
  opened:
    title: 开始
    cite: 1
    start: true
    by: officer
    status: 在办
    carries:
      urgent: {type: yesno, label: 紧急, optional: true}
      office: {type: office, label: 单位, optional: true}
      note: {type: text, label: 说明, optional: true}
  asked: {title: 申请, cite: 2, by: officer, after: opened, repeat: true}
  granted: {title: 准予, cite: 2(1), by: squad_head, answers: asked, not_by: asked}
  closed: {title: 结束, cite: "58(1)", by: officer, needs: [{none_open: asked}], status: 已结, final: true}
clocks:
  run: {title: 时限, from: opened, to: closed, within: {param: t.length}, when: urgent, cite: 3}
"""


def broken(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} stands {GOOD.count(old)} times"
    return GOOD.replace(old, new)


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(GOOD.splitlines(), start=1) if text in line)


def test_it_reads_a_good_file() -> None:
    (text,) = versions(GOOD, "t.yaml")
    assert text.acts["granted"].cite.text == "试法第2条第1款"
    assert text.acts["closed"].cite.text == "试法第58条第1款"
    assert text.acts["closed"].cite.mark == "样例"
    assert {CORRECTED, CONFIRMED, ERASED} < set(text.acts)
    assert text.keeps == {"opened": {"urgent": True}}
    assert text.until is None


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ("title: 开始", "titel: 开始", "title: 开始", "did you mean 'title'"),
        ("    cite: 1\n", "", "  opened:", "no 'cite'"),
        ("    cite: 1\n", "    cite: 58.10\n", "    cite: 1", "in quotes"),
        ("    cite: 1\n", "    cite: true\n", "    cite: 1", "in quotes"),
        ("    start: true\n", "    start: yes\n", "    start: true", "true or false"),
        ("    by: officer\n    status", "    by: oficer\n    status", "    by: officer", "did you mean 'officer'"),
        ("    by: officer\n    status", "    status", "  opened:", "nobody may do"),
        ("after: opened", "after: open", "after: opened", "did you mean 'opened'"),
        ("answers: asked", "answers: aske", "answers: asked", "did you mean 'asked'"),
        ("not_by: asked", "not_by: askd", "not_by: asked", "did you mean 'asked'"),
        ("{none_open: asked}", "{none_open: opened}", "{none_open: asked}", "an act that another act answers"),
        ("{none_open: asked}", "{none_open: asked, done: opened}", "{none_open: asked}", "exactly one of"),
        ("{none_open: asked}", "{wait: asked}", "{none_open: asked}", "'for' with wait"),
        ("{none_open: asked}", "{wait: asked, for: 5 weeks}", "{none_open: asked}", "unknown unit"),
        ("{none_open: asked}", "{that: urgnt}", "{none_open: asked}", "did you mean 'urgent'"),
        ("{none_open: asked}", "{that: {clock: rum, is: running}}", "{none_open: asked}", "did you mean 'run'"),
        ("{none_open: asked}", "{that: {clock: run, is: runing}}", "{none_open: asked}", "did you mean 'running'"),
        ("{none_open: asked}", "{that: {done: opened, open: asked}}", "{none_open: asked}", "exactly one of"),
        ("{none_open: asked}", "{that: {done: opened, most: 2}}", "{none_open: asked}", "only least beside"),
        ("fact: opened.urgent", "fact: opened.urgnt", "urgent: {cite", "did you mean 'opened.urgent'"),
        ("fact: opened.urgent", "fact: opned.urgent", "urgent: {cite", "did you mean 'opened.urgent'"),
        ("fact: opened.urgent", "fact: opened.note", "urgent: {cite", "only whether it is there"),
        ("is: true}", "is: true, in: [1]}", "urgent: {cite", "one of is"),
        ("is: true}", "at_least: 1.5}", "urgent: {cite", "no fractions"),
        ("urgent: {cite: 5, ", "urgent: {", "urgent: {cite", "no 'cite'"),
        ("{type: yesno, label: 紧急", "{type: yesnt, label: 紧急", "label: 紧急", "did you mean 'yesno'"),
        ("{type: yesno, label: 紧急", "{type: choice, label: 紧急", "label: 紧急", "'of' with the choices"),
        ("{param: t.length}", "{param: t.lenght}", "{param: t.length}", "did you mean 't.length'"),
        ("{param: t.length}", "{param: t.length, fact: opened.note}", "{param: t.length}", "a term, 'param' or 'fact'"),
        ("{param: t.length}", "15", "{param: t.length}", "text"),
        ("when: urgent", "roll: true, last: true, each: true", "when: urgent", "either 'last' or 'each'"),
        ("when: urgent", "when: {clock: run, is: running}", "when: urgent", "turn in a circle"),
        ("law: local", "law: national", "law: local", "local"),
        ("    carries:\n", "    carries:\n      true: yesno\n", "urgent: {type", "a boolean key"),
        ("    status: 在办\n", "    status: 在办\n    status: 在办\n", "    carries:", "duplicate key"),
        ("  asked: {", "  corrected: {", "  asked: {", "built in"),
        ("from: opened", "from: [opened, opend]", "from: opened", "did you mean 'opened'"),
    ],
)
def test_it_says_where_a_file_is_wrong_and_what_is_meant(old: str, new: str, at: str, told: str) -> None:
    with pytest.raises(RuleError) as caught:
        versions(broken(old, new), "t.yaml")
    assert told in str(caught.value)
    assert caught.value.file == "t.yaml"
    assert caught.value.line == line_of(at), str(caught.value)


def test_it_wants_from_at_every_act_that_sets_a_status_once_one_has_it() -> None:
    with pytest.raises(RuleError, match="'from': the act changes the status"):
        versions(broken("answers: asked", "answers: asked, from: 在办, status: 准予"), "t.yaml")


def test_it_refuses_a_status_that_no_act_sets() -> None:
    with pytest.raises(RuleError, match="did you mean '在办'"):
        versions(broken("status: 已结", "from: 在办理, status: 已结"), "t.yaml")


def test_it_refuses_predicates_that_name_each_other() -> None:
    turning = "  urgent: {cite: 5, not: calm}\n  calm: {cite: 5, not: urgent}"
    with pytest.raises(RuleError, match="circle"):
        versions(broken("  urgent: {cite: 5, fact: opened.urgent, is: true}", turning), "t.yaml")


def test_it_refuses_a_procedure_that_cannot_begin() -> None:
    with pytest.raises(RuleError, match="cannot begin"):
        versions(broken("    start: true\n", ""), "t.yaml")


def test_it_refuses_an_office_that_no_entry_names() -> None:
    with pytest.raises(RuleError, match="carry a field 'office'"):
        versions(broken("not_by: asked", "office: asked"), "t.yaml")
    assert versions(broken("not_by: asked", "office: opened"), "t.yaml")[0].keeps["opened"]["office"] is True


@pytest.mark.parametrize("yaml", ["", "- a\n", "procedure: t\nin_force: soon\n", "procedure: [t\n"])
def test_it_refuses_what_is_no_procedure(yaml: str) -> None:
    with pytest.raises(RuleError):
        versions(yaml, "t.yaml")


def test_it_reads_one_text_for_each_day_on_which_a_value_changes() -> None:
    dated = broken("cite: 2(1)", "cite: {2020-01-01: 2(1), 2022-05-01: 新法第3条}")
    dated = dated.replace("    cite: 1\n", "    cite: {2020-01-01: 1, 2023-01-01: 7}\n")
    texts = versions(dated, "t.yaml")
    assert [(each.in_force, each.until) for each in texts] == [
        (date(2020, 1, 1), date(2022, 4, 30)),
        (date(2022, 5, 1), date(2022, 12, 31)),
        (date(2023, 1, 1), None),
    ]
    assert [each.acts["granted"].cite.text for each in texts] == ["试法第2条第1款", "新法第3条", "新法第3条"]
    assert [each.acts["opened"].cite.text for each in texts] == ["试法第1条", "试法第1条", "试法第7条"]
    with pytest.raises(RuleError, match="a value for 2020-01-01"):
        versions(broken("cite: 2(1)", "cite: {2021-01-01: 2(1)}"), "t.yaml")


def test_the_law_named_whole_carries_the_mark_of_the_file_and_another_does_not() -> None:
    marks = [
        versions(broken("cite: 2(1)", f"cite: {cited}"), "t.yaml")[0].acts["granted"].cite.mark
        for cited in ("2(1)", "试法", "别的通知")
    ]
    assert marks == ["样例", "样例", ""]


def test_what_a_later_day_brings_is_left_out_of_the_texts_before() -> None:
    later = broken("needs: [{none_open: asked}]", "needs: [{none_open: asked}, {2022-05-01: {done: granted}}]")
    later = later.replace("  closed: {", "  noted: {2023-01-01: {title: 备注, cite: 4, by: officer}}\n  closed: {")
    later = later.replace(
        "  run: {", "  late: {2023-01-01: {from: opened, to: closed, within: 5 days, cite: 3}}\n  run: {"
    )
    texts = versions(later, "t.yaml")
    assert [len(each.acts["closed"].needs) for each in texts] == [1, 2, 2]
    assert ["noted" in each.acts for each in texts] == [False, False, True]
    assert [sorted(each.clocks) for each in texts] == [["run"], ["run"], ["late", "run"]]
    assert rulebook.shelved(texts)
    with pytest.raises(RuleError, match="the name of a act"):
        versions(later.replace("after: opened, repeat: true", "after: noted, repeat: true"), "t.yaml")
    with pytest.raises(RuleError, match="a value for 2020-01-01"):
        versions(broken("title: 开始", "title: {2022-05-01: 开始}"), "t.yaml")


def test_it_finds_overlaps_gaps_and_lost_acts_between_texts() -> None:
    (old,) = versions(broken("in_force: 2020-01-01", "in_force: 2020-01-01\nuntil: 2021-12-31"), "old.yaml")
    (good,) = versions(broken("in_force: 2020-01-01", "in_force: 2022-01-01"), "good.yaml")
    (gap,) = versions(broken("in_force: 2020-01-01", "in_force: 2022-01-02"), "gap.yaml")
    lost = GOOD.replace("asked", "begged").replace("in_force: 2020-01-01", "in_force: 2022-01-01")
    assert rulebook.shelved([good, old]) == (old, good)
    with pytest.raises(RuleError, match=r"gap\.yaml"):
        rulebook.shelved([old, gap])
    with pytest.raises(RuleError, match="names are a contract"):
        rulebook.shelved([old, *versions(lost, "lost.yaml")])
    with pytest.raises(RuleError, match="end the day before"):
        rulebook.shelved([*versions(GOOD, "open.yaml"), good])


def test_it_makes_acts_and_a_clock_of_promises() -> None:
    yaml = broken(
        "after: opened, repeat: true}",
        "after: opened, then: {served: {title: 送达, by: officer, cite: 4, within: 7 workdays}}}",
    )
    (text,) = versions(yaml, "t.yaml")
    tail = text.acts["asked.served"]
    assert (tail.tail_of, tail.repeat, tail.after_close) == ("asked", True, True)
    assert text.clocks["asked.served"].kind == "each"
    assert str(text.clocks["asked.served"].within.term) == "7 workdays"
