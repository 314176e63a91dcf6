"""The picture at the end of every beat, compared with the one in the repository."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenes.mobjects.text.readout import Readout

STILLS = Path(__file__).parent / "stills"
COLOURS = 256
"""Number of colours of the stored pictures, which keeps them small."""
MEAN_DIFFERENCE = 1.5
"""Largest mean difference of channels (0 to 255), as between versions of Cairo and Typst."""
BLOCK, BLOCK_DIFFERENCE = 16, 18
"""Side in pixels of squares, and their largest mean difference: no digit has moved."""


def difference(found: np.ndarray, kept: np.ndarray) -> str:
    """Describe how the two pictures differ; return an empty string if they are alike."""
    if found.shape != kept.shape:
        return f"size {found.shape[1]}×{found.shape[0]}, kept {kept.shape[1]}×{kept.shape[0]}"
    apart = np.abs(found.astype(int) - kept).max(axis=2)
    # The squares overlap by half, so anything as small as a digit lies well inside one of them.
    half = BLOCK // 2
    rows, columns = (length // half for length in apart.shape)
    halves = apart[: rows * half, : columns * half].reshape(rows, half, columns, half)
    halves = halves.mean(axis=(1, 3))
    blocks = (halves[:-1, :-1] + halves[:-1, 1:] + halves[1:, :-1] + halves[1:, 1:]) / 4
    if apart.mean() <= MEAN_DIFFERENCE and blocks.max() <= BLOCK_DIFFERENCE:
        return ""
    row, column = np.unravel_index(np.argmax(blocks), blocks.shape)
    return (
        f"mean difference {apart.mean():.2f}, the largest, {blocks.max():.0f}, near row"
        f" {row * half}, column {column * half}"
    )


def test_every_beat_looks_as_it_did(walked, request):
    folder = STILLS / walked.entry.id
    names = [f"{k:02}_{stop.beat.name}.png" for k, stop in enumerate(walked.stops)]
    if request.config.getoption("--update-snapshots"):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        for name, stop in zip(names, walked.stops, strict=True):
            image = Image.fromarray(stop.picture)
            few = image.quantize(COLOURS, kmeans=3)
            lost = difference(stop.picture, np.array(few.convert("RGB")))
            (image if lost else few).save(folder / name, optimize=True)
        return
    kept = sorted(path.name for path in folder.glob("*.png"))
    assert names == kept, "beats and stills differ: run pytest --update-snapshots and look at them"
    complaints = []
    for name, stop in zip(names, walked.stops, strict=True):
        said = difference(stop.picture, np.array(Image.open(folder / name).convert("RGB")))
        if said:
            complaints.append(f"{name}: {said}")
    assert not complaints, "\n".join([*complaints, "if meant: pytest --update-snapshots"])


def test_a_moved_number_is_seen(walked):
    stop = walked.stops[-1]
    height, width, _ = stop.picture.shape
    for number in (text for text in stop.texts if isinstance(text, Readout)):
        x, y, _ = number.get_center()
        row, column = int((0.5 - y / 8) * height), int((0.5 + x * height / 8 / width) * width)
        box = slice(row - 8, row + 8), slice(column - 16, column + 16)
        moved = stop.picture.copy()
        moved[box] = np.roll(stop.picture[box], 5, axis=1)
        assert difference(moved, stop.picture), number.text


def test_a_shade_more_or_less_is_not(walked):
    picture = walked.stops[-1].picture
    assert not difference(np.minimum(picture, 254) + np.uint8(1), picture)


@pytest.mark.parametrize("shape", [(480, 853, 3), (240, 427, 3)])
def test_another_size_is_seen(walked, shape):
    assert "size" in difference(np.zeros(shape, np.uint8), walked.stops[0].picture)
