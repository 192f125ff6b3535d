"""Between the plain rows of a state and the county's tables: reads all of them, writes what a change changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from wutong.city.house.state import Op, Row, State, iso
from wutong.city.offices.models import (
    Account,
    Category,
    County,
    DayOverride,
    LocalTerm,
    Office,
    OfficePeriod,
    Officer,
    Post,
    Successor,
    WorkingHours,
)
from wutong.city.places.models import Jurisdiction
from wutong.record.scope import Scope


def _end(day: date | None) -> str | None:
    return iso(day) if day else None


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def load(scope: Scope) -> State:
    """The county's house as it is written now."""
    tables: dict[str, dict[tuple[str, ...], Row]] = {}
    offices = dict(Office.objects.within(scope).values_list("pk", "code"))
    tables["office"] = {(code,): {} for code in offices.values()}
    tables["period"] = {
        (offices[p.office_id], iso(p.valid_from)): {
            "name": p.name,
            "short": p.short,
            "kind": p.kind,
            "parent": offices[p.parent_id] if p.parent_id else "",
            "order": p.order,
            "to": _end(p.valid_to),
        }
        for p in OfficePeriod.objects.within(scope)
    }
    officers = {o.pk: o for o in Officer.objects.within(scope).select_related("account")}
    tables["officer"] = {
        (o.code,): {
            "name": o.name,
            "login": o.account.login if o.account else "",
            "assistant": o.assistant,
            "certificate": o.certificate,
            "certificate_from": _end(o.certificate_from),
            "certificate_to": _end(o.certificate_to),
        }
        for o in officers.values()
    }
    tables["post"] = {
        (officers[p.officer_id].code, offices[p.office_id], p.role, iso(p.valid_from)): {
            "leads": p.leads,
            "acting": p.acting,
            "for": p.acting_for,
            "document": p.document,
            "to": _end(p.valid_to),
        }
        for p in Post.objects.within(scope)
    }
    tables["term"] = {
        (t.key, iso(t.in_force)): {"value": t.value, "mark": t.mark, "document": t.document}
        for t in LocalTerm.objects.within(scope)
    }
    tables["day"] = {(iso(d.day),): {"kind": d.kind, "document": d.document} for d in DayOverride.objects.within(scope)}
    periods = County.objects.within(scope).values_list("working_hours", flat=True).first()
    # the first row, named by the county, is what holds before the first day from which others do
    tables["hours"] = {} if periods is None else {(scope.county,): {"periods": list(periods)}}
    tables["hours"] |= {
        (iso(h.valid_from),): {"periods": list(h.periods), "document": h.document}
        for h in WorkingHours.objects.within(scope)
    }
    tables["category"] = {
        (c.code, iso(c.valid_from)): {"tag": c.tag, "label": c.label, "order": c.order, "to": _end(c.valid_to)}
        for c in Category.objects.within(scope)
    }
    tables["jurisdiction"] = {
        (j.community, j.kind, iso(j.valid_from)): {"office": offices[j.office_id], "to": _end(j.valid_to)}
        for j in Jurisdiction.objects.within(scope)
    }
    tables["successor"] = {
        (offices[s.office_id], offices[s.to_id], iso(s.valid_from)): {
            "kind": s.kind,
            "communities": list(s.communities),
        }
        for s in Successor.objects.within(scope)
    }
    return State(tables)


class _Writer:
    """Writes rows of one county; codes become keys as they are met."""

    def __init__(self, scope: Scope, passwords: Mapping[str, str]) -> None:
        self.scope, self.passwords = scope, passwords
        self.offices = dict(Office.objects.within(scope).values_list("code", "pk"))
        self.officers = dict(Officer.objects.within(scope).values_list("code", "pk"))

    def write(self, op: Op) -> None:
        writer: Callable[[Op], None] = getattr(self, f"_{op.table}")
        writer(op)

    def _row(self, model: Any, op: Op, key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        rows = model.objects.within(self.scope).filter(**key)
        if op.now is None:
            rows.delete()
        elif op.was is None:
            model.objects.create(county=self.scope.county, **key, **values)
        else:
            rows.update(**values)

    def _office(self, op: Op) -> None:
        if op.now is not None and op.key[0] not in self.offices:
            made = Office.objects.create(county=self.scope.county, code=op.key[0])
            self.offices[op.key[0]] = made.pk

    def _period(self, op: Op) -> None:
        row = op.now or {}
        values = {
            "name": row.get("name"),
            "short": row.get("short"),
            "kind": row.get("kind"),
            "parent_id": self.offices[row["parent"]] if row.get("parent") else None,
            "order": row.get("order"),
            "valid_to": _day(row.get("to")),
        }
        key = {"office_id": self.offices[op.key[0]], "valid_from": _day(op.key[1])}
        self._row(OfficePeriod, op, key, values)

    def _officer(self, op: Op) -> None:
        row = op.now
        if row is None:
            return
        values: dict[str, Any] = {
            "name": row["name"],
            "account_id": self._account(str(row["login"])),
            "assistant": row["assistant"],
            "certificate": row["certificate"],
            "certificate_from": _day(row["certificate_from"]),
            "certificate_to": _day(row["certificate_to"]),
        }
        if op.key[0] in self.officers:
            Officer.objects.within(self.scope).filter(code=op.key[0]).update(**values)
        else:
            made = Officer.objects.create(**{"county": self.scope.county, "code": op.key[0], **values})
            self.officers[op.key[0]] = made.pk

    def _account(self, login: str) -> int | None:
        if not login:
            return None
        found = Account.objects.within(self.scope).filter(login=login).values_list("pk", flat=True).first()
        if found is None:
            made = Account.objects.create(
                county=self.scope.county,
                login=login,
                username=f"{login}@{self.scope.county}",
                password=self.passwords.get(login, "!"),
                first_password=True,
                demo=County.objects.within(self.scope).filter(demo=True).exists(),
            )
            return int(made.pk)
        return int(found)

    def _post(self, op: Op) -> None:
        row = op.now or {}
        officer = Officer.objects.within(self.scope).get(code=op.key[0])
        key = {
            "officer_id": officer.pk,
            "office_id": self.offices[op.key[1]],
            "role": op.key[2],
            "valid_from": _day(op.key[3]),
        }
        values = {
            "leads": row.get("leads"),
            "acting": row.get("acting"),
            "acting_for": row.get("for"),
            "document": row.get("document"),
            "assistant": officer.assistant,
            "valid_to": _day(row.get("to")),
        }
        self._row(Post, op, key, values)

    def _term(self, op: Op) -> None:
        self._row(LocalTerm, op, {"key": op.key[0], "in_force": _day(op.key[1])}, op.now or {})

    def _day(self, op: Op) -> None:
        self._row(DayOverride, op, {"day": _day(op.key[0])}, op.now or {})

    def _hours(self, op: Op) -> None:
        if op.key[0] == self.scope.county:
            County.objects.within(self.scope).update(working_hours=(op.now or {}).get("periods", []))
        else:
            self._row(WorkingHours, op, {"valid_from": _day(op.key[0])}, op.now or {})

    def _category(self, op: Op) -> None:
        row = op.now or {}
        values = {
            "tag": row.get("tag"),
            "label": row.get("label"),
            "order": row.get("order"),
            "valid_to": _day(row.get("to")),
        }
        self._row(Category, op, {"code": op.key[0], "valid_from": _day(op.key[1])}, values)

    def _jurisdiction(self, op: Op) -> None:
        row = op.now or {}
        values = {"office_id": self.offices.get(str(row.get("office"))), "valid_to": _day(row.get("to"))}
        key = {"community": op.key[0], "kind": op.key[1], "valid_from": _day(op.key[2])}
        self._row(Jurisdiction, op, key, values)

    def _successor(self, op: Op) -> None:
        key = {
            "office_id": self.offices[op.key[0]],
            "to_id": self.offices[op.key[1]],
            "valid_from": _day(op.key[2]),
        }
        self._row(Successor, op, key, op.now or {})


#: offices and officers before what points at them
_ORDER = ("office", "period", "officer", "post", "term", "day", "hours", "category", "jurisdiction", "successor")


def write(scope: Scope, ops: Iterable[Op], passwords: Mapping[str, str]) -> None:
    """Write a change's rows, in the caller's transaction.

    :param passwords: login → hash of the first password, for accounts that the change makes.
    """
    writer = _Writer(scope, passwords)
    # of posts, what ends goes before what begins: some exclude each other (offices/exclusive.py)
    for op in sorted(ops, key=lambda o: (_ORDER.index(o.table), o.table == "post" and o.was is None)):
        writer.write(op)
