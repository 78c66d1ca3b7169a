"""The pipeline: notes in, quoted signals out."""
