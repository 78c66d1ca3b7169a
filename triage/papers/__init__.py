"""The papers that an organisation needs, filled in from the running system."""
