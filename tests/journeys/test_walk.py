"""The ninth journey: every page there is, with things on it, empty, with an error and refused, looked at and examined.

On each page axe may find nothing serious, the browser may complain of nothing, and at 390 px nothing may stick out.
With ``WUTONG_TEST_SHOTS=folder`` each page is photographed at 390, 1366 and 1920 px in both themes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests import needs
from tests.journeys import hands
from tests.journeys.conftest import Come
from tests.journeys.server import ROOT
from tests.journeys.stops import Stop, Things, stops
from tests.journeys.visitor import Visitor, photo, somewhere

pytestmark = [pytest.mark.browser, needs.chromium]

SHOTS = os.environ.get("SUITE_SHOTS", "")
#: looked at by their own tests, or no page at all: pictures, files, posts
NO_PAGE = {
    "map-svg", "where", "report-photo", "report-photo-file", "report-photo-drop", "progress-photo", "progress-open", "progress-rate",
    "progress-again", "progress-more", "signin-cast", "demo-clock", "signout", "brief-text", "complaint-list-csv", "complaint-view-keep",
    "complaint-view-drop", "me-seat", "figures-csv", "figure-rows-csv",
    "house-confirm", "house-withdraw", "house-template", "access-list-csv",
    "complaint-photo", "complaint-contact", "complaint-receipt", "complaint-confirm",
    "account-do", "guard-reset", "guard-reset-end", "guard-roles", "guard-unlock", "live", "me-second-codes", "me-second-drop",
    "me-sittings-end", "signin-passkey", "healthz", "readyz", "metrics", "job-again",
    "complaint-import-run", "complaint-import-drop", "complaint-import-problems",
}  # fmt: skip


def routes() -> set[str]:
    """Every page of the table of routes that is asked for by GET."""
    table: dict[str, Any] = YAML(typ="safe").load((ROOT / "tests/house/routes.yaml").read_text(encoding="utf-8"))
    return {name for name in table if name not in NO_PAGE}


def _another(clerk: Visitor, reached: str) -> str:
    """One more complaint, on the way to an office where so said."""
    place = somewhere()
    clerk.go("/desk/complaints/new")
    clerk.fill(channel="call", category="other", text="来电说同一件事", place=place)
    clerk.press("登记，给出编号")
    found = clerk.find(place)
    if reached == "forwarded":
        clerk.do(found, "受理")
        clerk.do(found, "交办", office="zf1")
    return found


def _number(clerk: Visitor, matter: str) -> str:
    clerk.go(matter)
    return clerk.page.locator(".matter-meta b").first.inner_text().strip()


def _change(admin: Visitor) -> str:
    """A change of the house that waits for a head; its address."""
    admin.go("/desk/house/new/term")
    admin.fill(term="complaint.office", value="6 workdays", document="梧执〔2026〕2号")
    admin.press("预览")
    admin.press("提交确认")
    return admin.page.url.removeprefix(admin.address)


def lay(come: Come) -> Things:
    """One matter with everything on it, one that has just come in, and one import that was checked."""
    place, later, clerk, captain, leader = somewhere(), somewhere(), come("唐敏"), come("周伟"), come("何志远")
    citizen = come(width=390)
    receipt = citizen.report(place, picture=photo(), phone="13812345678", called="王女士")
    citizen.report(later, picture=photo((400, 300)))
    matter, fresh = clerk.find(place), clerk.find(later)
    clerk.do(matter, "受理")
    clerk.open_act(matter, "交办")
    clerk.fill(words="请到现场看")
    clerk.press("交办")
    leader.do(matter, "督办", words="后天前拿出办法。", due=hands.today().isoformat())
    captain.do(matter, "承办答复", text="到现场劝离，划了疏导点。")
    for reached in ("new", "forwarded"):  # two more of the same: one can be answered with it, one must be handled first
        clerk.do(_another(clerk, reached), "并件", number=_number(clerk, matter))
    clerk.open_act(matter, "答复")
    clerk.fill(text="已到现场劝离，划了疏导点。", channel="page", proof="进度页")
    clerk.press("答复")
    clerk.go(matter)
    source = clerk.page.locator(".photo-row img").get_attribute("src") or ""
    clerk.go("/desk/complaints/import")
    rows = "工单编号,主要内容,受理时间\nW1,门口摆摊,2019-04-03 09:30\nW2,没有时间,\n"
    clerk.page.set_input_files("[name=file]", {"name": "工单.csv", "mimeType": "text/csv", "buffer": rows.encode()})
    clerk.press("检查")
    return Things(
        receipt.digits,
        matter,
        fresh,
        source.rsplit("/", 1)[-1],
        clerk.page.url.removeprefix(clerk.address),
        receipt.secret,
        _change(come("吴越")),
    )


def serious(visitor: Visitor) -> list[str]:
    """What axe finds serious or critical on the page as it stands."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(visitor.page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        f"{v['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for v in found
        if v["impact"] in {"serious", "critical"}
        for node in v["nodes"][:3]
    ]


def sticks_out(visitor: Visitor) -> list[str]:
    """Whether the page can be scrolled sideways, and by what."""
    found: list[str] = visitor.page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          if (document.documentElement.scrollWidth <= wide) return [];
          return [...document.querySelectorAll('body *')].filter(n => n.getBoundingClientRect().right > wide + 1)
            .slice(0, 4).map(n => `${n.tagName}.${n.className} ${Math.round(n.getBoundingClientRect().right)}`);
        }"""
    )
    return found


def cut_off(visitor: Visitor) -> list[str]:
    """Clocks in a list that are wider than their column: what is cut off is the most important word of the row."""
    found: list[str] = visitor.page.evaluate(
        """() => [...document.querySelectorAll('td .clock')].filter(n =>
             n.getBoundingClientRect().right > n.closest('td').getBoundingClientRect().right + 1
           ).slice(0, 3).map(n => n.innerText)"""
    )
    return found


def photograph(visitor: Visitor, name: str) -> None:
    """The page as it stands at three widths in both themes."""
    folder = Path(SHOTS)
    folder.mkdir(parents=True, exist_ok=True)
    page = visitor.page
    for width, height in ((390, 844), (1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            page.wait_for_timeout(60)
            page.screenshot(path=str(folder / f"{name}-{width}-{theme}.png"), full_page=True)
    page.evaluate("delete document.documentElement.dataset.theme")


def examine(visitor: Visitor, stop: Stop) -> list[str]:
    """Everything that is wrong with one stop."""
    status = visitor.go(stop.path)
    if status != stop.status:
        return [f"{stop.name}: answered {status} instead of {stop.status}"]
    if stop.first:
        stop.first(visitor)
    wrong = []
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    wrong += [f"{stop.name}: sticks out at 390: {what}" for what in sticks_out(visitor)]
    wrong += [f"{stop.name} at 390: {what}" for what in serious(visitor)]
    if visitor.name:
        visitor.page.set_viewport_size({"width": 1366, "height": 768})
        visitor.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        wrong += [f"{stop.name} at 1366, dark: {what}" for what in serious(visitor)]
        wrong += [f"{stop.name}: sticks out at 1366: {what}" for what in sticks_out(visitor)]
        wrong += [f"{stop.name}: cut off at 1366: {what}" for what in cut_off(visitor)]
    else:
        visitor.page.evaluate("document.documentElement.dataset.theme = 'dark'")
        wrong += [f"{stop.name} at 390, dark: {what}" for what in serious(visitor)]
    if SHOTS:
        photograph(visitor, stop.name)
    visitor.page.evaluate("delete document.documentElement.dataset.theme")
    return wrong


def test_it_has_a_stop_for_every_page(come: Come) -> None:
    planned = {s.route for s in stops(Things("1", "/m", "/m", "x", "/b", "0", "/c"))}
    assert not routes() - planned, f"no stop for {sorted(routes() - planned)}"
    assert not planned - routes(), f"no such page: {sorted(planned - routes())}"


@pytest.mark.timeout(1800)
def test_it_stands_up_to_a_look_at_every_page(come: Come) -> None:
    things, known, wrong = lay(come), {}, []
    for stop in stops(things):
        if stop.who not in known:
            known[stop.who] = come(stop.who, width=1366 if stop.who else 390)
        visitor = known[stop.who]
        if stop.status >= 400:
            visitor.expect(f"status of {stop.status}")
        wrong += examine(visitor, stop)
    assert not wrong, "\n".join(wrong)
