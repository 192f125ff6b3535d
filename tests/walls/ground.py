"""Two counties, two offices in one of them, and in every text of every matter a word that stands nowhere else.

``Marks`` of an office are what its matters say. Whoever finds one of them on a page has seen into that office.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.house import cast
from tests.house.cast import ELSEWHERE, HERE, OTHER, OWN, THERE
from wutong.city.offices.api import Seat, seat_of
from wutong.record import clock
from wutong.record.scope import Scope

COUNTY = {OWN: HERE, OTHER: HERE, ELSEWHERE: THERE}
#: two characters that stand in no page of ours, and what follows says which text it was
WORD = {OWN: "榕桂", OTHER: "槐柳", ELSEWHERE: "枫杉"}
PHONE = {OWN: "13871110001", OTHER: "13872220002", ELSEWHERE: "13873330003"}
COLOUR = {OWN: (200, 40, 40), OTHER: (40, 200, 40), ELSEWHERE: (40, 40, 200)}
#: what only the look at a contact may show, whoever asks
CONTACT = ("name", "phone")
TEXTS = {
    "subject": "题", "text": "文", "place": "址", "note": "注", "words": "嘱", "answered": "办", "replied": "答", "proof": "据",
    "more": "补", "urged": "督", "reason": "退", "change": "函",
}  # fmt: skip


@dataclass(frozen=True)
class Marks:
    """The secrets of an office: words by what they are, matters (open and answered), a photo, a receipt and its secret."""

    office: str
    words: Mapping[str, str]
    matters: tuple[UUID, ...]
    numbers: tuple[str, ...]
    receipt: str
    secret: str
    sha256: str
    photo: bytes
    things: dict[str, Any] = field(default_factory=dict)

    @property
    def county(self) -> str:
        return COUNTY[self.office]


@dataclass(frozen=True)
class Stage:
    """Two counties laid once for all tests of this file; nothing of a request stays."""

    ground: cast.Ground
    marks: dict[str, Marks]

    def client(self, role: str, office: str) -> Client:
        found = Client(raise_request_exception=False)
        if role:
            found.force_login(self.ground.account(role, office))
        return found


def seat(role: str, office: str) -> Seat:
    """The seat of a role in an office today."""
    account = cast.Account.everything.get(username=f"{cast.login(role, office)}@{COUNTY[office]}")
    found = seat_of(account.pk, clock.legal_day(clock.now()))
    assert found is not None
    return found


def picture(office: str) -> bytes:
    """A photo of the office's own colour."""
    out = io.BytesIO()
    Image.new("RGB", (320, 240), COLOUR[office]).save(out, "JPEG")
    return out.getvalue()


def words_of(office: str) -> dict[str, str]:
    """Every marker of an office by the text it stands in."""
    found = {name: f"{WORD[office]}{sign}" for name, sign in TEXTS.items()}
    return found | {"name": f"{WORD[office]}某", "phone": PHONE[office]}


def lay(folder: Path) -> tuple[cast.Ground, dict[str, Marks]]:
    """Both counties with their cast, and the marked matters of each office."""
    ground = cast.lay(folder)
    found = {office: mark(office) for office in COUNTY}
    tie(found[OTHER], found[OWN])
    return ground, found


def tie(one: Marks, lead: Marks) -> None:
    """A matter of one office that a receiver merged into another office's."""
    from wutong.collect.complaints import api as complaints

    at = clock.now() - timedelta(minutes=60)
    third = report(one.office, at)
    act(one.office, third.matter, [("receiver", "accepted", {}), ("receiver", "forwarded", {"office": one.office})], at)
    later = at + timedelta(minutes=10)
    complaints.merge(seat("receiver", one.office), third.matter, lead.matters[0], at=later)


def mark(office: str) -> Marks:
    """The matters of an office: one with everything in it, one that is open, one that is merged into the first."""
    from wutong.collect.complaints import api as complaints
    from wutong.collect.media import api as media
    from wutong.record.files import api as files

    scope, said, at = Scope(COUNTY[office]), words_of(office), clock.now() - timedelta(hours=3)
    photo = media.take_in(scope, picture(office), at=at)
    kept = files.FileRef(photo.sha256, photo.size, "image/jpeg")
    first = report(office, at, files=(kept,))
    story = [
        ("receiver", "accepted", {}),
        ("receiver", "forwarded", {"office": office, "words": said["words"]}),
        ("squad_head", "noted", {"text": said["note"]}),
        ("bureau_head", "supervised", {"words": said["urged"], "due": str(clock.legal_day(clock.now()))}),
        ("squad_head", "answered", {"text": said["answered"]}),
        ("receiver", "replied", {"text": said["replied"], "channel": "page", "proof": said["proof"]}),
    ]
    act(office, first.matter, story, at)
    act(office, first.matter, [("", "supplemented", {"text": said["more"]})], at + timedelta(minutes=20))
    second = report(office, at + timedelta(minutes=30))
    act(office, second.matter, story[:2], at + timedelta(minutes=30))
    third = report(office, at + timedelta(minutes=60))
    act(office, third.matter, story[:2], at + timedelta(minutes=60))
    back = seat("squad_head", office)
    act(office, third.matter, [("squad_head", "sent_back", {"reason": said["reason"]})], at + timedelta(minutes=70))
    complaints.merge(seat("receiver", office), second.matter, first.matter, at=at + timedelta(minutes=80))
    with files.open_file(scope, photo.sha256) as stored:
        data = stored.read()
    assert first.receipt is not None and back.office == office
    matters = (first.matter, second.matter, third.matter)
    return Marks(
        office, said, matters, numbers(scope, matters), first.receipt.number, first.receipt.secret, photo.sha256, data,
        {"change": change(office, said["change"]), "batch": batch(scope, said), "job": cast.failed_job(scope)},
    )  # fmt: skip


def report(office: str, at: Any, files: tuple[Any, ...] = ()) -> Any:
    """One report of a citizen with every text of an office in it."""
    from wutong.collect.complaints import api as complaints
    from wutong.docket.matters import api as docket
    from wutong.record.entries.api import Source

    said = words_of(office)
    given = complaints.Report(
        channel="web",
        category="stall",
        subject=said["subject"],
        text=said["text"],
        place=said["place"],
        lat=38.65,
        lon=83.15,
        contact_name=said["name"],
        contact_phone=said["phone"],
        files=files,
    )
    return complaints.receive(
        Scope(COUNTY[office]), given, docket.outsider(), at=at, written=at, source=Source("page", {})
    )


def act(office: str, matter: UUID, story: list[tuple[str, str, dict[str, Any]]], at: Any) -> None:
    """Acts one after the other, a minute apart; the role "" is the reporter."""
    from wutong.collect.complaints import api as complaints
    from wutong.docket.matters import api as docket
    from wutong.record.entries.api import Source

    for n, (role, name, fields) in enumerate(story, 1):
        doer = docket.seated(seat(role, office)) if role else docket.outsider()
        when = at + timedelta(minutes=n)
        complaints.do(
            Scope(COUNTY[office]), matter, name, fields, doer, at=when, written=when, source=Source("page", {})
        )


def numbers(scope: Scope, matters: tuple[UUID, ...]) -> tuple[str, ...]:
    """The numbers of matters, in their order."""
    from wutong.docket.matters import api as docket

    found = docket.views(scope, matters)
    return tuple(found[m].number for m in matters)


def change(office: str, word: str) -> str:
    """A change of the house that waits for a head, with the office's word in its paper."""
    from wutong.city.house import api as house

    now = clock.now()
    term = {OWN: "accept", OTHER: "office", ELSEWHERE: "reply"}[office]
    fields = {"term": f"complaint.{term}", "value": "9 workdays"}
    asked = house.Asked("term", clock.legal_day(now), f"{word}1号", fields, word)
    return house.propose(seat("administrator", office), asked, at=now).change.number


def batch(scope: Scope, said: Mapping[str, str]) -> int:
    """A checked import whose one row says the office's words."""
    from wutong.collect.complaints.imports import api as imports
    from wutong.record.entries.api import Actor

    sheet = f"id,subject,sent_at,body,reply,replied_at\n{said['proof']},{said['subject']},2019-04-03 09:31,{said['text']},,\n"
    report = imports.check(scope, sheet.encode(), f"{said['note']}.csv", now=clock.now())
    return imports.begin(scope, report, by=Actor("system", "import"), now=clock.now())


def addresses(ground: cast.Ground, marks: Marks, public: bool = True) -> list[str]:
    """Every address of the table of routes that is asked by GET, about an office's things; the public's too, or not."""
    from tests.house.test_routes import TABLE, table

    own = {
        "county": marks.county, "matter": marks.matters[0], "number": marks.receipt, "sha256": marks.sha256, **marks.things,
    }  # fmt: skip
    found = []
    for row in table(TABLE.read_text(encoding="utf-8")).values():
        given = {n: own.get(str(v)[1:], v) if str(v).startswith("$") else v for n, v in row.args.items()}
        if row.method == "get" and (public or not row.anyone):
            found.append(reverse(row.name, kwargs=given))
    for matter in marks.matters[1:]:
        found += [reverse("matter", args=[matter]), reverse("matter-record", args=[matter])]
    return found
