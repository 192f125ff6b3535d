"""Law as dated, cited data and one small interpreter. Pure: no framework, clock, database or network."""
