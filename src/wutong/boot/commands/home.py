"""What every command that opens a home begins with: Django set up, the home there and in order, the county known."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from wutong.record.scope import Scope


class Stop(click.ClickException):
    """Something is not in order: one plain line, exit code 1."""

    exit_code = 1

    def show(self, file: object = None) -> None:
        click.echo(f"wutong: {self.message}", err=True)


class Wrong(Stop):
    """The command line or a setting is wrong: one plain line, exit code 2, nothing was done."""

    exit_code = 2


def django_ready() -> None:
    """Set Django up; a bad setting ends the process with its one plain line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wutong.boot.settings")
    import django

    django.setup()


def opened(*, must_exist: bool = True) -> None:
    """Set Django up and make sure that the home may be used: demo things only in the demo, tables and guards there.

    :raises Stop: when something is not in order.
    """
    django_ready()
    from wutong.boot import start

    hold()
    try:
        start.check(must_exist=must_exist)
    except start.NotInOrder as bad:
        raise Stop(str(bad)) from bad


def hold() -> None:
    """This process works on the home until it ends: nobody restores another one over it meanwhile.

    :raises Stop: when somebody does that now.
    """
    from django.conf import settings

    from wutong.boot import running

    try:
        running.hold(Path(settings.HOME))
    except running.InUse as bad:
        raise Stop(str(bad)) from bad


def reckoned(scopes: Iterable[Scope]) -> int:
    """Reckon open matters anew where the law changed, saying what was done; gives how many could not be."""
    from wutong.boot import reckoning

    failed = 0
    for scope in scopes:
        done = reckoning.reckon(scope, lambda title, n: click.progressbar(length=n, label=title, file=sys.stderr))
        failed += len(done.failed)
        for line in reckoning.told(done):
            click.echo(line)
    return failed


def every_county() -> list[Scope]:
    """All counties that are worked in on this server."""
    from wutong.city.offices.api import at_home
    from wutong.record.scope import Scope

    return [Scope(c.code) for c in at_home()]


def chosen(code: str | None) -> Scope:
    """The county a command is about: as given, or the only one.

    :raises Wrong: where there is none, the given one is unknown, or there are several and none was given.
    """
    from wutong.city.offices.api import counties
    from wutong.record.moved import api as moved
    from wutong.record.scope import Scope

    for county in counties():
        if county.closed and code == county.code:
            found = moved.gone(county.scope)
            raise Stop(f"{county.name} moved out to {found.home if found else '?'}: work there / 这个县区已经搬走")
    known = {c.code: c.name for c in counties() if not c.closed}
    if not known:
        raise Stop("no county here yet: wutong init COUNTY.yaml first / 还没有县区，先运行 wutong init")
    listed = ", ".join(f"{code} {name}" for code, name in known.items())
    if code is None:
        if len(known) > 1:
            raise Wrong(f"more than one county here, say --county CODE: {listed} / 有几个县区，要写 --county")
        code = next(iter(known))
    if code not in known:
        raise Wrong(f"no county {code} here, only {listed} / 没有这个县区")
    return Scope(code)


COUNTY = click.option("--county", "county", metavar="CODE", help="County, where there is more than one. / 县区代码")
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
