"""Files of named arrays and metadata: an uncompressed ``.npz`` that is checked before use.

NumPy's own reader trusts a file's headers.  This one never loads pickles, refuses compressed
members (so that no content is larger than the file), and checks the declared type
and size of every array against its bytes.
"""

import contextlib
import hashlib
import json
import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray

from network.errors import LayerlightError
from network.system.files import check_writable, unfinished
from network.system.troubles import explain

Array = NDArray[Any]
#: Version of the file format of the walkthrough, MNIST runs and what is made from them.
FORMAT_VERSION = 1
#: Versions that are read: 2 is that of recordings of any network.
VERSIONS_READ = (1, 2)
#: Largest file that is read, in bytes.
SIZE_LIMIT = 4 * 2**30

_METADATA = "metadata"
_METADATA_LIMIT = 2**20
_TYPES = frozenset(("float64", "float32", "uint8", "int64"))
_DATE = (
    1980,
    1,
    1,
    0,
    0,
    0,
)  # the earliest that zip allows; fixed, so that equal content gives equal files


def digest(metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> str:
    """Return the SHA-256 of metadata and arrays, as 64 hexadecimal digits.

    Hashed are the metadata as JSON with sorted keys, then for each array, in order of name, a
    line of text with name, type and shape, and the values, little-endian, last index fastest.
    """
    sha256 = hashlib.sha256(_json(metadata).encode())
    for name in sorted(arrays):
        array = arrays[name]
        sha256.update(f"\n{name} {array.dtype.name} {array.shape}\n".encode())
        rows = max(1, 2**22 // max(1, array[:1].nbytes))
        for start in range(0, len(array), rows):
            part = np.ascontiguousarray(array[start : start + rows])
            sha256.update(part.astype(part.dtype.newbyteorder("<"), copy=False).data)
    return sha256.hexdigest()


def write_archive(
    path: str | Path, metadata: Mapping[str, Any], arrays: Mapping[str, Array]
) -> None:
    """Write a file; the same content always gives the same bytes.

    The file appears under its name only when it is complete.

    Raises
    ------
    LayerlightError
        The file cannot be written there.
    """
    text = np.frombuffer(_json(metadata).encode(), np.uint8)

    def write(file: IO[bytes]) -> None:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, array in {_METADATA: text, **arrays}.items():
                member = zipfile.ZipInfo(f"{name}.npy", _DATE)
                member.create_system = 3  # otherwise the bytes would depend on the operating system
                with archive.open(member, "w", force_zip64=True) as stream:
                    plain = np.ascontiguousarray(array)
                    little = plain.astype(plain.dtype.newbyteorder("<"), copy=False)
                    np.lib.format.write_array(stream, little, version=(1, 0), allow_pickle=False)

    write_whole(Path(path), write)


def write_whole(path: Path, write: Callable[[IO[bytes]], None]) -> None:
    """Call ``write`` on a hidden file beside ``path``, then move that into place.

    Raises
    ------
    LayerlightError
        The folder is missing or not writable, or the disk is full; nothing is left behind.
    """
    check_writable(path)
    try:
        with unfinished(path) as partial, partial.open("wb") as file:
            write(file)
    except OSError as error:
        raise LayerlightError(f"{path}: cannot be written: {explain(error)}") from None


def read_archive(path: str | Path, kind: str) -> tuple[dict[str, Any], dict[str, Array]]:
    """Read a file written by :func:`write_archive`.

    Parameters
    ----------
    path : str or Path
        The file.
    kind : str
        What the file should be, for error messages, such as "recording".

    Returns
    -------
    dict, dict
        Metadata, and read-only arrays by name.

    Raises
    ------
    LayerlightError
        The file is missing, truncated, damaged, not a Layerlight file, of another version, or
        contains pickles.
    """
    path = Path(path)
    try:
        # Opening a pipe or a device could block forever, so check first.
        if not path.is_file():
            found = "something that is not a file" if path.exists() else "nothing"
            raise LayerlightError(f"{path}: expected a {kind}, found {found}; check the path")
        size = path.stat().st_size
        if size > SIZE_LIMIT:
            raise LayerlightError(
                f"{path}: expected at most {SIZE_LIMIT:,} bytes, found {size:,}; not a {kind}"
            )
        with zipfile.ZipFile(path) as archive:
            return _read_members(archive, path, size, kind)
    except (
        zipfile.BadZipFile, EOFError, struct.error, NotImplementedError, RuntimeError, UnicodeError
    ) as error:  # fmt: skip
        raise LayerlightError(
            f"{path}: expected a {kind} (.npz), found a truncated or damaged file, or one of"
            f" another kind: {error}"
        ) from None
    except OSError as error:
        said = explain(error, "check the file")
        raise LayerlightError(f"{path}: cannot be read: {said}") from None


def _read_members(
    archive: zipfile.ZipFile, path: Path, size: int, kind: str
) -> tuple[dict[str, Any], dict[str, Array]]:
    members = archive.infolist()
    if any(member.compress_type != zipfile.ZIP_STORED for member in members):
        raise LayerlightError(
            f"{path}: expected a {kind}, which is never compressed, found a compressed file"
        )
    declared = sum(member.file_size for member in members)
    if declared > size:
        raise LayerlightError(
            f"{path}: declares {declared:,} bytes of content but has {size:,}: not a {kind}"
        )
    names = [member.filename.removesuffix(".npy") for member in members]
    if len(set(names)) != len(names) or _METADATA not in names:
        raise LayerlightError(f"{path}: expected a {kind} with metadata, found another .npz file")
    by_name = dict(zip(names, members, strict=True))
    metadata = _read_metadata(archive, by_name.pop(_METADATA), path, kind)
    return metadata, {name: _read_array(archive, m, path) for name, m in by_name.items()}


def _read_metadata(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, kind: str
) -> dict[str, Any]:
    metadata = None
    if member.file_size <= _METADATA_LIMIT:
        with contextlib.suppress(ValueError, RecursionError):  # reported below
            text = _read_array(archive, member, path).tobytes()
            metadata = json.loads(text, parse_constant=_refuse)
    if not isinstance(metadata, dict):
        raise LayerlightError(f"{path}: the metadata cannot be read: not a {kind}")
    version = metadata.get("format_version")
    if version not in VERSIONS_READ or isinstance(version, bool):
        newer = isinstance(version, int) and version > VERSIONS_READ[-1]
        advice = "update Layerlight" if newer else "record it again"
        raise LayerlightError(
            f"{path}: expected format version 1 or 2, found {version!r:.20}; {advice}"
        )
    return metadata


def _refuse(constant: str) -> None:
    """Refuse NaN and infinity, which JSON lacks."""
    raise ValueError(f"{constant} is not a JSON number")


def _read_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> Array:
    data = archive.read(member)
    stream = BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            raise ValueError(f"array format {version}")
        shape, fortran, dtype = np.lib.format.read_array_header_1_0(stream)
        if dtype.hasobject:
            raise ValueError("it holds pickled objects, which are never opened")
        if dtype.name not in _TYPES or dtype.newbyteorder("<") != dtype:
            raise ValueError(f"values of type {dtype}")
        # Python integers never overflow, whatever sizes are declared.
        count = 1
        for n in shape:
            count *= n
        if count < 0 or count * dtype.itemsize != len(data) - stream.tell():
            raise ValueError(f"shape {shape} does not fit {len(data):,} bytes")
        order: Literal["F", "C"] = "F" if fortran else "C"
        flat = np.frombuffer(data, dtype, count, stream.tell())
        array = flat.reshape(shape, order=order)
        if fortran:  # NumPy writes transposed arrays this way
            array = np.ascontiguousarray(array)
    except Exception as error:  # NumPy evaluates the header as Python, which can raise anything
        reason = " ".join(str(error).split())
        raise LayerlightError(f"{path}: {member.filename} cannot be read: {reason:.120}") from None
    return array.astype(dtype.newbyteorder("="), copy=False)


def _json(metadata: Mapping[str, Any]) -> str:
    return json.dumps(metadata, sort_keys=True, ensure_ascii=True, allow_nan=False)
