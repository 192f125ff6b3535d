"""Pages of the guard: the second step of signing in, one's own factors and sittings."""
