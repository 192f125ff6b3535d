"""What ``wutong doctor`` asks of each county: its terms, dates, days, files and jobs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from wutong.boot import running, sweeping
from wutong.boot.finding import Finding
from wutong.record import clock
from wutong.record.moved import api as moved
from wutong.record.scope import Scope

if TYPE_CHECKING:
    from wutong.city.offices.api import CountyView

#: seconds for which a server that has just started may not have done what came round
JUST_STARTED = 20.0


def counties() -> Iterator[Finding]:
    from wutong.city.offices import api as offices

    known = offices.counties()
    yield Finding(bool(known), f"counties: {', '.join(_named(c) for c in known) or 'none'}", "wutong init COUNTY.yaml")


def _named(county: CountyView) -> str:
    found = moved.gone(county.scope) if county.closed else None
    return f"{county.name} (moved out to {found.home})" if found else county.name


def dates() -> Iterator[Finding]:
    """Every open matter's dates are those of the law as it is known now."""
    from wutong.city.offices import api as offices
    from wutong.docket.matters import api as docket

    for county in offices.at_home():
        yield Finding(
            docket.is_reckoned(Scope(county.code)),
            f"dates of open matters in {county.name} stand by the terms, days and rules of now",
            "wutong migrate reckons them anew (wutong serve does so too, at its start)",
        )


def terms() -> Iterator[Finding]:
    """The county's own values can be read by the rules that ask for them: those of today, and those that are to come."""
    from wutong.city.offices import api as offices
    from wutong.law import rulebook

    today = clock.legal_day(clock.now())
    for county in offices.at_home():
        scope = Scope(county.code)
        days = {today} | {value.in_force for _, value in offices.terms_ever(scope) if value.in_force > today}
        wrong = [
            problem if day == today else f"from {day}: {problem}"
            for day in sorted(days)
            for family in rulebook.families()
            for problem in rulebook.problems(
                family, day, {k: v for k, v in offices.params(scope, day).items() if k.startswith(f"{family}.")}
            )
        ]
        yield Finding(
            not wrong,
            f"terms of {county.name}: {'; '.join(wrong) or 'the rules can read them'}",
            "correct the value under terms: in the county's file, then wutong init COUNTY.yaml",
        )


def days(today: date) -> Iterator[Finding]:
    """The holidays of this year and, from December on, of the next: a clock that reaches past them is not certain."""
    from wutong.city.offices import api as offices
    from wutong.law import rulebook

    calendar = rulebook.calendar()
    for year in (today.year, today.year + 1):
        announced, due = calendar.certain(date(year, 7, 1)), year == today.year or today.month == 12
        own = [c.name for c in offices.at_home() if offices.own_days(Scope(c.code), year)]
        lacking = [c.name for c in offices.at_home() if c.name not in own]
        told = "announced" if announced else "not announced, computed provisionally"
        if not announced and own:
            told += f", but for the days that {', '.join(own)} entered"
        yield Finding(
            announced or not due or bool(own and not lacking),
            f"working days of {year}: {told}",
            "install the release that carries the State Council's notice, or enter its days under days: in county.yaml",
        )


def files() -> Iterator[Finding]:
    """Nothing lies about that nobody needs: a photo that was given up is still somebody's."""
    from wutong.city.offices import api as offices

    found = {c.name: sweeping.left(Scope(c.code)) for c in offices.at_home()}
    told = ", ".join(f"{name} {n}" for name, n in found.items() if n)
    yield Finding(
        not told,
        f"files that nothing names and no sweep took: {told or 'none'}",
        "wutong serve takes them away at its start and daily; look for its errors about the sweep",
    )


def named_files() -> Iterator[Finding]:
    """Every file that an entry names lies in the home, as long as it was; their bytes are the backup's to look at."""
    from wutong.boot.backup import checks
    from wutong.city.offices import api as offices

    looked = checks.Looked()
    checks.files(looked, Path(settings.HOME), [county.code for county in offices.at_home()])
    yield Finding(
        not looked.faults,
        f"files that entries name, {looked.files}: {'; '.join(looked.faults) or 'all there'}",
        "copy each from files/ of a backup that has it, to the same place below WUTONG_HOME/files (mode 600, its owner's); "
        "then look at the disk",
    )


def jobs() -> Iterator[Finding]:
    """What comes round is done, and nothing has failed for good. Where nobody serves, nothing can come round."""
    from wutong.boot import schedule  # noqa: F401  (makes every room's jobs known)
    from wutong.city.offices import api as offices
    from wutong.record.jobs import api as queue

    try:
        with running.alone(Path(settings.HOME)):
            served = False
    except running.InUse:
        served = True
    scopes = [(county.name, Scope(county.code)) for county in offices.at_home()]
    until = time.monotonic() + JUST_STARTED
    while served and _stalled(scopes) and time.monotonic() < until:
        time.sleep(1)  # one that started this very moment has not come round yet
    late = _stalled(scopes) if served else []
    yield Finding(
        not late,
        f"jobs: {', '.join(late) + ': nobody does them' if late else 'done as they come round' if served else 'no server runs'}",
        "start wutong serve for the desks without --without-jobs, or wutong work beside it; its log says what stopped it",
    )
    for name, scope in scopes:
        failed = queue.board(scope, datetime.now(UTC), datetime.now(UTC)).failed
        if failed:
            told = "; ".join(f"{job.title} ({job.reason})" for job in failed[:3])
            yield Finding(
                False,
                f"jobs of {name} that failed for good, {len(failed)}: {told}",
                f"{failed[0].remedy or 'look at the log'} (后台任务, /desk/jobs, tries each again)",
            )


def _stalled(scopes: list[tuple[str, Scope]]) -> list[str]:
    from wutong.record.jobs import api as queue

    return [name for name, scope in scopes if queue.stalled(scope, datetime.now(UTC))]
