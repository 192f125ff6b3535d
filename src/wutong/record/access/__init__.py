"""Access record: looks at personal data and refused attempts."""
