"""House: what hangs on the bureau's offices and terms when they change: open matters, their dates; and the pages for it."""
