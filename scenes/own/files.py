"""A clip or scene from a file: ``path/to/file.py``, or ``path/to/file.py:ClassName``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from manim import Scene, config, tempconfig

from network.errors import LayerlightError, UsageError
from scenes.base import NetworkScene
from scenes.own.entries import OwnClip, SceneEntry, own_clip
from scenes.own.modules import import_file
from scenes.own.troubles import OwnCodeError, explained
from scenes.rendering.fingerprints import own_code
from scenes.rendering.manim_adapter import (
    changed_defaults,
    original_defaults,
    set_constructors,
    without_changes,
)

__all__ = ["entry_of_file", "split_name"]

SUFFIX = ".py"
MOST_BYTES = 4 << 20
"""Size of the largest source file that is read."""
DECIDED_BY_OPTIONS = {
    "frame_rate", "frame_size", "aspect_ratio", "pixel_height", "pixel_width", "quality",
}  # fmt: skip
"""Entries of Manim's configuration that options of the command decide."""
APPEARANCE = {
    "background_color", "background_opacity", "frame_height", "frame_width", "seed",
    "tex_template", "assets_dir", "no_latex_cleanup",
}  # fmt: skip
"""Entries that a file may set for its scenes."""


def entry_of_file(name: str, warn: Any = lambda text: None) -> OwnClip | SceneEntry:
    """Import a file and return the entry of the clip or scene in it.

    Parameters
    ----------
    name : str
        Path of a Python file; a colon and the name of a class may follow.
    warn : callable
        Called with one sentence about each setting in the file that has no effect.

    Returns
    -------
    OwnClip or SceneEntry
        A clip for a subclass of :class:`scenes.base.NetworkScene`; a scene for any other.

    Raises
    ------
    UsageError
        If there is no such file or class, or if there are several and none is named.
    LayerlightError
        If the file cannot be run, or its words are missing.
    """
    file, wanted = split_name(name)
    _check_source(file)
    code, sources = own_code(file.stem, file.resolve().parent)
    with _settings_watched() as (settings, defaults), explained(file):
        module = import_file(file)
    if own_code(file.stem, file.resolve().parent)[0] != code:
        raise LayerlightError(f"{file} was changed while it was read: run the command again")
    kind = _chosen(vars(module), module.__name__, file, wanted)
    if issubclass(kind, NetworkScene):
        return own_clip(kind, file, code, sources)
    own = _checked(settings, file, warn)
    stem = file.stem if file.stem == kind.__name__ else f"{file.stem}.{kind.__name__}"
    return SceneEntry(stem, file, kind, code, tuple(sources), own, defaults)


def split_name(name: str) -> tuple[Path, str | None]:
    """Split ``path/to/file.py:ClassName`` into the path and the class, if one is named."""
    path, colon, kind = name.rpartition(":")
    if colon and path.lower().endswith(SUFFIX):
        return Path(path), kind
    return Path(name), None


def _check_source(file: Path) -> None:
    """Raise unless a file is there and is Python."""
    if not file.exists():
        raise UsageError(f"no such file: {file}")
    if not file.is_file():
        raise UsageError(f"{file} is not a file")
    if file.stat().st_size > MOST_BYTES:
        raise LayerlightError(f"{file} is larger than {MOST_BYTES >> 20} MiB: not read")
    with explained(file):
        source = file.read_bytes()
        try:
            ast.parse(source, str(file))
        except (ValueError, RecursionError, MemoryError) as error:  # a zero byte, or deep nesting
            raise OwnCodeError(f"{file}: not Python: {error}") from error


def _chosen(names: dict[str, Any], module: str, file: Path, wanted: str | None) -> type[Scene]:
    """Return the scene that is asked for, or the only one."""
    scenes: dict[str, Any] = {
        name: held
        for name, held in names.items()
        if isinstance(held, type) and issubclass(held, Scene) and held.__module__ == module
    }
    if wanted is not None:
        if wanted in scenes:
            return scenes[wanted]
        there = f"it has {', '.join(scenes)}" if scenes else "it has no scene"
        raise UsageError(f"{file} has no scene {wanted!r}: {there}")
    played = {
        name: held
        for name, held in scenes.items()
        if held.construct not in (Scene.construct, NetworkScene.construct)
    }
    if not played:
        raise UsageError(
            f"{file} holds no clip: expected a class derived from NetworkScene, or from Manim's"
            " Scene, with a method construct"
        )
    if len(played) > 1:
        choice = ", ".join(f"{file}:{name}" for name in played)
        raise UsageError(f"{file} holds {len(played)} scenes: choose one of {choice}")
    return next(iter(played.values()))


@contextmanager
def _settings_watched() -> Iterator[tuple[dict[str, Any], dict[type, Any]]]:
    """Yield two dictionaries that hold, at the end, what the block changed in Manim.

    They are entries of the configuration, and constructors with other default values.  Both are as
    they were afterwards.
    """
    settings: dict[str, Any] = {}
    defaults: dict[type, Any] = {}
    with tempconfig({}), original_defaults():
        before = {key: config[key] for key in [*APPEARANCE, *DECIDED_BY_OPTIONS, "renderer"]}
        try:
            yield settings, defaults
        finally:
            settings.update(
                {key: config[key] for key, held in before.items() if config[key] != held}
            )
            defaults.update(changed_defaults())
            set_constructors({kind: without_changes(init) for kind, init in defaults.items()})


def _checked(settings: dict[str, Any], file: Path, warn: Any) -> dict[str, Any]:
    """Return the settings that a scene's frames depend on; refuse OpenGL."""
    if "renderer" in settings:
        raise LayerlightError(
            f"{file} sets config.renderer to OpenGL: scenes are drawn with Cairo only"
        )
    idle = sorted(DECIDED_BY_OPTIONS & set(settings))
    if idle:
        warn(
            f"{file} sets config.{idle[0]}, which has no effect: use --quality, --fps and --aspect"
        )
    if Path("manim.cfg").is_file():
        warn("manim.cfg is not read: set what the scene needs in its file, as config.…")
    return {key: held for key, held in settings.items() if key in APPEARANCE}
