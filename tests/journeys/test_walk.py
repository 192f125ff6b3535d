"""The ninth journey: every page there is, with things on it, empty, with an error and refused, looked at and examined.

On each page axe may find nothing serious, the browser may complain of nothing, and at 390 px nothing may stick out.
With ``WUTONG_TEST_SHOTS=folder`` each page is photographed at 390, 1366 and 1920 px in both themes.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests import needs
from tests.journeys import hands
from tests.journeys.conftest import Come
from tests.journeys.server import ROOT
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


@dataclass(frozen=True)
class Stop:
    """One page in one state: who opens it, where, what it should answer, what to do before looking."""

    name: str
    route: str
    who: str
    path: str
    status: int = 200
    first: Callable[[Visitor], None] | None = None


def routes() -> set[str]:
    """Every page of the table of routes that is asked for by GET."""
    table: dict[str, Any] = YAML(typ="safe").load((ROOT / "tests/house/routes.yaml").read_text(encoding="utf-8"))
    return {name for name in table if name not in NO_PAGE}


def submit(words: str) -> Callable[[Visitor], None]:
    """Press a button that is answered with the form and its errors."""

    def press(visitor: Visitor) -> None:
        visitor.expect("422")
        visitor.button(words).click()
        visitor.page.locator(".fld-err, .bar-late").first.wait_for()

    return press


def with_secret(code: str) -> Callable[[Visitor], None]:
    """Open the words of the progress page."""

    def opens(visitor: Visitor) -> None:
        visitor.page.fill("[name=open-code]", code)
        visitor.press("用查询码打开")

    return opens


@dataclass(frozen=True)
class Things:
    """What the stops speak of."""

    number: str
    matter: str
    fresh: str
    photo: str
    batch: str
    secret: str
    change: str


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


def house_preview(visitor: Visitor) -> None:
    """A merge before it is proposed."""
    visitor.page.check("[name=offices][value=zf1]")
    visitor.page.select_option("[name=into]", "zf2")
    visitor.page.fill("[name=document]", "梧编办〔2026〕9号")
    visitor.press("预览")


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


def stops(t: Things) -> list[Stop]:
    """Every page of the table, in each state it can be in."""
    year = hands.today().year
    nobody, clerk, helper, captain, head, machine, empty = "", "唐敏", "小周", "周伟", "何志远", "吴越", "方正"
    rows = "complaints.received/numerator"
    return [
        Stop("home", "home", nobody, "/"),
        Stop("privacy", "privacy", nobody, "/privacy"),
        Stop("guide", "ui-guide", nobody, "/guide"),
        Stop("no-such-page", "home", nobody, "/nothing-here", 404),
        Stop("calculator", "calculator", nobody, "/terms"),
        Stop("calculator-answer", "calculator", nobody, "/terms?day=2026-09-17&n=15&unit=workdays"),
        Stop("article", "article", nobody, "/law/article?cite=投诉办理样例规则第7条"),
        Stop("article-none", "article", nobody, "/law/article?cite=没有的法第1条", 404),
        Stop("calculator-error", "calculator", nobody, "/terms?day=&n=0&unit=hours", 422),
        Stop("signin", "signin", nobody, "/signin"),
        Stop("signin-error", "signin", nobody, "/signin", 200, submit("登录")),
        Stop("report", "report", nobody, "/report"),
        Stop("report-photo", "report-step", nobody, "/report/photo"),
        Stop("report-where", "report-step", nobody, "/report/where"),
        Stop("report-where-error", "report-step", nobody, "/report/where", 200, submit("就是这里")),
        Stop("report-what", "report-step", nobody, "/report/what"),
        Stop("report-what-error", "report-step", nobody, "/report/what", 200, submit("下一步")),
        Stop("report-contact", "report-step", nobody, "/report/contact"),
        Stop("report-contact-error", "report-step", nobody, "/report/contact", 200, contact_error),
        Stop("report-check", "report-step", nobody, "/report/check"),
        Stop("report-check-refused", "report-step", nobody, "/report/check", 200, send_nothing),
        Stop("report-sent", "report-sent", nobody, "/report/what", 200, send),
        Stop("progress", "progress", nobody, "/progress"),
        Stop("progress-error", "progress", nobody, "/progress", 200, wrong_number),
        Stop("progress-matter", "progress-matter", nobody, f"/progress/{t.number}"),
        Stop("progress-matter-open", "progress-matter", nobody, f"/progress/{t.number}", 200, open_folds),
        Stop("progress-matter-wrong", "progress-matter", nobody, f"/progress/{t.number}", 200, submit("用查询码打开")),
        Stop("progress-matter-words", "progress-matter", nobody, f"/progress/{t.number}", 200, with_secret(t.secret)),
        Stop("progress-matter-error", "progress-matter", nobody, f"/progress/{t.number}", 200, submit("提交评价")),
        Stop("figures-public", "public-figures", nobody, "/figures"),
        Stop("figures-public-year", "public-figures-year", nobody, f"/figures/{year}"),
        Stop("figures-public-empty", "public-figures-year", nobody, "/figures/2012"),
        Stop("figures-public-rows", "public-figure-rows", nobody, f"/figures/{year}/{rows}"),
        Stop("figures-public-rows-empty", "public-figure-rows", nobody, f"/figures/2012/{rows}"),
        Stop("inbox", "inbox", clerk, "/desk"),
        Stop("inbox-empty", "inbox", machine, "/desk"),
        Stop("inbox-squad", "inbox", captain, "/desk"),
        Stop("keys", "inbox", clerk, "/desk", 200, all_keys),
        Stop("list", "complaint-list", clerk, "/desk/complaints"),
        Stop("list-filtered-away", "complaint-list", clerk, "/desk/complaints?q=没有这样的词"),
        Stop("list-empty", "complaint-list", machine, "/desk/complaints"),
        Stop("board", "deadline-board", clerk, "/desk/deadlines"),
        Stop("board-late", "deadline-board", clerk, "/desk/deadlines?day=late"),
        Stop("board-empty", "deadline-board", machine, "/desk/deadlines"),
        Stop("offences", "offence-list", clerk, "/desk/offences"),
        Stop("offences-2019", "offence-list", clerk, "/desk/offences?q=渣土&on=2019-05-01"),
        Stop("offences-none", "offence-list", clerk, "/desk/offences?q=飞碟"),
        Stop("offences-error", "offence-list", clerk, "/desk/offences?on=1066-10-14", 422),
        Stop("matter", "matter", clerk, t.matter),
        Stop("matter-fresh", "matter", clerk, t.fresh, 200, open_folds),
        Stop("matter-head", "matter", head, t.matter),
        Stop("matter-assistant", "matter", helper, t.matter),
        Stop("matter-not-yours", "matter", empty, t.matter, 403),
        Stop("record", "matter-record", clerk, f"{t.matter}/record"),
        Stop("record-head", "matter-record", head, f"{t.matter}/record"),
        Stop("contact", "complaint-do", clerk, t.matter, 200, look_at_contact),
        Stop("act", "complaint-do", clerk, f"{t.fresh}/do/accepted"),
        Stop("act-merge", "complaint-do", clerk, f"{t.fresh}/do/merged"),
        Stop("merged-reply", "complaint-merged-reply", clerk, f"{t.matter}/merged-reply"),
        Stop("merged-reply-error", "complaint-merged-reply", clerk, f"{t.matter}/merged-reply", 200, no_proof),
        Stop("merged-reply-none", "complaint-merged-reply", clerk, f"{t.fresh}/merged-reply"),
        Stop("act-note-error", "complaint-do", clerk, f"{t.fresh}/do/noted", 200, submit("备注")),
        Stop("act-handover", "complaint-do", clerk, f"{t.fresh}/do/handed_over"),
        Stop("act-supervise", "complaint-do", head, f"{t.matter}/do/supervised"),
        Stop("act-refused", "complaint-do", clerk, f"{t.fresh}/do/closed", 409),
        Stop("act-refused-other", "complaint-do", helper, f"{t.matter}/do/answered", 409),
        Stop("act-refused-dialog", "complaint-do", clerk, t.fresh, 200, refusal_dialog),
        Stop("correct", "complaint-correct", clerk, f"{t.matter}/correct/2"),
        Stop("cover", "complaint-cover", clerk, f"{t.matter}/photo/{t.photo}/cover"),
        Stop("erase", "complaint-erase", head, f"{t.matter}/erase"),
        Stop("erase-error", "complaint-erase", head, f"{t.matter}/erase", 200, submit("删除这些内容")),
        Stop("erase-not-yours", "complaint-erase", clerk, f"{t.matter}/erase", 403),
        Stop("register", "complaint-new", clerk, "/desk/complaints/new"),
        Stop("register-error", "complaint-new", clerk, "/desk/complaints/new", 200, submit("登记，给出编号")),
        Stop("registered", "complaint-registered", clerk, "/desk/complaints/new", 200, register),
        Stop("import", "complaint-import", clerk, "/desk/complaints/import"),
        Stop("import-error", "complaint-import", clerk, "/desk/complaints/import", 200, submit("检查")),
        Stop("import-batch", "complaint-import-batch", clerk, t.batch),
        Stop("list-late", "complaint-list", clerk, "/desk/complaints?flag=late&span=year"),
        Stop("brief", "brief", head, "/desk/brief"),
        Stop("brief-refused", "brief", clerk, "/desk/brief", 403),
        Stop("brief-rows", "brief-rows", head, f"/desk/brief/{hands.today().isoformat()}/received"),
        Stop("brief-rows-empty", "brief-rows", head, f"/desk/brief/{year}-01-01/reopened"),
        Stop("figures", "figures", clerk, "/desk/figures"),
        Stop("figures-year", "figures-year", clerk, f"/desk/figures/{year}"),
        Stop("figures-empty", "figures-year", clerk, "/desk/figures/2012"),
        Stop("figure-rows", "figure-rows", clerk, f"/desk/figures/{year}/{rows}"),
        Stop("figure-rows-empty", "figure-rows", clerk, f"/desk/figures/2012/{rows}"),
        Stop("offices", "office-list", clerk, "/desk/offices"),
        Stop("figures-offices", "figures-offices", head, f"/desk/figures/{year}/offices"),
        Stop("figure-office-rows", "figure-office-rows", head, f"/desk/figures/{year}/offices/received?office=zf1"),
        Stop("house", "house", machine, "/desk/house"),
        Stop("house-new", "house-new", machine, "/desk/house/new/merge"),
        Stop("house-new-error", "house-new", machine, "/desk/house/new/acting", 200, submit("预览")),
        Stop("house-new-seen", "house-new", machine, "/desk/house/new/merge", 200, house_preview),
        Stop("house-import", "house-import", machine, "/desk/house/import"),
        Stop("house-change", "house-change", head, t.change),
        Stop("house-rows", "house-rows", head, "/desk/house/rows/zf1"),
        Stop("house-undo", "house-undo", machine, f"{t.change}/undo"),
        Stop("places", "place-list", clerk, "/desk/places"),
        Stop("jobs", "jobs", machine, "/desk/jobs"),
        Stop("jobs-refused", "jobs", clerk, "/desk/jobs", 403),
        Stop("me", "me", captain, "/me"),
        Stop("me-second", "me-second", captain, "/me/second"),
        Stop("me-second-app", "me-second-app", captain, "/me/second/app"),
        Stop("me-second-passkey", "me-second-passkey", captain, "/me/second/passkey"),
        Stop("me-fresh", "me-fresh", captain, "/me/fresh"),
        Stop("me-sittings", "me-sittings", captain, "/me/sittings"),
        Stop("signin-second", "signin-second", nobody, "/signin/second"),
        Stop("guard", "guard", "程立", "/desk/guard"),
        Stop("guard-system", "guard", machine, "/desk/guard"),
        Stop("guard-refused", "guard", clerk, "/desk/guard", 403),
        Stop("access", "access-list", "袁慧", "/desk/access"),
        Stop("access-refused", "access-list", clerk, "/desk/access", 403),
        Stop("accounts", "accounts", machine, "/desk/accounts"),
        Stop("accounts-refused", "accounts", clerk, "/desk/accounts", 403),
        Stop("me-password", "me-password", captain, "/me/password"),
        Stop("me-password-error", "me-password", captain, "/me/password", 200, submit("改密码")),
        Stop("me-error", "me", captain, "/me", 200, submit("改密码")),
        Stop("no-such-page-desk", "inbox", clerk, "/desk/nothing-here", 404),
    ]


def contact_error(visitor: Visitor) -> None:
    visitor.page.fill("[name=phone]", "138")
    submit("下一步")(visitor)


def wrong_number(visitor: Visitor) -> None:
    visitor.expect("422")
    visitor.page.fill("[name=number]", "1904124821")
    visitor.press("查询")


def send_nothing(visitor: Visitor) -> None:
    visitor.expect("409", "422")
    visitor.button("提交").click()
    visitor.page.locator(".bar-late, dialog[open]").first.wait_for()


def send(visitor: Visitor) -> None:
    visitor.give_kind("噪声", "看一遍页面")
    visitor.press("下一步")
    visitor.page.fill("[name=phone]", "")  # the wrong number of an earlier stop was put back
    visitor.press("下一步")
    visitor.be_human(time.monotonic())
    visitor.press("提交")
    visitor.receipt()


def no_proof(visitor: Visitor) -> None:
    visitor.fill(proof="")
    submit("给这1件各写一条答复")(visitor)


def open_folds(visitor: Visitor) -> None:
    visitor.page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")


def all_keys(visitor: Visitor) -> None:
    visitor.page.keyboard.press("?")
    visitor.page.locator("dialog[open]").wait_for()


def look_at_contact(visitor: Visitor) -> None:
    visitor.page.get_by_role("button", name="看称呼和电话").click()
    visitor.page.get_by_text("这次查看已记下").wait_for()


def refusal_dialog(visitor: Visitor) -> None:
    visitor.expect("409")
    visitor.page.locator(".acts-no summary").click()
    visitor.page.locator("a.act-no", has_text="办结").click()
    visitor.page.locator("dialog[open] .refusal").wait_for()


def register(visitor: Visitor) -> None:
    visitor.fill(channel="call", category="other", text="来电问几点清扫", place=somewhere())
    visitor.press("登记，给出编号")


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
