"""Reading one note: first alone, then with what was found beside it, and what the reader says of each."""
