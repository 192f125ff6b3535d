"""Long runs: kills, faults, many writers, big data. Only in ``make soak``."""
