"""The product's own server, with floors to measure it against beside it: two bare views, and its own SQL played again.

A bare view has no middleware, session, form, law or record. The SQL of the posts that :data:`RECORDED` names is kept as
it is sent, and ``/floor-replay`` sends it again, in as many threads, to a copy of the database taken before: through
``sqlite3`` or ``psycopg`` with the same pragmas and the same transactions, without Django and without us. Row numbers are
drawn anew by the copy, so numbers in parameters that were answers are translated.

``python -c "from scripts.bench import floor; floor.main()"`` with the environment of a home.
"""

from __future__ import annotations

import os
import re
import statistics
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import django

#: the posts whose SQL is kept, by the name it is asked for again
RECORDED = {"report": "/report/check", "accept": "/do/accepted", "note": "/do/noted"}
#: row numbers of the recorded run begin here in every table, so that no other parameter is mistaken for one
FIRST_ROW = 10**9
#: of the answer to a client that names itself: how many statements it took, and how much of a processor, in ms
STATEMENTS, PROCESSOR = "x-bench-statements", "x-bench-processor"
_MARK = re.compile(r"(?<!%)%s")


@dataclass
class Step:
    """One statement; ``given``: the row numbers it was answered with."""

    sql: str
    params: tuple[Any, ...] | None = None
    many: bool = False
    given: tuple[int, ...] = ()


@dataclass
class Recorder:
    """What each client's requests said to the database, in order."""

    told: dict[str, dict[str, list[list[Step]]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    here: threading.local = field(default_factory=threading.local)
    #: processor time of each recorded request, in ms
    spent: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def say(self, step: Step) -> None:
        steps = getattr(self.here, "steps", None)
        if steps is not None:
            steps.append(step)

    def listen(self) -> None:
        """Hear every statement of a recorded request, its transactions and the row numbers it is given."""
        from django.db.backends.base.base import BaseDatabaseWrapper
        from django.db.backends.signals import connection_created
        from django.db.models.sql.compiler import SQLInsertCompiler

        def heard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            got = execute(sql, params, many, context)
            if params is not None:
                params = [tuple(p) for p in params] if many else tuple(params)
            self.say(Step(sql, params, many))
            return got

        def opened(connection: Any, **_: Any) -> None:
            if heard not in connection.execute_wrappers:  # the same connection is opened again when it is old
                connection.execute_wrappers.append(heard)

        connection_created.connect(opened, weak=False)
        for name, word in (("_commit", "COMMIT"), ("_rollback", "ROLLBACK")):
            self._after(BaseDatabaseWrapper, name, word)
        real, begun = SQLInsertCompiler.execute_sql, BaseDatabaseWrapper.set_autocommit

        def insert(compiler: Any, returning_fields: Any = None) -> Any:
            got = real(compiler, returning_fields)
            steps = getattr(self.here, "steps", None)
            if steps and returning_fields:
                steps[-1].given = tuple(v for row in got for v in row if isinstance(v, int))
            return got

        def set_autocommit(connection: Any, autocommit: bool, *args: Any, **kwargs: Any) -> Any:
            got = begun(connection, autocommit, *args, **kwargs)
            if not autocommit and connection.vendor == "postgresql":
                self.say(Step("BEGIN"))
            return got

        SQLInsertCompiler.execute_sql = insert  # type: ignore[method-assign]
        BaseDatabaseWrapper.set_autocommit = set_autocommit  # type: ignore[method-assign]

    def _after(self, owner: Any, name: str, word: str) -> None:
        real = getattr(owner, name)

        def told(connection: Any) -> Any:
            got = real(connection)
            self.say(Step(word))
            return got

        setattr(owner, name, told)

    def around(self, product: Any) -> Any:
        """The application, recording the posts of clients that name themselves."""

        def application(environ: Any, start: Any) -> Any:
            client, path = environ.get("HTTP_X_BENCH", ""), environ["PATH_INFO"]
            name = next((n for n, tail in RECORDED.items() if path.endswith(tail)), "")
            if not client:
                return product(environ, start)
            self.here.steps = steps = []
            if not name or environ["REQUEST_METHOD"] != "POST":
                return self.counted(product, environ, start, steps)
            began = time.thread_time()
            try:
                return product(environ, start)
            finally:
                self.spent[name].append((time.thread_time() - began) * 1000)
                self.told[name][client].append(steps)
                self.here.steps = None

        return application

    def counted(self, product: Any, environ: Any, start: Any, steps: list[Step]) -> Any:
        """Anything else, with what it cost in its head."""
        began = time.thread_time()

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            asked = sum(not s.sql.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for s in steps)
            spent = f"{(time.thread_time() - began) * 1000:.3f}"
            return start(status, [*headers, (STATEMENTS, str(asked)), (PROCESSOR, spent)], *more)

        try:
            return product(environ, begin)
        finally:
            self.here.steps = None


class Replay:
    """The recorded statements once more, on a copy; row numbers of the record are translated into those drawn now."""

    def __init__(self, copy: str) -> None:
        self.copy = copy
        self.sqlite = "://" not in copy
        self.rows: dict[int, int] = {}

    def open(self) -> Callable[[Step], list[Any]]:
        """A line to the copy with what the product's own connections are given."""
        from django.conf import settings

        options = settings.DATABASES["default"]["OPTIONS"]
        if self.sqlite:
            import sqlite3

            from django.db.backends.sqlite3._functions import register

            line = sqlite3.connect(self.copy, timeout=options["timeout"], isolation_level=None)
            register(line)
            for pragma in options["init_command"].strip(";").split(";"):
                line.execute(pragma)
            cursor = line.cursor()

            def lite(step: Step) -> list[Any]:
                (cursor.executemany if step.many else cursor.execute)(step.sql, self.now(step))
                return cursor.fetchall() if cursor.description else []

            return lite
        import psycopg

        opened = psycopg.connect(self.copy, autocommit=True, cursor_factory=psycopg.ClientCursor)
        at = opened.cursor()

        def server(step: Step) -> list[Any]:
            if step.params is None:
                at.execute(step.sql)  # type: ignore[arg-type]
            else:
                (at.executemany if step.many else at.execute)(step.sql, self.now(step))  # type: ignore[arg-type]
            return at.fetchall() if at.description else []

        return server

    def now(self, step: Step) -> Any:
        if step.params is None:
            return ()
        many = step.params if step.many else (step.params,)
        got = [tuple(self.fresh(v) for v in p) for p in many]
        return got if step.many else got[0]

    def fresh(self, value: Any) -> Any:
        if isinstance(value, list):  # PostgreSQL is given many rows as one array a column
            return [self.fresh(v) for v in value]
        return self.rows.get(value, value) if isinstance(value, int) and value >= FIRST_ROW else value

    def prepared(self, steps: list[Step]) -> list[Step]:
        """The same statements with the database's own marks for parameters."""
        if not self.sqlite:
            return steps
        return [Step(_MARK.sub("?", s.sql).replace("%%", "%") if s.params is not None else s.sql, s.params, s.many, s.given)
                for s in steps]  # fmt: skip

    def run(self, clients: list[list[list[Step]]]) -> dict[str, Any]:
        """All clients at once, each its requests one after the other."""
        work = [[self.prepared(steps) for steps in requests] for requests in clients]
        took: list[float] = []
        spent: list[float] = []
        broke: list[str] = []
        together = threading.Barrier(len(work) + 1)

        def client(requests: list[list[Step]]) -> None:
            line = self.open()
            together.wait()
            try:
                for steps in requests:
                    began, worked = time.perf_counter(), time.thread_time()
                    for step in steps:
                        rows = line(step)
                        for old, new in zip(step.given, rows, strict=False):
                            self.rows[old] = new[0]
                    took.append(time.perf_counter() - began)
                    spent.append(time.thread_time() - worked)
            except Exception as bad:
                broke.append(f"{type(bad).__name__}: {bad}: {step.sql[:200]}")

        threads = [threading.Thread(target=client, args=[requests]) for requests in work]
        for thread in threads:
            thread.start()
        together.wait()
        began = time.perf_counter()
        for thread in threads:
            thread.join()
        whole = time.perf_counter() - began
        every = [steps for requests in clients for steps in requests]
        return {
            "rate": len(took) / whole,
            "ms": 1000 * statistics.median(took) if took else 0,
            "processor": 1000 * statistics.median(spent) if spent else 0,
            "requests": len(took),
            "statements": statistics.median(len(s) for s in every),
            "commits": statistics.median(sum(x.sql == "COMMIT" for x in s) for s in every),
            "broke": broke,
        }


def main(port: int = 0) -> None:
    """Serve on a port, or any free one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wutong.boot.settings")
    django.setup()
    from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
    from django.db import connection, transaction
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
    from django.test.utils import override_settings
    from django.urls import path

    from wutong.boot import serve, start

    start.check()
    recorder = Recorder()
    replays: dict[str, Replay] = {}

    def insert(request: HttpRequest) -> HttpResponse:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_floor(text) VALUES (%s)", [request.POST["text"]])
        return HttpResponseRedirect("/")

    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("a line")

    def replay(request: HttpRequest) -> HttpResponse:
        """Play what was recorded since under a name, then forget it."""
        again = replays.setdefault(request.GET["copy"], Replay(request.GET["copy"]))
        told, spent = (kept.pop(request.GET["name"], None) for kept in (recorder.told, recorder.spent))
        played = again.run(list((told or {}).values()))
        return JsonResponse({**played, "ours": statistics.median(spent or [0.0])})

    class Urls:
        urlpatterns = [path("floor", insert), path("floor-page", page), path("floor-replay", replay)]

    class Request(WSGIRequest):
        urlconf = Urls

    class Bare(WSGIHandler):
        request_class = Request

    with override_settings(MIDDLEWARE=[]):
        bare = Bare()
    product = recorder.around(serve.application)

    def floor(environ: Any, start_response: Any) -> Any:
        return (bare if environ["PATH_INFO"].startswith("/floor") else product)(environ, start_response)

    with connection.cursor() as cursor:
        key = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "bigserial PRIMARY KEY"
        cursor.execute(f"CREATE TABLE IF NOT EXISTS bench_floor (id {key}, text text)")
    connection.close()
    recorder.listen()
    serve.application = floor  # type: ignore[assignment]
    serve.serve(port, ready=lambda address: print("Wutong", address, flush=True))
