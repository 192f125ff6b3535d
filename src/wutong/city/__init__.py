"""The county itself: offices and officers by date, sign-in, places and jurisdictions."""
