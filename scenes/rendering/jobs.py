"""Draws scenes with several processes: distributes pieces, reuses finished ones, retries lost ones.

Works for any scene that Manim's Cairo camera can draw, not only for clips.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from network.errors import LayerlightError
from scenes.cache.checked_files import damage_reported
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.fingerprints import drawing_digest
from scenes.rendering.manim_adapter import ClipRenderer, Piece
from scenes.rendering.pieces import draw_piece, piece_name
from scenes.rendering.segment_store import Store
from scenes.rendering.shares import Share
from scenes.rendering.workers import WorkerPool, can_fork, run_leader

__all__ = ["Crew", "Drawn", "Job", "draw"]


@dataclass(frozen=True)
class Job:
    """A scene to draw.

    Parameters
    ----------
    name : str
        Name in messages, under which the scene's length is cached too.
    key : str
        Digest of everything the scene is made from.  Finished segments with the same key are
        reused without playing the scene.
    video : VideoFormat
    settings : callable
        Takes a folder for temporary files, or None; returns a context manager that configures
        Manim.
    make : callable
        Takes a renderer; returns the scene.
    about : callable, optional
        Takes the scene after its end; returns data to cache with it, ready for JSON.
    section : str, optional
        Draw only this section of the scene.
    explained : callable, optional
        Returns a context manager that turns errors of the scene's own code into messages.
    measured : bool
        Whether the scene may be played a second time, for its length, while it is drawn.
    recipe : object, optional
        Can be pickled; its method ``job()`` makes this job in another process, even of another
        computer.  None if the scene can only be drawn here.
    share : Share, optional
        Draw only the pieces of this share.  :class:`Drawn` then holds these alone, and ``about`` is
        a dictionary: ``about`` itself, ``own`` (the names of these pieces), and ``pieces`` and
        ``lengths`` of the whole scene.
    """

    name: str
    key: str
    video: VideoFormat
    settings: Callable[[Path | None], AbstractContextManager[None]]
    make: Callable[[ClipRenderer], Any]
    about: Callable[[Any], Any] = lambda scene: None
    section: str | None = None
    explained: Callable[[], AbstractContextManager[None]] = nullcontext
    measured: bool = True
    recipe: Any = None
    share: Share | None = None

    @property
    def part(self) -> str:
        """Name of the part of the scene that is drawn; empty if it is all of it."""
        return (self.section or "") if self.share is None else f"{self.section}: {self.share.name}"

    @property
    def title(self) -> str:
        """Name of the scene, and of the section if there is one."""
        return self.name if self.section is None else f"{self.name}.{self.section}"

    def play(
        self,
        on_piece: Callable[[ClipRenderer, Any, Piece], None] | None = None,
        workshop: Path | None = None,
    ) -> Any:
        """Play the scene and return it in its final state."""
        with self.settings(workshop), self.explained():
            scene = self.make(ClipRenderer(self.video.fps, on_piece))
            scene.render()
            return scene


@dataclass(frozen=True)
class Drawn:
    """A scene whose segments are all in the store; ``lengths`` counts the frames of each."""

    segments: list[Path]
    lengths: list[int]
    about: Any

    @property
    def frames(self) -> int:
        """Number of frames of the scene."""
        return sum(self.lengths)


class Crew(Protocol):
    """Other processes, perhaps of other computers, that can draw."""

    def draw(
        self,
        jobs: Sequence[Job],
        left: Sequence[int],
        store: Store,
        workshop: Path,
        hear: Callable[[tuple[Any, ...]], None],
    ) -> None:
        """Have the jobs with the indices ``left`` drawn into the store; send messages."""


def draw(
    jobs: Sequence[Job],
    store: Store,
    workers: int,
    on_done: Callable[[int, Drawn], None],
    report: Callable[[int, int, int | None], None] | None = None,
    warn: Callable[[str], None] | None = None,
    crew: Crew | None = None,
) -> None:
    """Draw whatever segments of the scenes are missing from the store.

    Parameters
    ----------
    jobs : sequence of Job
    store : Store
    workers : int
        Number of processes that draw at the same time.  0 draws in this process, as always on
        systems that cannot fork; sums of small time steps may then differ in their last bits.
    on_done : callable
        Called with the index of a job and its :class:`Drawn`, as soon as it is complete.
    report : callable, optional
        Called with the index of a job, the frames done, and the total or None.
    warn : callable, optional
        Called with one sentence about each problem that was solved on the way.
    crew : Crew, optional
        Draws in place of this computer's processes.

    Raises
    ------
    LayerlightError
        If a process died twice over the same piece.
    Exception
        Whatever a scene raised.
    """
    warn = warn or (lambda text: None)
    desk = _Desk(jobs, store, on_done, report, warn)
    with damage_reported(warn):
        left = [j for j, job in enumerate(jobs) if not desk.is_whole(j)]
        if not left:
            return
        _draw(desk, jobs, left, store, workers, report is not None, crew)
    store.tidy()


def _draw(desk, jobs, left, store, workers, measure, crew) -> None:
    """Draw the jobs that are not complete."""
    with store.workshop() as workshop:
        if crew is not None:
            crew.draw(jobs, left, store, workshop, desk.hear)
        elif workers and can_fork():
            lead = partial(_lead, jobs, left, store, workshop, workers, measure)
            with run_leader(lead) as messages:
                for message in messages:
                    desk.hear(message)
        else:
            _lead(jobs, left, store, workshop, 0, measure, desk.hear)


class _Desk:
    """Keeps track of all jobs; receives the messages of the leader and the workers."""

    def __init__(self, jobs, store, on_done, report, warn):
        self._jobs, self._store, self._on_done = jobs, store, on_done
        self._report, self._warn = report, warn
        self._frames = [0] * len(jobs)
        lengths = [store.length(job.title) for job in jobs]
        self._totals = [
            None if seconds is None else round(seconds * job.video.fps)
            for job, seconds in zip(jobs, lengths, strict=True)
        ]

    def is_whole(self, j: int, *, fresh: bool = False) -> bool:
        """Return whether a job is complete; if so, pass it to ``on_done``."""
        job = self._jobs[j]
        whole = self._store.whole(job.key, job.part, fresh=fresh)
        if whole is None:
            return False
        self._store.use(whole["segments"])
        drawn = Drawn(whole["segments"], whole["lengths"], whole["about"])
        if job.share is None:
            self._store.note_length(job.title, drawn.frames / job.video.fps)
        self._totals[j] = self._frames[j] = drawn.frames
        self._tell(j)
        self._on_done(j, drawn)
        return True

    def hear(self, word: tuple[Any, ...]) -> None:
        """Handle a message of the leader or a worker."""
        what, j, *more = word
        if what == "frames":
            self._frames[j] += more[0]
            self._tell(j)
        elif what == "total":
            self._totals[j] = more[0]
            self._tell(j)
        elif what == "warning":
            self._warn(*more)
        elif what == "lost":
            section, how = more
            self._warn(
                f"a worker process died ({how}) while drawing {self._jobs[j].name}, beat"
                f" {section!r}; another one is drawing it again"
            )
        elif what == "whole" and not self.is_whole(j, fresh=True):
            raise LayerlightError(
                f"segments of {self._jobs[j].title} disappeared from {self._store.folder} while it"
                " was drawn: run the command again"
            )

    def _tell(self, j: int) -> None:
        if self._report is not None:
            total = self._totals[j]
            done = self._frames[j]
            # A piece that was lost and drawn again counts only once.
            self._report(j, done if total is None else min(done, total), total)


def _lead(
    jobs: Sequence[Job],
    left: Sequence[int],
    store: Store,
    workshop: Path,
    workers: int,
    measure: bool,
    tell: Callable[[tuple[Any, ...]], None],
) -> None:
    """Play the scenes of the incomplete jobs, and let workers draw their pieces.

    The leader jumps from the start of each play to its end.  Every worker starts from the leader's
    state, so a piece is the same whoever draws it and whether or not earlier ones were drawn.
    """
    leader = _Leader(jobs, store, workshop, workers, tell)
    try:
        if measure:
            leader.measure(left)
        for j in left:
            leader.play(j)
        leader.pool.finish()
        again, leader.lost = leader.lost, {}
        for j in sorted({j for j, _ in again}):
            leader.play(j)
        leader.pool.finish()
    except Exception:
        leader.pool.drain()  # workers may finish what they have started: it will be cached
        raise
    for (j, piece), how in leader.lost.items():
        raise LayerlightError(
            f"two worker processes died ({how}) while drawing {jobs[j].name}, beat"
            f" {piece.section!r}; if memory is short, use fewer --jobs"
        )


class _Leader:
    def __init__(
        self,
        jobs: Sequence[Job],
        store: Store,
        workshop: Path,
        workers: int,
        tell: Callable[[tuple[Any, ...]], None],
    ):
        self._jobs, self._store, self._workshop, self._tell = jobs, store, workshop, tell
        self.pool = (WorkerPool if workers else _Alone)(workers, self._ended)
        self.lost: dict[tuple[int, Piece], str] = {}
        self._pid = os.getpid()
        self._made: dict[int, set[str]] = defaultdict(set)
        self._about: dict[int, dict[str, Any]] = {}

    def measure(self, left: Sequence[int]) -> None:
        """Determine the lengths of scenes that have never been played before."""
        for j in left:
            job = self._jobs[j]
            unknown = self._store.length(job.title) is None and job.section is None
            if unknown and job.measured:
                self.pool.start((j, None), partial(self._measure, j))

    def _measure(self, j: int) -> None:
        job = self._jobs[j]
        frames = job.play(workshop=self._workshop).renderer.frames
        self._store.note_length(job.title, frames / job.video.fps)
        self._tell(("total", j, frames))

    def play(self, j: int) -> None:
        """Play a scene; start a worker for each piece that is neither cached nor just drawn."""
        job = self._jobs[j]
        pieces: dict[str, int] = {}
        own: list[str] = []
        is_mine = None if job.share is None else job.share.dealer()

        def on_piece(renderer: ClipRenderer, scene: Any, piece: Piece) -> None:
            if job.section is not None and piece.section != job.section:
                if pieces:
                    renderer.stop()
                return
            name = piece_name(piece)
            pieces[name] = piece.frames
            if is_mine is not None and not is_mine(piece):
                return
            own.append(name)
            if name in self._made[j]:
                return
            segment = self._store.made(job.key, name)
            if segment is not None:
                self._store.use([segment])
                self._made[j].add(name)
                self._tell(("frames", j, piece.frames))
                return
            # Computed in the leader, so that forked workers inherit the cached result.
            origin = drawing_digest(renderer.geometry(), job.video)
            self.pool.start((j, piece), partial(self._draw, j, renderer, scene, piece, origin))

        scene = job.play(on_piece, self._workshop)
        about = job.about(scene)
        if job.share is not None:
            lengths = list(pieces.values())
            about = {"about": about, "own": own, "pieces": [*pieces], "lengths": lengths}
        lengths = [pieces[name] for name in own]
        self._about[j] = {"pieces": own, "lengths": lengths, "about": about}
        self._check(j)

    def _draw(self, j: int, renderer: ClipRenderer, scene: Any, piece: Piece, origin: str) -> None:
        """Draw a piece (in a worker)."""
        job = self._jobs[j]

        def report(frames: int) -> None:
            if self._pid not in (os.getpid(), os.getppid()):
                os._exit(1)  # the leader has died, so nobody waits for this
            self._tell(("frames", j, frames))

        where = (self._store, self._workshop)
        with job.explained():
            draw_piece(renderer, scene, piece, origin, job.key, job.video, *where, report)

    def _ended(self, label: tuple[int, Piece | None], how: str | None) -> None:
        j, piece = label
        if piece is None:
            return
        if how is not None:
            self.lost[j, piece] = how
            self._tell(("lost", j, piece.section, how))
            return
        self._made[j].add(piece_name(piece))
        self._check(j)

    def _check(self, j: int) -> None:
        """Send a message when all pieces of a scene are finished."""
        about = self._about.get(j)
        if about is not None and self._made[j].issuperset(about["pieces"]):
            self._store.note_whole(self._jobs[j].key, self._jobs[j].part, about)
            self._tell(("whole", j))


class _Alone:
    """Stands in for the pool where the leader does all the work."""

    def __init__(self, size: int, on_end: Callable[[Any, str | None], None]):
        self._on_end = on_end

    def start(self, label: Any, work: Callable[[], None]) -> None:
        work()
        self._on_end(label, None)

    def finish(self) -> None:
        """Do nothing: all work is already done."""

    def drain(self) -> None:
        """Do nothing: all work is already done."""
