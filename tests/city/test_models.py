"""The tables refuse what must never be stored, whatever code is above them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from wutong.city.models import Account, Cell, County, Office, OfficePeriod, Officer, Post
from wutong.city.offices.roles import ASSISTANT_ROLES, ROLES
from wutong.record.scope import Scope, Unscoped

DAY = date(2019, 1, 1)


def refused(model, **values: object) -> bool:  # type: ignore[no-untyped-def]
    try:
        with transaction.atomic():
            model.objects.create(**values)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize("role", sorted(ROLES))
def test_it_never_stores_an_assistant_in_an_officers_role(wutong: Scope, role: str) -> None:
    assistant = Officer.objects.within(wutong).get(name="小周")
    office = Office.objects.within(wutong).get(code="zf2")
    values = {"county": wutong.county, "officer": assistant, "office": office, "role": role, "valid_from": DAY}
    assert refused(Post, assistant=True, **values) == (role not in ASSISTANT_ROLES)


def test_it_never_stores_an_assistant_as_head(wutong: Scope) -> None:
    assistant = Officer.objects.within(wutong).get(name="小周")
    office = Office.objects.within(wutong).get(code="zf2")
    assert refused(
        Post,
        county=wutong.county,
        officer=assistant,
        office=office,
        role="assistant",
        assistant=True,
        leads=True,
        valid_from=DAY,
    )


def test_it_never_stores_an_assistant_with_a_certificate(wutong: Scope) -> None:
    assert refused(Officer, county=wutong.county, code="x", name="某", assistant=True, certificate="证")


def test_it_never_stores_a_period_that_ends_before_it_begins(wutong: Scope) -> None:
    office = Office.objects.within(wutong).get(code="zf1")
    wrong = {"name": "一", "valid_from": date(2020, 1, 2), "valid_to": date(2020, 1, 1)}
    assert refused(OfficePeriod, county=wutong.county, office=office, **wrong)
    assert refused(OfficePeriod, county=wutong.county, office=office, parent=office, name="一", valid_from=DAY)


def test_it_never_uses_a_cell_code_again(wutong: Scope) -> None:
    cell = Cell.objects.within(wutong).order_by("code").first()
    assert cell is not None
    values = {"county": wutong.county, "code": cell.code, "community": cell.community, "outline": cell.outline}
    assert refused(Cell, created_on=date(2025, 1, 1), **values)


def test_it_lets_two_counties_have_the_same_codes(wutong: Scope, qingshan: Scope) -> None:
    assert Office.objects.within(wutong).get(code="zf1").pk != Office.objects.within(qingshan).get(code="zf1").pk
    Account.everything.make(qingshan.county, "liming", None)
    assert Account.everything.get(username="liming@990101").pk != Account.everything.get(username="liming@990102").pk
    assert refused(Account, county=qingshan.county, login="liming", username="other@990102")


def test_it_answers_no_unscoped_question(wutong: Scope) -> None:
    with pytest.raises(Unscoped):
        County.objects.all()
    assert County.objects.within(Scope("000000")).count() == 0
