"""``wutong init``: an empty home becomes a county's."""

from __future__ import annotations

from pathlib import Path

import click

from wutong.boot.commands.home import FILE, Stop, Wrong, django_ready


@click.command(short_help="Make the tables, load a county. / 建库并装入县区")
@click.argument("county_file", type=FILE, metavar="COUNTY.yaml")
def init(county_file: Path) -> None:
    """Make the tables and load a county from its file; safe to repeat. / 建库并装入县区，可以重复运行"""
    django_ready()
    from wutong.boot import start
    from wutong.city.offices.api import CountyFileError, load_county

    try:
        applied = start.migrate()
    except start.NotInOrder as bad:
        raise Stop(str(bad)) from bad
    if applied:
        click.echo(f"{len(applied)} migrations applied / 表已建好")
    try:
        loaded = load_county(county_file)
    except CountyFileError as bad:
        raise Wrong(f"{county_file}: {bad}") from bad
    for change in loaded.changes:
        what = f"{change.what} {change.key}"
        click.echo(f"  {what}: {change.before or '—'} → {change.after or '—'}")
    click.echo(f"county {loaded.county}: {len(loaded.changes) or 'no'} changes / 县区已装入")
    click.echo("next: wutong serve --port 8000 / 接着运行")
