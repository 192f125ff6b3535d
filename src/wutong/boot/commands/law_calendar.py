"""``wutong law calendar``: what a notice moves, asked before or after it stands on the shelf."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from wutong.boot.commands.home import Wrong
from wutong.boot.commands.law_offences import DAY, day_of

#: lines of moved dates that are printed; the rest is counted
SHOWN = 60


@click.command(short_help="What a notice moves. / 放假通知改了什么")
@click.option("--known-on", type=DAY, metavar="DAY", help="As known on that day. / 按那一天已知的安排")
@click.option("--against", type=DAY, metavar="DAY", help="Against what was known then (else: now). / 与那一天已知的比")
@click.option(
    "--notice",
    type=click.Path(exists=True, dir_okay=False),
    help="Against a year's file with its new notice. / 与一个新的年度文件比",
)
@click.option("--term", metavar="TERM", help="Also each date that moves for a term. / 这种期限哪些日期变了")
@click.option("--roll", is_flag=True, help="A last day that is a rest day moves on. / 最后一天是休息日的顺延")
def calendar(known_on: object, against: object, notice: str | None, term: str | None, roll: bool) -> None:
    """Days that become worked or free between two states of the notices, and dates of TERM that move. / 放假通知改了什么"""
    from wutong.law import rulebook
    from wutong.law.holidays import read_year
    from wutong.law.moves import days_moved, dues_moved
    from wutong.law.procedure import RuleError
    from wutong.law.terms import Term

    if notice and day_of(against):
        raise Wrong("--against or --notice, not both / 只写一个")
    if not notice and not day_of(known_on):
        raise Wrong("--known-on a day, or --notice a file / 写明和什么比")
    old = rulebook.calendar(known_on=day_of(known_on))
    try:
        wanted = Term.parse(term) if term else None
        new = (
            rulebook.calendar_with(read_year(Path(notice).read_text(encoding="utf-8"), notice))
            if notice
            else rulebook.calendar(known_on=day_of(against))
        )
    except (ValueError, RuleError) as bad:
        raise Wrong(f"{bad} / 写法不对") from bad
    first, last = date(2011, 1, 1), date(2030, 12, 31)
    days = days_moved(old, new, first, last)
    click.echo(f"{len(days)} days moved / {len(days)}天变了")
    _lines(day.zh() for day in days)
    if wanted is not None:
        dues = tuple(dues_moved(wanted, old, new, first, last, roll=roll))
        click.echo(f"{wanted}: {len(dues)} dates moved / {wanted.zh()}，{len(dues)}个日期变了")
        _lines(each.zh() for each in dues)


def _lines(told: Iterable[str]) -> None:
    lines = list(told)
    for line in lines[:SHOWN]:
        click.echo(f"   {line}")
    if len(lines) > SHOWN:
        click.echo(f"   and {len(lines) - SHOWN} more / 还有{len(lines) - SHOWN}个")
