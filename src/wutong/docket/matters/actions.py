"""The verbs of the docket: open a matter, act on it. One act is one transaction, and the law is asked inside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from wutong.docket.matters import acting, hearing, search
from wutong.docket.matters.clocks import refold, restand_clocks, restand_row
from wutong.docket.matters.identity import uuid7
from wutong.docket.matters.laws import Judged, Laws, law_for
from wutong.docket.matters.models import Counter, Matter
from wutong.docket.matters.once import body_of, first_answer, keep_answer
from wutong.docket.matters.shapes import Also, Deed, Doer, Done, Next, OnceKey, Stood, Turn, who
from wutong.law import procedure as law
from wutong.law.refusal import Refused
from wutong.record.clock import legal_day
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def reserve_number(scope: Scope, series: str) -> int:
    """The next number of a series; on PostgreSQL outside the act's transaction, so that no act waits for another's."""
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
    body = body_of(deed, "")
    again = first_answer(scope, deed, body)
    if again:
        return again
    day = legal_day(deed.at)

    def number() -> str:
        return f"{number_prefix}{day:%y%m%d}-{reserve_number(scope, f'{family}:{day:%y%m%d}'):04d}"

    # SQLite has one writer at a time: there nobody waits for a number longer than for the act, and it costs no fsync
    reserved = "" if connection.vendor == "sqlite" else number()
    matter = Matter(
        id=uuid7(deed.written),
        county=scope.county,
        number=reserved,
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
            matter.number = reserved or number()
            matter.save(force_insert=True)
            if search_text:
                search.write(scope, matter.id, f"{matter.number} {search_text}", new=True)
            done = _enter(scope, matter, None, deed, asked, also, more=bool(then))
            for step, following in enumerate(then, start=1):
                done = _enter(
                    scope, matter, _snapshot(matter), following.deed, given[step], following.also, more=step < len(then)
                )
            keep_answer(scope, deed, body, done)
            return done
    except IntegrityError:
        again = first_answer(scope, deed, body)
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
    body = body_of(deed, str(matter))
    try:
        with transaction.atomic():
            row = Matter.objects.within(scope).select_for_update().get(pk=matter)
            again = first_answer(scope, deed, body)
            if again:
                return again
            done = _enter(scope, row, _snapshot(row), deed, asked, also)
            keep_answer(scope, deed, body, done)
            return done
    except Refused as bare:
        refused = acting.told(scope, deed, asked.procedure, bare)
        attempted(scope, matter, deed, refused)
        raise refused from None


def attempted(scope: Scope, matter: UUID, deed: Deed, refused: Refused) -> None:
    """Write a refused attempt to the access record; the matter itself is untouched."""
    record.refused(scope, matter=matter, act=deed.act, reasons=refused.reasons, actor=deed.doer.actor, at=deed.written)
    refused.recorded = deed.written


def lock(scope: Scope, matters: Sequence[UUID]) -> None:
    """Lock several matters in one order, so that two who need the same pair never wait for each other."""
    list(Matter.objects.within(scope).select_for_update().filter(pk__in=matters).order_by("pk").values_list("pk"))


def pass_turn(scope: Scope, matter: UUID, decide: Callable[[Matter], Turn | None], at: datetime) -> None:
    """Say whose move a matter is where that changed without an act of its own: the one it was merged into went on."""
    with transaction.atomic():
        row = Matter.objects.within(scope).select_for_update().get(pk=matter)
        turn = decide(row)
        if turn is None or (turn.role, turn.office, turn.act) == (row.turn_role, row.turn_office, row.turn_act):
            return
        before, touched = hearing.shown(row), hearing.addresses(row)
        row.turn_role, row.turn_office, row.turn_act = turn.role, turn.office, turn.act
        row.turn_from, row.turn_since = turn.by, at
        row.save(update_fields=["turn_role", "turn_office", "turn_act", "turn_from", "turn_since"])
        hearing.tell(scope, row, before, touched)


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
    once: OnceKey | None = None,
) -> Done:
    """Erase values of an entry by a recorded act; the snapshot is made again, since it held the values too.

    :raises LookupError: when the entry does not hold one of them (any more).
    """
    deed = Deed(
        "erased", at, at, doer, record.Source("page"), {"names": list(names), "ground": ground}, about=seq, once=once
    )
    body = body_of(deed, str(matter))
    with transaction.atomic():
        row = Matter.objects.within(scope).select_for_update().get(pk=matter)
        again = first_answer(scope, deed, body)
        if again:
            return again
        record.erase(
            scope, matter, seq, names, ground=ground, actor=doer.actor, at=at, written=at, office=doer.office, also=also,
            acting_for=acting.demand(deed, law_for(scope, row.family, at).procedure),
        )  # fmt: skip
        row.refresh_from_db()
        entries = record.history(scope, matter)
        restand_row(scope, row, at, entries=entries)
        done = Done(row.id, row.number, entries[-1].seq, entries[-1].digest, row.status)
        keep_answer(scope, deed, body, done)
        return done


def _snapshot(row: Matter) -> law.Fold | None:
    return law.Fold.from_json(row.fold) if row.fold is not None else None


def _enter(
    scope: Scope,
    row: Matter,
    fold: law.Fold | None,
    deed: Deed,
    asked: Judged,
    also: Also | None,
    *,
    more: bool = False,
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
            actor=who(deed),
            roles=deed.doer.roles,
            office=deed.doer.office,
            about=deed.about,
            imported=deed.imported,
            offices=deed.doer.offices,
            acting=deed.doer.acting,
        ),
        asked.calendar,
    )
    acting_for = acting.demand(deed, asked.procedure)
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
            acting_for=acting_for,
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
            actor=who(deed),
            office=deed.doer.office,
            about=deed.about,
            imported=deed.imported,
            acting_for=acting.hand(acting_for),
        ),
        asked.calendar,
    )
    before, touched = hearing.shown(row), hearing.addresses(row)
    if not row.is_open and not after.closed and not deed.imported:
        # while it was closed it kept what it was judged by; open again, it is reckoned by the law as it is known now
        after, _ = refold(Laws(scope), row.family, record.history(scope, row.id))
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
        hearing.tell(scope, row, before, touched)
    return Done(row.id, row.number, written.seq, written.digest, row.status)


def _settle(stood: Stood, asked: Judged, deed: Deed) -> None:
    """Status, snapshot, closing and clocks after an act, not yet written."""
    row, fold = stood.matter, stood.fold
    row.fold, row.last_seq, row.status = fold.to_json(), stood.seq, fold.status
    if fold.closed and row.is_open:
        row.is_open, row.closed_at, row.closed_on = False, deed.at, legal_day(deed.at)
    elif not fold.closed and not row.is_open:
        row.is_open, row.closed_at, row.closed_on = True, None, None
    stood.clocks = law.clocks(asked.procedure, fold, deed.written, asked.calendar)
