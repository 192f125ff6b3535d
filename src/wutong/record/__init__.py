"""留痕: append-only entries with salted commitments, erasable values, files, and who looked at what."""
