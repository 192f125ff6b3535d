"""A county from its file: county.yaml, checked strictly, into the tables of offices and places."""
