"""Find out which films of a course have to be made, and about how long that takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError
from network.studies.loading import load
from network.system.troubles import explain
from publish.course.films import Film
from publish.course.manifest import Made, intact
from publish.course.speeds import speed_of
from publish.formats import FORMATS
from publish.gif import gif_quality
from publish.pipeline import Pipeline
from publish.templates import TEMPLATES
from scenes.catalog import ClipEntry
from scenes.rendering.fingerprints import digest

if TYPE_CHECKING:
    from network.storage.storable import Storable
    from publish.request import RenderRequest
    from scenes.rendering.segment_store import Store
    from scenes.style.picture_size import Quality

__all__ = [
    "CHANGED",
    "NEW",
    "REFUSED",
    "UNCHANGED",
    "Planned",
    "Planner",
    "estimate",
    "jobs_of",
]

NEW, CHANGED, UNCHANGED, REFUSED = "new", "changed", "unchanged", "refused"
"""States of a film."""
CODE = (".py", ".js", ".css", ".html", ".xml")
"""Endings of the files whose content affects what is published."""
LIBRARIES = ("python-pptx", "jinja2", "lxml", "pillow", "av")
"""Packages that affect the files around a video."""


@dataclass(frozen=True)
class Planned:
    """A film with its state.

    Parameters
    ----------
    film : Film
    state : str
        One of :data:`NEW`, :data:`CHANGED`, :data:`UNCHANGED` and :data:`REFUSED`.
    reason : str
        Why it cannot be made, if it is refused.
    key : str
        Digest of everything that it is made from.
    seconds : float or None
        Its length, if one is remembered.
    drawn : bool
        Whether its segments are in the cache, so that nothing has to be drawn.
    about : mapping
        What it shows and how, ready for JSON.
    parts : mapping of str to str
        Digests of parts of what it is made from.
    why : str
        What has changed, if it has.
    """

    film: Film
    state: str
    reason: str = ""
    key: str = ""
    seconds: float | None = None
    drawn: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, str] = field(default_factory=dict)
    why: str = ""

    @property
    def wanted(self) -> bool:
        """Whether it has to be made."""
        return self.state in (NEW, CHANGED)


class Planner:
    """Plans films one by one.

    Parameters
    ----------
    folder : Path
        Output folder.
    made : mapping of str to Made
        What the manifest lists.
    force : bool
        Make every film again.
    """

    def __init__(self, folder: Path, made: Mapping[str, Made], force: bool = False):
        self._folder, self._made, self._force = folder, made, force
        self._held: dict[tuple[Any, ...], Storable] = {}
        self._refusals: dict[tuple[Any, ...], str | None] = {}

    def read(self, path: Path) -> Storable:
        """Read a recording or an exercise, or return it if it was among the last ones read."""
        found = path.stat()
        key = (path, found.st_ino, found.st_size, found.st_mtime_ns)
        if key not in self._held:
            while len(self._held) > 1:  # recordings may be large
                self._held.pop(next(iter(self._held)))
            self._held[key] = load(path)
        return self._held[key]

    def plan(self, films: Sequence[Film]) -> Iterator[Planned]:
        """Yield each film with its state.

        Films that a course does not name, and that cannot be drawn, are left out.
        """
        for film in films:
            planned = self.plan_film(film)
            if film.chosen or planned.state != REFUSED:
                yield planned

    def plan_film(self, film: Film) -> Planned:
        """Return a film with its state; its recording is read, and nothing is written."""
        pipeline = Pipeline(film.request, _ignore, _ignore, read_file=self.read)
        try:
            pipeline.read()
            reason = self._refusal(film, pipeline)
            if reason is not None:
                return Planned(film, REFUSED, reason)
            jobs = list(jobs_of(film, pipeline))
        except LayerlightError as error:
            return Planned(film, REFUSED, str(error))
        except OSError as error:
            path = film.request.recording
            return Planned(film, REFUSED, f"{path}: cannot be read: {explain(error)}")
        except Exception as error:  # a bug that one film shows shall not stop the others
            reason = f"unexpected {type(error).__name__}: {error}"
            return Planned(film, REFUSED, " ".join(reason.split()))
        key, parts = _key(film, [job.key for job in jobs]), _parts(film, pipeline)
        made, state, why = self._made.get(film.name), NEW, ""
        if made is not None:
            why = self._changes(made, key, parts)
            state = CHANGED if why else UNCHANGED
        store = _store(film)
        seconds = made.seconds if made is not None and made.key == key else _length(film, jobs)
        drawn = all(store.noted_whole(job.key) for job in jobs)
        about = _about(film, pipeline)
        return Planned(film, state, "", key, seconds, drawn, about, parts, why)

    def _changes(self, made: Made, key: str, parts: Mapping[str, str]) -> str:
        """Return what has changed since a film was made; empty if nothing has."""
        if made.key != key:
            names = [name for name, held in parts.items() if made.parts.get(name) != held]
            return ", ".join(names or ["code"])
        if not intact(made, self._folder):
            return "files"
        return "--force" if self._force else ""

    def _refusal(self, film: Film, pipeline: Pipeline) -> str | None:
        """Return why a clip cannot be drawn from its recording; None if it can."""
        from scenes.rendering.clips import refusal

        request, entry = film.request, film.entry
        if not isinstance(entry, ClipEntry):
            return None  # the pipeline has looked at all of its clips
        source = pipeline.sources[entry]
        key = (entry.id, source.digest(), request.focus, request.quality.aspect)
        if key not in self._refusals:
            self._refusals[key] = refusal(entry, source, pipeline.style, request.quality)
        return self._refusals[key]


def estimate(planned: Sequence[Planned]) -> tuple[float, int]:
    """Return about how long the films take to make, in seconds, and for how many nothing is known.

    What is in the cache already is not counted.
    """
    total, unknown = 0.0, 0
    for one in planned:
        if not one.wanted or one.drawn:
            continue
        speed = speed_of(one.film.request)
        if one.seconds is None or speed is None:
            unknown += 1
        else:
            total += one.seconds * speed
    return total, unknown


def jobs_of(film: Film, pipeline: Pipeline, every: bool = False) -> Iterator[Any]:
    """Yield the jobs of drawing a film in its first video format, or in every one.

    Parameters
    ----------
    film : Film
    pipeline : Pipeline
        Has read the recordings.
    every : bool
    """
    from dataclasses import replace

    from scenes.clips.lecture.scene import title_card
    from scenes.rendering.clips import clip_job

    request, style = film.request, pipeline.style
    drawings = list(dict.fromkeys(_drawings(request)))
    for codec, quality in drawings if every else drawings[:1]:
        options = replace(request.run_options, codec=codec)
        for entry, source in (*pipeline.sources.items(), *pipeline.lecture_parts):
            if entry is not film.entry:
                yield clip_job(entry, source, style, quality, options, card=title_card)
            yield clip_job(entry, source, style, quality, options)


def _drawings(request: RenderRequest) -> Iterator[tuple[str, Quality]]:
    """Yield codec and quality of each video format of a film; the usual ones if it has none."""
    forms = [(name, FORMATS[name]) for name in request.formats]
    videos = [(name, form.opacity if request.transparent else form.codec) for name, form in forms]
    for name, codec in videos:
        if codec:
            yield codec, gif_quality(request.quality) if name == "gif" else request.quality
    if not any(codec for _, codec in videos):
        yield "h264", request.quality


def _key(film: Film, keys: Sequence[str]) -> str:
    """Return the digest of everything that the files of a film depend on."""
    request = film.request
    recording = request.recording if request.explorer else None  # which names its file
    more = (request.formats, request.words, request.beats, request.decks, request.explorer)
    small = request.run_options.small
    return digest(film.name, keys, more, request.silent_track, small, recording, _publishing())


def _parts(film: Film, pipeline: Pipeline) -> dict[str, str]:
    """Return digests of what users change; if none of them differs, the code has changed."""
    request, style = film.request, pipeline.style
    held = (*pipeline.sources.values(), *(source for _, source in pipeline.lecture_parts))
    drawing = (request.quality, style.captions, style.transparent, style.speed, style.focus)
    files = (request.formats, request.words, request.beats, request.decks, request.explorer)
    return {
        "recording": digest([source.digest() for source in held]),
        "words": digest(style.words.digest),
        "theme": digest(style.theme),
        "options": digest(drawing, files, request.silent_track, request.run_options.small),
    }


@lru_cache(maxsize=1)
def _publishing() -> str:
    """Return the digest of the code and the libraries that write files."""
    package = Path(__file__).resolve().parents[1]
    files = [*package.rglob("*"), *TEMPLATES.rglob("*")]
    held = sorted((path.name, path.read_bytes()) for path in files if path.suffix in CODE)
    return digest(held, [(name, version(name)) for name in LIBRARIES])


def _store(film: Film) -> Store:
    from scenes.rendering.clips import open_store

    return open_store(film.request.run_options)


def _length(film: Film, jobs: Sequence[Any]) -> float | None:
    """Return the length of a film as far as its clips have been played before."""
    store, total = _store(film), 0.0
    for job in jobs:
        seconds = store.length(job.title)
        if seconds is None:
            return None
        total += seconds
    return total


def _about(film: Film, pipeline: Pipeline) -> dict[str, Any]:
    """Return what the manifest says about a film."""
    request, quality = film.request, film.request.quality
    recordings = [
        {"clip": entry.id, "kind": held.metadata["kind"], "digest": held.digest()}
        for entry, held in (*pipeline.sources.items(), *pipeline.lecture_parts)
    ]
    return {
        "clip": film.entry.id,
        "title": pipeline.style.words[f"{film.entry.id}.title"],
        "recording": film.recording,
        "recordings": recordings,
        "language": request.language,
        "theme": request.theme.name,
        "aspect": quality.aspect,
        "width": quality.width,
        "height": quality.height,
        "fps": quality.fps,
    }


_ignore: Callable[[str], None] = lambda text: None  # noqa: E731
