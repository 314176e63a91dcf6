"""Hands out shares of films to the workers of a Dask scheduler, and collects what they draw."""

from __future__ import annotations

import logging
import pickle
import queue
import secrets
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError
from network.system.signals import undisturbed
from scenes.cache.workshop import cache_workshop
from scenes.rendering.cluster.address import LOCAL
from scenes.rendering.cluster.machine import difference, machine
from scenes.rendering.cluster.parcels import Order, pack
from scenes.rendering.cluster.worker import (
    DrawingProcessDied,
    draw_share,
    machine_of_worker,
    unchanged,
)
from scenes.rendering.jobs import Job
from scenes.rendering.options import usable_cores
from scenes.rendering.segment_store import Store
from scenes.rendering.shares import Share

if TYPE_CHECKING:
    from distributed import Client, Future

    from network.storage.storable import NamedArrays

__all__ = ["ClusterCrew", "joined", "shares_of"]

CONNECT = 10.0
"""Seconds to wait for the scheduler."""
LISTEN = 0.5
"""Seconds between two looks at the connection."""
LATE = 10.0
"""Seconds after which a segment that another computer has put into a shared cache shows up here."""
ATTEMPTS = 3
"""How often a share is drawn whose drawing process dies."""
EACH = 3
"""Aim of shares for each core: with more, fewer wait at the end; with fewer, less is played."""
SHORTEST = 10.0
"""Seconds of film in a share; to play a whole clip undrawn takes longer than to draw less."""
USUAL = 80.0
"""Assumed length in seconds of a film that was never played here."""


def shares_of(seconds: Sequence[float], cores: int) -> list[int]:
    """Return into how many shares each film is cut.

    Parameters
    ----------
    seconds : sequence of float
        Lengths of the films.
    cores : int
        How many shares can be drawn at the same time.
    """
    total = sum(seconds)
    counts = []
    for length in seconds:
        most = max(1, min(cores, int(length / SHORTEST)))
        counts.append(max(1, min(most, round(EACH * cores * length / total))))
    return counts


@contextmanager
def joined(address: str, warn: Callable[[str], None]) -> Iterator[ClusterCrew]:
    """Join a cluster.

    Parameters
    ----------
    address : str
        As :func:`scenes.rendering.cluster.address.check_address` takes it.
    warn : callable
        Called with one sentence about what the user should know.

    Raises
    ------
    LayerlightError
        There is no such cluster, or a worker would draw other frames.
    """
    with _quiet(), _scheduler(address) as place, _client(place, address) as client:
        crew = ClusterCrew(client, address)
        crew.check(warn)
        yield crew


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask from writing to the terminal; what matters is said in an error of ours."""
    import distributed  # noqa: F401  (which sets the levels)

    # Dask gives many of its loggers a level of their own.
    known = {"distributed", *logging.Logger.manager.loggerDict}
    ours = [name for name in known if name.split(".")[0] in ("distributed", "tornado", "asyncio")]
    loggers = [logging.getLogger(name) for name in ours]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)


@contextmanager
def _scheduler(address: str) -> Iterator[str]:
    """Yield the address of the scheduler; start one, with workers, if none is named."""
    if not LOCAL.fullmatch(address):
        yield address
        return
    from distributed import LocalCluster

    count = int(address.partition(":")[2] or usable_cores())
    with cache_workshop() as folder:
        cluster = LocalCluster(
            n_workers=count,
            threads_per_worker=1,
            processes=True,
            memory_limit=0,
            dashboard_address=None,
            silence_logs=logging.CRITICAL + 1,
            local_directory=str(folder),
            # Ctrl-C in a terminal reaches all processes; this one then ends the others in order.
            preload=["import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"],
        )
        try:
            yield cluster.scheduler_address
        finally:
            with undisturbed(), suppress(Exception):
                cluster.close(timeout=5)


@contextmanager
def _client(place: str, address: str) -> Iterator[Client]:
    from distributed import Client

    try:
        client = Client(place, timeout=CONNECT, set_as_default=False, name="layerlight")
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise LayerlightError(
            f"no Dask scheduler answers at {address} within {CONNECT:g} s: {reason:.200}"
        ) from error
    try:
        yield client
    finally:
        # What nobody waits for any more is cancelled with the connection.
        with undisturbed(), suppress(Exception):
            client.close(timeout=2)


@dataclass
class _Film:
    """A film that is being drawn.

    Parameters
    ----------
    job : Job
    missing : int
        Number of shares that are not here yet.
    there : set of str
        Names of the pieces that are here.
    done : dict of int to int
        Frames done of each share.
    """

    job: Job
    missing: int
    there: set[str]
    done: dict[int, int] = field(default_factory=dict)


class ClusterCrew:
    """The workers of a cluster.

    Parameters
    ----------
    client : distributed.Client
    address : str
        What the user called the cluster.
    """

    def __init__(self, client: Client, address: str):
        self.client, self._address = client, address
        self._recordings: dict[str, Future] = {}
        self._machine = machine()

    def check(self, warn: Callable[[str], None]) -> None:
        """Wait for the first worker, and hold all there are against this computer.

        Raises
        ------
        LayerlightError
            A worker would draw other frames.
        """
        if not self._cores():
            warn(f"{self._address} has no workers yet: waiting for the first (Ctrl-C ends this)")
        while not self._cores():
            self._check_connection()
            time.sleep(LISTEN)
        found = self.client.run(machine_of_worker, on_error="return")
        for worker, there in found.items():
            if isinstance(there, ModuleNotFoundError):
                raise LayerlightError(
                    f"worker {worker} lacks {there.name}: install Layerlight"
                    f' {self._machine["Layerlight"]} with its extra "cluster" there'
                )
            if isinstance(there, Exception):
                reason = " ".join(str(there).split())
                raise LayerlightError(f"worker {worker} cannot draw: {reason:.300}")
            wrong = difference(self._machine, there, f"worker {worker}")
            if wrong is not None:
                raise LayerlightError(wrong)

    def draw(
        self,
        jobs: Sequence[Job],
        left: Sequence[int],
        store: Store,
        workshop: Path,
        hear: Callable[[tuple[Any, ...]], None],
        on_error: Callable[[int, Exception], None] | None = None,
    ) -> None:
        """Have films drawn into the store.

        Parameters
        ----------
        jobs : sequence of Job
        left : sequence of int
            Indices of the jobs to draw.
        store : Store
        workshop : Path
            Folder in the cache for temporary files.
        hear : callable
            Called with messages: see :mod:`scenes.rendering.jobs`.
        on_error : callable, optional
            Called with the index of a job and what it raised; the others go on.  By default the
            first error ends the work.

        Raises
        ------
        LayerlightError
            A job can only be drawn here, or the connection was lost.
        Exception
            Whatever a scene raised.
        """
        for j in left:
            if jobs[j].recipe is None:
                raise LayerlightError(
                    f"{jobs[j].name} is a clip of your own, which the cluster does not have: draw"
                    " it without --cluster"
                )
        round_ = _Round(self, jobs, store, hear, on_error)
        try:
            round_.hand_out(left, self._token(store, workshop))
            round_.collect()
        except BaseException:
            with undisturbed(), suppress(Exception):
                round_.cancel()
            raise
        finally:
            with suppress(Exception):  # the connection may be gone
                self.client.unsubscribe_topic(round_.topic)

    def _token(self, store: Store, workshop: Path) -> tuple[str, str]:
        """Put a file into the cache by which a worker recognizes it."""
        content = secrets.token_hex(16)
        file = workshop / "token"
        file.write_text(content, encoding="utf-8")
        return file.relative_to(store.folder).as_posix(), content

    def _cores(self) -> int:
        """Return how many shares can be drawn at the same time."""
        try:
            workers = self.client.scheduler_info(n_workers=-1)["workers"]
        except (OSError, KeyError):
            return 0
        return sum(worker["nthreads"] for worker in workers.values())

    def _check_connection(self) -> None:
        if self.client.status != "running":
            raise LayerlightError(
                f"the connection to the scheduler {self._address} was lost: run the command again,"
                " with --cluster or without; what was drawn so far is in the cache"
            )

    def _sent(self, name: str, recording: NamedArrays) -> Future:
        """Return a recording in the cluster, which goes to each worker that needs it once."""
        if name not in self._recordings:
            key = f"layerlight-recording-{name}-{secrets.token_hex(4)}"
            data = pickle.dumps(recording, protocol=5)
            self._recordings[name] = self.client.submit(unchanged, data, key=key)
        return self._recordings[name]


class _Round:
    """One call of :meth:`ClusterCrew.draw`."""

    def __init__(
        self,
        crew: ClusterCrew,
        jobs: Sequence[Job],
        store: Store,
        hear: Callable[[tuple[Any, ...]], None],
        on_error: Callable[[int, Exception], None] | None,
    ):
        self._crew, self._client = crew, crew.client
        self._jobs, self._store, self._hear, self._on_error = jobs, store, hear, on_error
        self.topic = f"layerlight-{secrets.token_hex(8)}"
        self._heard: queue.Queue[tuple[str, Any]] = queue.Queue()
        self._films: dict[int, _Film] = {}
        self._orders: dict[Any, tuple[Order, list[Future], int]] = {}
        self._cores = max(1, crew._cores())

    def hand_out(self, left: Sequence[int], token: tuple[str, str]) -> None:
        """Cut the films into shares and submit these, the longest films first."""
        self._client.subscribe_topic(self.topic, lambda event: self._heard.put(("frames", event)))
        lengths = {j: (self._store.length(self._jobs[j].title) or USUAL) for j in left}
        counts = dict(zip(left, shares_of([lengths[j] for j in left], self._cores), strict=True))
        for j in sorted(left, key=lambda j: -lengths[j]):
            job = self._jobs[j]
            there = frozenset(self._there(job))
            recipe, recordings = pack(job.recipe)
            sent = [self._crew._sent(name, held) for name, held in recordings.items()]
            self._films[j] = _Film(job, counts[j], set(there))
            for number in range(counts[j]):
                share = Share(number, counts[j], there)
                about = (self._crew._machine, token, self.topic, (j, number), self._store.force)
                order = Order(recipe, tuple(recordings), share, *about)
                self._submit(order, sent, 1)

    def _submit(self, order: Order, recordings: list[Future], attempt: int) -> None:
        title = self._jobs[order.label[0]].title
        key = f"layerlight-{title}-{order.label[1]}-{secrets.token_hex(8)}"
        future = self._client.submit(draw_share, order, *recordings, key=key)
        self._orders[future] = (order, recordings, attempt)
        future.add_done_callback(lambda done: self._heard.put(("done", done)))

    def _there(self, job: Job) -> list[str]:
        """Return the names of the pieces that an earlier run has finished."""
        names = self._store.noted_pieces(job.key)
        return [name for name in names if self._store.made(job.key, name) is not None]

    def collect(self) -> None:
        """Take what the workers draw until all is there."""
        while self._orders:
            try:
                what, held = self._heard.get(timeout=LISTEN)
            except queue.Empty:
                self._crew._check_connection()
                continue
            if what == "frames":
                j, number, frames = held[1]
                self._progress(j, number, frames)
            elif held in self._orders:
                self._take(held)

    def _progress(self, j: int, number: int, frames: int) -> None:
        film = self._films.get(j)
        before = 0 if film is None else film.done.get(number, 0)
        if film is not None and frames > before:
            film.done[number] = frames
            self._hear(("frames", j, frames - before))

    def _take(self, future: Future) -> None:
        """Take a share that is done, or what it raised."""
        if future.status == "cancelled" or future.status == "lost":
            self._wait_for_loss()
        error = future.exception() if future.status == "error" else None
        order, recordings, attempt = self._orders.pop(future)
        j, number = order.label
        if isinstance(error, DrawingProcessDied) and attempt < ATTEMPTS:
            self._hear(("warning", j, f"{error}; the share is drawn again"))
            self._submit(order, recordings, attempt + 1)
            return
        try:
            if error is not None:
                raise _plain(error)
            self._keep(j, number, future.result())
        except Exception as raised:
            if self._on_error is None:
                raise
            self._forget(j)
            self._on_error(j, raised)

    def _wait_for_loss(self) -> None:
        """Raise what a cancelled share means: the connection is lost, or will be noticed so."""
        for _ in range(round(CONNECT / LISTEN)):
            self._crew._check_connection()
            time.sleep(LISTEN)
        raise LayerlightError(f"the scheduler {self._crew._address} cancelled the work")

    def _keep(self, j: int, number: int, drawn: dict[str, Any]) -> None:
        """Put a share's segments into the store."""
        film, store = self._films.get(j), self._store
        if film is None:
            return  # another share of it has failed
        for name, path in zip(drawn["own"], drawn["segments"], strict=True):
            data = drawn["files"].get(path)
            segment = self._found(path) if data is None else store.received(path, data)
            store.note(film.job.key, name, segment)
            film.there.add(name)
        frames = dict(zip(drawn["pieces"], drawn["lengths"], strict=True))
        self._hear(("total", j, sum(drawn["lengths"])))
        self._progress(j, number, sum(frames[name] for name in drawn["own"]))
        film.missing -= 1
        if film.missing:
            return
        lost = set(drawn["pieces"]) - film.there
        if lost:
            raise LayerlightError(
                f"{film.job.title}: {len(lost)} pieces came back from no worker: run the command"
                " again"
            )
        whole = {name: drawn[name] for name in ("pieces", "lengths", "about")}
        store.note_whole(film.job.key, film.job.part, whole)
        self._hear(("whole", j))

    def _found(self, path: str) -> Path:
        """Find a segment that a worker has put into the shared cache."""
        segment = self._store.folder / "segments" / path
        for _ in range(round(LATE / LISTEN)):
            if segment.is_file():
                break
            time.sleep(LISTEN)
        return segment

    def _forget(self, j: int) -> None:
        """Cancel the other shares of a film."""
        self._films.pop(j, None)
        others = [future for future, (order, *_) in self._orders.items() if order.label[0] == j]
        for future in others:
            del self._orders[future]
        if others:
            self._client.cancel(others)

    def cancel(self) -> None:
        """Cancel what is queued; a share that is being drawn ends in its worker's cache."""
        self._client.cancel(list(self._orders))


def _plain(error: BaseException) -> BaseException:
    """Return an error that a user understands in place of one of Dask's own."""
    from distributed.scheduler import KilledWorker

    if isinstance(error, KilledWorker):
        return LayerlightError(
            "several workers died, one after another, while drawing the same share; if memory is"
            " short, give each worker more"
        )
    return error
