"""Starting, watching and stopping the application."""
