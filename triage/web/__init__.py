"""What all screens share: templates, static files, rendering, messages."""
