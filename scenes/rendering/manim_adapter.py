"""Manim's camera and renderer, adapted.  The only module that uses Manim's private parts.

This is why Manim is pinned to a minor version; ``tests/scenes/test_manim_adapter.py`` checks each
private part by name.  Manim itself writes no files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partialmethod
from hashlib import blake2b, sha256
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
from scenes.rendering.canvas import Canvas
from scenes.rendering.drawing import Foreign, Item, Outline, Painted, Paths
from scenes.style.quality import Quality

__all__ = ["ClipCamera", "ClipRenderer", "Piece", "manim_settings"]

PIECE_SECONDS = 2
"""Longer plays are cut into pieces of this length, which can be drawn side by side."""
GRID = 1.5 * 2.0**22
"""Added to a coordinate and taken away again, this rounds it to a multiple of 2⁻³⁰ units."""
MANY = 256
"""An outline of so many points takes long to trace, so that it pays not to do it again."""
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
"""Methods of Manim's outlines that say what they look like."""


class ClipCamera(Camera):
    """Manim's camera, which takes what it sees as data, and lets paintings paint themselves."""

    _named: tuple[Any, str] = (None, "")

    def items(self, mobjects: Iterable[Mobject], **options: Any) -> list[Item]:
        """Give what the mobjects and their families look like now, the lowest first."""
        return [self.item(m) for m in self.get_mobjects_to_display(mobjects, **options)]

    def get_mobjects_to_display(
        self,
        mobjects: Iterable[Mobject],
        include_submobjects: bool = True,
        excluded_mobjects: list[Mobject] | None = None,
    ) -> list[Mobject]:
        """Give what Manim's method of this name gives, going through each family once."""
        if not include_submobjects or excluded_mobjects or not self.use_z_index:
            return super().get_mobjects_to_display(mobjects, include_submobjects, excluded_mobjects)
        # Each stands where it comes last.  Whoever is met from the end has its family met too.
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
        """Draw into the frame, in order."""
        context, paths = self.get_cairo_context(self.pixel_array), Paths()
        for item in self.items(mobjects, **options):
            item.draw(self.pixel_array, context, paths)

    def canvas(self) -> Canvas:
        """Give a canvas of the camera's size and background."""
        return Canvas(self.background, self._new_context, self.places)

    def _new_context(self, pixels: NDArray[np.uint8]) -> cairo.Context:
        context = self.get_cairo_context(pixels)
        # Manim would keep it, and the pixels with it, for ever.
        return self.pixel_array_to_cairo_context.pop(id(pixels), context)

    def geometry(self) -> tuple[Any, ...]:
        """Give what a picture depends on besides what stands in it."""
        size = (self.pixel_width, self.pixel_height, self.frame_width, self.frame_height)
        centre = tuple(map(float, self.frame_center))
        if self.background is not self._named[0]:
            self._named = (self.background, blake2b(self.background, digest_size=16).hexdigest())
        return (*size, centre, self._named[1])

    def places(self, points: NDArray[np.floating]) -> NDArray[np.floating]:
        """Give columns and rows of the frame, with fractions, of points in frame units."""
        scale = np.array(
            [self.pixel_width / self.frame_width, -self.pixel_height / self.frame_height]
        )
        middle = np.array([self.pixel_width, self.pixel_height]) / 2
        return (np.asarray(points) - self.frame_center)[:, :2] * scale + middle

    def item(self, mobject: Mobject) -> Item:
        """Give what a mobject, without its submobjects, looks like now."""
        if _is_plain(type(mobject)) and not mobject.background_image:
            return _outline(mobject)
        if isinstance(mobject, Painting):
            if type(mobject).paint is Painting.paint:
                return Painted(mobject, self.places)
            return Foreign(lambda pixels: mobject.paint(pixels, self.places))
        return Foreign(lambda pixels: self._as_manim_does(mobject, pixels))

    def _as_manim_does(self, mobject: Mobject, pixels: NDArray[np.uint8]) -> None:
        kind = self.type_or_raise(mobject)
        self.display_funcs[kind]([mobject], pixels)


@lru_cache(maxsize=1024)
def _is_plain(kind: type) -> bool:
    """Whether a class of mobjects is drawn from its outlines and colours in Manim's own way."""
    return issubclass(kind, VMobject) and all(
        getattr(kind, name) is getattr(VMobject, name) for name in READ
    )


def _outline(mobject: VMobject) -> Outline:
    points = np.asarray(mobject.points, float)
    if len(points) >= MANY:
        # On the way between equal points rounding errors differ from frame to frame.
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
    """A part of a play that is drawn by itself.

    Parameters
    ----------
    play, part : int
        Number of the play in its scene, and of the piece in its play.
    section : str
        Name of the section of the scene, such as a beat.
    first : int
        Its first frame, counted from the start of the play.
    start : int
        The same, counted from the start of the scene.
    frames : int
    still : bool
        Whether all its frames are the same.
    steps : bool
        Whether each of its frames depends on those before.
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
    """Manim's Cairo renderer with plays of whole frames, handed out in pieces.

    Parameters
    ----------
    fps : int
        Frames a second; every play lasts a whole number of frames, so that times add up.
    on_piece : callable, optional
        Called with the renderer, the scene and each :class:`Piece` in order, when the scene
        stands at the piece's start; it may draw it by means of :meth:`lists`.  Without it
        nothing is drawn, and plays jump to their end.
    still : int, optional
        Draw only the frame of this number and stop.
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
        self._on_piece = on_piece

    def play(self, scene: Any, *animations: Any, **options: Any) -> None:
        """Play animations: hand out their pieces, or jump to their end if that is enough."""
        scene.compile_animation_data(*animations, **options)
        frames = max(1, round(scene.duration * self.fps))
        still_here = self.still is not None and self.still < self.frames + frames
        scene.begin_animations()
        steps, self._at = _keeps_time(scene), -1
        self._updates, self._pauses = steps or _updates(scene), None
        if still_here:
            self._take(scene, self.still - self.frames, steps)
            self.update_frame(scene)
            raise EndSceneEarlyException
        for piece in self._pieces(scene, frames, steps) if self._on_piece is not None else ():
            if steps:
                self._take(scene, piece.first, steps)
            self._on_piece(self, scene, piece)
        if steps:
            self._take(scene, frames - 1, steps)
        else:
            scene.update_to_time(scene.duration)
        for animation in scene.animations:
            animation.finish()
            animation.clean_up_from_scene(scene)
        scene.update_mobjects(0)
        self.num_plays += 1
        self.frames += frames
        self.time = self.frames / self.fps

    def lists(self, scene: Any, piece: Piece) -> Iterator[list[Item]]:
        """Take a scene, which stands at the piece's start, through it: what is seen, by frame."""
        resting = self.camera.items(scene.static_mobjects)
        if piece.still:
            yield resting
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
        """Take a scene to a frame of its play, at once or, if it keeps time, frame by frame."""
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

    def stop(self) -> None:
        """End the scene here."""
        raise EndSceneEarlyException

    def scene_finished(self, scene: Any) -> None:
        """Leave the end to the caller, who joins the segments."""


def _keeps_time(scene: Any) -> bool:
    """Whether what a scene shows depends on each step of time, and not on the time alone."""
    return bool(scene.updaters) or any(
        member.has_time_based_updater() for top in scene.mobjects for member in top.get_family()
    )


class _Pauses:
    """Which animations of a play move nothing now, so that what they move stays as it is.

    Those are told by the ``span`` of their rate function: shares of the play outside of which
    its value does not change.  An animation that shares something with another is never taken
    to pause, since the other may have moved it.

    Parameters
    ----------
    animations : sequence of Animation
        That have begun.
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
        """Identities of all mobjects that pause."""

    def lasts(self, animation: Animation, share: float) -> bool:
        """Tell whether an animation pauses as it did when this was asked last.

        Parameters
        ----------
        animation : Animation
        share : float
            Of the time of its play.
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
    """Whether anything has to be told of the time besides the animations of the play."""
    taking_part = [m for animation in scene.animations for m in animation.get_all_mobjects()]
    return any(
        member.updaters for top in (*scene.mobjects, *taking_part) for member in top.get_family()
    )


@contextmanager
def manim_settings(quality: Quality, texts: Path, workshop: Path) -> Iterator[None]:
    """Set Manim up for a size and rate, with nothing of what the process has set.

    Neither the user's own ``manim.cfg`` nor what was done to Manim's configuration or to default
    values of its classes has a say in what is drawn, and neither have other settings of the process
    (see :func:`network.system.isolation.isolated`).  All of them come back at the end.

    Parameters
    ----------
    quality : Quality
    texts : Path
        Folder for typeset text; several processes may share it.
    workshop : Path
        Folder for what is needed for a moment; processes that are forked share it.
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
    with isolated(), _own_defaults(), tempconfig({}):
        config.update(_own_configuration())
        config.update(settings)
        typst_mobject.typst_to_svg_file = _whole_files(typeset, workshop)
        SVGMobject.generate_mobject = _in_a_folder_of_its_own(read, workshop)
        try:
            yield
        finally:
            typst_mobject.typst_to_svg_file = typeset
            SVGMobject.generate_mobject = read


@lru_cache(maxsize=1)
def _own_configuration() -> ManimConfig:
    """Give the configuration that Manim comes with."""
    parser = ConfigParser()
    with Path(manim.__file__).with_name("_config").joinpath("default.cfg").open() as file:
        parser.read_file(file)
    return ManimConfig().digest_parser(parser)


@contextmanager
def _own_defaults() -> Iterator[None]:
    """Give classes the default values that they were written with; ``set_default`` changes them."""
    changed = {
        kind: kind.__dict__["__init__"]
        for kind in _kinds(Mobject, Animation)
        if isinstance(kind.__dict__.get("__init__"), partialmethod)
    }
    for kind, changed_init in changed.items():
        kind.__init__ = _as_written(changed_init)
    try:
        yield
    finally:
        for kind, changed_init in changed.items():
            kind.__init__ = changed_init


def _kinds(*roots: type) -> set[type]:
    """Give classes and all that are derived from them."""
    found, wanted = set(), [*roots]
    while wanted:
        kind = wanted.pop()
        if kind not in found:
            found.add(kind)
            wanted += kind.__subclasses__()
    return found


def _as_written(changed: Any) -> Any:
    """Give the method below all layers of changed default values."""
    while True:
        layer = changed if isinstance(changed, partialmethod) else _layer(changed)
        if layer is None:
            return changed
        changed = layer.func


def _layer(function: Any) -> partialmethod | None:
    """Give what made a function, if that was a partial method; its name depends on the Python."""
    names = ("__partialmethod__", "_partialmethod")
    return next((getattr(function, name) for name in names if hasattr(function, name)), None)


def _whole_files(typeset: Callable[..., Path], workshop: Path) -> Callable[..., Path]:
    """Let the pictures of texts, which are read once, appear when they are whole."""

    def shared(*what: Any, **options: Any) -> Path:
        name = sha256(repr((what, sorted(options.items()))).encode()).hexdigest()[:32]
        file = workshop / f"{name}.svg"
        if not file.exists():
            with TemporaryDirectory(dir=workshop) as own, _texts_in(own):
                typeset(*what, **options).replace(file)
        return file

    return shared


@contextmanager
def _texts_in(folder: str) -> Iterator[None]:
    """Let Manim write texts into a folder; to set the whole configuration would take 15 ms."""
    before, config.tex_dir = config.tex_dir, folder
    try:
        yield
    finally:
        config.tex_dir = before


def _in_a_folder_of_its_own(
    read: Callable[[SVGMobject], Any], workshop: Path
) -> Callable[[SVGMobject], Any]:
    """Let a picture be read from a copy: Manim writes beside the file, and processes share it."""

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
