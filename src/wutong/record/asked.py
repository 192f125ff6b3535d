"""Remembers, while one page is looked at, what was asked already: a page asks four rooms, and all ask who the offices are.

Only for questions whose answers are frozen, and only while a page is read: a form that is sent changes things and asks
anew each time. Outside :func:`looking` (jobs, commands, streamed files) every question goes to the database.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("wutong_answers", default=None)


@contextmanager
def looking() -> Iterator[None]:
    """While this lasts, a question asked again is answered as the first time."""
    before = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(before)


def once(question: Callable[P, R]) -> Callable[P, R]:
    """A question of hashable words whose answer nobody changes."""

    @wraps(question)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        answers = _answers.get()
        if answers is None:
            return question(*args, **kwargs)
        key = (question.__module__, question.__qualname__, args, tuple(sorted(kwargs.items())))
        if key not in answers:
            answers[key] = question(*args, **kwargs)
        answer: R = answers[key]
        return answer

    return asked
