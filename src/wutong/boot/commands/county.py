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
    from wutong.city.county.api import CountyFileError, load_county

    try:
        applied = start.migrate()
    except start.NotInOrder as bad:
        raise Stop(str(bad)) from bad
    if applied:
        click.echo(f"{len(applied)} migrations applied / 表已建好")
    try:
        loaded = load_county(county_file)
    except CountyFileError as bad:
        raise Wrong(f"nothing was changed / 没有改动\n{bad}") from bad
    if loaded.new:
        click.echo(f"{loaded.name} {loaded.county}: loaded, {len(loaded.changes)} rows / 已装入")
    else:
        for change in loaded.changes:
            click.echo(f"  {change}")
        click.echo(f"{loaded.name} {loaded.county}: {len(loaded.changes) or 'no'} changes / 改了几处")
    if loaded.passwords:
        click.echo(
            "\nfirst passwords, shown this once: hand them over, each is changed at the first sign-in / 首次密码"
        )
        for login, name, password in loaded.passwords:
            click.echo(f"  {name}\t{login}\t{password}")
    click.echo("\nnext / 接着: wutong serve --port 8000")
