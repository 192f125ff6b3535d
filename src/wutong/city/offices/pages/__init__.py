"""Pages, gates and middleware of offices."""
