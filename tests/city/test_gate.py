"""Who gets in: nobody, a colleague, a stranger of another county; and which county a request is about."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory

from tests.people import CITIZEN, account_of, as_person, seat
from wutong.city.models import Post
from wutong.city.offices.pages.gate import NotYours, public, staff
from wutong.record.scope import Scope

STAFF = ("/me", "/desk/offices", "/desk/places")


@staff("legal_reviewer", "squad_head")
def only_some(request: Any) -> HttpResponse:
    return HttpResponse("in")


@staff()
def any_staff(request: Any) -> HttpResponse:
    return HttpResponse("in")


def asked(view: Any, name: str, scope: Scope) -> HttpResponse:
    request: Any = RequestFactory().get("/desk/thing?a=1")
    request.county, request.county_named, request.session = scope, False, {}
    if name == CITIZEN:
        from django.contrib.auth.models import AnonymousUser

        request.user, request.seat = AnonymousUser(), None
    else:
        request.user, request.seat = account_of(name), seat(name)
    return view(request)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("李明", "refused"),
        ("小周", "refused"),
        ("陈静", "in"),
        ("周伟", "in"),
        ("顾明远", "refused"),
        (CITIZEN, "sign in"),
    ],
)
def test_it_opens_by_role(wutong: Scope, name: str, answer: str) -> None:
    try:
        got = asked(only_some, name, wutong)
    except NotYours:
        assert answer == "refused"
    else:
        assert answer == ("in" if got.status_code == 200 else "sign in")
    if name != CITIZEN:
        assert asked(any_staff, name, wutong).content == b"in"


def test_it_says_whose_page_it_is_and_whom_to_ask(wutong: Scope) -> None:
    with pytest.raises(PermissionDenied) as found:
        asked(only_some, "李明", wutong)
    words = str(found.value)
    assert "法制员" in words and "队长" in words
    assert "周伟（街面执法一中队）" in words  # his own captain first


def test_it_sends_a_stranger_to_sign_in_and_back(wutong: Scope) -> None:
    answer = asked(only_some, CITIZEN, wutong)
    assert answer.headers["Location"] == "/signin?next=/desk/thing%3Fa%3D1"


def test_it_marks_views_with_their_gate() -> None:
    assert only_some.gate == ("staff", ("legal_reviewer", "squad_head"))  # type: ignore[attr-defined]
    assert any_staff.gate == ("staff", ())  # type: ignore[attr-defined]
    assert public(lambda request: HttpResponse()).gate == ("public", ())  # type: ignore[attr-defined]


def test_it_refuses_a_role_nobody_knows() -> None:
    with pytest.raises(ValueError, match="boss"):
        staff("boss")


def test_it_finds_nothing_without_a_seat(wutong: Scope) -> None:
    request: Any = RequestFactory().get("/")
    request.user, request.seat = account_of("李明"), None
    with pytest.raises(Http404):
        any_staff(request)


@pytest.mark.parametrize("path", STAFF)
@pytest.mark.parametrize(
    ("name", "status"), [(CITIZEN, 302), ("李明", 200), ("小周", 200), ("顾明远", 200), ("吴越", 200), ("马骏", 200)]
)
def test_it_opens_the_desks_of_its_own_county(wutong: Scope, path: str, name: str, status: int) -> None:
    assert as_person(name).get(path).status_code == status


@pytest.mark.parametrize("path", STAFF)
def test_it_hides_another_countys_desks(wutong: Scope, qingshan: Scope, path: str) -> None:
    assert as_person("李明").get("/at/990102" + path).status_code == 404
    assert as_person("杜鹃").get("/at/990101" + path).status_code == 404
    own = as_person("杜鹃").get(path)  # no county in the address: her own, though it is not the server's first
    assert own.status_code == 200
    assert "青杉县" in own.content.decode() or "杜鹃" in own.content.decode()
    assert as_person("杜鹃").get("/at/990102" + path).status_code == 200


def test_it_shows_only_its_own_people(wutong: Scope, qingshan: Scope) -> None:
    page = as_person("杜鹃").get("/desk/offices").content.decode()
    assert "沈岚" in page and "李明" not in page


def test_a_chosen_seat_that_ended_is_said_and_nothing_is_done_from_another(wutong: Scope) -> None:
    client = as_person("周伟")
    assert client.post("/me/seat", {"office": "zf5"}).status_code == 302
    assert "街面执法五中队" in client.get("/me").content.decode()
    Post.objects.within(wutong).filter(office__code="zf5", acting=True).delete()
    page = client.get("/me").content.decode()
    assert "五中队的岗位今天不在任了" in page and "现在用的是" in page
    assert "不在任了" not in client.get("/me").content.decode()  # said once


def test_a_form_for_a_chosen_seat_that_ended_is_refused_with_its_words(wutong: Scope) -> None:
    client = as_person("周伟")
    client.post("/me/seat", {"office": "zf5"})
    Post.objects.within(wutong).filter(office__code="zf5", acting=True).delete()
    refused = client.post("/desk/complaints/views", {"name": "五中队的筛选", "query": "q=x"})
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "不在任了" in text and "再交一次" in text and "五中队的筛选" in text


def test_it_loses_the_desk_with_the_post(wutong: Scope) -> None:
    client = as_person("李明")
    assert client.get("/me").status_code == 200
    Post.objects.within(wutong).filter(officer__code="102").delete()
    assert client.get("/me")["Location"] == "/signin?next=/me", "the sitting ends with the post"
    assert "没有岗位" in client.get("/signin").content.decode()


def test_it_reads_the_county_from_address_or_host(wutong: Scope, qingshan: Scope, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert "青杉县" in Client().get("/at/990102/signin").content.decode()
    assert "梧桐县" in Client().get("/signin").content.decode()
    assert "青杉县" in Client(HTTP_HOST="qingshan.example").get("/signin").content.decode()
    assert Client().get("/at/990909/signin").status_code == 404
    assert Client().get("/at/abc/signin").status_code == 404


def test_it_keeps_the_county_in_every_link_of_the_page(wutong: Scope, qingshan: Scope) -> None:
    page = Client().get("/at/990102/signin").content.decode()
    assert 'action="/at/990102/signin"' in page
    assert 'action="/signin"' in Client().get("/signin").content.decode()  # and forgets it after the request


def test_it_says_how_to_begin_where_there_is_no_county(db: None) -> None:
    answer = Client().get("/signin")
    assert answer.status_code == 503 and "wutong init" in answer.content.decode()
