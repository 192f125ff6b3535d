"""Changes the law one small thing at a time and asks whether a test of ``tests/law`` notices: ``make mutation``.

There are thousands of such changes, so a seeded sample of each package is tried, and the rate is told with the 95 % interval
that a sample of that size allows. Each worker has a copy of the law and of nothing else; a changed file is written there,
the tests of its package run in a process of their own until one fails, and the file is put back. Why this is ours and not
a library stands in docs/decisions/0012-proof.md.
"""

from __future__ import annotations

import argparse
import ast
import copy
import math
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LAW = ROOT / "src" / "wutong" / "law"
INTERPRETER = (
    "expressions", "gates", "persons", "fold", "clocks", "several", "threads", "corrections", "loader", "texts_of_the_day",
    "examples", "complaint", "audit", "audit_penalty", "gates_count", "rulebook", "docs", "moves", "edges", "fileschema",
)  # fmt: skip
#: package → its files, the tests that are asked, nearest first, and how many changes are tried
PACKAGES: dict[str, tuple[tuple[str, ...], tuple[str, ...], int]] = {
    "interpreter": (("procedure/",), INTERPRETER, 160),
    "terms": (("terms.py",), ("terms", "clocks", "describe", "edges"), 80),
    "calendar": (("calendar.py", "holidays.py"), ("calendar", "terms", "moves", "rulebook", "edges"), 80),
    "discretion": (("discretion/",), ("bands", "grounds", "settle", "checks", "edges"), 80),
    "competence": (("competence/",), ("competence", "checks", "edges"), 80),
    "audit": (("audit.py",), ("audit_penalty", "audit", "checks", "edges"), 80),
}
WANTED = 0.9
#: what never comes back is noticed too: so many times as long as the tests take with nothing changed, and a minute
PATIENCE = 4
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One small thing, at a place of the tree of a file."""

    file: str
    line: int
    place: int
    kind: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.kind}"


def changes(file: str, tree: ast.Module) -> Iterator[Change]:
    """Everything that can be changed in a file: what is compared, joined, counted, answered, and what is done at all.

    Words are left as they are, but for citations: a message that reads otherwise is no other law.
    """
    skipped = {id(each) for node in ast.walk(tree) for each in annotations(node)}
    for place, node in enumerate(ast.walk(tree)):
        where = node.target if isinstance(node, ast.comprehension) else node
        line = getattr(where, "lineno", 0)
        if id(node) in skipped or not line:
            continue
        match node:
            case ast.Compare(ops=[op]) if type(op) in SWAPS:
                yield Change(file, line, place, f"compare {type(op).__name__}")
            case ast.BoolOp() | ast.BinOp() if type(node.op) in SWAPS:
                yield Change(file, line, place, f"operator {type(node.op).__name__}")
            case ast.UnaryOp(op=ast.Not()):
                yield Change(file, line, place, "drop not")
            case ast.If() | ast.IfExp():
                yield Change(file, line, place, "always")
                yield Change(file, line, place, "never")
            case ast.comprehension(ifs=[_, *_]):
                yield Change(file, line, place, "no filter")
            case ast.Constant(value=bool()):
                yield Change(file, line, place, "flip")
            case ast.Constant(value=int()):
                yield Change(file, line, place, "one more")
            case ast.Constant(value=str() as text) if "第" in text and "条" in text:
                yield Change(file, line, place, "another article")
            case ast.Return(value=ast.expr()):
                yield Change(file, line, place, "return nothing")
            case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
                yield Change(file, line, place, f"drop {type(node).__name__}")


def annotations(node: ast.AST) -> Iterator[ast.AST]:
    """Types, and what says how a class is made: no test can tell them apart."""
    roots: list[ast.AST | None] = []
    if isinstance(node, ast.FunctionDef):
        roots += [node.returns, *node.decorator_list]
    elif isinstance(node, ast.arg | ast.AnnAssign):
        roots.append(node.annotation)
    elif isinstance(node, ast.ClassDef):
        roots += node.decorator_list
    elif isinstance(node, ast.Assert | ast.JoinedStr | ast.FormattedValue):
        roots.append(node)
    for root in roots:
        if root is not None:
            yield from ast.walk(root)


def changed(source: str, change: Change) -> str:
    """The file with that one thing changed."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[change.place]
    match node:
        case ast.Compare():
            node.ops = [SWAPS[type(node.ops[0])]()]  # type: ignore[list-item]
        case ast.BoolOp() | ast.BinOp():
            node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
        case ast.If() | ast.IfExp():
            node.test = ast.Constant(change.kind == "always")
        case ast.comprehension():
            node.ifs = []
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant(value=int()):
            node.value = int(node.value) + 1  # type: ignore[arg-type]
        case ast.Constant():
            node.value = str(node.value).replace("第", "第9", 1)
        case ast.Return():
            node.value = ast.Constant(None)
        case _:
            _put(tree, node, ast.Pass() if not isinstance(node, ast.UnaryOp) else copy.copy(node.operand))
    return ast.unparse(ast.fix_missing_locations(tree))


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(each is old for each in value):
                value[:] = [new if each is old else each for each in value]


class Worker:
    """A place where the law is another one: everything else of the package is the checkout's own."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "src"
        package = self.source / "wutong"
        package.mkdir(parents=True)
        for item in (ROOT / "src" / "wutong").iterdir():
            if item.name != "law" and item.name != "__pycache__":
                (package / item.name).symlink_to(item)
        shutil.copytree(LAW, package / "law", ignore=shutil.ignore_patterns("__pycache__"))
        self.law = package / "law"
        self.patience = 3600.0

    def noticed(self, change: Change | None, tests: tuple[str, ...]) -> bool:
        """Whether a test fails."""
        path = self.law / change.file if change else None
        if path is not None and change is not None:
            path.write_text(changed((LAW / change.file).read_text(encoding="utf-8"), change), encoding="utf-8")
        env = {**os.environ, "PYTHONPATH": str(self.source), "PYTHONDONTWRITEBYTECODE": "1"}
        files = [f"tests/law/test_{name}.py" for name in tests if (ROOT / f"tests/law/test_{name}.py").exists()]
        words = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:randomly", "-m", "not soak", *files]
        try:
            ended = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, timeout=self.patience)
            return ended.returncode != 0
        except subprocess.TimeoutExpired:
            return True
        finally:
            if path is not None and change is not None:
                shutil.copy2(LAW / change.file, path)


def interval(killed: int, tried: int) -> tuple[float, float]:
    """Wilson's 95 % interval."""
    if not tried:
        return 0.0, 1.0
    z, rate = 1.96, killed / tried
    middle = rate + z * z / (2 * tried)
    width = z * math.sqrt(rate * (1 - rate) / tried + z * z / (4 * tried * tried))
    return (middle - width) / (1 + z * z / tried), (middle + width) / (1 + z * z / tried)


def main() -> int:
    asked = argparse.ArgumentParser(prog="make mutation", description=__doc__)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--only", default=",".join(PACKAGES), help="some of the packages")
    asked.add_argument("--sample", type=int, help="how many changes of each package; default as written above")
    asked.add_argument("--workers", type=int, default=2)
    given = asked.parse_args()
    began, poor, lived = time.monotonic(), [], list[Change]()
    with tempfile.TemporaryDirectory(prefix="wutong-mutation-") as folder:
        idle: queue.Queue[Worker] = queue.Queue()
        for n in range(given.workers):
            idle.put(Worker(Path(folder) / str(n)))
        print(f"{datetime.now(UTC):%Y-%m-%d}, seed {given.seed}\n")
        print("| package | changes | tried | noticed | rate, 95 % interval | seconds |\n|---|---:|---:|---:|---|---:|")
        lock = threading.Lock()
        for package in [each for each in PACKAGES if each in given.only.split(",")]:
            paths, tests, size = PACKAGES[package]
            files = sorted(p for p in LAW.rglob("*.py") if p.relative_to(LAW).as_posix().startswith(paths))
            every = [
                change
                for path in files
                for change in changes(path.relative_to(LAW).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
            ]
            chosen = random.Random(given.seed).sample(every, min(given.sample or size, len(every)))
            now = time.monotonic()
            workers = [idle.get() for _ in range(given.workers)]
            if workers[0].noticed(None, tests):
                raise SystemExit(f"the tests of {package} fail with nothing changed")
            for each in workers:
                each.patience = PATIENCE * (time.monotonic() - now) + 60
                idle.put(each)

            def one(change: Change, tests: tuple[str, ...] = tests) -> bool:
                worker = idle.get()
                try:
                    seen = worker.noticed(change, tests)
                finally:
                    idle.put(worker)
                if not seen:
                    with lock:
                        lived.append(change)
                        print(f"  lived: {change}", file=sys.stderr, flush=True)
                return seen

            with ThreadPoolExecutor(given.workers) as pool:
                killed = sum(pool.map(one, chosen))
            low, high = interval(killed, len(chosen))
            rate = killed / len(chosen)
            poor += [package] if rate < WANTED else []
            print(
                f"| {package} | {len(every)} | {len(chosen)} | {killed} | {rate:.0%} ({low:.0%} to {high:.0%}) | "
                f"{time.monotonic() - now:.0f} |",
                flush=True,
            )
    for change in sorted(lived, key=str):
        print(f"{change}: {(LAW / change.file).read_text(encoding='utf-8').splitlines()[change.line - 1].strip()}")
    print(f"\n{time.monotonic() - began:.0f} s in all" + (f"; below {WANTED:.0%}: {', '.join(poor)}" if poor else ""))
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main())
