"""Makes a repeated request answer the same: one key, actor, route and body is one act, however often it arrives."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from wutong.docket.matters.models import Once
from wutong.docket.matters.shapes import Deed, Done, OnceKey, who
from wutong.law.refusal import Reason, Refused
from wutong.ledger.canonical import canonical, composed
from wutong.record import keys
from wutong.record.scope import Scope


@dataclass(frozen=True)
class Body:
    """What a deed says, as a keyed hash: without the key, erased words cannot be guessed from it."""

    kept: str
    #: the same under each key that an earlier answer may have been kept with
    known: frozenset[str]


def body_of(deed: Deed, matter: str) -> Body:
    """The keyed hash of what a deed says."""
    parts = {
        "act": deed.act,
        "matter": matter,
        "fields": composed(deed.fields),
        "files": [f.sha256 for f in deed.files],
        "about": deed.about,
    }
    data = canonical(parts)
    known = [_keyed(key, data) for key in keys.each(keys.ONCE)]
    # an earlier build used the secret itself
    return Body(known[0], frozenset([*known, _keyed(settings.SECRET_KEY.encode(), data)]))


def _keyed(key: bytes, data: bytes) -> str:
    return hmac.new(key, data, hashlib.sha256).hexdigest()


def first_answer(scope: Scope, deed: Deed, body: Body) -> Done | None:
    """The answer this request got before, or None.

    :raises Refused: the same key came with another body.
    """
    if deed.once is None:
        return None
    row = Once.objects.within(scope).filter(actor=who(deed), route=deed.once.route, key=deed.once.key).first()
    if row is None:
        return None
    if row.body not in body.known:
        raise other_body(deed.act, UUID(row.answer["matter"]))
    answer = row.answer
    return Done(UUID(answer["matter"]), answer["number"], answer["seq"], answer["digest"], answer["status"], True)


def other_body(act: str, matter: UUID) -> Refused:
    """The refusal of a form that comes again with other words in it than the first time."""
    reason = Reason(
        "一次提交只算一件", "第一次提交的内容已经写下", "回到事项看第一次的结果；要改，用“更正”", where=f"/m/{matter}"
    )
    return Refused(act, "把同一张表单交两次", [reason])


def answered(scope: Scope, actor: str, once: OnceKey | None, matter: UUID) -> bool:
    """Whether this very form was answered before: then its effect must not be taken for an obstacle to it."""
    if once is None or not once.key:
        return False
    rows = Once.objects.within(scope).filter(actor=actor, route=once.route, key=once.key)
    return any(answer["matter"] == str(matter) for answer in rows.values_list("answer", flat=True))


def keep_answer(scope: Scope, deed: Deed, body: Body, done: Done) -> None:
    """Keep the answer beside the act, in its transaction."""
    if deed.once is None:
        return
    Once.objects.create(
        county=scope.county,
        actor=who(deed),
        route=deed.once.route,
        key=deed.once.key,
        body=body.kept,
        at=deed.written,
        answer={
            "matter": str(done.matter),
            "number": done.number,
            "seq": done.seq,
            "digest": done.digest,
            "status": done.status,
        },
    )
