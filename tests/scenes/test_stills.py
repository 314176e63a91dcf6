"""The picture at the end of every beat, against the one kept in the repository."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

STILLS = Path(__file__).parent / "stills"
MEAN_DIFFERENCE = 1.0
"""Mean difference of channels, of 255, that other versions of Cairo and Typst may make."""
STRONG_DIFFERENCE = 48
STRONG_SHARE = 0.004
"""Share of the picture that may differ strongly: the edges of outlines, but no moved digit."""


def difference(found: np.ndarray, kept: np.ndarray) -> str:
    """Say in what the two pictures differ; nothing if they are alike."""
    if found.shape != kept.shape:
        return f"size {found.shape[1]}×{found.shape[0]}, kept {kept.shape[1]}×{kept.shape[0]}"
    apart = np.abs(found.astype(int) - kept).max(axis=2)
    strong = apart > STRONG_DIFFERENCE
    if apart.mean() <= MEAN_DIFFERENCE and strong.mean() <= STRONG_SHARE:
        return ""
    rows, columns = np.nonzero(strong if strong.any() else apart)
    return (
        f"mean difference {apart.mean():.2f}, {strong.mean():.2%} differ strongly,"
        f" within rows {rows.min()}–{rows.max()}, columns {columns.min()}–{columns.max()}"
    )


def test_every_beat_looks_as_it_did(walked, request):
    folder = STILLS / walked.entry.id
    if request.config.getoption("--update-snapshots"):
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()
        for k, stop in enumerate(walked.stops):
            image = Image.fromarray(stop.picture)
            image.quantize(64).save(folder / f"{k:02}_{stop.beat.name}.png", optimize=True)
        return
    names = [f"{k:02}_{stop.beat.name}.png" for k, stop in enumerate(walked.stops)]
    kept = sorted(path.name for path in folder.glob("*.png"))
    assert names == kept, "beats and stills differ: run pytest --update-snapshots and look at them"
    complaints = []
    for name, stop in zip(names, walked.stops, strict=True):
        said = difference(stop.picture, np.array(Image.open(folder / name).convert("RGB")))
        if said:
            complaints.append(f"{name}: {said}")
    assert not complaints, "\n".join([*complaints, "if meant: pytest --update-snapshots"])


def test_a_moved_digit_is_seen(walked):
    picture = walked.stops[-1].picture
    rows, columns = slice(60, 160), slice(420, 620)
    moved = picture.copy()
    moved[rows, columns] = np.roll(picture[rows, columns], 6, axis=1)
    assert difference(moved, picture)
    assert not difference(np.minimum(picture, 254) + np.uint8(1), picture)


@pytest.mark.parametrize("shape", [(480, 853, 3), (240, 427, 3)])
def test_another_size_is_seen(walked, shape):
    assert "size" in difference(np.zeros(shape, np.uint8), walked.stops[0].picture)
