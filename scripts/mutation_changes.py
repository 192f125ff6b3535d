"""What can be changed in a file of the law, and which changes change nothing: the list that ``make mutation`` samples.

It stands apart from what runs the tests (mutation.py, mutation_worker.py) so that a change can be looked at by itself.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
LAW = ROOT / "src" / "wutong" / "law"
#: file → the words of the line → kind of change → why no test can tell the law with it from the law without it
EQUIVALENT = ROOT / "tests" / "law" / "equivalent.yaml"
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
            case ast.Return(value=ast.expr() as value) if not (isinstance(value, ast.Constant) and value.value is None):
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


def changed(source: str, change: Change) -> ast.Module:
    """The file with that one thing changed; every line keeps its number."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[change.place]
    match node:
        case ast.Compare():
            node.ops = [SWAPS[type(node.ops[0])]()]  # type: ignore[list-item]
        case ast.BoolOp() | ast.BinOp():
            node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
        case ast.If() | ast.IfExp():
            node.test = ast.copy_location(ast.Constant(change.kind == "always"), node.test)
        case ast.comprehension():
            node.ifs = []
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant(value=int()):
            node.value = int(node.value) + 1  # type: ignore[arg-type]
        case ast.Constant():
            node.value = str(node.value).replace("第", "第9", 1)
        case ast.Return():
            node.value = ast.copy_location(ast.Constant(None), node)
        case _:
            _put(
                tree,
                node,
                copy.copy(node.operand) if isinstance(node, ast.UnaryOp) else ast.copy_location(ast.Pass(), node),
            )
    return ast.fix_missing_locations(tree)


def _put(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and any(each is old for each in value):
                value[:] = [new if each is old else each for each in value]


def every(paths: tuple[str, ...]) -> list[Change]:
    """All changes of some files of the law, those that change nothing among them."""
    files = sorted(p for p in LAW.rglob("*.py") if p.relative_to(LAW).as_posix().startswith(paths))
    return [
        change
        for path in files
        for change in changes(path.relative_to(LAW).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
    ]


def words(change: Change) -> str:
    """The line that is changed, as it stands."""
    return (LAW / change.file).read_text(encoding="utf-8").splitlines()[change.line - 1].strip()


def equivalent() -> dict[tuple[str, str, str], str]:
    """Changes that change nothing (file, words of the line, kind), each with its reason."""
    listed = YAML(typ="safe", pure=True).load(EQUIVALENT.read_text(encoding="utf-8")) or {}
    return {
        (f, line, kind): why
        for f, lines in listed.items()
        for line, kinds in lines.items()
        for kind, why in kinds.items()
    }


def key(change: Change) -> tuple[str, str, str]:
    """How a change is named in the list of those that change nothing."""
    return change.file, words(change), change.kind
