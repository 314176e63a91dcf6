"""Themes by name and from files, and the check of their contrast."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from network.errors import LayerlightError, UsageError
from scenes.style.theme import DARK, LIGHT, Colour, Theme, contrast, mix

__all__ = ["THEMES", "contrast_complaints", "load_theme"]

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (DARK, LIGHT)}
COLOURS = tuple(field.name for field in fields(Theme) if field.type == "str")[1:]
"""Colours that a theme file may set."""
TEXT = ("ink", "quiet", "positive", "negative", "focus", "target", "cost", "bias")
"""Colours used for text."""
CLASSES = tuple(name for name in COLOURS if name.startswith("class_"))
"""Colours of classes, which are graphics."""
LEAST_TEXT = 4.5
LEAST_GRAPHICS = 3.0
"""Minimum contrast ratios (WCAG 2.2, criteria 1.4.3 and 1.4.11)."""
MOST_BYTES = 1 << 16
FILLS = 101
"""Number of fills of a neuron that are checked."""


def load_theme(name: str) -> Theme:
    """Return a theme by name or from a file.

    Parameters
    ----------
    name : str
        One of :data:`THEMES`, or the path of a TOML file: ``base`` names the theme that it
        modifies (default ``dark``), and ``[colours]`` sets colours as ``#RRGGBB``.

    Raises
    ------
    UsageError
        If there is no such theme or file.
    LayerlightError
        If the file is invalid or its colours have too little contrast.
    """
    if name in THEMES:
        return THEMES[name]
    path = Path(name)
    if path.suffix != ".toml":
        known = ", ".join(THEMES)
        raise UsageError(f"no theme {name!r}: choose {known} or a file that ends in .toml")
    theme = _from_file(path)
    wrong = list(contrast_complaints(theme))
    if wrong:
        more = f" ({len(wrong) - 1} more like this)" if wrong[1:] else ""
        raise LayerlightError(f"{path}: {wrong[0]}{more}")
    return theme


def _from_file(path: Path) -> Theme:
    try:
        if path.exists() and not path.is_file():  # a pipe could block forever
            raise UsageError(f"cannot read the theme {path}: expected a file, found something else")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise LayerlightError(
                f"{path} is not a theme: it is larger than {MOST_BYTES >> 10} KiB"
            )
        held = tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"cannot read the theme {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:  # also huge numbers and deep nesting
        reason = " ".join(str(error).split())
        raise LayerlightError(f"{path} is not valid TOML: {reason:.200}") from error
    base, colours = held.pop("base", DARK.name), held.pop("colours", {})
    if held:
        raise LayerlightError(
            f"{path}: unknown {', '.join(sorted(held))}; a theme has `base` and [colours]"
        )
    if not isinstance(base, str) or base not in THEMES:
        raise LayerlightError(f"{path}: base is {base!r}; expected {' or '.join(THEMES)}")
    if not isinstance(colours, dict):
        raise LayerlightError(f"{path}: colours is {colours!r}; expected a table [colours]")
    for key, colour in colours.items():
        _check_colour(path, key, colour)
    return replace(THEMES[base], name=path.stem, **colours)


def _check_colour(path: Path, key: str, colour: Any) -> None:
    if key not in COLOURS:
        raise LayerlightError(
            f"{path}: there is no colour {key!r}; the colours are {', '.join(COLOURS)}"
        )
    if not isinstance(colour, str) or not re.fullmatch("#[0-9A-Fa-f]{6}", colour):
        raise LayerlightError(f"{path}: {key} is {colour!r}; expected a colour such as '#56B4E9'")


def contrast_complaints(theme: Theme) -> Iterator[str]:
    """Find colours of a theme with too little contrast.

    Parameters
    ----------
    theme : Theme

    Yields
    ------
    str
        For each problem: the colours, their contrast ratio, and the required one.
    """

    def too_little(what: str, colour: str, on: Colour, least: float) -> Iterator[str]:
        found = contrast(colour, on)
        if found < least:
            yield f"{what} {colour} has a contrast of {found:.2f}:1 on {on}; expected {least}:1"

    for ground in ("background", "ground"):
        for name in ("ink",) if ground == "ground" else TEXT:
            yield from too_little(name, getattr(theme, name), getattr(theme, ground), LEAST_TEXT)
    for name in ("hairline", *CLASSES):
        yield from too_little(name, getattr(theme, name), theme.background, LEAST_GRAPHICS)
    for name in ("positive", "negative"):
        faint = mix(theme.background, getattr(theme, name), theme.opacity_floor)
        yield from too_little(f"a faint line in {name},", faint, theme.background, LEAST_GRAPHICS)
    for step in range(FILLS):
        value = step / (FILLS - 1)
        text, fill = theme.on_activation(value), theme.activation(value)
        yield from too_little(f"text in a neuron that holds {value:.2f},", text, fill, LEAST_TEXT)
