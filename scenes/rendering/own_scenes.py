"""Draws any scene of Manim that its Cairo cameras can draw, frame by frame as Manim does.

Scenes with Manim's plain camera are drawn from display lists, like clips.  Any other camera (one
that moves, zooms, or sees in three dimensions) takes each frame itself, in the workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import accumulate, repeat
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import cairo
import numpy as np
from manim import (
    Animation,
    AnimationGroup,
    Camera,
    MarkupText,
    PhaseFlow,
    Text,
    UpdateFromFunc,
    config,
)
from manim.animation.speedmodifier import ChangeSpeed
from manim.animation.updaters.update import MaintainPositionRelativeTo
from manim.mobject.opengl.opengl_mobject import OpenGLMobject
from manim.mobject.text import tex_mobject
from manim.renderer.cairo_renderer import CairoRenderer
from manim.scene import scene as scene_module
from manim.utils import tex_file_writing
from manim.utils.exceptions import EndSceneEarlyException
from manim.utils.iterables import list_update
from numpy.typing import NDArray

from network.errors import LayerlightError
from scenes.rendering.canvas import Canvas
from scenes.rendering.drawing import Foreign, Item
from scenes.rendering.manim_adapter import (
    ClipCamera,
    ClipRenderer,
    Piece,
    manim_settings,
    set_constructors,
    tex_files_in,
)
from scenes.style.picture_size import ASPECTS, Quality

__all__ = ["OwnRenderer", "Undrawable", "make_scene", "scene_settings"]

HEIGHT = 8.0
"""Height of Manim's frame in frame units, whatever its shape."""
BY_STEPS = (ChangeSpeed, MaintainPositionRelativeTo, PhaseFlow, UpdateFromFunc)
"""Manim's animations of which a frame may depend on the frames before."""


class Undrawable(LayerlightError):
    """A scene uses something that cannot be drawn in pieces, or without a window or sound."""


class OwnRenderer(ClipRenderer):
    """Cuts the plays of any scene into pieces, with the frames and times that Manim gives them.

    Parameters
    ----------
    fps : int
        Frames per second.
    on_piece, still
        As for :class:`ClipRenderer`.
    camera_class : type, optional
        The scene's camera.
    """

    def __init__(
        self,
        fps: int,
        on_piece: Callable[[ClipRenderer, Any, Piece], None] | None = None,
        still: int | None = None,
        camera_class: type[Camera] = Camera,
    ):
        super().__init__(fps, on_piece, still)
        if camera_class is not Camera:
            self.camera = camera_class()
        self._clock: list[float] = [0.0]
        self.has_shown = False
        """Whether the frame asked for has been drawn."""

    def init_scene(self, *what: Any) -> None:
        """Prepare for a scene, which may play no sound."""
        super().init_scene(*what)
        self.file_writer.add_sound = _refuse_sound

    @property
    def plain(self) -> bool:
        """Whether frames are drawn from display lists."""
        return isinstance(self.camera, ClipCamera)

    def play(self, scene: Any, *animations: Any, **options: Any) -> None:
        """Play animations: pass on their pieces, or move through them undrawn."""
        self.skip_animations = self.file_writer.sections[-1].skip_animations
        scene.compile_animation_data(*animations, **options)
        if scene.stop_condition is not None:
            raise Undrawable("wait_until() ends at a time that is not known before: use wait()")
        scene.begin_animations()
        _check_mobjects(scene)
        if scene.is_current_animation_frozen_frame():
            # Manim rounds down here, and up where something moves.
            frames = 0 if self.skip_animations else int(scene.duration / (1 / self.fps))
            self._rest(scene, frames)
        elif self.skip_animations:
            scene.update_to_time(scene.duration)
            self._end(scene)
        else:
            self._move(scene)
            scene.update_mobjects(0)
        if self.skip_animations:
            self.time += scene.duration
        self.num_plays += 1

    def _rest(self, scene: Any, frames: int) -> None:
        """Show the scene as it is for some frames."""
        self._begin(frames)
        if self._is_asked_for(frames):
            self._show(scene)
        if self.on_piece is not None and frames:
            for piece in self._pieces(scene, frames, False):
                self.on_piece(self, scene, piece)
        self.frames += frames
        self.time += frames * (1 / self.fps)

    def _move(self, scene: Any) -> None:
        times = np.arange(0, scene.duration, 1 / self.fps)
        self._begin(len(times))
        steps, self._updates, self._pauses = _goes_by_steps(scene), True, None
        if self._is_asked_for(len(times)):
            assert self.still is not None
            self._take(scene, self.still - self.frames, steps)
            self._show(scene)
        if self.on_piece is not None:
            for piece in self._pieces(scene, len(times), steps):
                if steps:
                    self._take(scene, piece.first, steps)
                self.on_piece(self, scene, piece)
        self._take(scene, len(times) - 1, steps)
        self._end(scene)
        self.frames += len(times)
        self.time = self._clock[-1]

    def _begin(self, frames: int) -> None:
        self._at = -1
        self._clock = list(accumulate(repeat(1 / self.fps, frames), initial=self.time))

    def _end(self, scene: Any) -> None:
        for animation in scene.animations:
            animation.finish()
            animation.clean_up_from_scene(scene)

    def _is_asked_for(self, frames: int) -> bool:
        return self.still is not None and self.frames <= self.still < self.frames + frames

    def _show(self, scene: Any) -> None:
        """Draw the scene as it is, and stop there."""
        self.draw_now(scene)
        self.has_shown = True
        raise EndSceneEarlyException

    def draw_now(self, scene: Any) -> NDArray[np.uint8]:
        """Draw the scene as it is now and return the pixels."""
        self.static_image = None
        self.camera.reset()
        self.camera.capture_mobjects(list_update(scene.mobjects, scene.foreground_mobjects))
        return self.get_frame()

    def _take(self, scene: Any, frame: int, steps: bool) -> None:
        for k in range(self._at + 1, frame + 1) if steps else [frame]:
            self.time = self._clock[k]
            scene.update_to_time(k * (1 / self.fps))
        self._at = frame

    def lists(self, scene: Any, piece: Piece) -> Iterator[list[Item]]:
        """Play a piece, at whose start the scene is, and yield the display list of each frame."""
        photograph = Foreign(lambda pixels: self._photograph(scene, pixels))
        resting: list[Item] = []
        if self.plain:
            resting = self.camera.items(scene.static_mobjects)
        else:
            self.save_static_frame_data(scene, scene.static_mobjects)
        for k in range(piece.first, piece.first + (1 if piece.still else piece.frames)):
            if not piece.still:
                self._take(scene, k, piece.steps)
            moving = self.camera.items(scene.moving_mobjects) if self.plain else [photograph]
            yield [*resting, *moving]

    def _photograph(self, scene: Any, pixels: NDArray[np.uint8]) -> None:
        """Let the scene's own camera take a frame, of what moves above what rests."""
        if self.static_image is None:
            self.camera.reset()
        else:
            self.camera.set_frame_to_background(self.static_image)
        if scene.moving_mobjects:
            self.camera.capture_mobjects(scene.moving_mobjects)
        pixels[:] = self.camera.pixel_array

    def canvas(self) -> Canvas:
        """Return a canvas for the frames of :meth:`lists`."""
        if self.plain:
            return super().canvas()
        return Canvas(np.array(self.camera.background), _context, lambda points: points[:, :2])

    def geometry(self) -> tuple[Any, ...]:
        """Return everything besides the display lists that frames depend on."""
        if self.plain:
            return super().geometry()
        return (type(self.camera).__name__, self.camera.pixel_width, self.camera.pixel_height)


def _context(pixels: NDArray[np.uint8]) -> cairo.Context[Any]:
    """Return a context over pixels that only a camera draws into."""
    height, width = pixels.shape[:2]
    surface = cairo.ImageSurface.create_for_data(pixels.data, cairo.FORMAT_ARGB32, width, height)
    return cairo.Context(surface)


def _refuse_sound(*what: Any, **more: Any) -> None:
    raise Undrawable("add_sound() is not supported: add the sound to the finished video")


def _check_mobjects(scene: Any) -> None:
    """Raise if a scene shows what only OpenGL draws, by another way than ``add``."""
    if any(isinstance(a.mobject, OpenGLMobject) for a in scene.animations) or scene.meshes:
        raise Undrawable("objects of OpenGL cannot be drawn here: use those for Cairo")


def _goes_by_steps(scene: Any) -> bool:
    """Return whether a frame of the current play may depend on those before it.

    An updater may count its calls, and an animation of the user's may do anything; Manim's own,
    with few exceptions, depend on the share of their time alone.
    """
    taking_part = [m for animation in scene.animations for m in animation.get_all_mobjects()]
    updated = scene.updaters or any(
        member.updaters for top in (*scene.mobjects, *taking_part) for member in top.get_family()
    )
    return bool(updated) or any(_keeps_count(animation) for animation in scene.animations)


def _keeps_count(animation: Animation) -> bool:
    kind = type(animation)
    inner = animation.animations if isinstance(animation, AnimationGroup) else ()
    return (
        not kind.__module__.startswith("manim.")
        or isinstance(animation, BY_STEPS)
        or any(map(_keeps_count, inner))
    )


def make_scene(kind: type, renderer: Callable[[type[Camera]], OwnRenderer]) -> Any:
    """Create a scene as Manim does, without arguments, but with a renderer of ours.

    Parameters
    ----------
    kind : type
        The scene's class.
    renderer : callable
        Takes the class of the scene's camera.
    """
    before = scene_module.CairoRenderer

    def ours(
        *, camera_class: type[Camera] = Camera, skip_animations: bool = False
    ) -> CairoRenderer:
        return renderer(camera_class)

    setattr(scene_module, "CairoRenderer", ours)  # noqa: B010
    try:
        scene = kind()
    finally:
        setattr(scene_module, "CairoRenderer", before)  # noqa: B010
    scene.add = _only_cairo(scene.add)
    return scene


def _only_cairo(add: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse what Manim's Cairo renderer takes, and then fails to draw."""

    def checked(*mobjects: Any) -> Any:
        if any(isinstance(mobject, OpenGLMobject) for mobject in mobjects):
            raise Undrawable("objects of OpenGL cannot be drawn here: use those for Cairo")
        return add(*mobjects)

    return checked


@contextmanager
def scene_settings(
    quality: Quality,
    texts: Path,
    workshop: Path,
    own: Mapping[str, Any],
    defaults: Mapping[type, Any],
) -> Iterator[None]:
    """Configure Manim for a scene that is no clip.

    Parameters
    ----------
    quality, texts, workshop
        As for :func:`scenes.rendering.manim_adapter.manim_settings`.
    own : mapping
        Entries of Manim's configuration that the scene's file sets.
    defaults : mapping
        Constructors, by class, with the default values that the file sets.
    """
    across, up = ASPECTS[quality.aspect]
    frame = {"frame_height": HEIGHT, "frame_width": HEIGHT * across / up}
    kept = tex_mobject.tex_to_svg_file, Text._text2svg, MarkupText._text2svg
    with manim_settings(quality, texts, workshop):
        # Several processes play a scene; random numbers have to be the same in each.
        config.update({"seed": 0, **frame, **own})
        tex_mobject.tex_to_svg_file = _shared_formulas(kept[0], texts, workshop)
        setattr(Text, "_text2svg", _apart(kept[1], workshop))  # noqa: B010
        setattr(MarkupText, "_text2svg", _apart(kept[2], workshop))  # noqa: B010
        originals = {kind: kind.__dict__["__init__"] for kind in defaults}
        set_constructors(defaults)
        try:
            yield
        finally:
            set_constructors(originals)
            tex_mobject.tex_to_svg_file = kept[0]
            setattr(Text, "_text2svg", kept[1])  # noqa: B010
            setattr(MarkupText, "_text2svg", kept[2])  # noqa: B010


def _apart(typeset: Callable[..., str], workshop: Path) -> Callable[..., str]:
    """Give each text a folder of its own, as Manim writes a text's file more than once."""

    def alone(text: Any, *what: Any) -> str:
        before = config.text_dir
        config.text_dir = mkdtemp(dir=workshop)
        try:
            return typeset(text, *what)
        finally:
            config.text_dir = before

    return alone


def _shared_formulas(typeset: Callable[..., Path], texts: Path, workshop: Path) -> Any:
    """Make LaTeX's formulas, which are kept, appear only when complete."""

    def shared(expression: str, environment: str | None = None, tex_template: Any = None) -> Path:
        with TemporaryDirectory(dir=workshop) as own, tex_files_in(own):
            template = config["tex_template"] if tex_template is None else tex_template
            source = tex_file_writing.generate_tex_file(expression, environment, template)
            file = texts / f"{source.stem}.svg"
            if not file.exists():
                texts.mkdir(parents=True, exist_ok=True)
                typeset(expression, environment, template).replace(file)
        return file

    return shared
