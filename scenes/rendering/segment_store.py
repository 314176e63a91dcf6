"""The cache of finished segments: found by what they show, or by what they were made from.

``segments/`` holds them, each named after its content and with the digest of its bytes.
``made/`` holds a note for each piece of each scene: of all that the scene was made from, which
segment came of it.  A note is a short cut past playing the scene, nothing more: with another key
nothing is found, and the segments of pieces that still look the same are found by their content.
Only processes that belong to Layerlight alone share notes; what others draw is found by its
content, and by nothing else.  Whatever is damaged counts as missing.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from scenes.cache.kept import discard, file_digest, put, read_sealed, write_sealed
from scenes.cache.workshop import UNFINISHED, workshop
from scenes.rendering.fingerprints import digest

__all__ = ["Store"]

LIMIT = 4 << 30
"""Bytes of segments that are kept."""
SPARED = 24 * 3600
"""Seconds for which a segment that was used is kept, whatever the limit."""


class Store:
    """Finished segments in a folder that several processes may use at once.

    Every file appears under its name when it is whole.

    Parameters
    ----------
    folder : Path
    force : bool
        Find nothing, so that all is made again.
    alone : bool
        Share segments, but no notes.  Notes tell what pieces were made from; in a process that
        others have had a hand in, that is not all that made them.
    """

    def __init__(self, folder: Path, force: bool = False, alone: bool = False):
        self.folder, self.force = folder, force
        self._notes = None if alone else folder / "made"
        self._sound: dict[Path, tuple[int, ...]] = {}

    def begun(self, first: str) -> bool:
        """Whether there are segments that begin so."""
        return not self.force and (self.folder / "segments" / first).is_dir()

    def segment(self, first: str, content: str) -> Path | None:
        """Find a segment by its beginning and its content."""
        if self.force:
            return None
        files = sorted((self.folder / "segments" / first).glob(f"{content}-*.mp4"))
        return next(filter(self._is_sound, files), None)

    def keep(self, finished: Path, first: str, content: str) -> Path:
        """Take a finished segment in; give its place."""
        name = f"{content}-{file_digest(finished)}.mp4"
        file = self.folder / "segments" / first / name
        put(finished, file)
        return file

    def _is_sound(self, segment: Path) -> bool:
        """Whether a segment is there and what it was; a damaged one is deleted."""
        try:
            found = segment.stat()
            state = (found.st_ino, found.st_size, found.st_mtime_ns)
            agrees = self._sound.get(segment) == state
            agrees = agrees or segment.stem.endswith(f"-{file_digest(segment)}")
        except FileNotFoundError:
            return False
        except OSError:
            agrees = False
        if agrees:
            self._sound[segment] = state
        else:
            discard(segment, "segment")
        return agrees

    def made(self, key: str, piece: str) -> Path | None:
        """Find the segment that was made for a piece of what ``key`` names."""
        return None if self.force else self._noted(key, piece)

    def _noted(self, key: str, piece: str) -> Path | None:
        place = read_sealed(self._notes / key / piece, "note")
        if place is None:
            return None
        file = self.folder / "segments" / place.decode()
        return file if self._is_sound(file) else None

    def note(self, key: str, piece: str, segment: Path) -> None:
        """Note which segment was made for a piece."""
        place = segment.relative_to(self.folder / "segments").as_posix()
        self._write(self._notes / key / piece, place)

    def note_whole(self, key: str, part: str, about: dict[str, Any]) -> None:
        """Note that all pieces of ``about["pieces"]`` have been made, and what else is known."""
        self._write(self._whole(key, part), json.dumps(about))

    def _whole(self, key: str, part: str) -> Path:
        return self._notes / key / f"{digest(part)}.json"

    def whole(self, key: str, part: str, *, fresh: bool = False) -> dict[str, Any] | None:
        """What :meth:`note_whole` noted, if every segment is still there.

        Parameters
        ----------
        key : str
        part : str
            Name of the section, or empty for the whole scene.
        fresh : bool
            Whether it was noted in this very run, so that ``force`` does not matter.

        Returns
        -------
        dict or None
            With the files of the segments, in order, under ``"segments"``.
        """
        if self._notes is None or (self.force and not fresh):
            return None
        noted = read_sealed(self._whole(key, part), "note")
        if noted is None:
            return None
        about = json.loads(noted)
        # Each is looked at, so that all that is damaged goes in one run.
        segments = [self._noted(key, piece) for piece in about["pieces"]]
        if None in segments:
            return None
        return {**about, "segments": segments}

    def length(self, name: str) -> float | None:
        """Seconds that a scene of this name lasted when it was played last."""
        noted = read_sealed(self.folder / "lengths" / name, "note")
        return None if noted is None else float(noted)

    def note_length(self, name: str, seconds: float) -> None:
        """Remember how long a scene lasts."""
        self._write(self.folder / "lengths" / name, repr(seconds))

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Give a folder of one's own for unfinished files, which is gone afterwards."""
        with workshop(self._unfinished) as own:
            notes, self._notes = self._notes, self._notes or own / "made"
            try:
                yield own
            finally:
                self._notes = notes

    @property
    def _unfinished(self) -> Path:
        return self.folder / UNFINISHED

    def use(self, segments: Sequence[Path]) -> None:
        """Mark segments as used now."""
        for segment in segments:
            with suppress(OSError):
                os.utime(segment)

    def tidy(self, limit: int = LIMIT, spared: float = SPARED) -> None:
        """Delete the segments that were not used for longest, down to the limit."""
        found = []
        for file in self.folder.glob("segments/*/*.mp4"):
            with suppress(OSError):
                found.append((file.stat().st_mtime, file.stat().st_size, file))
        size, latest = sum(size for _, size, _ in found), time.time() - spared
        for used, bytes_, file in sorted(found):
            if size <= limit or used > latest:
                break
            with suppress(OSError):
                file.unlink()
                file.parent.rmdir()
            size -= bytes_
        self._forget_notes(time.time() - max(spared, 30 * SPARED))

    def _forget_notes(self, before: float) -> None:
        for notes in self.folder.glob("made/*"):
            with suppress(OSError):
                if notes.stat().st_mtime < before:
                    shutil.rmtree(notes, ignore_errors=True)

    def _write(self, file: Path, text: str) -> None:
        write_sealed(file, text.encode(), self._unfinished)
