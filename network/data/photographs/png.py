"""Read small grey PNG files, so that recording needs nothing but NumPy.

After "Portable Network Graphics (PNG) Specification (Second Edition)", W3C 2003: a signature,
then chunks of length, name, data and CRC; the pixels are one zlib stream, each row preceded by
the number of the filter that was applied to it (section 9).
"""

import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from network.errors import LayerlightError

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_FILE_LIMIT = 2**20


def read_grey_png(path: str | Path, shape: tuple[int, int]) -> NDArray[np.uint8]:
    """Return the pixels of an 8-bit grey PNG of a known size.

    Parameters
    ----------
    path : str or Path
        The file.
    shape : tuple of int
        Rows and columns expected.

    Returns
    -------
    numpy.ndarray
        uint8, ``shape``.

    Raises
    ------
    LayerlightError
        The file is missing, damaged, or not such a PNG.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(_FILE_LIMIT)
    except OSError as error:
        reason = error.strerror or error
        raise LayerlightError(f"{path}: cannot be read ({reason}); is the file there?") from None
    try:
        return _decode(data, shape)
    except (ValueError, struct.error, zlib.error) as error:
        raise LayerlightError(f"{path}: expected an 8-bit grey PNG, found: {error}") from None


def _decode(data: bytes, shape: tuple[int, int]) -> NDArray[np.uint8]:
    if not data.startswith(_SIGNATURE):
        raise ValueError("no PNG signature")
    position, header, packed = len(_SIGNATURE), b"", b""
    while position < len(data):
        length, name = struct.unpack_from(">I4s", data, position)
        content = data[position + 8 : position + 8 + length]
        (crc,) = struct.unpack_from(">I", data, position + 8 + length)
        if crc != zlib.crc32(name + content):
            raise ValueError("a wrong checksum")
        if name == b"IHDR":
            header = content
        elif name == b"IDAT":
            packed += content
        position += 12 + length
    width, height, *kind = struct.unpack(">II5B", header)
    if (height, width) != shape or kind != [8, 0, 0, 0, 0]:
        raise ValueError(
            f"{height} × {width} pixels of kind {kind}; expected {shape} of 8-bit grey"
        )
    size = height * (width + 1)
    rows = zlib.decompressobj().decompress(packed, size + 1)
    if len(rows) != size:
        raise ValueError(f"{len(rows)} bytes of pixels, expected {size}")
    return _unfilter(np.frombuffer(rows, np.uint8).reshape(height, width + 1))


def _unfilter(rows: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = rows.shape[0], rows.shape[1] - 1
    # One row and one column of zeros in front stand for the neighbours outside the picture.
    pixels = np.zeros((height + 1, width + 1), np.int64)
    for y, (kind, *row) in enumerate(rows.tolist(), start=1):
        for x, value in enumerate(row, start=1):
            left, up, corner = (int(n) for n in (pixels[y, x - 1], *pixels[y - 1, [x, x - 1]]))
            if kind > 4:
                raise ValueError(f"filter {kind}")
            guesses = (0, left, up, (left + up) // 2, _paeth(left, up, corner))
            pixels[y, x] = (value + guesses[kind]) % 256
    return pixels[1:, 1:].astype(np.uint8)


def _paeth(left: int, up: int, corner: int) -> int:
    """Return the neighbour nearest to left + up − corner; of equals, the first named."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
