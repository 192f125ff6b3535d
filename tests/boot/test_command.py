"""The ``wutong`` command: its exit codes, and one plain line where something is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.house.test_docs import commands
from wutong.boot.command import cli


def wutong(*arguments: str, home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command as an administrator runs it, in a process of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("WUTONG_", "DJANGO_", "SUITE_"))}
    env |= {"WUTONG_HOME": str(home), **settings}
    return subprocess.run(
        [sys.executable, "-m", "wutong", *arguments], env=env, capture_output=True, text=True, timeout=600, check=False
    )


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda x: x if isinstance(x, str) else "")
def test_it_explains_every_command_in_both_languages(name: str, command: click.Command) -> None:
    said = CliRunner().invoke(cli, [*name.split()[1:], "--help"])
    assert said.exit_code == 0
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said.output), f"{name} has no Chinese gloss"
    assert "Usage:" in said.output


def test_it_tells_its_exit_codes() -> None:
    said = CliRunner().invoke(cli, ["--help"]).output
    assert all(word in said for word in ("0  done", "1  refused", "2  wrong"))


def test_it_ends_with_2_on_an_unknown_setting(tmp_path: Path) -> None:
    done = wutong("serve", home=tmp_path, WUTONG_HOEM="x")
    assert done.returncode == 2
    assert done.stderr.startswith("wutong: unknown setting WUTONG_HOEM")
    assert done.stderr.count("\n") == 1


def test_it_ends_with_2_on_a_wrong_command_line(tmp_path: Path) -> None:
    assert wutong("serve", "--prot", "1", home=tmp_path).returncode == 2
    assert wutong("init", str(tmp_path / "none.yaml"), home=tmp_path).returncode == 2
    assert wutong("figures", "twenty", home=tmp_path).returncode == 2


@pytest.mark.parametrize("arguments", [("serve",), ("figures", "2019"), ("import", "complaints", __file__)])
def test_it_ends_with_1_where_there_is_no_home(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = wutong(*arguments, home=tmp_path / "none")
    assert done.returncode == 1
    assert "wutong init" in done.stderr and done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_it_ends_with_1_where_the_database_cannot_be_reached(tmp_path: Path) -> None:
    done = wutong("serve", home=tmp_path, WUTONG_DATABASE="postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 1
    assert "database cannot be opened" in done.stderr and "Traceback" not in done.stderr
