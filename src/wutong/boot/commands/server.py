"""``wutong serve``, ``wutong demo`` and ``wutong migrate``: bringing a home up."""

from __future__ import annotations

import errno
import os
import socket

import click

from wutong.boot.commands.home import Stop, Wrong, django_ready, opened

PORT = click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port. / 端口")
HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on. / 监听地址")


def _serve(port: int, host: str, *, exactly: bool, first: str = "") -> None:
    from wutong.boot import serve as server

    def ready(address: str) -> None:
        if not address.endswith(f":{port}") and port:
            click.echo(f"port {port} is taken, using another / {port} 端口被占，换一个")
        click.echo(f"Wutong 梧桐 → {address}   (Ctrl-C stops it / 按 Ctrl-C 停)")
        if first:
            click.echo(first.format(address=address))

    try:
        server.serve(port, host, exactly=exactly, ready=ready)
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
def serve(port: int, host: str, exactly: bool) -> None:
    """Serve this home until Ctrl-C. / 启动服务"""
    opened()
    _serve(port, host, exactly=exactly)


@click.command(short_help="Update the tables after an upgrade. / 更新表结构")
def migrate() -> None:
    """Bring the tables up to date after an upgrade; back up first. / 升级后更新表结构，先备份"""
    django_ready()
    from wutong.boot import start

    try:
        applied = start.migrate()
    except start.NotInOrder as bad:
        raise Stop(str(bad)) from bad
    for name in applied:
        click.echo(f"  {name}")
    click.echo(f"{len(applied) or 'no'} migrations applied, guards of the record stand / 完成")


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
