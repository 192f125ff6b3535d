"""``wutong import``: real data from a spreadsheet, row by row, with every bad row named."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from wutong.boot.commands.home import COUNTY, FILE, Wrong, chosen, opened


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

    scope, now = chosen(county), clock.now()
    try:
        with _bar("checking / 检查") as judged:
            report = imports.check(scope, file, file.name, mapping_file=mapping, now=now, progress=judged)
    except imports.Unusable as bad:
        raise Wrong(str(bad)) from bad
    for line in report.lines():
        click.echo(line)
    if dry_run:
        click.echo("dry run: nothing was written / 只检查，没有写入")
        sys.exit(report.code)
    try:
        with _bar("importing / 导入", report.rows) as settled:
            result = imports.take(scope, report, by=Actor("system", "import"), now=now, progress=settled)
    except KeyboardInterrupt:
        click.echo("\nstopped: run the same command again to go on / 已停，再运行一次会接着导入", err=True)
        sys.exit(1)
    for line in result.lines()[: 1 if result.finished else 2]:
        click.echo(line)
    sys.exit(result.code)


@contextmanager
def _bar(title: str, length: int | None = None) -> Iterator[Callable[[int], None]]:
    """A progress bar that is told how far things are; silent where nobody watches."""
    with click.progressbar(length=length or 0, label=title, file=sys.stderr, show_pos=True) as bar:

        def told(so_far: int) -> None:
            if length is None:
                bar.length = max(bar.length or 0, so_far)
            bar.update(so_far - bar.pos)

        yield told
