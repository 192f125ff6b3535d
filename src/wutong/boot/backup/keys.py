"""The keys of a home, which never lie with its backup: whoever holds both can sign as the county's server.

They go into a folder beside the set, named by what they are, so that a set of a hundred backups has them once.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from wutong.boot.backup import disk
from wutong.boot.backup.disk import Trouble


def fingerprint(secret: str) -> str:
    """Tells one secret from another, and nothing about it."""
    return hashlib.sha256(b"wutong/key/v1\x00" + secret.encode()).hexdigest()[:16]


def beside(folder: Path) -> Path:
    """Where the keys of a set go unless another place is given."""
    return folder.with_name(f"{folder.name}-keys")


def held(home: Path) -> dict[str, bytes]:
    """The key files of a home."""
    place = home / "keys"
    return {p.name: p.read_bytes() for p in sorted(place.iterdir()) if p.is_file()} if place.is_dir() else {}


def keep(home: Path, secret: str, place: Path) -> Path:
    """Copy the keys to ``place``, once for each secret; a secret that only the environment names is written out too."""
    found = held(home)
    if secret.encode() not in {data.strip() for data in found.values()}:
        found["demo-secret" if secret.startswith("demo-") else "secret"] = secret.encode()
    target = place / fingerprint(secret)
    disk.folder(target)
    for name, data in found.items():
        path = target / name
        if not path.exists() or path.read_bytes() != data:
            disk.replace(path, data)
    disk.sync(target)
    disk.sync(place)
    return target


def take(source: Path, fitting: str) -> dict[str, bytes]:
    """The keys in a file or folder: that folder itself, or the one in it whose fingerprint fits.

    :raises Trouble: when there is none.
    """
    if source.is_file():
        data = source.read_bytes().strip()
        return {"demo-secret" if data.startswith(b"demo-") else "secret": data}
    place = source / fitting if (source / fitting).is_dir() else source
    found = {p.name: p.read_bytes() for p in sorted(place.iterdir()) if p.is_file()} if place.is_dir() else {}
    if not {"secret", "demo-secret"} & set(found):
        raise Trouble(f"{source} holds no key: expected the file 'secret' in it / 这里没有密钥")
    return found


def put(found: dict[str, bytes], home: Path) -> None:
    """Lay keys into a home, each for its owner only."""
    place = disk.folder(home / "keys")
    for name, data in found.items():
        disk.write(place / os.path.basename(name), data)
