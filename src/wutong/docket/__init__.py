"""案卷: the one engine. Matters under dated procedures, their clocks, links, receipts and search row."""
