"""``wutong brief``: the morning's sheet as plain text, for a timer that hands it to whatever sends messages."""

from __future__ import annotations

import click

from wutong.boot.commands.home import COUNTY, chosen, opened


@click.command(short_help="Print this morning's sheet. / 局长晨报")
@COUNTY
def brief(county: str | None) -> None:
    """Print what is overdue, due in three days, and yesterday in five numbers. / 局长晨报

    No place, no name, no word of a citizen is in it: it may leave the house as a message.
    """
    opened()
    from wutong.record import clock
    from wutong.supervise.brief import api

    click.echo(api.text(api.for_heads(chosen(county), clock.now())), nl=False)
