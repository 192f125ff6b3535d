"""``wutong figures``: the year's numbers, each counted from the record."""

from __future__ import annotations

import click

from wutong.boot.commands.home import COUNTY, chosen, opened


@click.command(short_help="Print a year's figures. / 一年的数字")
@click.argument("year", type=click.IntRange(1949, 2999))
@click.option("--csv", "as_csv", is_flag=True, help="key,label,value,unit,numerator,denominator")
@click.option("--by-month", is_flag=True, help="One row a month. / 按月")
@COUNTY
def figures(year: int, as_csv: bool, by_month: bool, county: str | None) -> None:
    """Print a year's figures, recounted from the record. / 一年的数字，从留痕重新数出来"""
    opened()
    raise NotImplementedError(f"{year} {as_csv} {by_month} {chosen(county)}")
