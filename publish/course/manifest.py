"""What was made for a course, and from what: ``course.json`` in the output folder.

A film is listed only while its files are as described: it is taken off the list before they are
replaced.  The file may have been changed by others; what is not understood counts as not made.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from layerlight import __version__
from publish.files import sha256, write_text

__all__ = [
    "MANIFEST",
    "Made",
    "MadeFile",
    "Manifest",
    "described",
    "intact",
    "read_manifest",
    "write_manifest",
]

MANIFEST = "course.json"
FORMAT = 1
"""Version of the manifest format."""
MOST_BYTES = 256 << 20


@dataclass(frozen=True)
class MadeFile:
    """A file of a film: its path relative to the output folder, its size, its SHA-256 digest."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Made:
    """A film that was made.

    Parameters
    ----------
    name : str
        As :attr:`publish.course.films.Film.name`.
    key : str
        Digest of everything that it was made from.
    seconds : float or None
        Length, if it has a video.
    files : sequence of MadeFile
    about : mapping
        What it shows and how, ready for JSON.
    parts : mapping of str to str
        Digests of parts of what it was made from, to say later which of them have changed.
    """

    name: str
    key: str
    seconds: float | None
    files: Sequence[MadeFile]
    about: Mapping[str, Any]
    parts: Mapping[str, str]


def described(path: Path, folder: Path) -> MadeFile:
    """Describe a file below the output folder."""
    return MadeFile(path.relative_to(folder).as_posix(), path.stat().st_size, sha256(path))


def intact(made: Made, folder: Path) -> bool:
    """Whether all files of a film are as described; sizes are compared first, as that is fast."""
    try:
        return (
            bool(made.files)
            and all((folder / file.path).stat().st_size == file.size for file in made.files)
            and all(sha256(folder / file.path) == file.sha256 for file in made.files)
        )
    except OSError:
        return False


@dataclass(frozen=True)
class Manifest:
    """What a manifest lists: films by their names, and files of films that left the course."""

    films: Mapping[str, Made]
    left: Sequence[str]


def read_manifest(folder: Path) -> Manifest:
    """Return what a manifest lists; nothing if there is no readable manifest."""
    path = folder / MANIFEST
    try:
        if path.is_file() and path.stat().st_size <= MOST_BYTES:
            held = json.loads(path.read_bytes())
            if held["format"] == FORMAT:
                found = [_made(film) for film in held["films"]]
                left = [_inside(name) for name in held["left"]]
                return Manifest({made.name: made for made in found if made is not None}, left)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        pass
    return Manifest({}, [])


def _made(film: Any) -> Made | None:
    """Read a film; None if it is not as :func:`write_manifest` writes it."""
    try:
        files = [
            MadeFile(_inside(file["path"]), int(file["bytes"]), str(file["sha256"]))
            for file in film["files"]
        ]
        seconds = None if film["seconds"] is None else float(film["seconds"])
        if seconds is not None and not (math.isfinite(seconds) and seconds >= 0):
            return None
        parts = {str(name): str(held) for name, held in film["parts"].items()}
        return Made(str(film["name"]), str(film["key"]), seconds, files, {}, parts)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        return None


def _inside(path: Any) -> str:
    """Return a path if it stays in the output folder.

    Raises
    ------
    ValueError
        It does not.
    """
    parts = PurePosixPath(path)
    if parts.is_absolute() or ".." in parts.parts or "\\" in path or "\0" in path:
        raise ValueError(f"{path!r} leads out of the folder")
    return str(path)


def write_manifest(
    folder: Path, title: str, made: Sequence[Made], failed: Mapping[str, str], left: Sequence[str]
) -> None:
    """Write a manifest.

    Parameters
    ----------
    folder : Path
        Output folder, which must exist.
    title : str
        The course's title.
    made : sequence of Made
    failed : mapping of str to str
        Why a film could not be made, by its name.
    left : sequence of str
        Files of films that left the course.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    content = {
        "format": FORMAT,
        "layerlight": __version__,
        "title": title,
        "films": [
            {
                "name": film.name,
                **film.about,
                "seconds": film.seconds,
                "key": film.key,
                "parts": dict(film.parts),
                "files": [
                    {"path": file.path, "bytes": file.size, "sha256": file.sha256}
                    for file in film.files
                ],
            }
            for film in made
        ],
        "failed": [{"name": name, "reason": reason} for name, reason in failed.items()],
        "left": list(left),
    }
    write_text(folder / MANIFEST, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
