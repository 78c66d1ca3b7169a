"""How people and software go together: the figures of a month, alarms, metrics and health."""
