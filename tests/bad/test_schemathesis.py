"""Schemathesis, which knows nothing of us but docs/api.yaml, asks a running server: no broken page, no answer that is not told of.

A visitor with a form's key and a clerk who is signed in: without the key every form ends at 403, which is looked at too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.server import Server
from tests.needs import ROOT
from tests.soak.person import Person

#: not ``unsupported_method``: a POST to a page that takes none is first asked for the form's key and for a seat; the other
#: methods are looked at in test_api.py
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


def asked(server: Server, most: int, *, who: str, key: bool = True) -> subprocess.CompletedProcess[str]:
    """One run of the tool; what it printed."""
    person = Person(f"localhost:{server.port}")
    person.get("/signin")
    if who:
        person.sign_in(who)
        person.get("/signin")  # a key of this sitting
    person.close()
    headers = ["--header", f"Cookie: {'; '.join(f'{n}={v}' for n, v in person.cookies.items())}"]
    if key:
        headers += ["--header", f"X-CSRFToken: {person.cookies['wutong-csrf']}"]
    tool = Path(sys.executable).parent / "schemathesis"
    command = [
        str(tool), "run", str(ROOT / "docs" / "api.yaml"), "--url", server.address, "--max-examples", str(most),
        "--phases", "coverage,fuzzing", "--checks", CHECKS, "--continue-on-failure", "--generation-deterministic",
        "--no-color", *headers,
    ]  # fmt: skip
    return subprocess.run(command, cwd=server.home, capture_output=True, text=True, timeout=540, check=False)


VISITORS = [("", False), ("", True), ("唐敏", True)]


@pytest.mark.parametrize(("who", "key"), VISITORS)
@pytest.mark.parametrize("most", [5, pytest.param(300, marks=pytest.mark.soak)])
def test_it_finds_no_answer_that_is_not_told_of(server: Server, who: str, key: bool, most: int) -> None:
    before = server.errors()
    done = asked(server, most, who=who, key=key)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert "Tested: 8" in done.stdout, done.stdout[-3000:]
    assert server.errors() == before
