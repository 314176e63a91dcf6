"""Pictures of digits, made of the project's own drawings and of strokes, and odd ones."""

import numpy as np
from PIL import Image, ImageDraw

from network.data.drawn_digits import load_drawn_digits

_SIDES = (280, 224, 120, 160, 320)


def drawings(count: int, seed: int = 0) -> list[np.ndarray]:
    """Return pictures of drawn digits, shifted, turned, noisy and inverted, and of pen strokes."""
    rng = np.random.default_rng(seed)
    digits = load_drawn_digits().arrays["images"]
    found = [_strokes(rng) for _ in range(count // 3)]
    while len(found) < count:
        found.append(_shifted(digits[len(found) % len(digits)], rng, len(found)))
    return found


def _shifted(digit: np.ndarray, rng: np.random.Generator, number: int) -> np.ndarray:
    side = int(rng.choice(_SIDES))
    size = int(side * rng.uniform(0.4, 0.9))
    ink = Image.fromarray(digit).resize((size, size), Image.Resampling.BICUBIC)
    ink = ink.rotate(rng.uniform(-20, 20), resample=Image.Resampling.BICUBIC)
    picture = np.zeros((side, side + number % 5))
    top, left = rng.integers(0, side - size, 2)
    picture[top : top + size, left : left + size] = np.asarray(ink)
    if number % 3 == 0:
        picture += rng.normal(0, 5, picture.shape)
    levels = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
    return 255 - levels if number % 2 else levels


def _strokes(rng: np.random.Generator) -> np.ndarray:
    """Draw as the page's pen does: round strokes, light on black."""
    picture = Image.new("L", (280, 280))
    pen, width = ImageDraw.Draw(picture), int(rng.integers(4, 28))
    for _ in range(rng.integers(1, 4)):
        points = 140 + np.cumsum(rng.normal(0, 24, (8, 2)), axis=0)
        pen.line([tuple(point) for point in points], fill=255, width=width, joint="curve")
    side = int(rng.choice((280, 280, 130, 28)))
    return np.asarray(picture.resize((side, side), Image.Resampling.BOX))
