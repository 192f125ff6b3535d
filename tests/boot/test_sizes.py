"""An upload is refused by its length before it is read: no page can be made to swallow what nobody allowed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.people import as_person
from wutong.collect.media import pixels
from wutong.record.scope import Scope
from wutong.ui.sizes import FORM, MEGA

pytestmark = pytest.mark.django_db
REGISTER, IMPORT = "/desk/complaints/new", "/desk/complaints/import"


class Unread:
    """A body that must not be touched."""

    def read(self, *size: int) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def upload(client: Client, path: str, size: float | str, **more: Any) -> HttpResponse:
    """Announce a body of ``size`` megabytes; reading it fails the test, in the check of the form's key too."""
    client.handler.enforce_csrf_checks = True
    client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
    length = str(int(size * MEGA)) if isinstance(size, int | float) else size
    given = {"CONTENT_TYPE": MULTIPART_CONTENT, "CONTENT_LENGTH": length, "wsgi.input": Unread(), **more}
    return client.generic("POST", path, **given)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("path", "size", "said"),
    [
        ("/report/photos", 21, "20兆"),
        ("/report/photo", 21, "20兆"),
        ("/report/what", 2, "1兆"),
        ("/progress", 2, "1兆"),
        ("/signin", 2, "1兆"),
    ],
)
def test_it_refuses_a_citizens_upload_by_its_length(wutong: Scope, path: str, size: float, said: str) -> None:
    answer = upload(Client(), path, size)
    page = answer.content.decode()
    assert answer.status_code == 413 and said in page and f"这次有{size}兆" in page and "填过的还在" in page


def test_it_takes_more_at_the_desk_and_each_page_has_its_own_limit(wutong: Scope) -> None:
    assert "20兆" in upload(as_person("唐敏"), REGISTER, 21).content.decode()
    page = upload(as_person("唐敏"), IMPORT, 25).content.decode()
    assert "24兆" in page and "命令导入" in page
    with pytest.raises(AssertionError, match="was read"):
        upload(as_person("唐敏"), IMPORT, 21)


@pytest.mark.parametrize("path", [REGISTER, IMPORT, "/at/990101" + IMPORT])
def test_it_reads_no_strangers_upload_but_asks_him_to_sign_in(wutong: Scope, path: str) -> None:
    answer = upload(Client(), path, 2)
    assert answer.status_code == 302 and "/signin?next=" in answer["Location"]
    assert upload(Client(), path, 2, HTTP_X_WUTONG_SAFE="1").status_code == 401


@pytest.mark.parametrize(
    ("length", "more"),
    [("", {"HTTP_TRANSFER_ENCODING": "chunked"}), ("100", {"HTTP_TRANSFER_ENCODING": "gzip, chunked"}), ("5,5", {}), ("-1", {})],
)  # fmt: skip
def test_it_refuses_a_body_of_unknown_length_and_ends_the_line(wutong: Scope, length: str, more: Any) -> None:
    answer = upload(Client(), "/report/photos", length, **more)
    assert answer.status_code == 411 and answer["Connection"] == "close"


def test_it_tells_a_program_in_json(wutong: Scope) -> None:
    answer = upload(Client(), "/report/photos", 99, HTTP_ACCEPT="application/json")
    assert answer.status_code == 413 and "20兆" in answer.json()["reasons"][0]["article"]  # type: ignore[attr-defined]


def test_it_keeps_the_form_of_a_photo_a_little_too_large(wutong: Scope) -> None:
    photo = io.BytesIO(b"\xff" * (pixels.LARGEST + MEGA))
    photo.name = "a.jpg"
    answer = as_person("唐敏").post(REGISTER, {"channel": "visit", "text": "油烟呛人", "category": "stall",
                                             "received": "2026-01-05T09:00", "late_reason": "周末", "photo": photo})  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 422 and "13.0兆" in page and "油烟呛人" in page


def test_it_lets_a_whole_form_through(wutong: Scope) -> None:
    words = {"text": "长" * 4000, "category": "stall"}
    assert len(encode_multipart(BOUNDARY, words)) < FORM.most
    assert Client().post("/report/what", words).status_code == 302
