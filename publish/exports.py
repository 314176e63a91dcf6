"""Files that accompany a finished clip: its words, its beats, the file for manim-slides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.system.files import unfinished
from publish.beats import MANIFEST, ClipBeat, beats_of, cut, manifest, write_manifest
from publish.files import format_size, write_text
from publish.lecture import lecture_beats, name_in_lecture, named_beats
from publish.manim_slides import presentation, reverse, write_presentation
from publish.request import RenderRequest
from publish.words import WRITERS, Cue, cues, markdown, script
from scenes.cache.workshop import cache_workshop
from scenes.catalog import LECTURE, ClipEntry, Lecture

if TYPE_CHECKING:
    from scenes.base import Beat, Style
    from scenes.rendering.clips import Rehearsal, Rendered

__all__ = [
    "counted",
    "draw_beat_pictures",
    "duration",
    "first_few",
    "total_size",
    "write_beats",
    "write_words",
]

Say = Callable[[str], None]


def write_words(
    request: RenderRequest,
    style: Style,
    entry: ClipEntry | Lecture,
    recording: Any,
    videos: Mapping[str, Rendered],
    title: str,
    say: Say,
) -> None:
    """Write the words of a clip in every requested form.

    Parameters
    ----------
    request : RenderRequest
    style : Style
    entry : ClipEntry or Lecture
    recording : Storable, or list of (ClipEntry, Storable)
        The recording; for the lecture, its clips with their recordings.
    videos : mapping of str to Rendered
        The clip's videos by format; if there are none, the clip is played to learn its times.
    title : str
    say : callable
        Called with one line about each file.
    """
    chapters: Sequence[tuple[str, int, int]] = ()
    holds: Sequence[tuple[int, int]] = ()
    if videos:
        main = _main(videos)
        beats, fps, frames, chapters = main.beats, main.video.fps, main.frames, main.chapters
        holds = main.holds
        if entry is LECTURE:
            beats = named_beats(main, recording)
    else:
        beats, fps, frames = _played(request, style, entry, recording)
    found = cues(beats, fps, frames)
    for name in dict.fromkeys(request.words):
        end, write = WRITERS[name]
        target = request.target(entry, end)
        if name == "md" and entry is LECTURE:
            write_text(target, markdown(found, title, chapters))
        elif name == "script":
            write_text(target, _script(found, entry, title, style, holds, fps))
        else:
            write_text(target, write(found, title))
        say(f"{target}  {counted(len(found), 'caption')}")


def _script(
    found: Sequence[Cue],
    entry: ClipEntry | Lecture,
    title: str,
    style: Style,
    holds: Sequence[tuple[int, int]],
    fps: int,
) -> str:
    """Return what to read for --voice; title cards have none."""
    if entry is LECTURE:
        read = [cue for cue in found if "-" in cue.name]
        places = [cue.name.replace("-", "/", 1) for cue in read]
    else:
        read, places = list(found), [f"{entry.id}/{cue.name}" for cue in found]
    held = [_held(cue, holds) / fps for cue in read]
    return script(read, title, style.words, places, held)


def _held(cue: Cue, holds: Sequence[tuple[int, int]]) -> int:
    """Return the number of frames for which a cue waits for its voice."""
    return sum(frames for first, frames in holds if cue.first <= first < cue.end)


def _main(videos: Mapping[str, Rendered]) -> Rendered:
    """Return the video that times refer to: a GIF, with its lower rate, only if it is alone."""
    return next((v for name, v in videos.items() if name != "gif"), None) or videos["gif"]


def _played(
    request: RenderRequest, style: Style, entry: Any, recording: Any
) -> tuple[list[Beat], int, int]:
    from scenes.rendering.clips import beat_named, rehearse

    fps = request.quality.fps
    played = rehearse(entry, recording, style, request.quality)
    if request.beat is None:
        return played.beats, fps, played.frames
    beat = beat_named(entry, played.beats, request.beat)
    beat = beat.moved(-beat.start)
    return [beat], fps, round(beat.end * fps)


def draw_beat_pictures(
    request: RenderRequest,
    style: Style,
    entry: ClipEntry | Lecture,
    recording: Any,
    beats: list[ClipBeat] | None = None,
    on_ready: Callable[[Path], None] = lambda folder: None,
) -> list[ClipBeat]:
    """Write a picture of the end of each beat.

    Parameters
    ----------
    request : RenderRequest
    style : Style
    entry : ClipEntry or Lecture
    recording : Storable, or list of (ClipEntry, Storable)
        As for :func:`write_words`.
    beats : list of ClipBeat, optional
        The beats, if they are known, as those of the lecture have to be; ``files["png"]`` of each
        is set.
    on_ready : callable
        Called with the folder just before its first picture is replaced.

    Returns
    -------
    list of ClipBeat
        The beats that were drawn.
    """
    folder = request.folder / request.stem(entry)
    with cache_workshop() as workshop:
        played = _draw_pictures(request, style, entry, recording, workshop)
        known = beats or beats_of(played.beats, request.quality.fps, played.frames)
        found = [beat for beat in known if request.beat in (None, beat.name)]
        folder.mkdir(parents=True, exist_ok=True)
        on_ready(folder)
        for beat in found:
            beat.files["png"] = folder / f"{beat.stem}.png"
            with unfinished(beat.files["png"]) as partial:
                # copyfile() would name the source in its error message, not the disk that is full.
                partial.write_bytes((workshop / f"{beat.name}.png").read_bytes())
    return found


def _draw_pictures(
    request: RenderRequest, style: Style, entry: Any, recording: Any, workshop: Path
) -> Rehearsal:
    """Draw the last frame of each beat into a file named after it."""
    from scenes.rendering.clips import Rehearsal, beat_named
    from scenes.rendering.lecture import draw_lecture_beats
    from scenes.rendering.stills import draw_beats

    if isinstance(entry, Lecture):

        def keep_part(clip: ClipEntry, beat: Beat, picture: Any) -> None:
            picture.save(workshop / f"{name_in_lecture(clip.id, beat.name)}.png")

        draw_lecture_beats(recording, style, request.quality, keep_part)
        return Rehearsal(0, 0, [])

    def keep(beat: Beat, picture: Any) -> None:
        if request.beat in (None, beat.name):
            picture.save(workshop / f"{beat.name}.png")

    played = draw_beats(entry, recording, style, request.quality, keep)
    if request.beat is not None:
        beat_named(entry, played.beats, request.beat)
    return played


def write_beats(
    request: RenderRequest,
    style: Style,
    entry: ClipEntry | Lecture,
    recording: Any,
    videos: Mapping[str, Rendered],
    title: str,
    say: Say,
) -> list[ClipBeat]:
    """Cut a clip into its beats, with pictures, a manifest and the file for manim-slides.

    Parameters
    ----------
    request, style, entry, recording, videos, title, say
        As for :func:`write_words`.

    Returns
    -------
    list of ClipBeat
        With the paths of their videos and pictures.
    """
    folder, main = request.folder / request.stem(entry), _main(videos)
    slides = request.folder / "slides" / f"{request.stem(entry)}.json"
    # Deleted first: if this run is stopped, no file may describe a state that is gone.
    (folder / MANIFEST).unlink(missing_ok=True)
    if "mp4" in videos:
        slides.unlink(missing_ok=True)
    if isinstance(entry, Lecture):
        beats = lecture_beats(main, recording)
    else:
        beats = beats_of(main.beats, request.quality.fps, main.frames)
    for name, video in videos.items():
        if name != "gif":
            cut(video, beats, folder, name, title)
    draw_beat_pictures(request, style, entry, recording, beats)
    whole = {name: video.path for name, video in videos.items()}
    about = _about(request, style, entry, recording, title)
    write_manifest(folder / MANIFEST, manifest(beats, whole, folder, request.quality.fps, about))
    say(f"{folder / MANIFEST}  {counted(len(beats), 'beat')}  {total_size(beats)}")
    if "mp4" in videos:
        backward = [folder / f"{beat.stem}_reversed.mp4" for beat in beats]
        for beat, target in zip(beats, backward, strict=True):
            reverse(beat.files["mp4"], target, videos["mp4"].video)
        size = (request.quality.width, request.quality.height)
        slides.parent.mkdir(exist_ok=True)
        write_presentation(
            slides, presentation(beats, backward, request.folder, size, style.theme.background)
        )
        say(f"{slides}  {len(beats)} slides for manim-slides")
    return beats


def _about(
    request: RenderRequest, style: Style, entry: ClipEntry | Lecture, recording: Any, title: str
) -> dict[str, object]:
    """Return what the manifest says about the clip as a whole."""

    def described(held: Any) -> dict[str, str]:
        return {"kind": held.metadata["kind"], "digest": held.digest()}

    if isinstance(entry, Lecture):
        parts = [{"clip": clip.id, **described(held)} for clip, held in recording]
        drawn_from: dict[str, object] = {"recordings": parts}
    else:
        drawn_from = {"recording": described(recording)}
    return {
        "clip": entry.id,
        "title": title,
        "language": style.words.language,
        "theme": style.theme.name,
        "captions": style.captions,
        "transparent": style.transparent,
        "speed": style.speed,
        "aspect": request.quality.aspect,
        "width": request.quality.width,
        "height": request.quality.height,
        **drawn_from,
    }


def counted(number: int, what: str) -> str:
    """Return a count with its noun in the singular or plural."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def first_few(names: Sequence[str]) -> str:
    """Return the first few names."""
    return ", ".join(names[:3]) + (", …" if len(names) > 3 else "")


def total_size(beats: Sequence[ClipBeat]) -> str:
    """Return the total size of the files of beats, formatted for the user."""
    return format_size(sum(path.stat().st_size for beat in beats for path in beat.files.values()))


def duration(seconds: float) -> str:
    """Return a length in hours and minutes, or in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
