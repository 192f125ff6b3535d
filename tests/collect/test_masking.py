"""A number that somebody wrote into his own words is whole only for those who may ask for it, and goes when it is erased."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests.collect.telling import Tale
from tests.people import as_person, seat
from wutong.collect.complaints import api as complaints
from wutong.docket.matters import api as docket
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.scope import Scope

PHONE, CARD = "13812340001", "510923199001011234"
WHOLE = (PHONE, "138 1234 0001", CARD)
MAY, MAY_NOT = ("唐敏", "顾明远", "何志远"), ("李明", "周伟", "孙丽", "陈静", "刘洋")


@pytest.fixture
def tale(wutong: Scope) -> Tale:
    """Numbers in the title, the description, the place and what was added; an officer's own number in a note."""
    told = Tale(
        wutong,
        at=clock.now() - timedelta(hours=4),
        subject=f"摊主电话{PHONE}占道",
        text=f"摊主身份证{CARD}，电话138 1234 0001",
        place=f"北关路1号（{PHONE}）",
    )
    told.upto("forwarded")
    told.do("反映人", "supplemented", text=f"又打了{PHONE}")
    told.do("周伟", "noted", text="商户值班电话13900001111")
    return told


def pages(tale: Tale) -> list[str]:
    year = tale.view.opened_on.year
    rows = f"/desk/figures/{year}/complaints.received/numerator"
    return [
        "/desk", "/desk/complaints", "/desk/complaints.csv", f"/m/{tale.matter}", f"/m/{tale.matter}/record",
        f"/m/{tale.matter}/do/noted", "/desk/deadlines", rows, f"{rows}.csv", f"/m/{tale.matter}/correct/1",
    ]  # fmt: skip


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return b"".join(answer).decode()


def test_it_shows_no_number_whole_to_whoever_may_not_ask_for_it(tale: Tale) -> None:
    for name in MAY_NOT:
        client, masked = as_person(name), 0
        for path in pages(tale):
            text = read(client, path)
            assert not [number for number in WHOLE if number in text], (name, path)
            masked += "138****0001" in text
        assert masked >= 5, name
        assert "510923********1234" in read(client, f"/m/{tale.matter}")


def test_whoever_may_reads_the_words_as_they_were_written(tale: Tale) -> None:
    for name in MAY:
        text = read(as_person(name), f"/m/{tale.matter}")
        assert CARD in text and "138 1234 0001" in text and f"又打了{PHONE}" in text
        listed = read(as_person(name), "/desk/complaints")
        assert PHONE not in listed and "138****0001" in listed, "a list is no place for a number"
    assert PHONE in read(as_person("唐敏"), "/desk/complaints.csv"), "the place, for those who may"


def test_an_officers_own_words_stay(tale: Tale) -> None:
    for name in (*MAY, "李明", "孙丽"):
        assert "13900001111" in read(as_person(name), f"/m/{tale.matter}")


def test_the_public_page_masks_what_the_reporter_typed(tale: Tale) -> None:
    receipt = tale.got.receipt
    assert receipt is not None
    client = Client()
    assert client.post(f"/progress/{receipt.number}/open", {"open-code": receipt.secret}).status_code == 302
    text = read(client, f"/progress/{receipt.number}")
    assert not [number for number in WHOLE if number in text] and "138****0001" in text


def test_a_field_with_a_number_is_not_corrected_by_whoever_sees_it_masked(tale: Tale) -> None:
    page = read(as_person("唐敏"), f"/m/{tale.matter}/correct/1")
    assert 'name="text"' in page and CARD in page
    page = read(as_person("孙丽"), f"/m/{tale.matter}/correct/1")
    assert 'name="text"' not in page and 'name="place"' not in page


def test_masking_keeps_nothing_so_erasing_takes_all(tale: Tale, wutong: Scope) -> None:
    assert tale.row.text.count(CARD) == 1, "kept as it was written"
    given = {"seq": 1, "names": ["text", "place", "subject"], "ground": "个人信息保护法第47条"}
    assert as_person("顾明远").post(f"/m/{tale.matter}/erase", given).status_code == 302
    for name in ("唐敏", "李明", "孙丽"):
        for path in (f"/m/{tale.matter}", f"/m/{tale.matter}/record", "/desk/complaints", "/desk/complaints.csv"):
            text = read(as_person(name), path)
            assert CARD not in text and "510923****" not in text and "摊主" not in text, (name, path)
    assert CARD not in repr(record.history(wutong, tale.matter)) and CARD not in tale.view.title


def test_it_is_found_by_its_words_all_the_same(tale: Tale, wutong: Scope) -> None:
    found = docket.page(wutong, docket.Ask(family="complaint", text="摊主"), seat("李明"), size=10)
    assert [row.id for row in found.rows] == [tale.matter]
    assert complaints.complaint(wutong, tale.matter) is not None
