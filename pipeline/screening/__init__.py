"""Screening many notes: workers, output files that are always whole, and going on after an interruption."""
