"""Settings are checked before anything starts; a slip of the pen is never a year on a default."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wutong.boot.environment import KEPT, KNOWN, SettingsError, database, demand_secret, fixed_clock, read

GOOD_SECRET = "k9Xw2-PqLmZ7vR4tYbN8sHdJfGcA3eU6iOaS5dFgHjKlQwErTyUi"


def test_it_starts_with_nothing_set() -> None:
    found = read({})
    assert found.home == Path("var").absolute()
    assert not (found.demo or found.testing or found.https or found.trust_proxy)
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ_", min_size=1, max_size=12))
def test_it_stops_on_a_setting_it_does_not_know(tail: str) -> None:
    name = f"WUTONG_{tail}"
    if name in KNOWN:
        return
    with pytest.raises(SettingsError) as stopped:
        read({name: "1"})
    assert name in stopped.value.message
    assert stopped.value.code == 2


@pytest.mark.parametrize("name", ["WUTONG_DEMO", "WUTONG_HTTPS", "WUTONG_TRUST_PROXY"])
@pytest.mark.parametrize("value", ["yes", "true", "2", " 1"])
def test_it_stops_on_a_switch_that_is_neither_on_nor_off(name: str, value: str) -> None:
    with pytest.raises(SettingsError):
        read({name: value})


def test_it_sets_the_clock_only_in_the_demo_and_in_tests() -> None:
    with pytest.raises(SettingsError):
        read({"WUTONG_CLOCK": "2026-12-28T09:00"})
    assert read({"WUTONG_CLOCK": "+3d", "WUTONG_DEMO": "1"}).clock == "+3d"


@pytest.mark.parametrize("secret", ["short", "a" * 60, "demo-" + GOOD_SECRET])
def test_it_refuses_a_weak_or_a_demo_secret(secret: str) -> None:
    with pytest.raises(SettingsError):
        read({"WUTONG_SECRET": secret})


def test_it_takes_a_good_secret() -> None:
    assert demand_secret(read({"WUTONG_SECRET": GOOD_SECRET})) == GOOD_SECRET


def test_it_makes_a_secret_once_and_keeps_it_to_itself(tmp_path: Path) -> None:
    env = read({"WUTONG_HOME": str(tmp_path / "home")})
    first = demand_secret(env)
    assert demand_secret(env) == first and len(first) >= 50
    kept = tmp_path / "home" / "keys" / "secret"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700


def test_it_gives_the_demo_a_secret_of_its_own(tmp_path: Path) -> None:
    home = {"WUTONG_HOME": str(tmp_path)}
    real, demo = demand_secret(read(home)), demand_secret(read(home | {"WUTONG_DEMO": "1"}))
    assert demo.startswith("demo-") and not real.startswith("demo-")


def test_it_keeps_sqlite_durable() -> None:
    options = database(read({}))["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    for wanted in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "recursive_triggers=ON"):
        assert wanted in options["init_command"]


def test_a_thread_keeps_its_connection_on_both_databases() -> None:
    """A connection for every request doubles its processor time, and closing the last one rewrites SQLite's log."""
    for env in ({}, {"WUTONG_DATABASE": "postgresql://wutong@localhost/wutong"}):
        assert database(read(env))["CONN_MAX_AGE"] == KEPT > 60


def test_it_reads_a_postgresql_address() -> None:
    found = database(read({"WUTONG_DATABASE": "postgresql://wu%40tong:p%2Fw@db.example:6543/county%20one"}))
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "wu@tong",
        "p/w",
        "db.example",
        "6543",
        "county one",
    )


@pytest.mark.parametrize("address", ["mysql://x/y", "postgresql://x", "wutong.sqlite3"])
def test_it_stops_on_an_address_that_is_not_one(address: str) -> None:
    with pytest.raises(SettingsError):
        database(read({"WUTONG_DATABASE": address}))


def test_it_reads_a_clock_in_shanghai_time() -> None:
    at = fixed_clock("2026-12-28T09:00")
    assert at is not None and at.isoformat() == "2026-12-28T09:00:00+08:00"
    assert fixed_clock("+3d") is None
    with pytest.raises(SettingsError):
        fixed_clock("yesterday")
