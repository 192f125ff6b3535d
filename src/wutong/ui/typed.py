"""What was typed for an act that did not happen comes back with the answer that says why.

With script the form is still on the screen (send.js). Without it the answer takes the place of the form, and the words
of half an hour would be gone: so the answer carries the form again, filled in, or, where no form of ours read them, the
words to copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException

from wutong.law.refusal import Refused
from wutong.ui.forms import PlainForm

#: what a form carries besides what was typed; ``do`` and ``seen`` say that a preview was looked at, which is to be done anew
SKIP = frozenset({"csrfmiddlewaretoken", "once", "do", "seen"})
#: never said back
SECRET = re.compile("password|secret|code|^old$|^new|^again$")
CHINESE = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


@dataclass(frozen=True)
class Typed:
    """``form`` to fill in again with its ``rest`` of hidden boxes, else ``words`` to copy."""

    form: PlainForm | None
    rest: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    files: bool
    action: str


@contextmanager
def keeping(form: PlainForm) -> Iterator[None]:
    """A refusal from inside says which form it was typed into."""
    try:
        yield
    except Refused as refused:
        refused.typed = form
        raise


def of(request: HttpRequest, form: object = None) -> Typed | None:
    """What this request typed; None where nothing was, or where script still has it on the screen."""
    if request.method != "POST" or request.headers.get("X-Wutong-Safe") == "1":
        return None
    try:
        sent: QueryDict = request.POST
        files = any(request.FILES.values())
    except (SuspiciousOperation, MultiPartParserError, RawPostDataException, OSError):
        return None  # what arrived could not be read at all
    rest = [(name, value) for name, values in sent.lists() if name not in SKIP for value in values]
    if isinstance(form, PlainForm) and any(not bound.is_hidden for bound in form):
        own = {form.add_prefix(name) for name in (*form.fields, "once")}
        rest = [(name, value) for name, value in rest if name not in own]
        return Typed(form, tuple(rest), (), files, request.get_full_path())
    words = tuple(value for name, value in rest if CHINESE.search(value) and not SECRET.search(name))
    return Typed(None, (), words, files, "") if words else None
