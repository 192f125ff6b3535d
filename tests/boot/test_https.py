"""Behind an HTTPS proxy forms still arrive: the proxy's word is taken only where both settings say so."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import json
from wutong.boot import settings as s
print(json.dumps([getattr(s, "CSRF_TRUSTED_ORIGINS", []), list(getattr(s, "SECURE_PROXY_SSL_HEADER", ())), s.SESSION_COOKIE_SECURE]))
"""


def told(home: Path, **settings: str) -> list[object]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("WUTONG_", "SUITE_"))}
    env |= {"WUTONG_HOME": str(home), "WUTONG_HOSTS": "ju.example", **settings}
    done = subprocess.run([sys.executable, "-c", ASK], env=env, capture_output=True, text=True, check=True)
    found: list[object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, [[], [], False]),
        ({"WUTONG_TRUST_PROXY": "1"}, [[], [], False]),
        ({"WUTONG_HTTPS": "1"}, [["https://ju.example"], [], True]),
        (
            {"WUTONG_HTTPS": "1", "WUTONG_TRUST_PROXY": "1"},
            [["https://ju.example"], ["HTTP_X_FORWARDED_PROTO", "https"], True],
        ),
    ],
)
def test_it_trusts_the_proxy_only_as_far_as_it_is_told(
    tmp_path: Path, settings: dict[str, str], expected: list[object]
) -> None:
    assert told(tmp_path, **settings) == expected
