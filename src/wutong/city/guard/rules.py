"""The rules of signing in that a bureau may set: the defaults are what 等保 level 2 is usually judged by.

The standard itself names no numbers (GB/T 22239-2019 §7.1.4.1 asks for complexity, change, failed-login handling and
an end of idle sessions), so each number is a setting. Read once at the start, before Django knows its settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wutong.city.offices.roles import ROLES, STEWARDS

#: who can do most harm with a stolen password: whoever keeps the machine, and whoever decides
SECOND = (*STEWARDS, "bureau_head")

#: setting → (what it is for, default, least, most)
NUMBERS: dict[str, tuple[str, int, int, int]] = {
    "WUTONG_PASSWORD_LENGTH": ("fewest characters of a password", 10, 8, 64),
    "WUTONG_PASSWORD_CLASSES": ("of small letters, capitals, digits, others: how many kinds it needs", 3, 1, 4),
    "WUTONG_PASSWORD_DAYS": ("a password must be changed after so many days; 0 never", 90, 0, 3650),
    "WUTONG_PASSWORD_HISTORY": ("the last so many passwords are not taken again", 5, 0, 24),
    "WUTONG_LOCK_AFTER": ("wrong passwords or codes after which an account is locked", 5, 3, 20),
    "WUTONG_LOCK_NETWORK": ("the same for all accounts from one network", 30, 10, 1000),
    "WUTONG_LOCK_MINUTES": ("how long it stays locked", 15, 1, 1440),
    "WUTONG_IDLE_MINUTES": ("minutes without a request after which a sitting ends", 30, 5, 720),
    "WUTONG_LIST_RECORDED": (
        "rows of lists shown to one person within an hour that are written down",
        200,
        50,
        100_000,
    ),
    "WUTONG_SITTING_HOURS": ("hours after which a sitting ends, busy or not", 8, 1, 24),
}
SECOND_FACTOR = "WUTONG_SECOND_FACTOR"
KNOWN: dict[str, str] = {
    SECOND_FACTOR: f"roles that need a second factor, comma-separated, or none; default {','.join(SECOND)}",
    **{name: f"{words}; default {default}" for name, (words, default, _, _) in NUMBERS.items()},
}
#: in the demo and in tests nobody is made to do anything first
OPEN = {"WUTONG_PASSWORD_DAYS": 0}


@dataclass(frozen=True)
class Rules:
    """What holds on this server."""

    second_factor: frozenset[str]
    password_length: int
    password_classes: int
    password_days: int
    password_history: int
    lock_after: int
    lock_network: int
    lock_minutes: int
    idle_minutes: int
    list_recorded: int
    sitting_hours: int


def read(env: Mapping[str, str], *, demo: bool) -> Rules:
    """The rules an environment sets.

    :param demo: the demo or the suite: what would lead everybody to another page first is off unless it is set.
    :raises ValueError: with what is wrong and how to mend it, in one line.
    """
    values = {}
    for name, (_, default, least, most) in NUMBERS.items():
        text = env.get(name, "") or str(OPEN.get(name, default) if demo else default)
        if not (text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most):
            raise ValueError(
                f"{name}={text[:20]!r}: only a whole number from {least} to {most} / 只能填{least}到{most}的整数"
            )
        values[name.removeprefix("WUTONG_").lower()] = int(text)
    written = env.get(SECOND_FACTOR, "") or ("none" if demo else ",".join(SECOND))
    roles = [] if written == "none" else [role.strip() for role in written.split(",")]
    unknown = [role for role in roles if role not in ROLES]
    if unknown:
        known = ", ".join(ROLES)
        raise ValueError(f"{SECOND_FACTOR}: unknown {', '.join(unknown)}: none, or some of {known} / 没有这个角色")
    return Rules(second_factor=frozenset(roles), **values)
