"""The guards: one policy on every answer, a refusal that says what is missing, a form that is told where to go."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import SimpleNamespace as Thing

import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from wutong.law.refusal import Reason, Refused
from wutong.ui import guard


@pytest.fixture(autouse=True)
def no_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame is another room's business: here it knows nothing, as on a request that failed early."""
    monkeypatch.setattr("wutong.boot.shell.shell", lambda request: {"shell": None})


def refused() -> Refused:
    early, late = datetime(2019, 4, 25, 1, tzinfo=UTC), datetime(2019, 4, 26, 1, tzinfo=UTC)
    return Refused(
        "closed",
        "办结",
        [
            Reason("办理规定第9条", "还没有答复<b>", "写答复", "/m/1/do/replied", opens=early, mark="样例"),
            Reason("办理规定第8条", "督办没有回复", "请陈某回复", opens=late),
        ],
    )


def refuse(**headers: str) -> HttpResponse:
    request = RequestFactory().get("/m/1/do/closed", headers={"host": "testserver", **headers})
    answer = guard.Refusals(lambda _: HttpResponse()).process_exception(request, refused())
    assert answer is not None
    return answer


def test_it_sets_the_policy_on_every_answer() -> None:
    answer = guard.ContentSecurityPolicy(lambda _: HttpResponse())(RequestFactory().get("/"))
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_it_answers_a_refusal_with_409_and_the_four_things() -> None:
    answer = refuse(accept="text/html")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "现在还不能办结" in html
    assert "办理规定第9条" in html  # which article
    assert "还没有答复&lt;b&gt;" in html  # what is missing, never as markup
    assert "写答复" in html  # how to make good
    assert 'href="/m/1/do/replied"' in html  # where
    assert "什么都没有变动" in html
    assert "2019年4月26日" in html  # the later of the two
    assert "样例" in html


def test_it_answers_a_program_in_json() -> None:
    answer = refuse(accept="application/json")
    found = json.loads(answer.content)
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/json"
    assert found["refused"] == "closed"
    assert found["reasons"][0]["missing"] == "还没有答复<b>"
    assert found["reasons"][1]["opens"] == "2019-04-26T01:00:00+00:00"


def test_it_leaves_other_failures_alone() -> None:
    guarded = guard.Refusals(lambda _: HttpResponse())
    assert guarded.process_exception(RequestFactory().get("/"), ValueError("x")) is None


def test_it_goes_back_only_to_our_own_pages() -> None:
    assert 'href="/m/1?x=1"' in refuse(referer="http://testserver/m/1?x=1").content.decode()
    assert "evil" not in refuse(referer="http://evil.example/m/1").content.decode()


def test_it_uses_the_desk_for_those_who_sit_at_one() -> None:
    request = RequestFactory().get("/")
    assert guard.frame(request) == "ui/public.html"
    request.seat = Thing(name="周伟")  # type: ignore[attr-defined]
    assert guard.frame(request) == "ui/desk.html"


def redirected(to: str, **headers: str) -> HttpResponse:
    def view(_: HttpRequest) -> HttpResponse:
        answer = HttpResponseRedirect(to)
        answer.set_cookie("draft", "x")
        return answer

    return guard.Refusals(view)(RequestFactory().post("/m/1/do/replied", headers=headers))


def test_it_tells_a_sent_form_where_to_go_and_leaves_a_plain_one_to_the_browser() -> None:
    told = redirected("/m/1", **{"x-wutong-safe": "1"})
    assert (told.status_code, told.headers["X-Wutong-To"]) == (204, "/m/1")
    assert told.cookies["draft"].value == "x"
    plain = redirected("/m/1")
    assert (plain.status_code, plain.headers["Location"]) == (302, "/m/1")


@pytest.mark.parametrize("to", ["/signin?next=/m/1", "/at/990101/signin?next=/m/1"])
def test_it_tells_a_sent_form_that_the_session_is_over(to: str) -> None:
    told = redirected(to, **{"x-wutong-safe": "1"})
    assert (told.status_code, told.headers["X-Wutong-Signin"]) == (401, to)
    assert "X-Wutong-To" not in told.headers


def test_it_says_that_a_stale_form_was_not_stored() -> None:
    answer = guard.csrf_failure(RequestFactory().post("/report/what"))
    assert answer.status_code == 403
    assert answer.headers["X-Wutong-Stale"] == "1"
    assert "没有保存" in answer.content.decode()


@pytest.mark.parametrize("method", ["TRACE", "QUERY", "PUT", "PROPFIND"])
def test_a_method_that_no_page_answers_is_told_so_before_anything_else(method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, "/desk/live")
    assert answer.status_code == 405 and answer.headers["Allow"] == "GET, HEAD, POST"
