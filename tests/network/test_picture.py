"""Picture files of every kind: read correctly or refused in one line, never with much memory."""

import io
import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from network import LayerlightError
from network.data.photographs.image_file import FILE_LIMIT, PIXEL_LIMIT, read_picture

ROOT = Path(__file__).resolve().parents[2]
DIGIT = ROOT / "assets" / "digits" / "7.png"

CHILD = """
import json, sys
from tests.peak_memory import peak_memory
from network import LayerlightError, classify, load_checkpoint_series, picture_from_file
try:
    inference = classify([picture_from_file(sys.argv[1])], load_checkpoint_series())
    said = f"answer {inference.metadata['classes'][inference.predictions[0]]}"
except LayerlightError as error:
    said = str(error)
print(json.dumps([said, peak_memory()]))
"""


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, kind: tuple[int, int], *chunks: bytes) -> bytes:
    header = struct.pack(">II5B", width, height, *kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    """Return this many zeros, compressed, without ever holding them in memory."""
    packer = zlib.compressobj(9)
    parts = [packer.compress(bytes(min(2**20, count - n))) for n in range(0, count, 2**20)]
    return b"".join(parts) + packer.flush()


def saved(tmp_path, image: Image.Image, name: str, **options) -> Path:
    path = tmp_path / name
    image.save(path, **options)
    return path


@pytest.fixture
def digit() -> Image.Image:
    """Return a 7 in dark ink on light paper, 112 × 112."""
    with Image.open(DIGIT) as image:
        return Image.fromarray(255 - np.kron(np.asarray(image), np.ones((4, 4), np.uint8)))


def test_a_grey_picture_is_read_as_it_is(tmp_path, digit):
    assert np.array_equal(read_picture(saved(tmp_path, digit, "grey.png")), np.asarray(digit))


def test_black_and_white_and_a_palette_are_read(tmp_path, digit):
    expected = np.asarray(digit.point(lambda v: 255 * (v >= 128)))
    one_bit = digit.point(lambda v: 255 * (v >= 128)).convert("1")
    assert np.array_equal(read_picture(saved(tmp_path, one_bit, "bits.png")), expected)
    indexed = digit.convert("P")
    found = read_picture(saved(tmp_path, indexed, "palette.png"))
    assert np.abs(found.astype(int) - np.asarray(digit)).max() <= 1
    indexed.putpalette([channel for level in range(256) for channel in (255 - level,) * 3])
    found = read_picture(saved(tmp_path, indexed, "negative.png"))
    assert np.array_equal(found, 255 - np.asarray(digit))


def test_sixteen_bit_grey_is_rounded(tmp_path):
    levels = np.array([[0, 127, 128, 129], [65535, 32768, 257, 65407]], np.uint16)
    found = read_picture(saved(tmp_path, Image.fromarray(levels), "deep.png"))
    assert found.tolist() == [[round(v / 257) for v in row] for row in levels.tolist()]


def test_colours_have_their_lightness(tmp_path):
    colours = np.array([[(255, 0, 0), (0, 255, 0), (0, 0, 255), (10, 20, 30)]], np.uint8)
    found = read_picture(saved(tmp_path, Image.fromarray(colours), "colours.png"))
    assert found.tolist() == [[76, 150, 29, 18]]


@pytest.mark.parametrize(("ink", "paper"), [(0, 255), (255, 0)])
def test_transparent_paper_contrasts_with_the_ink(ink, paper, tmp_path):
    pixels = np.zeros((6, 6, 4), np.uint8)
    pixels[2:4, 2:4] = (ink, ink, ink, 255)
    pixels[5, 5] = (ink, ink, ink, 102)  # two fifths of it
    found = read_picture(saved(tmp_path, Image.fromarray(pixels), "clear.png"))
    assert (found[2, 2], found[0, 0]) == (ink, paper)
    assert found[5, 5] == round(paper + 0.4 * (ink - paper))


def test_one_transparent_grey_level_is_seen(tmp_path):
    pixels = np.full((4, 4), 7, np.uint8)
    pixels[1, 1] = 0
    found = read_picture(saved(tmp_path, Image.fromarray(pixels), "key.png", transparency=7))
    assert (found[1, 1], found[0, 0]) == (0, 255)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_a_jpeg_is_read_in_its_colours(mode, tmp_path, digit):
    path = saved(tmp_path, digit.convert("RGB").convert(mode), "photo.jpg", quality=95)
    found = read_picture(path)
    assert np.abs(found.astype(int) - np.asarray(digit)).mean() < 6


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photograph_is_turned_back(orientation, tmp_path):
    """EXIF says which sides of the picture its first row and first column are."""
    upright = np.zeros((20, 30), np.uint8)
    upright[:10, :10], upright[:10, 20:], upright[10:, :10] = 250, 150, 60
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
        5: upright.T, 6: upright[:, ::-1].T[::1], 7: upright[::-1, ::-1].T, 8: upright.T[::1],
    }  # fmt: skip
    # Row 0 of the stored picture is the right side (6), column 0 the bottom (8).
    stored[6], stored[8] = np.rot90(upright, 1), np.rot90(upright, -1)
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / "turned.png"
    Image.fromarray(np.ascontiguousarray(stored[orientation])).save(path, exif=exif)
    assert np.array_equal(read_picture(path), upright)


def test_damaged_exif_data_do_no_harm(tmp_path, digit):
    path = saved(tmp_path, digit, "odd.png", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + b"\x99" * 9)
    assert read_picture(path).shape == (112, 112)


def test_a_large_picture_is_averaged_by_blocks(tmp_path):
    pixels = np.random.default_rng(3).integers(0, 256, (2050, 1500), np.uint8)
    found = read_picture(saved(tmp_path, Image.fromarray(pixels), "large.png"))
    assert found.shape == (684, 500)  # by 3: 2050/3 rounded up
    blocks = pixels[:2049].reshape(683, 3, 500, 3).mean(axis=(1, 3))
    assert np.abs(found[:683] - blocks).max() <= 0.5
    assert np.abs(found[683] - pixels[2049:].reshape(500, 3).mean(axis=1)).max() <= 0.5


def bad_files(digit: Image.Image) -> dict[str, tuple[bytes, str]]:
    """Return files that are not pictures of a digit, each with the expected message."""

    def encoded(image, kind, **options):
        stream = io.BytesIO()
        image.save(stream, kind, **options)
        return stream.getvalue()

    whole, photo = encoded(digit, "PNG"), encoded(digit, "JPEG")
    frames = [digit.rotate(9)]
    moving = {"save_all": True, "append_images": frames}
    broken = bytearray(whole)
    broken[len(broken) // 2] ^= 255
    text = png(9, 9, (8, 0), chunk(b"zTXt", b"a\0\0" + zeros(2**30)), chunk(b"IDAT", zeros(90)))
    return {
        "empty.png": (b"", "an empty file"),
        "text.png": (b"not a picture", "something else"),
        "page.png": (b"<svg></svg>", "text, SVG perhaps"),
        "short.png": (whole[:40], "damaged"),
        "cut.png": (whole[: len(whole) * 2 // 3], "truncated or damaged"),
        "cut.jpg": (photo[: len(photo) // 2], "truncated or damaged"),
        "begun.jpg": (photo[:20], "damaged"),
        "broken.png": (bytes(broken), "truncated or damaged"),
        "grey.png": (encoded(Image.new("L", (50, 40), 128), "PNG"), "all of one shade"),
        "clear.png": (encoded(Image.new("RGBA", (50, 40), 0), "PNG"), "all of one shade"),
        "dot.png": (encoded(Image.new("L", (1, 1), 0), "PNG"), "all of one shade"),
        "line.png": (encoded(Image.new("L", (1, 900), 9), "PNG"), "all of one shade"),
        "moving.png": (encoded(digit, "PNG", **moving), "an animation of 2"),
        "moving.gif": (encoded(digit, "GIF", **moving), "found a GIF; save it as PNG or JPEG"),
        "moving.webp": (encoded(digit, "WEBP", **moving), "found a WebP"),
        "scan.tif": (encoded(digit, "TIFF"), "found a TIFF"),
        "phone.heic": (b"\0\0\0\x18ftypheic" + bytes(40), "found a HEIC"),
        "huge.png": (png(40_000, 30_000, (8, 0), chunk(b"IDAT", zeros(9))), "pixels"),
        "vast.png": (png(2**31 - 1, 2**31 - 1, (8, 2), chunk(b"IDAT", b"")), "pixels"),
        "long.png": (png(60_000, 9, (8, 0), chunk(b"IDAT", zeros(540_009))), "32,768 a side"),
        "nothing.png": (png(0, 0, (8, 0), chunk(b"IDAT", b"")), "damaged"),
        "bomb.png": (png(9, 9, (8, 0), chunk(b"IDAT", zeros(2**30))), "all of one shade"),
        "chatty.png": (text, "damaged"),
    }


def in_child(path: Path) -> tuple[str, int]:
    """Read a picture in a separate process; return its output and its peak memory in bytes."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert child.returncode == 0, child.stderr
    assert child.stderr == ""
    said, memory = json.loads(child.stdout)
    return said, memory


@pytest.mark.exhaustive
def test_what_is_no_picture_is_refused_in_one_line(tmp_path, digit):
    for name, (data, message) in bad_files(digit).items():
        path = tmp_path / name
        path.write_bytes(data)
        said, memory = in_child(path)
        assert message in said, f"{name}: {said}"
        assert said.startswith(str(path)), name
        assert "\n" not in said, name
        assert memory < 2**29, name


@pytest.mark.exhaustive
def test_the_largest_pictures_stay_within_a_gigabyte(tmp_path):
    side = int(PIXEL_LIMIT**0.5)
    rows = zeros(side * (side * 8 + 1))
    deepest = tmp_path / "deep.png"  # 16 bits of red, green, blue and opacity
    deepest.write_bytes(png(side, side, (16, 6), chunk(b"IDAT", rows)))
    worst = tmp_path / "progressive.jpg"  # the decoder keeps every coefficient of four colours
    Image.new("CMYK", (side, side)).save(worst, quality=90, subsampling=0, progressive=True)
    for path in (deepest, worst):
        said, memory = in_child(path)
        assert "all of one shade" in said
        assert memory < 2**30, f"{path.name}: {memory:,} bytes"


def test_what_is_no_file_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    for name in ("missing.png", "pipe.png", ".", "a\0b.png"):
        with pytest.raises(LayerlightError, match="expected a picture, found"):
            read_picture(tmp_path / name)
    large = tmp_path / "large.png"
    with large.open("wb") as file:
        file.truncate(FILE_LIMIT + 1)
    with pytest.raises(LayerlightError, match="expected a picture of at most"):
        read_picture(large)
