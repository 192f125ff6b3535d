"""Pages of the complaint: the citizen's phone, the clerk's desk."""
