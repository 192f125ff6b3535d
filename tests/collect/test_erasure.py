"""After an erasure no byte of the reporter's words is left: database, write-ahead log, search index, drafts, snapshot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path


def test_it_leaves_no_trace_of_an_erased_complaint_in_any_file(tmp_path: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("WUTONG_", "SUITE_"))}
    env |= {"WUTONG_HOME": str(tmp_path), "WUTONG_TESTING": "1", "DJANGO_SETTINGS_MODULE": "wutong.boot.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.collect.erasure_run"], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert set(told["before"]) == {"text", "phone", "name", "place"}
    assert told["clean"] and told["after"] == {} and told["found"] == 0
    assert told["holes"] == ["contact_name", "contact_phone", "place", "text"]
