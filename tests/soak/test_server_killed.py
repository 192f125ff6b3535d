"""A server under a storm of reports and clerks' acts is killed again and again: what it acknowledged is there, once."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable

import pytest

from tests.soak.person import GONE, Answer, Person
from tests.soak.server import Home
from tests.soak.truth import Truth, truth

pytestmark = pytest.mark.soak
CITIZENS, CLERKS = 6, 2


class Storm:
    """Threads that go on until told to stop; a request nobody answered is sent again, as it was, until somebody does."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.over = threading.Event()
        self.sent: list[str] = []
        self.acted: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.seen: list[str] = []
        self.resent = 0
        self.broke: list[BaseException] = []

    def surely(self, ask: Callable[[], Answer]) -> Answer:
        """Ask until there is an answer. A page that says the server is out of order is no answer."""
        for _ in range(2000):
            try:
                got = ask()
            except GONE:
                self.resent += 1
                time.sleep(0.1)
                continue
            self.seen.append(got.text) if "locked" in got.text or got.status >= 500 else None
            if got.status < 500:
                return got
            time.sleep(0.1)
        raise AssertionError("nobody answers any more")

    def report(self, text: str, host: str) -> None:
        """One citizen's report, step by step as on a phone without script."""
        who = Person(self.home.address, host)
        assert self.surely(lambda: who.get("/report/photo")).status == 200
        for step, fields in (
            ("where", {"place": "花园街18号门口"}),
            ("what", {"category": "stall", "text": text}),
            ("contact", {"phone": "", "name": "", "confidential": "on"}),
        ):
            got = self.surely(lambda s=step, f=fields: who.post(f"/report/{s}", **f))  # type: ignore[misc]
            assert got.went, (step, got.status, got.text[:500])
        self.surely(lambda: who.get("/report/check"))
        for _ in range(20):
            got = self.surely(lambda: who.post("/report/check"))
            if got.went:
                break
            assert "太快" in got.text, got.text[:800]  # two seconds have not passed
            time.sleep(0.5)
        assert got.where.endswith("/report/sent"), got.where
        self.sent.append(text)
        who.close()

    def citizen(self, n: int) -> None:
        count = 0
        while not self.over.is_set():
            count += 1
            self.report(f"第{n}位第{count}件：夜市把桌子摆满了人行道", f"10.{n}.{count // 250}.{count % 250 + 1}")

    def clerk(self, n: int) -> None:
        """Accept what comes in, and note on it; the same form again when nobody answered."""
        who = Person(self.home.address)
        self.surely(lambda: (who.sign_in("唐敏"), who.get("/desk"))[1])
        done: set[str] = set()
        while not self.over.is_set():
            page = self.surely(
                lambda: who.get(
                    "/desk/complaints?status=待受理&order=due".replace("待受理", "%E5%BE%85%E5%8F%97%E7%90%86")
                )
            )
            waiting = [m for m in _matters(page.text) if m not in done and int(m[-4:], 16) % CLERKS == n]
            if not waiting:
                time.sleep(0.1)
            for matter in waiting[:5]:
                done.add(matter)
                for act, fields in (("accepted", {}), ("noted", {"text": f"记一笔：{matter}"})):
                    form = self.surely(lambda a=act, m=matter: who.get(f"/m/{m}/do/{a}"))  # type: ignore[misc]
                    once = who.once(form)
                    got = self.surely(lambda a=act, m=matter, o=once, f=fields: who.post(f"/m/{m}/do/{a}", once=o, **f))  # type: ignore[misc]
                    assert got.went, (act, got.status, got.text[:1500])
                    self.acted.append((matter, act))

    def run(self, what: Callable[[int], None], n: int) -> threading.Thread:
        def guarded() -> None:
            try:
                what(n)
            except BaseException as bad:
                self.broke.append(bad)

        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        return thread


def _matters(text: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'data-href="/m/([0-9a-f-]{36})"', text)))


def judged(storm: Storm, found: Truth, before: set[str]) -> None:
    found.stands()
    assert not storm.seen, f"{len(storm.seen)} answers were broken pages: {storm.seen[0][:300]}"
    for text in storm.sent:
        assert found.texts.get(text) == 1, f"acknowledged, and there {found.texts.get(text, 0)} times: {text}"
    twice = [t for t, n in found.texts.items() if n > 1 and t.startswith("第")]
    assert not twice, twice
    for matter, act in storm.acted:
        assert found.acts[matter].count(act) == 1, (matter, act, found.acts[matter])
    assert not [k for k, acts in found.acts.items() if k not in before and acts.count("noted") > 1]


def test_it_keeps_what_it_acknowledged_once_through_every_kill(home: Home, kills: int, luck: random.Random) -> None:
    home.demo()
    home.start()
    before = set(truth(home).acts)
    storm = Storm(home)
    threads = [storm.run(storm.citizen, n) for n in range(CITIZENS)] + [
        storm.run(storm.clerk, n) for n in range(CLERKS)
    ]
    for _ in range(kills):
        time.sleep(luck.uniform(1, 8))
        home.kill()
        home.start()
    time.sleep(5)
    storm.over.set()
    for thread in threads:
        thread.join(180)
    assert not storm.broke, storm.broke[:2]
    home.stop()
    print(
        f"{len(storm.sent)} reports, {len(storm.acted)} acts, {storm.resent} resent, {kills} kills, {len(storm.seen)} 5xx"
    )
    faults = sorted({line for line in home.said().splitlines() if re.match(r"\S*(Error|Exception)\b", line)})
    print(*faults, sep="\n")
    assert len(storm.sent) > CITIZENS and storm.acted
    judged(storm, truth(home), before)
    assert "database is locked" not in home.said()
