"""A Wutong of its own in a folder, in processes that may be killed: on SQLite, or on a database of a PostgreSQL."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psycopg

ROOT = Path(__file__).resolve().parents[2]


class Home:
    """A home, its database, and the processes that work on it."""

    def __init__(self, folder: Path, postgresql: str = "") -> None:
        self.folder, self.port = folder, 0
        self.log = folder.with_name(f"{folder.name}.log")
        self.process: subprocess.Popen[bytes] | None = None
        self.postgresql, self.database = postgresql, ""
        keep = {k: v for k, v in os.environ.items() if not k.startswith(("WUTONG_", "SUITE_", "DJANGO_"))}
        self.env = keep | {"WUTONG_HOME": str(folder), "PYTHONUNBUFFERED": "1", "WUTONG_TRUST_PROXY": "1"}
        if postgresql:
            name = f"soak_{uuid.uuid4().hex[:12]}"
            with psycopg.connect(postgresql, autocommit=True) as line:
                line.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
            self.database = urlsplit(postgresql)._replace(path=f"/{name}").geturl()
            self.env["WUTONG_DATABASE"] = self.database

    @property
    def kind(self) -> str:
        """On which database; printed beside a result."""
        return "PostgreSQL" if self.database else "SQLite"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    # ---- commands

    def command(self, *words: str, also: tuple[int, ...] = ()) -> str:
        """Run ``wutong …`` to its end; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "wutong", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=1800,
        )
        assert done.returncode in (0, *also), (
            f"wutong {words} closed with {done.returncode}: {done.stdout}{done.stderr}"
        )
        return done.stdout + done.stderr

    def demo(self) -> None:
        """The invented county with its cast."""
        self.env["WUTONG_DEMO"] = "1"
        self.command("demo")

    def start_command(self, *words: str) -> subprocess.Popen[bytes]:
        """Run ``wutong …`` beside us, to be killed; what it prints goes to the log."""
        with self.log.open("ab") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "wutong", *words], cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT,
            )  # fmt: skip

    def python(self, code: str) -> str:
        """Run lines of Python inside the home, with Django set up; what they printed."""
        before = "import django; django.setup()\nfrom wutong.record.scope import Scope\n"
        env = self.env | {"DJANGO_SETTINGS_MODULE": "wutong.boot.settings"}
        done = subprocess.run(
            [sys.executable, "-c", before + code], cwd=ROOT, env=env, capture_output=True, text=True, timeout=1800
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    # ---- serving

    def start(self, largest_file: int = 0, code: str = "") -> None:
        """Serve: on a free port the first time, on the same one afterwards. ``code``: a server of one's own making."""
        exactly = ["--exactly"] if self.port else []
        words = ["-c", code] if code else ["-m", "wutong", "serve", "--port", str(self.port), *exactly]
        command = [sys.executable, *words]
        said = len(self.said())

        def small() -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

        before: Callable[[], None] | None = small if largest_file else None
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env | {"DJANGO_SETTINGS_MODULE": "wutong.boot.settings"},
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, preexec_fn=before,
            )  # fmt: skip
        for _ in range(4800):
            found = re.search(r"http://localhost:(\d+)", self.said()[said:])
            if found and _answers(int(found.group(1))):
                self.port = int(found.group(1))
                return
            assert self.process.poll() is None, f"the server stopped: {self.said()[said:]}"
            time.sleep(0.05)
        raise AssertionError(f"the server did not come up: {self.said()[said:]}")

    def kill(self) -> None:
        """Gone without a word, as when the machine loses its power."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def gone(self) -> None:
        """Remove everything."""
        self.stop()
        if self.database:
            with psycopg.connect(self.postgresql, autocommit=True) as line:
                line.execute(f'DROP DATABASE IF EXISTS "{self.database.rpartition("/")[2]}" WITH (FORCE)')  # type: ignore[arg-type]
        shutil.rmtree(self.folder, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/privacy", timeout=30):
            return True
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
