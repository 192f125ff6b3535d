"""Figures: declared once, counted two ways, shown with the rows they were counted from."""
