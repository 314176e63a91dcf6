"""What the names on the command line stand for: clips of the catalogue, of packages and of files.

Needs no Manim for clips of the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from network.errors import UsageError
from scenes.catalog import CATALOG, LECTURE, ClipEntry, Lecture, find_clip
from scenes.own.packages import entry_of_package, packaged_clips
from scenes.rendering.manim_import import without_configuration

if TYPE_CHECKING:
    from scenes.own.entries import SceneEntry

__all__ = ["find_all", "find_one", "is_file_name", "only_scenes"]

SUFFIX = ".py"


def find_all(
    names: Iterable[str], warn: Callable[[str], None] = lambda text: None
) -> tuple[ClipEntry | Lecture | SceneEntry, ...]:
    """Return what names stand for, each once.

    Parameters
    ----------
    names : iterable of str
        Names of clips, or paths of Python files; see :func:`find_one`.
    warn : callable
        Called with one sentence about each problem that the user should know of.

    Raises
    ------
    UsageError
        If there is no such clip or file, or if two would be written to the same files.
    LayerlightError
        If a file or package of clips cannot be used.
    """
    found = tuple(find_one(name, warn) for name in dict.fromkeys(names))
    for k, entry in enumerate(found):
        for other in found[:k]:
            if entry.id == other.id:
                raise UsageError(f"two of these are called {entry.id}: rename one")
    kinds = {isinstance(entry, ClipEntry | Lecture) for entry in found}
    if len(kinds) > 1:
        clip = next(entry for entry in found if isinstance(entry, ClipEntry | Lecture))
        scene = next(entry for entry in found if not isinstance(entry, ClipEntry | Lecture))
        raise UsageError(
            f"{clip.id} draws a recording and {scene.id} does not: draw them one after the other"
        )
    return found


def find_one(
    name: str, warn: Callable[[str], None] = lambda text: None
) -> ClipEntry | Lecture | SceneEntry:
    """Return what a name stands for.

    Parameters
    ----------
    name : str
        Name of a clip that ships, or that a package brings; or the path of a Python file, after
        which a colon and the name of a class may follow.
    warn : callable
        As for :func:`find_all`.

    Raises
    ------
    UsageError
        If there is no such clip or file.
    LayerlightError
        If the file or package cannot be used.
    """
    if is_file_name(name):
        with without_configuration():
            from scenes.own.files import entry_of_file

            return entry_of_file(name, warn)
    if name not in {entry.id for entry in (*CATALOG, LECTURE)}:
        points = packaged_clips(warn)
        if name in points:
            with without_configuration():
                return entry_of_package(points[name])
    return find_clip(name)


def is_file_name(name: str) -> bool:
    """Return whether a name is that of a Python file, with or without a class."""
    before, colon, _ = name.rpartition(":")
    return name.lower().endswith(SUFFIX) or (bool(colon) and before.lower().endswith(SUFFIX))


def only_scenes(entries: Iterable[ClipEntry | Lecture | SceneEntry]) -> bool:
    """Return whether the entries are scenes that draw no recording."""
    return not any(isinstance(entry, ClipEntry | Lecture) for entry in entries)
