"""Checks of single entries of a file's metadata; each takes the value and its name."""

from collections.abc import Callable
from typing import Any

from network.errors import UsageError

__all__ = ["LONGEST_TEXT", "MOST_NAMES", "names", "one_of", "or_none", "text", "texts_by_name"]

LONGEST_TEXT = 200
"""Characters."""
MOST_NAMES = 10_000
_MOST_TEXTS = 20


def text(value: Any, name: str) -> None:
    """Raise UsageError unless a value is a short printable text."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
        raise UsageError(
            f"{name}: expected up to {LONGEST_TEXT} printable characters, found {value!r:.40}"
        )


def names(value: Any, name: str) -> None:
    """Raise UsageError unless a value is a list of different names."""
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_NAMES:
        raise UsageError(f"{name}: expected a list of names, found {value!r:.40}")
    for each in value:
        text(each, name)
    if len(set(value)) < len(value):
        raise UsageError(f"{name}: two of them are equal")


def or_none(check: Callable[[Any, str], object]) -> Callable[[Any, str], object]:
    """Return a check that lets None pass."""
    return lambda value, name: None if value is None else check(value, name)


def one_of(*allowed: str) -> Callable[[Any, str], object]:
    """Return a check that a value is one of some words."""

    def check(value: Any, name: str) -> None:
        if value not in allowed:
            raise UsageError(f"{name}: expected one of {', '.join(allowed)}, found {value!r:.40}")

    return check


def texts_by_name(value: Any, name: str) -> None:
    """Raise UsageError unless a value is a small mapping of texts, or None, by name."""
    if not isinstance(value, dict) or len(value) > _MOST_TEXTS:
        raise UsageError(f"{name}: expected a few entries, found {value!r:.40}")
    for key, each in value.items():
        text(key, name)
        if each is not None:
            text(each, f"{name}.{key}")
