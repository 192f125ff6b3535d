"""A PostgreSQL of the suite's own: a throw-away cluster on a free port of this machine, gone when the suite ends.

So the suite needs no server that runs already, no password and no rights. PostgreSQL refuses to run as root; under
root the cluster belongs to the system's user ``postgres``.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


class NoPostgres(Exception):
    """No PostgreSQL can be had here; says why in one line with the remedy."""


def programs() -> Path:
    """The folder with ``initdb`` and ``pg_ctl`` (Debian keeps them off the PATH)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    raise NoPostgres("no PostgreSQL on this machine: sudo apt install postgresql")


def _as_owner(command: list[str]) -> list[str]:
    if os.geteuid() != 0:
        return command
    try:
        pwd.getpwnam("postgres")
    except KeyError as bad:
        raise NoPostgres("PostgreSQL refuses to run as root and there is no user postgres") from bad
    return ["runuser", "-u", "postgres", "--", *command]


def _run(command: list[str]) -> None:
    done = subprocess.run(
        _as_owner(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
    )
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip()]
        raise NoPostgres(f"{Path(command[0]).name} failed: {lines[-1] if lines else 'no reason given'}")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and give its address; stopped and removed on leaving."""
    bin_ = programs()
    folder = Path(tempfile.mkdtemp(prefix="wutong-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} "
        "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=100"
    )
    started = False
    try:
        _run([str(bin_ / "initdb"), "-D", str(data), "-U", "wutong", "-A", "trust", "-E", "UTF8", "--locale=C"])
        log = str(folder / "log")
        _run([str(bin_ / "pg_ctl"), "-D", str(data), "-l", log, "-w", "-t", "60", "-o", options, "start"])
        started = True
        yield f"postgresql://wutong@127.0.0.1:{port}/postgres"
    finally:
        if started:
            with contextlib.suppress(NoPostgres):
                _run([str(bin_ / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)
