"""The page of one complaint: facts, what happened, what the law allows this seat now; the reporter behind a recorded look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from wutong.city.offices import api as offices
from wutong.city.offices.pages.gate import StaffRequest, staff
from wutong.city.places import api as places
from wutong.collect.complaints import acts, reads
from wutong.collect.complaints.pages import near
from wutong.collect.complaints.words import CHANNELS, RATINGS, REPLY_CHANNELS
from wutong.collect.media import api as media
from wutong.docket.ladders import api as ladders
from wutong.docket.matters import api as docket
from wutong.docket.matters.pages.desk import demand
from wutong.law import identifiers
from wutong.law.calendar import date_words
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files import api as files
from wutong.ui.masking import masked_text

#: roles that may see who reported, when they need it to do their work
MAY_LOOK = offices.LOOK_ROLES
CHANGES_STATUS = frozenset(acts.TITLES) - {
    "noted",
    "supplemented",
    "photo_cleared",
    "photo_shown",
    "erased",
    "corrected",
    "correction_confirmed",
}


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    seq: int
    act: str
    title: str
    entry: record.EntryView
    who: str
    office: str
    kind: str
    text: str
    facts: tuple[tuple[str, str], ...]
    photos: tuple[str, ...]
    correctable: bool = False
    pending: bool = False
    mine: bool = False


LABELS = {
    "body": "转给", "grounds": "理由", "office_name": "交给", "reason": "理由", "days": "延长", "words": "内容", "due": "期限",
    "channel": "方式", "proof": "凭据", "rating": "评价", "lead_number": "并入", "place": "地点", "number": "编号",
    "receipt": "回执", "told": "怎样告知",
}  # fmt: skip
LONG = ("text", "words", "reason", "grounds")


def _text(value: object) -> str:
    if isinstance(value, record.Erased):
        return f"（{date_words(value.on)}依法删除：{value.ground}）"
    return "" if value is None else str(value)


def lines(seat: offices.Seat, history: list[record.EntryView], on: date) -> list[Line]:
    """The history as lines, newest first; names looked up once."""
    scope = seat.scope
    confirmed = {e.about for e in history if e.act == "correction_confirmed"}
    known = {e.actor.id for e in history if e.actor.kind == "officer"} | {e.acting_for for e in history}
    people = offices.officers(scope, known - {""})
    units = {o.code: o.short or o.name for o in offices.offices(scope, on)}
    out = []
    for e in history:
        who = people[e.actor.id].name if e.actor.kind == "officer" and e.actor.id in people else ""
        if who and e.acting_for:
            who += docket.stood_for(e.acting_for, {c: o.name for c, o in people.items()}, units)
        if e.actor.kind == "outsider":
            who = "反映人"
        if e.actor.kind == "system" or e.imported:
            who = who or "导入"
        text = next((_text(e.fields[n]) for n in LONG if n in e.fields and e.act != "received"), "")
        facts = []
        for name, label in LABELS.items():
            if name in e.fields and name not in LONG and e.act != "received":
                facts.append((label, _plain(name, e.fields[name])))
        for name, value in e.fields.items():
            if name.startswith("replaced."):
                shown = "（不在这里显示）" if name.endswith(("name", "phone")) else _text(value)
                facts.append(("改为", shown))
        facts += [("原来写的", _text(v)) for c in e.corrections for n, v in c.original.items() if n not in PRIVATE]
        if not seat.may_look and (e.actor.kind != "officer" or e.act in {"received", "corrected"} or e.corrections):
            text, facts = masked_text(text), [(label, masked_text(said)) for label, said in facts]
        out.append(
            Line(
                e.seq,
                e.act,
                acts.TITLES.get(e.act, e.act),
                e,
                who,
                units.get(e.office, ""),
                "act" if e.act in CHANGES_STATUS else "note",
                text,
                tuple(facts),
                tuple(f.sha256 for f in e.files if not f.erased),
                e.act in acts.CORRECTABLE and may_correct(seat, e),
                e.act == "corrected" and e.seq not in confirmed,
                e.actor == seat.actor,
            )
        )
    return list(reversed(out))


PRIVATE = ("contact_name", "contact_phone", "contact_address")


def may_correct(seat: offices.Seat, entry: record.EntryView) -> bool:
    """Whom the law would let correct an entry: its office, the heads, the receivers for what an outsider wrote."""
    if seat.roles & {"deputy_head", "bureau_head"}:
        return True
    return entry.office == seat.office if entry.office else "receiver" in seat.roles


def _plain(name: str, value: object) -> str:
    text = _text(value)
    if name == "channel":
        return REPLY_CHANNELS.get(text, text)
    if name == "rating":
        return RATINGS.get(text, text)
    if name == "days":
        return f"{text}个工作日"
    if name == "due":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return text
        return date_words(day)
    return text


def page(request: StaffRequest, view: docket.MatterView) -> HttpResponse:
    """The complaint's own page at /m/<id>; the docket has checked that the seat may see it."""
    seat, now = request.seat, clock.now()
    scope = seat.scope
    row = reads.complaint(scope, view.id)
    if row is None:
        raise Http404
    if not seat.may_look:
        row = reads.without_numbers(row)
    day = clock.legal_day(now)
    standing = docket.stand(scope, view.id, seat, now)
    order = {a: i for i, a in enumerate(acts.DESK_ORDER)}
    can = sorted((p for p in standing.can if p.act in order), key=lambda p: order[p.act])
    usual = next((p for p in can if acts.TITLES[p.act] == view.turn_act), None)
    who_may = _who_may(seat, standing.others)
    history = record.history(scope, view.id, corrected=True)
    calendar = offices.calendar(scope)
    kinds = offices.category_names(scope, row.received_on)
    photos = media.of_matter(scope, view.id)
    ring = near.ring(row.lat, row.lon) if row.lat is not None and row.lon is not None else []
    ties = docket.links.of(scope, view.id)
    held_by = None if docket.may_see(seat, "") else seat.offices
    close = (
        reads.near(scope, h3_ring=ring, at=now, category=row.category, leave_out=view.id, held_by=held_by, days=30)
        if view.is_open
        else []
    )
    merged = reads.merged_rows(scope, view.id) if row.replied_at else []
    seen = docket.views(scope, [*(t.matter for t in ties), *(n.matter for n in close)], seat)
    context = {
        "matter": view,
        "row": row,
        "kind": kinds.get(row.category),
        "channel": CHANNELS.get(row.channel, row.channel),
        "community": next((d.name for d in places.divisions(scope, day) if d.code == row.community), ""),
        "office": offices.office(scope, view.office, day) if view.office else None,
        "usual": usual,
        "can": [p for p in can if p is not usual],
        "others": [(p, who_may.get(p.act, "")) for p in standing.others if p.act in order],
        "cannot": [p for p in standing.cannot if p.act in order],
        "lines": lines(seat, history, day),
        "faces": [docket.face(c, now, calendar) for c in docket.clocks(scope, view.id)],
        "ties": [t for t in ties if t.matter in seen],
        # what this matter was tied to is a fact of its own; what merely lies near, in other hands, is not
        "unseen": len({t.matter for t in ties} - set(seen)),
        "photos": photos,
        "map": places.map_of(scope),
        "may_look": bool(seat.roles & MAY_LOOK),
        "may_clear": bool(seat.roles & {"receiver"}),
        "may_erase": bool(seat.roles & {"bureau_head", "deputy_head"}),
        "receipt": identifiers.show_receipt(number) if (number := docket.receipts.number_of(scope, view.id)) else "",
        "near": [n for n in close if n.matter in seen],
        "merged_waiting": len([m for m in merged if m.replied_at is None and m.outcome == "open"]),
        "attempts": _attempts(seat, view.id),
        "ratings": RATINGS,
        "notices": ladders.of_matter(scope, view.id),
        "now": now,
    }  # fmt: skip
    return render(request, "collect/desk/matter.html", context)


def _attempts(seat: offices.Seat, matter: UUID) -> list[tuple[Any, str]]:
    """Refused attempts with their acts' titles, for those who watch over the work."""
    if not seat.roles & {"supervisor", "bureau_head", "deputy_head", "legal_reviewer"}:
        return []
    return [(a, acts.TITLES.get(a.act, a.act)) for a in record.attempts(seat.scope, matter)]


def _who_may(seat: offices.Seat, others: tuple[Any, ...]) -> dict[str, str]:
    """For acts that are someone else's: whom to ask."""
    out = {}
    for p in others:
        names = [o.name for role in p.by for o in offices.holders(seat.scope, role, seat.on)][:2]
        out[p.act] = "、".join(dict.fromkeys(names))
    return out


@staff()
@require_POST
def look(request: StaffRequest, matter: UUID) -> HttpResponse:
    """Show the reporter's name and number, after the look has been written down."""
    view = demand(request, matter)
    seat = request.seat
    if not seat.roles & MAY_LOOK:
        from wutong.city.offices.pages.gate import NotYours, whom_to_ask

        raise NotYours(tuple(sorted(MAY_LOOK)), whom_to_ask(seat, tuple(sorted(MAY_LOOK))))
    record.look(seat.scope, matter=view.id, what="contact", actor=seat.actor, at=clock.now())
    found = reads.contact(seat.scope, view.id)
    part = "collect/desk/contact.html" if request.headers.get("HX-Request") else "collect/desk/contact_page.html"
    response = render(request, part, {"contact": found, "matter": view, "now": clock.now()})
    response["Cache-Control"] = "no-store"
    return response


@staff()
def photo(request: StaffRequest, matter: UUID, sha256: str) -> HttpResponse:
    """A photo of the matter as it came in: faces and plates uncovered, so the look is recorded."""
    view = demand(request, matter)
    found = media.photo(request.seat.scope, view.id, sha256)
    if found is None:
        raise Http404
    if sha256 == found.sha256 and not (found.cleared and not found.covered):
        _look_once(request.seat, view.id, f"photo:{sha256[:16]}")
    with files.open_file(request.seat.scope, sha256) as kept:
        return HttpResponse(kept.read(), content_type="image/jpeg", headers={"Cache-Control": "private, max-age=600"})


#: as long as one visit of a page takes: its thumbnail, the photo opened from it and the page where it is covered are one look
VISIT = timedelta(minutes=10)


def _look_once(seat: offices.Seat, matter: UUID, what: str) -> None:
    """Write a look down, unless the same person's same look stands there from this visit."""
    now = clock.now()
    last = record.looks(seat.scope, matter, officer=seat.actor.id)
    if not any(look.what == what and now - look.at < VISIT for look in last):
        record.look(seat.scope, matter=matter, what=what, actor=seat.actor, at=now)


def back_to(matter: UUID) -> HttpResponse:
    """To the matter's page after an act."""
    return HttpResponseRedirect(reverse("matter", args=[matter]))
