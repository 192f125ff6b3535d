"""county.yaml stays a way in: what stands is written as a file that loads back identically; a file undoes nothing silently."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.city.test_house import apply, today
from tests.people import build_wutong, county_file
from wutong.city.county.api import ChangedHere, export, load_county
from wutong.city.house import api as house
from wutong.law.refusal import Refused
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope


def test_it_writes_a_county_that_loads_back_without_a_change(wutong: Scope, tmp_path: Path) -> None:
    file = export(wutong, tmp_path / "one")
    assert load_county(file).changes == ()
    again = export(wutong, tmp_path / "two")
    for name in sorted(p.name for p in (tmp_path / "one").iterdir()):
        assert (tmp_path / "one" / name).read_bytes() == (again.parent / name).read_bytes(), name


def test_it_writes_what_pages_changed(wutong: Scope, tmp_path: Path) -> None:
    apply("merge", offices=["zf1", "zf2"], code="zf9", name="城区执法大队", parent="ju")
    until = (today() + timedelta(days=9)).isoformat()
    apply("acting", officer="102", office="zf9", roles=["squad_head"], to=until, **{"for": "101"})
    apply("category", code="lamp", label="路灯", tag="灯")
    apply("days", day_kind="off", document="梧府办〔2026〕1号")
    apply("hours", periods="09:00-12:00、14:00-17:00")
    state = house.load(wutong).tables
    assert load_county(export(wutong, tmp_path / "one")).changes == ()
    assert house.load(wutong).tables == state


CHANGES = st.sampled_from(
    [
        ("rename", {"office": "zf1", "name": "甲队"}),
        ("rename", {"office": "zf3", "name": "乙队", "short": "乙"}),
        ("reparent", {"office": "zf2", "parent": "zf1"}),
        ("reparent", {"office": "zf1", "parent": "zhihui"}),
        ("merge", {"offices": ["zf4", "zf5"], "code": "zf9", "name": "丙队", "parent": "ju"}),
        ("close", {"office": "guihua", "into": "zf3"}),
        ("term", {"term": "complaint.reply", "value": "9 workdays"}),
        ("days", {"day_kind": "off"}),
        ("category_end", {"code": "smoke"}),
        ("leave", {"officer": "201"}),
    ]
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=st.lists(st.tuples(CHANGES, st.integers(-5, 5)), max_size=5))
@pytest.mark.django_db
def test_any_state_loads_back_identically(
    plan: list[tuple[tuple[str, dict[str, object]], int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    from django.db import transaction

    with transaction.atomic():
        scope = build_wutong()
        from tests.people import seat

        for (kind, asked), shift in plan:
            day = today() + timedelta(days=shift)
            try:
                change = house.propose(
                    seat("吴越"), house.Asked(kind, day, "文件", asked, "补" if shift < 0 else ""), at=clock.now()
                ).change
                if change.waits:
                    house.confirm(seat("顾明远"), change.number, at=clock.now())
            except Refused:
                continue
        before = house.load(scope).tables
        assert load_county(export(scope, tmp_path_factory.mktemp("county"))).changes == ()
        assert house.load(scope).tables == before
        transaction.set_rollback(True)


def test_a_file_does_not_undo_silently_what_pages_changed(wutong: Scope, tmp_path: Path) -> None:
    change = apply("rename", office="zf1", name="城区执法中队")
    state = house.load(wutong).tables
    with pytest.raises(ChangedHere) as found:
        load_county(county_file())
    assert change.number in found.value.made[0] and any("一中队" in str(c) for c in found.value.differs)
    assert house.load(wutong).tables == state
    load_county(export(wutong, tmp_path / "now"))  # the same is no difference
    load_county(county_file(), replace_at=clock.now())
    assert house.load(wutong).tables != state
    (last,) = [c for c in house.changes(wutong) if c.kind == "replaced"]
    assert last.matter is not None
    entry = record.history(wutong, last.matter)[-1]
    assert entry.act == "replaced" and entry.fields["changes"]
    load_county(county_file())  # from now on the file is the truth again
