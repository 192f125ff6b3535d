"""Backups: a consistent copy of a home while the server writes, and the way back; whole or not there at all."""
