"""What turns HTML pages into gold of rendered text."""
