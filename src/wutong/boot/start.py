"""What must be in order before anything is served or written: tables, guards of the record, no demo things outside it.

Called at every start. The guards are made anew each time, because SQLite drops triggers with the table that a
migration rebuilds, and asserted, because a record that can be rewritten is no record.
"""

from __future__ import annotations

import threading
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from wutong.boot.environment import make_private


class NotInOrder(RuntimeError):
    """Why nothing can start: one plain line with its remedy."""


def pending() -> list[str]:
    """Migrations that this program has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


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
    """Bring the tables up to date and set the guards again; gives the migrations that were applied."""
    make_private(Path(settings.HOME))
    reach()
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
    from wutong.record import guards

    guards.install()
    guards.assert_present()


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
    if pending():
        raise NotInOrder("the tables are older than this program: back up, then run wutong migrate / 表结构要更新")
    guard()
    no_demo_outside()
    scrub_what_is_pending()


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
