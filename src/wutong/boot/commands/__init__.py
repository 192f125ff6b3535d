"""The bodies of the ``wutong`` commands: thin, each calls a door of the room whose work it is.

Nothing of Django or of a room is imported before a command runs: ``wutong --help`` must not need a database.
"""
