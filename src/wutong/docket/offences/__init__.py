"""案由 at a desk: which clauses punish what, as in force on a day."""
