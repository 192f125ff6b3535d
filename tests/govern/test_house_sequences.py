"""Whatever is changed in whatever order: a tree without cycles, every open matter at an office that stands, every seat valid."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.city.test_house import today
from tests.govern.test_house_moves import taken
from tests.people import CAST, account_of, build_wutong, seat
from wutong.city.house import api as house
from wutong.city.offices import api as offices
from wutong.docket.matters import api as docket
from wutong.govern.house import reads
from wutong.govern.house.actions import follow
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.scope import Scope

OFFICES = ("zf1", "zf2", "zf3", "zf4", "zf5", "zf8", "zf9")
office = st.sampled_from(OFFICES)
change = st.one_of(
    st.builds(lambda o, n: ("rename", {"office": o, "name": n}), office, st.sampled_from(["甲队", "乙队", "丙队"])),
    st.builds(lambda o, p: ("reparent", {"office": o, "parent": p}), office, st.sampled_from([*OFFICES, "ju"])),
    st.builds(lambda a, b: ("merge", {"offices": [a], "into": b}), office, office),
    st.builds(
        lambda a, b, c: ("merge", {"offices": [a, b], "code": c, "name": f"新{c}队", "parent": "ju"}),
        office, office, st.sampled_from(["zf8", "zf9"]),
    ),
    st.builds(
        lambda o, c: ("split", {"office": o, "code": c, "name": f"分{c}队", "communities": ["990101001001"], "people": ["102"]}),
        office, st.sampled_from(["zf8", "zf9"]),
    ),
    st.builds(lambda o, t: ("close", {"office": o, "into": t}), office, office),
    st.builds(lambda o: ("close", {"office": o}), office),
    st.builds(lambda n: ("undo", {"back": n}), st.integers(0, 5)),
)  # fmt: skip


def apply(scope: Scope, kind: str, asked: dict[str, object], shift: int) -> None:
    """One change, confirmed where it must be, followed by its moves; a refusal leaves all as it was."""
    now = clock.now()
    weigh = reads.weigh(scope, now)
    before = house.load(scope).tables
    try:
        if kind == "undo":
            done = [c for c in house.changes(scope) if c.stands and c.kind != "undo"]
            if not done:
                return
            number = done[int(str(asked["back"])) % len(done)].number
            made = house.undo(seat("吴越"), number, "", at=now, weigh=weigh).change
        else:
            day = today() + timedelta(days=shift)
            what = house.Asked(kind, day, "文件", asked, "补" if shift < 0 else "")
            made = house.propose(seat("吴越"), what, at=now, weigh=weigh).change
        if made.waits:
            house.confirm(seat("顾明远"), made.number, at=now, weigh=weigh)
    except Refused:
        assert house.load(scope).tables == before
    follow(scope, clock.now())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(st.tuples(change, st.sampled_from([0, 0, 0, -3])), min_size=1, max_size=7))
@pytest.mark.django_db
def test_any_order_leaves_the_house_whole(plan: list[tuple[tuple[str, dict[str, object]], int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        scope = build_wutong()
        for code in ("zf1", "zf2", "zf4"):
            taken(scope, code)
        for (kind, asked), shift in plan:
            apply(scope, kind, asked, shift)
            on = today()
            standing = offices.offices(scope, on)
            codes = {o.code for o in standing}
            assert len(codes) == len(standing) and "ju" in codes
            assert len([o for o in standing if not o.parent]) >= 1
            assert all(not o.parent or o.parent in codes for o in standing)
            assert not [f for f in house.findings(house.load(scope), on.isoformat()) if f.no]
            page = docket.page(scope, docket.Ask(is_open=True), None)
            assert len(page.rows) == 3 and {m.office for m in page.rows} <= codes, [
                (m.number, m.office) for m in page.rows
            ]
            assert {m.turn_office for m in page.rows} <= codes | {""}
            for name in CAST:
                for sat in offices.seats_of(account_of(name).pk, on):
                    assert sat.office in codes and sat.roles
        transaction.set_rollback(True)
