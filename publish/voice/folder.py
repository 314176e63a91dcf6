"""Finds which audio file belongs to which beat, by its name and folder."""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from network.errors import LayerlightError, UsageError
from scenes.catalog import CATALOG, ClipEntry
from scenes.words import ENGLISH, languages, load_words

__all__ = ["ENDINGS", "find_voices"]

ENDINGS = ("wav", "flac", "mp3", "m4a", "ogg")
"""Extensions of the audio files that are read."""
OTHER_SOUND = ("aac", "aif", "aiff", "amr", "caf", "mka", "oga", "opus", "webm", "wma")
"""Extensions of audio files that are not."""
MOST_BYTES = 512 << 20
"""Size of the largest file that is read."""

Voices = dict[str, dict[str, Path]]
"""The audio file of each beat of each clip, by their names."""


@dataclass(frozen=True)
class _Named:
    """An audio file and what its name says."""

    path: Path
    beat: str
    ending: str


def find_voices(folder: Path, clips: Sequence[ClipEntry], language: str) -> Voices:
    """Find the audio files of clips.

    They stand in ``folder``, or in a folder there that is named after the language; each is named
    after its beat and may stand in a folder that is named after its clip.

    Parameters
    ----------
    folder : Path
    clips : sequence of ClipEntry
    language : str

    Returns
    -------
    dict of str to dict of str to Path
        Without clips that have no audio file.

    Raises
    ------
    UsageError
        If the folder does not exist, or a file's name fits no beat or several.
    LayerlightError
        If one of the files cannot be read or is too large.
    """
    base = _of_language(folder, language)
    beats = {entry.id: load_words().names(f"{entry.id}.beats") for entry in clips}
    elsewhere = {
        name
        for entry in CATALOG
        if entry.id not in beats
        for name in load_words().names(f"{entry.id}.beats")
    }
    found: Voices = {}
    for file in _sounds(base):
        owners = [clip for clip, names in beats.items() if file.beat in names]
        if not owners and file.beat not in elsewhere:
            raise UsageError(_unknown(file, beats))
        if len(owners) > 1:
            raise UsageError(
                f"{file.path}: {' and '.join(owners)} have a beat {file.beat!r}: move the file to"
                f" the folder of its clip, such as {base / owners[0]}"
            )
        for clip in owners:
            _add(found, clip, file)
    for clip, names in beats.items():
        for file in _sounds(base / clip):
            if file.beat not in names:
                raise UsageError(_unknown(file, {clip: names}))
            _add(found, clip, file)
    return found


def _of_language(folder: Path, language: str) -> Path:
    """Return the folder of a language's files."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise UsageError(f"--voice: {folder} {what}: name a folder with one audio file a beat")
    if (folder / language).is_dir():
        return folder / language
    others = [code for code in languages() if (folder / code).is_dir()]
    if others and language != ENGLISH:
        raise UsageError(
            f"--voice: {folder} has folders for {', '.join(others)}, but none for {language}: put"
            f" the audio files into {folder / language}"
        )
    return folder


def _sounds(folder: Path) -> Iterator[_Named]:
    """Yield the audio files of a folder in the order of their names, if there is one."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        ending = path.suffix[1:].lower()
        if ending in (*ENDINGS, *OTHER_SOUND) and not path.name.startswith("."):
            yield _Named(path, path.stem.lower(), ending)


def _unknown(file: _Named, beats: Mapping[str, Sequence[str]]) -> str:
    """Return what is said of a file whose name is no beat's."""
    known = {name: clip for clip, names in beats.items() for name in names}
    near = get_close_matches(file.beat[:60].replace("-", "_"), known, n=1)
    if near:
        return (
            f"{file.path}: there is no beat {file.path.stem!r}; the nearest is {near[0]!r}, of"
            f" {known[near[0]]}: rename the file, or move it elsewhere"
        )
    clip, names = next(iter(beats.items()))
    also = "" if len(beats) == 1 else ", and the other clips have their own"
    return (
        f"{file.path}: there is no beat {file.path.stem!r}; {clip} has {', '.join(names)}{also}:"
        " rename the file, or move it elsewhere"
    )


def _add(found: Voices, clip: str, file: _Named) -> None:
    """Note the file of a beat, if it is one that can be read."""
    if file.ending not in ENDINGS:
        kinds = f"{', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
        raise UsageError(f"{file.path}: expected {kinds}: save it as one of these")
    other = found.get(clip, {}).get(file.beat)
    if other is not None:
        raise UsageError(
            f"{clip} has two audio files for its beat {file.beat!r}, {other} and {file.path}: move"
            " one of them elsewhere"
        )
    state = file.path.stat()
    if not stat.S_ISREG(state.st_mode):
        raise LayerlightError(f"{file.path} is not a file: expected an audio file")
    if state.st_size > MOST_BYTES:
        raise LayerlightError(
            f"{file.path} has {state.st_size >> 20:,} MiB: expected at most {MOST_BYTES >> 20};"
            " one beat takes seconds to minutes"
        )
    found.setdefault(clip, {})[file.beat] = file.path
