"""Migrations of the room `record`."""
