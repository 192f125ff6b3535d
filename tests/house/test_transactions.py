"""No file, network, rendering or process inside a transaction: the lock is held for as long as the disk takes.

Forty milliseconds of it inside the lock left 24 acts a second of 2,200. The check looks into the block itself, into
functions decorated as atomic, and one level of calls to functions of the same module.
"""

from __future__ import annotations

import ast
import re

from tests.house.code import Module, dotted, modules, planted, told

SLOW_NAMES = {"open", "render", "render_to_string", "sleep", "urlopen", "keep", "open_file", "scrub"}
SLOW_CHAIN = re.compile(
    r"(^|\.)(read_bytes|read_text|write_bytes|write_text|unlink|mkdir|rename|fsync|urlopen|render_to_string|sleep"
    r"|file_digest|copyfile|copytree|rmtree|send_mail|get_template)$"
    r"|^(requests|httpx|urllib|socket|subprocess|shutil|Image|PIL|openpyxl|smtplib|http\.client)\."
    r"|^(storage|default_storage)\."
    r"|^(files|files_api)\.keep$"
)

#: holds the lock on purpose: the server is stopped, and the folder must be in its place before the commit closes the county
ALONE = {"boot/moving/move.py"}


def _is_atomic(node: ast.AST) -> bool:
    name = dotted(node.func) if isinstance(node, ast.Call) else dotted(node)
    return name.split(".")[-1] == "atomic"


def _after_commit(node: ast.AST) -> set[int]:
    """What is handed to ``transaction.on_commit`` runs after the lock is gone."""
    skipped: set[int] = set()
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and dotted(inner.func).endswith("on_commit"):
            skipped |= {id(n) for argument in inner.args for n in ast.walk(argument)}
    return skipped


def slow(module: Module) -> list[str]:
    """Slow work inside a transaction."""
    if module.is_migration or module.path in ALONE:
        return []
    functions = {n.name: n for n in ast.walk(module.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)}
    blocks: list[ast.AST] = []
    for node in ast.walk(module.tree):
        opened = [item.context_expr for item in node.items] if isinstance(node, ast.With) else []
        worn = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        if isinstance(node, ast.With | ast.FunctionDef) and any(_is_atomic(part) for part in (*opened, *worn)):
            blocks.extend(node.body)
    found: dict[str, None] = {}

    def look(part: ast.AST, via: str, deep: bool) -> None:
        skipped = _after_commit(part)
        for node in ast.walk(part):
            if not isinstance(node, ast.Call) or id(node) in skipped:
                continue
            name = dotted(node.func)
            if name in SLOW_NAMES or SLOW_CHAIN.search(name):
                found[f"{module.path}:{node.lineno} {name}(){via}: do it before the transaction, or after"] = None
            elif deep and name in functions:
                for line in functions[name].body:
                    look(line, f" through {name}() at line {node.lineno}", False)

    for block in blocks:
        look(block, "", True)
    return list(found)


def test_it_does_nothing_slow_inside_a_transaction() -> None:
    offences = [offence for module in modules() for offence in slow(module)]
    assert not offences, told(offences)


def test_it_catches_slow_work_inside_a_transaction() -> None:
    start = "with transaction.atomic():\n    "
    assert slow(planted(start + "open('x').read()"))
    assert slow(planted(start + "path.write_bytes(data)"))
    assert slow(planted(start + "httpx.post(url)"))
    assert slow(planted(start + "files.keep(scope, data, kind)"))
    assert slow(planted("def store():\n    subprocess.run(['x'])\n" + start + "store()"))
    assert slow(planted("@transaction.atomic\ndef act():\n    Image.open(x)"))
    assert not slow(planted("open('x')\n" + start + "row.save()"))
    assert not slow(planted(start + "transaction.on_commit(lambda: open('x'))"))
