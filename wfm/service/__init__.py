"""The use cases that a page or a command may call; permissions are checked here."""
