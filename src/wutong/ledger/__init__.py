"""The form of the record: canonical bytes, entries, digests. Pure: it is given everything, it fetches nothing."""
