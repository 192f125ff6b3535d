"""House: the bureau's own offices, people, terms and lists as they change, each change from a day and by a document."""
