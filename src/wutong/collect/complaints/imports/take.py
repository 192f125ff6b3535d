"""Takes the good rows into the house: one row is one transaction, and goes through the same doors as a person.

A run may be killed between any two rows and started again; two runs at once share the rows. What stands is not
overwritten: the key of the other system is unique, and every row's outcome is written with its matter or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from wutong.collect.complaints import actions
from wutong.collect.complaints.imports import house, mapping, store
from wutong.collect.complaints.imports.check import Opened, Progress, Verdicts, chunks, open_table
from wutong.collect.complaints.imports.judge import Judged, Message, Problem
from wutong.collect.complaints.imports.known import labels
from wutong.collect.complaints.imports.models import Batch, BatchRow
from wutong.collect.complaints.imports.reads import result
from wutong.collect.complaints.imports.report import Report, Result
from wutong.collect.complaints.imports.table import Table, Unusable
from wutong.docket.matters import api as docket
from wutong.law.refusal import Refused
from wutong.record.entries import api as record
from wutong.record.scope import Scope

#: whether to go on; asked between two rows
More = Callable[[], bool]
#: rows read and compared with the house at a time
_CHUNK = 100
#: an import nobody went on with is given up, and its rows removed, after this long
ABANDONED_AFTER = timedelta(days=7)


def begin(scope: Scope, report: Report, *, by: record.Actor, now: datetime) -> int:
    """Open (or find) the batch of a checked file and keep its rows until it is finished; returns the batch's id.

    A file of which nothing can be taken is not kept; a batch that is finished stays as it is, unless rows of it can
    be taken now.
    """
    name = store.name_of(report.sha256, report.mapping_hash)
    # this import's own files are spared by name: a demo or test clock may run ahead of the clock that dates files
    sweep(scope, now, spared=frozenset({report.sha256, name}))
    if report.takeable and report.path is not None and not store.is_kept(scope, name):
        store.spool(scope, name, open_table(report.path, mapping.parse(report.layout, report.mapping)).rows())
    told = report.to_json()
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                county=scope.county, sha256=report.sha256, mapping_hash=report.mapping_hash, name=report.name,
                mapping=report.mapping[:80], by=f"{by.kind}:{by.id}", made_at=now, rows=report.rows, report=told,
            )  # fmt: skip
            return int(batch.pk)
    except IntegrityError:
        batch = Batch.objects.within(scope).get(sha256=report.sha256, mapping_hash=report.mapping_hash)
    mine = Batch.objects.within(scope).filter(pk=batch.pk, finished_at=batch.finished_at)
    if batch.finished_at is None:
        mine.update(name=report.name, rows=report.rows, report=told, made_at=now)
    elif report.takeable:
        mine.update(name=report.name, rows=report.rows, report=told, finished_at=None, next_row=0)
    return int(batch.pk)


def take(
    scope: Scope,
    checked: Report | int,
    *,
    by: record.Actor,
    now: datetime,
    progress: Progress | None = None,
    more: More | None = None,
    receipt: bool = False,
) -> Result:
    """Take in the rows of a checked file, or go on with a batch.

    :param checked: a report of :func:`check`, or the id of a batch begun earlier.
    :param progress: called with the number of rows settled by this call.
    :param more: asked between two rows; an answer of False ends the call, the rest waits for the next.
    :param receipt: make a receipt for each matter (for a system whose people will be sent a number).
    :raises Unusable: when the rows are not kept any more.
    """
    if isinstance(checked, Report):
        if not checked.takeable:
            return _nothing_new(scope, checked)
        checked = begin(scope, checked, by=by, now=now)
    batch = Batch.objects.within(scope).get(pk=checked)
    name = store.name_of(batch.sha256, batch.mapping_hash)
    if batch.finished_at is None:
        try:
            done = _run(
                _Run(scope, batch, by, now, receipt, docket.Laws(scope), labels(now, scope)), name, progress, more
            )
        except FileNotFoundError as gone:
            if not _finished_by_another(scope, batch):
                raise Unusable("导入要有原来的表格", "表格已经不在了", "把同一个文件再交一次，会接着导入") from gone
            done = True
        if done:
            Batch.objects.within(scope).filter(pk=batch.pk, finished_at=None).update(finished_at=now)
    if _finished_by_another(scope, batch):
        store.discard(scope, name)
        store.discard(scope, batch.sha256)
    return result(scope, batch.pk)


def give_up(scope: Scope, which: int) -> None:
    """Stop an import for good and remove the rows not yet taken; what was taken stays."""
    batch = Batch.objects.within(scope).get(pk=which)
    store.discard(scope, store.name_of(batch.sha256, batch.mapping_hash))


def sweep(scope: Scope, now: datetime, spared: frozenset[str] = frozenset()) -> int:
    """Remove what is kept of imports that were begun more than a week ago, and of batches and uploads nobody knows.

    Every import begins with it, so that nothing lies about where there is no schedule.
    """
    old = now - ABANDONED_AFTER
    batches = (
        Batch.objects.within(scope).filter(finished_at=None, made_at__gte=old).values_list("sha256", "mapping_hash")
    )
    alive = {name for sha256, mapped in batches for name in (sha256, store.name_of(sha256, mapped))}
    # files are dated by the machine's clock, so their age is read off the folder, not off the legal clock
    newest = store.folder(scope).stat().st_mtime
    week = ABANDONED_AFTER.total_seconds()
    gone = [n for n, changed in store.names(scope) if n not in alive | spared and newest - changed > week]
    late = Batch.objects.within(scope).filter(finished_at=None, made_at__lt=old).values_list("sha256", "mapping_hash")
    gone += [n for n in (store.name_of(*pair) for pair in late) if n not in gone and store.is_kept(scope, n)]
    for name in gone:
        store.discard_stray(scope, name)
    return len(gone)


def _finished_by_another(scope: Scope, batch: Batch) -> bool:
    return Batch.objects.within(scope).filter(pk=batch.pk, finished_at__isnull=False).exists()


def _nothing_new(scope: Scope, report: Report) -> Result:
    """The answer for a file all of whose rows are there already, or cannot be taken."""
    batch = Batch.objects.within(scope).filter(sha256=report.sha256, mapping_hash=report.mapping_hash).first()
    return Result(
        rows=report.rows, already=report.already, bad=report.bad, batch=batch.pk if batch else 0, problems=report.problems,
        more_problems=report.more_problems, months=report.months,
    )  # fmt: skip


@dataclass(frozen=True)
class _Run:
    """One call of :func:`take`."""

    scope: Scope
    batch: Batch
    by: record.Actor
    now: datetime
    receipt: bool
    laws: docket.Laws
    labels: Mapping[str, str]

    @property
    def doer(self) -> docket.Doer:
        return docket.Doer(self.by, frozenset())

    def source(self, message: Message, *, day_only: bool = False) -> record.Source:
        """Where an entry comes from: the file by its hash, the row, the mapping, and whether only the day is known."""
        detail: dict[str, record.Json] = {
            "file": self.batch.sha256, "row": message.row, "mapping": self.batch.mapping,
        }  # fmt: skip
        return record.Source("import", detail | {"day_only": True} if day_only else detail)


def _run(run: _Run, name: str, progress: Progress | None, more: More | None) -> bool:
    """Settle rows until there are none left (True) or no more are wanted (False)."""
    report = Report.from_json(run.batch.report)
    header = mapping.Header(report.header_row, report.at, ("",) * report.width, ())
    table = Table(report.kind, report.encoding, report.sheet, lambda: iter(()))
    opened = Opened(table, mapping.parse(report.layout, report.mapping), header)
    verdicts = Verdicts(run.scope, opened, run.now)
    settled = 0
    for chunk in chunks(store.rows(run.scope, name, run.batch.next_row), _CHUNK):
        for outcome, judged, problems in list(verdicts.of(chunk)):
            if more is not None and not more():
                return False
            if _settle(run, outcome, judged, problems) == "bad" and judged.message is not None:
                verdicts.seen.pop(judged.message.key, None)
            settled += 1
            if progress:
                progress(settled)
    return True


def _settle(run: _Run, outcome: str, judged: Judged, problems: Sequence[Problem]) -> str:
    """One row, one transaction: its place in the batch, its matter with all acts, its outcome."""
    with transaction.atomic():
        mine = Batch.objects.within(run.scope).filter(pk=run.batch.pk, next_row__lte=judged.row)
        if not mine.update(next_row=judged.row + 1):
            return "already"  # another run of the same batch has settled it
        matter: UUID | None = None
        if outcome in ("good", "part", "added") and judged.message is not None:
            outcome, matter, problems = _attempt(run, outcome, judged, judged.message)
        _keep(run, outcome, judged.row, matter, problems)
    return outcome


def _attempt(run: _Run, outcome: str, judged: Judged, message: Message) -> tuple[str, UUID | None, Sequence[Problem]]:
    try:
        with transaction.atomic():
            if outcome == "added":
                return add(run, judged, message)
            return outcome, enter(run, message), judged.problems
    except IntegrityError:
        there = house.stored(run.scope, [message.key]).get(message.key)
        if there is None:
            raise
        settled, problems = house.settle(judged, there)
        if settled == "added":  # it came in by another way meanwhile, without its reply: the next run adds it
            return "already", None, ()
        return settled, None, problems
    except Refused as refused:
        reason = "；".join(f"{r.article}：{r.missing}" for r in refused.reasons)
        return "bad", None, [*judged.problems, Problem(judged.row, "", "", reason)]


def _keep(run: _Run, outcome: str, row: int, matter: UUID | None, problems: Sequence[Problem]) -> None:
    """Write a row's outcome; what an earlier run took stays taken."""
    plain = [
        {"field": p.field, "found": p.found, "reason": p.reason, "kept": p.kept, "again": p.again} for p in problems
    ]
    before = BatchRow.objects.within(run.scope).filter(batch=run.batch, row=row)
    if outcome == "already" and before.filter(outcome__in=("good", "part", "added")).exists():
        return
    if not before.update(outcome=outcome, matter=matter, problems=plain):
        BatchRow.objects.create(
            county=run.scope.county, batch=run.batch, row=row, outcome=outcome, matter=matter, problems=plain
        )


def enter(run: _Run, message: Message) -> UUID:
    """The acts of one row, in the caller's transaction: received, then what the other system says became of it."""
    report = actions.Report(
        channel=message.channel, subject=message.subject, text=message.text, category=message.category,
        place=message.place, contact_name=message.contact_name, contact_phone=message.contact_phone,
        outside_number=message.number, outside_key=message.key,
    )  # fmt: skip
    received = actions.receive(
        run.scope, report, run.doer, at=message.received.at, written=run.now, imported=True, receipt=run.receipt,
        source=run.source(message, day_only=message.received.day_only), then=list(_followed(run, message)),
        laws=run.laws, label=run.labels.get(message.category, ""),
    )  # fmt: skip
    return received.matter


#: field that a later export filled → the acts that say so
_SAYS = {
    "replied_at": frozenset({"replied", "closed", "rated"}),
    "reply": frozenset({"reply_undated"}),
    "rating": frozenset({"rated"}),
}


def add(run: _Run, judged: Judged, message: Message) -> tuple[str, UUID | None, Sequence[Problem]]:
    """What became since of a message taken in earlier, at its true times and nothing twice; asked again at the last moment.

    :raises Refused: where the matter has gone on otherwise in the house; then a person has to look.
    """
    there = house.stored(run.scope, [message.key])[message.key]
    outcome, problems = house.settle(judged, there)
    if outcome != "added":
        return outcome, None, problems
    acts = frozenset[str]().union(*(_SAYS[name] for name in house.since(message, there)))
    for after in _followed(run, message):
        if after.act in acts:
            actions.do(
                run.scope, there.matter, after.act, after.fields, run.doer,
                at=after.at, written=run.now, source=after.source, imported=True,
            )  # fmt: skip
    return outcome, there.matter, problems


def _followed(run: _Run, message: Message) -> Iterator[actions.After]:
    if message.is_undated:
        # nobody knows when: the message's own time is the only one at hand, and the act's name says so
        text = {"text": message.reply}
        yield actions.After("reply_undated", text, message.received.at, run.source(message))
    if message.replied is None or not message.reply:
        return
    at, source = message.replied.at, run.source(message, day_only=message.replied.day_only)
    proof = f"导入的表格第{message.row}行，文件指纹{run.batch.sha256[:8]}"
    yield actions.After(
        "replied", {"text": message.reply, "channel": message.reply_channel, "proof": proof}, at, source
    )
    yield actions.After("closed", {}, at, source)
    if message.rating:
        yield actions.After("rated", {"rating": message.rating}, at, source)
