"""Two counties for the table of routes: every role once in the matter's office, once in another, once elsewhere.

The cast of tests/people.py plays the story; here every cell of the table needs somebody, so each role has a person in
each office, whether a real bureau would put one there or not.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image

from wutong.city.county.api import load_county
from wutong.city.offices.api import ASSISTANT_ROLES, ROLES
from wutong.city.offices.models import Account
from wutong.record import clock
from wutong.record.scope import Scope

ROLE_NAMES = tuple(ROLES)
HERE, THERE = "990201", "990202"
MAP = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10z"/></svg>\n'
OWN, OTHER, ELSEWHERE = "own", "other", "elsewhere"


def county_file(code: str, offices: tuple[str, ...]) -> str:
    """A county whose offices each hold every role."""
    lines = [f'code: "{code}"', f"name: 试验县{code}", f"bureau: 试验局{code}", "since: 2019-01-01", "offices:"]
    lines += [f"  - {{code: {office}, name: 单位{office}, kind: squad}}" for office in offices]
    lines.append("officers:")
    for n, office in enumerate(offices):
        for m, role in enumerate(ROLE_NAMES):
            assistant = role == "assistant"
            lines.append(f'  - code: "{n}{m:02d}"')
            lines.append(f"    name: 某{office}{ROLES[role]}")
            lines.append(f"    login: {login(role, office)}")
            lines.append(f"    assistant: {'true' if assistant and role in ASSISTANT_ROLES else 'false'}")
            lines.append(f"    posts: [{{office: {office}, role: {role}}}]")
    lines.append("map: {file: map.svg, west: 83.1, south: 38.6, east: 83.2, north: 38.7}")
    return "\n".join(lines) + "\n"


def login(role: str, office: str) -> str:
    return f"{role.replace('_', '-')}-{office}"


@dataclass(frozen=True)
class Ground:
    """The two counties, and the things in the first that addresses name."""

    things: dict[str, Any]

    def account(self, role: str, office: str) -> Account:
        county = THERE if office == ELSEWHERE else HERE
        return Account.everything.get(username=f"{login(role, office)}@{county}")

    def value(self, written: str, office: str) -> Any:
        """``$matter`` names a thing, ``$office`` the asker's own; anything else stands for itself."""
        if not str(written).startswith("$"):
            return written
        if written == "$office":
            return office
        found = self.things[written[1:]]
        return found() if callable(found) else found


def lay(folder: Path) -> Ground:
    """Load both counties, and let a complaint be reported, accepted and forwarded to the own office."""
    for code, offices in ((HERE, (OWN, OTHER)), (THERE, (ELSEWHERE,))):
        path = folder / f"{code}.yaml"
        path.write_text(county_file(code, offices), encoding="utf-8")
        (folder / "map.svg").write_text(MAP, encoding="utf-8")
        load_county(path)
    Account.everything.update(first_password=False)  # each has set his own
    return Ground(things(Scope(HERE)))


def picture() -> bytes:
    """A photo, small and plain."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (90, 120, 90)).save(out, "JPEG")
    return out.getvalue()


def begun(scope: Scope, now: datetime) -> int:
    """An import that was begun, of one good row."""
    from wutong.collect.complaints.imports import api as imports
    from wutong.record.entries.api import Actor

    sheet = "id,subject,sent_at,body,reply,replied_at\n1,试一试,2019-04-03 09:31,门口占道,,\n"
    report = imports.check(scope, sheet.encode(), "试.csv", now=now)
    return imports.begin(scope, report, by=Actor("system", "import"), now=now)


def failed_job(scope: Scope) -> int:
    """A job that failed for good."""
    from wutong.record.jobs.models import FAILED, Job

    now = clock.now()
    return Job.objects.create(county=scope.county, name="tidy", state=FAILED, asked_at=now, due_at=now, ended_at=now).pk


def changed(scope: Scope, now: datetime) -> str:
    """A change of the house that waits for a second person."""
    from wutong.city.house import api as house
    from wutong.city.offices.api import seat_of

    account = Account.everything.get(username=f"{login('administrator', OWN)}@{scope.county}")
    seat = seat_of(account.pk, clock.legal_day(now))
    assert seat is not None
    asked = house.Asked(
        "term", clock.legal_day(now), "试1号", {"term": "complaint.reply", "value": "10 workdays"}, "试"
    )
    return house.propose(seat, asked, at=now).change.number


def things(scope: Scope) -> dict[str, Any | Callable[[], Any]]:
    """What addresses name: ``$matter``, ``$number`` (the receipt), ``$shown`` (the matter's number), ``$sha256``."""
    from wutong.city.offices.api import seat_of
    from wutong.collect.complaints import api as complaints
    from wutong.collect.media import api as media
    from wutong.docket.matters import api as docket
    from wutong.record.entries.api import Source
    from wutong.record.files import api as files

    now = clock.now() - timedelta(minutes=5)
    page = Source("page", {})
    photo = media.take_in(scope, picture(), at=now)
    kept = files.FileRef(photo.sha256, photo.size, "image/jpeg")
    report = complaints.Report(
        channel="web",
        subject="试一试",
        text="门口占道",
        place="北关路1号",
        contact_name="王某",
        contact_phone="13800000000",
        files=(kept,),
    )
    taken = complaints.receive(scope, report, docket.outsider(), at=now, written=now, source=page)
    account = Account.everything.get(username=f"{login('receiver', OWN)}@{scope.county}")
    seat = seat_of(account.pk, clock.legal_day(now))
    assert seat is not None and taken.receipt is not None
    for n, (act, fields) in enumerate((("accepted", {}), ("forwarded", {"office": OWN}))):
        at = now + timedelta(minutes=n + 1)
        complaints.do(scope, taken.matter, act, fields, docket.seated(seat), at=at, written=at, source=page)
    return {
        "county": scope.county,
        "matter": taken.matter,
        "number": taken.receipt.number,
        "batch": begun(scope, now),
        "change": changed(scope, now),
        "sha256": kept.sha256,
        "job": failed_job(scope),
        "nothing": hashlib.sha256(b"nothing").hexdigest(),
    }
