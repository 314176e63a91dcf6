"""Read a PNG or JPEG picture of any size and colour as grey levels.

Files are not trusted: their size is limited before they are decoded, and any exception of a
decoder becomes one clear error.  Only this module needs Pillow, which it imports when it reads a
file.
"""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.data.photographs.pixels import Greys
from network.errors import LayerlightError

#: Largest picture in pixels, and largest file in bytes: larger than what phones produce.
PIXEL_LIMIT = 64_000_000
FILE_LIMIT = 100 * 2**20
#: Longest side, in pixels, to which larger pictures are averaged down on reading.
READ_SIDE = 1024

_LARGEST_SIDE = 32_768
_FORMATS = ("PNG", "JPEG")
_OTHERS = {
    b"GIF8": "a GIF", b"RIFF": "a WebP", b"BM": "a BMP", b"II*\0": "a TIFF", b"MM\0*": "a TIFF",
    b"%PDF": "a PDF", b"PK": "a zip file", b"<": "text, SVG perhaps",
}  # fmt: skip
_HEIC = b"ftyp"  # at byte 4
#: Number of anticlockwise quarter turns, and whether to mirror first, by EXIF orientation.
_TURNS = {
    2: (0, True), 3: (2, False), 4: (2, True), 5: (1, True), 6: (3, False), 7: (3, True),
    8: (1, False),
}  # fmt: skip
_ORIENTATION = 0x0112
_STRIP = 500_000  # pixels converted at a time, to save memory


def read_picture(path: str | Path, shape: tuple[int, int] | None = None) -> Greys:
    """Read a picture as grey levels.

    Parameters
    ----------
    path : str or Path
        A PNG or JPEG file; it is rotated as its EXIF data say.  Transparent parts become white,
        or black if the ink is bright.
    shape : tuple of int, optional
        Accept only an 8-bit grey PNG with this many rows and columns.

    Returns
    -------
    numpy.ndarray
        Shape (rows, columns), uint8, at most 1024 pixels per side: larger pictures are averaged
        down by an integer factor.  Grey is (299·red + 587·green + 114·blue)/1000.

    Raises
    ------
    LayerlightError
        The file is missing, empty, truncated, too large, animated, or not a PNG or JPEG.
    """
    path = Path(path)
    start = _first_bytes(path)
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters is reported below
            with Image.open(path, formats=_FORMATS) as image:
                _check(image, path)
                if shape is not None:
                    _check_grey_png(image, path, shape)
                image.verify()  # checksums, which decoding ignores; then it must be reopened
            with Image.open(path, formats=_FORMATS) as image:
                orientation = _orientation(image)
                image.load()
                greys = _greys(image)
    except LayerlightError:
        raise
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        large = isinstance(error, Image.DecompressionBombError)
        found = "one with far more" if large else _sort(start)
        wanted = f"at most {PIXEL_LIMIT:,} pixels" if large else "a PNG or JPEG picture"
        raise LayerlightError(f"{path}: expected {wanted}, found {found}") from None
    except MemoryError:
        raise LayerlightError(
            f"{path}: not enough memory for it; make the picture smaller"
        ) from None
    except Exception as error:  # a decoder given a damaged file may raise anything
        reason = " ".join(str(error).split())[:100]
        raise LayerlightError(
            f"{path}: expected a complete PNG or JPEG picture, found a truncated or damaged one "
            f"({reason or type(error).__name__})"
        ) from None
    mirrored, turns = greys, 0
    if orientation in _TURNS:
        turns, mirror = _TURNS[orientation]
        mirrored = greys[:, ::-1] if mirror else greys
    return np.ascontiguousarray(np.rot90(mirrored, turns))


def _first_bytes(path: Path) -> bytes:
    """Return the first bytes of the file, or refuse it."""
    try:
        # Opening a pipe or a device could block forever, so check first.
        if not path.is_file():
            found = "something that is not a file" if path.exists() else "nothing"
            raise LayerlightError(f"{path}: expected a picture, found {found}; check the path")
        size = path.stat().st_size
        if not 0 < size <= FILE_LIMIT:
            found = f"{size:,} bytes" if size else "an empty file"
            raise LayerlightError(
                f"{path}: expected a picture of at most {FILE_LIMIT:,} bytes, found {found}"
            )
        with path.open("rb") as file:
            return file.read(16)
    except OSError as error:
        reason = error.strerror or error
        raise LayerlightError(f"{path}: cannot be read ({reason}); check the file") from None


def _sort(start: bytes) -> str:
    """Return, for an error message, what kind of file starts with these bytes."""
    if start[4:8] == _HEIC:
        return "a HEIC or AVIF; save it as PNG or JPEG"
    for magic, name in _OTHERS.items():
        if start.startswith(magic):
            return f"{name}; save it as PNG or JPEG"
    if start.startswith((b"\x89PNG", b"\xff\xd8")):
        return "a damaged one"
    return "something else"


def _check(image: Any, path: Path) -> None:
    """Refuse a picture that is too large or animated, before decoding it."""
    width, height = image.size
    if width * height > PIXEL_LIMIT or max(width, height) > _LARGEST_SIDE:
        raise LayerlightError(
            f"{path}: expected at most {PIXEL_LIMIT:,} pixels and {_LARGEST_SIDE:,} a side, "
            f"found {width:,} × {height:,}; make the picture smaller"
        )
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format == "PNG":  # phones add a second frame to a JPEG
        raise LayerlightError(f"{path}: expected a still picture, found an animation of {frames}")


def _check_grey_png(image: Any, path: Path, shape: tuple[int, int]) -> None:
    width, height = image.size
    if (image.format, image.mode, (height, width)) != ("PNG", "L", shape):
        raise LayerlightError(
            f"{path}: expected an 8-bit grey PNG, found {height} × {width} pixels of "
            f"{image.format} mode {image.mode}; expected {shape[0]} × {shape[1]} of PNG mode L"
        )


def _orientation(image: Any) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # damaged EXIF data are ignored
        return 1


def _greys(image: Any) -> Greys:
    """Average the picture down to grey levels, strip by strip."""
    width, height = image.size
    factor = -(-max(width, height) // READ_SIDE)
    rows_at_once = max(1, _STRIP // (width * factor)) * factor
    lights, solids = [], []
    for top in range(0, height, rows_at_once):
        strip = image.crop((0, top, width, min(height, top + rows_at_once)))
        light, solid = _light_and_opacity(strip)
        lights.append(_block_means(light, factor))
        solids.append(_block_means(solid, factor))
    light, solid = np.concatenate(lights), np.concatenate(solids)
    # Composite on white, unless the ink is bright, which white would hide.
    bright = 2 * int(light.sum()) > int(solid.sum())
    if not bright:
        light = light + _WHOLE - solid
    return ((2 * 255 * light + _WHOLE) // (2 * _WHOLE)).astype(np.uint8)


#: The integer that stands for full light or opacity: fine enough for 16-bit grey levels.
_WHOLE = 255 * 257 * 255


def _light_and_opacity(strip: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return light × opacity and opacity of each pixel, 0 to 255·257·255 each."""
    if strip.mode.startswith("I"):
        light = np.clip(np.asarray(strip).astype(np.int64), 0, 255 * 257) * 255
        return light, np.full_like(light, _WHOLE)
    transparent = "transparency" in strip.info or strip.mode in ("LA", "La", "PA", "RGBA", "RGBa")
    colours = np.asarray(strip.convert("RGBA" if transparent else "RGB")).astype(np.int64)
    red, green, blue = (colours[..., n] for n in range(3))
    grey = (299 * red + 587 * green + 114 * blue + 500) // 1000
    opacity = colours[..., 3] if transparent else np.full_like(grey, 255)
    return grey * opacity * 257, opacity * 255 * 257


def _block_means(values: NDArray[np.int64], factor: int) -> NDArray[np.int64]:
    """Return the means of ``factor`` × ``factor`` blocks; those at the far edges may be smaller."""
    height, width = values.shape
    across, down = np.arange(0, width, factor), np.arange(0, height, factor)
    sums = np.add.reduceat(np.add.reduceat(values, down, axis=0), across, axis=1)
    areas = np.diff([*down, height])[:, None] * np.diff([*across, width])
    return np.asarray((2 * sums + areas) // (2 * areas))
