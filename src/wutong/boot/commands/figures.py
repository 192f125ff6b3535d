"""``wutong figures``: a year's numbers, for a terminal, a program, or an auditor who counts them again."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from wutong.boot.commands.home import COUNTY, Wrong, chosen, opened


@click.command(short_help="Print a year's figures. / 一年的数字")
@click.argument("year", type=click.IntRange(1949, 2999))
@click.option("--csv", "as_csv", is_flag=True, help="key,label,value,unit,numerator,denominator")
@click.option("--by-month", is_flag=True, help="The months one by one. / 按月")
@click.option("--recount", is_flag=True, help="Count again from the record, name what differs. / 从留痕重新数")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Report day, default today. / 统计到哪天")
@COUNTY
def figures(year: int, as_csv: bool, by_month: bool, recount: bool, as_of: datetime | None, county: str | None) -> None:
    """Print a year's figures as they stood on a report day. / 一年的数字

    With --recount they are counted from the record's entries; a matter that the tables count otherwise is named, and
    the exit code is then 1.
    """
    opened()
    from wutong.record import clock
    from wutong.supervise.figures import api

    scope = chosen(county)
    today = clock.legal_day(clock.now())
    day = as_of.date() if as_of else today
    if day > today:
        raise Wrong(f"--as-of {day} is not here yet / 统计日还没到")
    again = api.recounted(scope, year, day) if recount else None
    if by_month:
        months = again.months if again else api.by_month(scope, year, day)
        if as_csv:
            click.echo(api.csv_by_month(months), nl=False)
        else:
            for month, found in months.items():
                click.echo(f"{year}年{month}月\n{api.table(found)}")
    else:
        found = again.year if again else api.figures(scope, year, as_of=day)
        click.echo(api.csv(found) if as_csv else api.table(found), nl=False)
    if again:
        click.echo(f"{again.matters} matters, {again.entries} entries counted / 重数了{again.entries}条留痕", err=True)
        for difference in again.differences:
            click.echo(f"{difference.number}: {difference.words}", err=True)
        sys.exit(1 if again.differences else 0)
