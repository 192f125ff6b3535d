"""研判: duplicates, hotspots, briefs. Empty until its issue."""
