"""How the tests are asked about a change, cheaply: one process collects and runs them once, then forks for every change.

The run with nothing changed notes which functions of the law each test enters. A change within a function is put in its
place in the fork (the code of the function, not the file) and only tests that enter it are asked, the shortest first. What
was entered while a cache was filled empties the caches; what is read when modules are imported (tables, defaults), and what was
entered then and lived, is asked afresh: by a process that has imported nothing yet. No file of the checkout is written.

Whoever never comes back is told by the time of the processor, so a busy machine kills nothing.
"""

from __future__ import annotations

import ast
import functools
import gc
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import hypothesis
import pytest
from mutation_changes import LAW, ROOT, Change, changed

Key = tuple[str, str, int]
ARGUMENTS = (
    "-x", "-q", "-n0", "-p", "no:randomly", "-p", "no:timeout", "-m", "not soak", "--assert=plain",
    "--tb=line", "--hypothesis-seed=1", "--rootdir", str(ROOT),
)  # fmt: skip
#: so many times as long as a test takes with nothing changed (and watched, which is slower), and so many seconds, of the
#: processor; where caches were emptied, as the dearest test besides
PATIENCE, GRACE = 4, 2
MEMORY = 3 << 30
#: read once, whatever is changed
LIBRARIES = (
    "chinese_calendar",
    "django.test",
    "holidays",
    "hypothesis.strategies",
    "pytest_django.plugin",
    "ruamel.yaml",
)
NOTICED, LIVED, AFRESH, NEVER_BACK, FAULT = "noticed", "lived", "afresh", "never back", "fault"


def work(tests: tuple[str, ...], chosen: list[Change], answers: Any) -> None:
    """Asks about all of them; the last answer is nothing, or which test fails with nothing changed."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT / "src"))
    # no search for a smaller example, and none remembered: one that fails is enough, and the next change is another law
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile("mutation", database=None, phases=phases, report_multiple_bugs=False)
    hypothesis.settings.load_profile("mutation")
    for name in LIBRARIES:
        importlib.import_module(name)
    files = [f"tests/law/test_{name}.py" for name in tests if (ROOT / f"tests/law/test_{name}.py").exists()]
    forking = multiprocessing.get_context("fork")
    told = forking.SimpleQueue()
    warm = forking.Process(target=_warm, args=(files, chosen, told))
    warm.start()
    afresh, cost = [], dict[str, float]()
    while True:
        change, said = told.get()
        if said == AFRESH:
            afresh.append(change)
        elif change is not None:
            answers.put((change, said))
        elif isinstance(said, str):
            answers.put((None, said))
            return
        else:
            cost = said
            break
    warm.join()
    if afresh and _in_a_fork(functools.partial(_afresh, files, None, cost), None) != LIVED:
        answers.put((None, "asked afresh"))
        return
    for change in afresh:
        ask = functools.partial(_afresh, files, change, cost)
        answers.put((change, _in_a_fork(ask, PATIENCE * sum(cost.values()) + 10)))
    answers.put((None, ""))


def _in_a_fork(ask: Any, seconds: float | None) -> str:
    """What a child says by how it ends."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 3
        try:
            _silence()
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            if seconds is not None:
                _allow(seconds)
            code = {LIVED: 0, NOTICED: 1, AFRESH: 2}[ask()]
        except MemoryError:
            code = 1
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return NEVER_BACK if os.WTERMSIG(status) in (24, 9) else NOTICED
    return {0: LIVED, 1: NOTICED, 2: AFRESH}.get(os.WEXITSTATUS(status), FAULT)


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def _allow(seconds: float) -> None:
    """So much more of the processor; then the system ends the process."""
    whole = int(time.process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (whole, resource.RLIM_INFINITY))


def _warm(files: list[str], chosen: list[Change], told: Any) -> None:
    _silence()
    asker = _Asker(chosen, told)
    with asker.watch:
        pytest.main([*ARGUMENTS, *files], plugins=[asker])
    told.put((None, asker.fails or asker.cost or "no test was asked"))


class _Watch:
    """Which functions of the law are entered, and which of them while a cache is filled."""

    def __init__(self) -> None:
        self.entered: set[Key] = set()
        self.filling: set[Key] = set()
        self._caches: set[CodeType] | None = None
        self._known: dict[CodeType, Key | None] = {}
        self._filled_by: FrameType | None = None
        self._law = str(LAW)

    def __enter__(self) -> None:
        sys.settrace(self._saw)

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _saw(self, frame: FrameType, event: str, _: object) -> Any:
        code = frame.f_code
        try:
            key = self._known[code]
        except KeyError:
            key = self._known[code] = _key(code) if code.co_filename.startswith(self._law) else None
        if key is not None:
            self.entered.add(key)
            if self._filled_by is not None:
                self.filling.add(key)
        if self._filled_by is None and self._caches is not None and code in self._caches:
            self._filled_by = frame
            if key is not None:
                self.filling.add(key)
            frame.f_trace_lines = False
            return self._filled
        return None

    def _filled(self, frame: FrameType, event: str, _: object) -> Any:
        if event == "return" and frame is self._filled_by:
            self._filled_by = None
        return self._filled

    def know_caches(self) -> None:
        """From here on it is told what fills a cache."""
        self._caches = {each.__wrapped__.__code__ for each in _caches()} | {
            each.func.__code__ for _, _, each in _lazy()
        }

    def since(self) -> set[Key]:
        """What was entered since it was last asked."""
        found, self.entered = self.entered, set()
        return found


class _Asker:
    """In the place of pytest's loop over the tests: once with nothing changed, then a fork for each change."""

    def __init__(self, chosen: list[Change], told: Any) -> None:
        self.chosen, self.told, self.watch = chosen, told, _Watch()
        self.fails, self.cost = "", dict[str, float]()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.watch.know_caches()
        imported, entering = self.watch.since(), dict[str, set[Key]]()
        for item in session.items:
            now = time.process_time()
            if _failed(item):
                self.fails = item.nodeid
                return True
            self.cost[item.nodeid], entering[item.nodeid] = time.process_time() - now, self.watch.since()
        sys.settrace(None)
        sooner = sorted(session.items, key=lambda item: self.cost[item.nodeid])
        living = _Living()
        gc.freeze()
        for change in self.chosen:
            after, unique = _otherwise(change)
            place = _place(change, after, unique)
            if place is None:
                self.told.put((change, AFRESH))
                continue
            items = [item for item in sooner if place & entering[item.nodeid]]
            otherwise = AFRESH if place & imported else LIVED
            if not items:
                self.told.put((change, otherwise))
                continue
            empty = bool(place & self.watch.filling)

            ask = functools.partial(self._ask, change, after, items, living, empty)
            said = _in_a_fork(ask, None)
            self.told.put((change, otherwise if said == LIVED else said))
        return True

    def _ask(
        self, change: Change, after: dict[Key, CodeType], items: list[pytest.Item], living: _Living, empty: bool
    ) -> str:
        if not living.replace(change, after):
            return AFRESH
        if empty:
            living.empty()
        for item in items:
            _allow(PATIENCE * (self.cost[item.nodeid] + (max(self.cost.values()) if empty else 0)) + GRACE)
            if _failed(item):
                return NOTICED
        return LIVED


def _failed(item: pytest.Item) -> bool:
    """Fixtures of a module are made anew for each test, so that what they enter is noted with it."""
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, log=False, nextitem=item.session)  # type: ignore[arg-type]
    return any(report.failed for report in reports)


def _key(code: CodeType) -> Key:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _within(code: CodeType) -> Iterator[CodeType]:
    """The file, its classes and their functions; what stands within a function is part of it."""
    yield code
    for each in code.co_consts if code.co_name == "<module>" or _is_class(code) else ():
        if isinstance(each, CodeType):
            yield from _within(each)


def _alone(code: CodeType) -> object:
    """What a function does; of a file or a class what it does itself, without its functions."""
    if code.co_name != "<module>" and not _is_class(code):
        return code
    constants = tuple((type(each), repr(each)) for each in code.co_consts if not isinstance(each, CodeType))
    return code.co_code, constants, code.co_names


@functools.cache
def _codes(file: str) -> tuple[dict[Key, CodeType], bool]:
    """The code of a file, and whether each function can be told by name and line."""
    path = LAW / file
    found = list(_within(compile(path.read_text(encoding="utf-8"), str(path), "exec")))
    return {_key(code): code for code in found}, len(set(map(_key, found))) == len(found)


def _otherwise(change: Change) -> tuple[dict[Key, CodeType], bool]:
    """The same of the changed file."""
    path = LAW / change.file
    found = list(_within(compile(changed(path.read_text(encoding="utf-8"), change), str(path), "exec")))
    return {_key(code): code for code in found}, len(set(map(_key, found))) == len(found)


def _place(change: Change, after: dict[Key, CodeType], unique: bool) -> set[Key] | None:
    """The function that reads otherwise; None where it is what is done on import, or cannot be told from its neighbour."""
    before, unique_before = _codes(change.file)
    unique = unique and unique_before
    other = {key for key, code in after.items() if key not in before or _alone(code) != _alone(before[key])}
    if not unique or not other or any("<module>" in key[1] or key not in before for key in other):
        return None
    if any(_is_class(before[key]) for key in other):
        return None
    return other


def _is_class(code: CodeType) -> bool:
    return "__qualname__" in code.co_names and "__module__" in code.co_names


class _Living:
    """What lives of ours once the tests have run: functions by file, caches, and what classes reckon once for an object."""

    def __init__(self) -> None:
        self.functions: dict[str, list[FunctionType]] = {}
        for each in gc.get_objects():
            if type(each) is FunctionType and each.__code__.co_filename.startswith(str(LAW)):
                self.functions.setdefault(each.__code__.co_filename, []).append(each)
        self.caches = _caches()
        self.lazy: dict[type, list[str]] = {}
        for owner, name, _ in _lazy():
            self.lazy.setdefault(owner, []).append(name)

    def replace(self, change: Change, after: dict[Key, CodeType]) -> bool:
        """Gives every living function of the file its changed code; False if that cannot be done."""
        found = False
        for each in self.functions.get(str(LAW / change.file), ()):
            code = after.get(_key(each.__code__))
            if code is None or code == each.__code__:
                continue
            if len(code.co_freevars) != len(each.__code__.co_freevars):
                return False
            each.__code__, found = code, True
        return found

    def empty(self) -> None:
        """Empties every cache, those within objects too."""
        for cache in self.caches:
            cache.cache_clear()
        gc.unfreeze()
        owners = tuple(self.lazy)
        for each in gc.get_objects():
            if isinstance(each, owners):
                for owner, names in self.lazy.items():
                    for name in names if isinstance(each, owner) else ():
                        each.__dict__.pop(name, None)


def _ours(name: str | None) -> bool:
    return bool(name) and str(name).split(".")[0] in ("wutong", "tests")


def _caches() -> list[Any]:
    return [
        each for each in gc.get_objects() if isinstance(each, functools._lru_cache_wrapper) and _ours(each.__module__)
    ]


def _lazy() -> list[tuple[type, str, Any]]:
    classes = [each for each in gc.get_objects() if isinstance(each, type) and _ours(getattr(each, "__module__", None))]
    return [(c, n, p) for c in classes for n, p in vars(c).items() if isinstance(p, functools.cached_property)]


class _Shortest:
    """The tests in the order of what they took with nothing changed."""

    def __init__(self, cost: dict[str, float]) -> None:
        self.cost = cost

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.cost.get(item.nodeid, 0))


def _afresh(files: list[str], change: Change | None, cost: dict[str, float]) -> str:
    """By a process that has imported nothing of ours: the changed file is what it imports."""
    if change is not None:
        path = LAW / change.file
        sys.meta_path.insert(0, _Finder(path, changed(path.read_text(encoding="utf-8"), change)))
    return NOTICED if pytest.main([*ARGUMENTS, *files], plugins=[_Shortest(cost)]) != 0 else LIVED


class _Finder(importlib.abc.MetaPathFinder, importlib.machinery.SourcelessFileLoader):
    """Imports one module from a changed tree."""

    def __init__(self, file: Path, tree: ast.Module) -> None:
        parts = file.relative_to(LAW.parent.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        super().__init__(name, str(file))
        self.tree, self.package = tree, parts[-1] == "__init__"

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> Any:
        if fullname != self.name:
            return None
        return importlib.util.spec_from_file_location(
            fullname,
            self.path,
            loader=self,
            submodule_search_locations=[str(Path(self.path).parent)] if self.package else None,
        )

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.tree, str(self.path), "exec")
