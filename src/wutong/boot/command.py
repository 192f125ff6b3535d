"""The ``wutong`` command: what an administrator types. Each command's body lies in ``boot/commands``.

Exit codes, the same for every command: 0 done; 1 refused, or some rows were bad, or something is not in order;
2 the command line or a setting is wrong, and nothing was done.
"""

from __future__ import annotations

import os
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import click

from wutong.boot.commands import backup, brief, county, doctor, figures, intake, law, server, work
from wutong.boot.environment import SettingsError
from wutong.law.refusal import Refused

EPILOG = """\b
Exit codes / 退出码:
  0  done / 办成
  1  refused, bad rows, or something not in order / 被拒绝、有坏行、或有问题要处理
  2  wrong command line or setting; nothing was done / 命令或设置写错，什么都没做"""


def _version() -> str:
    """The installed version; in a checkout, that of its pyproject.toml."""
    try:
        return version("wutong")
    except PackageNotFoundError:
        project = Path(__file__).resolve().parents[3] / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=EPILOG)
@click.version_option(_version(), prog_name="wutong")
def cli() -> None:
    """Wutong (梧桐): runs a county enforcement bureau's year. / 县级综合行政执法局业务系统。

    Everything it keeps lies under WUTONG_HOME (default ./var). / 数据都在 WUTONG_HOME 下，默认 ./var。
    """


for _command in (
    county.init,
    county.county_,
    server.demo,
    server.serve,
    work.work,
    server.migrate,
    intake.import_,
    figures.figures,
    brief.brief,
    backup.backup,
    backup.restore,
    doctor.doctor,
    law.law,
):
    cli.add_command(_command)


@cli.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, hidden=True)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(arguments: tuple[str, ...]) -> None:
    """Django's own commands, for developers (makemigrations, shell …)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wutong.boot.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["wutong django", *arguments])


def main() -> None:
    """Run the command line; turn a bad setting into one line and exit code 2, a refusal into its lines and 1."""
    try:
        cli()
    except SettingsError as bad:
        click.echo(f"wutong: {bad.message}", err=True)
        sys.exit(2)
    except Refused as refused:
        click.echo(f"wutong: {refused}", err=True)
        sys.exit(1)
