"""Scenes drawn by several processes: pieces shared out, finished ones found, lost ones done again.

Works for any scene that Manim's Cairo camera can draw; Layerlight's clips are the first users.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from network.errors import LayerlightError
from scenes.cache.kept import told_of_damage
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.fingerprints import drawing_digest
from scenes.rendering.manim_adapter import ClipRenderer, Piece
from scenes.rendering.pieces import draw_piece, piece_name
from scenes.rendering.segment_store import Store
from scenes.rendering.workers import WorkerPool, can_fork, run_leader

__all__ = ["Drawn", "Job", "draw"]


@dataclass(frozen=True)
class Job:
    """A scene to be drawn.

    Parameters
    ----------
    name : str
        For people, and for remembering the scene's length.
    key : str
        Names all that the scene is made from: where it is the same, finished segments are taken
        without playing the scene.
    video : VideoFormat
    settings : callable
        From a folder for unfinished files, or None, to a context in which Manim is set up.
    make : callable
        From a renderer to the scene.
    about : callable, optional
        From the scene, at its end, to what is to be kept with it, as JSON allows.
    section : str, optional
        Draw only this section of the scene.
    """

    name: str
    key: str
    video: VideoFormat
    settings: Callable[[Path | None], AbstractContextManager[None]]
    make: Callable[[ClipRenderer], Any]
    about: Callable[[Any], Any] = lambda scene: None
    section: str | None = None

    @property
    def title(self) -> str:
        """Name of what is drawn."""
        return self.name if self.section is None else f"{self.name}.{self.section}"

    def play(
        self,
        on_piece: Callable[[ClipRenderer, Any, Piece], None] | None = None,
        workshop: Path | None = None,
    ) -> Any:
        """Play the scene; give it as it stands at its end."""
        with self.settings(workshop):
            scene = self.make(ClipRenderer(self.video.fps, on_piece))
            scene.render()
            return scene


@dataclass(frozen=True)
class Drawn:
    """A scene whose segments are all in the store, each with so many frames as ``lengths`` says."""

    segments: list[Path]
    lengths: list[int]
    about: Any

    @property
    def frames(self) -> int:
        """Frames of the whole scene."""
        return sum(self.lengths)


def draw(
    jobs: Sequence[Job],
    store: Store,
    workers: int,
    on_done: Callable[[int, Drawn], None],
    report: Callable[[int, int, int | None], None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> None:
    """Bring all segments of scenes into the store.

    Parameters
    ----------
    jobs : sequence of Job
    store : Store
    workers : int
        How many processes may draw at a time.  0 draws in this one, as do all systems where a
        process cannot be split; sums of small steps may then differ in their last bits.
    on_done : callable
        Called with the number of a job and what came of it, as soon as it is complete.
    report : callable, optional
        Called with the number of a job, the frames done, and the frames in all if known.
    warn : callable, optional
        Called with a sentence on what went wrong and was mended.

    Raises
    ------
    LayerlightError
        If a process died twice over the same piece.
    Exception
        What a scene raised.
    """
    warn = warn or (lambda text: None)
    desk = _Desk(jobs, store, on_done, report, warn)
    with told_of_damage(warn):
        left = [j for j, job in enumerate(jobs) if not desk.is_whole(j)]
        if not left:
            return
        _draw(desk, jobs, left, store, workers, measure=report is not None)
    store.tidy()


def _draw(desk, jobs, left, store, workers, measure) -> None:
    """Draw what is left."""
    with store.workshop() as workshop:
        if workers and can_fork():
            lead = partial(_lead, jobs, left, store, workshop, workers, measure)
            with run_leader(lead) as told:
                for word in told:
                    desk.hear(word)
        else:
            _lead(jobs, left, store, workshop, 0, measure, desk.hear)


class _Desk:
    """Where word of the work comes in."""

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
        """Whether a job has nothing left to draw; if so, it is handed on."""
        job = self._jobs[j]
        whole = self._store.whole(job.key, job.section or "", fresh=fresh)
        if whole is None:
            return False
        self._store.use(whole["segments"])
        drawn = Drawn(whole["segments"], whole["lengths"], whole["about"])
        self._store.note_length(job.title, drawn.frames / job.video.fps)
        self._totals[j] = self._frames[j] = drawn.frames
        self._tell(j)
        self._on_done(j, drawn)
        return True

    def hear(self, word: tuple[Any, ...]) -> None:
        """Take in what the leader or a worker says."""
        what, j, *more = word
        if what == "frames":
            self._frames[j] += more[0]
            self._tell(j)
        elif what == "total":
            self._totals[j] = more[0]
            self._tell(j)
        elif what == "lost":
            section, how = more
            self._warn(
                f"a worker process ended ({how}) while drawing {self._jobs[j].name}, beat"
                f" {section!r}; another draws it again"
            )
        elif what == "whole" and not self.is_whole(j, fresh=True):
            raise LayerlightError(
                f"segments of {self._jobs[j].title} have gone from {self._store.folder} while it"
                " was drawn; run it again"
            )

    def _tell(self, j: int) -> None:
        if self._report is not None:
            total = self._totals[j]
            done = self._frames[j]
            # A piece that was lost and done again counts once.
            self._report(j, done if total is None else min(done, total), total)


def _lead(jobs, left, store, workshop, workers, measure, tell) -> None:
    """Play the scenes of the jobs that are left, and let workers draw their pieces.

    The leader itself goes from the start of each play to its end.  Each worker begins where it
    stands, so that a piece is the same whoever draws it, and whether those before were drawn.
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
        leader.pool.drain()  # what others have begun is worth keeping
        raise
    for (j, piece), how in leader.lost.items():
        raise LayerlightError(
            f"two worker processes ended ({how}) while drawing {jobs[j].name}, beat"
            f" {piece.section!r}; if memory is short, use fewer --jobs"
        )


class _Leader:
    def __init__(self, jobs, store, workshop, workers, tell):
        self._jobs, self._store, self._workshop, self._tell = jobs, store, workshop, tell
        self.pool = (WorkerPool if workers else _Alone)(workers, self._ended)
        self.lost: dict[tuple[int, Piece], str] = {}
        self._pid = os.getpid()
        self._made: dict[int, set[str]] = defaultdict(set)
        self._about: dict[int, dict[str, Any]] = {}

    def measure(self, left: Sequence[int]) -> None:
        """Find out how long scenes are that were never played before."""
        for j in left:
            job = self._jobs[j]
            if self._store.length(job.title) is None and job.section is None:
                self.pool.start((j, None), partial(self._measure, j))

    def _measure(self, j: int) -> None:
        job = self._jobs[j]
        frames = job.play(workshop=self._workshop).renderer.frames
        self._store.note_length(job.title, frames / job.video.fps)
        self._tell(("total", j, frames))

    def play(self, j: int) -> None:
        """Play a scene; hand out the pieces that are neither in the store nor made just now."""
        job, pieces = self._jobs[j], {}

        def on_piece(renderer: ClipRenderer, scene: Any, piece: Piece) -> None:
            if job.section is not None and piece.section != job.section:
                if pieces:
                    renderer.stop()
                return
            name = piece_name(piece)
            pieces[name] = piece.frames
            if name in self._made[j]:
                return
            segment = self._store.made(job.key, name)
            if segment is not None:
                self._store.use([segment])
                self._made[j].add(name)
                self._tell(("frames", j, piece.frames))
                return
            # Asked here, it is known to all workers to come.
            origin = drawing_digest(renderer.camera.geometry(), job.video)
            self.pool.start((j, piece), partial(self._draw, j, renderer, scene, piece, origin))

        scene = job.play(on_piece, self._workshop)
        lengths = list(pieces.values())
        self._about[j] = {"pieces": [*pieces], "lengths": lengths, "about": job.about(scene)}
        self._check(j)

    def _draw(self, j: int, renderer: ClipRenderer, scene: Any, piece: Piece, origin: str) -> None:
        """Draw a piece; done by a worker."""
        job = self._jobs[j]

        def report(frames: int) -> None:
            if self._pid not in (os.getpid(), os.getppid()):
                os._exit(1)  # the leader has gone: nobody waits for this any more
            self._tell(("frames", j, frames))

        draw_piece(
            renderer, scene, piece, origin, job.key, job.video, self._store, self._workshop, report
        )

    def _ended(self, label: tuple[int, Piece | None], how: str | None) -> None:
        j, piece = label
        if piece is None:
            return
        if how is not None:
            self.lost[label] = how
            self._tell(("lost", j, piece.section, how))
            return
        self._made[j].add(piece_name(piece))
        self._check(j)

    def _check(self, j: int) -> None:
        """Say so when all pieces of a scene have been made."""
        about = self._about.get(j)
        if about is not None and self._made[j].issuperset(about["pieces"]):
            self._store.note_whole(self._jobs[j].key, self._jobs[j].section or "", about)
            self._tell(("whole", j))


class _Alone:
    """A crew of nobody but the leader."""

    def __init__(self, size: int, on_end: Callable[[Any, str | None], None]):
        self._on_end = on_end

    def start(self, label: Any, work: Callable[[], None]) -> None:
        work()
        self._on_end(label, None)

    def finish(self) -> None:
        """Nothing is left to wait for."""

    def drain(self) -> None:
        """Nothing is left to wait for."""
