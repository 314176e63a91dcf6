"""Words and numbers of any length, made to fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import TextLine
from scenes.style.theme import Theme

__all__ = ["cut_short", "decimals_of", "mid_line"]


def cut_short(theme: Theme, text: str, em: float, colour: str, width: float) -> TextLine:
    """Typeset a name; if it is wider than ``width``, its beginning and an ellipsis."""
    line = TextLine(theme, text, em, colour)
    while line.width > width and len(text) > 1:
        text = text[: max(1, min(len(text) - 1, int(len(text) * width / line.width)))].rstrip()
        line = TextLine(theme, text + "…", em, colour)
    return line


def decimals_of(values: Sequence[float] | np.ndarray, most: int) -> int:
    """Return the number of decimals that prints all values exactly, at most ``most``."""
    numbers = np.asarray(values, float).ravel()
    for decimals in range(most):
        if np.allclose(np.round(numbers, decimals), numbers, rtol=0, atol=1e-9):
            return decimals
    return most


def mid_line(y: float, em: float) -> float:
    """Return the baseline of digits whose middle is at height ``y``."""
    return y - DIGIT_HEIGHT * em / 2
