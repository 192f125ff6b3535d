"""The stops of the walk: every page in each state it can be in, who opens it there, and what he does before it is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.journeys import hands
from tests.journeys.visitor import Visitor, somewhere


@dataclass(frozen=True)
class Stop:
    """One page in one state: who opens it, where, what it should answer, what to do before looking."""

    name: str
    route: str
    who: str
    path: str
    status: int = 200
    first: Callable[[Visitor], None] | None = None


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


def house_preview(visitor: Visitor) -> None:
    """A merge before it is proposed."""
    visitor.page.check("[name=offices][value=zf1]")
    visitor.page.select_option("[name=into]", "zf2")
    visitor.page.fill("[name=document]", "梧编办〔2026〕9号")
    visitor.press("预览")


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
