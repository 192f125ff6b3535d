"""执法: checks, cases, documents. Empty until its issue."""
