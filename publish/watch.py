"""Draw a draft again whenever its file or its words are saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError, UsageError
from network.system.signals import ended_by_signals
from network.system.troubles import explain
from publish.naming import find_one, is_file_name, only_scenes
from scenes.own.changes import Snapshot, changed_beats, snapshot

if TYPE_CHECKING:
    from scenes.own.entries import OwnClip, SceneEntry

__all__ = ["Draw", "follow"]

POLL_EVERY, STILL_FOR = 0.15, 0.1
"""Seconds between two looks at the files, and seconds for which they must stay as they are."""

Draw = Callable[["OwnClip | SceneEntry", "str | None", Callable[[str], None]], None]
"""Called with what to draw, the beat to draw or None, and a function that takes a line."""


def follow(
    names: Sequence[str],
    beat: str | None,
    draw: Draw,
    say: Callable[[str], None],
    complain: Callable[[str], None],
    passes: int | None = None,
) -> None:
    """Draw a clip or scene, and draw it again each time one of its files is saved.

    Parameters
    ----------
    names : sequence of str
        The path of one Python file, after which a colon and a class may follow.
    beat : str or None
        The only beat to draw; by default those that a change concerns.
    draw : callable
        Draws; see :data:`Draw`.
    say, complain : callable
        Called with one line about each pass, or about what went wrong in it.
    passes : int, optional
        End after this number of passes; by default only Ctrl-C or a signal ends this.

    Raises
    ------
    UsageError
        If there is not exactly one file.
    """
    if len(names) != 1 or not is_file_name(names[0]):
        raise UsageError("--watch follows one file of your own: name it, as in my_clip.py")
    watched = _Watched(names[0], beat, draw, say, complain)
    done = 0
    with ended_by_signals():
        while True:
            watched.attempt()
            done += 1
            if done == passes:
                return
            watched.wait()


class _Watched:
    """A file, and what was known of it when it was last drawn."""

    def __init__(self, name: str, beat: str | None, draw: Draw, say: Any, complain: Any):
        self.name, self.beat, self.draw = name, beat, draw
        self.say, self.complain = say, complain
        self.last: Snapshot | None = None
        file = Path(name if name.lower().endswith(".py") else name.rpartition(":")[0])
        if not file.is_file():
            raise UsageError(f"no such file: {file}")
        self.sources: set[Path] = {file, file.with_suffix(".toml")}
        self.state = self._look()

    def attempt(self) -> None:
        """Draw once; a failure takes one line and ends nothing."""
        begin = time.perf_counter()
        self.state = self._look()
        try:
            entry = find_one(self.name, self.complain)
            self.sources |= set(entry.sources)  # type: ignore[union-attr]
            # What was seen before the files were read stays: they may have been saved since.
            self.state = {**self._look(), **self.state}
            beats, now = self._beats(entry)
            for beat in beats:
                self.draw(entry, beat, partial(self._tell, begin))  # type: ignore[arg-type]
                begin = time.perf_counter()
            self.last = now
        except LayerlightError as error:
            self._trouble(str(error))
        except SyntaxError as error:
            self._trouble(f"{self.name}:{error.lineno}: {error.msg}")
        except OSError as error:
            self._trouble(f"{error.filename or self.name}: {explain(error)}")

    def _beats(self, entry: Any) -> tuple[list[str | None], Any]:
        """Return the beats to draw, None for the whole clip, and what the files hold now.

        After a pass that fails the whole clip is drawn again, as nothing is known of its beats.
        """
        if self.beat is not None:
            return [self.beat], None
        if only_scenes([entry]):
            return [None], None
        before, self.last = self.last, None
        words = entry.file.with_name(f"{entry.id}.toml")
        now = snapshot(entry.file, words, tuple(entry.sources))
        found = None if before is None else changed_beats(before, now)
        return ([*found] if found else [None]), now

    def wait(self) -> None:
        """Wait until a file is saved, and saved completely."""
        while self._look() == self.state:
            time.sleep(POLL_EVERY)
        settled = self._look()
        while True:
            time.sleep(STILL_FOR)
            now = self._look()
            if now == settled:
                return
            settled = now

    def _look(self) -> dict[Path, tuple[int, int] | None]:
        found: dict[Path, tuple[int, int] | None] = {}
        for path in self.sources:
            try:
                about = path.stat()
                found[path] = about.st_mtime_ns, about.st_size
            except OSError:
                found[path] = None
        return found

    def _tell(self, begin: float, line: str) -> None:
        took = time.perf_counter() - begin
        self.say(f"{time.strftime('%H:%M:%S')}  {line}  drawn in {took:.1f} s")

    def _trouble(self, text: str) -> None:
        self.complain(f"{time.strftime('%H:%M:%S')}  {' '.join(text.split())}")
