"""``wutong law check``, ``show`` and ``try``: the procedures as a whole, one in plain words, and one history judged."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wutong.boot.commands.home import Wrong

if TYPE_CHECKING:
    from wutong.law.procedure import Procedure


@click.command(short_help="Check every rule file. / 检查规则文件")
@click.option("--uncited", is_flag=True, help="List the articles no rule cites, with the reason. / 列出没有引用的条文")
def check(uncited: bool) -> None:
    """Read every rule file, run every example, and say which articles of two statutes no rule cites. / 检查规则"""
    from wutong.law import book, rulebook
    from wutong.law.procedure import RuleError
    from wutong.law.procedure.examples import run_all

    wrong = 0
    shelf: dict[str, tuple[Procedure, ...]] = {}
    examples = 0
    for family in rulebook.families():
        try:
            shelf[family] = rulebook.with_examples(family)
        except RuleError as error:
            wrong += 1
            click.echo(_told(error))
            continue
        told = {str(example["title"]) for text in shelf[family] for example in text.examples}
        examples += len(told)
        found = run_all(shelf[family], partial(_on, family), rulebook.calendar(), _on)
        wrong += len(found)
        for problem in found:
            click.echo(f"{shelf[family][-1].source}: example / 例子: {problem}")
    for problem in (*book.others(), *(book.lint(shelf) if not wrong else ())):
        wrong += 1
        click.echo(problem)
    texts = sum(len(each) for each in shelf.values())
    click.echo(f"{len(shelf)} procedures, {texts} texts, {examples} examples / {len(shelf)}个程序，{examples}个例子")
    if len(shelf) == len(rulebook.families()):
        for each in book.coverage(shelf):
            click.echo(f"{each.law}: {len(each.cited)} of {each.articles} articles cited / 引用{len(each.cited)}条")
            if uncited:
                for first, last, reason in _ranges(each.reasons):
                    click.echo(f"  第{first}条{f'至第{last}条' if last != first else ''}：{reason}")
            for problem in each.wrong:
                wrong += 1
                click.echo(problem)
    sys.stdout.flush()
    if wrong:
        raise SystemExit(1)


def _told(error: Any) -> str:
    """File, line, found, expected, suggestion: what whoever wrote the rule needs, and nothing of how it was read."""
    hint = f"; did you mean / 是不是 {error.suggestion}" if error.suggestion else ""
    return f"{error.file}:{error.line}: found / 写的是 {error.found}; expected / 应当是 {error.expected}{hint}"


def _ranges(reasons: Mapping[int, str]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for number, reason in sorted(reasons.items()):
        if found and found[-1][2] == reason and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number, reason)
        else:
            found.append((number, number, reason))
    return found


def _on(family: str, day: date, params: Mapping[str, object]) -> Procedure:
    from wutong.law import rulebook

    return rulebook.procedure(family, day, params)


@click.command(short_help="A procedure in plain words. / 用白话说一个程序")
@click.argument("procedure")
@click.option("--on", metavar="DAY", help="The text in force on that day, default today. / 哪一天的文本")
def show(procedure: str, on: str | None) -> None:
    """Print a PROCEDURE (penalty.ordinary) act by act and clock by clock, with articles and marks. / 打印一个程序"""
    from wutong.law import rulebook
    from wutong.law.telling import tell
    from wutong.record import clock

    try:
        day = date.fromisoformat(on) if on else clock.legal_day(clock.now())
        text = rulebook.text_on(procedure, day)
    except ValueError as bad:
        raise Wrong(f"--on: {bad} / 日期写法不对") from bad
    except KeyError as bad:
        raise Wrong(f"{bad.args[0]}; one of / 有这些: {', '.join(rulebook.families())}") from bad
    for line in tell(text):
        click.echo(line)
    sys.stdout.flush()


@click.command(name="try", short_help="Judge a history. / 判断一段经过")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def try_(file: Path) -> None:
    """Run FILE.yaml (procedure, history, params, on) and print what is possible, refused, due, defective. / 判断经过"""
    from wutong.law import rulebook
    from wutong.law.procedure import RuleError
    from wutong.law.procedure.yamlfile import whole
    from wutong.law.trying import told

    try:
        node = whole(file.read_text(encoding="utf-8"), file.name, date.max)
        lines = told(node, rulebook.procedure, rulebook.calendar())
    except RuleError as error:
        raise Wrong(_told(error)) from error
    except UnicodeDecodeError as error:
        raise Wrong(f"{file.name} is not UTF-8 / 不是UTF-8文本") from error
    for line in lines:
        click.echo(line)
    sys.stdout.flush()


@click.command(short_help="The JSON Schema of rule files. / 规则文件的格式")
def schema() -> None:
    """Print the JSON Schema of a rule file, for an editor that completes keys and marks typos. / 给编辑器用"""
    import json

    from wutong.law.fileschema import schema as whole

    click.echo(json.dumps(whole(), ensure_ascii=False, indent=1))
