"""Pages of places: the map and the table beside it."""
