"""What changed, for whom: the outbox of live pages. Docs: docs/live.md."""
