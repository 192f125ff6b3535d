"""``wutong serve``, ``wutong demo`` and ``wutong migrate``: bringing a home up."""

from __future__ import annotations

import errno
import os
import socket

import click

from wutong.boot.commands.home import Stop, Wrong, django_ready, every_county, hold, opened, reckoned

PORT = click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port. / 端口")
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on. / 监听地址")


def _serve(port: int, host: str, *, exactly: bool, jobs: bool = True, first: str = "") -> None:
    from django.conf import settings

    from wutong.boot import serve as server

    hold()

    def ready(address: str) -> None:
        if not address.endswith(f":{port}") and port:
            click.echo(f"port {port} is taken, using another / {port} 端口被占，换一个")
        click.echo(f"Wutong 梧桐 → {address}   (Ctrl-C stops it / 按 Ctrl-C 停)")
        if first:
            click.echo(first.format(address=address, home=settings.HOME))

    try:
        server.serve(port, host, exactly=exactly, jobs=jobs, ready=ready)
    except server.NoPort as bad:
        raise Stop(f"port {port} is taken or not allowed: stop what uses it, or give another --port") from bad
    except KeyboardInterrupt:
        click.echo("\nstopped / 已停")
    except OSError as bad:
        if not isinstance(bad, socket.gaierror) and bad.errno not in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            raise
        raise Wrong(f"--host {host} is no address of this machine / 不是本机地址") from bad


@click.command(short_help="Serve this home. / 启动服务")
@PORT
@HOST
@click.option("--exactly", is_flag=True, help="Fail where the port is taken, instead of taking another. / 端口被占就停")
@click.option(
    "--profile", type=click.Choice(["public", "desk", "all"]), help="Which addresses to answer. / 开放哪些页面"
)
@click.option("--without-jobs", is_flag=True, help="Only serve; wutong work does the jobs. / 只服务，不做后台任务")
def serve(port: int, host: str, exactly: bool, profile: str | None, without_jobs: bool) -> None:
    """Serve this home until Ctrl-C. / 启动服务"""
    if profile:
        os.environ["WUTONG_PROFILE"] = profile
    opened()
    from django.conf import settings

    reckoned(every_county())
    # the public side may be many processes on a host of its own; the jobs are done beside the desks
    _serve(port, host, exactly=exactly, jobs=not without_jobs and settings.ENVIRONMENT.profile != "public")


@click.command(short_help="Update the tables after an upgrade. / 更新表结构")
def migrate() -> None:
    """Bring the tables up to date after an upgrade; back up first. / 升级后更新表结构，先备份"""
    django_ready()
    from wutong.boot import start

    hold()
    try:
        applied = start.migrate()
    except start.NotInOrder as bad:
        raise Stop(str(bad)) from bad
    for name in applied:
        click.echo(f"  {name}")
    click.echo(f"{len(applied) or 'no'} migrations applied, guards of the record stand / 完成")
    if reckoned(every_county()):
        raise Stop("the tables are up to date, some matters could not be reckoned: see above / 有几件没有重算")


@click.command(short_help="Load the invented demo county. / 装入演示县")
@click.option("--serve", "and_serve", is_flag=True, help="Serve it afterwards. / 装好后启动")
@PORT
@HOST
def demo(and_serve: bool, port: int, host: str) -> None:
    """Load the invented demo county and its cast; safe to repeat. / 装入演示县（虚构），可以重复运行"""
    os.environ["WUTONG_DEMO"] = "1"
    django_ready()
    from wutong.boot import demo as content
    from wutong.boot import start

    hold()
    try:
        start.migrate()
        content.load(_bar)
        start.check()
    except start.NotInOrder as bad:
        raise Stop(str(bad)) from bad
    if and_serve:
        _serve(port, host, exactly=False, first=content.FIRST)
    else:
        click.echo("demo county loaded: WUTONG_DEMO=1 wutong serve / 演示县已装好")


def _bar(title: str, length: int) -> click.progressbar:  # type: ignore[valid-type]
    return click.progressbar(length=length, label=title)
