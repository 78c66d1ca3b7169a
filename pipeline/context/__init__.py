"""Context: whether a mention is denied or doubted, of now, past or to come, about whom, and according to whom."""
