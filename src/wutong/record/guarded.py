"""Which tables are guarded, and by which key a row is known; the two databases' guards are made from this."""

from __future__ import annotations

#: never changed, never deleted
UNCHANGING = (
    "record_entry", "record_entryfile", "record_erasure", "record_look", "record_attempt", "record_note", "record_moved",
)  # fmt: skip
#: never changed; deleted only under an erasure that a recorded act orders
ERASABLE = "record_value"
#: the unique key beside ``id``
KEYS: dict[str, tuple[str, ...]] = {
    "record_entry": ("county", "matter", "seq"),
    "record_entryfile": ("county", "entry_id", "sha256"),
    "record_erasure": ("county", "entry_id", "name"),
    "record_value": ("county", "entry_id", "name"),
    "record_look": (),
    "record_attempt": (),
    "record_note": (),
    "record_moved": ("county",),
}
