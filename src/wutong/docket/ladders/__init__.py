"""催办: who was told that a period runs out, by which ladder; a notice, no act. Docs: docs/law.md, Ladders."""
