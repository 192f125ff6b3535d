"""What must be in order before anything is served or written: tables, guards of the record, no demo things outside it.

Called at every start. The guards are made anew each time, because SQLite drops triggers with the table that a
migration rebuilds, and asserted, because a record that can be rewritten is no record.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from wutong.boot.environment import make_private


class NotInOrder(RuntimeError):
    """Why nothing can start: one plain line with its remedy."""


def pending() -> list[str]:
    """Migrations that this program has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def newer(applied: Iterable[str] | None = None) -> list[str]:
    """Migrations that a database (default: this one) has and this program has not: a newer program has worked on it.

    :param applied: ``app.name`` of each.
    """
    loader = MigrationLoader(None if applied is not None else connection, ignore_no_migrations=True)
    if applied is None:
        applied = [f"{app}.{name}" for app, name in loader.applied_migrations]
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    apps = {name.partition(".")[0] for name in known}
    return sorted(name for name in applied if name not in known and name.partition(".")[0] in apps)


def not_newer() -> None:
    """An older program would write into tables that it does not know, and set guards that are too few.

    :raises NotInOrder: when the tables are of a newer program.
    """
    if found := newer():
        raise NotInOrder(
            f"the tables are of a newer program ({', '.join(found[:3])}): install that release, or restore with this one "
            "the backup that was made before the upgrade / 表结构比程序新，装回新版，或恢复升级前的备份"
        )


def reach() -> None:
    """Open the database once.

    :raises NotInOrder: when it cannot be opened.
    """
    try:
        connection.ensure_connection()
    except (OperationalError, DatabaseError) as bad:
        first = str(bad).strip().splitlines()[0] if str(bad).strip() else type(bad).__name__
        raise NotInOrder(
            f"the database cannot be opened ({first}): check WUTONG_DATABASE or WUTONG_HOME / 打不开数据库"
        ) from bad


def migrate() -> list[str]:
    """Bring the tables up to date and set the guards again; gives the migrations that were applied.

    :raises NotInOrder: when that cannot be, or must not: the tables are of a newer program.
    """
    make_private(Path(settings.HOME))
    reach()
    not_newer()
    todo = pending()
    if todo:
        from wutong.record import guards

        guards.lift()  # a migration may rebuild a guarded table
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            guards.install()
    guard()
    return todo


def guard() -> None:
    """Set the append-only guards of the record and assert that they stand."""
    from wutong.city.offices import exclusive
    from wutong.record import guards

    guards.install()
    guards.assert_present()
    exclusive.install()


def check(*, must_exist: bool = True) -> None:
    """Whether this home may be opened by this program with these settings.

    :raises NotInOrder: with the remedy.
    """
    if (
        must_exist
        and not settings.ENVIRONMENT.database
        and not Path(str(settings.DATABASES["default"]["NAME"])).exists()
    ):
        raise NotInOrder(
            f"nothing here yet: {settings.HOME} holds no database; "
            "wutong init COUNTY.yaml makes one, or point WUTONG_HOME at yours / 还没有数据"
        )
    reach()
    no_restore_cut_off()
    not_newer()
    if pending():
        raise NotInOrder("the tables are older than this program: back up, then run wutong migrate / 表结构要更新")
    guard()
    no_demo_outside()
    scrub_what_is_pending()


def no_restore_cut_off() -> None:
    """A PostgreSQL that was restored while its files were not must not be served, nor a home while its county is elsewhere.

    :raises NotInOrder: when the mark of such a restore, or of a county's move, stands.
    """
    from wutong.boot.running import MARK, MOVING

    if (Path(settings.HOME) / MOVING).is_file():
        raise NotInOrder(
            "this home is not open yet: a county was moving into it and the move was cut off; run the same "
            "wutong county move-out again at the old server / 迁出没有做完，在原来的服务器上再运行一次"
        )

    if connection.vendor == "postgresql" and MARK in connection.introspection.table_names():
        raise NotInOrder(
            "a restore was cut off before its end: run the same wutong restore again, with --replace / 恢复没有做完，再运行一次"
        )


def no_demo_outside() -> None:
    """Demo accounts have passwords that everyone knows, and demo secrets are made to be thrown away.

    :raises NotInOrder: when one of them is here and the demo is not on.
    """
    from wutong.city.offices.api import demo_accounts_exist

    if settings.DEMO:
        return
    if settings.SECRET_KEY.startswith("demo-"):
        raise NotInOrder("the secret is a demo secret: unset WUTONG_SECRET or make a new one / 这是演示密钥")
    if demo_accounts_exist():
        raise NotInOrder(
            f"{settings.HOME} holds demo accounts: serve it with WUTONG_DEMO=1, "
            "or set WUTONG_HOME to another folder for real work / 这里有演示账号，不能正式用"
        )


def scrub_what_is_pending() -> None:
    """Finish an erasure that was cut off between its commit and the cleaning of the file."""
    from wutong.record.entries import api as entries

    waiting = getattr(entries, "scrub_pending", None)
    if waiting is not None and waiting():
        entries.scrub()


#: one server process does not check twice
_checked = threading.Event()


def check_once() -> None:
    """For servers that import ``boot.serve.application`` themselves."""
    if not _checked.is_set():
        check()
        _checked.set()
