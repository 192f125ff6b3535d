"""The three who look after the system are three people, who do nothing else: said by the file, the page and the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from tests.people import county_file, seat
from wutong.city.county import countyfile
from wutong.city.county.api import load_county
from wutong.city.county.yamlread import CountyFileError
from wutong.city.house import check, store
from wutong.city.house.state import State
from wutong.city.models import Post
from wutong.city.offices import exclusive
from wutong.city.offices.roles import ROLES, STEWARDS
from wutong.record.scope import Scope

RULE = "三员分立"


def changed(folder: Path, before: str, after: str) -> Path:
    """The demo county's file with one line of it changed."""
    text = county_file().read_text(encoding="utf-8")
    assert before in text
    for name in ("map.svg", "map-dark.svg", "boundary.geojson", "cells.geojson", "places.geojson"):
        (folder / name).write_bytes((county_file().parent / name).read_bytes())
    path = folder / "county.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def another(scope: Scope, officer: str, role: str, start: date, end: date | None = None) -> Post:
    """A further post of somebody, written past every page."""
    held = Post.objects.within(scope).filter(officer__code=officer).select_related("office").first()
    assert held is not None
    return Post.objects.create(
        county=scope.county, officer_id=held.officer_id, office=held.office, role=role, valid_from=start, valid_to=end
    )


@pytest.mark.parametrize(
    ("officer", "role"),
    [("902", "security"), ("902", "auditor"), ("903", "administrator"), ("904", "receiver"), ("011", "auditor")],
)
def test_the_database_refuses_a_second_post_beside_a_stewards(wutong: Scope, officer: str, role: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        another(wutong, officer, role, date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        another(wutong, officer, role, date(2018, 1, 1), date(2019, 1, 1))  # one day together
    before = another(wutong, officer, role, date(2018, 1, 1), date(2018, 12, 31))
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.within(wutong).filter(pk=before.pk).update(valid_to=date(2020, 1, 1))


def test_the_database_lets_others_hold_two_and_a_steward_the_same_one_again(wutong: Scope) -> None:
    another(wutong, "011", "dispatcher", date(2020, 1, 1))
    another(wutong, "902", "administrator", date(2020, 1, 1))
    Post.objects.within(wutong).filter(officer__code="902", valid_from=date(2020, 1, 1)).update(leads=True)


def test_it_makes_the_triggers_anew(wutong: Scope) -> None:
    exclusive.drop()
    assert not exclusive.stands()
    another(wutong, "904", "receiver", date(2020, 1, 1)).delete()
    exclusive.install()
    assert exclusive.stands()
    exclusive.install()
    with pytest.raises(IntegrityError), transaction.atomic():
        another(wutong, "904", "receiver", date(2020, 1, 1))


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"auditor", "assistant"}))
def test_the_file_is_refused_with_its_reason(tmp_path: Path, role: str) -> None:
    line = "posts: [{office: ducha, role: auditor}]"
    path = changed(tmp_path, line, f"posts: [{{office: ducha, role: auditor}}, {{office: zhihui, role: {role}}}]")
    with pytest.raises(CountyFileError) as refused:
        countyfile.read(path)
    (problem,) = refused.value.problems
    assert RULE in str(problem) and "袁慧" in str(problem) and ROLES[role] in str(problem)


def test_a_steward_may_become_another_one_from_a_day_on(wutong: Scope, tmp_path: Path) -> None:
    line = "posts: [{office: ducha, role: auditor}]"
    then = "posts: [{office: ducha, role: auditor, to: 2030-12-31}, {office: ducha, role: security, from: 2031-01-01}]"
    load_county(changed(tmp_path, line, then))
    assert seat("袁慧", date(2030, 12, 31)).roles == {"auditor"}
    assert seat("袁慧", date(2031, 1, 1)).roles == {"security"}
    back = "posts: [{office: ducha, role: security, to: 2019-06-30}, {office: ducha, role: auditor, from: 2019-07-01}]"
    load_county(changed(tmp_path, line, back))
    assert seat("袁慧", date(2031, 1, 1)).roles == {"auditor"}


def test_a_change_at_the_desk_is_refused_with_its_reason(wutong: Scope) -> None:
    state = store.load(wutong)
    posts = dict(state.tables["post"])
    posts["902", "zhihui", "receiver", "2026-01-01"] = next(iter(posts.values())) | {"to": None, "leads": False}
    worse = State({**state.tables, "post": posts})
    found = [f for f in check.fresh(state, worse, "2026-01-01") if RULE in f.rule]
    assert len(found) == 1 and found[0].no and "吴越" in found[0].words


def test_each_has_words(wutong: Scope) -> None:
    assert [ROLES[role] for role in STEWARDS] == ["系统管理员", "安全管理员", "审计管理员"]
    assert [seat(name).roles for name in ("吴越", "程立", "袁慧")] == [{role} for role in STEWARDS]
