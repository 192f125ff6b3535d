"""Template tags of the room `ui`; a built-in of every template."""
