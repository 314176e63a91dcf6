"""Cut a clip into its beats, each with a video and a picture, and describe them in a manifest."""

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
    "SuspendedManifests",
    "beats_of",
    "cut",
    "manifest",
    "write_manifest",
]

FORMAT = 1
"""Version of the manifest format."""
MANIFEST = "manifest.json"


@dataclass
class ClipBeat:
    """A beat and its place in the clip.

    Parameters
    ----------
    number : int
        Counted from 1.
    name, caption : str
    first, end : int
        First frame and end frame (exclusive).
    shown : int
        First frame at which the caption is fully opaque.
    files : dict of str to Path
        Paths by extension, such as ``mp4`` and ``png``.
    section : str
        In a lecture, the title of the clip that the beat belongs to.
    card : bool
        Whether it is the title card of its section.
    digits : int
        Number of digits that the number has in file names.
    spoken : bool
        Whether something is said in it.
    """

    number: int
    name: str
    caption: str
    first: int
    end: int
    shown: int
    files: dict[str, Path] = field(default_factory=dict)
    section: str = ""
    card: bool = False
    digits: int = 2
    spoken: bool = False

    @property
    def stem(self) -> str:
        """File name without extension; sorting by name sorts by number."""
        return f"{self.number:0{self.digits}}-{self.name}"


def beats_of(beats: Sequence[Beat], fps: int, frames: int) -> list[ClipBeat]:
    """Divide the frames of a clip among its beats, without gaps or overlaps.

    Parameters
    ----------
    beats : sequence of Beat
    fps : int
    frames : int
        Number of frames of the clip.
    """
    starts = [0, *(round(beat.start * fps) for beat in beats[1:]), frames]
    return [
        ClipBeat(k + 1, beat.name, beat.caption, starts[k], starts[k + 1], round(beat.shown * fps))
        for k, beat in enumerate(beats)
    ]


def cut(rendered: Rendered, beats: Sequence[ClipBeat], folder: Path, kind: str, title: str) -> None:
    """Write each beat as a video of its own, without encoding anything again.

    Parameters
    ----------
    rendered : Rendered
        The whole clip.
    beats : sequence of ClipBeat
        Its beats; ``files[kind]`` and ``spoken`` of each are set.
    folder : Path
    kind : str
        Extension of the files, such as ``mp4``.
    title : str
        The clip's title.

    Raises
    ------
    LayerlightError
        If a beat does not start at the start of a segment.
    OSError
        If a segment cannot be read or a video cannot be written.
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
                f"{rendered.path.stem} cannot be cut at beat {beat.name!r}: no segment starts at"
                f" frame {beat.first}; draw the clip again with --force"
            )
        segments = rendered.segments[begins[beat.first] : begins[beat.end]]
        target = folder / f"{beat.stem}.{kind}"
        name = f"{title}: {beat.caption}"
        spoken = [(at - beat.first, s) for at, s in rendered.spoken if beat.first <= at < beat.end]
        # All beats of a clip with a voice have a track, so that players can join them.
        silent = rendered.silent or bool(rendered.spoken)
        join_segments(segments, target, rendered.video, name, silent=silent, spoken=spoken)
        beat.files[kind], beat.spoken = target, bool(spoken)


def manifest(
    beats: Sequence[ClipBeat],
    whole: Mapping[str, Path],
    folder: Path,
    fps: int,
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the manifest of a clip and its beats, ready for JSON.

    Parameters
    ----------
    beats : sequence of ClipBeat
    whole : mapping of str to Path
        Files of the whole clip, by extension.
    folder : Path
        The manifest's folder; paths are relative to it.
    fps : int
    about : mapping
        Further entries.
    """

    def described(files: Mapping[str, Path]) -> dict[str, Any]:
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
        "files": described(whole),
        "beats": [
            {
                "number": beat.number,
                "name": beat.name,
                "caption": beat.caption,
                **({"section": beat.section, "title_card": beat.card} if beat.section else {}),
                "first_frame": beat.first,
                "frames": beat.end - beat.first,
                **({"voice": True} if beat.spoken else {}),
                "start_ms": beat.first * 1000 // fps,
                "caption_ms": beat.shown * 1000 // fps,
                "end_ms": beat.end * 1000 // fps,
                "files": described(beat.files),
            }
            for beat in beats
        ],
    }


def write_manifest(target: Path, content: Mapping[str, Any]) -> None:
    """Write a manifest."""
    write_text(target, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


class SuspendedManifests:
    """Manifests that are deleted while files that they list may be replaced.

    If a run is stopped, any manifest left on disk is therefore correct.
    """

    def __init__(self) -> None:
        self._held: dict[Path, bytes] = {}

    def suspend(self, folder: Path) -> None:
        """Delete the manifest in a folder, if there is one, but remember it."""
        path = folder / MANIFEST
        if path.is_file():
            self._held[path] = path.read_bytes()
            path.unlink()

    def restore(self, folder: Path) -> bool:
        """Write a suspended manifest again if it still describes the files on disk.

        Parameters
        ----------
        folder : Path

        Returns
        -------
        bool
            Whether a manifest was lost because it is no longer correct.
        """
        path = folder / MANIFEST
        content = self._held.pop(path, None)
        if content is None:
            return False
        if not _is_correct(content, folder):
            return True
        with unfinished(path) as partial:
            partial.write_bytes(content)
        return False

    def restore_all(self) -> None:
        """Write every suspended manifest that is still correct, as far as possible."""
        for path in list(self._held):
            with suppress(OSError):
                self.restore(path.parent)


def _is_correct(content: bytes, folder: Path) -> bool:
    """Whether a manifest describes the files that it lists."""
    try:
        held = json.loads(content)
        files = [file for group in (held, *held["beats"]) for file in group["files"].values()]
        return all(_matches(folder / file["path"], file) for file in files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _matches(path: Path, entry: Mapping[str, Any]) -> bool:
    """Whether a file is the one described; the size is compared first, as that is fast."""
    return path.stat().st_size == entry["bytes"] and sha256(path) == entry["sha256"]
