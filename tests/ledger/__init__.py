"""Tests of the pure ledger; no Django, no database."""
