"""A real server in its own process: a home in a temporary folder, the demo county loaded by the real command.

It can be killed and started again on the same port, because one of the journeys loses it in the middle of a sentence.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """``wutong demo`` once, then ``wutong serve`` as often as it is started."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.log = home.parent / f"{home.name}.log"
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.env = {k: v for k, v in os.environ.items() if not k.startswith(("WUTONG_", "SUITE_", "DJANGO_"))}
        self.env |= {"WUTONG_HOME": str(home), "WUTONG_DEMO": "1", "WUTONG_TRUST_PROXY": "1", "PYTHONUNBUFFERED": "1"}
        if os.environ.get("WUTONG_CLOCK"):
            self.env["WUTONG_CLOCK"] = os.environ["WUTONG_CLOCK"]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def command(self, *words: str) -> str:
        """Run ``wutong …`` against this home; what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "wutong", *words],
            cwd=ROOT,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, (
            f"wutong {' '.join(words)} closed with {done.returncode}:\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def start(self) -> None:
        """Serve: on any free port the first time, on the same one afterwards."""
        command = [sys.executable, "-m", "wutong", "serve", "--port", str(self.port)]
        if self.port:
            command.append("--exactly")
        said = len(self._said())
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )
        for _ in range(600):
            found = re.search(r"http://localhost:(\d+)", self._said()[said:])
            if found and self._answers(int(found.group(1))):
                self.port = int(found.group(1))
                return
            assert self.process.poll() is None, f"the server stopped: {self._said()}"
            time.sleep(0.1)
        raise AssertionError(f"the server did not come up: {self._said()}")

    def kill(self) -> None:
        """Gone without a word, as when the machine loses its power."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def errors(self) -> str:
        """What the server wrote about its own failures."""
        said = self._said()
        found = re.search(r"^.*(ERROR|CRITICAL|Traceback).*$", said, re.MULTILINE)
        return said[found.start() :][:4000] if found else ""

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""

    def _answers(self, port: int) -> bool:
        try:
            with urlopen(f"http://localhost:{port}/privacy", timeout=10):
                return True
        except HTTPError:
            return True
        except (URLError, OSError):
            return False


@contextmanager
def demo(name: str) -> Iterator[Server]:
    """The demo county in a home of its own, loaded and served by the product's own commands; nothing of it stays."""
    folder = Path(tempfile.mkdtemp(prefix=f"wutong-{name}-"))
    served = Server(folder / "home")
    served.home.mkdir()
    try:
        served.command("demo")
        served.start()
        yield served
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)
