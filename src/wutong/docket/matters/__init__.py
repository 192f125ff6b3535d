"""Matters (案卷事项): opened, acted upon, linked, found, shown."""
