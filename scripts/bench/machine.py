"""Measures how soon a started server answers and how much memory it holds: empty, over many complaints, after work.

``python scripts/bench/machine.py [--home FOLDER] [--database URL]``; without a home of fill.py, of the demo alone.
"""

from __future__ import annotations

import argparse
import http.client
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench import table  # noqa: E402
from tests.soak.person import Person  # noqa: E402
from tests.soak.server import Home  # noqa: E402

STARTS = 5
WORK = ("/desk", "/desk/complaints", "/desk/complaints?q=%E5%A4%9C%E5%B8%82", "/desk/deadlines", "/desk/figures", "/")


def first_answer(home: Home) -> tuple[float, subprocess.Popen[bytes]]:
    """Seconds from the start of the process to the first page; the process still runs."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "wutong", "serve", "--port", str(home.port), "--exactly"], cwd=ROOT, env=home.env,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while True:
        line = http.client.HTTPConnection("127.0.0.1", home.port, timeout=60)
        try:
            line.request("GET", "/", headers={"Host": "localhost"})
            got = line.getresponse()
            got.read()
            if got.status == 200:
                return time.perf_counter() - began, process
        except OSError:
            assert process.poll() is None, "the server stopped"
        finally:
            line.close()
        time.sleep(0.01)


def held(pid: int, name: str = "VmRSS") -> int:
    """Memory of a process, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith(name))) // 1024


def measured(home: Home) -> tuple[list[float], int, int, int]:
    home.start()
    home.stop()  # a free port, and whatever a first start does
    took = []
    for n in range(STARTS):
        seconds, process = first_answer(home)
        took.append(seconds)
        fresh = held(process.pid)
        if n < STARTS - 1:
            process.terminate()
            process.wait(30)

    def work(who: Person) -> None:
        for _ in range(10):
            for path in WORK:
                assert who.get(path).status == 200

    people = [Person(home.address).sign_in("唐敏") for _ in range(8)]
    threads = [threading.Thread(target=work, args=[who]) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worked, peak = held(process.pid), held(process.pid, "VmHWM")
    process.terminate()
    process.wait(30)
    return took, fresh, worked, peak


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--home", type=Path)
    asked.add_argument("--database", default="", help="of the home")
    asked.add_argument("--words", default="", help="what the size is")
    given = asked.parse_args()
    table.heading(f"Start and memory, {'PostgreSQL' if given.database else 'SQLite'}")
    table.table(
        ["county", "start to first page, best, s", "middle", "memory fresh, MB", "after 480 pages by 8", "peak"]
    )
    with tempfile.TemporaryDirectory() as folder:
        homes = []
        if given.home:
            filled = Home(given.home)
            filled.env |= {"WUTONG_DEMO": "1"} | ({"WUTONG_DATABASE": given.database} if given.database else {})
            homes.append((f"{given.words} complaints", filled))
        else:
            demo = Home(Path(folder) / "home")
            demo.demo()
            homes.append(("demo", demo))
        for words, home in homes:
            took, fresh, worked, peak = measured(home)
            table.row(words, f"{min(took):.2f}", f"{table.at(took, 0.5):.2f}", fresh, worked, peak)


if __name__ == "__main__":
    main()
