"""Baselines: what simpler taggers of raised labels reach on the same notes, so that the shipped one is known to be worth it."""
