"""Sources: the entries of recordings that drawn values come from.

Everything drawn that represents a value has a :class:`Source`, which names an entry of a
recording; tests compare what is on screen with that entry.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from network.system.isolation import decimal_context

__all__ = ["AxisValue", "NumberFormat", "Source"]

MINUS = "\N{MINUS SIGN}"

_ROUNDING = decimal_context()

THIN_SPACE = "\N{THIN SPACE}"


@dataclass(frozen=True)
class NumberFormat:
    """How a number is printed.

    Parameters
    ----------
    decimals : int
        Digits after the decimal point; the recorded value is rounded once.
    signed : bool
        Print a plus sign before positive values.  Zero has no sign.
    percent : bool
        Print a fraction as a percentage, with ``decimals`` digits after its point.
    grouped : bool
        Separate thousands by thin spaces.
    """

    decimals: int = 3
    signed: bool = False
    percent: bool = False
    grouped: bool = False

    def __call__(self, value: float) -> str:
        """Format ``value``."""
        form = f"{',' if self.grouped else ''}.{self.decimals}f"
        with localcontext(_ROUNDING):  # independent of the caller's context
            magnitude = abs(Decimal(value)) * (100 if self.percent else 1)
            text = format(magnitude, form)
        nothing = not any(digit in text for digit in "123456789")
        text = text.replace(",", THIN_SPACE) + (f"{THIN_SPACE}%" if self.percent else "")
        if nothing:
            return text
        if value < 0:
            return MINUS + text
        return "+" + text if self.signed else text


@dataclass(frozen=True)
class Source:
    """An entry of a recording, addressed as in its method ``get``.

    Parameters
    ----------
    recording : network.storage.storable.NamedArrays
        Where the value is held: a recording of any kind.
    quantity : str
        The name of a recorded or derived quantity, of an array in the file, or ``"setting"``.
    step : int, optional
        Which training step, checkpoint or image, from 0; None if there is none.
    layer : int, optional
        Index of the layer; None if the entry does not belong to one.
    index : sequence of int, slice or str
        Index within the array that step and layer select, or keys of the metadata.
    """

    recording: Any
    quantity: str
    step: int | None = None
    layer: int | None = None
    index: Sequence[int | slice | str] = ()

    @property
    def value(self) -> float:
        """The recorded value, unrounded.

        Raises
        ------
        UsageError
            If the recording holds no such quantity.
        """
        return float(self._get())

    @property
    def values(self) -> np.ndarray:
        """All recorded values under the index, as an array.

        Raises
        ------
        UsageError
            If the recording holds no such quantity.
        """
        return np.asarray(self._get())

    def _get(self) -> Any:
        return self.recording.get(self.quantity, step=self.step, layer=self.layer, index=self.index)

    def __deepcopy__(self, memo: dict[int, Any]) -> Source:
        """Return the same object: Manim deep-copies mobjects, which must not copy recordings."""
        return self

    def __str__(self) -> str:
        """Describe the entry, such as ``products[0][1, 3] at step 0``."""
        layer = "" if self.layer is None else f"[{self.layer}]"
        index = f"[{', '.join(map(str, self.index))}]" if self.index else ""
        step = "" if self.step is None else f" at step {self.step}"
        return f"{self.quantity}{layer}{index}{step}"


@dataclass(frozen=True)
class AxisValue:
    """A number on a scale, such as a tick label, which comes from no recording.

    Parameters
    ----------
    value : float
        The coordinate; tests compare it with the place of the tick.
    """

    value: float

    def __str__(self) -> str:
        """Describe it."""
        return f"the axis value {self.value:g}"
