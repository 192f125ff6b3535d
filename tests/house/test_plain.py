"""What a reader would otherwise have to watch for: plain tables, plain words, a first line that says why."""

from __future__ import annotations

import ast
import re
import subprocess

from tests.house.code import LINE, ROOT, SOURCE, Module, calls, modules, planted, told

EMPTY_WORDS = re.compile(r"(Signal|Event|Manager|Service|Handler|Helper|Util|Common|Base|Core)s?(?=[A-Z_]|$)")
EMPTY_FILES = re.compile(r"(^|_)(signals?|events?|managers?|services?|handlers?|helpers?|utils?|common|base|core)$")
#: names we must write because a library reads them
GIVEN: set[str] = set()
#: what a table may define: its words and its constraints
OF_A_TABLE = {"__str__", "__repr__"}
#: words of places and tools that no stranger's machine has; written apart so that this file does not hold them either
ELSEWHERE = ["/wo" + "rk/", "/tm" + "p/wt", "shared/" + "design", "shared/" + "domain", "before-" + "stop"]


def is_table(node: ast.ClassDef) -> bool:
    bases = {ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases}
    return bool(bases & {"Model", "Scoped", "AbstractBaseUser", "AbstractUser"})


def plain_tables(module: Module) -> list[str]:
    """No signals, no ``save()`` overrides, no methods that do business on a table."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef) and is_table(node):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef) and inner.name not in OF_A_TABLE:
                    found.append(f"{module.path}:{inner.lineno} {node.name}.{inner.name}: a table has fields only")
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith("signals"):
            found.append(f"{module.path}:{node.lineno} imports signals: call the door instead")
    for call, name in calls(module.tree):
        if name.split(".")[-1] == "receiver" and isinstance(call.func, ast.Name):
            found.append(f"{module.path}:{call.lineno} receiver(): call the door instead")
    return found


def plain_words(module: Module) -> list[str]:
    """Names that say nothing."""
    if module.is_migration:
        return []
    found = [f"{module.path}: {part!r} says nothing" for part in module.parts if EMPTY_FILES.search(part)]
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        name = node.name
        if name not in GIVEN and (EMPTY_WORDS.search(name) or EMPTY_FILES.search(name.lower().strip("_"))):
            found.append(f"{module.path}:{node.lineno} {name}: says nothing")
    return found


def first_line(module: Module) -> list[str]:
    """Every module begins by saying why it exists."""
    if module.is_migration or not module.text.strip():
        return []
    words = (ast.get_docstring(module.tree) or "").splitlines()[:1]
    return [] if words and len(words[0]) >= 15 else [f"{module.path}: its first line does not say why it exists"]


def long_file(module: Module) -> list[str]:
    lines = module.text.count("\n")
    return [f"{module.path}: {lines} lines, look for a second topic"] if lines > 400 and not module.is_migration else []


def test_it_keeps_tables_plain() -> None:
    offences = [offence for module in modules() for offence in plain_tables(module)]
    assert not offences, told(offences)


def test_it_catches_a_table_that_does_business() -> None:
    assert plain_tables(planted("class A(Scoped):\n    def save(self): ..."))
    assert plain_tables(planted("class A(models.Model):\n    def close(self): ..."))
    assert plain_tables(planted("from django.db.models.signals import post_save"))
    assert plain_tables(planted("@receiver(post_save)\ndef f(): ..."))
    assert not plain_tables(planted("class A(Scoped):\n    def __str__(self): ..."))


def test_it_uses_words_that_say_something() -> None:
    offences = [offence for module in modules() for offence in plain_words(module)]
    assert not offences, told(offences)


def test_it_catches_empty_words() -> None:
    assert plain_words(planted("class CaseManager: ..."))
    assert plain_words(planted("def handler(): ..."))
    assert plain_words(planted("x = 1", "collect/utils.py"))
    assert not plain_words(planted("class Score: ...\ndataBaseline = 1\ndef commonly(): ..."))


def test_it_says_in_every_module_why_it_exists() -> None:
    offences = [offence for module in modules() for offence in first_line(module)]
    assert not offences, told(offences)
    assert first_line(planted("x = 1"))
    assert first_line(planted('"""Code."""'))


def test_it_keeps_files_small() -> None:
    offences = [offence for module in modules() for offence in long_file(module)]
    assert not offences, told(offences)
    assert long_file(planted("x = 1\n" * 401))


def test_it_has_a_readme_in_every_room() -> None:
    missing = [room for room in LINE if not (SOURCE / room / "README.md").is_file()]
    assert not missing, f"rooms without README.md: {missing}"


def tracked() -> list[str]:
    """The files that leave with the project: what git knows, else what lies here."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    skipped = {".venv", "node_modules", "var", "dist", "__pycache__"}
    found = (p.relative_to(ROOT) for p in ROOT.rglob("*") if p.is_file())
    return [p.as_posix() for p in found if not skipped & set(p.parts)]


def elsewhere(name: str, text: str) -> list[str]:
    return [f"{name}: names {word}" for word in ELSEWHERE if word in text]


def test_it_names_no_place_that_only_we_have() -> None:
    offences = []
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        offences += elsewhere(name, text)
    assert not offences, told(offences)
    assert elsewhere("x.md", "see /wo" + "rk/main")
