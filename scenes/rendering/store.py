"""The cache of finished segments: found by what they show, or by what they were made from.

``segments/`` holds them, each named after its content.  ``made/`` holds a note for each piece of
each scene: of all that the scene was made from, which segment came of it.  A note is a short cut
past playing the scene, nothing more: with another key nothing is found, and the segments of
pieces that still look the same are found by their content.  Only processes that belong to
Layerlight alone share notes; what others draw is found by its content, and by nothing else.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pooch

from network.files import unfinished
from scenes.rendering.origins import digest

try:
    import fcntl
except ImportError:  # Windows has none
    fcntl = None

__all__ = ["Store", "cache_folder"]

LIMIT = 4 << 30
"""Bytes of segments that are kept."""
SPARED = 24 * 3600
"""Seconds for which a segment that was used is kept, whatever the limit."""


def cache_folder() -> Path:
    """Folder for what can be made again: in the user's cache, or ``LAYERLIGHT_CACHE``."""
    return Path(os.environ.get("LAYERLIGHT_CACHE") or pooch.os_cache("layerlight"))


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

    def begun(self, first: str) -> bool:
        """Whether there are segments that begin so."""
        return not self.force and (self.folder / "segments" / first).is_dir()

    def segment(self, first: str, content: str) -> Path | None:
        """Find a segment by its beginning and its content."""
        file = self.folder / "segments" / first / f"{content}.mp4"
        return None if self.force or not file.is_file() else file

    def keep(self, finished: Path, first: str, content: str) -> Path:
        """Take a finished segment in; give its place."""
        file = self.folder / "segments" / first / f"{content}.mp4"
        for attempt in (1, 2):
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                finished.replace(file)
                return file
            except FileNotFoundError:
                if attempt == 2 or not finished.exists():
                    raise  # else another process tidied the folder away in this very moment
        return file

    def made(self, key: str, piece: str) -> Path | None:
        """Find the segment that was made for a piece of what ``key`` names."""
        return None if self.force else self._noted(key, piece)

    def _noted(self, key: str, piece: str) -> Path | None:
        try:
            file = self.folder / "segments" / (self._notes / key / piece).read_text()
        except FileNotFoundError:
            return None
        return file if file.is_file() else None

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
        try:
            about = json.loads(self._whole(key, part).read_text())
        except (FileNotFoundError, ValueError):
            return None
        segments = [self._noted(key, piece) for piece in about["pieces"]]
        if None in segments:
            return None
        return {**about, "segments": segments}

    def length(self, name: str) -> float | None:
        """Seconds that a scene of this name lasted when it was played last."""
        try:
            return float((self.folder / "lengths" / name).read_text())
        except (FileNotFoundError, ValueError):
            return None

    def note_length(self, name: str, seconds: float) -> None:
        """Remember how long a scene lasts."""
        self._write(self.folder / "lengths" / name, repr(seconds))

    @contextmanager
    def workshop(self) -> Iterator[Path]:
        """Give a folder of one's own for unfinished files, which is gone afterwards."""
        folder = self.folder / "unfinished"
        folder.mkdir(parents=True, exist_ok=True)
        self._sweep(folder)
        # It gets its name once it is locked, so that nobody takes it for one left behind.
        new = Path(tempfile.mkdtemp(prefix=".", dir=folder))
        lock = None if fcntl is None else _lock(new)
        own = new.rename(folder / new.name[1:])
        notes, self._notes = self._notes, self._notes or own / "made"
        try:
            yield own
        finally:
            self._notes = notes
            shutil.rmtree(own, ignore_errors=True)
            if lock is not None:
                os.close(lock)

    def _sweep(self, folder: Path) -> None:
        """Remove what processes left that were ended by force."""
        for left in folder.iterdir():
            if _is_old(left) if fcntl is None or left.name[0] == "." else _is_left(left):
                shutil.rmtree(left, ignore_errors=True)

    def use(self, segments: Sequence[Path]) -> None:
        """Mark segments as used now."""
        for segment in segments:
            with suppress(OSError):
                os.utime(segment)

    def tidy(self, limit: int = LIMIT, spared: float = SPARED) -> None:
        """Delete the segments that were not used for longest, down to the limit."""
        found = []
        for file in self.folder.glob("segments/*/*.mp4"):
            with suppress(FileNotFoundError):
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
            with suppress(FileNotFoundError):
                if notes.stat().st_mtime < before:
                    shutil.rmtree(notes, ignore_errors=True)

    def _write(self, file: Path, text: str) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(file) as partial:
            partial.write_text(text)


def _lock(folder: Path) -> int:
    """Lock a folder for as long as this process or one that it forks has it open."""
    opened = os.open(folder, os.O_RDONLY)
    with suppress(OSError):  # where there are no locks it is told by its age
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return opened


def _is_left(folder: Path) -> bool:
    """Whether those who worked in a folder have gone: the lock went with them."""
    try:
        opened = os.open(folder, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except BlockingIOError:
        return False
    except OSError:
        return _is_old(folder)
    finally:
        os.close(opened)


def _is_old(folder: Path) -> bool:
    try:
        return time.time() - folder.stat().st_mtime > SPARED
    except OSError:
        return False
