"""The public side and the desks as the units start them, on one PostgreSQL: a report in one, the act in the other, seen in both."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.boot import homes
from tests.needs import ROOT
from tests.soak.server import Home

pytestmark = pytest.mark.timeout(600)
SYSTEMD = ROOT / "deploy" / "systemd"
NAME = "wutong.county.lan"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def of_unit(path: Path, port: int) -> tuple[list[str], dict[str, str]]:
    """What the unit runs and under which settings of its own; only the program's place and the port are other ones."""
    text = path.read_text(encoding="utf-8")
    (line,) = re.findall(r"^ExecStart=(.+)$", text, re.MULTILINE)
    program, *words = shlex.split(line)
    assert program == "/opt/wutong/.venv/bin/wutong"
    words[words.index("--port") + 1] = str(port)
    settings = dict(pair.split("=", 1) for pair in re.findall(r"^Environment=(WUTONG_\S+)$", text, re.MULTILINE))
    return [sys.executable, "-m", "wutong", *words], settings


def of_file(path: Path) -> dict[str, str]:
    """Settings as a service manager reads them from the example, the commented ones left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def as_whom() -> str | None:
    """An account without rights that can run this Python, where we are root; else None: ourselves."""
    if os.geteuid() != 0:
        return None
    done = subprocess.run(
        [sys.executable, "-c", "import wutong"], user="nobody", group="nogroup", extra_groups=[], cwd="/",
        capture_output=True, check=False,
    ) if _may_run() else None  # fmt: skip
    return "nobody" if done is not None and done.returncode == 0 else None


def _may_run() -> bool:
    """Whether every folder above our Python lets others in."""
    place = Path(sys.executable).resolve()
    return all(folder.stat().st_mode & 0o001 for folder in place.parents)


class Visitor:
    """A browser behind the proxy: HTTPS outside, the proxy's three headers, cookies kept apart for each side."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.flags: dict[str, str] = {}

    def headers(self) -> dict[str, str]:
        return {
            "Host": NAME, "X-Forwarded-For": "10.20.30.40", "X-Forwarded-Proto": "https", "Origin": f"https://{NAME}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
        }  # fmt: skip

    def ask(self, path: str, **fields: str) -> tuple[int, str, http.client.HTTPMessage]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        body, headers = None, self.headers()
        if fields:
            fields.setdefault("csrfmiddlewaretoken", self.cookies.get("wutong-csrf", ""))
            body, headers["Content-Type"] = urlencode(fields), "application/x-www-form-urlencoded"
        line.request("POST" if fields else "GET", path, body, headers)
        got = line.getresponse()
        text = got.read().decode()
        for name, value in got.getheaders():
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value
                    if morsel.value:
                        self.flags[key] = value.lower()
        line.close()
        return got.status, text, got.headers

    def live(self, heard: list[str], ready: threading.Event) -> None:
        """Listen until something changed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=120) as line:
            head = "\r\n".join(f"{k}: {v}" for k, v in self.headers().items())
            line.sendall(f"GET /desk/live HTTP/1.1\r\n{head}\r\nAccept: text/event-stream\r\n\r\n".encode())
            for said in line.makefile("r", encoding="utf-8"):
                if said.startswith("event: here"):
                    ready.set()
                if said.startswith("event: changed"):
                    heard.append(said)
                    return


@pytest.fixture
def sides(postgresql: str) -> Iterator[tuple[int, int, Home]]:
    """The ports of the desks and of the public side, each a process, as an account without rights where we are root."""
    place = Path(tempfile.mkdtemp(prefix="wutong-units-"))
    home, whom = Home(place / "home", postgresql), as_whom()
    running: list[subprocess.Popen[bytes]] = []
    try:
        home.demo()
        if whom:
            for path in (place, home.folder, *home.folder.rglob("*")):
                shutil.chown(path, whom, "nogroup")
        ports = (free_port(), free_port())
        for unit, port, profile in (("wutong", ports[0], "desk"), ("wutong-public", ports[1], "")):
            command, settings = of_unit(SYSTEMD / f"{unit}.service", port)
            settings |= of_file(SYSTEMD / "wutong.env.example") | {"WUTONG_HOME": str(home.folder)}
            settings |= {"WUTONG_DATABASE": home.database, "WUTONG_DEMO": "1"}  # the demo's cast signs in by a card
            settings |= {"WUTONG_PROFILE": profile} if profile else {}
            env = {k: v for k, v in os.environ.items() if not k.startswith(("WUTONG_", "SUITE_", "DJANGO_"))}
            with home.log.open("ab") as out:
                running.append(
                    subprocess.Popen(
                        command, env=env | settings, cwd=place, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                        umask=0o077, user=whom, group="nogroup" if whom else None, extra_groups=[] if whom else None,
                    )
                )  # fmt: skip
            _wait(port, running[-1], home)
        yield (*ports, home)
    finally:
        for process in running:
            process.terminate()
            process.wait(30)
        home.gone()
        shutil.rmtree(place, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes], home: Home) -> None:
    for _ in range(1200):
        assert process.poll() is None, home.said()
        try:
            if Visitor(port).ask("/healthz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"nobody answers: {home.said()}")


def stage(page: str) -> str:
    """The words of a page's middle."""
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())[:600]


def test_a_report_on_one_side_is_acted_on_at_the_other_and_both_are_told(sides: tuple[int, int, Home]) -> None:
    desk, public, home = sides
    clerk, citizen = Visitor(desk), Visitor(public)
    assert citizen.ask("/signin")[0] == citizen.ask("/desk")[0] == 404, "the world finds no door to the desks"
    assert clerk.ask("/report/photo")[0] == 404
    page = clerk.ask("/signin")[1]
    card = re.search(r'name="officer" value="([^"]+)">(?:(?!</form>).)*?<b>唐敏</b>', page, re.DOTALL)
    assert card and clerk.ask("/signin/cast", officer=card.group(1))[0] == 302
    heard: list[str] = []
    ready = threading.Event()
    listener = threading.Thread(target=clerk.live, args=(heard, ready), daemon=True)
    listener.start()
    assert ready.wait(60)

    status, _, headers = citizen.ask("/report/photo")
    assert status == 200 and headers["Strict-Transport-Security"]
    for step, fields in (
        ("where", {"place": "花园街18号门口"}),
        ("what", {"category": "stall", "text": "两个进程：夜市把桌子摆满了人行道"}),
        ("contact", {"confidential": "on"}),
    ):
        assert citizen.ask(f"/report/{step}", **fields)[0] == 302, step
    for _ in range(20):
        time.sleep(0.5)  # a report is not taken within two seconds of its first page
        if citizen.ask("/report/check", confirm="1")[0] == 302:
            break
    sent = citizen.ask("/report/sent")[1]
    number = re.search(r"\d{6}-\d{4}-\d{4}-\d", sent)
    assert number, sent[:2000]

    where = citizen.ask("/progress", number=number.group(0), code="")[2]["Location"]
    before = stage(citizen.ask(where)[1])
    assert "受理" in before
    listener.join(60)
    assert heard, "what was reported in one process was not heard of in the other"
    listed = clerk.ask("/desk/complaints?order=new&status=" + "%E5%BE%85%E5%8F%97%E7%90%86")[1]
    found = re.findall(r'data-href="/m/([0-9a-f-]{36})"', listed)
    matter = next(m for m in found if "两个进程" in clerk.ask(f"/m/{m}")[1])
    form = clerk.ask(f"/m/{matter}/do/accepted")[1]
    once = re.search(r'name="once" value="([0-9a-f]+)"', form)
    assert once and clerk.ask(f"/m/{matter}/do/accepted", once=once.group(1))[0] == 302

    assert stage(citizen.ask(where)[1]) != before, "the act of one process is not seen in the other"
    for who in (clerk, citizen):
        assert who.flags and all("; secure" in said and "httponly" in said for said in who.flags.values()), who.flags
    assert Visitor(public).ask("/metrics")[0] == 404, "what a proxy passes on is not this machine's own question"
    assert homes.run(home, "doctor").stdout.count("no server runs") == 0
