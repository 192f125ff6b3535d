"""``wutong law``: ask the law without a home, a county or a server."""

from __future__ import annotations

import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wutong.boot.commands import law_audit, law_calendar, law_discretion, law_offences, law_procedures
from wutong.boot.commands.home import Wrong

if TYPE_CHECKING:
    from wutong.boot.statutes import Loaded


@click.group(short_help="Ask the law. / 问法律")
def law() -> None:
    """Ask the rule files; no home and no county is needed. / 问规则文件，不需要数据"""


for _command in (
    law_offences.offences,
    law_offences.offence,
    law_discretion.band,
    law_discretion.competent,
    law_calendar.calendar,
    law_procedures.check,
    law_procedures.show,
    law_procedures.try_,
    law_procedures.schema,
    law_audit.audit,
):
    law.add_command(_command)


@law.command(short_help="Count a term. / 算期限")
@click.argument("term")
@click.option(
    "--from",
    "start",
    required=True,
    metavar="DAY",
    help="The day of the event, 2026-09-17 or 2026-09-17T14:30. / 从哪天起",
)
@click.option("--roll", is_flag=True, help="A last day that is a rest day moves on. / 最后一天是休息日的顺延")
@click.option("--known-on", metavar="DAY", help="By the notices published until that day. / 按哪天以前公布的通知")
@click.option("--explain", is_flag=True, help="Say how it was counted. / 说明怎么算的")
def count(term: str, start: str, roll: bool, known_on: str | None, explain: bool) -> None:
    """Count TERM ('5 workdays', '60 days', '6 months', '24 hours', '4 workhours') from a day. / 算期限"""
    from wutong.law import rulebook
    from wutong.law.calendar import SHANGHAI
    from wutong.law.terms import CLOCK_UNITS, Term, due

    try:
        wanted = Term.parse(term)
        at = datetime.fromisoformat(start)
        known = date.fromisoformat(known_on) if known_on else None
    except ValueError as bad:
        raise Wrong(f"{bad} / 写法不对") from bad
    if wanted.unit in CLOCK_UNITS and "T" not in start and " " not in start:
        raise Wrong(f"{term} runs from an hour: --from {start}T09:00 / 按小时算的要写从几点起")
    if at.tzinfo is None:
        at = at.replace(tzinfo=SHANGHAI) if at.time() != time() or "T" in start else at.replace(hour=9, tzinfo=SHANGHAI)
    try:
        found = due(wanted, at, rulebook.calendar(known_on=known), roll=roll)
    except (ValueError, OverflowError) as bad:
        raise Wrong(f"{bad} / 算不出来") from bad
    local = found.at.astimezone(SHANGHAI)
    click.echo(f"{local:%Y-%m-%d %H:%M}" if wanted.unit in CLOCK_UNITS else found.on.isoformat())
    if not found.certain:
        click.echo("provisional, a notice is awaited / 待国务院通知，暂算", err=True)
    if explain:
        for line in found.explain:
            click.echo(line)
    sys.stdout.flush()


@law.command(short_help="List the papers of a matter. / 列出文书")
@click.argument("code", required=False)
def papers(code: str | None) -> None:
    """List the papers of all procedures, or what paper CODE must say, with its article. / 列出文书，或者一份文书要写什么"""
    from wutong.law import documents

    if code is None:
        for each in documents.sets().values():
            click.echo(f"{each.title}，{each.law}{_marked(each.mark)}")
            for form in each.forms.values():
                volume = "，副卷" if form.second_volume else ""
                word = f"，代字{form.word}" if form.word else ""
                click.echo(f"  {form.code}  {form.title}，{documents.USES[form.use]}{word}{volume}")
        return
    try:
        form = documents.form(code)
    except KeyError:
        from wutong.law.procedure.yamlfile import nearest

        known = [name for each in documents.sets().values() for name in each.forms]
        near = nearest(code, known)
        hint = (
            f", did you mean {near}? / 没有这种文书，是{near}吗"
            if near
            else "; `wutong law papers` lists them / 没有这种文书"
        )
        raise Wrong(f"no paper {code}{hint}") from None
    click.echo(f"{form.title}，{documents.USES[form.use]}，{form.cite.text}{_marked(form.cite.mark)}")
    for name, label in form.fields.items():
        click.echo(f"  {name}  {label}")


@law.command(short_help="Judge the number of a paper. / 检查文号")
@click.argument("number")
@click.option("--on", "on", required=True, metavar="DAY", help="The day of the paper. / 文书的日期")
@click.option("--prefix", required=True, metavar="LETTERS", help="Region and agency, 大综执. / 地区和机关代字")
@click.option("--char", is_flag=True, help="The bureau writes 字 before the year. / 年份前写“字”")
@click.option("--nth", is_flag=True, help="The bureau writes 第 before the number. / 序号前写“第”")
def number(number: str, on: str, prefix: str, char: bool, nth: bool) -> None:
    """Take NUMBER (大综执罚决〔2026〕12号) apart, or say what is wrong with it; exit code 1 then. / 检查文号的写法"""
    from wutong.law import documents

    try:
        day = date.fromisoformat(on)
    except ValueError as bad:
        raise Wrong(f"{bad} / 日期写成2026-03-04") from bad
    found, wrong = documents.judge(number, documents.Style(prefix, char, nth), day)
    if found is not None:
        click.echo(f"{found.form.title}，{found.year}年第{found.n}号")
    for reason in wrong:
        click.echo(str(reason), err=True)
    if wrong:
        raise SystemExit(1)


FOLDER = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Statutes in Markdown (default WUTONG_STATUTES). / 法律全文的文件夹",
)


def _statutes(folder: Path | None) -> Loaded:
    from wutong.boot.environment import read
    from wutong.boot.statutes import load

    return load(folder or read().statutes)


@law.command(short_help="List the statutes at hand. / 列出法律全文")
@FOLDER
def statutes(folder: Path | None) -> None:
    """List the statutes of a folder and what is wrong with its files; exit code 1 where one is no statute. / 列出法律全文"""
    loaded = _statutes(folder)
    for each in loaded.shelf.all():
        click.echo(f"{each.name}  {each.in_force}起施行{_marked(each.mark)}  {len(each.articles)}条  {each.file}")
    for problem in loaded.problems:
        click.echo(problem, err=True)
    if loaded.problems:
        raise SystemExit(1)


@law.command(short_help="Read an article. / 读条文")
@click.argument("cited")
@click.option("--on", "on", required=True, metavar="DAY", help="The text in force on that day. / 哪一天的文本")
@FOLDER
def article(cited: str, on: str, folder: Path | None) -> None:
    """Print the articles that CITED (行政处罚法第57条第2款) names, as in force on a day; → marks what was cited. / 读条文"""
    from wutong.law.statutes import take_apart

    try:
        day = date.fromisoformat(on)
    except ValueError as bad:
        raise Wrong(f"{bad} / 日期写成2026-03-04") from bad
    wanted = take_apart(cited)
    if not wanted:
        raise Wrong(f"{cited!r} names no article: 行政处罚法第57条第2款 / 没有看懂是哪一条")
    shelf, missing = _statutes(folder).shelf, 0
    for each in wanted:
        found = shelf.find(each, day)
        if found is None:
            missing += 1
            click.echo(f"{each.title}第{each.article}条：没有{day}施行的全文 / no text at hand", err=True)
            continue
        click.echo(
            f"{found.statute.name}第{each.article}条，{found.statute.in_force}起施行{_marked(found.statute.mark)}"
        )
        for line, here in found.lines:
            click.echo(f"{'→' if here else ' '} {line}")
    if missing:
        raise SystemExit(1)


def _marked(mark: str) -> str:
    return f"（{mark}）" if mark else ""
