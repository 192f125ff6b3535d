"""Pages of the brief."""
