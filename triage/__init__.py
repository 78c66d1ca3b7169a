"""The web application in which a person reads notes, judges what was found and decides."""
