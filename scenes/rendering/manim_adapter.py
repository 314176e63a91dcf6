"""Manim's camera and renderer, adapted.

Only this module, and :mod:`scenes.rendering.own_scenes` for scenes that are no clips, use Manim's
private parts.  This is why Manim is pinned to a minor version; a test, ``test_manim_adapter.py``,
checks each private part by name.  Manim itself writes no files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partialmethod
from hashlib import blake2b, sha256
from itertools import groupby
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import cairo
import manim
import numpy as np
from manim import Animation, Camera, Mobject, VMobject, config, tempconfig
from manim._config.utils import ManimConfig
from manim.camera.camera import CAP_STYLE_MAP, LINE_JOIN_MAP
from manim.mobject.svg.svg_mobject import SVGMobject
from manim.mobject.text import typst_mobject
from manim.renderer.cairo_renderer import CairoRenderer
from manim.utils.exceptions import EndSceneEarlyException
from numpy.typing import NDArray

from network.system.isolation import isolated
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.typst_compiler import typeset_image
from scenes.rendering.canvas import Canvas
from scenes.rendering.drawing import Foreign, Item, Outline, Painted, Paths
from scenes.style.picture_size import Quality

__all__ = [
    "ClipCamera",
    "ClipRenderer",
    "Piece",
    "changed_defaults",
    "manim_settings",
    "original_defaults",
    "set_constructors",
    "tex_files_in",
    "without_changes",
]

PIECE_SECONDS = 2
"""Length of the pieces that plays are cut into, to be drawn in parallel."""
GRID = 1.5 * 2.0**22
"""Adding and subtracting this rounds a coordinate to a multiple of 2⁻³⁰ units."""
MANY = 256
"""Number of points from which an outline is so slow to trace that reusing its path pays."""
JOINS = {joint: int(join) for joint, join in LINE_JOIN_MAP.items()}
CAPS = {style: int(cap) for style, cap in CAP_STYLE_MAP.items()}
READ = (
    "get_fill_rgbas",
    "get_stroke_rgbas",
    "get_stroke_width",
    "get_gradient_start_and_end_points",
    "get_subpath_split_indices_from_points",
    "consider_points_equals_2d",
)
"""Methods of VMobject that determine what it looks like."""


class ClipCamera(Camera):
    """Manim's camera, with display lists as plain data, and with paintings."""

    _named: tuple[Any, str] = (None, "")

    def items(self, mobjects: Iterable[Mobject], **options: Any) -> list[Item]:
        """Return the display list of the mobjects and their families, from back to front."""
        shown = self.get_mobjects_to_display(mobjects, **options)
        found: list[Item] = []
        for coloured, batch in groupby(shown, key=_takes_colours_from_an_image):
            members = list(batch)
            # Manim blends these into the frame together.
            found += [self._batch(members)] if coloured else [self.item(m) for m in members]
        return found

    def get_mobjects_to_display(
        self,
        mobjects: Iterable[Mobject],
        include_submobjects: bool = True,
        excluded_mobjects: list[Mobject] | None = None,
    ) -> list[Mobject]:
        """Return what Manim's method returns, but visit each family only once."""
        if not include_submobjects or excluded_mobjects or not self.use_z_index:
            return super().get_mobjects_to_display(mobjects, include_submobjects, excluded_mobjects)
        # The last occurrence of each counts.  Once a mobject is visited, so is its family.
        met: dict[Mobject, None] = {}
        for mobject in reversed(list(mobjects)):
            if mobject in met:
                continue
            if all(member in met for member in mobject.submobjects):
                met[mobject] = None
            else:
                met |= dict.fromkeys(m for m in reversed(mobject.get_family()) if m not in met)
        return sorted((m for m in reversed(met) if len(m.points)), key=lambda m: m.z_index)

    def capture_mobjects(self, mobjects: Iterable[Mobject], **options: Any) -> None:
        """Draw the mobjects into the frame, in order."""
        context, paths = self.get_cairo_context(self.pixel_array), Paths()
        for item in self.items(mobjects, **options):
            item.draw(self.pixel_array, context, paths)

    def canvas(self) -> Canvas:
        """Return a canvas with the camera's size and background."""
        return Canvas(self.background, self._new_context, self.places)

    def _new_context(self, pixels: NDArray[np.uint8]) -> cairo.Context:
        context = self.get_cairo_context(pixels)
        # Otherwise Manim would keep the context, and so the pixels, forever.
        return self.pixel_array_to_cairo_context.pop(id(pixels), context)

    def geometry(self) -> tuple[Any, ...]:
        """Return everything besides the display list that a frame depends on."""
        size = (self.pixel_width, self.pixel_height, self.frame_width, self.frame_height)
        centre = tuple(map(float, self.frame_center))
        if self.background is not self._named[0]:
            self._named = (self.background, blake2b(self.background, digest_size=16).hexdigest())
        return (*size, centre, self._named[1])

    def places(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """Convert points in frame units to fractional columns and rows of the frame."""
        scale = np.array(
            [self.pixel_width / self.frame_width, -self.pixel_height / self.frame_height]
        )
        middle = np.array([self.pixel_width, self.pixel_height]) / 2
        return (np.asarray(points) - self.frame_center)[:, :2] * scale + middle

    def item(self, mobject: Mobject) -> Item:
        """Return the current appearance of a mobject without its submobjects."""
        kind: Any = type(mobject)
        if _is_plain(kind) and not mobject.background_image:
            return _outline(mobject)
        if isinstance(mobject, Painting):
            if kind.paint is Painting.paint:
                return Painted(mobject, self.places)
            return Foreign(lambda pixels: mobject.paint(pixels, self.places))
        return Foreign(lambda pixels: self._draw_as_manim(mobject, pixels))

    def _batch(self, batch: list[Mobject]) -> Item:
        return Foreign(lambda pixels: self.display_multiple_vectorized_mobjects(batch, pixels))

    def _draw_as_manim(self, mobject: Mobject, pixels: NDArray[np.uint8]) -> None:
        kind = self.type_or_raise(mobject)
        self.display_funcs[kind]([mobject], pixels)


def _takes_colours_from_an_image(mobject: Mobject) -> bool:
    return isinstance(mobject, VMobject) and mobject.background_image is not None


@lru_cache(maxsize=1024)
def _is_plain(kind: Any) -> bool:
    """Return whether a class leaves points and colours as VMobject defines them."""
    return issubclass(kind, VMobject) and all(
        getattr(kind, name) is getattr(VMobject, name) for name in READ
    )


def _outline(mobject: VMobject) -> Outline:
    points = np.asarray(mobject.points, float)
    if len(points) >= MANY:
        # Interpolation between equal points gives rounding errors that differ from frame to frame.
        points = (points + GRID) - GRID
    fill = _doubles(mobject.get_fill_rgbas())
    stroke = _doubles(mobject.get_stroke_rgbas())
    backstroke = _doubles(mobject.get_stroke_rgbas(True))
    gradient = b""
    if len(fill) > 32 or len(stroke) > 32 or len(backstroke) > 32:
        gradient = _doubles(mobject.get_gradient_start_and_end_points())
    return Outline(
        points.tobytes(),
        fill,
        stroke,
        backstroke,
        float(mobject.get_stroke_width()),
        float(mobject.get_stroke_width(True)),
        JOINS[mobject.joint_type],
        CAPS[mobject.cap_style],
        mobject.tolerance_for_point_equality,
        gradient,
    )


def _doubles(array: Any) -> bytes:
    return np.asarray(array, float).tobytes()


@dataclass(frozen=True)
class Piece:
    """A part of a play that one worker draws.

    Parameters
    ----------
    play, part : int
        Index of the play in its scene, and of the piece in its play.
    section : str
        Name of the scene's section, such as a beat.
    first : int
        First frame, counted from the start of the play.
    start : int
        First frame, counted from the start of the scene.
    frames : int
        Number of frames.
    still : bool
        Whether all frames are the same.
    steps : bool
        Whether each frame depends on the ones before.
    """

    play: int
    part: int
    section: str
    first: int
    start: int
    frames: int
    still: bool
    steps: bool


class ClipRenderer(CairoRenderer):
    """Manim's Cairo renderer, which cuts plays into pieces instead of drawing them.

    Parameters
    ----------
    fps : int
        Frames per second.  Every play lasts a whole number of frames, so that times add up.
    on_piece : callable, optional
        Called with the renderer, the scene and each :class:`Piece` in order, when the scene is at
        the start of the piece; it may draw the piece with :meth:`lists`.  Without it nothing is
        drawn, and plays jump to their end.
    still : int, optional
        Draw only the frame with this number, then stop.
    """

    def __init__(
        self,
        fps: int,
        on_piece: Callable[[ClipRenderer, Any, Piece], None] | None = None,
        still: int | None = None,
    ):
        super().__init__(camera_class=ClipCamera)
        self.fps, self.still = fps, still
        self.frames = 0
        self._at, self._updates = -1, True
        self._pauses: _Pauses | None = None
        self.on_piece = on_piece

    def play(self, scene: Any, *animations: Any, **options: Any) -> None:
        """Play animations: pass on their pieces, or jump to their end if nothing needs them."""
        scene.compile_animation_data(*animations, **options)
        frames = max(1, round(scene.duration * self.fps))
        scene.begin_animations()
        frozen = scene.is_current_animation_frozen_frame()
        steps, self._at = not frozen and _depends_on_steps(scene), -1
        self._updates, self._pauses = steps or _updates(scene), None
        if self.still is not None and self.still < self.frames + frames:
            self._take(scene, self.still - self.frames, steps)
            self.update_frame(scene)
            raise EndSceneEarlyException
        if self.on_piece is not None:
            for piece in self._pieces(scene, frames, steps):
                if steps:
                    self._take(scene, piece.first, steps)
                self.on_piece(self, scene, piece)
        if steps:
            self._take(scene, frames - 1, steps)
        elif not frozen:
            scene.update_to_time(scene.duration)
        for animation in scene.animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)
        self.num_plays += 1
        self.frames += frames
        self.time = self.frames / self.fps

    def lists(self, scene: Any, piece: Piece) -> Iterator[list[Item]]:
        """Play a piece, at whose start the scene is, and yield the display list of each frame."""
        resting = self.camera.items(scene.static_mobjects)
        if piece.still:
            # What has an updater counts as moving, even if the frame is frozen.
            yield resting + self.camera.items(scene.moving_mobjects)
            return
        self._pauses = None if self._updates else _Pauses(scene.animations)
        before: dict[int, Item] = {}
        for k in range(piece.first, piece.first + piece.frames):
            self._take(scene, k, piece.steps)
            pausing = self._pauses.members if self._pauses is not None else ()
            moving = self.camera.get_mobjects_to_display(scene.moving_mobjects)
            now = {
                id(m): (id(m) in pausing and before.get(id(m))) or self.camera.item(m)
                for m in moving
            }
            yield resting + list(now.values())
            before = now

    def _pieces(self, scene: Any, frames: int, steps: bool) -> Iterator[Piece]:
        still = scene.is_current_animation_frozen_frame()
        length = frames if still else PIECE_SECONDS * self.fps
        section = self.file_writer.sections[-1].name
        for part, first in enumerate(range(0, frames, length)):
            count = min(length, frames - first)
            start = self.frames + first
            yield Piece(self.num_plays, part, section, first, start, count, still, steps)

    def _take(self, scene: Any, frame: int, steps: bool) -> None:
        """Move a scene to a frame of its play: directly or, with ``steps``, frame by frame."""
        for k in range(self._at + 1, frame + 1) if steps else [frame]:
            if self._updates:
                scene.update_to_time(k / self.fps)
                continue
            scene.last_t = k / self.fps
            for animation in scene.animations:
                share = scene.last_t / animation.run_time
                if self._pauses is None or not self._pauses.lasts(animation, share):
                    animation.interpolate(share)
        self._at = frame

    def canvas(self) -> Canvas:
        """Return a canvas for the frames of :meth:`lists`."""
        return self.camera.canvas()

    def geometry(self) -> tuple[Any, ...]:
        """Return everything besides the display lists that frames depend on."""
        return self.camera.geometry()

    def stop(self) -> None:
        """End the scene now."""
        raise EndSceneEarlyException

    def scene_finished(self, scene: Any) -> None:
        """Do nothing: the caller joins the segments."""


def _depends_on_steps(scene: Any) -> bool:
    """Return whether a scene depends on every time step, not only on the current time."""
    return bool(scene.updaters) or any(
        member.has_time_based_updater() for top in scene.mobjects for member in top.get_family()
    )


class _Pauses:
    """Tracks which animations of a play are pausing, so that their mobjects do not change.

    The ``span`` attribute of a rate function gives the interval of the play outside of which its
    value is constant.  An animation that shares a mobject with another one never pauses, as the
    other may move it.

    Parameters
    ----------
    animations : sequence of Animation
        Animations that have begun.
    """

    def __init__(self, animations: Sequence[Animation]):
        families = [
            [member for mobject in animation.get_all_mobjects() for member in mobject.get_family()]
            for animation in animations
        ]
        owners = Counter(id(member) for family in families for member in {*family})
        self._families = {
            animation: family
            for animation, family in zip(animations, families, strict=True)
            if hasattr(animation.rate_func, "span")
            and animation.lag_ratio == 0
            and type(animation).interpolate is Animation.interpolate
            and all(owners[id(member)] == 1 for member in family)
        }
        self._sides: dict[Animation, int] = {}
        self.members: set[int] = set()
        """The ``id`` of every mobject that is pausing."""

    def lasts(self, animation: Animation, share: float) -> bool:
        """Return whether an animation is still in the same pause as at the last call.

        Parameters
        ----------
        animation : Animation
        share : float
            Elapsed share of the play, from 0 to 1.
        """
        family = self._families.get(animation)
        if family is None:
            return False
        start, stop = animation.rate_func.span
        side = -1 if share <= start else 1 if share >= stop else 0
        if side and side == self._sides.get(animation):
            self.members.update(map(id, family))
            return True
        self._sides[animation] = side
        self.members.difference_update(map(id, family))
        return False


def _updates(scene: Any) -> bool:
    """Return whether any mobject has an updater, so that more than the animations may move."""
    taking_part = [m for animation in scene.animations for m in animation.get_all_mobjects()]
    return any(
        member.updaters for top in (*scene.mobjects, *taking_part) for member in top.get_family()
    )


@contextmanager
def manim_settings(quality: Quality, texts: Path, workshop: Path) -> Iterator[None]:
    """Configure Manim for a quality, independent of all settings of the process.

    Neither the user's ``manim.cfg``, nor changes to Manim's configuration or to default values of
    its classes, nor other settings of the process (see
    :func:`network.system.isolation.isolated`) affect what is drawn.  All are restored at the end.

    Parameters
    ----------
    quality : Quality
    texts : Path
        Folder for typeset text, which several processes may share.
    workshop : Path
        Folder for temporary files, which forked processes share.
    """
    settings = {
        "dry_run": True,
        "disable_caching": True,
        "media_dir": str(texts),
        "pixel_width": quality.width,
        "pixel_height": quality.height,
        "frame_rate": quality.fps,
        "frame_width": quality.frame[0],
        "frame_height": quality.frame[1],
        "verbosity": "ERROR",
        "progress_bar": "none",
        "renderer": "cairo",
        "log_to_file": False,
        "preview": False,
        "live_preview": False,
        "show_in_file_browser": False,
        "enable_gui": False,
    }
    typeset, read = typst_mobject.typst_to_svg_file, SVGMobject.generate_mobject
    with isolated(), original_defaults(), tempconfig({}):
        config.update(_default_configuration())
        config.update(settings)
        typst_mobject.typst_to_svg_file = _complete_files(typeset, workshop)
        SVGMobject.generate_mobject = _from_a_copy(read, workshop)
        try:
            yield
        finally:
            typst_mobject.typst_to_svg_file = typeset
            SVGMobject.generate_mobject = read


@lru_cache(maxsize=1)
def _default_configuration() -> ManimConfig:
    """Return Manim's default configuration."""
    parser = ConfigParser()
    with Path(manim.__file__).with_name("_config").joinpath("default.cfg").open() as file:
        parser.read_file(file)
    return ManimConfig().digest_parser(parser)


@contextmanager
def original_defaults() -> Iterator[None]:
    """Undo all calls of ``set_default`` for as long as the context lasts."""
    changed = changed_defaults()
    set_constructors({kind: without_changes(init) for kind, init in changed.items()})
    try:
        yield
    finally:
        set_constructors(changed)


def changed_defaults() -> dict[type, Any]:
    """Return the constructors of the classes whose ``set_default`` has been called."""
    return {
        kind: kind.__dict__["__init__"]
        for kind in _kinds(Mobject, Animation)
        if isinstance(kind.__dict__.get("__init__"), partialmethod)
    }


def set_constructors(constructors: Mapping[type, Any]) -> None:
    """Give classes the constructors that :func:`changed_defaults` returned, or others."""
    for kind, constructor in constructors.items():
        setattr(kind, "__init__", constructor)  # noqa: B010


def _kinds(*roots: type) -> set[type]:
    """Return classes with all their subclasses."""
    found, wanted = set(), [*roots]
    while wanted:
        kind = wanted.pop()
        if kind not in found:
            found.add(kind)
            wanted += kind.__subclasses__()
    return found


def without_changes(changed: Any) -> Any:
    """Return the method below all layers of changed defaults."""
    while True:
        layer = changed if isinstance(changed, partialmethod) else _layer(changed)
        if layer is None:
            return changed
        changed = layer.func


def _layer(function: Any) -> partialmethod | None:
    """Return the partial method that made a function; its attribute depends on Python's version."""
    names = ("__partialmethod__", "_partialmethod")
    return next((getattr(function, name) for name in names if hasattr(function, name)), None)


def _complete_files(typeset: Callable[..., Path], workshop: Path) -> Callable[..., Path]:
    """Make SVG files of texts, which are cached by name, appear only when complete."""

    def shared(*what: Any, font_paths: Any = None, **options: Any) -> Path:
        name = sha256(repr((what, font_paths, sorted(options.items()))).encode()).hexdigest()[:32]
        file = workshop / f"{name}.svg"
        if not file.exists():
            with TemporaryDirectory(dir=workshop) as own, tex_files_in(own):
                if font_paths:
                    made = typeset(*what, font_paths=font_paths, **options)
                else:
                    made = Path(own) / file.name
                    made.write_bytes(typeset_image(*what, **options))
                made.replace(file)
        return file

    return shared


@contextmanager
def tex_files_in(folder: str) -> Iterator[None]:
    """Make Manim write texts into a folder; setting the whole configuration would take 15 ms."""
    before, config.tex_dir = config.tex_dir, folder
    try:
        yield
    finally:
        config.tex_dir = before


def _from_a_copy(read: Callable[[SVGMobject], Any], workshop: Path) -> Callable[[SVGMobject], Any]:
    """Read SVG files from a copy: Manim writes beside the file, which processes share."""

    def alone(picture: SVGMobject) -> Any:
        name = picture.file_name
        file = picture.get_file_path()
        with TemporaryDirectory(dir=workshop) as own:
            picture.file_name = copyfile(file, Path(own) / file.name)
            try:
                return read(picture)
            finally:
                picture.file_name = name

    return alone
