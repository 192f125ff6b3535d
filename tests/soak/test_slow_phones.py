"""Sixty phones upload their photos over a bad line while the desk works: the desk is answered, every photo arrives whole."""

from __future__ import annotations

import re
import statistics
import threading
import time

import pytest

from tests.bad.wire import MULTIPART, Phone, picture
from tests.soak.person import Person
from tests.soak.server import Home
from tests.soak.truth import truth

pytestmark = pytest.mark.soak
PHONES, ROUNDS = 60, 12


def desk_work(home: Home, who: Person, matter: str, tag: str) -> list[float]:
    """What a receiver does all day, round by round: looks, lists, opens, writes. Milliseconds of each answer."""
    took: list[float] = []

    def timed(what: str, fields: dict[str, str] | None = None) -> str:
        began = time.perf_counter()
        got = who.get(what) if fields is None else who.post(what, **fields)
        took.append((time.perf_counter() - began) * 1000)
        assert got.status == (200 if fields is None else 302), (what, got.status, got.text[:500])
        return got.text

    for n in range(ROUNDS):
        timed("/desk")
        timed("/desk/complaints")
        timed(f"/m/{matter}")
        form = timed(f"/m/{matter}/do/noted")
        once = re.search(r'name="once" value="([0-9a-f]+)"', form)
        assert once
        timed(f"/m/{matter}/do/noted", {"once": once.group(1), "text": f"{tag}第{n}次"})
    return took


def told(took: list[float]) -> tuple[float, float]:
    """The middle and the 95th percentile."""
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


class Trickle:
    """One phone: its photo goes out in small pieces, evenly over the desk's work, the last ones when that is done."""

    def __init__(self, port: int, n: int, over: threading.Event) -> None:
        self.phone, self.over, self.status, self.sent = Phone(port), over, 0, 0
        self.body = self.phone.upload(self.phone.key("/report/photo"), f"{n}.jpg", picture(n * 7 + 1, (640, 480)))

    def run(self) -> None:
        with self.phone.open() as line:
            line.sendall(self.phone.head("POST", "/report/photos", len(self.body), MULTIPART))
            piece = max(1, len(self.body) // 400)
            while self.sent < len(self.body):
                if not self.over.is_set() and self.sent > len(self.body) * 9 // 10:
                    self.over.wait(0.2)
                    continue
                line.sendall(self.body[self.sent : self.sent + piece])
                self.sent += piece
                self.over.wait(0.1)
            self.status = self.phone.answer(line).status


def test_sixty_slow_phones_and_a_desk_that_works(home: Home) -> None:
    home.demo()
    home.start()
    who = Person(home.address).sign_in("唐敏")
    matter = home.python(
        "from wutong.docket.matters.models import Matter\n"
        "print(Matter.objects.within(Scope('990101')).filter(is_open=True).order_by('id').first().id)"
    ).strip()
    before = len(truth(home).acts[matter])
    desk_work(home, who, matter, "热身")
    alone = told(desk_work(home, who, matter, "没有手机"))
    over = threading.Event()
    phones = [Trickle(home.port, n, over) for n in range(PHONES)]
    threads = [threading.Thread(target=one.run, daemon=True) for one in phones]
    for thread in threads:
        thread.start()
    time.sleep(1)
    assert all(not one.status for one in phones)
    amid = told(desk_work(home, who, matter, "六十部手机"))
    still = sum(not one.status for one in phones)
    over.set()
    for thread in threads:
        thread.join(300)
    print(
        f"{home.kind}: desk alone: middle {alone[0]:.0f} ms, 95th {alone[1]:.0f} ms; with {PHONES} phones uploading: "
        f"middle {amid[0]:.0f} ms, 95th {amid[1]:.0f} ms; ratio {amid[0] / alone[0]:.2f} and {amid[1] / alone[1]:.2f}"
    )
    assert still == PHONES, "the phones were done before the desk was: nothing was tried"
    assert [one.status for one in phones] == [200] * PHONES
    assert sum(1 for p in (home.folder / "files").rglob("*") if p.is_file()) >= PHONES
    found = truth(home)
    found.stands()
    assert len(found.acts[matter]) == before + 3 * ROUNDS
    wanted = {f'"{tag}第{n}次"' for tag in ("热身", "没有手机", "六十部手机") for n in range(ROUNDS)}
    assert {text: n for text, n in found.notes.items() if text in wanted} == dict.fromkeys(wanted, 1)
    assert "locked" not in home.said()
