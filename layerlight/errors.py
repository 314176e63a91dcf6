"""Errors whose message is meant for the person at the terminal."""

__all__ = ["LayerlightError", "UsageError"]


class LayerlightError(Exception):
    """Something went wrong outside the program: a file, the network, the data.

    The message is one line that says what is wrong, what was expected and found, and what to
    do.  The commands print it without a traceback and exit with status 1.
    """


class UsageError(LayerlightError):
    """The caller asked for something that makes no sense.  Commands exit with status 2."""
