"""The real messages: every number is counted a second time here with nothing but a CSV reader."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, date, datetime

from tests import needs
from wutong.collect.complaints import models
from wutong.collect.complaints.imports import api
from wutong.record.entries import api as record
from wutong.record.scope import Scope

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@needs.shared_data
def test_it_takes_the_real_messages_and_a_plain_recount_agrees(wutong: Scope) -> None:
    path = needs.shared_path("petitions_replied.csv")
    with path.open(encoding="utf-8", newline="") as file:
        plain = list(csv.DictReader(file))
    report = api.check(wutong, path, path.name, now=NOW)
    result = api.take(wutong, report, by=record.Actor("system", "import"), now=NOW)
    assert (report.rows, report.bad, report.encoding) == (1403, 0, "UTF-8")
    assert (result.good, result.part, result.bad, result.answered, result.undated) == (1402, 1, 0, 1402, 1)

    rows = models.Complaint.objects.within(wutong).select_related("matter")
    assert rows.count() == len(plain) == 1403
    [undated] = rows.filter(replied_on__isnull=True)
    assert undated.outside_key == "petitions:27610" and undated.matter.is_open and undated.undated_reply
    history = record.history(wutong, undated.matter_id)
    assert [e.act for e in history] == ["received", "reply_undated"]
    assert history[1].fields["text"] == next(r["reply"] for r in plain if r["id"] == "27610")

    months = Counter(r["sent_at"][:7] for r in plain)
    assert {m.month: m.rows for m in result.months} == months == {m.month: m.rows for m in report.months}
    assert sum(m.rows for m in result.months) == 1403 and sum(m.answered for m in result.months) == 1402

    def within(days: int) -> int:
        dated = [(date.fromisoformat(r["sent_at"][:10]), r["replied_at"][:10]) for r in plain]
        return sum(bool(end) and (date.fromisoformat(end) - start).days <= days for start, end in dated)

    for days in (15, 60):
        assert rows.filter(reply_days__lte=days).count() == within(days)
    assert 0 < within(15) < within(60) < 1402
    assert {r["id"]: r["body"] for r in plain} == {c.outside_key.removeprefix("petitions:"): c.text for c in rows}
