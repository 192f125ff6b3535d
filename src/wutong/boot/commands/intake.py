"""``wutong import``: real data from a spreadsheet, row by row, with every bad row named."""

from __future__ import annotations

from pathlib import Path

import click

from wutong.boot.commands.home import COUNTY, FILE, chosen, opened


@click.group("import", short_help="Take in a spreadsheet. / 从表格导入")
def import_() -> None:
    """Take in a spreadsheet: good rows are kept, bad rows are named. / 从表格导入"""


@import_.command("complaints", short_help="Import complaints. / 导入群众反映")
@click.argument("file", type=FILE, metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Judge every row, write nothing. / 只检查，不写入")
@click.option("--mapping", type=FILE, help="Which column is which field (YAML). / 列名对应表")
@COUNTY
def complaints(file: Path, dry_run: bool, mapping: Path | None, county: str | None) -> None:
    """Import complaints from CSV or xlsx (UTF-8 or GBK); safe to repeat and to resume. / 导入群众反映"""
    opened()
    raise NotImplementedError(f"{file} {dry_run} {mapping} {chosen(county)}")
