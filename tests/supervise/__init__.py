"""Figures: counted two ways, opened to their rows, printed without more than is known."""
