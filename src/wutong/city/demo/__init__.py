"""The invented demo county 梧桐县: its county.yaml, its drawn ground and its map. Everything in it is 样例."""
