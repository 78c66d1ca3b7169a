"""What can be wrong with a model folder."""


class ModelError(ValueError):
    """A model folder that cannot be used; the message says why."""
