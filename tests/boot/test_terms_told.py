"""The doctor reads the county's own terms with the rules that ask for them."""

from __future__ import annotations

from datetime import date

import pytest

from wutong.boot import health_county
from wutong.city.offices.models import LocalTerm
from wutong.record.scope import Scope


@pytest.mark.django_db
def test_a_term_that_no_rule_can_read_is_named_with_its_remedy(wutong: Scope) -> None:
    (good,) = health_county.terms()
    assert good.ok
    LocalTerm.objects.within(wutong).filter(key="complaint.reply").update(value="soon")
    (bad,) = health_county.terms()
    assert not bad.ok and "complaint.reply" in bad.what and "wutong init" in bad.remedy


@pytest.mark.django_db
def test_a_value_to_come_is_read_before_its_day(wutong: Scope) -> None:
    LocalTerm.objects.create(
        county=wutong.county, key="complaint.extend", value="10 days", document="本局2号", in_force=date(2090, 1, 1)
    )
    (bad,) = health_county.terms()
    assert not bad.ok and "from 2090-01-01: complaint.extend: counted in days" in bad.what
