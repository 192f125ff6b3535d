"""Sets the stage for every test: settings from a throw-away home, SQLite by default, PostgreSQL when asked.

The suite's own switches are ``WUTONG_TEST_…`` outside and ``SUITE_…`` inside, so that the product's reader of settings,
which refuses unknown names, never sees them. The cast of tests/people.py is the same as the demo's.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

# so that `from tests import needs, people` works wherever pytest was started
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

for _name in [n for n in os.environ if n.startswith("WUTONG_TEST_")]:
    os.environ["SUITE_" + _name.removeprefix("WUTONG_TEST_")] = os.environ.pop(_name)
# whatever else this shell has set for a bureau's server is not what is tested; the clock is the suite's to set
for _name in [n for n in os.environ if n.startswith("WUTONG_") and n != "WUTONG_CLOCK"]:
    del os.environ[_name]

_home = tempfile.mkdtemp(prefix="wutong-test-")
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["WUTONG_HOME"] = _home
os.environ["WUTONG_TESTING"] = "1"
if os.environ.get("SUITE_DATABASE", "sqlite") == "postgresql":
    os.environ["WUTONG_DATABASE"] = os.environ.get("SUITE_POSTGRESQL", "postgresql://root@127.0.0.1:5432/wutong")
os.environ["DJANGO_SETTINGS_MODULE"] = "wutong.boot.settings"

from tests.guards_fixture import guards_around_flush  # noqa: E402, F401  (a fixture for every test)
from tests.people import qingshan, wutong  # noqa: E402, F401  (the two counties)


def pytest_configure() -> None:
    """Load the applications before a test module is imported; pytest-django only does it for settings already read."""
    import django

    django.setup()


@pytest.fixture
def home() -> str:
    """The throw-away WUTONG_HOME of this run."""
    return _home


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in a compulsory run fail, a test that needs what is not here."""
    from django.core.cache import cache

    from tests import needs

    cache.clear()  # how often somebody has tried to sign in is remembered there, and all tests come from one address
    for mark in item.iter_markers("needs"):
        for thing in mark.args:
            reason, may_fail = needs.lacking(thing)
            if reason and may_fail and needs.is_compulsory():
                pytest.fail(f"compulsory, but {reason}", pytrace=False)
            if reason:
                pytest.skip(reason)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the soak tests to `make soak`, unless they are named on the command line."""
    if os.environ.get("SUITE_SOAK") == "1" or "soak" in (config.getoption("markexpr") or ""):
        return
    kept = [item for item in items if item.get_closest_marker("soak") is None]
    if len(kept) != len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept
