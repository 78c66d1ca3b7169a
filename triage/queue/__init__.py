"""The list of notes and who reads which: by arrival or at random within a day, never in an order of a model."""
