"""归集: what comes in. Complaints first."""
