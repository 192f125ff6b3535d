"""Nothing is served from a home that is not in order, and the doctor names what is not."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests import needs
from tests.boot.test_command import wutong

COUNTY = """code: "990301"
name: 试验县
bureau: 试验县综合行政执法局
since: 2019-01-01
offices: [{code: ju, name: 局领导, kind: leaders}]
officers:
  - {code: "001", name: 某某, login: mou, posts: [{office: ju, role: bureau_head, leads: true}]}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home made by `wutong init`; tests copy it before they spoil it."""
    home = tmp_path_factory.mktemp("made") / "a home"
    file = home.parent / "county.yaml"
    file.write_text(COUNTY, encoding="utf-8")
    done = wutong("init", str(file), home=home)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of the made home, closed cleanly, to spoil."""
    copy = tmp_path / "home"
    copy.mkdir(mode=0o700)
    with sqlite3.connect(made / "wutong.sqlite3") as whole, sqlite3.connect(copy / "wutong.sqlite3") as target:
        whole.backup(target)
    target.execute("PRAGMA journal_mode=WAL")
    target.close()
    return copy


pytestmark = [needs.sqlite, pytest.mark.timeout(600)]


def test_it_makes_a_home_and_is_safe_to_repeat(made: Path) -> None:
    again = wutong("init", str(made.parent / "county.yaml"), home=made)
    assert again.returncode == 0 and "no changes" in again.stdout
    assert "首次密码" not in again.stdout


def test_it_prints_figures_of_an_empty_year(made: Path) -> None:
    done = wutong("figures", "2019", "--csv", home=made)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "key,label,value,unit,numerator,denominator"
    assert {"complaints.received", "complaints.handled", "complaints.within_15_days", "complaints.within_60_days",
            "complaints.handling_rate", "complaints.satisfaction"} <= {line.split(",")[0] for line in lines}  # fmt: skip


def test_it_recounts_them(made: Path) -> None:
    done = wutong("figures", "2019", "--recount", home=made)
    assert done.returncode == 0 and "entries counted" in done.stderr


def test_it_refuses_a_report_day_to_come(made: Path) -> None:
    assert wutong("figures", "2019", "--as-of", "2999-01-01", home=made).returncode == 2


def test_it_refuses_a_county_it_does_not_hold(made: Path) -> None:
    done = wutong("figures", "2019", "--county", "990999", home=made)
    assert done.returncode == 2 and "990301" in done.stderr


def test_it_asks_which_county_where_there_are_two(home: Path, tmp_path: Path) -> None:
    second = tmp_path / "second.yaml"
    second.write_text(COUNTY.replace("990301", "990302").replace("login: mou", "login: mou2"), encoding="utf-8")
    assert wutong("init", str(second), home=home).returncode == 0
    done = wutong("figures", "2019", home=home)
    assert done.returncode == 2 and "--county" in done.stderr
    assert wutong("figures", "2019", "--county", "990302", home=home).returncode == 0


def test_it_tells_what_is_wrong_in_a_county_file(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text(COUNTY.replace("bureau:", "buraeu:"), encoding="utf-8")
    done = wutong("init", str(file), home=made)
    assert done.returncode == 2
    assert "buraeu" in done.stderr and "bad.yaml" in done.stderr and "Traceback" not in done.stderr


def test_it_never_mixes_the_demo_with_a_real_county(home: Path) -> None:
    done = wutong("demo", home=home)
    assert done.returncode == 1 and "试验县" in done.stderr


def test_it_sets_the_guards_again_at_every_start(home: Path) -> None:
    with sqlite3.connect(home / "wutong.sqlite3") as db:
        names = [name for (name,) in db.execute("select name from sqlite_master where type = 'trigger'")]
        assert names
        db.execute(f'drop trigger "{names[0]}"')
    db.close()
    assert "not ok  guards" in wutong("doctor", home=home).stdout
    assert wutong("figures", "2019", home=home).returncode == 0
    assert "not ok  guards" not in wutong("doctor", home=home).stdout


def test_it_stops_on_tables_that_are_older_than_the_program(home: Path) -> None:
    with sqlite3.connect(home / "wutong.sqlite3") as db:
        db.execute("delete from django_migrations where app = 'sessions'")
    db.close()
    done = wutong("serve", home=home)
    assert done.returncode == 1 and "wutong migrate" in done.stderr


def test_it_stops_on_demo_accounts_outside_the_demo(home: Path) -> None:
    with sqlite3.connect(home / "wutong.sqlite3") as db:
        db.execute("update city_account set demo = 1")
    db.close()
    done = wutong("serve", home=home)
    assert done.returncode == 1 and "demo accounts" in done.stderr
    assert "demo things outside the demo" in wutong("doctor", home=home).stdout


def test_it_finds_what_others_can_read(home: Path) -> None:
    home.chmod(0o755)
    (home / "keys").mkdir(exist_ok=True)
    key = home / "keys" / "secret"
    key.write_text("k9Xw2-PqLmZ7vR4tYbN8sHdJfGcA3eU6iOaS5dFgHjKlQwErTyUi", encoding="ascii")
    key.chmod(0o644)
    done = wutong("doctor", home=home)
    assert done.returncode == 1
    assert "chmod 700" in done.stdout and "chmod 600" in done.stdout


def test_it_gives_each_finding_a_remedy(made: Path) -> None:
    said = wutong("doctor", home=made).stdout.splitlines()
    assert len([line for line in said if line.startswith("ok ")]) >= 12
    for n, line in enumerate(said):
        if line.startswith("not ok"):
            assert said[n + 1].strip().startswith("→"), line


def test_it_says_where_the_assets_are_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from wutong.boot import health

    monkeypatch.setattr("wutong.ui.__path__", [str(tmp_path)])
    assert [f.ok for f in health.assets()] == [False]
    (tmp_path / "static" / "ui" / "dist").mkdir(parents=True)
    (tmp_path / "static" / "ui" / "dist" / "manifest.json").write_text(json.dumps([]))
    assert [f.ok for f in health.assets()] == [True]
