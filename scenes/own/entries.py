"""Clips and scenes that do not ship with the project, as entries beside those of the catalogue."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from network.errors import LayerlightError, UsageError
from network.studies.shipped import load_shipped
from network.system.files import DEVICES
from scenes.base import NetworkScene
from scenes.catalog import CATALOG, LECTURE, ClipEntry
from scenes.own.troubles import explained
from scenes.rendering.fingerprints import digest, own_code
from scenes.words import ENGLISH, add_words, languages, load_words, read_words

__all__ = ["OwnClip", "SceneEntry", "own_clip"]

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
TAKEN = {LECTURE.id, "explorer", *DEVICES}
"""Names that mean something else on the command line or to a file system."""


@dataclass(frozen=True, eq=False)
class OwnClip(ClipEntry):
    """A clip from a file of the user's, or from another package.

    Parameters
    ----------
    file : Path
        Its module's file; its words are beside it.
    kind : type
        The clip's class.
    sources : tuple of Path
        The files that it is made from.
    """

    file: Path = Path()
    kind: type[NetworkScene] = NetworkScene
    sources: tuple[Path, ...] = field(default=())

    def load(self, recording: Any = None) -> type:
        """Return the clip's class, or that of the form in which it draws a recording."""
        return self.kind if recording is None else self.kind.form_for(recording)

    def explained(self) -> AbstractContextManager[None]:
        """Return a context that names the line of the user's code in errors."""
        return explained(self.file)


@dataclass(frozen=True, eq=False)
class SceneEntry:
    """A scene of Manim that is no clip: it draws from no recording.

    Parameters
    ----------
    id : str
        Name of its files.
    file : Path
    kind : type
        The scene's class.
    code : str
        Digest of what it is made from.
    sources : tuple of Path
        The files that it is made from.
    settings : dict
        Entries of Manim's configuration that the file sets.
    defaults : dict
        Constructors, by class, of which the file changes default values.
    """

    id: str
    file: Path
    kind: type
    code: str
    sources: tuple[Path, ...]
    settings: dict[str, Any]
    defaults: dict[type, Any]

    def explained(self) -> AbstractContextManager[None]:
        """Return a context that names the line of the user's code in errors."""
        return explained(self.file)


def own_clip(
    kind: type[NetworkScene], file: Path, code: str, sources: list[Path], name: str | None = None
) -> OwnClip:
    """Return the entry of a clip that does not ship with the project, and add its words.

    Parameters
    ----------
    kind : type
        The clip's class.  Its attribute ``clip`` is the clip's name, by default that of its file.
    file : Path
    code : str
        Digest of the code.
    sources : list of Path
        The files of the code.
    name : str, optional
        Name under which a package brings the clip.

    Raises
    ------
    LayerlightError
        If the name cannot be used, or words are missing.
    """
    declared = kind.__dict__.get("clip")
    named = declared if declared is not None else name or file.stem
    clip = _checked_name(named, file, None if declared is None else kind.__name__)
    if name is not None and clip != name:
        raise LayerlightError(
            f"{file}: {kind.__name__} calls itself {clip!r}, but its package brings it as {name!r}:"
            " use one name"
        )
    kind.clip = clip
    words = _words(clip, file)
    recording = _shipped(getattr(kind, "default_recording", "walkthrough.npz"), kind, file)
    about = (kind.__doc__ or "").strip().splitlines() if "__doc__" in kind.__dict__ else []
    return OwnClip(
        id=clip,
        module=kind.__module__,
        scene=kind.__name__,
        summary=about[0] if about else f"{kind.__name__} of {file.name}",
        facts={},
        recording=recording,
        code=digest(code, [(language, read_words(words[language])) for language in sorted(words)]),
        file=file,
        kind=kind,
        sources=(*sources, *words.values()),
    )


def _checked_name(name: Any, file: Path, declared_by: str | None) -> str:
    """Return the name of a clip if it may have it."""
    where = f"{file}: the attribute clip of {declared_by}" if declared_by else f"{file}: its name"
    advice = 'write clip = "another_name" in the class' if not declared_by else "choose another"
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UsageError(
            f"{where} is {name!r:.80}: expected small letters, digits and _, up to 64: {advice}"
        )
    ours = {entry.id for entry in CATALOG} | TAKEN
    if name in ours:
        raise UsageError(f"{where} is {name!r}, which is a name of Layerlight's own: {advice}")
    if name in shipped_groups():
        raise UsageError(f"{where} is {name!r}, a name among Layerlight's words: {advice}")
    return name


def shipped_groups() -> set[str]:
    """Return the names of the groups of words that ship with the project."""
    from scenes.words import FOLDER

    return set(read_words(FOLDER / f"{ENGLISH}.toml"))


def _words(clip: str, file: Path) -> dict[str, Path]:
    """Add the words beside a clip's file, and return their files by language."""
    base = file.with_name(f"{clip}.toml")
    if not base.is_file():
        raise LayerlightError(
            f"{file} has no words: write {base.name} beside it, with a title and a table [beats]"
            " that holds a caption for each beat"
        )
    others = {code: base.with_suffix(f".{code}.toml") for code in languages()}
    files = {code: path for code, path in others.items() if path.is_file()}
    add_words(clip, {**files, ENGLISH: base})
    words = load_words()
    if not isinstance(read_words(base).get("title"), str):
        raise LayerlightError(f'{base} has no title: write title = "…" above its first table')
    if not words.names(f"{clip}.beats"):
        raise LayerlightError(f"{base} has no captions: write a table [beats], one for each beat")
    return {**files, ENGLISH: base}


def _shipped(name: Any, kind: type, file: Path) -> str:
    """Return the name of a shipped recording, which has to exist."""
    try:
        load_shipped(str(name))
    except LayerlightError as error:
        raise LayerlightError(f"{file}: default_recording of {kind.__name__}: {error}") from None
    return str(name)


def code_of(module: ModuleType, file: Path) -> tuple[str, list[Path]]:
    """Return the digest of a module's code, and its files."""
    package = module.__package__ or ""
    if not package:
        return own_code(file.stem, file.resolve().parent)
    folder = file.resolve().parents[module.__name__.count(".")]
    return own_code(module.__name__, folder)
