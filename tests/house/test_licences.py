"""What is installed with Wutong may be given on under its licence: no GPL, no AGPL in the runtime set."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

import pytest

from tests.house.code import ROOT

#: LGPL and MPL leave our own code alone; GPL and AGPL do not
REFUSED = re.compile(r"(?<![A-Z])(A?GPL)|(?<!lesser )(?<!library )general public license|affero", re.IGNORECASE)
#: licences given as a text of their own, read once by a person
READ = {
    "a2wsgi": "Apache-2.0, stated in its LICENSE file",
}


def locked(name: str) -> list[str]:
    """The packages of a lock file that are wanted on this machine's Python."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9][a-z0-9._-]*)==", text, re.MULTILINE)


def licence(found: Distribution) -> str:
    """What a package says of its own licence: the expression, else the classifiers, else the short field."""
    meta = found.metadata
    expression = meta.get("License-Expression", "")
    classifiers = [c.split("::")[-1].strip() for c in meta.get_all("Classifier", []) if c.startswith("License ::")]
    field = meta.get("License", "") or ""
    return expression or "; ".join(classifiers) or field.splitlines()[0] if (expression or classifiers or field) else ""


def is_refused(words: str) -> bool:
    """Whether the words name GPL or AGPL without a way out by OR."""
    if re.search(r"\bOR\b", words) and any(not REFUSED.search(part) for part in re.split(r"\bOR\b", words)):
        return False
    return bool(REFUSED.search(words.replace("LGPL", "").replace("Lesser General Public License", "")))


@pytest.mark.parametrize("name", sorted(set(locked("runtime"))))
def test_it_carries_no_gpl(name: str) -> None:
    try:
        words = licence(distribution(name))
    except PackageNotFoundError:
        pytest.skip(f"{name} is for another platform")
    assert words or name in READ, f"{name} says nothing of its licence: read it, and note it in READ"
    assert not is_refused(words), f"{name} is under {words}"


def test_it_catches_a_gpl() -> None:
    assert is_refused("GPL-3.0-or-later")
    assert is_refused("AGPL-3.0")
    assert is_refused("GNU General Public License v3 (GPLv3)")
    assert is_refused("GNU Affero General Public License v3")
    assert not is_refused("LGPL-3.0-only")
    assert not is_refused("GNU Lesser General Public License v3 (LGPLv3)")
    assert not is_refused("MPL-2.0")
    assert not is_refused("Apache-2.0 OR GPL-2.0")


def test_it_locks_every_package_with_its_hashes() -> None:
    for name in ("runtime", "dev", "node"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
        bare = [b.splitlines()[0] for b in blocks if re.match(r"[a-z0-9]", b) and "--hash=sha256:" not in b]
        assert not bare, f"requirements/{name}.txt: no hash for {bare}"


def test_it_installs_in_dev_what_it_installs_in_production() -> None:
    def versions(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        return set(re.findall(r"^([a-z0-9][a-z0-9._-]*==[^ ;\\]+)", text, re.MULTILINE))

    assert versions("runtime") <= versions("dev"), "the two locks differ: make lock"
