"""The verbs of changes: propose, confirm, withdraw, take back; each in one transaction that holds the county's row.

What hangs on an office but is not known here (open matters) is weighed by whoever calls: ``weigh`` is asked inside the
transaction and answers with findings, ``then`` is told once a change stands, to ask for what must follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from wutong.city.house import entries, store
from wutong.city.house.asking import Move, Plan
from wutong.city.house.check import Finding, fresh, zh
from wutong.city.house.models import APPLIED, PROPOSED, UNDONE, WAITING, WITHDRAWN, Change
from wutong.city.house.passwords import first_passwords
from wutong.city.house.plans import PLANS, plan
from wutong.city.house.reads import ChangeView, touching, view
from wutong.city.house.shapes import Asked, Outcome, Then, Weigh, Weighing
from wutong.city.house.state import STAYING, Stale, State
from wutong.city.offices.models import County
from wutong.city.offices.roles import ROLES
from wutong.city.offices.views import Seat
from wutong.law.refusal import Reason, Refused
from wutong.record.clock import legal_day
from wutong.record.entries.api import Actor
from wutong.record.scope import Scope

MAKERS = ("administrator",)
SECOND = ("bureau_head", "deputy_head")


def _weigh_nothing(_: Weighing) -> Sequence[Finding]:
    return ()


def _then_nothing(_: ChangeView) -> None:
    return None


def _stood(seat: Seat, needed: Sequence[str]) -> str:
    """In whose place somebody acts here, as the record names it; "" where a role of his own is enough."""
    found = seat.acting_for(r for r in needed if r in seat.roles)
    return found.stood_for if found else ""


_NOT_STANDING = Finding("只撤销已经施行的变更", "这一次没有施行，或者已经撤销了", "还等着的选不办了；看看变更记录")


def _hold(scope: Scope) -> None:
    """Changes of one county wait for each other."""
    list(County.objects.within(scope).select_for_update().values_list("pk"))


def _refusal(kind: str, found: Sequence[Finding]) -> Refused:
    return Refused(
        f"house.{kind}",
        "撤销这次变更" if kind == "undo" else "施行这次变更",
        [Reason(f.rule, f.words, f.remedy) for f in found],
    )


def _asked_before(seat: Seat, once: str) -> Outcome | None:
    """The first answer to a form that was sent twice."""
    row = Change.objects.within(seat.scope).filter(proposed_by=seat.officer, once=once).first() if once else None
    return Outcome(view(row), {}) if row else None


def _number(scope: Scope, at: datetime) -> str:
    year = legal_day(at).year
    n = Change.objects.within(scope).filter(number__startswith=f"{year}-").count()
    return f"{year}-{n + 1:04d}"


def propose(
    seat: Seat, what: Asked, *, at: datetime, once: str = "", weigh: Weigh = _weigh_nothing, then: Then = _then_nothing
) -> Outcome:
    """Apply a change, or let it wait for a second person.

    :raises Refused: with everything that stands in the way; nothing is written then.
    """
    scope = seat.scope
    if what.kind not in PLANS:
        raise KeyError(what.kind)
    if (again := _asked_before(seat, once)) is not None:
        return again
    plain, hashed = first_passwords(scope, plan(what.kind, store.load(scope), what.day, what.document, what.asked))
    with transaction.atomic():
        _hold(scope)
        if (again := _asked_before(seat, once)) is not None:
            return again
        state = store.load(scope)
        made = plan(what.kind, state, what.day, what.document, what.asked)
        row = Change(
            county=scope.county,
            number=_number(scope, at),
            kind=what.kind,
            day=what.day,
            document=what.document,
            reason=what.reason,
            asked=dict(what.asked),
            title=made.title[:200],
            proposed_by=seat.officer,
            proposed_for=_stood(seat, MAKERS),
            proposed_at=at,
            once=once,
        )
        _demand(row, state, made, at, weigh)
        if made.second:
            row.state = PROPOSED
            _keep(row, made)
            row.matter, row.seq = entries.write(
                scope, "proposed", row, seat.actor, seat.office, at, acting_for=row.proposed_for
            )
            row.save()
            return Outcome(view(row), {})
        return _enact(scope, row, made, seat.actor, seat.office, at, plain, hashed, then)


def _demand(row: Change, state: State, made: Plan, at: datetime, weigh: Weigh) -> None:
    """Everything that must hold before a change is applied.

    :raises Refused: with all of it at once.
    """
    today = legal_day(at)
    found: list[Finding] = []
    if row.day < today and not row.reason.strip():
        found.append(
            Finding(
                "补记要写明原因",
                f"{zh(row.day.isoformat())}已经过去，中间办的事用的是原来的",
                "写明为什么当时没有记；会标成补记",
            )
        )
    if not row.document.strip() and row.kind != "undo":
        found.append(Finding("变更要有依据", "没有写文件", "写批复、任免通知或会议纪要的文号"))
    try:
        new = state.laid(made.ops)
    except Stale as stale:
        raise _refusal(row.kind, [_stale(Scope(row.county), stale, 0)]) from stale
    found += [f for f in fresh(state, new, today.isoformat()) if f.no]
    found += [f for f in weigh(Weighing(state, new, made, row.day)) if f.no]
    if found:
        raise _refusal(row.kind, found)


def _stale(scope: Scope, stale: Stale, since: int) -> Finding:
    later = touching(scope, stale.op.table, stale.op.key, since)
    return Finding(
        "后来的变更靠着它",
        f"同一处后来又变过：{later or '不在页面上改的'}",
        "先撤销后来的那一次，或者另做一次新的变更",
    )


def _keep(row: Change, made: Plan) -> None:
    row.title = made.title[:200]
    row.ops = [op.to_json() for op in made.ops]
    row.moves = [m.to_json() for m in made.moves]


def _enact(
    scope: Scope,
    row: Change,
    made: Plan,
    actor: Actor,
    office: str,
    at: datetime,
    plain: Mapping[str, str],
    hashed: Mapping[str, str],
    then: Then,
) -> Outcome:
    _keep(row, made)
    store.write(scope, made.ops, hashed)
    row.state, row.applied_at, row.moved = APPLIED, at, not made.moves
    act, about = "applied", None
    if row.undoes:
        first = Change.objects.within(scope).get(number=row.undoes)
        first.state = UNDONE
        first.save(update_fields=["state"])
        act, about = "undone", first.seq if first.matter == entries.matter_of(scope, legal_day(at).year) else None
    more: dict[str, Any] = {
        "before_after": row.ops,
        "moves": row.moves,
    }
    row.matter, row.seq = entries.write(
        scope, act, row, actor, office, at, more=more, source="page" if actor.kind == "officer" else "command", about=about,
        acting_for=row.confirmed_for if row.confirmed_by else row.proposed_for if actor.kind == "officer" else "",
    )  # fmt: skip
    row.save()
    told = view(row)
    then(told)
    used = {op.now["login"] for op in made.ops if op.table == "officer" and op.now}
    return Outcome(told, {login: word for login, word in plain.items() if login in used})


def confirm(
    seat: Seat, number: str, *, at: datetime, weigh: Weigh = _weigh_nothing, then: Then = _then_nothing
) -> Outcome:
    """A head confirms what an administrator proposed; only then is it applied.

    :raises Refused: for who proposed it or is meant by it, and by everything that stands in the way by now.
    """
    scope = seat.scope
    found = Change.objects.within(scope).get(number=number)
    plain, hashed = first_passwords(scope, _again(scope, found, store.load(scope)))
    with transaction.atomic():
        _hold(scope)
        row = Change.objects.within(scope).get(number=number)
        if row.state == APPLIED:
            return Outcome(view(row), {})
        state = store.load(scope)
        if row.state != PROPOSED:
            raise _refusal("undo", [Finding("确认等着的变更", "这一次已经不等确认了", "看看它现在怎样")])
        made = _again(scope, row, state)
        _second(seat, row, made)
        _demand(row, state, made, at, weigh)
        row.confirmed_by, row.confirmed_for = seat.officer, _stood(seat, SECOND)
        return _enact(scope, row, made, seat.actor, seat.office, at, plain, hashed, then)


def _again(scope: Scope, row: Change, state: State) -> Plan:
    """A change worked out anew, for the house may have changed since it was proposed."""
    if row.undoes:
        return _back(Change.objects.within(scope).get(number=row.undoes))
    return plan(row.kind, state, row.day, row.document, row.asked)


def _second(seat: Seat, row: Change, made: Plan) -> None:
    rule = "负责人的任职和期限要第二人确认"
    if not seat.roles & set(SECOND):
        roles = "、".join(ROLES[r] for r in SECOND)
        raise _refusal(row.kind, [Finding(rule, f"确认由{roles}办", f"请{roles}确认")])
    hands, first = {seat.officer, _stood(seat, SECOND)} - {""}, {row.proposed_by, row.proposed_for} - {""}
    if hands & first:
        raise _refusal(
            row.kind, [Finding(rule, "提出的人不能自己确认，代理的和被代理的算一个人", "请另一名局长或副局长确认")]
        )
    if hands & made.subjects:
        whose = "你自己" if seat.officer in made.subjects else "你代理的人"
        raise _refusal(row.kind, [Finding(rule, f"这一次改的是{whose}的任职", "请另一名局长或副局长确认")])


def withdraw(seat: Seat, number: str, *, at: datetime) -> ChangeView:
    """Give up a change that waits.

    :raises Refused: where it no longer waits.
    """
    with transaction.atomic():
        _hold(seat.scope)
        row = Change.objects.within(seat.scope).get(number=number)
        if row.state == WITHDRAWN:
            return view(row)
        if row.state not in (PROPOSED, WAITING):
            raise _refusal("undo", [Finding("只有等着的变更可以不办", "它已经施行或撤销了", "已经施行的用撤销")])
        row.state = WITHDRAWN
        row.matter, row.seq = entries.write(
            seat.scope, "withdrawn", row, seat.actor, seat.office, at, acting_for=_stood(seat, (*MAKERS, *SECOND))
        )
        row.save()
        return view(row)


def _back(row: Change) -> Plan:
    """The counter-change: every row as it was before; offices and officers stay, because the record names them."""
    done = view(row).plan
    ops = tuple(op.back for op in reversed(done.ops) if not (op.table in STAYING and op.was is None))
    moves = tuple(Move(m.to, m.office, (), row.number) for m in done.moves)
    return Plan(f"撤销{row.number}：{row.title}", ops, moves)


def counter(scope: Scope, number: str) -> Plan:
    """What taking a change back would do.

    :raises Change.DoesNotExist: when there is no such change.
    """
    return _back(Change.objects.within(scope).get(number=number))


def in_the_way(scope: Scope, number: str) -> tuple[Reason, ...]:
    """Why a change cannot be taken back as things are: it does not stand, or a later one stands on it."""
    first = Change.objects.within(scope).get(number=number)
    if first.state != APPLIED or first.kind in ("undo", "replaced"):
        return _refusal("undo", [_NOT_STANDING]).reasons
    try:
        store.load(scope).laid(_back(first).ops)
    except Stale as stale:
        return _refusal("undo", [_stale(scope, stale, first.pk)]).reasons
    return ()


def undo(
    seat: Seat,
    number: str,
    document: str,
    *,
    at: datetime,
    reason: str = "",
    once: str = "",
    weigh: Weigh = _weigh_nothing,
    then: Then = _then_nothing,
) -> Outcome:
    """Take a change back by a change of its own.

    :raises Refused: when later changes or matters depend on it.
    """
    scope = seat.scope
    with transaction.atomic():
        _hold(scope)
        if (again := _asked_before(seat, once)) is not None:
            return again
        first = Change.objects.within(scope).get(number=number)
        if first.state != APPLIED or first.kind in ("undo", "replaced"):
            raise _refusal("undo", [_NOT_STANDING])
        made, state = _back(first), store.load(scope)
        row = Change(
            county=scope.county,
            number=_number(scope, at),
            kind="undo",
            day=first.day if first.day > legal_day(at) else legal_day(at),
            document=document,
            reason=reason,
            title=made.title[:200],
            proposed_by=seat.officer,
            proposed_for=_stood(seat, MAKERS),
            proposed_at=at,
            once=once,
            undoes=number,
        )
        try:
            state.laid(made.ops)
        except Stale as stale:
            raise _refusal("undo", [_stale(scope, stale, first.pk)]) from stale
        _demand(row, state, made, at, weigh)
        if made.second:
            row.state = PROPOSED
            _keep(row, made)
            row.matter, row.seq = entries.write(
                scope, "proposed", row, seat.actor, seat.office, at, acting_for=row.proposed_for
            )
            row.save()
            return Outcome(view(row), {})
        return _enact(scope, row, made, seat.actor, seat.office, at, {}, {}, then)


def enact_due(
    scope: Scope, at: datetime, *, weigh: Weigh = _weigh_nothing, then: Then = _then_nothing
) -> list[ChangeView]:
    """Apply what waited for its day (hours, before they had days of their own); what no longer fits stays waiting and is told by the page."""
    done = []
    for number in list(
        Change.objects.within(scope).filter(state=WAITING, day__lte=legal_day(at)).order_by("id").values_list("number", flat=True)
    ):  # fmt: skip
        with transaction.atomic():
            _hold(scope)
            row = Change.objects.within(scope).get(number=number)
            if row.state != WAITING:
                continue
            made = _again(scope, row, store.load(scope))
            done.append(_enact(scope, row, made, Actor("system", "house"), "", at, {}, {}, then).change)
    return done


def moved(scope: Scope, number: str) -> None:
    """All open matters of a change have gone on."""
    Change.objects.within(scope).filter(number=number).update(moved=True)


def replaced(scope: Scope, title: str, told: Sequence[str], at: datetime) -> None:
    """The county's file was put in the place of what pages had changed; in the caller's transaction."""
    row = Change(
        county=scope.county, number=_number(scope, at), kind="replaced", day=legal_day(at), document=title, title=title[:200],
        state=APPLIED, moved=True, proposed_by="", proposed_at=at, applied_at=at,
    )  # fmt: skip
    row.matter, row.seq = entries.write(
        scope,
        "replaced",
        row,
        Actor("system", "init"),
        "",
        at,
        more={"changes": [t[:500] for t in told]},
        source="command",
    )
    row.save()
