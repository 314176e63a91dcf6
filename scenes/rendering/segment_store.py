"""The cache of finished segments, looked up by what they show or by what they were made from.

``segments/`` holds the segments; the name of each consists of the digest of its content (what it
shows) and the digest of its bytes.  ``made/`` holds a note for each piece of each scene: it maps
the key of the scene (the digest of everything it was made from) to a segment.  Notes only avoid
playing the scene: under a new key there are none, and pieces that still look the same are found by
content.  Only processes that run nothing but Layerlight share notes; segments drawn by others are
found by content alone.  Damaged files count as missing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from network.errors import LayerlightError
from scenes.cache.checked_files import (
    digest_of,
    discard,
    file_digest,
    put,
    read_sealed,
    write_sealed,
)
from scenes.cache.workshop import UNFINISHED, rough_file, workshop
from scenes.rendering.fingerprints import digest

__all__ = ["Store"]

LIMIT = 4 << 30
"""Total size in bytes above which old segments are deleted."""
SPARED = 24 * 3600
"""Seconds for which a used segment is kept regardless of the limit."""


class Store:
    """Finished segments in a folder that several processes may use at the same time.

    Files appear only when they are complete.

    Parameters
    ----------
    folder : Path
    force : bool
        Find nothing, so that everything is drawn again.
    alone : bool
        Share segments but no notes.  In a process that also runs other code, the key may not cover
        everything that affects a frame.
    """

    def __init__(self, folder: Path, force: bool = False, alone: bool = False):
        self.folder, self.force = folder, force
        self._notes = None if alone else folder / "made"
        self._intact: dict[Path, tuple[int, ...]] = {}

    def begun(self, first: str) -> bool:
        """Return whether there are segments with this first frame."""
        return not self.force and (self.folder / "segments" / first).is_dir()

    def segment(self, first: str, content: str) -> Path | None:
        """Find a segment by the digests of its first frame and of its content."""
        if self.force:
            return None
        files = sorted((self.folder / "segments" / first).glob(f"{content}-*.mp4"))
        return next(filter(self._is_intact, files), None)

    def keep(self, finished: Path, first: str, content: str) -> Path:
        """Move a finished segment into the store and return its path."""
        name = f"{content}-{file_digest(finished)}.mp4"
        file = self.folder / "segments" / first / name
        put(finished, file)
        return file

    def _is_intact(self, segment: Path) -> bool:
        """Return whether a segment exists and is intact; delete it if it is damaged."""
        try:
            found = segment.stat()
            state = (found.st_ino, found.st_size, found.st_mtime_ns)
            agrees = self._intact.get(segment) == state
            agrees = agrees or segment.stem.endswith(f"-{file_digest(segment)}")
        except FileNotFoundError:
            return False
        except OSError:
            agrees = False
        if agrees:
            self._intact[segment] = state
        else:
            discard(segment, "segment")
        return agrees

    def made(self, key: str, piece: str) -> Path | None:
        """Find the segment that was made for a piece of the scene with this key."""
        return None if self.force else self._noted(key, piece)

    def _noted(self, key: str, piece: str) -> Path | None:
        place = read_sealed(self._folder_of_notes / key / piece, "note")
        if place is None:
            return None
        file = self.folder / "segments" / place.decode()
        return file if self._is_intact(file) else None

    def note(self, key: str, piece: str, segment: Path) -> None:
        """Record which segment was made for a piece."""
        place = segment.relative_to(self.folder / "segments").as_posix()
        self._write(self._folder_of_notes / key / piece, place)

    def noted_pieces(self, key: str) -> list[str]:
        """Return the names of the pieces, of the scene with this key, that have a note."""
        if self.force:
            return []
        folder = self._folder_of_notes / key
        return sorted(note.name for note in folder.glob("*") if not note.suffix)

    def received(self, path: str, data: bytes) -> Path:
        """Put a segment into the store that another computer has drawn.

        Parameters
        ----------
        path : str
            Relative to the folder of segments, as :meth:`keep` named it there.
        data : bytes

        Raises
        ------
        LayerlightError
            The path is none of ours, or the data were damaged on the way.
        """
        first, _, name = path.partition("/")
        content, _, seal = name.removesuffix(".mp4").partition("-")
        digits = all(re.fullmatch("[0-9a-f]{32,64}", part) for part in (first, content, seal))
        if not digits or path != f"{first}/{content}-{seal}.mp4" or digest_of(data) != seal:
            raise LayerlightError("a segment was damaged on its way here: run the command again")
        file = self.folder / "segments" / path
        with rough_file(self._unfinished) as part:
            part.write_bytes(data)
            put(part, file)
        return file

    def note_whole(self, key: str, part: str, about: dict[str, Any]) -> None:
        """Record that all pieces in ``about["pieces"]`` are finished, with all of ``about``."""
        self._write(self._whole(key, part), json.dumps(about))

    def _whole(self, key: str, part: str) -> Path:
        return self._folder_of_notes / key / f"{digest(part)}.json"

    def whole(self, key: str, part: str, *, fresh: bool = False) -> dict[str, Any] | None:
        """Return what :meth:`note_whole` recorded, if every segment still exists.

        Parameters
        ----------
        key : str
        part : str
            Name of the section; empty for the whole scene.
        fresh : bool
            Whether this run recorded it, so that ``force`` is ignored.

        Returns
        -------
        dict or None
            With the paths of the segments, in order, under ``"segments"``.
        """
        if self._notes is None or (self.force and not fresh):
            return None
        noted = read_sealed(self._whole(key, part), "note")
        if noted is None:
            return None
        about = json.loads(noted)
        # All are checked, so that all damaged ones are deleted in one run.
        segments = [self._noted(key, piece) for piece in about["pieces"]]
        if None in segments:
            return None
        return {**about, "segments": segments}

    def noted_whole(self, key: str, part: str = "") -> bool:
        """Return whether all pieces were finished once; they may be damaged or gone since."""
        return not (self.force or self._notes is None) and self._whole(key, part).is_file()

    def length(self, name: str) -> float | None:
        """Return the duration in seconds of the scene with this name when it was last played."""
        noted = read_sealed(self.folder / "lengths" / name, "note")
        return None if noted is None else float(noted)

    def note_length(self, name: str, seconds: float) -> None:
        """Record the duration of a scene in seconds."""
        self._write(self.folder / "lengths" / name, repr(seconds))

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Create a temporary folder in the store, which is deleted afterwards."""
        with workshop(self._unfinished) as own:
            notes, self._notes = self._notes, self._notes or own / "made"
            try:
                yield own
            finally:
                self._notes = notes

    @property
    def _folder_of_notes(self) -> Path:
        assert self._notes is not None, "without shared notes, a workshop has to be open"
        return self._notes

    @property
    def _unfinished(self) -> Path:
        return self.folder / UNFINISHED

    def use(self, segments: Sequence[Path]) -> None:
        """Mark segments as just used."""
        for segment in segments:
            with suppress(OSError):
                os.utime(segment)

    def tidy(self, limit: int = LIMIT, spared: float = SPARED) -> None:
        """Delete the least recently used segments until the limit is kept."""
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
