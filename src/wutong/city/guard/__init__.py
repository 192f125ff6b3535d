"""Guards the door for each person: second factors, passwords, locks, sittings, and who may let whom in again."""
