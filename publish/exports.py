"""What goes with a clip once it is drawn: its words, its beats, what manim-slides wants."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from network.system.files import unfinished
from publish.beats import MANIFEST, ClipBeat, beats_of, cut, manifest, write_manifest
from publish.files import size_said, write_text
from publish.manim_slides import presentation, reverse, write_presentation
from publish.request import RenderRequest
from publish.words import WRITERS, cues, markdown
from scenes.catalog import LECTURE, ClipEntry, Lecture

if TYPE_CHECKING:
    from scenes.base import Beat, Style
    from scenes.rendering.clips import Rendered

__all__ = ["counted", "draw_beat_pictures", "sum_of", "write_beats", "write_words"]

Say = Callable[[str], None]


def write_words(
    request: RenderRequest,
    style: Style,
    entry: ClipEntry | Lecture,
    recording: Any,
    films: Mapping[str, Rendered],
    title: str,
    say: Say,
) -> None:
    """Write what a clip says, in each form that is wished for.

    Parameters
    ----------
    request : RenderRequest
    style : Style
    entry : ClipEntry or Lecture
    recording : Recording or CheckpointSeries
        What it is drawn from.
    films : mapping of str to Rendered
        That were made of it, by format; without any it is played through.
    title : str
    say : callable
        Called with a line about each file.
    """
    chapters: Sequence[tuple[str, int, int]] = ()
    if films:
        film = _main(films)
        beats, fps, frames, chapters = film.beats, film.video.fps, film.frames, film.chapters
    else:
        beats, fps, frames = _played(request, style, entry, recording)
    found = cues(beats, fps, frames)
    for name in dict.fromkeys(request.words):
        end, write = WRITERS[name]
        target = request.target(entry, end)
        if name == "md" and entry is LECTURE:
            write_text(target, markdown(found, title, chapters))
        else:
            write_text(target, write(found, title))
        say(f"{target}  {counted(len(found), 'caption')}")


def _main(films: Mapping[str, Rendered]) -> Rendered:
    """Give the film that others go with; a GIF has a rate of its own."""
    return next((film for name, film in films.items() if name != "gif"), None) or films["gif"]


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
    entry: ClipEntry,
    recording: Any,
    beats: list[ClipBeat] | None = None,
    on_ready: Callable[[Path], None] = lambda folder: None,
) -> list[ClipBeat]:
    """Write a picture of the end of each beat.

    Parameters
    ----------
    request : RenderRequest
    style : Style
    entry : ClipEntry
    recording : Recording or CheckpointSeries
    beats : list of ClipBeat, optional
        Of the clip, if they are known already; they are told of their pictures.
    on_ready : callable
        Called with the folder before the first picture in it is replaced.

    Returns
    -------
    list of ClipBeat
        Those of which there are pictures now.
    """
    from scenes.rendering.clips import beat_named
    from scenes.rendering.pages import draw_beats
    from scenes.rendering.segment_store import Store, cache_folder

    folder = request.folder / request.stem(entry)
    with Store(cache_folder()).workshop() as workshop:

        def keep(beat: Beat, picture: Any) -> None:
            if request.beat in (None, beat.name):
                picture.save(workshop / f"{beat.name}.png")

        played = draw_beats(entry, recording, style, request.quality, keep)
        if request.beat is not None:
            beat_named(entry, played.beats, request.beat)
        known = beats or beats_of(played.beats, request.quality.fps, played.frames)
        found = [beat for beat in known if request.beat in (None, beat.name)]
        folder.mkdir(parents=True, exist_ok=True)
        on_ready(folder)
        for beat in found:
            beat.files["png"] = folder / f"{beat.stem}.png"
            with unfinished(beat.files["png"]) as partial:
                # An error of copyfile would name what is copied, though that is not what is full.
                partial.write_bytes((workshop / f"{beat.name}.png").read_bytes())
    return found


def write_beats(
    request: RenderRequest,
    style: Style,
    entry: ClipEntry,
    recording: Any,
    films: Mapping[str, Rendered],
    title: str,
    say: Say,
) -> list[ClipBeat]:
    """Cut a clip into its beats, with pictures, a manifest and the file for manim-slides.

    Parameters
    ----------
    wish, look, entry, recording, films, title, say
        As for :func:`write_words`.

    Returns
    -------
    list of ClipBeat
        With their films and pictures.
    """
    folder, main = request.folder / request.stem(entry), _main(films)
    slides = request.folder / "slides" / f"{request.stem(entry)}.json"
    # Where they are there, they tell the truth, whenever this is stopped.
    (folder / MANIFEST).unlink(missing_ok=True)
    if "mp4" in films:
        slides.unlink(missing_ok=True)
    beats = beats_of(main.beats, request.quality.fps, main.frames)
    for name, film in films.items():
        if name != "gif":
            cut(film, beats, folder, name, title)
    draw_beat_pictures(request, style, entry, recording, beats)
    whole = {name: film.path for name, film in films.items()}
    about = _about(request, style, entry, recording, title)
    write_manifest(folder / MANIFEST, manifest(beats, whole, folder, request.quality.fps, about))
    say(f"{folder / MANIFEST}  {counted(len(beats), 'beat')}  {sum_of(beats)}")
    if "mp4" in films:
        backward = [folder / f"{beat.stem}_reversed.mp4" for beat in beats]
        for beat, target in zip(beats, backward, strict=True):
            reverse(beat.files["mp4"], target, films["mp4"].video)
        size = (request.quality.width, request.quality.height)
        slides.parent.mkdir(exist_ok=True)
        write_presentation(
            slides, presentation(beats, backward, request.folder, size, style.theme.background)
        )
        say(f"{slides}  {len(beats)} slides for manim-slides")
    return beats


def _about(
    request: RenderRequest, style: Style, entry: ClipEntry, recording: Any, title: str
) -> dict[str, object]:
    """Say what a clip is made from."""
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
        "recording": {"kind": recording.metadata["kind"], "digest": recording.digest()},
    }


def counted(number: int, what: str) -> str:
    """Give a number with the name of what is counted."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def sum_of(beats: Sequence[ClipBeat]) -> str:
    """Give the size of all files of beats, for people."""
    return size_said(sum(path.stat().st_size for beat in beats for path in beat.files.values()))
