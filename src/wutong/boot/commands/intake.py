"""``wutong import``: real data from a spreadsheet, row by row, with every bad row named."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from wutong.boot.commands.home import COUNTY, FILE, Stop, Wrong, chosen, opened

if TYPE_CHECKING:
    from wutong.collect.complaints.imports.api import Report, Result


@click.group("import", short_help="Take in a spreadsheet. / 从表格导入")
def import_() -> None:
    """Take in a spreadsheet: good rows are kept, bad rows are named. / 从表格导入"""


@import_.command("complaints", short_help="Import complaints. / 导入群众反映")
@click.argument("file", type=FILE, metavar="FILE")
@click.option("--dry-run", is_flag=True, help="Judge every row, write nothing. / 只检查，不写入")
@click.option("--mapping", type=FILE, help="Which column is which field (YAML). / 列名对应表")
@COUNTY
def complaints(file: Path, dry_run: bool, mapping: Path | None, county: str | None) -> None:
    """Import complaints from CSV or xlsx (UTF-8 or GBK); safe to repeat and to resume. / 导入群众反映

    Exit codes: 0 every row is in the house; 1 some rows were not taken, the good ones are kept; 2 the file cannot be
    read. / 退出码：0 全部收下，1 有几行没有收（好的行已收下），2 文件读不了
    """
    opened()
    from wutong.collect.complaints.imports import api as imports
    from wutong.record import clock
    from wutong.record.entries.api import Actor

    scope = chosen(county)
    try:
        report = imports.check(scope, file, file.name, mapping_file=mapping, now=clock.now())
    except imports.Unusable as bad:
        raise Wrong(str(bad)) from bad
    _say(report)
    if dry_run:
        click.echo("dry run: nothing was written / 只是检查，什么都没有写")
        raise SystemExit(report.code)
    with click.progressbar(length=report.rows, label="import / 导入", show_pos=True, width=24) as bar:
        done = 0

        def progress(settled: int) -> None:
            nonlocal done
            bar.update(settled - done)
            done = settled

        try:
            result = imports.take(scope, report, by=Actor("system", "import"), now=clock.now(), progress=progress)
        except KeyboardInterrupt as stop:
            raise Stop("stopped; run it again to go on / 停下了，再运行一次会接着导入") from stop
    _say(result)
    raise SystemExit(result.code)


def _say(told: Report | Result) -> None:
    for line in told.lines():
        click.echo(line)
