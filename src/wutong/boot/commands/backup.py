"""``wutong backup`` and ``wutong restore``: what an administrator does every night, and hopes never to need."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wutong.boot.commands.home import Stop, opened

if TYPE_CHECKING:
    from wutong.boot.backup.restore import Restored

FOLDER = click.Path(file_okay=False, path_type=Path)


def _told(line: str) -> None:
    """Say how far it is; where nobody reads any more (``| head``) the work goes on, and what became of it is the exit code."""
    try:
        click.echo(line)
    except BrokenPipeError:  # what lies unread in the buffer would fail once more at the end of the process
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


@click.command(short_help="Back up this home. / 备份")
@click.argument("folder", type=FOLDER, required=False)
@click.option("--keep", type=click.IntRange(1), help="Then remove all but the newest so many. / 只留最近几份")
@click.option("--keys", "keys_to", type=FOLDER, help="Where the keys go; default FOLDER-keys. / 密钥放哪里")
def backup(folder: Path | None, keep: int | None, keys_to: Path | None) -> None:
    """Write a complete backup into FOLDER (default WUTONG_BACKUPS) while the server runs. / 不停机备份

    Files that the backup before has already are named again, not copied.
    """
    os.umask(0o077)
    opened()
    from django.conf import settings

    from wutong.boot.backup import keys
    from wutong.boot.backup.disk import Trouble
    from wutong.boot.backup.make import make

    place = (folder or settings.ENVIRONMENT.backups).absolute()
    try:
        made = make(place, (keys_to or keys.beside(place)).absolute(), keep=keep, told=_told)
    except Trouble as bad:
        raise Stop(str(bad)) from bad
    _told(f"complete: {made.path} ({made.size / 1e6:.0f} MB, {made.new_files} files new) / 备份完成")
    _told(
        f"digest {made.digest}: note it elsewhere, it proves that nobody changed the backup / 抄下来，以后能证明没改过"
    )
    for name in made.pruned:
        _told(f"removed {name} / 删掉旧的")
    _told(f"keys: {made.keys}")
    _told("  NOT in the backup: take this folder to another place, whoever holds both can act as this server")
    _told("  密钥不在备份里：另外保管，不要和备份放在一起")
    if os.stat(made.path).st_dev == os.stat(settings.HOME).st_dev:
        _told("on the same disk as the home: copy it to another machine / 和数据在同一块盘上，要再拷到别处")
    if made.unfinished_erasures:
        _told("an erasure was not finished: erased files may be in this backup, repeat it / 有清除没做完，再备份一次")
    if made.damaged:
        raise Stop(
            f"{len(made.damaged)} files of the home are damaged ({made.damaged[0]} …): wutong doctor / 有文件坏了"
        )


@click.command(short_help="Put a backup back. / 恢复")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--check", is_flag=True, help="Look at every byte of the backup, change nothing. / 只检查备份")
@click.option("--into", type=FOLDER, metavar="HOME", help="Into this home instead of WUTONG_HOME. / 恢复到别处")
@click.option("--replace", is_flag=True, help="Move what is there aside first. / 先把现有的挪开")
@click.option("--keys", "keys_from", type=click.Path(exists=True, path_type=Path), help="The keys of that home. / 密钥")
@click.option(
    "--erasures-from",
    default="",
    metavar="HOME|URL",
    help="A newer home, or postgresql://…: erase again what it had erased. / 从新库补做清除",
)
def restore(
    folder: Path, check: bool, into: Path | None, replace: bool, keys_from: Path | None, erasures_from: str
) -> None:
    """Put a backup (or the newest of a set) into an empty home, look through all of it, and say what was seen. / 恢复备份"""
    os.umask(0o077)
    from wutong.boot import environment
    from wutong.boot.backup import restore as back
    from wutong.boot.backup.disk import Trouble
    from wutong.boot.running import InUse

    env = environment.read()
    try:
        if check:
            whole = back.verified(folder)
            click.echo(f"{whole.path}: all {len(whole.files)} files are as they were written / 备份完好")
            click.echo(f"made {whole.made:%Y-%m-%d %H:%M} UTC of {', '.join(whole.counties.values())}")
            click.echo(f"digest {whole.manifest['digest']}")
            return
        wish = back.Wish(
            source=folder,
            home=(into or env.home).absolute(),
            database=env.database,
            replace=replace,
            keys=keys_from,
            erasures_from=erasures_from,
        )
        done = back.restore(wish, _told)
    except (Trouble, InUse) as bad:
        raise Stop(str(bad)) from bad
    _report(done)


def _report(done: Restored) -> None:
    assert done.looked is not None
    looked = done.looked
    for name in done.migrated:
        click.echo(f"  {name}")
    click.echo("guards of the record: stand / 留痕保护在")
    click.echo(
        f"chains: {looked.entries} entries of {looked.matters} matters, {looked.values} values, "
        f"{looked.files} named files looked at / 全部核对过"
    )
    if done.erased_again:
        click.echo(f"{done.erased_again} values erased since the backup were erased again / 备份后清除过的，已再清除")
    for county in done.closed_again:
        click.echo(f"{county}: moved out since the backup, closed again / 备份后迁走的县，仍旧关着")
    if done.lost:
        click.echo(
            f"{done.lost} entries are younger than the backup and not in it; they are in what was moved aside"
            " / 备份之后的留痕不在里面"
        )
    if done.aside:
        click.echo(f"moved aside: {done.aside}; it holds personal data, remove it when you need it no more / 原来的")
    if done.schema:
        click.echo(
            f"moved aside in the database: DROP SCHEMA {done.schema} CASCADE when you need it no more / 原来的表"
        )
    click.echo(
        {
            "same": "key: the one of the backup / 密钥是原来的",
            "other": "key: another than that of the backup: everybody signs in again, forms open now are sent anew / 密钥换了",
            "new": "key: a new one was made: everybody signs in again, forms open now are sent anew / 密钥是新的",
        }[done.key]
    )
    click.echo(f"restored: {done.home} from {done.whole.path.name}; next / 接着: wutong doctor, wutong serve")
    for line in (*done.faults, *done.not_erased):
        click.echo(f"  not in order: {line}")
    if done.faults or done.not_erased:
        raise Stop("restored as the backup was, but not all is in order: see above / 已恢复，但有问题，见上")
