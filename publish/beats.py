"""A clip in its beats: each beat a film and a picture of its own, and a manifest of them all."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError
from network.system.files import unfinished
from publish.files import sha256, write_text

if TYPE_CHECKING:
    from scenes.base import Beat
    from scenes.rendering.clips import Rendered

__all__ = [
    "FORMAT",
    "MANIFEST",
    "ClipBeat",
    "DoubtedManifests",
    "beats_of",
    "cut",
    "manifest",
    "write_manifest",
]

FORMAT = 1
"""Version of the manifest's form."""
MANIFEST = "manifest.json"


@dataclass
class ClipBeat:
    """A beat as a part of its clip.

    Parameters
    ----------
    number : int
        From 1.
    name, caption : str
    first, end : int
        Its first frame, and the one after its last.
    shown : int
        The frame from which on its caption is fully opaque.
    files : dict of str to Path
        By kind, such as ``mp4`` and ``png``.
    """

    number: int
    name: str
    caption: str
    first: int
    end: int
    shown: int
    files: dict[str, Path] = field(default_factory=dict)

    @property
    def stem(self) -> str:
        """Beginning of its files' names; in the order of beats if sorted by name."""
        return f"{self.number:02}-{self.name}"


def beats_of(beats: Sequence[Beat], fps: int, frames: int) -> list[ClipBeat]:
    """Part a clip at the starts of its beats; the parts' frames add up to the whole's.

    Parameters
    ----------
    beats : sequence of Beat
    fps : int
    frames : int
        Length of the clip.
    """
    starts = [0, *(round(beat.start * fps) for beat in beats[1:]), frames]
    return [
        ClipBeat(k + 1, beat.name, beat.caption, starts[k], starts[k + 1], round(beat.shown * fps))
        for k, beat in enumerate(beats)
    ]


def cut(rendered: Rendered, beats: Sequence[ClipBeat], folder: Path, kind: str, title: str) -> None:
    """Write each beat as a film of its own, without encoding anything again.

    Parameters
    ----------
    rendered : Rendered
        The whole clip.
    beats : sequence of ClipBeat
        Of this clip; they are told of their files.
    folder : Path
    kind : str
        End of the files' names, as ``mp4``.
    title : str
        Of the clip.

    Raises
    ------
    LayerlightError
        If a beat does not begin where a segment does.
    OSError
        If a segment cannot be read or a film not be written.
    """
    from scenes.rendering.encoding import frames_in, join_segments

    folder.mkdir(parents=True, exist_ok=True)
    at, begins = 0, {}
    for k, segment in enumerate(rendered.segments):
        begins[at] = k
        at += frames_in(segment)
    begins[at] = len(rendered.segments)
    for beat in beats:
        if not {beat.first, beat.end} <= begins.keys():
            raise LayerlightError(
                f"{rendered.path.stem} cannot be cut at its beat {beat.name!r}: expected a segment"
                f" at frame {beat.first}; draw it again with --force"
            )
        segments = rendered.segments[begins[beat.first] : begins[beat.end]]
        target = folder / f"{beat.stem}.{kind}"
        name = f"{title}: {beat.caption}"
        join_segments(segments, target, rendered.video, name, silent=rendered.silent)
        beat.files[kind] = target


def manifest(
    beats: Sequence[ClipBeat],
    whole: Mapping[str, Path],
    folder: Path,
    fps: int,
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Say all that is known of a clip and its beats, as JSON allows.

    Parameters
    ----------
    beats : sequence of ClipBeat
    whole : mapping of str to Path
        Files of the whole clip, by kind.
    folder : Path
        That the manifest is for; files are named from there.
    fps : int
    about : mapping
        What else there is to say.
    """

    def told(files: Mapping[str, Path]) -> dict[str, Any]:
        return {
            kind: {
                "path": Path(os.path.relpath(path, folder)).as_posix(),
                "bytes": path.stat().st_size,
                "sha256": sha256(path),
            }
            for kind, path in files.items()
        }

    frames = beats[-1].end if beats else 0
    return {
        "format": FORMAT,
        **about,
        "fps": fps,
        "frames": frames,
        "seconds": frames / fps,
        "files": told(whole),
        "beats": [
            {
                "number": beat.number,
                "name": beat.name,
                "caption": beat.caption,
                "first_frame": beat.first,
                "frames": beat.end - beat.first,
                "start_ms": beat.first * 1000 // fps,
                "caption_ms": beat.shown * 1000 // fps,
                "end_ms": beat.end * 1000 // fps,
                "files": told(beat.files),
            }
            for beat in beats
        ],
    }


def write_manifest(target: Path, content: Mapping[str, Any]) -> None:
    """Write a manifest."""
    write_text(target, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


class DoubtedManifests:
    """Manifests that are away while files that they list may be replaced.

    So one that is there is true, whenever a run is stopped.
    """

    def __init__(self) -> None:
        self._held: dict[Path, bytes] = {}

    def take(self, folder: Path) -> None:
        """Take the manifest in a folder away, if there is one."""
        path = folder / MANIFEST
        if path.is_file():
            self._held[path] = path.read_bytes()
            path.unlink()

    def settle(self, folder: Path) -> bool:
        """Put a manifest back if it is true of the files that are there now.

        Parameters
        ----------
        folder : Path
            That it was taken from.

        Returns
        -------
        bool
            Whether one is gone for good.
        """
        path = folder / MANIFEST
        content = self._held.pop(path, None)
        if content is None:
            return False
        if not _is_true(content, folder):
            return True
        with unfinished(path) as partial:
            partial.write_bytes(content)
        return False

    def settle_all(self) -> None:
        """Put back all that are true, as far as that is possible."""
        for path in list(self._held):
            with suppress(OSError):
                self.settle(path.parent)


def _is_true(content: bytes, folder: Path) -> bool:
    """Whether a manifest tells the truth of the files that it lists."""
    try:
        held = json.loads(content)
        files = [file for group in (held, *held["beats"]) for file in group["files"].values()]
        return all(_is_that(folder / file["path"], file) for file in files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _is_that(path: Path, told: Mapping[str, Any]) -> bool:
    """Whether a file is the one that a manifest tells of; many are told apart by their sizes."""
    return path.stat().st_size == told["bytes"] and sha256(path) == told["sha256"]
