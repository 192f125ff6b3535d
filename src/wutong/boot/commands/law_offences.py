"""``wutong law offences`` and ``wutong law offence``: what punishes an act, by which text, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wutong.boot.commands.home import Wrong

if TYPE_CHECKING:
    from wutong.law.offences import Governing, LocalFine, Offence, Outcome, Text

DAY = click.DateTime(formats=["%Y-%m-%d"])


def day_of(value: object) -> date | None:
    """The day of a click option."""
    return value.date() if hasattr(value, "date") else None


@click.command(short_help="List offences. / 案由")
@click.argument("words", nargs=-1)
@click.option("--on", type=DAY, metavar="DAY", help="The text in force on a day. / 哪天有效的文本")
@click.option("--doubtful", is_flag=True, help="Only those with a mark. / 只列有待核标记的")
def offences(words: tuple[str, ...], on: object, doubtful: bool) -> None:
    """List the offences that hold all WORDS, with what punishes them. / 列出案由和依据"""
    from wutong.law.offences import find

    found = [each for each in find(" ".join(words)) if each.marks() or not doubtful]
    if not found:
        raise Wrong("no offence holds these words / 没有找到这样的案由")
    for each in found:
        marks = f"  {' '.join(each.marks())}" if each.marks() else ""
        click.echo(f"{each.no:>2} {each.key}  {each.title}{marks}")
        day = day_of(on)
        if day is not None:
            for line in _on(each, day):
                click.echo(f"   {line}")


def _on(offence: Offence, day: date) -> Iterator[str]:
    from wutong.law.offences import zh

    for norm in offence.norms.values():
        text = norm.on(day)
        if text is not None:
            yield f"{text.title()}{zh(text.penalty) if text.penalty else ''}"
        elif not norm.is_complete:
            yield f"{norm.texts[0].law}：{day.isoformat()}的文本没有收录"


@click.command(short_help="Ask one offence. / 问一个案由")
@click.argument("key")
@click.option("--act-end", type=DAY, metavar="DAY", help="The day the act ended. / 行为终了的日子")
@click.option(
    "--act-start", type=DAY, metavar="DAY", help="The day it began, if it went on. / 连续、继续行为开始的日子"
)
@click.option("--continuing", is_flag=True, help="It still goes on. / 行为还在继续")
@click.option("--decided", type=DAY, metavar="DAY", help="The day of the decision. / 作出决定的日子")
@click.option("--corrected/--not-corrected", default=None, help="Whether the party corrected in time. / 是否按期改正")
@click.option("--party", type=click.Choice(["person", "unit", "household"]), help="Say the amounts. / 当事人种类")
@click.option(
    "--local", "local", type=click.Path(exists=True, dir_okay=False), help="A file of local ranges. / 本地数额文件"
)
@click.option(
    "--base", "bases", multiple=True, metavar="NAME=YUAN", help="A base such as 建设工程造价=500000. / 计算基数"
)
@click.option("--explain", is_flag=True, help="Say how, step by step. / 说明怎么定的")
def offence(
    key: str,
    act_end: object,
    act_start: object,
    continuing: bool,
    decided: object,
    corrected: bool | None,
    party: str | None,
    local: str | None,
    bases: tuple[str, ...],
    explain: bool,
) -> None:
    """Which text applies to KEY (a key, number or title); without dates, all its texts. / 适用哪个文本"""
    from wutong.law.offences import Act, governing_all
    from wutong.law.offences import offence as find
    from wutong.law.refusal import Refused

    try:
        asked = find(key)
    except KeyError as bad:
        raise Wrong(f"{bad.args[0]} / 没有这个案由") from bad
    click.echo(f"{asked.no} {asked.title}")
    if asked.note:
        click.echo(asked.note)
    day, end = day_of(decided), day_of(act_end)
    if day is None and end is None and not continuing:
        for line in _whole(asked):
            click.echo(line)
        return
    if day is None or (end is None) is not continuing:
        raise Wrong("--decided, and --act-end or --continuing / 写明作出决定的日子，和行为终了的日子或者还在继续")
    laid, stated = local_file(local), dict(stated_pair(each) for each in bases)
    refused = False
    for norm, answer in governing_all(asked, Act(end, day_of(act_start)), day, corrected=corrected).items():
        click.echo("")
        if isinstance(answer, Refused):
            refused = True
            click.echo(f"{asked.norms[norm].texts[-1].law}：{answer}")
            continue
        for line in _answer(asked.norms[norm].texts[0].law, answer, explain):
            click.echo(line)
        if party and answer.text is not None:
            missing = _amounts(answer.text, party, corrected, end or day, laid, stated)
            refused = refused or missing
    if refused:
        raise SystemExit(1)


def _whole(offence: Offence) -> Iterator[str]:
    from wutong.law.offences import ORDERS, RANKS, outcome_words, zh

    for norm in offence.norms.values():
        for text in norm.texts:
            days = f"{text.in_force.isoformat()}至{text.until.isoformat() if text.until else '今'}"
            duty = f"，违反{zh(text.duty)}" if text.duty else ""
            yield ""
            yield f"{text.title()}{zh(text.penalty) if text.penalty else ''}{duty}  {RANKS[text.rank]}  {days}  {text.mark}"
            yield f"   {text.ordered + '。' if text.ordered else ''}{ORDERS[text.order]}"
            if text.body:
                yield f"   条文写的机关：{text.body}"
            for outcome in text.outcomes:
                yield f"   {outcome_words(outcome, text)}"
            if text.compared:
                yield f"   与前一个文本相比：{text.compared.why}  {text.compared.mark}"
            if text.yields:
                yield f"   让位：{text.yields.why}  {text.yields.mark}"
            if text.note:
                yield f"   {text.note}"


def _answer(law: str, answer: Governing, explain: bool) -> Iterator[str]:
    from wutong.law.offences import doubtful, zh

    if answer.text is None:
        yield f"{law}：不能按这一条处罚"
    else:
        text = answer.text
        yield f"{text.title()}{zh(text.penalty) if text.penalty else ''}"
    if explain:
        yield from (f"   {step}" for step in answer.steps)
    yield from (f"   存疑：{step}" for step in answer.doubts)
    if doubtful(answer):
        yield f"   标记：{' '.join(doubtful(answer))}"


def _amounts(
    text: Text,
    party: str,
    corrected: bool | None,
    on: date,
    local: tuple[LocalFine, ...],
    bases: dict[str, Decimal],
) -> bool:
    """Print each outcome with its range in yuan; true where one was refused."""
    from wutong.law.offences import outcome_words, outcomes_for, span
    from wutong.law.refusal import Refused

    missing = False
    try:
        found = outcomes_for(text, party, refused=corrected is False)
    except Refused as refused:
        click.echo(f"   {refused}")
        return True
    for outcome in found:
        try:
            range_ = span(outcome, text, on=on, local=local, bases=bases)
        except Refused as refused:
            missing = True
            click.echo(f"   {outcome_words(outcome, text)}\n   {refused}")
            continue
        click.echo(f"   {outcome_words(outcome, text)}" + (f"：{range_.zh()}" if range_ and _computed(outcome) else ""))
    return missing


def _computed(outcome: Outcome) -> bool:
    """Whether the range in yuan says more than the clause itself."""
    return outcome.fine is not None and (outcome.fine.local or outcome.fine.form != "yuan")


def local_file(path: str | None) -> tuple[LocalFine, ...]:
    from wutong.law.offences import read_local
    from wutong.law.procedure import RuleError

    if path is None:
        return ()
    try:
        return read_local(Path(path).read_text(encoding="utf-8"), path)
    except (RuleError, UnicodeDecodeError) as bad:
        raise Wrong(f"{bad} / 本地数额文件读不懂") from bad


def stated_pair(told: str) -> tuple[str, Decimal]:
    name, _, amount = told.partition("=")
    try:
        found = Decimal(amount)
    except InvalidOperation:
        found = Decimal(-1)
    if not name or not found.is_finite() or found < 0:
        raise Wrong(f"a base reads like 建设工程造价=500000, not {told!r} / 基数写法不对")
    return name, found
