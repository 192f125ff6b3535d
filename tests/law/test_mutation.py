"""The runner that changes the law: each kind of change does what its name says, and its sample is what it claims to be."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "mutation.py"


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("mutation", SCRIPT)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules["mutation"] = found
    spec.loader.exec_module(found)
    return found


@pytest.mark.parametrize(
    ("kind", "source", "wanted"),
    [
        ("compare Lt", "x = a < b", "x = a <= b"),
        ("operator And", "x = a and b", "x = a or b"),
        ("drop not", "x = not a", "x = a"),
        ("always", "x = 1 if a else 2", "x = 1 if True else 2"),
        ("never", "x = 1 if a else 2", "x = 1 if False else 2"),
        ("no filter", "x = [a for a in b if a]", "x = [a for a in b]"),
        ("flip", "x = True", "x = False"),
        ("one more", "x = 5", "x = 6"),
        ("another article", "x = '第5条'", "x = '第95条'"),
        ("drop Raise", "def f():\n    raise E", "def f():\n    pass"),
        ("return nothing", "def f():\n    return a", "def f():\n    return None"),
    ],
)
def test_a_change_is_what_it_is_called(runner: ModuleType, kind: str, source: str, wanted: str) -> None:
    (change,) = (each for each in runner.changes("x.py", ast.parse(source)) if each.kind == kind)
    assert runner.changed(source, change) == wanted


def test_words_types_and_assertions_are_left_alone(runner: ModuleType) -> None:
    source = "@f(True)\ndef g(a: bool | None) -> int | None:\n    'doc 5'\n    assert a is not None\n    say('words', f'{a} 5')"
    assert [each.kind for each in runner.changes("x.py", ast.parse(source))] == ["drop Expr"]


def test_every_package_has_files_and_tests(runner: ModuleType) -> None:
    for paths, tests, size in runner.PACKAGES.values():
        assert size and all((runner.LAW / each).exists() for each in paths)
        assert any((Path(__file__).parent / f"test_{name}.py").exists() for name in tests)


def test_the_interval_is_wilsons(runner: ModuleType) -> None:
    low, high = runner.interval(90, 100)
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)


@pytest.mark.soak
def test_nine_changes_in_ten_are_noticed() -> None:
    ran = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True)
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout[-2000:]
