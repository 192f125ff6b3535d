"""Offices: who works where, in which role, on which day; signing in; the county's own facts and terms."""
