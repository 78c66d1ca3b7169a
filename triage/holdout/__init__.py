"""Notes without suggestions, notes without signals that are read all the same, and the switch that stops suggestions."""
