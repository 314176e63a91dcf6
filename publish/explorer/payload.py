"""What a packer hands to a page: a header and arrays, and how they are written into it."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["DTYPES", "Payload", "script_json"]

DTYPES = ("float64", "float32", "int32", "uint16", "uint8")
"""Types of the arrays that a page reads."""
ALIGNMENT = 8


@dataclass
class Payload:
    """A recording as a page holds it.

    Parameters
    ----------
    header : dict
        What JSON can hold, with at least ``kind``, ``title`` and ``file``.
    arrays : dict
        Arrays by name, of one of :data:`DTYPES`.
    """

    header: dict[str, Any]
    arrays: dict[str, NDArray[Any]] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        """Size of the arrays before compression."""
        return sum(array.nbytes for array in self.arrays.values())

    def encoded(self) -> tuple[str, str]:
        """Return the header as JSON for a script element, and the arrays as base64.

        Raises
        ------
        TypeError
            If an array has a type that a page does not read.
        """
        places, parts, offset = {}, [], 0
        for name, array in self.arrays.items():
            if array.dtype.name not in DTYPES:
                raise TypeError(f"{name}: a page reads {', '.join(DTYPES)}, not {array.dtype}")
            content = np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()
            places[name] = {"dtype": array.dtype.name, "shape": array.shape, "offset": offset}
            padding = -len(content) % ALIGNMENT
            parts.append(content + bytes(padding))
            offset += len(content) + padding
        packed = zlib.compress(b"".join(parts), 9)
        header = {**self.header, "arrays": places, "bytes": offset}
        return script_json(header), base64.b64encode(packed).decode()


def script_json(content: Mapping[str, Any]) -> str:
    """Return JSON that can stand in a ``<script>`` element: no text can end it or start markup."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text
