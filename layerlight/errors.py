"""Errors whose message is meant for the user."""

__all__ = ["LayerlightError", "UsageError"]


class LayerlightError(Exception):
    """Something outside the program is wrong: a file, a recording, the data.

    The message is one line that says what is wrong, what was expected and found, and what to
    do.  The commands print it without a traceback and exit with status 1.
    """


class UsageError(LayerlightError):
    """The arguments are invalid or contradict each other.  Commands exit with status 2."""
