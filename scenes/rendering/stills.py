"""Single frames of clips as pictures: a still, or the last frame of each beat."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from network.storage.storable import Storable
from network.system.files import unfinished
from scenes.base import Beat, NetworkScene, Style
from scenes.catalog import ClipEntry
from scenes.rendering.clips import Rehearsal, play_clip, rehearse
from scenes.rendering.conversion import straight
from scenes.style.picture_size import Quality

__all__ = ["draw_beats", "render_frame", "render_still"]


def render_still(
    entry: ClipEntry,
    recording: Storable,
    style: Style,
    quality: Quality,
    target: Path,
    seconds: float | None,
) -> None:
    """Draw the frame at a given time of a clip into a PNG file.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    target : Path
    seconds : float or None
        Time from the start of the clip; past its end, or None, means the last frame.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    OSError
        If the target cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    last = rehearse(entry, recording, style, quality).frames - 1
    frame = last if seconds is None else min(round(seconds * quality.fps), last)
    render_frame(entry, recording, style, quality, target, frame)


def render_frame(
    entry: ClipEntry, recording: Storable, style: Style, quality: Quality, target: Path, frame: int
) -> None:
    """Draw a frame of a clip, given by its number, into a PNG file.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    target : Path
    frame : int
        Its number, counted from 0; the clip must be long enough.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    OSError
        If the target cannot be written.
    """
    scene = play_clip(entry, recording, style, quality, still=frame)
    with unfinished(target) as partial:
        _picture_of(scene).save(partial, "PNG")


def draw_beats(
    entry: ClipEntry,
    recording: Storable,
    style: Style,
    quality: Quality,
    on_picture: Callable[[Beat, Image.Image], None],
    scene_class: type[NetworkScene] | None = None,
) -> Rehearsal:
    """Play a clip and draw the last frame of each beat.

    Parameters
    ----------
    entry : ClipEntry
    recording : Storable
    style : Style
    quality : Quality
    on_picture : callable
        Called with each beat and its picture.
    scene_class : type, optional
        Play this scene, such as a title card, instead of the clip's own.

    Raises
    ------
    LayerlightError
        If the clip cannot be drawn from the recording.
    """

    def stop(scene: NetworkScene, beat: Beat) -> None:
        scene.renderer.update_frame(scene)
        on_picture(beat, _picture_of(scene))

    return rehearse(entry, recording, style, quality, stop, scene_class)


def _picture_of(scene: NetworkScene) -> Image.Image:
    """Return the last drawn frame, with an alpha channel if the scene is transparent."""
    pixels = scene.renderer.get_frame()
    if scene.style.transparent:
        return Image.fromarray(straight(pixels))
    return Image.fromarray(pixels).convert("RGB")
