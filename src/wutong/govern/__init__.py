"""法治: decisions, counsel, training. Empty until its issue."""
