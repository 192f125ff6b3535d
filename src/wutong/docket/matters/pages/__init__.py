"""Pages about any matter."""
