"""The runner that changes the law: each kind of change does what its name says, and its sample is what it claims to be."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "mutation.py"


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(SCRIPT.parent)
    return importlib.import_module("mutation")


@pytest.fixture
def what(runner: ModuleType) -> ModuleType:
    return sys.modules["mutation_changes"]


@pytest.fixture
def worker(runner: ModuleType) -> ModuleType:
    return sys.modules["mutation_worker"]


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
def test_a_change_is_what_it_is_called(what: ModuleType, kind: str, source: str, wanted: str) -> None:
    (change,) = (each for each in what.changes("x.py", ast.parse(source)) if each.kind == kind)
    assert ast.unparse(what.changed(source, change)) == wanted


def test_words_types_and_assertions_are_left_alone(what: ModuleType) -> None:
    source = "@f(True)\ndef g(a: bool | None) -> int | None:\n    'doc 5'\n    assert a is not None\n    say('words', f'{a} 5')"
    assert [each.kind for each in what.changes("x.py", ast.parse(source))] == ["drop Expr"]


def test_to_return_nothing_is_no_change_where_nothing_is_returned(what: ModuleType) -> None:
    assert list(what.changes("x.py", ast.parse("def f():\n    return None"))) == []


def test_every_package_has_files_and_tests(runner: ModuleType, what: ModuleType) -> None:
    for paths, tests, size in runner.PACKAGES.values():
        assert size and all((what.LAW / each).exists() for each in paths)
        assert any((Path(__file__).parent / f"test_{name}.py").exists() for name in tests)


def test_the_interval_is_wilsons(runner: ModuleType) -> None:
    low, high = runner.interval(90, 100)
    assert (round(low, 3), round(high, 3)) == (0.826, 0.945)


def test_what_changes_nothing_is_still_there_and_says_why(what: ModuleType) -> None:
    there = {what.key(each) for each in what.every(("",))}
    for entry, why in what.equivalent().items():
        assert entry in there, f"tests/law/equivalent.yaml: no such change any more: {' | '.join(entry)}"
        assert len(str(why)) > 20, f"tests/law/equivalent.yaml: the reason of {' | '.join(entry)} says nothing"


def change(what: ModuleType, line: str, kind: str) -> object:
    return next(c for c in what.every(("terms.py",)) if c.kind == kind and what.words(c).startswith(line))


def place(worker: ModuleType, changed: object) -> set[tuple[str, str, int]] | None:
    after, unique = worker._otherwise(changed)
    return worker._place(changed, after, unique)


def test_it_tells_what_is_done_on_import_from_what_a_function_does(what: ModuleType, worker: ModuleType) -> None:
    assert place(worker, change(what, "NAMED_DAYS = 3", "one more")) is None
    ((_, name, _line),) = place(worker, change(what, 'if term.unit == "hours":', "always"))
    assert name == "due"


def test_a_living_function_takes_its_changed_code_only_in_the_fork(what: ModuleType, worker: ModuleType) -> None:
    from wutong.law.terms import Term

    no_day = change(what, 'return f"{self.n} {self.unit}"', "return nothing")

    def ask() -> str:
        gone = worker._Living().replace(no_day, worker._otherwise(no_day)[0]) and Term(1, "days").__str__() is None
        return worker.NOTICED if gone else worker.LIVED

    assert worker._in_a_fork(ask, None) == worker.NOTICED
    assert str(Term(1, "days")) == "1 days"


def test_what_never_comes_back_is_told_apart(worker: ModuleType) -> None:
    def ask() -> str:
        while True:
            pass

    assert worker._in_a_fork(ask, 0) == worker.NEVER_BACK


def test_a_fault_of_the_runner_is_no_change_noticed(worker: ModuleType) -> None:
    def ask() -> str:
        raise LookupError

    assert worker._in_a_fork(ask, None) == worker.FAULT


@pytest.mark.soak
def test_nine_changes_in_ten_are_noticed() -> None:
    ran = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True)
    print(ran.stdout)
    assert ran.returncode == 0, ran.stdout[-2000:]
