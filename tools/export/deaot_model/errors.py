"""The one error that a user can mend."""


class ExportError(Exception):
    """One line: what was expected, for what, what came, what to do."""
