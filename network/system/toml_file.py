"""Read a TOML file that may be anyone's."""

import re
import tomllib
from pathlib import Path
from typing import Any

from network.errors import LayerlightError
from network.system.troubles import explain

__all__ = ["SIZE_LIMIT", "read_toml"]

SIZE_LIMIT = 256 << 10
"""Largest file, in bytes."""
# A key of many parts takes the parser time and memory that grow with the square of their number.
_PART = r"(?:[\w-]++|\"[^\"\n]*+\"|'[^'\n]*+')"
_DEEP_KEY = re.compile(rf"(?<![\w-]){_PART}(?:[ \t]*+\.[ \t]*+{_PART}){{9}}")


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """Return the content of a TOML file.

    Parameters
    ----------
    path : Path
        UTF-8, at most :data:`SIZE_LIMIT` bytes.
    what : str
        What the file should be, with its article, as in "an exercise".

    Raises
    ------
    LayerlightError
        The file cannot be read, is too large, or is not TOML.
    """
    try:
        # Opening a pipe or a device could block forever, so check first.
        if not path.is_file():
            found = "something that is not a file" if path.exists() else "nothing"
            raise LayerlightError(f"{path}: expected {what}, found {found}; check the path")
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        said = explain(error, "check the file")
        raise LayerlightError(f"{path}: cannot be read: {said}") from None
    if len(content) > SIZE_LIMIT:
        raise LayerlightError(
            f"{path}: expected {what} of at most {SIZE_LIMIT >> 10} KiB, found a larger file"
        )
    return _parsed(content, path, what)


def _parsed(content: bytes, path: Path, what: str) -> dict[str, Any]:
    try:
        text = content.decode("utf-8-sig")
        deep = _DEEP_KEY.search(text)
        if deep is not None:
            raise LayerlightError(f"{path}: expected short keys, found {deep[0]!r:.60}")
        return tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise LayerlightError(
            f"{path}: expected UTF-8 text, found byte {content[error.start]:#04x}"
        ) from None
    except RecursionError:
        raise LayerlightError(f"{path}: not {what}: brackets are nested too deep") from None
    except (ValueError, OverflowError) as error:
        raise LayerlightError(f"{path}: not readable as TOML: {error!s:.200}") from None
