"""Questions about offices, officers, posts and the county, each asked for a day and answered without a model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from django.db.models import Q

from wutong.city.offices.models import (
    Account,
    Category,
    County,
    DayOverride,
    LocalTerm,
    OfficePeriod,
    Officer,
    Post,
    WorkingHours,
)
from wutong.city.offices.views import Acting, CountyView, OfficerView, OfficeView, PostView, Seat, TermValue
from wutong.law import rulebook
from wutong.law.calendar import OFFICE_HOURS, Calendar
from wutong.law.calendar import DayOverride as Override
from wutong.record.asked import once
from wutong.record.moved import api as moved
from wutong.record.scope import Scope


def standing(on: date) -> Q:
    """Rows in force on a day (``valid_to`` is the last day that counts)."""
    return Q(valid_from__lte=on) & (Q(valid_to__isnull=True) | Q(valid_to__gte=on))


# ---- offices


@once
def _periods(scope: Scope, on: date) -> tuple[OfficePeriod, ...]:
    rows = OfficePeriod.objects.within(scope).filter(standing(on)).select_related("office", "parent")
    return tuple(rows.order_by("order", "office__code"))


@once
def offices(scope: Scope, on: date) -> tuple[OfficeView, ...]:
    """The offices that stood on a day, each after its parent, with depth and head."""
    periods = _periods(scope, on)
    heads: dict[str, tuple[str, str]] = {}
    leading = Post.objects.within(scope).filter(standing(on), leads=True).select_related("officer", "office")
    for post in leading.order_by("-acting", "valid_from"):
        heads[post.office.code] = (post.officer.code, post.officer.name)
    below: dict[str, list[OfficePeriod]] = defaultdict(list)
    codes = {p.office.code for p in periods}
    for p in periods:
        parent = p.parent.code if p.parent else ""
        below[parent if parent in codes else ""].append(p)
    out: list[OfficeView] = []

    def walk(parent: str, depth: int) -> None:
        for p in below[parent]:
            code = p.office.code
            head_code, head = heads.get(code, ("", ""))
            out.append(
                OfficeView(
                    code=code,
                    name=p.name,
                    kind=p.kind,
                    parent=parent,
                    head=head,
                    short=p.short or p.name,
                    head_code=head_code,
                    depth=depth,
                    valid_from=p.valid_from,
                    valid_to=p.valid_to,
                )
            )
            walk(code, depth + 1)

    walk("", 0)
    return tuple(out)


def office(scope: Scope, code: str, on: date) -> OfficeView | None:
    """One office on a day, or None where it did not stand then."""
    return next((o for o in offices(scope, on) if o.code == code), None)


def below(parents: Mapping[str, str], code: str) -> frozenset[str]:
    """``code`` and every office under it, given each office's parent."""
    found, grew = {code}, True
    while grew:
        more = {c for c, parent in parents.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return frozenset(found)


# ---- seats


def seats_of(account_id: int, on: date) -> tuple[Seat, ...]:
    """The seats an account may take on a day: one an office, with all roles held there. A leading post comes first,
    then the earliest."""
    officer = Officer.everything.filter(account_id=account_id, account__is_active=True).first()
    if officer is None:
        return ()
    scope = Scope(officer.county)
    posts = list(
        Post.objects.within(scope)
        .filter(standing(on), officer=officer)
        .select_related("office")
        .order_by("acting", "-leads", "valid_from", "office__code")
    )
    if not posts:
        return ()
    periods = _periods(scope, on)
    names = {p.office.code: p.name for p in periods}
    parents = {p.office.code: (p.parent.code if p.parent else "") for p in periods}
    by_office: dict[str, list[Post]] = {}
    for post in posts:
        if post.office.code in names:
            by_office.setdefault(post.office.code, []).append(post)
    acting = _acting(scope, [p for p in posts if p.acting], names)
    return tuple(
        Seat(
            scope=scope,
            officer=officer.code,
            name=officer.name,
            office=code,
            office_name=names[code],
            offices=below(parents, code),
            roles=frozenset(p.role for p in held),
            assistant=officer.assistant,
            on=on,
            acting=frozenset(p.role for p in held if p.acting) - frozenset(p.role for p in held if not p.acting),
            account=account_id,
            acts_for=tuple(a for a in acting if a.office == code),
        )
        for code, held in by_office.items()
    )


def _acting(scope: Scope, posts: Sequence[Post], names: Mapping[str, str]) -> list[Acting]:
    """Posts held in somebody's place, with the name of whom."""
    if not posts:
        return []
    codes = {p.acting_for for p in posts if p.acting_for}
    people = dict(Officer.objects.within(scope).filter(code__in=codes).values_list("code", "name")) if codes else {}
    return [
        Acting(
            role=p.role,
            office=p.office.code,
            office_name=names.get(p.office.code, p.office.code),
            whom=p.acting_for,
            name=people.get(p.acting_for, p.acting_for),
            since=p.valid_from,
            until=p.valid_to,
            document=p.document,
        )
        for p in posts
    ]


def acting_ever(scope: Scope, officer: str) -> list[Acting]:
    """Everything an officer may or might do in somebody's place, whatever the day; the latest first."""
    posts = list(
        Post.objects.within(scope)
        .filter(officer__code=officer, acting=True)
        .select_related("office")
        .order_by("-valid_from")
    )
    names: dict[str, str] = {}
    for p in (
        OfficePeriod.objects.within(scope)
        .filter(office__in=[p.office_id for p in posts])
        .select_related("office")
        .order_by("valid_from")
    ):
        names[p.office.code] = p.name
    return _acting(scope, posts, names)


def seat_of(account_id: int, on: date, office: str = "") -> Seat | None:
    """The seat of an account on a day: that in ``office``, or the first where none is named; None where it is not held."""
    return next((s for s in seats_of(account_id, on) if office in ("", s.office)), None)


# ---- officers


def officers(scope: Scope, codes: Iterable[str] | None = None, on: date | None = None) -> dict[str, OfficerView]:
    """Officers by code (all of them when ``codes`` is None). Without ``on`` the latest post says where they are."""
    rows = Officer.objects.within(scope).order_by("code")
    if codes is not None:
        rows = rows.filter(code__in=set(codes))
    people = list(rows)
    posts = Post.objects.within(scope).filter(officer__in=people).select_related("office").order_by("valid_from", "id")
    if on is not None:
        posts = posts.filter(standing(on))
    names: dict[int, str] = {}
    periods = OfficePeriod.objects.within(scope).order_by("valid_from")
    if on is not None:
        periods = periods.filter(standing(on))
    for p in periods:
        names[p.office_id] = p.name
    held: dict[int, list[Post]] = defaultdict(list)
    for post in posts:
        held[post.officer_id].append(post)
    return {o.code: _officer(o, held[o.pk], names, on) for o in people}


def _officer(o: Officer, posts: Sequence[Post], names: Mapping[int, str], on: date | None) -> OfficerView:
    ordered = sorted(posts, key=lambda p: (p.acting, not p.leads)) if on is not None else list(posts)[::-1]
    first = ordered[0] if ordered else None
    views = tuple(
        PostView(
            office=p.office.code,
            office_name=names.get(p.office_id, p.office.code),
            role=p.role,
            leads=p.leads,
            acting=p.acting,
            acting_for=p.acting_for,
            valid_from=p.valid_from,
            valid_to=p.valid_to,
        )
        for p in ordered
    )
    return OfficerView(
        code=o.code,
        name=o.name,
        office=first.office.code if first else "",
        office_name=names.get(first.office_id, "") if first else "",
        assistant=o.assistant,
        roles=frozenset(p.role for p in posts),
        posts=views,
        certificate=o.certificate,
        certificate_to=o.certificate_to,
    )


def holders(scope: Scope, role: str, on: date) -> tuple[OfficerView, ...]:
    """Who holds a role on a day, over all offices: whom to ask, and who may be named as a reviewer."""
    return tuple(o for o in _everybody(scope, on) if role in o.roles)


@once
def _everybody(scope: Scope, on: date) -> tuple[OfficerView, ...]:
    return tuple(officers(scope, on=on).values())


# ---- the county


def _view(row: County, terms: Mapping[str, TermValue]) -> CountyView:
    return CountyView(
        code=row.county,
        name=row.name,
        bureau=row.bureau,
        region=row.region,
        hotline=row.hotline,
        hours=row.hours,
        address=row.address,
        demo=row.demo,
        hosts=tuple(row.hosts),
        map=row.map,
        places_version=row.places_version,
        terms=terms,
    )


def terms(scope: Scope, on: date | None = None) -> dict[str, TermValue]:
    """The county's local terms as in force on a day (without a day: the latest of each). Unset ones are absent."""
    return dict(_terms(scope, on))


@once
def _terms(scope: Scope, on: date | None) -> tuple[tuple[str, TermValue], ...]:
    rows = LocalTerm.objects.within(scope).order_by("in_force")
    if on is not None:
        rows = rows.filter(in_force__lte=on)
    return tuple((r.key, TermValue(r.value, r.mark, r.document, r.in_force)) for r in rows)


def terms_ever(scope: Scope) -> list[tuple[str, TermValue]]:
    """Every local term that the county has or had, each value with the day it took force."""
    rows = LocalTerm.objects.within(scope).order_by("key", "in_force")
    return [(r.key, TermValue(r.value, r.mark, r.document, r.in_force)) for r in rows]


def county(scope: Scope) -> CountyView | None:
    """A county's facts and its latest local terms; None where this server has no such county."""
    row = County.objects.within(scope).defer("boundary").first()
    return _view(row, terms(scope)) if row else None


def counties() -> list[CountyView]:
    """Every county on this server, first loaded first; without terms. For boot, sign-in and the county's address.

    One that moved out is among them, as ``closed``: its name is still known here.
    """
    rows = County.everything.defer("boundary").annotate(gone=moved.is_gone()).order_by("id")
    return [replace(_view(row, {}), closed=bool(row.gone)) for row in rows]


def at_home() -> list[CountyView]:
    """The counties that are worked in on this server."""
    return [county for county in counties() if not county.closed]


@once
def categories(scope: Scope, on: date) -> tuple[rulebook.Category, ...]:
    """What a complaint may be about on a day: the county's own list, or that of the rules where it has none then."""
    rows = Category.objects.within(scope).filter(standing(on)).order_by("order", "code")
    own = tuple(rulebook.Category(r.code, r.tag, r.label, "") for r in rows)
    return own or rulebook.categories("complaint", on)


def category_names(scope: Scope, on: date) -> dict[str, rulebook.Category]:
    """Every category there ever was by its code, as it is called on a day or was called last: old matters keep theirs."""
    return dict(_category_names(scope, on))


@once
def _category_names(scope: Scope, on: date) -> tuple[tuple[str, rulebook.Category], ...]:
    found = {c.code: c for c in rulebook.categories("complaint", on)}
    for r in Category.objects.within(scope).order_by("valid_from", "code"):
        found[r.code] = rulebook.Category(r.code, r.tag, r.label, "")
    return tuple((found | {c.code: c for c in categories(scope, on)}).items())


def params(scope: Scope, on: date) -> Mapping[str, Any]:
    """Local terms in force on a day, as ``law.procedure`` takes them: key → TermValue (value, mark, document)."""
    return terms(scope, on)


@once
def calendar(scope: Scope) -> Calendar:
    """The national calendar with this county's own days and working hours laid over it."""
    row = County.objects.within(scope).only("working_hours").first()
    overrides = [
        Override(date=r.day, kind=r.kind, document=r.document)
        for r in DayOverride.objects.within(scope).order_by("day")
    ]
    hours = clocktimes(row.working_hours if row else []) or OFFICE_HOURS
    later = WorkingHours.objects.within(scope).order_by("valid_from").values_list("valid_from", "periods")
    return rulebook.calendar(overrides, hours=hours, later=[(first, clocktimes(periods)) for first, periods in later])


def clocktimes(periods: Iterable[str]) -> list[tuple[time, time]]:
    """Periods as they are kept (``08:30-12:00``) as times."""
    return [
        (time.fromisoformat(start), time.fromisoformat(end)) for start, end in (period.split("-") for period in periods)
    ]


def hours_words(calendar: Calendar, on: date) -> str:
    """When the bureau works on a working day, as people say it: 8:30到12:00、14:30到18:00."""
    return "、".join(f"{a.hour}:{a:%M}到{b.hour}:{b:%M}" for a, b in calendar.hours_on(on))


def own_days(scope: Scope, year: int) -> int:
    """How many days of a year the county entered itself, beside the State Council's notice or in place of it."""
    return DayOverride.objects.within(scope).filter(day__range=(date(year, 1, 1), date(year, 12, 31))).count()


def demo_accounts_exist() -> bool:
    """Whether any account of the demo's cast is in this database: outside the demo that stops the start."""
    return Account.everything.filter(demo=True).exists()
