"""The look of every page: design system, shells, parts, forms that lose nothing. Knows no room."""
