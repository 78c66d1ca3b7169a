"""The three questions of triage: what the text says of each, quoted. They are never answered."""
