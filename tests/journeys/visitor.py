"""Somebody at a browser: a citizen with a phone, an officer at a desk; does what hands do and reads what eyes read."""

from __future__ import annotations

import io
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator

#: ms; a busy machine is slow and not wrong, so nothing here waits for less than a hang
PATIENCE = 60_000


@dataclass(frozen=True)
class Receipt:
    """What a citizen takes home."""

    number: str
    secret: str

    @property
    def digits(self) -> str:
        return self.number.replace("-", "").replace(" ", "")


def somewhere() -> str:
    """A place that no other journey knows."""
    return f"试走巷{uuid4().int % 10**9}号"


def photo(size: tuple[int, int] = (1200, 900)) -> bytes:
    """A photo as a phone takes it: with the maker, the time and the place inside."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "WutongPhone", "Model-Nine"
    exif.get_ifd(0x8769)[0x9003] = "2019:04:12 08:15:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (38.0, 38.0, 24.0), "E", (83.0, 8.0, 0.0)
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, "JPEG", quality=90, exif=exif)
    return out.getvalue()


class Visitor:
    """One browser window of one person."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        name: str,
        width: int,
        host: str,
        *,
        script: bool,
        expects: tuple[str, ...],
        county: str = "",
    ) -> None:
        self.name, self.address, self.script, self.county = name, address, script, county
        self._expects = expects
        self._said: list[str] = []
        phone = width < 700
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": width, "height": 844 if phone else 768},
            has_touch=phone,
            is_mobile=phone,
            java_script_enabled=script,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",  # no colour on its way from one theme to the other when a page is examined
            extra_http_headers={"X-Forwarded-For": host},
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.window()

    def window(self) -> Any:
        """A new tab of the same person."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self._said.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda m: self._said.append(f"{page.url}: {m.text}") if m.type in {"error", "warning"} else None
        )
        return page

    def complaints(self) -> list[str]:
        """What the browser complained of and nobody expected: script errors, refused policies, failed loads."""
        return [words for words in self._said if not any(known in words for known in self._expects)]

    def expect(self, *words: str) -> None:
        """The browser may say this: an answer with 409 stands in the console as a failed load."""
        self._expects = (*self._expects, *words)

    def leave(self) -> None:
        self.context.close()

    # ---- anybody

    def go(self, path: str) -> int:
        """Open an address typed by hand; the status of the answer."""
        answer = self.page.goto(path)
        return answer.status if answer else 0

    def text(self) -> str:
        """What can be read on the page."""
        words: str = self.page.inner_text("body")
        return words

    def button(self, words: str) -> Locator:
        return self.page.get_by_role("button", name=words, exact=True)

    def press(self, words: str) -> None:
        """Press a button that leads on, and wait until it has: a changed address alone is not yet another page."""
        with self.page.expect_event("load"):
            self.button(words).click()

    def sign_in(self) -> None:
        self.go(f"/at/{self.county}/signin" if self.county else "/signin")
        with self.page.expect_navigation():
            self.page.locator(".cast-card", has_text=self.name).click()

    # ---- the citizen

    def report(self, place: str, text: str = "早点摊占满了人行道", **more: Any) -> Receipt:
        """The whole report, as a thumb does it."""
        self.report_until_check(place, text, **more)
        self.press("提交")
        return self.receipt()

    def report_until_check(
        self, place: str, text: str = "早点摊占满了人行道", kind: str = "占道经营", *, picture: bytes | None = None,
        phone: str = "", called: str = "", spot: tuple[float, float] | None = (0.5, 0.45),
    ) -> None:  # fmt: skip
        """All steps but the last press."""
        began = time.monotonic()
        self.go("/report")
        self.give_photo(picture)
        self.press("下一步")
        self.give_place(place, spot)
        self.press("就是这里")
        self.give_kind(kind, text)
        self.press("下一步")
        self.page.fill("[name=phone]", phone)
        self.page.fill("[name=name]", called)
        self.press("下一步")
        self.page.wait_for_url("**/report/check")
        self.be_human(began)

    def be_human(self, began: float) -> None:
        """A form that comes back within two seconds is a robot's; nobody's thumb is that fast."""
        self.page.wait_for_timeout(max(0.0, began + 2.5 - time.monotonic()) * 1000)

    def press_on_to_check(self) -> None:
        """Through steps that are filled in already."""
        while not self.page.url.endswith("/report/check"):
            self.press("下一步")

    def receipt(self) -> Receipt:
        self.page.wait_for_url("**/report/sent")
        return Receipt(self.page.inner_text("#number").strip(), self.page.inner_text("#code").strip())

    def give_photo(self, picture: bytes | None) -> None:
        if picture is None:
            return
        file: Any = {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": picture}
        self.page.set_input_files("input[type=file]", file)
        if self.script:
            self.page.locator("[data-shot]").first.wait_for()
            self.page.locator("[data-photos]:not([aria-busy])").wait_for()

    def give_place(self, place: str, spot: tuple[float, float] | None) -> None:
        if spot is not None and self.script:
            view = self.page.locator("[data-map-view]")
            frame = view.bounding_box()
            assert frame
            view.click(position={"x": frame["width"] * spot[0], "y": frame["height"] * spot[1]})
            self.page.locator("[data-map-says] b").wait_for()
        self.page.fill("[name=place]", place)

    def give_kind(self, kind: str, text: str) -> None:
        self.page.locator("label", has=self.page.locator("[name=category]")).filter(has_text=kind).click()
        self.page.fill("[name=text]", text)

    # ---- the desk

    def find(self, words: str) -> str:
        """The address of the one matter that the list finds under these words."""
        self.go(f"/desk/complaints?q={words}")
        link = self.page.locator("#rows a.quiet")
        assert link.count() == 1, f"{link.count()} matters found under {words}"
        found = link.get_attribute("href")
        assert found
        return found

    def do(self, matter: str, title: str, button: str = "", **given: str) -> None:
        """Open a matter, choose an act among those that may be done now, fill in its form, do it."""
        self.open_act(matter, title)
        self.fill(**given)
        self.press(button or title)
        self.page.wait_for_url(f"**{matter}")

    def open_act(self, matter: str, title: str) -> None:
        self.go(matter)
        with self.page.expect_navigation():
            self.page.locator("a.act-usual,a.act-also").filter(has_text=re.compile(rf"^\s*{title}")).click()

    def fill(self, **given: str) -> None:
        """Into each box what it takes: a choice is clicked, a list is chosen from, text is typed."""
        for name, value in given.items():
            box = self.page.locator(f"main [name={name}]")
            kind = box.first.get_attribute("type")
            if kind == "radio":
                self.page.locator("label", has=self.page.locator(f"[name={name}][value={value}]")).click()
            elif box.evaluate("node => node.tagName") == "SELECT":
                box.select_option(value)
            else:
                box.fill(value)

    def status(self) -> str:
        """Where the matter on the page stands."""
        words: str = self.page.locator(".matter-head .chip").first.inner_text()
        return words.strip()

    def titles(self) -> list[str]:
        """The timeline, newest first."""
        found: list[str] = self.page.locator(".matter-mid .tl .tl-title, .matter-mid .tl b").all_inner_texts()
        return [t.strip() for t in found]
