"""Read IDX files, the format in which MNIST is published.

An IDX file is a magic number (two zero bytes, a type code, the number of dimensions), one
big-endian 32-bit size per dimension, then the values.  The files are not trusted: everything in
them is checked before use, and no more than ``limit`` bytes are ever unpacked.
"""

import zlib
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from network.errors import LayerlightError

#: Largest content accepted, in bytes: MNIST's largest file holds 47,040,016.
SIZE_LIMIT = 64 * 2**20

_GZIP_MAGIC = b"\x1f\x8b"
_UNSIGNED_BYTE = 0x08


def read_bytes(path: Path, *, limit: int = SIZE_LIMIT) -> bytes:
    """Return the raw bytes of a file.

    Raises
    ------
    LayerlightError
        The file is missing, not a regular file, unreadable or larger than ``limit`` bytes.
    """
    try:
        # Opening a pipe or a device could block forever, so check first.
        if not path.is_file():
            found = "something that is not a file" if path.exists() else "nothing"
            raise LayerlightError(f"{path}: expected a file, found {found}; check the path")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        reason = error.strerror or error
        raise LayerlightError(f"{path}: cannot be read ({reason}); check its permissions") from None
    if len(data) > limit:
        raise LayerlightError(
            f"{path}: expected at most {limit:,} bytes, found more; this is another kind of file"
        )
    return data


def is_gzip(data: bytes) -> bool:
    """Return whether ``data`` starts like a gzip file, whatever the file is called."""
    return data.startswith(_GZIP_MAGIC)


def decompress(data: bytes, name: str, *, limit: int = SIZE_LIMIT) -> bytes:
    """Unpack ``data`` if it is gzip-compressed; otherwise return it unchanged.

    Parameters
    ----------
    data : bytes
        The file's bytes.
    name : str
        What to call the file in an error.
    limit : int
        Largest content accepted, in bytes.

    Raises
    ------
    LayerlightError
        The compressed data is truncated, damaged, followed by something else, or unpacks to
        more than ``limit`` bytes.
    """
    if not is_gzip(data):
        return data
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        content = unpacker.decompress(data, limit + 1)
    except zlib.error as error:
        raise LayerlightError(f"{name}: the gzip data is corrupted ({error})") from None
    if len(content) > limit:
        raise LayerlightError(
            f"{name}: expected at most {limit:,} bytes after unpacking, found more; "
            "this is another kind of file"
        )
    if not unpacker.eof:
        raise LayerlightError(
            f"{name}: the gzip data is truncated: it ends after {len(data):,} bytes, "
            f"{len(content):,} unpacked"
        )
    if unpacker.unused_data:
        extra = len(unpacker.unused_data)
        raise LayerlightError(f"{name}: {extra:,} unexpected bytes follow the gzip data")
    return content


def parse_idx(content: bytes, name: str, *, ndim: int) -> NDArray[np.uint8]:
    """Return the array that unpacked IDX ``content`` holds.

    Parameters
    ----------
    content : bytes
        The whole unpacked file.
    name : str
        What to call the file in an error.
    ndim : int
        Number of dimensions expected: 3 for images, 1 for labels.

    Returns
    -------
    numpy.ndarray
        uint8, ``ndim`` dimensions, read-only (it shares the memory of ``content``).

    Raises
    ------
    LayerlightError
        The content is not an IDX file of unsigned bytes, has the wrong number of dimensions, or
        is shorter or longer than its header says.
    """
    header_size = 4 + 4 * ndim
    if len(content) < 4 or content[0] or content[1]:
        begin = content[:4].hex(" ") or "nothing"
        raise LayerlightError(
            f"{name}: not an IDX file: expected it to begin with 00 00 08 0{ndim}, found {begin}"
        )
    type_code, found_ndim = content[2], content[3]
    if type_code != _UNSIGNED_BYTE:
        raise LayerlightError(
            f"{name}: expected unsigned bytes (type 0x08), found type 0x{type_code:02x}"
        )
    if found_ndim != ndim:
        raise LayerlightError(f"{name}: expected {_kind(ndim)}, found {_kind(found_ndim)}")
    if len(content) < header_size:
        raise LayerlightError(
            f"{name}: truncated: expected a header of {header_size} bytes, found {len(content)}"
        )
    shape = tuple(int(n) for n in np.frombuffer(content, dtype=">u4", offset=4, count=ndim))
    expected = prod(shape)  # Python integers do not overflow, even for four billion squared
    found = len(content) - header_size
    if found != expected:
        what = "truncated" if found < expected else "too long"
        sizes = " × ".join(f"{n:,}" for n in shape)
        raise LayerlightError(
            f"{name}: {what}: expected {expected:,} values ({sizes}), found {found:,}"
        )
    return np.frombuffer(content, dtype=np.uint8, offset=header_size).reshape(shape)


def read_idx(path: str | Path, *, ndim: int, limit: int = SIZE_LIMIT) -> NDArray[np.uint8]:
    """Read one IDX file of unsigned bytes, gzip-compressed or plain.

    This does not check hashes; :func:`network.load_mnist` does.

    Parameters
    ----------
    path : str or Path
        The file.
    ndim : int
        Number of dimensions expected: 3 for images, 1 for labels.
    limit : int
        Largest content accepted, in bytes.

    Returns
    -------
    numpy.ndarray
        uint8, read-only, with the shape given in the file's header.

    Raises
    ------
    LayerlightError
        The file is missing, too large, damaged, or not an IDX file of this kind.
    """
    path = Path(path)
    content = decompress(read_bytes(path, limit=limit), str(path), limit=limit)
    return parse_idx(content, str(path), ndim=ndim)


def _kind(ndim: int) -> str:
    names = {1: "a labels file (1 dimension)", 3: "an images file (3 dimensions)"}
    return names.get(ndim, f"a file of {ndim} dimensions")
