"""Who looked and what was refused is kept, and read page by page without a gap or a repetition."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.record.acts import LIU, NOON, TANG, WANG
from wutong.law.refusal import Reason
from wutong.record.entries.api import attempts, look, looks, refused
from wutong.record.scope import Scope

pytestmark = pytest.mark.django_db
MATTER = UUID("0b6f1d5e-6f0a-4a57-9c59-2f6d7c0c7a11")


def test_it_tells_who_looked_at_a_matter_newest_first(scope: Scope) -> None:
    look(scope, matter=MATTER, what="电话", actor=TANG, at=NOON)
    look(scope, matter=MATTER, what="住址", actor=LIU, at=NOON + timedelta(hours=1))
    look(scope, matter=uuid4(), what="电话", actor=TANG, at=NOON)
    look(Scope("510998"), matter=MATTER, what="电话", actor=TANG, at=NOON)
    assert [(v.what, v.actor, v.at) for v in looks(scope, MATTER)] == [
        ("住址", LIU, NOON + timedelta(hours=1)),
        ("电话", TANG, NOON),
    ]


def test_it_tells_what_an_officer_looked_at(scope: Scope) -> None:
    other = uuid4()
    look(scope, matter=MATTER, what="电话", actor=TANG, at=NOON)
    look(scope, matter=other, what="电话", actor=TANG, at=NOON + timedelta(seconds=1))
    look(scope, matter=MATTER, what="电话", actor=LIU, at=NOON)
    assert [v.matter for v in looks(scope, officer=TANG.id)] == [other, MATTER]
    assert [v.actor for v in looks(scope, MATTER, officer=LIU.id)] == [LIU]


def test_it_keeps_what_was_refused_with_its_reasons(scope: Scope) -> None:
    reasons = [Reason("信访工作条例第23条", "还没有答复", "先答复", opens=NOON, mark="样例"), Reason("x", "y")]
    refused(scope, matter=MATTER, act="closed", reasons=reasons, actor=TANG, at=NOON)
    refused(scope, matter=None, act="received", reasons=reasons[:1], actor=WANG, at=NOON)
    (attempt,) = attempts(scope, MATTER)
    assert (attempt.act, attempt.actor, attempt.at) == ("closed", TANG, NOON)
    assert attempt.reasons == (
        {"article": "信访工作条例第23条", "missing": "还没有答复", "remedy": "先答复", "mark": "样例"},
        {"article": "x", "missing": "y"},
    )
    assert [a.matter for a in attempts(scope, officer=TANG.id)] == [MATTER]
    assert len(attempts(scope)) == 2


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.lists(st.integers(0, 3), max_size=9), limit=st.integers(1, 4))
def test_it_turns_pages_without_gap_or_repetition(scope: Scope, seconds: list[int], limit: int) -> None:
    matter = uuid4()
    for n, second in enumerate(seconds):
        look(scope, matter=matter, what=str(n), actor=TANG, at=NOON + timedelta(seconds=second))
    seen: list[str] = []
    mark = ""
    while page := looks(scope, matter, after=mark, limit=limit):
        assert len(page) <= limit
        assert len(seen) <= len(seconds), "the pages turn in a circle"
        seen += [v.what for v in page]
        mark = page[-1].mark
        # a row that comes in meanwhile is newer than the page being read and does not shift it
        look(scope, matter=matter, what="new", actor=LIU, at=NOON + timedelta(minutes=1))
    expected = sorted(range(len(seconds)), key=lambda n: (seconds[n], n), reverse=True)
    assert seen == [str(n) for n in expected]
