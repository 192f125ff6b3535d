"""Pages about offences."""
