"""Videos and stills of Manim scenes that are no clips: they have no recording, beats or words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.errors import LayerlightError, UsageError
from network.system.files import check_apart, check_writable, unfinished
from network.system.isolation import isolated
from network.system.signals import ended_by_signals
from publish.files import OTHER_FOLDER, size_of
from publish.formats import FORMATS
from publish.gif import gif_quality, write_gif
from publish.locks import locked
from publish.request import TRANSPARENT, in_names
from scenes.cache.workshop import cache_workshop
from scenes.rendering.codecs import CODECS
from scenes.rendering.manim_import import without_configuration
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import WIDE, Quality

if TYPE_CHECKING:
    from scenes.own.entries import SceneEntry
    from scenes.rendering.jobs import Drawn, Job

__all__ = ["SceneRequest", "draw_scenes", "refuse_clip_options"]

ALLOWED = {
    "clips", "quality", "fps", "aspect", "folder", "still", "jobs", "formats", "transparent",
    "silent_track", "small", "force", "quiet", "verbose", "watch",
}  # fmt: skip
"""Options, by parameter, that make sense for a scene without a recording."""


def refuse_clip_options(name: str, given: Mapping[str, str]) -> None:
    """Raise if an option was given that only a clip has.

    Parameters
    ----------
    name : str
        Name of the scene.
    given : mapping of str to str
        The options that were given, as typed, by parameter.

    Raises
    ------
    UsageError
        With the first such option.
    """
    for parameter, option in given.items():
        if parameter not in ALLOWED:
            raise UsageError(
                f"{option} is for clips, which draw a recording; {name} is a scene of Manim's own"
                " kind: omit it"
            )


@dataclass(frozen=True)
class SceneRequest:
    """Which scenes to draw, and how.

    Parameters
    ----------
    scenes : tuple of SceneEntry
    quality : Quality
    folder : Path
        Output folder.
    still : float or "end", optional
        Write only the frame at this time, in seconds, or the scene as it ends.
    formats : tuple of str
        Names of video formats.
    transparent : bool
    silent_track : bool
        Add a silent audio track.
    run_options : RunOptions

    Raises
    ------
    UsageError
        If options contradict each other.
    """

    scenes: tuple[SceneEntry, ...]
    quality: Quality
    folder: Path = Path("clips")
    still: float | str | None = None
    formats: tuple[str, ...] = ("mp4",)
    transparent: bool = False
    silent_track: bool = False
    run_options: RunOptions = field(default_factory=RunOptions)

    def __post_init__(self) -> None:
        names = [entry.id.lower() for entry in self.scenes]
        double = next((name for name in names if names.count(name) > 1), None)
        if double is not None:
            raise UsageError(f"two scenes would be written as {double}: draw them one by one")
        if self.still is not None:
            if self.formats != ("mp4",):
                raise UsageError("--still writes one PNG: omit --format")
            return
        for name in self.formats:
            if not FORMATS[name].is_video:
                raise UsageError(
                    f"--format {name} gives one picture per beat, and a scene has none: use --still"
                )
            if self.transparent and not FORMATS[name].transparent:
                raise UsageError(f"{name} cannot be transparent: use webm, mov or --still")

    def target(self, entry: SceneEntry, extension: str) -> Path:
        """Return the path of one of a scene's files."""
        aspect = self.quality.aspect
        suffixes = [in_names(aspect)] * (aspect != WIDE) + [TRANSPARENT] * self.transparent
        return self.folder / ".".join([entry.id, *suffixes, extension])


def draw_scenes(
    request: SceneRequest,
    say: Callable[[str], None],
    warn: Callable[[str], None],
    display: Any = None,
) -> None:
    """Draw the scenes of a request.

    Parameters
    ----------
    request : SceneRequest
    say, warn : callable
        Called with one line about each file, and about each problem.
    display : callable, optional
        As for :class:`publish.pipeline.Pipeline`.

    Raises
    ------
    LayerlightError
        If a scene cannot be drawn.
    OSError
        If the cache or a file cannot be written.
    """
    request.folder.mkdir(parents=True, exist_ok=True)
    ends = ["png"] if request.still is not None else list(dict.fromkeys(request.formats))
    targets = [request.target(entry, end) for entry in request.scenes for end in ends]
    check_apart(targets, [source for entry in request.scenes for source in entry.sources])
    for target in targets:
        check_writable(target, elsewhere=OTHER_FOLDER)
    stems = [request.target(entry, "mp4").stem for entry in request.scenes]
    with (
        ended_by_signals(), without_configuration(), isolated(),
        locked(request.folder, stems, warn),
    ):  # fmt: skip
        if request.still is not None:
            for entry in request.scenes:
                _still(request, entry, say)
            return
        for name in ends:
            _videos(request, name, say, display)


def _still(request: SceneRequest, entry: SceneEntry, say: Callable[[str], None]) -> None:
    from PIL import Image

    from scenes.rendering.conversion import straight
    from scenes.rendering.own_films import draw_still

    quality, target = request.quality, request.target(entry, "png")
    frame = None if request.still == "end" else round(float(request.still or 0) * quality.fps)
    pixels, _ = draw_still(entry, quality, request.transparent, frame)
    picture = Image.fromarray(straight(pixels) if request.transparent else pixels)
    with unfinished(target) as partial:
        (picture if request.transparent else picture.convert("RGB")).save(partial, "PNG")
    say(f"{target}  {quality.width}×{quality.height}  {size_of(target)}")


def _videos(request: SceneRequest, name: str, say: Callable[[str], None], display: Any) -> None:
    """Write a video of every scene in one format."""
    from scenes.rendering.clips import open_store
    from scenes.rendering.jobs import draw
    from scenes.rendering.own_films import scene_job
    from scenes.rendering.progress import ProgressDisplay

    form = FORMATS[name]
    codec = form.opacity if request.transparent else form.codec
    assert codec is not None, f"{name} is a video format, and the request was checked"
    quality = gif_quality(request.quality) if name == "gif" else request.quality
    silent = request.silent_track and bool(CODECS[codec].sound)
    names = [entry.id for entry in request.scenes]
    with (display or ProgressDisplay)(names, request.run_options.quiet) as progress:
        options = replace(request.run_options, warn=progress.say, codec=codec, silent=silent)
        video = options.video(quality)
        jobs = [scene_job(entry, quality, video, request.transparent) for entry in request.scenes]
        bars = [progress.of(entry.id) for entry in request.scenes] if progress.wanted else None

        def finished(j: int, drawn: Drawn) -> None:
            target = request.target(request.scenes[j], name)
            _write(request.scenes[j], jobs[j], drawn, target, silent)
            with progress.aside():
                say(f"{target}  {drawn.frames / video.fps:.1f} s  {size_of(target)}")

        report = None if bars is None else lambda j, done, total: bars[j](done, total)
        draw(jobs, open_store(options), options.workers, finished, report, progress.say)


def _write(entry: SceneEntry, job: Job, drawn: Drawn, target: Path, silent: bool) -> None:
    """Join the segments of a scene into its video."""
    from scenes.rendering.encoding import join_segments

    if not drawn.frames:
        raise LayerlightError(
            f"{entry.file}: {entry.kind.__name__} plays nothing, so there is no video: use --still"
            " end for a picture"
        )
    title, lengths = entry.kind.__name__, drawn.lengths
    if target.suffix != ".gif":
        join_segments(drawn.segments, target, job.video, title, (), lengths, silent)
        return
    with cache_workshop() as workshop:
        lossless = workshop / f"{entry.id}.mkv"
        join_segments(drawn.segments, lossless, job.video, title, (), lengths)
        write_gif(lossless, target)
