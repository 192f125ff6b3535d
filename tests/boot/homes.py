"""What the tests of backups do to a home: acts with files, erasures, and questions to it, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path

from tests.boot.test_command import wutong
from tests.needs import ROOT
from tests.soak.server import Home
from wutong.boot.backup import layout

_START = """
from datetime import timedelta
from uuid import UUID
import json
from wutong.record import clock
from wutong.record.entries import api as record
from wutong.record.files import api as files
from wutong.docket.matters import api as docket
from wutong.docket.matters.models import Matter
from wutong.record.entries.models import Entry, Value
scope = Scope("990101")
now = clock.now()
"""


def run(home: Home, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """``wutong …`` in the home; any exit code."""
    given = {k: v for k, v in home.env.items() if k.startswith("WUTONG_") and k != "WUTONG_HOME"}
    return wutong(*words, home=home.folder, **{**given, **settings})


def add_photo(home: Home, data: str = "photo") -> dict[str, str]:
    """A clerk's note with a file; gives matter, number of the entry, and the file's hash."""
    code = f"""
ref = files.keep(scope, {data!r}.encode() * 1000, "image/jpeg")
matter = Matter.objects.within(scope).filter(is_open=True).order_by("id").first()
doer = docket.Doer(record.Actor("officer", "011"), frozenset({{"receiver"}}), "zhihui", offices=frozenset({{"zhihui"}}))
deed = docket.Deed("noted", now, now, doer, record.Source("page"), {{"text": "记一笔 " + {data!r}}}, files=(ref,))
done = docket.act(scope, matter.id, deed)
print(json.dumps({{"matter": str(done.matter), "seq": done.seq, "sha256": ref.sha256}}))
"""
    return dict(json.loads(home.python(_START + code).splitlines()[-1]))


def erase(home: Home, matter: str, seq: int, *names: str) -> None:
    """Erase values of an entry as the deputy head does it, and clean the file of them."""
    code = f"""
from wutong.boot.backup.erasures import _erase
entry = next(e for e in record.history(scope, UUID({matter!r})) if e.seq == {seq})
_erase(scope, UUID({matter!r}), entry, {list(names)!r}, "个人信息保护法第四十七条", now)
assert record.scrub()
"""
    home.python(_START + code)


def first_report(home: Home) -> dict[str, str]:
    """A complaint whose words and telephone stand in its first entry."""
    code = """
from wutong.collect.complaints.models import Complaint
row = Complaint.objects.within(scope).exclude(contact_phone="").order_by("pk").first()
print(json.dumps({"matter": str(row.matter_id), "phone": row.contact_phone, "text": row.text}))
"""
    return dict(json.loads(home.python(_START + code).splitlines()[-1]))


def holds(folder: Path, text: str) -> list[str]:
    """The files below a folder in which the bytes of a text stand."""
    return [p.name for p in sorted(folder.rglob("*")) if p.is_file() and text.encode() in p.read_bytes()]


def older(kind: str, folder: Path) -> layout.Whole:
    """A backup of the demo county that an older program made of this kind of database, laid into a folder as a set."""
    with tarfile.open(ROOT / "tests" / "older" / f"{kind}.tar.xz") as packed:
        packed.extractall(folder, filter="data")
    return layout.complete(folder)[-1]
