"""Clips that installed packages bring, as entry points of the group ``layerlight.clips``.

A package's ``pyproject.toml`` names them so::

    [project.entry-points."layerlight.clips"]
    my_clip = "my_package.my_clip:MyClip"

Needs no Manim until a clip is loaded.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from network.errors import LayerlightError
from scenes.catalog import CATALOG, LECTURE

if TYPE_CHECKING:
    from scenes.own.entries import OwnClip

__all__ = ["GROUP", "entry_of_package", "packaged_clips", "summaries"]

GROUP = "layerlight.clips"


def packaged_clips(warn: Callable[[str], None] = lambda text: None) -> dict[str, EntryPoint]:
    """Return the clips of installed packages by name, without those whose name is taken.

    Parameters
    ----------
    warn : callable
        Called with one sentence about each clip that is left out.
    """
    found: dict[str, EntryPoint] = {}
    ours = {entry.id for entry in CATALOG} | {LECTURE.id}
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        if point.name in ours:
            warn(f"{_package(point)} brings a clip {point.name!r}, a name of Layerlight's own")
        elif point.name in found and found[point.name].value != point.value:
            warn(
                f"{_package(point)} brings a clip {point.name!r}, as does"
                f" {_package(found[point.name])}: the latter is used"
            )
        else:
            found.setdefault(point.name, point)
    return found


def summaries(points: dict[str, EntryPoint]) -> Iterator[tuple[str, str]]:
    """Yield the name of each clip and one line about it, without importing it."""
    for name, point in points.items():
        yield name, _summary(point) or f"From the package {_package(point)}."


def entry_of_package(point: EntryPoint) -> OwnClip:
    """Import the clip of a package.

    Raises
    ------
    LayerlightError
        If it cannot be imported, or is no clip.
    """
    from scenes.base import NetworkScene
    from scenes.own.entries import code_of, own_clip
    from scenes.own.troubles import explained

    about = f"{_package(point)}: the clip {point.name!r}, {point.value}"
    file = _file(point)
    if file is None:
        raise LayerlightError(f"{about}: there is no such module: install the package again")
    with explained(file):
        kind = point.load()
    if not (isinstance(kind, type) and issubclass(kind, NetworkScene)):
        raise LayerlightError(f"{about}: expected a class derived from NetworkScene")
    import sys

    code, sources = code_of(sys.modules[point.module], file)
    return own_clip(kind, file, code, sources, point.name)


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else point.module.partition(".")[0]


def _file(point: EntryPoint) -> Path | None:
    """Return the file of an entry point's module; only packages above it are imported."""
    try:
        spec = find_spec(point.module)
    except Exception:
        return None
    return None if spec is None or not spec.origin else Path(spec.origin)


def _summary(point: EntryPoint) -> str:
    """Return the first line of the docstring of a clip's class."""
    file = _file(point)
    if file is None:
        return ""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == point.attr:
            return (ast.get_docstring(node) or "").partition("\n")[0]
    return ""
