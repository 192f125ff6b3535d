"""What was given up goes after its time, and never what a photo or an entry still names."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.collect.test_photos import jpeg
from tests.people import as_person
from wutong.boot import health_county, sweeping
from wutong.collect.complaints.models import Draft
from wutong.collect.media import api as media
from wutong.collect.media.models import Photo
from wutong.record import clock
from wutong.record.scope import Scope


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.HOME = tmp_path
    return tmp_path / "files"


def kept(folder: Path) -> set[str]:
    return {p.name for p in folder.rglob("*") if p.is_file()}


def sweep(scope: Scope) -> int:
    """How many files one sweep takes."""
    return sweeping.sweep(scope, clock.now()).files


def age(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))


@pytest.mark.django_db
def test_it_spares_a_photo_of_a_report_that_may_yet_be_sent(wutong: Scope, folder: Path) -> None:
    client = Client()
    photo = io.BytesIO(jpeg())
    photo.name = "a.jpg"
    client.get("/report/photo")
    client.post("/report/photo", {"photo": photo})
    age(folder)
    assert sweep(wutong) == 0 and len(kept(folder)) == 1
    assert all(f.ok for f in health_county.files())
    Draft.objects.within(wutong).update(touched_at=clock.now() - timedelta(days=8))
    assert sweeping.sweep(wutong, clock.now()) == sweeping.Swept(1, 1) and not kept(folder)
    assert not Photo.objects.within(wutong).exists()


@pytest.mark.django_db
def test_it_spares_the_covered_version_too(wutong: Scope, folder: Path) -> None:
    first = media.take_in(wutong, jpeg(), at=clock.now(), draft="d")
    ref, _ = media.cover(wutong, uuid4(), first.sha256, [media.Box(0, 0, 0.5, 0.5)])
    Photo.objects.within(wutong).update(covered=ref.sha256)
    assert media.needed(wutong, [first.sha256, ref.sha256, "ab" * 32]) == {first.sha256, ref.sha256}


@pytest.mark.django_db
def test_it_takes_the_photo_of_a_refused_form_after_a_week(wutong: Scope, folder: Path) -> None:
    photo = io.BytesIO(jpeg())
    photo.name = "a.jpg"
    given = {
        "channel": "visit",
        "text": "油烟呛人",
        "category": "stall",
        "received": "2019-01-05T09:00",
        "photo": photo,
    }
    assert as_person("唐敏").post("/desk/complaints/new", {**given, "late_reason": "周末"}).status_code in {302, 409}
    media.take_in(wutong, jpeg(80, 60), at=clock.now(), usage="noted")  # of a form that the law then refused
    age(folder)
    assert sweep(wutong) == 0
    Photo.objects.within(wutong).filter(matter=None).update(taken_in_at=clock.now() - timedelta(days=8))
    assert sweep(wutong) == Photo.objects.within(wutong).filter(matter=None).count() + 1


@pytest.mark.django_db
def test_the_doctor_names_what_no_sweep_took(wutong: Scope, folder: Path) -> None:
    taken = media.take_in(wutong, jpeg(), at=clock.now(), draft="d")
    media.drop(wutong, "d", taken.id)
    assert all(f.ok for f in health_county.files())  # young: its turn has not come
    age(folder)
    (finding,) = health_county.files()
    assert not finding.ok and "梧桐县 1" in finding.what
    assert sweep(wutong) == 1
    assert all(f.ok for f in health_county.files())
