"""`make install` on machines that lack things, and after it was cut off; nothing here touches the network."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.needs import ROOT


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """scripts/setup.py, working in a folder with a space of its own."""
    spec = importlib.util.spec_from_file_location("wutong_setup", ROOT / "scripts" / "setup.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    root = tmp_path / "a checkout"
    (root / "requirements").mkdir(parents=True)
    (root / "requirements" / "runtime.txt").write_text("x==1\n")
    (root / "requirements" / "dev.txt").write_text("x==1\ny==1\n")
    for name, value in {
        "ROOT": root,
        "VENV": root / ".venv",
        "STAMPS": root / ".venv" / ".wutong",
        "REQUIREMENTS": root / "requirements",
        "BIN": root / ".venv" / "bin",
        "PYTHON": root / ".venv" / "bin" / "python",
    }.items():
        monkeypatch.setattr(module, name, value)
    return module


def answer(code: int, said: str = "") -> object:
    return lambda *command, **options: subprocess.CompletedProcess(command, code, said)


def test_it_does_a_step_once(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "pip", answer(0))
    setup.packages("runtime")
    monkeypatch.setattr(setup, "pip", answer(1, "must not be asked again"))
    setup.packages("runtime")


def test_it_does_it_again_when_the_lock_changed(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "pip", answer(0))
    setup.packages("runtime")
    (setup.REQUIREMENTS / "runtime.txt").write_text("x==2\n")
    monkeypatch.setattr(setup, "pip", answer(1, "asked again"))
    with pytest.raises(setup.Missing, match="asked again"):
        setup.packages("runtime")


def test_it_needs_no_runtime_set_where_the_development_set_is(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "pip", answer(0))
    setup.packages("dev")
    monkeypatch.setattr(setup, "pip", answer(1, "must not be asked again"))
    setup.packages("runtime")


def test_it_makes_the_venv_anew_after_pip_was_cut_off(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off(*arguments: object) -> None:
        raise KeyboardInterrupt

    half_written = setup.VENV / "lib" / "half-written"
    half_written.parent.mkdir(parents=True)
    half_written.touch()
    monkeypatch.setattr(setup, "pip", cut_off)
    with pytest.raises(KeyboardInterrupt):
        setup.packages("runtime")
    assert setup.was_cut_off("packages")
    monkeypatch.setattr(setup, "run", answer(0))
    setup.venv()
    assert not half_written.exists()
    assert not setup.was_cut_off("packages")


def test_it_makes_a_moved_venv_anew(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    setup.PYTHON.parent.mkdir(parents=True)
    setup.PYTHON.touch()
    monkeypatch.setattr(setup, "run", answer(0, '["/somewhere/else/.venv", [3, 11]]\n'))
    assert not setup.python_of_venv_works()
    monkeypatch.setattr(setup, "run", answer(0, f'["{setup.VENV}", [3, 11]]\n'))
    assert setup.python_of_venv_works()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("WARNING: Retrying … NameResolutionError(…)", "PIP_INDEX_URL"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "nothing was installed"),
        ("ERROR: No matching distribution found for h3==4.5.0", "Python 3.11 to 3.13"),
        ("SSLError(SSLCertVerificationError(1, 'CERTIFICATE_VERIFY_FAILED'))", "PIP_CERT"),
        ("something\nelse went wrong\n", "else went wrong"),
    ],
)
def test_it_says_in_one_line_what_is_missing(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, said: str, told: str
) -> None:
    monkeypatch.setattr(setup, "pip", answer(1, said))
    with pytest.raises(setup.Missing) as lacking:
        setup.packages("runtime")
    assert told in str(lacking.value)
    assert "\n" not in str(lacking.value)


def test_it_keeps_the_venv_when_only_the_network_failed(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "pip", answer(1, "NameResolutionError"))
    with pytest.raises(setup.Missing):
        setup.packages("runtime")
    assert not setup.was_cut_off("packages")


def test_it_names_python3_venv(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "run", answer(1, "… ensurepip is not available …"))
    with pytest.raises(setup.Missing, match="apt install python3-venv"):
        setup.venv()


@pytest.mark.parametrize(
    ("version", "found"), [("v18.20.0", False), ("v20.1.0", True), ("v24.0.0", True), ("?", False)]
)
def test_it_takes_the_machines_node_only_when_it_is_new_enough(
    setup: ModuleType, monkeypatch: pytest.MonkeyPatch, version: str, found: bool
) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(setup, "run", answer(0, version))
    assert (setup.node_from_path() is not None) == found


def finding(folder: Path, *, home: Path) -> subprocess.CompletedProcess[str]:
    """Run scripts/python.sh with nothing but ``folder`` on the PATH."""
    env = {"PATH": str(folder), "HOME": str(home)}
    script = (
        (ROOT / "scripts" / "python.sh")
        .read_text(encoding="utf-8")
        .replace("/usr/bin/python3", "")
        .replace("/usr/local/bin/python3", "")
        .replace("/opt/homebrew/bin/python3", "")
    )
    return subprocess.run(
        ["/bin/sh", "-c", script, "python.sh", "-c", "print('found')"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def fake(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def test_it_passes_over_a_shim_that_fails(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "echo 'pyenv: python3: command not found' >&2; exit 127")
    fake(tmp_path, "python3.12", f'exec "{sys.executable}" "$@"')
    done = finding(tmp_path, home=tmp_path)
    assert done.stdout.strip() == "found", done.stderr


def test_it_says_what_to_do_without_python(tmp_path: Path) -> None:
    done = finding(tmp_path, home=tmp_path)
    assert done.returncode == 2
    assert "no Python found" in done.stderr and done.stderr.count("\n") == 1


def test_it_says_what_to_do_with_an_old_python(tmp_path: Path) -> None:
    fake(tmp_path, "python3", 'case "$2" in *exit*) exit 1;; *print*) echo 3.9;; esac')
    done = finding(tmp_path, home=tmp_path)
    assert done.returncode == 2
    assert "found 3.9" in done.stderr and done.stderr.count("\n") == 1


def test_it_says_what_to_do_without_ensurepip(tmp_path: Path) -> None:
    fake(tmp_path, "python3", 'case "$2" in *ensurepip*) exit 1;; esac')
    done = finding(tmp_path, home=tmp_path)
    assert done.returncode == 2
    assert "apt install python3-venv" in done.stderr and done.stderr.count("\n") == 1


def test_it_takes_the_python_it_is_told(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHON": str(tmp_path / "none")}
    done = subprocess.run(
        ["sh", str(ROOT / "scripts" / "python.sh")], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2 and "PYTHON=" in done.stderr
