"""Errors whose message is meant for the person at the terminal."""

from layerlight.errors import LayerlightError, UsageError

__all__ = ["LayerlightError", "UsageError"]
