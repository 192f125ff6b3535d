"""The keys that stored digests are made with: one for each purpose, from the server's secret; and those a county brought along.

A county that moves out of a server gets a secret of its own. What it brings is no secret of the old server but two keys
made from it, each good for one purpose only: without them no citizen's code could be checked any more, and a form sent
again would be taken for a new one. They lie in ``keys/earlier-*.json`` and are only ever asked, never written with.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

RECEIPT, ONCE = "receipt", "once"
PURPOSES = (RECEIPT, ONCE)
EARLIER = "earlier-{}.json"


def own(purpose: str, secret: str | None = None) -> bytes:
    """The key that this server writes with (or that a server with another secret wrote with)."""
    return hashlib.sha256(f"wutong/{purpose}/v1\x00".encode() + (secret or settings.SECRET_KEY).encode()).digest()


def each(purpose: str) -> tuple[bytes, ...]:
    """Every key that something stored here may have been made with: our own first, then what was brought along."""
    return (own(purpose), *_earlier(Path(settings.HOME) / "keys", purpose))


def mark(key: bytes) -> str:
    """Tells one key from another, and nothing about it."""
    return hashlib.sha256(key).hexdigest()[:8]


def carried(keys: tuple[tuple[str, bytes], ...]) -> tuple[str, bytes]:
    """Name and content of the file in which keys go along to another home."""
    told = [{"purpose": purpose, "key": key.hex()} for purpose, key in keys]
    data = (json.dumps(told, indent=1) + "\n").encode()
    return EARLIER.format(hashlib.sha256(data).hexdigest()[:8]), data


@lru_cache(maxsize=8)
def _earlier(folder: Path, purpose: str) -> tuple[bytes, ...]:
    """Read once: a server whose keys are changed is started anew."""
    found = []
    for path in sorted(folder.glob(EARLIER.format("*"))):
        told = json.loads(path.read_text(encoding="ascii"))
        found += [bytes.fromhex(one["key"]) for one in told if one["purpose"] == purpose]
    return tuple(found)
