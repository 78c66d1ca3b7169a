"""Pseudonymised notes with what people saw in them, for researchers."""
