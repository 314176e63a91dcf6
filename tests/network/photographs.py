"""Photographs of digits as people take them, simulated from the project's drawings; seeded.

Each kind has one difficulty.  A photograph is paper (perhaps on a table) with ink on it, multiplied
by the light that falls on it, slightly blurred, with grain, as a JPEG file.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from network.data.drawn_digits import load_drawn_digits

HEIGHT, WIDTH = 500, 400
#: Ink by name: red, green and blue, and how much of it covers the paper.
INKS = {
    "pen": ((35, 35, 40), 0.95),
    "blue pen": ((45, 70, 165), 0.9),
    "pencil": ((105, 105, 108), 0.7),
    "marker": ((20, 20, 22), 1.0),
    "chalk": ((235, 235, 228), 0.9),
}
_ORIENTATION = 0x0112
#: How far a camera held that way was turned, by the EXIF orientation that records it.
_CAMERA_TURNS = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90,
                 8: Image.Transpose.ROTATE_270}  # fmt: skip


@dataclass
class Scene:
    """What is in front of the camera: colours, the light on them, and how the picture is saved."""

    rng: np.random.Generator
    colours: np.ndarray = field(init=False)
    light: np.ndarray = field(init=False)
    centre: tuple[float, float] = (WIDTH / 2, HEIGHT / 2)
    tilt: float = 0.0
    size: float = 300.0
    ink: str = "pen"
    quality: int = 85
    orientation: int = 1

    def __post_init__(self) -> None:
        """Start with plain paper in even light; the digit is slightly off centre."""
        self.paper = self.rng.uniform(205, 235)
        self.colours = np.full((HEIGHT, WIDTH, 3), self.paper)
        self.light = np.ones((HEIGHT, WIDTH))
        self.tilt = self.rng.uniform(-5, 5)
        self.size = self.rng.uniform(240, 320)
        x, y = self.rng.uniform(-25, 25, 2)
        self.centre = (WIDTH / 2 + x, HEIGHT / 2 + y)

    def lay(self, cover: np.ndarray, colour: Any) -> None:
        """Cover part of the scene with a colour; coverage runs from 0 (none) to 1."""
        self.colours += cover[..., None] * (np.asarray(colour, float) - self.colours)

    def polygons(self, *shapes: list[tuple[float, float]]) -> np.ndarray:
        """Return a mask of polygons with soft edges."""
        mask = Image.new("L", (2 * WIDTH, 2 * HEIGHT))
        for corners in shapes:
            ImageDraw.Draw(mask).polygon([(2 * x, 2 * y) for x, y in corners], fill=255)
        return np.asarray(mask.resize((WIDTH, HEIGHT), Image.Resampling.BOX)) / 255

    def turned(self, x: float, y: float, degrees: float) -> tuple[float, float]:
        """Rotate a point about the centre of the picture."""
        angle = np.deg2rad(degrees)
        dx, dy = x - WIDTH / 2, y - HEIGHT / 2
        return (
            WIDTH / 2 + dx * np.cos(angle) - dy * np.sin(angle),
            HEIGHT / 2 + dx * np.sin(angle) + dy * np.cos(angle),
        )

    def sheet(self, left: float, top: float, right: float, bottom: float) -> np.ndarray:
        """Return a mask of a sheet that is tilted like the digit."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return self.polygons([self.turned(x, y, self.tilt) for x, y in corners])

    def lines(self, places: list[float], width: float, level: float, upright: bool = False) -> None:
        """Draw parallel lines across everything, tilted like the sheet."""
        shapes = []
        for at in places:
            ends = (at - width / 2, at + width / 2)
            if upright:
                corners = [(ends[0], -200), (ends[1], -200), (ends[1], 900), (ends[0], 900)]
            else:
                corners = [(-300, ends[0]), (800, ends[0]), (800, ends[1]), (-300, ends[1])]
            shapes.append([self.turned(x, y, self.tilt) for x, y in corners])
        colour = (0.9 * level, 0.95 * level, min(255, 1.2 * level))
        self.lay(self.polygons(*shapes), colour)

    def write(self, image: np.ndarray, at: tuple[float, float] | None = None) -> None:
        """Write a drawn digit in the scene's ink."""
        x, y = at or self.centre
        side = round(self.size)
        stencil = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
        if self.ink == "marker":
            stencil = stencil.filter(ImageFilter.MaxFilter(9))
        stencil = stencil.rotate(-self.tilt, Image.Resampling.BICUBIC)
        page = Image.new("L", (WIDTH, HEIGHT))
        page.paste(stencil, (round(x - side / 2), round(y - side / 2)))
        cover = np.clip((np.asarray(page) / 255 - 0.25) * 2, 0, 1)
        colour, density = INKS[self.ink]
        if self.ink in ("pencil", "chalk"):
            grain = self.rng.uniform(0.55, 1.0, cover.shape)
            cover = cover * grain
        self.lay(cover * density, colour)

    def jpeg(self) -> bytes:
        """Take the picture; return it as a JPEG file."""
        seen = np.clip(self.colours * self.light[..., None], 0, 255).astype(np.uint8)
        soft = Image.fromarray(seen).filter(ImageFilter.GaussianBlur(0.8))
        grainy = np.asarray(soft) + self.rng.normal(0, 2.5, (HEIGHT, WIDTH, 1))
        image = Image.fromarray(np.clip(np.rint(grainy), 0, 255).astype(np.uint8))
        exif = Image.Exif()
        if self.orientation != 1:
            exif[_ORIENTATION] = self.orientation
            image = image.transpose(_CAMERA_TURNS[self.orientation])
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=self.quality, exif=exif)
        return kept.getvalue()


def _grid() -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return x / WIDTH, y / HEIGHT


def _plain(scene: Scene) -> None:
    """Leave the paper as it is."""


def _soft_shadow(scene: Scene) -> None:
    x, y = _grid()
    angle = scene.rng.uniform(0, 2 * np.pi)
    along = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle)
    scene.light *= 1 - scene.rng.uniform(0.4, 0.6) * np.clip(along + 0.5, 0, 1)


def _hard_shadow(scene: Scene) -> None:
    x, y = _grid()
    angle = scene.rng.uniform(0, 2 * np.pi)
    along = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle)
    start = scene.rng.uniform(-0.3, 0.3)
    shade = np.clip((along - start) * 150, 0, 1)
    if scene.rng.random() < 0.3:  # of an arm: a band, not a half
        shade *= np.clip((start + scene.rng.uniform(0.2, 0.4) - along) * 150, 0, 1)
    scene.light *= 1 - scene.rng.uniform(0.3, 0.55) * shade


def _rim(scene: Scene, table: float) -> None:
    left, right = scene.rng.uniform(0.05, 0.15, 2) * WIDTH
    top, bottom = scene.rng.uniform(0.05, 0.15, 2) * HEIGHT
    sheet = scene.sheet(left, top, WIDTH - right, HEIGHT - bottom)
    shadow = np.roll(sheet, (3, 3), (0, 1))
    scene.colours = np.full((HEIGHT, WIDTH, 3), table) * [1.08, 1.0, 0.88]
    scene.lay(0.4 * shadow, (30, 30, 30))
    scene.lay(sheet, [scene.paper] * 3)
    scene.size *= 0.8


def _dark_rim(scene: Scene) -> None:
    _rim(scene, scene.rng.uniform(35, 110))


def _light_rim(scene: Scene) -> None:
    scene.paper = scene.rng.uniform(175, 195)
    _rim(scene, 235)


def _table_at_one_side(scene: Scene) -> None:
    away = scene.rng.uniform(0.1, 0.28)
    corners = [-300.0, -300.0, WIDTH + 300.0, HEIGHT + 300.0]
    side = int(scene.rng.integers(4))
    length = (WIDTH, HEIGHT)[side % 2]
    corners[side] = away * length if side < 2 else (1 - away) * length
    sheet = scene.sheet(*corners)
    scene.colours = np.full((HEIGHT, WIDTH, 3), scene.rng.uniform(35, 130)) * [1.1, 1.0, 0.85]
    scene.lay(sheet, [scene.paper] * 3)
    shift = away / 2 * length * (1 if side < 2 else -1)
    x, y = WIDTH / 2, HEIGHT / 2
    scene.centre = (x + shift, y) if side % 2 == 0 else (x, y + shift)
    scene.size *= 0.85


def _ruling(scene: Scene, width: float, level: float, squared: bool) -> None:
    pitch = scene.rng.uniform(38, 60) if not squared else scene.rng.uniform(26, 40)
    start = scene.rng.uniform(0, pitch)
    scene.lines(list(np.arange(start - 4 * pitch, HEIGHT + 4 * pitch, pitch)), width, level)
    if squared:
        across = list(np.arange(start - 4 * pitch, WIDTH + 4 * pitch, pitch))
        scene.lines(across, width, level, upright=True)


def _printed_box(scene: Scene) -> None:
    reach = 0.5 * scene.size + scene.rng.uniform(0, 15)
    x, y = scene.centre = (WIDTH / 2, HEIGHT / 2)
    width = scene.rng.uniform(3, 6)
    for outer, colour in ((reach + width, 40.0), (reach, scene.paper)):
        scene.lay(scene.sheet(x - outer, y - outer, x + outer, y + outer), [colour] * 3)


def _flash(scene: Scene) -> None:
    x, y = _grid()
    at = scene.rng.uniform(0.25, 0.75, 2)
    spot = np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / 0.02)
    scene.light *= 0.75 + 0.6 * spot


def _ink(name: str) -> Callable[[Scene], None]:
    def choose(scene: Scene) -> None:
        scene.ink = name

    return choose


def _black_board(scene: Scene) -> None:
    scene.ink = "chalk"
    scene.colours[:] = scene.rng.uniform(25, 60)


def _turned_camera(scene: Scene) -> None:
    scene.orientation = int(scene.rng.choice([3, 6, 8]))


def _poor_jpeg(scene: Scene) -> None:
    scene.quality = 20


def _on_a_desk(scene: Scene) -> None:
    """Ruled paper with a hard shadow on a dark table: several difficulties at once."""
    scene.ink = "blue pen"
    _rim(scene, scene.rng.uniform(40, 90))
    table = scene.colours.copy()
    bright = table.mean(axis=2) > 0.8 * scene.paper
    _ruling(scene, 1.5, 165, squared=False)
    scene.colours[~bright] = table[~bright]
    _soft_shadow(scene)


#: One digit each, to be classified correctly.
USABLE: dict[str, Callable[[Scene], None]] = {
    "plain paper": _plain,
    "soft shadow": _soft_shadow,
    "hard shadow": _hard_shadow,
    "dark table": _dark_rim,
    "light table": _light_rim,
    "table at one side": _table_at_one_side,
    "ruled, thin": lambda scene: _ruling(scene, 1.5, 150, squared=False),
    "ruled, half bright": lambda scene: _ruling(scene, 2.5, 110, squared=False),
    "squared, thin": lambda scene: _ruling(scene, 1.2, 165, squared=True),
    "squared, half bright": lambda scene: _ruling(scene, 2.0, 110, squared=True),
    "printed box": _printed_box,
    "blue pen": _ink("blue pen"),
    "pencil": _ink("pencil"),
    "marker": _ink("marker"),
    "turned camera": _turned_camera,
    "flash": _flash,
    "JPEG quality 20": _poor_jpeg,
    "black board": _black_board,
    "desk": _on_a_desk,
}


def _two_digits(scene: Scene, image: np.ndarray, other: np.ndarray) -> None:
    scene.size = scene.rng.uniform(170, 210)
    x, y = scene.centre
    scene.write(image, (x - 0.4 * scene.size, y))
    scene.write(other, (x + 0.4 * scene.size, y + 10))


def _two_digits_on_a_table(scene: Scene, image: np.ndarray, other: np.ndarray) -> None:
    _dark_rim(scene)
    _two_digits(scene, image, other)


def _cut(scene: Scene, image: np.ndarray, other: np.ndarray) -> None:
    # The ink is centred in the drawing, so about half of it is lost.
    x, y = scene.centre
    at = [(6, y), (WIDTH - 6, y), (x, 6), (x, HEIGHT - 6)][int(scene.rng.integers(4))]
    scene.write(image, at)


def _nothing(scene: Scene, image: np.ndarray, other: np.ndarray) -> None:
    _soft_shadow(scene)


def _nothing_on_a_table(scene: Scene, image: np.ndarray, other: np.ndarray) -> None:
    _dark_rim(scene)


def _nothing_at_one_side(scene: Scene, image: np.ndarray, other: np.ndarray) -> None:
    _table_at_one_side(scene)


def _nothing_on_lines(scene: Scene, image: np.ndarray, other: np.ndarray) -> None:
    _ruling(scene, 1.5, 150, squared=bool(scene.rng.integers(2)))


#: To be refused: how to make each, and words that the reason given must contain.
UNUSABLE: dict[str, tuple[Callable[[Scene, np.ndarray, np.ndarray], None], str]] = {
    "two digits": (_two_digits, "several"),
    "two digits, dark table": (_two_digits_on_a_table, "several"),
    "cut by the edge": (_cut, "cut"),
    "empty sheet": (_nothing, "no digit"),
    "empty sheet, dark table": (_nothing_on_a_table, "no digit"),
    "empty sheet, table at one side": (_nothing_at_one_side, "no digit"),
    "empty lines": (_nothing_on_lines, "no digit"),
}


def photograph(kind: str, which: int, seed: int) -> bytes:
    """Return the JPEG file of a photograph of one of the drawings; the same for the same seed."""
    drawn = load_drawn_digits().arrays["images"]
    numbers = [*USABLE, *UNUSABLE].index(kind), which, seed
    scene = Scene(np.random.default_rng(numbers))
    if kind in USABLE:
        USABLE[kind](scene)
        scene.write(drawn[which])
    else:
        other = drawn[(which + 13) % len(drawn)]
        UNUSABLE[kind][0](scene, drawn[which], other)
    return scene.jpeg()


def photographs(kind: str, count: int, seed: int = 0) -> Iterator[tuple[int, bytes]]:
    """Yield label and file of photographs of one kind, ordered by digit, then by hand."""
    drawn = load_drawn_digits().arrays
    labels = drawn["image_labels"]
    start = 7 * [*USABLE, *UNUSABLE].index(kind)  # different digits for each kind
    for k in range(count):
        which = (start + 3 * k + k // 10) % len(labels)
        yield int(labels[which]), photograph(kind, which, seed + k)
