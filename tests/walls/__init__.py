"""Walls: no office, county or role sees another's, by whatever way; and every way of every page leads somewhere."""
