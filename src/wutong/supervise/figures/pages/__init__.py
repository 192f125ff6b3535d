"""Pages of figures: the bureau's and everybody's."""
