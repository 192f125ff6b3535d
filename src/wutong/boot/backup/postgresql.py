"""PostgreSQL's part, by its own tools: pg_dump of one snapshot; and back in one transaction, which a kill undoes.

The tools are asked over pipes: when we die they notice, and nothing goes on behind our back.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wutong.boot.backup.contents import Contents, contents
from wutong.boot.backup.disk import BLOCK, Trouble
from wutong.boot.running import MARK


@dataclass(frozen=True)
class Address:
    """Where the database is, as Django's settings say it."""

    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Address:
        return cls(*(str(settings.get(key) or "") for key in ("NAME", "HOST", "PORT", "USER", "PASSWORD")))

    @property
    def environment(self) -> dict[str, str]:
        """For the tools: by the environment, so that no password stands in a list of processes."""
        named = {
            "PGDATABASE": self.name,
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        ours = {name: value for name, value in named.items() if value}
        return {**{k: v for k, v in os.environ.items() if k not in named}, **ours, "PGAPPNAME": "wutong backup"}


def tool(name: str) -> str:
    """The path of a tool of PostgreSQL's.

    :raises Trouble: when it is not on this machine.
    """
    found = shutil.which(name)
    if found is None:
        raise Trouble(
            f"{name} is not on this machine: install PostgreSQL's client, as new as the server "
            f"(sudo apt install postgresql-client), and repeat / 没有 {name}，先装 postgresql-client"
        )
    return found


@contextlib.contextmanager
def line(address: Address) -> Iterator[Any]:
    """A connection of our own, not Django's."""
    import psycopg

    given = {"dbname": address.name, "host": address.host, "port": address.port}
    given |= {"user": address.user, "password": address.password}
    try:
        with psycopg.connect(
            **{k: v for k, v in given.items() if v},  # type: ignore[arg-type]
            connect_timeout=10,
            application_name="wutong backup",
        ) as opened:
            yield opened
    except psycopg.OperationalError as bad:
        first = (str(bad).strip().splitlines() or [""])[0]
        raise Trouble(f"the database cannot be reached ({first}): check WUTONG_DATABASE / 连不上数据库") from bad


def size(address: Address) -> int:
    with line(address) as opened:
        return int(opened.execute("SELECT pg_database_size(current_database())").fetchone()[0])


def dump(address: Address, target: Path) -> Contents:
    """Dump a snapshot in the custom format, and count the same snapshot."""
    pg_dump = tool("pg_dump")
    with line(address) as opened:
        opened.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = opened.execute("SELECT pg_export_snapshot()").fetchone()[0]
        found = contents(opened.cursor(), "postgresql")
        command = [pg_dump, "--format=custom", f"--snapshot={snapshot}", "--schema=public", "--no-password"]
        with tempfile.TemporaryFile() as said, target.open("xb") as out:
            target.chmod(0o600)
            running = subprocess.Popen(
                command, env=address.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=said
            )
            with running:
                assert running.stdout is not None
                shutil.copyfileobj(running.stdout, out, BLOCK)
            if running.returncode:
                raise Trouble(f"pg_dump failed: {_last(said)} / pg_dump 没有成功")
            out.flush()
            os.fsync(out.fileno())
    return found


def look(address: Address) -> Contents:
    """What the database holds now."""
    with line(address) as opened:
        opened.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return contents(opened.cursor(), "postgresql")


def others(address: Address) -> list[str]:
    """Who else is connected to the database: a server that runs, or a shell that was left open."""
    with line(address) as opened:
        rows = opened.execute(
            "SELECT coalesce(nullif(application_name, ''), 'no name'), coalesce(client_addr::text, 'here')"
            " FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        ).fetchall()
    return [f"{name} from {where}" for name, where in rows]


def unfinished(address: Address) -> bool:
    """Whether a restore was cut off after the database had come and before the rest of the home had."""
    with line(address) as opened:
        return opened.execute("SELECT to_regclass(%s)", [f"public.{MARK}"]).fetchone()[0] is not None


def aside(address: Address) -> str:
    """The schema into which the last restore moved what stood there; "" where there is none."""
    with line(address) as opened:
        rows = opened.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public\\_before\\_%'").fetchall()
    return max((name for (name,) in rows), default="")


def load(address: Address, source: Path, *, into_aside: str, drop: bool) -> None:
    """Put a dump into the database, all in one transaction; what stood there goes into another schema first.

    ``drop``: what stands there is itself a restore that was cut off, and goes. The script's end is ours to send: when we
    are killed psql sees the end of its input without it, and the server forgets the whole transaction. The mark stays
    until the rest of the home is in its place.
    """
    make_room = ["DROP SCHEMA public CASCADE;"] if drop else []
    if into_aside:
        make_room = [f'ALTER SCHEMA public RENAME TO "{into_aside}";']
    if make_room:
        make_room += ["CREATE SCHEMA public;", "GRANT USAGE ON SCHEMA public TO PUBLIC;"]
    begin = ["BEGIN;", *make_room, "CREATE SCHEMA IF NOT EXISTS public;"]
    end = f"CREATE TABLE public.{MARK} (since timestamptz NOT NULL DEFAULT now());\nCOMMIT;\n"
    restoring = [tool("pg_restore"), "--file=-", "--no-owner", "--no-privileges", "--schema=public", str(source)]
    storing = [tool("psql"), "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with tempfile.TemporaryFile() as told, tempfile.TemporaryFile() as said:
        reader = subprocess.Popen(
            restoring, env=address.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=told
        )
        writer = subprocess.Popen(storing, env=address.environment, stdin=subprocess.PIPE, stderr=said)
        with writer, reader:
            assert reader.stdout is not None and writer.stdin is not None
            with contextlib.suppress(BrokenPipeError):  # psql stopped at a fault; its own words follow
                writer.stdin.write("\n".join(begin).encode() + b"\n")
                shutil.copyfileobj(reader.stdout, writer.stdin, BLOCK)
                if reader.wait() == 0:
                    writer.stdin.write(end.encode())
            with contextlib.suppress(BrokenPipeError):
                writer.stdin.close()
            writer.wait()
            reader.stdout.close()
            reader.wait()
        if writer.returncode:
            raise Trouble(f"psql failed, the database is as it was: {_last(said)} / 恢复没有成功，数据库没有变")
        if reader.returncode:
            raise Trouble(f"pg_restore failed, the database is as it was: {_last(told)} / 恢复没有成功，数据库没有变")


def finished(address: Address) -> None:
    """Take the mark away: database and home are both in their place."""
    with line(address) as opened:
        opened.execute(f"DROP TABLE IF EXISTS public.{MARK}")


def _last(said: Any) -> str:
    said.seek(0)
    lines = [text for text in said.read().decode("utf-8", "replace").splitlines() if text.strip()]
    wrong = [text for text in lines if "ERROR" in text or "error:" in text or "FATAL" in text]
    return str((wrong or lines or ["no reason given"])[0]).strip()
