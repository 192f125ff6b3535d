"""The verbs of the complaint. Each asks the law, writes the record and brings the projection along, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from wutong.city.offices import api as offices
from wutong.city.offices.api import Seat
from wutong.city.places import api as places
from wutong.collect.complaints import acts, guard, real
from wutong.collect.complaints.models import Complaint, Draft
from wutong.collect.complaints.projection import FREES, by_whom, erase_row, free_merged, project
from wutong.collect.media.api import attach, drop_drafts
from wutong.docket.matters import api as docket
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.files.api import FileRef
from wutong.record.scope import Scope

PREFIX = "诉"


@dataclass(frozen=True)
class Report:
    """What someone reports. Coordinates WGS-84 degrees or None; ``datum`` says what they came in."""

    channel: str
    subject: str = ""
    text: str = ""
    category: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    contact_name: str = ""
    contact_phone: str = ""
    confidential: bool = True
    outside_number: str = ""
    outside_key: str = ""
    files: tuple[FileRef, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class After:
    """An act that another system says followed the report; taken in with it, in one transaction."""

    act: str
    fields: Mapping[str, Any]
    at: datetime
    source: record.Source


@dataclass(frozen=True)
class Received:
    """The durable answer to a report: the matter, and the receipt (shown once; None when it was answered before)."""

    matter: UUID
    number: str
    digest: str
    receipt: docket.Issued | None
    repeated: bool


def title_of(report: Report, label: str) -> str:
    """A title for lists: what was given, else category and place, else the first words of the text."""
    if report.subject:
        return report.subject[:200]
    if report.place:
        return f"{report.place[:60]}，{label}"[:200]
    first = report.text.strip().splitlines()[0][:40] if report.text.strip() else ""
    return first or label or "没有写标题的反映"


def _decimal(value: float) -> str:
    return f"{value:.6f}"


def receive(
    scope: Scope,
    report: Report,
    doer: docket.Doer,
    *,
    at: datetime,
    written: datetime,
    source: record.Source,
    label: str = "",
    once: docket.OnceKey | None = None,
    imported: bool = False,
    late_reason: str = "",
    draft: str = "",
    receipt: bool = True,
    then: Sequence[After] = (),
    laws: docket.Laws | None = None,
    name: str = "",
) -> Received:
    """Take in a complaint by any channel and give out a receipt.

    :param label: the category's plain word, for the title.
    :param then: the acts that followed, when all of it comes from another system at once.
    :param laws: the law kept between many reports in a row.
    :raises Refused: by the law (nothing reported, wrong channel for the doer).
    """
    if not (report.text.strip() or report.subject.strip() or report.category or report.files):
        raise Refused(
            "received",
            "收下这件反映",
            [Reason("一件反映至少要说清一样", "照片、类别、情况说明都没有", "选一个类别，或拍一张照片，或写一句话")],
        )
    located = (
        places.locate(scope, report.lat, report.lon, legal_day(at))
        if report.lat is not None and report.lon is not None
        else None
    )
    keys = places.h3_keys(report.lat, report.lon) if report.lat is not None and report.lon is not None else (None, None)
    prepared = docket.receipts.prepare(at) if receipt else None
    fields: dict[str, Any] = {
        "channel": report.channel,
        "category": report.category,
        "subject": report.subject,
        "text": report.text,
        "place": report.place,
        "community": located.community if located else "",
        "cell": located.cell if located else "",
        "contact_name": report.contact_name,
        "contact_phone": report.contact_phone,
        "confidential": report.confidential,
        "outside_number": report.outside_number,
    }
    if report.lat is not None and report.lon is not None:
        fields["lat"], fields["lon"] = _decimal(report.lat), _decimal(report.lon)
    if report.claims:
        fields["claims"] = dict(report.claims)
    fields = {k: v for k, v in fields.items() if v != ""}
    deed = docket.Deed(
        act="received",
        at=at,
        written=written,
        doer=doer,
        source=source,
        fields=fields,
        files=report.files,
        audiences=acts.audiences("received"),
        imported=imported,
        late_reason=late_reason,
        once=once,
    )
    title = title_of(report, label)

    def also(stood: docket.Stood) -> None:
        day = legal_day(at)
        Complaint.objects.create(
            county=scope.county,
            matter=stood.matter,
            channel=report.channel,
            category=report.category,
            subject=title,
            text=report.text,
            place=report.place,
            lat=report.lat,
            lon=report.lon,
            h3_r9=keys[0],
            h3_r11=keys[1],
            community=located.community if located else "",
            cell=located.cell if located else "",
            contact_name=report.contact_name,
            contact_phone=report.contact_phone,
            confidential=report.confidential,
            received_at=at,
            received_on=day,
            received_month=f"{day:%Y-%m}",
            outside_key=report.outside_key,
        )
        if prepared:
            docket.receipts.store(scope, stood.matter.id, "reporter", prepared)
        attach(scope, stood.matter.id, [f.sha256 for f in report.files], draft)
        if draft:
            Draft.objects.within(scope).filter(token=draft).update(
                sent={"matter": str(stood.matter.id)}, data={}, touched_at=written
            )
        stood.turn = docket.Turn(role="receiver", act="受理", by=by_whom(doer, name))

    words = " ".join(
        (title, report.text, report.place, report.outside_number, prepared.issued.number if prepared else "")
    )
    done = docket.open_matter(
        scope,
        acts.FAMILY,
        deed,
        title=title,
        number_prefix=PREFIX,
        search_text=words,
        community=located.community if located else "",
        also=also,
        then=[_next(scope, deed, after) for after in then],
        laws=laws,
    )
    issued = prepared.issued if prepared and not done.repeated else None
    return Received(done.matter, done.number, done.digest, issued, done.repeated)


def _next(scope: Scope, first: docket.Deed, after: After) -> docket.Next:
    """A following act by the same doer, under the same heading as the first one."""
    deed = docket.Deed(
        act=after.act, at=after.at, written=first.written, doer=first.doer, source=after.source,
        fields={k: v for k, v in after.fields.items() if v not in ("", None)}, audiences=acts.audiences(after.act),
        imported=first.imported,
    )  # fmt: skip
    return docket.Next(deed, lambda stood: project(scope, stood, deed, ""))


def do(
    scope: Scope,
    matter: UUID,
    act: str,
    fields: Mapping[str, Any],
    doer: docket.Doer,
    *,
    at: datetime,
    written: datetime,
    source: record.Source,
    name: str = "",
    files: tuple[FileRef, ...] = (),
    about: int | None = None,
    once: docket.OnceKey | None = None,
    imported: bool = False,
    late_reason: str = "",
) -> docket.Done:
    """Any act of the complaint except the first and the two-matter ones; the law decides whether it may happen.

    :param name: the doer's name for "谁交来" in colleagues' lists.
    :raises Refused: with article, what is missing, how to mend it.
    """
    given: dict[str, Any] = {k: v for k, v in fields.items() if v not in ("", None)}
    if act == "corrected":
        unreal = real.corrected(scope, matter, about, given)
        if unreal is not None:
            record.refused(scope, matter=matter, act=act, reasons=unreal.reasons, actor=doer.actor, at=written)
            unreal.recorded = written
            raise unreal
    if act == "forwarded" and "office" in given:
        office = offices.office(scope, str(given["office"]), legal_day(at))
        if office is None:
            raise Refused(
                act, "交办", [Reason("交办要交给在册的单位", f"没有找到代码{given['office']}的单位", "从名单里选一个")]
            )
    deed = docket.Deed(
        act=act,
        at=at,
        written=written,
        doer=doer,
        source=source,
        fields=given,
        files=files,
        about=about,
        audiences=acts.audiences(act),
        imported=imported,
        late_reason=late_reason,
        once=once,
    )
    done = docket.act(scope, matter, deed, also=lambda stood: project(scope, stood, deed, name))
    if act in FREES:
        free_merged(scope, matter, written, by_whom(doer, name))
    return done


def do_seated(
    seat: Seat,
    matter: UUID,
    act: str,
    fields: Mapping[str, Any],
    *,
    at: datetime,
    written: datetime,
    once: docket.OnceKey | None = None,
    files: tuple[FileRef, ...] = (),
    about: int | None = None,
    late_reason: str = "",
) -> docket.Done:
    """``do`` for someone at a desk."""
    return do(
        seat.scope, matter, act, fields, docket.seated(seat), at=at, written=written, source=record.Source("page", {}),
        name=seat.name, once=once, files=files, about=about, late_reason=late_reason,
    )  # fmt: skip


def erase(
    seat: Seat,
    matter: UUID,
    seq: int,
    names: Sequence[str],
    ground: str,
    *,
    at: datetime,
    once: docket.OnceKey | None = None,
) -> bool:
    """Remove chosen values of an entry for good, with its ground, here and in the record and the search index.

    :returns: True when no trace is left in the database file; False when a reader still holds it (doctor finishes it).
    """
    scope = seat.scope

    def also() -> None:
        if seq == 1:  # the complaint's own row repeats the first entry; a later entry's words stand nowhere else
            erase_row(scope, matter, names)

    docket.erase(scope, matter, seq, names, ground=ground, doer=docket.seated(seat), at=at, also=also, once=once)
    return record.scrub()


def renew_receipt(seat: Seat, matter: UUID, *, at: datetime, once: docket.OnceKey | None = None) -> tuple[str, str]:
    """A new second secret for the holder of a receipt, and the note that says so, in one transaction.

    A form that comes twice leaves one note; its answer still shows a secret that opens, since the first answer may
    have been lost and nobody can look the first secret up.

    :returns: number and secret.
    :raises Refused: when the matter has no receipt.
    """
    scope = seat.scope
    if not docket.receipts.number_of(scope, matter):
        raise Refused(
            "receipt",
            "重发查询码",
            [Reason("查询码跟着回执走", "这一件没有给过回执", "导入的旧件没有回执，打电话答复")],
        )
    prepared = docket.receipts.prepare(at)
    with transaction.atomic():
        said = {"text": "反映人丢了查询码，核对后重发"}
        do_seated(seat, matter, "noted", said, at=at, written=at, once=once)
        number = docket.receipts.renew(scope, matter, "reporter", prepared)
    return number, prepared.issued.secret


def sweep_drafts(scope: Scope, at: datetime) -> int:
    """Remove drafts untouched for a week, their photos' rows and old windows of the burst guard; safe to run twice."""
    old = Draft.objects.within(scope).filter(touched_at__lt=at - timedelta(days=7))
    tokens = list(old.values_list("token", flat=True)[:500])
    drop_drafts(scope, tokens)
    guard.sweep(scope, at)
    return Draft.objects.within(scope).filter(token__in=tokens).delete()[0]
