"""``wutong init``: an empty home becomes a county's."""

from __future__ import annotations

import os
import re
from pathlib import Path

import click

from wutong.boot.commands.home import COUNTY, FILE, Stop, Wrong, chosen, django_ready, hold, opened, reckoned


@click.command(short_help="Make the tables, load a county. / 建库并装入县区")
@click.argument("county_file", type=FILE, metavar="COUNTY.yaml")
@click.option(
    "--replace", is_flag=True, help="Put the file in the place of what pages changed. / 用文件代替页面上的改动"
)
def init(county_file: Path, replace: bool) -> None:
    """Make the tables and load a county from its file; safe to repeat. / 建库并装入县区，可以重复运行"""
    django_ready()
    from wutong.boot import start
    from wutong.city.county.api import ChangedHere, CountyFileError, load_county
    from wutong.record import clock

    hold()
    try:
        applied = start.migrate()
        start.no_restore_cut_off()
    except start.NotInOrder as bad:
        raise Stop(str(bad)) from bad
    if applied:
        click.echo(f"{len(applied)} migrations applied / 表已建好")
    try:
        loaded = load_county(county_file, replace_at=clock.now() if replace else None)
    except ChangedHere as here:
        told = [f"  {change}" for change in here.differs]
        made = [f"  {words}" for words in here.made]
        raise Stop(
            "\n".join(
                [
                    "nothing was changed: the file differs from what was changed on pages / 没有改动：文件和页面上改过的不一样",
                    *told,
                    "changed on pages since the last file / 页面上改过的:",
                    *made,
                    "write the present state with wutong county export FOLDER and change that, "
                    "or put the file in its place with --replace / 先导出现在的再改，或者加--replace",
                ]
            )
        ) from here
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
    if reckoned([loaded.scope]):
        raise Stop("the county is loaded, some matters could not be reckoned: see above / 有几件没有重算")
    click.echo("\nnext / 接着: wutong serve --port 8000")


@click.group("county", short_help="The county as a file. / 县区文件")
def county_() -> None:
    """The county as a file. / 县区文件"""


@county_.command(short_help="Write the present state as a county.yaml. / 导出现在的县区文件")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@COUNTY
def export(folder: Path, county: str | None) -> None:
    """Write the county as it stands into FOLDER: county.yaml and its ground files; it loads back identically. / 导出"""
    opened()
    from wutong.city.county.api import export as write

    if folder.is_dir() and any(folder.iterdir()):
        raise Wrong(f"{folder} is not empty: name a new folder / 文件夹不是空的")
    click.echo(f"{write(chosen(county), folder)}")


@county_.command("move-out", short_help="Give a county a home of its own. / 把一个县区迁出去")
@click.argument("county")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="FOLDER")
@click.option("--address", default="", metavar="URL", help="Where people find it, told on its page here. / 新地址")
def move_out(county: str, folder: Path, address: str) -> None:
    """Take COUNTY out of this server into FOLDER, a home of its own on SQLite, and close it here. / 迁出

    Stop the server first. Safe to repeat: a second run finishes what was cut off.
    """
    os.umask(0o077)
    if address and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+(/[\w./~-]*)?", address):
        raise Wrong(f"--address {address[:60]}: expected https://host.name / 地址写成 https://……")
    django_ready()
    from wutong.boot import start
    from wutong.boot.backup.disk import Trouble
    from wutong.boot.moving.move import move_out as move
    from wutong.boot.running import InUse
    from wutong.city.offices.api import counties
    from wutong.record import clock
    from wutong.record.scope import Scope

    try:
        start.check()
        known = {c.code: c.name for c in counties()}
        if county not in known:
            raise Wrong(
                f"no county {county} here, only {', '.join(f'{c} {n}' for c, n in known.items())} / 没有这个县区"
            )
        done = move(Scope(county), folder.absolute(), address=address, at=clock.now(), told=click.echo)
    except (Trouble, InUse, start.NotInOrder) as bad:
        raise Stop(str(bad)) from bad
    if done.again:
        click.echo(f"{known[county]} is in {done.home} since {done.at:%Y-%m-%d %H:%M} UTC; nothing to do / 已经迁出")
        return
    click.echo(f"{known[county]} moved out to {done.home}; closed here / 已迁出，这里不再受理")
    click.echo(f"next / 接着: set -a; . '{done.home}/wutong.env'; set +a; wutong doctor, wutong serve")
    click.echo(
        "  this server still holds its rows and photos, which nobody can open: docs/operations.md says what to do"
    )
    click.echo("  back up both now / 两边都马上备份一次")
