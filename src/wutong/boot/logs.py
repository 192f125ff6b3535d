"""What the server writes down of itself: one JSON line a request, one a fault; no person, no matter, no number.

Logs are read by people who may not see what they are about (the maintenance firm, the hosting centre), and are kept for
half a year. So a line names the route and never the path, the office and role and never the officer; of a fault the kind
and the lines of code, and its words only where those come from the machine and not from what somebody typed.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from wutong.boot.environment import Environment

REQUESTS = "wutong.request"
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: in all 2 GB: at two hundred bytes a line and fifty thousand requests a day, more than half a year
LARGEST, HOW_MANY = 50_000_000, 40
MOST_FRAMES = 25
#: kinds of fault whose words speak of code or machine; every other's may repeat what was typed
SPEAKING = (OSError, MemoryError, ImportError, AttributeError, NameError)
#: what a typed thing looks like inside a machine's words: a quotation, letters beyond ASCII, a long number
TYPED = re.compile(r"\"[^\"]*\"|'[^']*'|[^\x00-\x7f]+|\d{5,}")


class Lines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).astimezone(SHANGHAI)
        line: dict[str, Any] = {"time": at.isoformat(timespec="milliseconds"), "level": record.levelname}
        told = getattr(record, "told", None)
        if isinstance(told, dict):
            line |= told
        else:
            line |= {"logger": record.name, "message": message(record)} | _of_request(record)
        if record.exc_info and record.exc_info[1] is not None:
            line |= fault(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


class Rotated(RotatingFileHandler):
    """The file under WUTONG_HOME/log, made when the first line comes, for its owner only."""

    def _open(self) -> Any:
        Path(self.baseFilename).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        opened = super()._open()
        os.chmod(self.baseFilename, 0o600)
        return opened


def message(record: logging.LogRecord) -> str:
    """The words of a record. What a library puts into them (paths, host names) stays out: only its own sentence is kept."""
    if record.name.partition(".")[0] == "wutong":
        return careful(record.getMessage())
    return careful(str(record.msg).splitlines()[0] if record.msg else "")


def careful(words: str) -> str:
    """A machine's words without what may have been typed."""
    return TYPED.sub("…", words)


def fault(bad: BaseException) -> dict[str, Any]:
    """A fault and what led to it: kinds, and lines of code."""
    return {"error": list(_kinds(bad)), "frames": _frames(bad)}


def _kinds(bad: BaseException | None) -> Iterator[str]:
    for _ in range(5):
        if bad is None:
            return
        words = _words(bad)
        yield type(bad).__name__ + (f": {words}" if words else "")
        bad = bad.__cause__ or (None if bad.__suppress_context__ else bad.__context__)


def _words(bad: BaseException) -> str:
    """The fault's own words where they are a machine's. A database says "is locked" by an OperationalError."""
    if isinstance(bad, OSError):
        return bad.strerror or ""
    if isinstance(bad, SPEAKING):
        return str(bad) if str(bad).isascii() else ""
    if type(bad).__name__ in {"OperationalError", "InterfaceError"}:
        return careful((str(bad).strip().splitlines() or [""])[0])
    return ""


def _frames(bad: BaseException) -> list[str]:
    found = [
        f"{re.sub(r'^.*/(site-packages|src)/', '', frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(bad.__traceback__)
    ]
    return found[-MOST_FRAMES:]


def _of_request(record: logging.LogRecord) -> dict[str, str]:
    """Django hangs the request on its records: its code and route lead from a fault to its line."""
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "resolver_match"):
        return {}
    match = request.resolver_match
    return {"id": getattr(request, "code", ""), "route": (match.url_name or "") if match else "none"}


def configuration(environment: Environment) -> dict[str, Any]:
    """Django's LOGGING: faults always go to stderr, requests there or into the file, which then has the faults as well."""
    file = environment.log == "file" and not environment.testing
    handlers: dict[str, dict[str, Any]] = {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}}
    if file:
        handlers["file"] = {
            "class": "wutong.boot.logs.Rotated",
            "formatter": "lines",
            "filename": str(environment.home / "log" / f"wutong-{environment.profile}.jsonl"),
            "maxBytes": LARGEST,
            "backupCount": HOW_MANY,
            "encoding": "utf-8",
            "delay": True,
        }
    requests = [] if environment.testing else ["file" if file else "stderr"]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": "wutong.boot.logs.Lines"}},
        "handlers": handlers,
        "root": {"handlers": list(handlers), "level": "WARNING"},
        "loggers": {
            REQUESTS: {"handlers": requests, "level": "INFO", "propagate": False},
            # a page that is not there or not one's own is an answer; a log full of tracebacks of such answers hides
            # the faults
            "django.request": {"level": "ERROR"},
        },
    }
