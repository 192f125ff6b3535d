"""Measures what a citizen's phone loads: bytes as they come over the line, and how long it takes on slow 4G.

A browser of 390 pixels with an empty cache, slow 4G as Lighthouse defines it (1.6 Mbit/s down, 750 kbit/s up, 150 ms), a
processor four times slower. Between it and the server stands a proxy that compresses, as those in ``deploy/proxy`` do; the
bytes without one are given beside. ``python scripts/bench/phone.py [--rounds 3]``.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scripts.bench import table  # noqa: E402
from tests import needs  # noqa: E402
from tests.soak.server import Home  # noqa: E402

#: bytes a second and milliseconds
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
SLOWER = 4
AIM = 170_000
TEXT = ("text/", "application/javascript", "application/json", "image/svg")
PAGES = (
    ("first page", "/"),
    ("report, where (with the map)", "/report/where"),
    ("progress", "/progress"),
    ("figures", "/figures"),
)


def proxy(port: int) -> ThreadingHTTPServer:
    """A proxy to a port, on a free one, that compresses what is text."""

    class Forward(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.request(
                "GET", self.path, headers={k: v for k, v in self.headers.items() if k.lower() != "accept-encoding"}
            )
            got = line.getresponse()
            body = got.read()
            heads = [
                (k, v)
                for k, v in got.getheaders()
                if k.lower() not in {"content-length", "transfer-encoding", "connection"}
            ]
            if body and got.getheader("Content-Type", "").startswith(TEXT) and not got.getheader("Content-Encoding"):
                body = gzip.compress(body, 6)
                heads.append(("Content-Encoding", "gzip"))
            self.send_response_only(got.status)
            for name, value in [*heads, ("Content-Length", str(len(body)))]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Forward)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def load(browser: Any, address: str, *, slow: bool) -> dict[str, float]:
    """One page with an empty cache: bytes over the line, requests, and when it was drawn and done, in ms."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=3, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": False})
    if slow:
        line.send("Network.emulateNetworkConditions", SLOW_4G)
        line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.add_init_script(
        "window.drawn = 0; new PerformanceObserver(l => { for (const e of l.getEntries()) window.drawn = e.startTime })"
        ".observe({type: 'largest-contentful-paint', buffered: true})"
    )
    answer = page.goto(address, wait_until="networkidle", timeout=120_000)
    assert answer is not None and answer.status == 200, address
    got = page.evaluate(
        "({drawn: window.drawn, done: performance.timing.loadEventEnd - performance.timing.navigationStart})"
    )
    context.close()
    return {"bytes": sum(sizes), "requests": len(sizes), **got}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    from playwright.sync_api import sync_playwright

    table.heading("The citizen's phone: 390 pixels, empty cache, slow 4G, a processor four times slower")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = Home(Path(folder) / "home")
        try:
            home.demo()
            home.start()
            between = proxy(home.port)
            browser = playwright.chromium.launch(executable_path=needs.chromium_path(), args=needs.CHROMIUM_FLAGS)
            table.table(["page", "of 170 kB", "≤ 1", "compressed, kB", "without a proxy, kB", "requests", "largest thing drawn, s",
                         "loaded, s"])  # fmt: skip
            for name, path in PAGES:
                plain = load(browser, f"http://localhost:{home.port}{path}", slow=False)
                times = [
                    load(browser, f"http://localhost:{between.server_port}{path}", slow=True)
                    for _ in range(given.rounds)
                ]
                size = times[0]["bytes"]
                drawn, done = (table.at([t[k] for t in times], 0.5) / 1000 for k in ("drawn", "done"))
                table.row(f"{name} `{path}`", f"{size / AIM:.2f}", table.under(size / AIM, 1), f"{size / 1000:.0f}",
                          f"{plain['bytes'] / 1000:.0f}", int(times[0]["requests"]), f"{drawn:.1f}" if drawn else "", f"{done:.1f}")  # fmt: skip
            browser.close()
            between.shutdown()
        finally:
            home.gone()


if __name__ == "__main__":
    main()
