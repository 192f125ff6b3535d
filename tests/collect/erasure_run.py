"""A process of its own: a whole complaint in a real home, its words erased, and what of them the files still hold.

Run by test_erasure.py. Prints one JSON object: before and after, which needles lie in which file.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from tests.people import build_wutong, seat  # noqa: E402
from wutong.collect.complaints import api as complaints  # noqa: E402
from wutong.collect.complaints import guard  # noqa: E402
from wutong.collect.complaints.models import Complaint  # noqa: E402
from wutong.docket.matters import api as docket  # noqa: E402
from wutong.record import clock  # noqa: E402
from wutong.record.entries import api as record  # noqa: E402

HOME = Path(os.environ["WUTONG_HOME"])
# characters that stand nowhere else in a county's files
NEEDLES = {"text": "𠮷𡃁𢆥𣏕", "phone": "13977770001", "name": "䶮㙟女士", "place": "喆堃巷"}


def traces() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted(p for p in HOME.rglob("*") if p.is_file()):
        data = path.read_bytes()
        for what, text in NEEDLES.items():
            parts = [text[:2], text] if not text.isdigit() else [text]
            forms = [f for p in parts for f in (p.encode(), p.encode("utf-16-le"), json.dumps(p)[1:-1].encode())]
            if any(form in data for form in forms):
                found.setdefault(what, []).append(path.name)
    return found


def main() -> None:
    call_command("migrate", verbosity=0)
    scope = build_wutong()
    guard.FASTEST = timedelta(0)
    client = Client(HTTP_HOST="localhost")
    client.get("/report/photo")
    client.post("/report/where", {"place": NEEDLES["place"], "lat": "38.699676", "lon": "83.198363"})
    client.post("/report/what", {"category": "stall", "text": NEEDLES["text"]})
    client.post("/report/contact", {"phone": NEEDLES["phone"], "name": NEEDLES["name"], "confidential": "on"})
    assert client.post("/report/check").status_code == 302
    matter = Complaint.objects.within(scope).get().matter_id
    now = clock.now()
    who = seat("唐敏")
    complaints.do_seated(who, matter, "accepted", {}, at=now, written=now)
    before = traces()
    names = ["text", "contact_phone", "contact_name", "place"]
    clean = complaints.erase(seat("顾明远"), matter, 1, names, "个人信息保护法第47条", at=now)
    found = docket.page(scope, docket.Ask(text=NEEDLES["text"]), None).rows
    holes = [n for n, v in record.history(scope, matter)[0].fields.items() if isinstance(v, record.Erased)]
    docket.restand(scope, matter, now)
    connection.close()
    told = {"before": before, "clean": clean, "after": traces(), "found": len(found), "holes": sorted(holes)}
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
