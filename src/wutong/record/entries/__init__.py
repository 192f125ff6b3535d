"""Entries: written once per act, read as histories, erased by a recorded act."""
