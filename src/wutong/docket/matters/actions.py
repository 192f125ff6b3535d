"""The verbs of the docket: open a matter, act on it. One act is one transaction, and the law is asked inside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from wutong.city.offices import api as offices
from wutong.docket.matters import search
from wutong.docket.matters.identity import uuid7
from wutong.docket.matters.models import Clock, Counter, Matter, Once
from wutong.law import procedure as law
from wutong.law import rulebook
from wutong.law.calendar import Calendar
from wutong.law.refusal import Reason, Refused
from wutong.ledger.canonical import canonical
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.files.api import FileRef
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Doer:
    """Who acts: actor for the record, roles and office for the law."""

    actor: record.Actor
    roles: frozenset[str]
    office: str = ""
    acting_for: str = ""
    offices: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OnceKey:
    """What makes a request the same request: the form's key and the route it was posted to."""

    key: str
    route: str


@dataclass(frozen=True)
class Deed:
    """One act as it is asked for. ``at`` when it happened, ``written`` when it reached us (both aware)."""

    act: str
    at: datetime
    written: datetime
    doer: Doer
    source: record.Source
    fields: Mapping[str, record.Json] = field(default_factory=dict)
    files: tuple[FileRef, ...] = ()
    links: tuple[record.Link, ...] = ()
    about: int | None = None
    late_reason: str = ""
    audiences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    imported: bool = False
    once: OnceKey | None = None


@dataclass(frozen=True)
class Turn:
    """Whose move it is after an act: a role anywhere in the county, or an office; and what is to be done."""

    role: str = ""
    office: str = ""
    act: str = ""
    by: str = ""


@dataclass
class Stood:
    """A matter inside its transaction, after the act: what ``also`` may read and change."""

    matter: Matter
    seq: int
    digest: str
    fold: law.Fold
    clocks: tuple[law.Running, ...] = ()
    turn: Turn | None = None


@dataclass(frozen=True)
class Done:
    """A durable answer: the entry stands."""

    matter: UUID
    number: str
    seq: int
    digest: str
    status: str
    repeated: bool = False


Also = Callable[[Stood], None]


@dataclass(frozen=True)
class Next:
    """An act that follows in the same transaction as the one before it, and what it changes beside the record."""

    deed: Deed
    also: Also | None = None


@dataclass(frozen=True)
class _Law:
    """The text and the calendar an act is judged by, fetched before the transaction."""

    procedure: law.Procedure
    calendar: Calendar


def law_for(scope: Scope, family: str, at: datetime) -> _Law:
    """The procedure in force on the legal day of ``at`` with the county's local terms, and the county's calendar."""
    on = legal_day(at)
    return _Law(rulebook.procedure(family, on, offices.params(scope, on)), offices.calendar(scope))


class Laws:
    """``law_for`` for many acts in a row: the calendar is fetched once, the local terms once a legal day."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._calendar = offices.calendar(scope)
        self._params: dict[date, Mapping[str, object]] = {}

    def at(self, family: str, at: datetime) -> _Law:
        on = legal_day(at)
        if on not in self._params:
            self._params[on] = offices.params(self._scope, on)
        return _Law(rulebook.procedure(family, on, self._params[on]), self._calendar)


def _body(deed: Deed, matter: str) -> str:
    parts = {
        "act": deed.act,
        "matter": matter,
        "fields": dict(deed.fields),
        "files": [f.sha256 for f in deed.files],
        "about": deed.about,
    }
    return hashlib.sha256(canonical(parts)).hexdigest()


def _first_answer(scope: Scope, deed: Deed, body: str) -> Done | None:
    if deed.once is None:
        return None
    row = Once.objects.within(scope).filter(actor=_who(deed), route=deed.once.route, key=deed.once.key).first()
    if row is None:
        return None
    if row.body != body:
        raise Refused(
            deed.act,
            "把同一张表单交两次",
            [
                Reason(
                    "一次提交只算一件",
                    "第一次提交的内容已经写下",
                    "回到事项看第一次的结果；要改，用“更正”",
                    where=f"/m/{row.answer['matter']}",
                )
            ],
        )
    answer = row.answer
    return Done(UUID(answer["matter"]), answer["number"], answer["seq"], answer["digest"], answer["status"], True)


def _who(deed: Deed) -> str:
    return f"{deed.doer.actor.kind}:{deed.doer.actor.id}"


def _keep_answer(scope: Scope, deed: Deed, body: str, done: Done) -> None:
    if deed.once is None:
        return
    Once.objects.create(
        county=scope.county,
        actor=_who(deed),
        route=deed.once.route,
        key=deed.once.key,
        body=body,
        at=deed.written,
        answer={
            "matter": str(done.matter),
            "number": done.number,
            "seq": done.seq,
            "digest": done.digest,
            "status": done.status,
        },
    )


def reserve_number(scope: Scope, series: str) -> int:
    """The next number of a series, in a transaction of its own so that no act waits for another's."""
    with transaction.atomic():
        rows = Counter.objects.within(scope).filter(series=series)
        if rows.update(value=F("value") + 1):
            return rows.values_list("value", flat=True).get()
    try:
        with transaction.atomic():
            Counter.objects.create(county=scope.county, series=series, value=1)
        return 1
    except IntegrityError:
        return reserve_number(scope, series)


def open_matter(
    scope: Scope,
    family: str,
    deed: Deed,
    *,
    title: str,
    number_prefix: str,
    search_text: str = "",
    community: str = "",
    also: Also | None = None,
    then: Sequence[Next] = (),
    laws: Laws | None = None,
) -> Done:
    """Open a matter with its first entry, and with the acts that are known to have followed it (an import).

    :param number_prefix: put before ``yymmdd-nnnn`` of the legal day of ``deed.at``.
    :raises Refused: when the law does not let the act stand as a first entry, or one of the next after it.
    """
    given = [laws.at(family, d.at) if laws else law_for(scope, family, d.at) for d in (deed, *(n.deed for n in then))]
    asked = given[0]
    body = _body(deed, "")
    with transaction.atomic():
        again = _first_answer(scope, deed, body)
    if again:
        return again
    day = legal_day(deed.at)
    series = f"{family}:{day:%y%m%d}"
    number = f"{number_prefix}{day:%y%m%d}-{reserve_number(scope, series):04d}"
    matter = Matter(
        id=uuid7(deed.written),
        county=scope.county,
        number=number,
        family=family,
        title=title,
        status="",
        opened_at=deed.at,
        opened_on=day,
        community=community,
        imported=deed.imported,
    )
    try:
        with transaction.atomic():
            matter.save(force_insert=True)
            if search_text:
                search.write(scope, matter.id, f"{number} {search_text}")
            done = _enter(scope, matter, None, deed, asked, also, more=bool(then))
            for step, following in enumerate(then, start=1):
                done = _enter(
                    scope, matter, _snapshot(matter), following.deed, given[step], following.also, more=step < len(then)
                )
            _keep_answer(scope, deed, body, done)
            return done
    except IntegrityError:
        with transaction.atomic():
            again = _first_answer(scope, deed, body)
        if again:
            return again
        raise


def act(scope: Scope, matter: UUID, deed: Deed, *, also: Also | None = None) -> Done:
    """Do one act on a matter.

    :raises Refused: when the law refuses; nothing is written to the matter, the attempt goes to the access record.
    :raises Matter.DoesNotExist: when there is no such matter in this county.
    """
    family = Matter.objects.within(scope).values_list("family", flat=True).get(pk=matter)
    asked = law_for(scope, family, deed.at)
    body = _body(deed, str(matter))
    try:
        with transaction.atomic():
            row = Matter.objects.within(scope).select_for_update().get(pk=matter)
            again = _first_answer(scope, deed, body)
            if again:
                return again
            done = _enter(scope, row, _snapshot(row), deed, asked, also)
            _keep_answer(scope, deed, body, done)
            return done
    except Refused as refused:
        attempted(scope, matter, deed, refused)
        raise


def attempted(scope: Scope, matter: UUID, deed: Deed, refused: Refused) -> None:
    """Write a refused attempt to the access record; the matter itself is untouched."""
    record.refused(scope, matter=matter, act=deed.act, reasons=refused.reasons, actor=deed.doer.actor, at=deed.written)


def lock(scope: Scope, matters: Sequence[UUID]) -> None:
    """Lock several matters in one order, so that two who need the same pair never wait for each other."""
    list(Matter.objects.within(scope).select_for_update().filter(pk__in=matters).order_by("pk").values_list("pk"))


def set_clock_office(row: Matter) -> None:
    """Carry the matter's office to its clocks after ``also`` changed it."""
    Clock.objects.within(Scope(row.county)).filter(matter=row).update(office=row.office)


def clock_state(row: Matter, name: str) -> str:
    """The state of the matter's latest clock of a name, or nothing."""
    rows = Clock.objects.within(Scope(row.county)).filter(matter=row, name=name).order_by("-started_at", "-id")
    return rows.values_list("state", flat=True).first() or ""


def erase(
    scope: Scope,
    matter: UUID,
    seq: int,
    names: Sequence[str],
    *,
    ground: str,
    doer: Doer,
    at: datetime,
    also: Callable[[], None],
) -> None:
    """Erase values of an entry by a recorded act; the snapshot is made again, since it held the values too."""
    with transaction.atomic():
        row = Matter.objects.within(scope).select_for_update().get(pk=matter)
        record.erase(
            scope, matter, seq, names, ground=ground, actor=doer.actor, at=at, written=at, office=doer.office, also=also
        )
        row.refresh_from_db()
        _restand(scope, row, at)


def _snapshot(row: Matter) -> law.Fold | None:
    return law.Fold.from_json(row.fold) if row.fold is not None else None


def _enter(
    scope: Scope, row: Matter, fold: law.Fold | None, deed: Deed, asked: _Law, also: Also | None, *, more: bool = False
) -> Done:
    """Ask, write, fold, stand: the part of an act that needs the lock. ``more``: the next act settles the rows."""
    law.ask(
        asked.procedure,
        fold,
        law.Ask(
            act=deed.act,
            at=deed.at,
            written=deed.written,
            fields=deed.fields,
            actor=_who(deed),
            roles=deed.doer.roles,
            office=deed.doer.office,
            about=deed.about,
            imported=deed.imported,
            offices=deed.doer.offices,
        ),
        asked.calendar,
    )
    written = record.write(
        scope,
        record.Draft(
            matter=row.id,
            family=row.family,
            act=deed.act,
            at=deed.at,
            written=deed.written,
            source=deed.source,
            actor=deed.doer.actor,
            office=deed.doer.office,
            acting_for=deed.doer.acting_for,
            fields=deed.fields,
            files=deed.files,
            links=deed.links,
            about=deed.about,
            late_reason=deed.late_reason,
            audiences=deed.audiences,
            rules=asked.procedure.hash,
            calendar=asked.calendar.version,
        ),
    )
    after = law.fold(
        asked.procedure,
        fold,
        law.Past(
            seq=written.seq,
            act=deed.act,
            at=deed.at,
            written=deed.written,
            fields=deed.fields,
            actor=_who(deed),
            office=deed.doer.office,
            about=deed.about,
            imported=deed.imported,
        ),
        asked.calendar,
    )
    stood = Stood(row, written.seq, written.digest, after)
    _settle(stood, asked, deed)
    if not more:
        restand_clocks(scope, row, stood.clocks, asked.calendar.version, asked.procedure.hash)
    if also is not None:
        also(stood)
    if stood.turn is not None:
        row.turn_role, row.turn_office, row.turn_act = stood.turn.role, stood.turn.office, stood.turn.act
        row.turn_from, row.turn_since = stood.turn.by, deed.written
    if not more:
        row.save()
    return Done(row.id, row.number, written.seq, written.digest, row.status)


def _settle(stood: Stood, asked: _Law, deed: Deed) -> None:
    """Status, snapshot, closing and clocks after an act, not yet written."""
    row, fold = stood.matter, stood.fold
    row.fold, row.last_seq, row.status = fold.to_json(), stood.seq, fold.status
    if fold.closed and row.is_open:
        row.is_open, row.closed_at, row.closed_on = False, deed.at, legal_day(deed.at)
    elif not fold.closed and not row.is_open:
        row.is_open, row.closed_at, row.closed_on = True, None, None
    stood.clocks = law.clocks(asked.procedure, fold, deed.written, asked.calendar)


def restand_clocks(scope: Scope, row: Matter, running: tuple[law.Running, ...], calendar: str, rules: str) -> None:
    """Make the clock rows of a matter equal to what the law says now; a told date is never recomputed."""
    old = {(c.name, c.started_at): c for c in Clock.objects.within(scope).filter(matter=row)}
    fresh: list[Clock] = []
    due: Clock | None = None
    for run in running:
        clock = old.pop((run.name, run.started), None) or Clock(
            county=scope.county, matter=row, name=run.name, started_at=run.started
        )
        clock.title, clock.bearer, clock.unit, clock.term, clock.roll = (
            run.title, run.bearer, run.unit, run.term, run.roll,
        )  # fmt: skip
        clock.office = row.office
        clock.due_at = run.due.at if run.due else None
        clock.due_on = run.due.on if run.due else None
        clock.certain = run.due.certain if run.due else True
        clock.state, clock.done_at, clock.cite, clock.mark = run.state, run.done_at, run.cite, run.mark
        clock.calendar, clock.rules = calendar, rules
        if clock.state == "running" and clock.bearer == "agency" and clock.due_at is not None:
            soonest = due.due_at if due is not None else None
            due = clock if soonest is None or clock.due_at < soonest else due
        if clock.pk:
            clock.save()
        else:
            fresh.append(clock)
    if fresh:
        Clock.objects.bulk_create(fresh)
    if old:
        Clock.objects.within(scope).filter(pk__in=[c.pk for c in old.values()]).delete()
    row.due_at = due.due_at if due else None
    row.due_on = due.due_on if due else None
    row.due_clock = due.name if due else ""
    row.due_certain = due.certain if due else True


def restand(scope: Scope, matter: UUID, at: datetime) -> None:
    """Make snapshot and clocks of a matter again from its entries (after a calendar or rule change, or to check)."""
    with transaction.atomic():
        _restand(scope, Matter.objects.within(scope).select_for_update().get(pk=matter), at)


def _restand(scope: Scope, row: Matter, at: datetime) -> None:
    fold: law.Fold | None = None
    asked: _Law | None = None
    for entry in record.history(scope, row.id):
        asked = law_for(scope, row.family, entry.at)
        fold = law.fold(
            asked.procedure,
            fold,
            law.Past(
                seq=entry.seq,
                act=entry.act,
                at=entry.at,
                written=entry.written,
                fields={k: v for k, v in entry.fields.items() if not isinstance(v, record.Erased)},
                actor=f"{entry.actor.kind}:{entry.actor.id}",
                office=entry.office,
                about=entry.about,
                imported=entry.imported,
            ),
            asked.calendar,
        )
    if fold is None or asked is None:
        return
    row.fold, row.status, row.last_seq = fold.to_json(), fold.status, fold.seq
    restand_clocks(
        scope, row, law.clocks(asked.procedure, fold, at, asked.calendar), asked.calendar.version, asked.procedure.hash
    )
    row.save()


def seated(seat: offices.Seat) -> Doer:
    """The doer that a seat stands for."""
    return Doer(seat.actor, seat.roles, seat.office, offices=seat.offices)


def outsider(audience: str = "reporter") -> Doer:
    """A citizen who holds a receipt; never named in the entry."""
    return Doer(record.Actor("outsider", audience), frozenset({"outsider"}))


def again(deed: Deed, **changes: object) -> Deed:
    """The same deed with some parts changed (used for one act over several matters)."""
    return replace(deed, **changes)  # type: ignore[arg-type]
