"""A county that went to a home of its own: from that instant nothing is written here any more."""
