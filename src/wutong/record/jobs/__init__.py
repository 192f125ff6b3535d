"""Jobs: what need not be done while somebody waits, and what comes round every day. Docs: docs/jobs.md."""
