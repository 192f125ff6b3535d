"""``wutong work``: does the jobs in a process of its own, for servers that should only serve."""

from __future__ import annotations

import signal
import threading

import click

from wutong.boot.commands.home import opened


@click.command(short_help="Do the jobs in a process of its own. / 单独做后台任务")
@click.option("--once", "one_round", is_flag=True, help="Do what waits now, then stop. / 做完现在等着的就停")
def work(one_round: bool) -> None:
    """Do the jobs until Ctrl-C, as wutong serve does beside serving. / 做后台任务，直到按 Ctrl-C

    As many processes as one likes may work at once: each job is one's at a time. A job that is being done when the
    process is stopped is ended first; one that is killed is done again a minute later.
    """
    opened()
    from wutong.boot import schedule

    if one_round:
        click.echo(f"{schedule.round_of_all()} jobs done, the page 后台任务 tells which / 做完了")
        return
    over = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: over.set())
    click.echo("doing the jobs   (Ctrl-C stops it / 按 Ctrl-C 停)")
    schedule.work(over)
    click.echo("stopped / 已停")
