"""Nothing a bureau can set, type or open is undocumented, and the docs name nothing that is gone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import click
from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.code import ROOT
from wutong.boot.command import cli
from wutong.boot.environment import KNOWN

SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
PAGES_FILE = ROOT / "docs" / "pages.md"


def differences(real: Iterable[str], told: Iterable[str]) -> list[str]:
    """What exists and is not told, and what is told and does not exist."""
    real, told = set(real), set(told)
    return [f"undocumented: {x}" for x in sorted(real - told)] + [f"gone: {x}" for x in sorted(told - real)]


def settings_told(text: str) -> set[str]:
    """The settings in the first column of the table."""
    return set(re.findall(r"^\| `(WUTONG_[A-Z_]+)` \|", text, re.MULTILINE))


def commands(group: click.Group = cli, before: str = "wutong") -> Iterator[tuple[str, click.Command]]:
    """Every command that is not hidden, with its full name."""
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if isinstance(command, click.Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def commands_told(text: str) -> set[str]:
    """The commands in the first column of the table, without what stands for an argument."""
    rows = re.findall(r"^\| `(wutong [^`|]+)` \|", text, re.MULTILINE)
    return {" ".join(word for word in row.split() if word.islower() and word[0] != "-") for row in rows}


def options_untold(text: str) -> list[str]:
    """Options that the row of their command does not name."""
    found = []
    for name, command in commands():
        row = next((line for line in text.splitlines() if line.startswith((f"| `{name} ", f"| `{name}`"))), "")
        for option in command.params:
            if isinstance(option, click.Option) and f"`{option.opts[0]}" not in row:
                found.append(f"{name} {option.opts[0]}")
    return found


def routes(patterns: list[URLPattern | URLResolver] | None = None, before: str = "/") -> Iterator[tuple[str, str]]:
    """Every named route with its address."""
    for part in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(part, URLResolver):
            yield from routes(part.url_patterns, before + str(part.pattern))
        else:
            yield part.name or f"(no name) {part.pattern}", before + str(part.pattern)


def pages_told(text: str) -> set[tuple[str, str]]:
    """Name and address from the table."""
    return set(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", text, re.MULTILINE))


def test_it_documents_every_setting() -> None:
    assert not differences(KNOWN, settings_told(SETTINGS))


def test_it_documents_every_command_and_option() -> None:
    assert not differences((name for name, _ in commands()), commands_told(COMMANDS))
    assert not options_untold(COMMANDS)


def test_it_documents_every_page() -> None:
    text = PAGES_FILE.read_text(encoding="utf-8")
    found = differences(
        (f"| `{n}` | `{a}` |" for n, a in routes()), (f"| `{n}` | `{a}` |" for n, a in pages_told(text))
    )
    assert not found, "\n" + "\n".join(found)


def test_it_catches_what_is_undocumented() -> None:
    assert differences({"a", "b"}, {"a"}) == ["undocumented: b"]
    assert differences({"a"}, {"a", "b"}) == ["gone: b"]
    assert settings_told("| `WUTONG_HOME` | x |\nnot `WUTONG_OTHER`") == {"WUTONG_HOME"}
    assert commands_told("| `wutong init COUNTY.yaml` | x |") == {"wutong init"}
    assert options_untold("| `wutong init COUNTY.yaml` | x |\n| `wutong serve` | no options told |")
    assert pages_told("| `home` | `/` | anyone |") == {("home", "/")}


def test_it_documents_every_make_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    real = set(re.findall(r"^([a-z-]+):.*## ", text, re.MULTILINE)) - {"help", "dev", "assets", "format"}
    assert not differences(real, re.findall(r"^\| `make ([a-z-]+)` \|", COMMANDS, re.MULTILINE))
