"""The layout rules, as checks of what is on screen.

Each check returns a list of complaints, empty if there are none.  Checks examine the mobjects
themselves (outlines, colours, opacities), not the intentions of a clip.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from manim import VMobject

from scenes.base import Beat, NetworkScene
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.style.theme import Durations, Theme, contrast, mix

__all__ = ["Box", "check_flashes", "check_reading_time", "check_still", "visible_texts"]

PIXELS_PER_UNIT = 135
"""Pixels per frame unit at 1080p, for which the rules are written."""
X_HEIGHT = 0.429
"""Height of an x of Libertinus Serif, in em."""
LEAST_X_HEIGHT = 18
LEAST_DIGIT_HEIGHT = 20
LEAST_CONTRAST_TEXT = 4.5
SEEN = 0.05
"""Mobjects less opaque than this count as invisible."""
FLASH_AREA = 0.028
FLIPS_A_SECOND = 2
"""The default of :func:`check_flashes`; WCAG allows six."""
STROKE_UNITS = 0.01
"""Frame units for one unit of Manim's stroke width."""


@dataclass(frozen=True)
class Box:
    """A text on screen and the bounding box of its ink, in frame units."""

    name: str
    left: float
    right: float
    bottom: float
    top: float
    text: TextLine | Formula | Readout

    def overlaps(self, other: Box, clearance: float) -> bool:
        """Return whether two boxes are nearer than ``clearance``."""
        return (
            self.left < other.right + clearance
            and other.left < self.right + clearance
            and self.bottom < other.top + clearance
            and other.bottom < self.top + clearance
        )


def _opacity(mobject: VMobject) -> float:
    stroke = mobject.get_stroke_opacity() if mobject.get_stroke_width() > 0 else 0.0
    return max(float(mobject.get_fill_opacity()), float(stroke))


def _drawn(scene: NetworkScene) -> list[VMobject]:
    """Return all visible mobjects, from back to front."""
    family = scene.camera.get_mobjects_to_display(scene.mobjects)
    return [m for m in family if isinstance(m, VMobject) and _opacity(m) > SEEN]


def _families(scene: NetworkScene) -> Iterable[VMobject]:
    for mobject in scene.mobjects:
        yield from mobject.get_family()


def visible_texts(scene: NetworkScene, least: float = SEEN) -> list[Box]:
    """Return the boxes of all words, formulas and numbers more opaque than ``least``."""
    boxes = []
    for mobject in dict.fromkeys(_families(scene)):
        if not isinstance(mobject, (TextLine, Formula, Readout)):
            continue
        inked = [m for m in mobject.get_family() if len(m.points) and _opacity(m) > least]
        if inked:
            points = np.concatenate([np.asarray(m.get_anchors()) for m in inked])
            (left, bottom), (right, top) = points[:, :2].min(0), points[:, :2].max(0)
            boxes.append(Box(mobject.text, left, right, bottom, top, mobject))
    return boxes


def check_still(scene: NetworkScene) -> list[str]:
    """Check margins, overlaps, type sizes and contrast of what is on screen now."""
    boxes = visible_texts(scene)
    return [
        *_check_margins(scene),
        *_check_overlaps(boxes, scene.theme),
        *_check_sizes(boxes),
        *_check_contrast(scene, boxes),
    ]


def _check_margins(scene: NetworkScene) -> list[str]:
    safe, slack = scene.area.safe, 1e-6
    found = [
        f"a painting leaves the safe area: {painting.region}"
        for painting in _families(scene)
        if isinstance(painting, Painting)
        and painting.opacity > SEEN
        and (
            min(painting.region.left - safe.left, safe.right - painting.region.right) < -slack
            or min(painting.region.bottom - safe.bottom, safe.top - painting.region.top) < -slack
        )
    ]
    for mobject in _drawn(scene):
        stroked = mobject.get_stroke_opacity() > SEEN
        half = STROKE_UNITS * float(mobject.get_stroke_width()) / 2 if stroked else 0.0
        # Anchors are on the outline; Bézier handles may be outside it.
        anchors = np.asarray(mobject.get_anchors())
        low, high = anchors.min(0) - half, anchors.max(0) + half
        if (
            low[0] < safe.left - slack
            or high[0] > safe.right + slack
            or low[1] < safe.bottom - slack
            or high[1] > safe.top + slack
        ):
            found.append(
                f"{type(mobject).__name__} {getattr(mobject, 'text', '')!r} leaves the safe area:"
                f" x {low[0]:.2f} to {high[0]:.2f}, y {low[1]:.2f} to {high[1]:.2f}"
            )
    return found


def _check_overlaps(boxes: Sequence[Box], theme: Theme) -> list[str]:
    return [
        f"{a.name!r} and {b.name!r} are nearer than 8 px"
        for a, b in combinations(boxes, 2)
        if a.overlaps(b, theme.sizes.clearance)
    ]


def _check_sizes(boxes: Sequence[Box]) -> list[str]:
    found = []
    for box in boxes:
        if isinstance(box.text, Readout):
            height = DIGIT_HEIGHT * box.text.em * box.text.scale_now * PIXELS_PER_UNIT
            if height < LEAST_DIGIT_HEIGHT:
                found.append(f"digits of {box.name!r} are {height:.1f} px high")
        else:
            height = X_HEIGHT * box.text.em * PIXELS_PER_UNIT
            if height < LEAST_X_HEIGHT:
                found.append(f"x-height of {box.name!r} is {height:.1f} px")
    return found


def _check_contrast(scene: NetworkScene, boxes: Sequence[Box]) -> list[str]:
    drawn = [(m, m.points[:, :2].min(0), m.points[:, :2].max(0)) for m in _drawn(scene)]
    found = []
    for box in boxes:
        own = {id(m) for m in box.text.get_family()}
        glyph = next(m for m in box.text.get_family() if len(m.points) and _opacity(m) > SEEN)
        ground = scene.theme.background
        centre = np.array([(box.left + box.right) / 2, (box.bottom + box.top) / 2])
        for mobject, low, high in drawn:
            if id(mobject) in own:
                break
            covers = (low <= centre).all() and (centre <= high).all()
            if covers and mobject.get_fill_opacity() > SEEN:
                ground = mix(ground, mobject.get_fill_color(), float(mobject.get_fill_opacity()))
        ink = mix(ground, glyph.get_fill_color(), float(glyph.get_fill_opacity()))
        ratio = contrast(ink, ground)
        if ratio < LEAST_CONTRAST_TEXT:
            found.append(f"contrast of {box.name!r} is {ratio:.2f}:1")
    return found


def check_reading_time(beats: Sequence[Beat], durations: Durations) -> list[str]:
    """Check that every caption is fully opaque for as long as it takes to read it."""
    return [
        f"caption of {beat.name} is shown for {beat.end - beat.shown:.2f} s,"
        f" needs {durations.caption(beat.caption):.2f} s"
        for beat in beats
        if beat.end - beat.shown < durations.caption(beat.caption) - 1e-9
    ]


def check_flashes(luminances: np.ndarray, fps: int, most: int = FLIPS_A_SECOND) -> list[str]:
    """Check that no large part of the picture flashes.

    Parameters
    ----------
    luminances : ndarray of shape (frames, rows, columns)
        Relative luminance, 0 to 1, of a downscaled picture.
    fps : int
        Frames per second.
    most : int
        Number of flips allowed per second.

    Notes
    -----
    A flip is a change of luminance by 0.1 or more, opposite in direction to the one before, whose
    darker side is below 0.8 (WCAG 2.2, general flash).  Two flips are a flash.  At most two flips
    per second over 2.8 % of the frame are allowed here; WCAG allows six.
    """
    extreme = luminances[0].copy()
    rising = np.zeros(extreme.shape, dtype=np.int8)
    flips = np.zeros(luminances.shape, dtype=bool)
    for k in range(1, len(luminances)):
        now = luminances[k]
        dark_enough = np.minimum(now, extreme) < 0.8
        up = (now - extreme >= 0.1) & dark_enough
        down = (extreme - now >= 0.1) & dark_enough
        flips[k] = (up & (rising < 0)) | (down & (rising > 0))
        rising = np.where(up, 1, np.where(down, -1, rising)).astype(np.int8)
        onward = ((rising > 0) & (now > extreme)) | ((rising < 0) & (now < extreme))
        extreme = np.where(up | down | onward, now, extreme)
    found = []
    for start in range(max(1, len(flips) - fps + 1)):
        share = np.mean(flips[start : start + fps].sum(0) > most)
        if share > FLASH_AREA:
            found.append(
                f"{share:.1%} of the frame flips more than {most} times within the"
                f" second from {start / fps:.1f} s"
            )
            break
    return found
