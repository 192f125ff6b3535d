"""Reads the settings a bureau may set, and stops the start on anything unknown.

Every setting is an environment variable that begins with ``WUTONG_``. A misspelt one would otherwise be ignored in
silence, and a bureau would run for a year on a default it believes it changed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from wutong.city.guard import rules

SHANGHAI = ZoneInfo("Asia/Shanghai")
_SHIFT = re.compile(r"[+-]\d{1,5}[dhm]", re.ASCII).fullmatch
_HOST = re.compile(r"\*|\.?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]").fullmatch

#: name -> what it is for (docs/settings.md lists the same names; a house test holds the two together)
KNOWN: dict[str, str] = {
    "WUTONG_HOME": "folder that holds database, files and keys; default ./var",
    "WUTONG_DATABASE": "postgresql://user:password@host:port/name; default SQLite under WUTONG_HOME",
    "WUTONG_DEMO": "1 turns demo mode on: one-click cast, demo secrets; never on a real server",
    "WUTONG_SECRET": "50 or more random characters; default: made once and kept under WUTONG_HOME/keys",
    "WUTONG_HOSTS": "comma-separated host names this server answers to; default localhost,127.0.0.1,[::1]",
    "WUTONG_HTTPS": "1 when the server is reached by HTTPS: secure cookies, HSTS",
    "WUTONG_CLOCK": "fixed or shifted clock, 2026-12-28T09:00 or +3d; refused outside demo and tests",
    "WUTONG_TRUST_PROXY": "1 when one reverse proxy in front sets X-Forwarded-For",
    "WUTONG_BACKUPS": "folder that wutong backup writes into; default WUTONG_HOME/backups",
    "WUTONG_BACKUP_DAYS": "doctor complains when the last backup is older than so many days; default 2, 0 never",
    "WUTONG_STATUTES": "folder of statutes in Markdown that citations open; default WUTONG_HOME/statutes",
    "WUTONG_LOG": "where requests are written down: stderr (default) or file, under WUTONG_HOME/log; the demo: file",
    "WUTONG_LOG_ADDRESSES": "1 adds the visitor's address to each line of the log",
    "WUTONG_PROFILE": "which addresses are answered: public, desk or all (default)",
    "WUTONG_METRICS_TOKEN": "20 or more characters that open /metrics from elsewhere; default: this machine only",
    "WUTONG_TESTING": "set by the test suite only",
    **rules.KNOWN,
}


class SettingsError(SystemExit):
    """A setting is unknown or unusable; the message is one plain line with its remedy. Exit code 2."""

    def __init__(self, message: str) -> None:
        super().__init__(2)
        self.message = message

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Environment:
    """What the process was told, checked once."""

    home: Path
    database: str
    demo: bool
    testing: bool
    secret: str
    hosts: tuple[str, ...]
    https: bool
    clock: str
    trust_proxy: bool
    backups: Path
    backup_days: int
    statutes: Path
    metrics_token: str
    log: str
    log_addresses: bool
    profile: str
    guard: rules.Rules


def _flag(env: Mapping[str, str], name: str) -> bool:
    value = env.get(name, "")
    if value not in {"", "0", "1"}:
        raise SettingsError(f"{name}={value!r}: only 1 or 0 (or nothing) is allowed / 只能填 1 或 0")
    return value == "1"


def _choice(env: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    value = env.get(name, "") or default
    if value not in choices:
        raise SettingsError(f"{name}={value!r}: only {', '.join(choices)} are allowed / 只能填这几个")
    return value


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "") or str(default)
    if not (value.isascii() and value.isdigit() and len(value) <= 6):
        raise SettingsError(f"{name}={value[:20]!r}: only a whole number is allowed / 只能填整数")
    return int(value)


def read(env: Mapping[str, str] | None = None) -> Environment:
    """Check the ``WUTONG_`` variables of ``env`` (default: the process's own).

    :raises SettingsError: for an unknown name, a bad value, or a demo-only value outside the demo.
    """
    env = os.environ if env is None else env
    unknown = sorted(name for name in env if name.startswith("WUTONG_") and name not in KNOWN)
    if unknown:
        told = [
            f"{name} (did you mean {near[0]}?)" if (near := get_close_matches(name, KNOWN, n=1)) else name
            for name in unknown
        ]
        raise SettingsError(f"unknown setting {', '.join(told)}: see docs/settings.md, or unset it / 不认识的设置")
    demo, testing = _flag(env, "WUTONG_DEMO"), _flag(env, "WUTONG_TESTING")
    clock = env.get("WUTONG_CLOCK", "")
    if clock and not (demo or testing):
        raise SettingsError(
            "WUTONG_CLOCK is for tests and the demo only: unset it / 只有演示和测试能改时钟，请去掉这个设置"
        )
    if clock and not _SHIFT(clock):
        fixed_clock(clock)
    secret = env.get("WUTONG_SECRET", "")
    if secret and (len(secret) < 50 or len(set(secret)) < 10) and not testing:
        raise SettingsError(
            "WUTONG_SECRET is too short: give 50 random characters or more / 密钥太短，至少50个随机字符"
        )
    if secret.startswith("demo-") and not (demo or testing):
        raise SettingsError("WUTONG_SECRET is the demo secret: make a new one / 这是演示密钥，请换一个")
    hosts = tuple(h.strip() for h in env.get("WUTONG_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip())
    if strange := [h for h in hosts if not _HOST(h)]:
        raise SettingsError(
            f"WUTONG_HOSTS={', '.join(strange)[:60]!r}: names only, without http:// and without a port / 只写主机名"
        )
    token = env.get("WUTONG_METRICS_TOKEN", "")
    if token and len(token) < 20:
        raise SettingsError("WUTONG_METRICS_TOKEN is too short: give 20 characters or more / 口令太短，至少20个字符")
    try:
        guard = rules.read(env, demo=demo or testing)
    except ValueError as bad:
        raise SettingsError(str(bad)) from bad
    home = Path(env.get("WUTONG_HOME") or "var").expanduser().absolute()
    return Environment(
        home=home,
        database=env.get("WUTONG_DATABASE", ""),
        demo=demo,
        testing=testing,
        secret=secret,
        hosts=hosts,
        https=_flag(env, "WUTONG_HTTPS"),
        clock=clock,
        trust_proxy=_flag(env, "WUTONG_TRUST_PROXY"),
        backups=Path(env.get("WUTONG_BACKUPS") or home / "backups").expanduser().absolute(),
        backup_days=_number(env, "WUTONG_BACKUP_DAYS", 2),
        statutes=Path(env.get("WUTONG_STATUTES") or home / "statutes").expanduser().absolute(),
        metrics_token=token,
        log=_choice(env, "WUTONG_LOG", "file" if demo else "stderr", ("stderr", "file")),
        log_addresses=_flag(env, "WUTONG_LOG_ADDRESSES"),
        profile=_choice(env, "WUTONG_PROFILE", "all", ("public", "desk", "all")),
        guard=guard,
    )


#: seconds that a thread of the server keeps its connection
KEPT = 600


def database(environment: Environment) -> dict[str, object]:
    """Django's DATABASES entry: SQLite (WAL, FULL, IMMEDIATE) or PostgreSQL, a lasting connection a thread."""
    if not environment.database:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(environment.home / "wutong.sqlite3"),
            # the suite's database is a file too: one in memory knows no WAL, no second connection and no fsync
            "TEST": {"NAME": str(environment.home / "test.sqlite3")},
            # opening costs 1.5 ms of processor time a request, and closing the last one rewrites the log into the file:
            # with a connection for every request a write took six times as long (docs/bench.md)
            "CONN_MAX_AGE": KEPT,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;"
                    "PRAGMA recursive_triggers=ON;PRAGMA foreign_keys=ON;PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    try:
        url = urlsplit(environment.database)
        port = str(url.port or "")
    except ValueError:  # a port that is none, a bracket that is not closed
        url, port = urlsplit(""), ""
    if url.scheme not in {"postgresql", "postgres"} or not url.path.strip("/"):
        raise SettingsError("WUTONG_DATABASE: expected postgresql://user:password@host:port/name / 数据库地址写法不对")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": port,
        # each of the server's eight threads keeps its own connection, and looks whether it still stands before a
        # request uses it. A pool was tried: after PostgreSQL restarts it waits a second, then two, four, eight for
        # every dead connection it holds (docs/soak.md)
        "CONN_MAX_AGE": KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 10},
    }


def demand_secret(environment: Environment) -> str:
    """The signing secret: as set, or made once and kept (mode 600) under WUTONG_HOME/keys; the demo has its own."""
    if environment.secret:
        return environment.secret
    if environment.testing:
        return "test-" + "0123456789abcdef" * 4
    path = environment.home / "keys" / ("demo-secret" if environment.demo else "secret")
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    import secrets

    make_private(environment.home)
    make_private(path.parent)
    made = ("demo-" if environment.demo else "") + secrets.token_urlsafe(64)
    try:
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(fd, "w", encoding="ascii") as out:
        out.write(made)
    return made


def make_private(folder: Path) -> None:
    """Make a folder that only its owner may enter; one that exists keeps the mode its owner gave it."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def fixed_clock(text: str) -> datetime | None:
    """``2026-12-28T09:00`` (Shanghai time) as an aware instant; None for a shift such as ``+3d`` or nothing."""
    if not text or _SHIFT(text):
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError as bad:
        raise SettingsError(f"WUTONG_CLOCK={text[:30]!r}: expected 2026-12-28T09:00 or +3d / 时钟写法不对") from bad
    if not 2000 <= value.year <= 2100:
        raise SettingsError(f"WUTONG_CLOCK={text!r}: a year from 2000 to 2100 / 年份写2000到2100")
    return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
