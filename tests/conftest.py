"""Sets the stage for every test: settings from a throw-away home, SQLite by default, PostgreSQL when asked.

The cast of tests/people.py is the same as the demo's.
"""

from __future__ import annotations

import os
import tempfile

import pytest

_home = tempfile.mkdtemp(prefix="wutong-test-")
os.environ["WUTONG_HOME"] = _home
os.environ["WUTONG_TESTING"] = "1"
os.environ.pop("WUTONG_DEMO", None)
if os.environ.get("WUTONG_TEST_DATABASE", "sqlite") == "postgresql":
    os.environ["WUTONG_DATABASE"] = os.environ.get("WUTONG_TEST_POSTGRESQL", "postgresql://root@127.0.0.1:5432/wutong")
else:
    os.environ.pop("WUTONG_DATABASE", None)
os.environ.pop("WUTONG_TEST_DATABASE_IGNORED", None)
for name in [n for n in os.environ if n.startswith("WUTONG_TEST_")]:
    # the suite's own switches are not settings of the product: keep them where the settings reader does not look
    os.environ["SUITE_" + name.removeprefix("WUTONG_TEST_")] = os.environ.pop(name)
os.environ["DJANGO_SETTINGS_MODULE"] = "wutong.boot.settings"


@pytest.fixture
def home() -> str:
    """The throw-away WUTONG_HOME of this run."""
    return _home
