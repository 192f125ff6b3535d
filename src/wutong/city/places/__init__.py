"""Places: division codes, grid cells, named points and whose ground a point is on."""
