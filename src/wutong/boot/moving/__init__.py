"""Takes one county out of a server into a home of its own."""
