"""Each of the cast walks every page, search, filter, file and stream: no word of another county, of an office, of a contact.

Who may see what is written here by hand, from what the bureau is for. ``hunt`` walks, ``ground`` lays the marked words.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.house.cast import ELSEWHERE, HERE, OTHER, OWN, ROLE_NAMES, THERE
from tests.walls import ground as grounds
from tests.walls import hunt
from tests.walls.ground import COUNTY, Stage
from wutong.record import clock

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(1800), pytest.mark.usefixtures("nothing_stays")]

#: see every matter of their county
COUNTY_WIDE = {"receiver", "dispatcher", "legal_reviewer", "supervisor", "deputy_head", "bureau_head"}
#: see what their office holds
OF_OFFICE = {"officer", "assistant", "squad_head"}
#: see the papers of changes of the house
HOUSE = {"administrator", "bureau_head", "deputy_head"}
#: see the rows of an import
IMPORT = {"receiver"}
#: may ask for a contact, by a button
CONTACT = {"receiver", "deputy_head", "bureau_head"}
#: what an import says is the county's, until its rows are matters
IMPORTED = {"subject", "text", "proof", "note"}
WALKERS = [(role, OWN) for role in ROLE_NAMES] + [(role, OTHER) for role in sorted(OF_OFFICE)]
WALKERS += [(role, ELSEWHERE) for role in ("receiver", "bureau_head", "squad_head", "administrator", "auditor")]


#: in every run: who sees the county, who sees an office, who sees nothing, and somebody of another county
ALWAYS = {
    ("receiver", OWN), ("officer", OWN), ("squad_head", OTHER), ("police", OWN), ("auditor", OWN),
    ("bureau_head", ELSEWHERE), ("police", OTHER), ("receiver", ELSEWHERE),
}  # fmt: skip


def some(seats: list[tuple[str, str]]) -> list[Any]:
    """Seats as parameters; those that say little new only in the long tests."""
    return [
        pytest.param(*each, marks=[] if each in ALWAYS else [pytest.mark.soak], id="-".join(each)) for each in seats
    ]


def allowed(role: str, office: str) -> set[str]:
    """Every word that a role of an office may read on a page."""
    found: set[str] = set()
    for theirs, county in COUNTY.items():
        if county != COUNTY[office]:
            continue
        said = grounds.words_of(theirs)
        matters = {word for name, word in said.items() if name not in {*grounds.CONTACT, "change"}}
        if role in COUNTY_WIDE:
            found |= matters
        if role in OF_OFFICE and theirs == office:
            found |= matters - {
                said["reason"]
            }  # what an office sent back is no longer its own, its own words on it included
        if role in IMPORT:
            found |= {said[name] for name in IMPORTED}
        if role in HOUSE:
            found.add(said["change"])
    return found


def contacts(office: str) -> set[str]:
    """Names and numbers of those who reported in the county of an office."""
    return {grounds.words_of(o)[name] for o, c in COUNTY.items() if c == COUNTY[office] for name in grounds.CONTACT}


def secrets() -> set[str]:
    return {word for office in COUNTY for word in grounds.words_of(office).values()}


def leaks(answer: hunt.Answer, may: set[str], photos: dict[bytes, str], may_photos: set[str]) -> list[str]:
    """The words in an answer that whoever asked may not read; a word that he wrote himself into the address is his own."""
    found = [word for word in secrets() - may if word in answer.text and not _asked(word, answer.address)]
    if photos.get(answer.data, "") not in {"", *may_photos}:
        found.append(f"the photo of {photos[answer.data]}")
    return [f"{answer.address} (from {answer.via or 'the start'}): {word}" for word in found]


def _asked(word: str, address: str) -> bool:
    return urlencode({"": word})[1:] in address


def start(stage: Stage, office: str) -> list[str]:
    """The addresses of every route about everybody's things, said with and without the county."""
    paths = ["/"]
    for marks in stage.marks.values():
        paths += grounds.addresses(stage.ground, marks, public=not office)
    elsewhere = THERE if COUNTY.get(office, HERE) == HERE else HERE
    return [*paths, *(f"/at/{elsewhere}{path}" for path in paths)]


def searches(may: set[str]) -> list[str]:
    """Every marked word that is not one's own in the search, and one of each office in every other box and file."""
    found = [f"/desk/complaints?{urlencode({'q': word})}" for word in sorted(secrets() - may)]
    asked = [("/desk/complaints", "q"), ("/desk/complaints.csv", "q"), ("/desk/access", "who"), ("/desk/accounts", "q")]
    few = [grounds.words_of(office)["text"] for office in COUNTY]
    return found + [f"{path}?{urlencode({name: word})}" for word in few for path, name in asked]


def walked(stage: Stage, role: str, office: str) -> Iterator[hunt.Answer]:
    client = stage.client(role, office)
    quiet = {"/signout"}
    yield from hunt.walk(
        client, [*start(stage, office), *searches(allowed(role, office))], most=1, follow=lambda a: a not in quiet
    )


@pytest.mark.parametrize(("role", "office"), some(WALKERS))
def test_whoever_walks_reads_no_word_that_is_not_his(stage: Stage, role: str, office: str) -> None:
    may = allowed(role, office)
    photos = {marks.photo: name for name, marks in stage.marks.items()}
    may_photos = {o for o, c in COUNTY.items() if c == COUNTY[office]} if role in COUNTY_WIDE else set()
    may_photos |= {office} if role in OF_OFFICE else set()
    seen: set[str] = set()
    found: list[str] = []
    pictures: set[str] = set()
    for answer in walked(stage, role, office):
        # the form of a correction shows a contact as it stands, to whoever may ask for it; that is a look and is recorded
        contact = answer.route == "complaint-correct" and role in CONTACT
        found += leaks(answer, may | (contacts(office) if contact else set()), photos, may_photos)
        seen |= {word for word in may if word in answer.text and not _asked(word, answer.address)}
        pictures |= {photos.get(answer.data, "")}
        if answer.status >= 500 and answer.route != "readyz":
            found.append(f"{answer.status} {answer.address}")
    assert not found, "\n".join(found[:30])
    # the walk would find them: what he may see he has seen, or this test has looked away
    assert may <= seen, sorted(may - seen)
    assert may_photos <= pictures, may_photos - pictures


def test_a_visitor_reads_nothing_of_anybody(stage: Stage) -> None:
    client, found = Client(raise_request_exception=False), []  # type: ignore[var-annotated]
    for answer in hunt.walk(client, start(stage, ""), most=1):
        found += leaks(answer, set(), {marks.photo: name for name, marks in stage.marks.items()}, set())
    assert not found, "\n".join(found[:30])


@pytest.mark.parametrize("office", COUNTY)
def test_the_second_secret_opens_the_reporters_own_words_and_no_contact(stage: Stage, office: str) -> None:
    marks = stage.marks[office]
    client, here = Client(), f"/at/{marks.county}/progress/{marks.receipt}"
    assert client.post(f"{here}/open", {"open-code": marks.secret}).status_code == 302
    text = client.get(here).content.decode()
    assert marks.words["replied"] in text and marks.words["more"] in text
    inner = {marks.words[n] for n in ("words", "note", "urged", "answered", "proof", *grounds.CONTACT)}
    others = {word for o in COUNTY if o != office for word in grounds.words_of(o).values()}
    assert not [word for word in inner | others if word in text]
    elsewhere = THERE if marks.county == HERE else HERE
    there = client.get(f"/at/{elsewhere}/progress/{marks.receipt}").content.decode()
    assert not [word for word in marks.words.values() if word in there], "a receipt is one county's"


def test_only_the_button_shows_a_contact_and_only_in_ones_own_county(stage: Stage) -> None:
    for office, marks in stage.marks.items():
        for role in ROLE_NAMES:
            for theirs in COUNTY:
                text = stage.client(role, theirs).post(f"/m/{marks.matters[0]}/contact").content.decode()
                shown = marks.words["phone"] in text or marks.words["name"] in text
                assert shown == (role in CONTACT and COUNTY[theirs] == marks.county), (role, theirs, office)


# ---- what is not there leaves no gap either: a page is the same with another's matter and without


def settled(text: str) -> str:
    """A page without what differs at each answer: keys, numbers used once, how far its live part has heard."""
    for head, tail in (
        ('nonce="', '"'), ('name="csrfmiddlewaretoken" value="', '"'), ('name="once" value="', '"'),
        ('data-live-after="', '"'), ('"X-CSRFToken": "', '"'), ('data-csrf="', '"'),
    ):  # fmt: skip
        parts = text.split(head)
        text = head.join([parts[0], *(part.partition(tail)[2] for part in parts[1:])])
    return text


def pages(stage: Stage, office: str) -> list[str]:
    """What shows lists and counts: every page without a thing in its address, and every choice of its forms."""
    plain = grounds.addresses(stage.ground, stage.marks[office])
    mine = set(plain) if office != OTHER else {a for a in plain if stage.marks[office].receipt not in a}
    return sorted(a for a in mine if not a.startswith(("/healthz", "/readyz", "/metrics")))


def snapshot(stage: Stage, role: str, office: str) -> dict[str, tuple[int, str]]:
    """Every page of a seat, with every choice of its filters; only the county's public numbers are left to others."""
    client = stage.client(role, office)
    shared = {
        "figures",
        "figures-year",
        "figures-csv",
        "figures-offices",
        "figure-office-rows",
        "figure-rows",
        "figure-rows-csv",
    }
    shared |= {
        "home",
        "public-figures",
        "public-figures-year",
        "public-figure-rows",
        "live",
        "me-sittings",
        "access-list",
        "access-list-csv",
    }
    skip = set() if COUNTY[office] != HERE else shared
    skip |= {"live", "me-sittings"}
    if (
        role == "administrator"
    ):  # who merges offices is told how many open matters each has in hand, by number, never in words
        skip |= {"house", "house-new", "house-change", "house-rows", "house-undo"} if COUNTY[office] == HERE else set()
    if COUNTY[office] != HERE:  # each look is written down, and the next page of the same walk tells of it
        skip |= {"access-list", "access-list-csv", "matter-record"}
    found = {}
    follow: Callable[[str], bool] = lambda a: hunt.route_of(a) not in skip and a != "/signout"  # noqa: E731
    for answer in hunt.walk(client, pages(stage, office), most=1, follow=follow):
        found[answer.address] = (answer.status, settled(answer.text))
    return found


BESIDE = [(role, OTHER) for role in (*sorted(OF_OFFICE), "police", "administrator", "security")] + [
    (role, ELSEWHERE) for role in ("receiver", "bureau_head", "squad_head", "administrator", "auditor")
]


@pytest.mark.parametrize(("role", "office"), some(BESIDE))
def test_another_matter_changes_no_page_of_whoever_may_not_see_it(stage: Stage, role: str, office: str) -> None:
    snapshot(stage, role, office)  # what a first visit leaves behind is his own
    before = snapshot(stage, role, office)
    at = clock.now() - timedelta(minutes=30)
    for number in range(2):
        more = grounds.report(OWN, at)
        story = [("receiver", "accepted", {}), ("receiver", "forwarded", {"office": OWN})]
        grounds.act(OWN, more.matter, story if number else [], at)
    after = snapshot(stage, role, office)
    assert set(before) == set(after)
    differ = [address for address in before if before[address] != after[address]]
    assert not differ, "\n".join(_difference(a, before[a][1], after[a][1]) for a in differ[:5])
    assert len(before) > 20


def _difference(address: str, one: str, two: str) -> str:
    where = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return f"{address}:\n  {one[max(0, where - 80) : where + 120]!r}\n  {two[max(0, where - 80) : where + 120]!r}"


@pytest.mark.parametrize(("role", "office"), BESIDE, ids=lambda value: str(value))
def test_no_stream_tells_of_it(stage: Stage, role: str, office: str) -> None:
    client = stage.client(role, office)
    clerk = stage.client("receiver", OWN)

    def heard(who: Client, after: int) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(who.get(f"/desk/live?hears=1&after={after}").content)
        return found

    began = json.loads(client.get("/desk/live").content)["number"]
    clerks = json.loads(clerk.get("/desk/live").content)["number"]
    at = clock.now() - timedelta(minutes=30)
    more = grounds.report(OWN, at)
    grounds.act(OWN, more.matter, [("receiver", "accepted", {}), ("receiver", "forwarded", {"office": OWN})], at)
    said = heard(client, began)
    assert said["parts"] == [] and said["county"] == COUNTY[office]
    if COUNTY[office] != HERE:
        assert said["number"] == began, "not even how much happens in another county"
    assert "inbox" in heard(clerk, clerks)["parts"], "whose it is, hears of it"
    words = json.dumps(said["hears"], ensure_ascii=False)
    assert OWN not in words


@pytest.mark.parametrize(
    ("role", "own"), [("administrator", "/desk/house"), ("security", "/desk/guard"), ("auditor", "/desk/access")]
)
def test_the_rail_of_the_three_administrators_leads_to_their_own_work_and_to_no_matters(
    stage: Stage, role: str, own: str
) -> None:
    """No matter opens to them: a word about matters would lead to an empty page, and say what is done there."""
    page = stage.client(role, OWN).get("/me").content.decode()
    rail = page.split('<nav class="rail"')[1].split("</nav>")[0]
    assert "rail-count" not in rail and f'href="{own}"' in rail
    for address in ("/desk/complaints", "/desk/deadlines", 'href="/desk"'):
        assert address not in rail, address
    clerk = stage.client("receiver", OWN).get("/me").content.decode()
    assert "/desk/complaints" in clerk.split('<nav class="rail"')[1].split("</nav>")[0]  # it would be found
    landed = stage.client(role, OWN).get("/", follow=True)
    assert landed.status_code == 200
