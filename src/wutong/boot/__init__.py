"""The one place that knows every room: settings, URLs, home pages, the command line."""
