"""指挥: orders, seats, shifts, map. Empty until its issue."""
