"""Whoever tries another's matter by its id is not let in, and it is written down that he tried; what is one's own stays so."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.cast import ELSEWHERE, HERE, OTHER, OWN
from tests.walls.ground import COUNTY, Marks, Stage
from wutong.city.guard.models import Sitting
from wutong.docket.matters.models import Matter
from wutong.record.access.models import Attempt, Note
from wutong.record.entries.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800), pytest.mark.usefixtures("nothing_stays")]

ACTS: dict[str, dict[str, str]] = {
    "accepted": {}, "forwarded": {"office": OTHER}, "answered": {"text": "试"}, "replied": {"text": "试", "channel": "page", "proof": "试"},
    "closed": {}, "noted": {"text": "试"}, "supervised": {"words": "试", "due": "2026-11-27"}, "merged": {"number": "x"},
    "unmerged": {}, "withdrawn": {"words": "试"}, "sent_back": {"reason": "试"}, "reopened": {"reason": "试"},
}  # fmt: skip


def tries(marks: Marks) -> list[tuple[str, dict[str, str]]]:
    """Every post by the id of a matter."""
    matter = marks.matters[0]
    found = [(f"/m/{matter}/do/{name}", data) for name, data in ACTS.items()]
    found += [
        (f"/m/{matter}/contact", {}),
        (f"/m/{matter}/receipt", {}),
        (f"/m/{matter}/correct/1", {"field": "text", "value": "试", "reason": "试"}),
        (f"/m/{matter}/correct/1/confirm", {}),
        (f"/m/{matter}/erase", {"seq": "1", "names": "text", "ground": "试"}),
        (f"/m/{matter}/merged-reply", {"channel": "page", "proof": "试"}),
        (f"/m/{matter}/photo/{marks.sha256}/cover", {"how": "as-it-is", "sure": "on"}),
    ]
    return found


def state(marks: Marks) -> tuple[Any, ...]:
    rows = (
        Matter.everything.filter(pk__in=marks.matters).order_by("pk").values_list("pk", "status", "last_seq", "office")
    )
    return (*rows, Entry.everything.filter(county=marks.county).count())


@pytest.mark.parametrize(
    ("role", "office", "theirs", "answered"),
    [
        *((role, ELSEWHERE, OWN, 404) for role in ("receiver", "bureau_head", "squad_head", "police", "security")),
        *((role, OWN, ELSEWHERE, 404) for role in ("receiver", "bureau_head", "squad_head")),
        *((role, OTHER, OWN, 403) for role in ("squad_head", "officer", "assistant", "police", "administrator", "auditor")),
    ],
)  # fmt: skip
def test_a_post_by_id_is_refused_and_leaves_its_trace(
    stage: Stage, role: str, office: str, theirs: str, answered: int
) -> None:
    marks, client = stage.marks[theirs], stage.client(role, office)
    before = state(marks)
    code = stage.ground.account(role, office).officer.code
    for at in ("", f"/at/{marks.county}") if answered == 404 else ("",):
        for path, data in tries(marks):
            noted = _traces(COUNTY[office], code)
            answer = client.post(f"{at}{path}", data)
            # a page that is another role's says so before it looks whose matter it is
            assert answer.status_code in {answered, 403} if not at else answer.status_code == 404, (path, answer)
            assert _traces(COUNTY[office], code) == noted + 1, f"{at}{path}: nobody wrote down that he tried"
    assert state(marks) == before


def _traces(county: str, officer: str) -> int:
    notes = Note.everything.filter(county=county, kind="denied", actor=officer).count()
    return notes + Attempt.everything.filter(county=county, actor=officer).count()


def test_a_saved_view_is_ones_own(stage: Stage) -> None:
    theirs = stage.client("receiver", OWN)
    theirs.post("/desk/complaints/views", {"name": "榕桂存", "query": "flag=late"})
    from wutong.docket.matters.models import SavedView

    view = SavedView.everything.get(name="榕桂存")
    for role, office in (("receiver", OTHER), ("receiver", ELSEWHERE), ("squad_head", OWN)):
        other = stage.client(role, office)
        other.post("/desk/complaints/views/drop", {"view": str(view.pk)})
        assert SavedView.everything.filter(pk=view.pk).exists(), (role, office)
        assert "榕桂存" not in other.get("/desk/complaints").content.decode()
    # a view's filters are words of an address: they open nothing that the seat may not see
    squad = stage.client("squad_head", OTHER)
    kept = squad.post(
        "/desk/complaints/views", {"name": "试", "query": f"office={OWN}&q={stage.marks[OWN].words['text']}"}
    )
    text = squad.get(kept.headers["Location"]).content.decode()
    assert stage.marks[OWN].words["subject"] not in text and str(stage.marks[OWN].matters[0]) not in text


def test_a_sitting_an_import_a_job_and_a_change_are_their_countys(stage: Stage) -> None:
    marks = stage.marks[OWN]
    stage.client("squad_head", OWN).get("/desk")
    sitting = Sitting.everything.filter(county=HERE).first()
    there = {role: stage.client(role, ELSEWHERE) for role in ("receiver", "administrator", "bureau_head", "security")}
    batch, job, change = marks.things["batch"], marks.things["job"], marks.things["change"]
    tried = [
        ("receiver", "get", f"/desk/complaints/import/{batch}"), ("receiver", "post", f"/desk/complaints/import/{batch}/run"),
        ("receiver", "post", f"/desk/complaints/import/{batch}/drop"), ("receiver", "get", f"/desk/complaints/import/{batch}/problems.csv"),
        ("administrator", "post", f"/desk/jobs/{job}/again"),
    ]  # fmt: skip
    for role, method, path in tried:
        assert getattr(there[role], method)(path).status_code == 404, path
    # a number of a change is given in each county anew: what opens is one's own, never the other's
    for path in (f"/desk/house/{change}", f"/desk/house/{change}/confirm"):
        text = getattr(there["bureau_head"], "post" if path.endswith("confirm") else "get")(path).content.decode()
        assert marks.words["change"] not in text
    assert sitting is not None
    there["receiver"].post("/me/sittings/end", {"sitting": str(sitting.pk)})
    sitting.refresh_from_db()
    assert sitting.ended_at is None
