"""Serves the room `ui` alone, with no database and no other room, for its own browser tests and for looking at parts.

``python -m tests.ui.standalone`` prints the address of the living style guide and of a few pages that answer badly on
purpose.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import path

STORED: dict[str, str] = {}
"""What the pages below stored: idempotency key -> text."""


def configure() -> None:
    """Settings of the room alone."""
    if settings.configured:
        return
    settings.configure(
        DEBUG=False, DEMO=True, TESTING=True, SECRET_KEY="test-" + "0123456789abcdef" * 4, ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__, USE_TZ=True, TIME_ZONE="Asia/Shanghai", LANGUAGE_CODE="zh-hans", LOGIN_URL="/signin",
        INSTALLED_APPS=["django.contrib.staticfiles", "wutong.ui"], STATIC_URL="/static/",
        CSRF_FAILURE_VIEW="wutong.ui.guard.csrf_failure", CSRF_COOKIE_HTTPONLY=True,
        MIDDLEWARE=[
            "wutong.ui.guard.ContentSecurityPolicy", "whitenoise.middleware.WhiteNoiseMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware", "wutong.ui.guard.Refusals",
        ],
        WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True,
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "DIRS": [Path(__file__).parent / "templates"],
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request", f"{__name__}.shell"],
                "builtins": ["wutong.ui.templatetags.parts"],
            },
        }],
    )  # fmt: skip
    django.setup()


def shell(request: HttpRequest) -> dict[str, Any]:
    """A frame with an invented bureau; a seat on every address under /desk."""
    from types import SimpleNamespace as Thing

    words = ("待办", "归集", "研判", "指挥", "执法", "监督", "法治", "期限", "留痕")
    nav = [Thing(word=w, url=f"/desk/{n}", here=n == 0, count=0 if n else 14) for n, w in enumerate(words)]
    seat = Thing(officer="o1", name="周伟", office_name="街面一中队", roles=frozenset({"squad_head"}))
    county = Thing(
        name="清江县",
        bureau="清江县综合行政执法局",
        hotline="12319",
        hours="8:30–12:00，14:30–18:00",
        address="石桥路1号",
    )
    desk = request.path.startswith("/desk")
    seat, nav = (seat, nav) if desk else (None, [])
    return {"shell": Thing(county=county, seat=seat, nav=nav, demo=True, record_count=41207)}


def desk(request: HttpRequest, n: int = 0) -> HttpResponse:
    from wutong.ui import samples

    return render(request, "trial/inbox.html", samples.everything(None))


def matter(request: HttpRequest) -> HttpResponse:
    from wutong.ui import samples

    return render(request, "trial/matter.html", samples.everything(None))


def peek(request: HttpRequest) -> HttpResponse:
    return render(request, "trial/peek.html")


def refuse(request: HttpRequest) -> HttpResponse:
    from wutong.ui.samples import refused

    raise refused()


def trial(request: HttpRequest) -> HttpResponse:
    return render(request, "trial/form.html", {"form": _form()})


def _form(data: Any = None) -> Any:
    from django import forms

    from wutong.ui.forms import PlainForm

    class Trial(PlainForm):
        secret = ("phone",)
        text = forms.CharField(label="说说情况", max_length=50, widget=forms.Textarea)
        area = forms.DecimalField(label="面积", required=False)
        phone = forms.CharField(label="手机号", required=False)
        word = forms.CharField(label="口令", required=False, widget=forms.PasswordInput)

    return Trial(data)


def answer(request: HttpRequest) -> HttpResponse:
    """Answers as the text says: 500, slow, 422, sign-in, refused, or stores it and leads on."""
    form = _form(request.POST)
    text = request.POST.get("text", "")
    once = request.POST.get("once", "")
    if not form.is_valid():
        return render(request, "trial/form.html", {"form": form}, status=422)
    if text == "broken once" and once not in STORED:
        STORED[once] = text
        return HttpResponse(status=500)
    if text == "broken":
        return HttpResponse(status=500)
    if text == "slow":
        time.sleep(3)
    if text == "sign in":
        return HttpResponseRedirect("/signin?next=/answer")
    if text == "refused":
        return refuse(request)
    STORED[once] = text
    return HttpResponseRedirect("/done")


def done(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/empty.html", {"title": "收到了", "frame": "ui/public.html"})


def photo(request: HttpRequest) -> HttpResponse:
    upload = request.FILES.get("photo")
    if upload is None or upload.size < 10:
        return JsonResponse({"refused": "photo", "reasons": [{"missing": "这不是照片"}]}, status=409)
    return JsonResponse({"id": 7, "drop": "/photo/7/drop"})


def guide(request: HttpRequest) -> HttpResponse:
    from wutong.ui.pages import guide as view

    return view(request)


def phone(request: HttpRequest) -> HttpResponse:
    from wutong.ui import samples

    context = samples.everything(None) | {"step": 2, "steps": 5, "back": "/"}
    return render(request, "trial/phone.html", context)


urlpatterns = [
    path("", done, name="home"),
    path("guide", guide),
    path("desk/<int:n>", desk),
    path("desk/matter", matter),
    path("desk/peek", peek),
    path("desk/refuse", refuse),
    path("trial", trial),
    path("answer", answer),
    path("done", done),
    path("phone", phone),
    path("photo", photo),
    path("photo/7/drop", photo),
    path("signin", done, name="signin"),
    path("search", done, name="search"),
    path("report", done, name="report"),
    path("progress", done, name="progress"),
]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """The tests speak for themselves."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@contextmanager
def serving() -> Iterator[str]:
    """The address of a running server of the room alone."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", 0, get_wsgi_application(), server_class=_Threads, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


if __name__ == "__main__":
    configure()
    with serving() as address:
        print(address + "/guide", flush=True)
        threading.Event().wait()
