"""What a person decides about a note and why; corrections, objections and deletion leave a trail."""
