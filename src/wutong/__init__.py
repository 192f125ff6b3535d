"""Wutong (梧桐): software on which a county enforcement bureau runs its year."""
