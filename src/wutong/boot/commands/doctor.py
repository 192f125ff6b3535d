"""``wutong doctor``: prints what is in order and what is not, each with its remedy."""

from __future__ import annotations

import click

from wutong.boot.commands.home import Stop, django_ready


@click.command(short_help="Look whether this home is in order. / 体检")
def doctor() -> None:
    """Look whether this home is in order; each line ok or not ok with its remedy. / 体检"""
    django_ready()
    from wutong.boot import health

    bad = 0
    for finding in health.findings():
        bad += not finding.ok
        click.echo(f"{'ok    ' if finding.ok else 'not ok'}  {finding.what}")
        if not finding.ok:
            click.echo(f"        → {finding.remedy}")
    if bad:
        raise Stop(f"{bad} not in order / {bad} 项要处理")
