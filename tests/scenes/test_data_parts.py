"""Parts of the clip on data: a column of pixels, a magnifier, elided matrices, an acronym."""

from itertools import pairwise

import numpy as np
import pytest
from manim import tempconfig

from network import Recording, record_walkthrough
from network.data.drawn_digits import load_drawn_digits
from network.data.mnist_sample import MnistSample
from scenes.catalog import find_clip
from scenes.clips.data.acronym import Acronym
from scenes.clips.data.grey_scale import GreyScale
from scenes.clips.data.magnifier import Magnifier
from scenes.clips.data.mosaic import CALM, Mosaic, sides_of
from scenes.clips.data.pixel_column import PixelColumn
from scenes.mobjects.images.drawn_data import Drawings, SampleMatrices
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.matrix.elided_matrix import Dimension, ElidedMatrix, highlight
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame, Region
from scenes.style.theme import DARK
from scenes.words import load_words

from . import test_numbers
from .conftest import RECORDINGS, walk

DIGITS = load_drawn_digits()
IMAGE = DIGITS.arrays["images"][2]
SQUARE = Region(-6.0, -1.0, -2.5, 2.5)


@pytest.fixture
def grid():
    return PixelGrid(DARK, SQUARE, IMAGE)


def squares(path) -> np.ndarray:
    """Return the centres of the four-sided polygons of a path."""
    blocks = path.points.reshape(-1, 16, 3)
    return (blocks.min(1) + blocks.max(1)) / 2


def test_magnified_pixels_are_those_of_the_window(grid):
    def value(row, column):
        return Source(DIGITS, "columns", index=(2, row * 28 + column))

    magnifier = Magnifier(DARK, Region(0, 6, -2, 2), grid, (7, 8, 4, 5), value)
    assert magnifier.places[0] == (7, 8)
    assert magnifier.places[-1] == (10, 12)
    assert magnifier.outline.get_center() == pytest.approx(
        (grid.centre_of(7, 8) + grid.centre_of(10, 12)) / 2
    )
    for place, cell in zip(magnifier.places, magnifier.cells, strict=True):
        level = round(255 * cell.get_fill_color().to_rgb()[0])
        assert level == IMAGE[place]
    numbers = magnifier.numbers(value, NumberFormat(1), 0.4)
    assert [n.text for n in numbers] == [f"{IMAGE[p] / 255:.1f}" for p in magnifier.places]
    corner = magnifier.cells[-1].get_center() - magnifier.cells[0].get_center()
    assert corner[0] > 0 > corner[1]


def test_elided_rows_take_their_place():
    rows = [[Source(DIGITS, "one_hot", index=(k, c)) for c in range(10)] for k in (2, 6)]
    matrix = ElidedMatrix(DARK, [rows[0], None, rows[1]], NumberFormat(0), 0.5, 0.6, 0.7)
    matrix.shift([1.0, 2.0, 0.0])
    assert [matrix.row_y(0), matrix.gap_y(0), matrix.row_y(1)] == pytest.approx([2.6, 2.0, 1.4])
    assert matrix.column_x(0) == pytest.approx(1.0 - 4.5 * 0.7)
    assert [cell.text for cell in matrix.cells[1]] == list("0000001000")
    assert len(matrix.dots[0]) == 10
    assert highlight(DARK, matrix, 1).get_center() == pytest.approx([1.0, 1.4, 0.0])


def test_a_dimension_reaches_from_end_to_end():
    source = Source(DIGITS, "setting", index=("values",))
    line = Dimension(DARK, Region(-1, 0.75, -2, 2), "right", 0.25, source, 0.5)
    half = 0.005 * DARK.sizes.line  # the line's own half width
    assert line.lines.get_top()[1] + half == pytest.approx(2)
    assert line.lines.get_bottom()[1] - half == pytest.approx(-2)
    assert line.readout.get_left()[0] > 1
    assert line.readout.text == "784"


def test_capitals_make_the_short_name():
    with tempconfig({"verbosity": "WARNING"}):
        name = Acronym(DARK, "Large Owls of the North", 0.4, "LON", 0.8).place(-6, 1)
    assert len(name.initials) == len(name.short) == 3
    assert name.words[0].get_left()[0] == pytest.approx(-6)
    assert {round(word.baseline, 6) for word in name.words} == {1.0}
    lefts = [word.get_left()[0] for word in name.words]
    rights = [word.get_right()[0] for word in name.words]
    assert all(a < b for a, b in zip(rights, lefts[1:], strict=False))


def test_a_sentence_keeps_its_order_on_one_line():
    with tempconfig({"verbosity": "WARNING"}):
        source = Source(DIGITS, "setting", index=("images",))
        line = Sentence(DARK, ["all", (source, NumberFormat(0)), "images"], 0.5)
    line.place(0, 1, "centre")
    assert [piece.text for piece in line.pieces] == ["all", "40", "images"]
    assert line.get_x() == pytest.approx(0, abs=0.02)
    assert [piece.baseline for piece in line.pieces] == pytest.approx([1, 1, 1])


def test_a_grey_scale_goes_from_black_to_white():
    ends = tuple(Source(DIGITS, "setting", index=(key,)) for key in ("black", "white"))
    scale = GreyScale(DARK, Frame(14.2, 8).panel, ends, 0.4)
    greys = scale.bar.colours[0].astype(int)
    assert greys[0].tolist() == [0, 0, 0]
    assert greys[-1].tolist() == [255, 255, 255]
    assert np.all(np.diff(greys, axis=0) > 0)
    assert [number.text for number in scale.numbers] == ["0", "255"]


@pytest.mark.parametrize("left", [1.0, -3.0])
def test_rows_stand_up_one_below_the_other(grid, left):
    """Where the column is not beside the image, no row turns."""
    region = Region(left, left + 1, -2.5, 2.5)
    column = PixelColumn(grid, region)
    assert column.turns == (left > -1)
    moving, motion = column.stand_up()
    spans = column._spans()
    assert len(spans) == 28
    assert all(a[1] == pytest.approx(b[0]) for a, b in pairwise(spans))
    assert spans[0][0] == 0
    assert spans[-1][1] == pytest.approx(1)
    motion.begin()
    for share in (0.001, 0.1, 0.3, 0.6, 0.999):
        motion.interpolate(share)
        standing = sum(end <= share for _, end in spans)
        gone = sum(start < share for start, _ in spans)
        if standing:
            low = moving[0].points[1][1]
            assert low == pytest.approx(2.5 - 5 * standing / 28)
        turning = moving[2][0].get_fill_opacity() > 0
        assert turning == (column.turns and gone == 1)
        if not turning:  # the row is marked where it is and where it goes
            here, there = moving[1]
            assert here.get_center() == pytest.approx(
                (grid.centre_of(gone - 1, 0) + grid.centre_of(gone - 1, 27)) / 2
            )
            assert there.get_y() == pytest.approx(2.5 - 5 * (gone - 0.5) / 28)
    assert column.arrival(0) == spans[0][1]
    assert column.arrival(783) == spans[27][1]
    middle = [0.0, column.height_of(263), 0.0]
    assert column.places.p2c(middle)[0] == pytest.approx(264)
    levels = column._striped(28)[:, 0, 0].astype(float)
    parts = np.array([part.mean() for part in np.array_split(levels, 28)])
    rows = IMAGE.astype(float).mean(1)
    assert np.corrcoef(parts, rows)[0, 1] > 0.98


@pytest.mark.exhaustive
def test_the_clip_follows_its_recording():
    """It plays another run on the same drawings, and one on other images."""
    entry = find_clip("data")
    recording = record_walkthrough(seed=7, epochs=1)
    walked = walk(entry, recording, pictures=False)
    sources = [n.source for n in walked.stops[-1].texts if isinstance(n, Readout)]
    inputs = [s for s in sources if s.quantity == "activations"]
    assert {s.recording for s in inputs} == {recording}
    assert sorted(s.value for s in inputs) == sorted(2 * list(recording.activations[0][0]))
    arrays = {**recording.arrays, "images": recording.images[:, ::-1]}
    other = Recording(recording.metadata, arrays)
    assert len(walk(entry, other, pictures=False).beats) == len(walked.beats)


def test_rows_of_both_matrices_are_those_of_their_images():
    regions = Region(-6, -5, -3, 3), Region(-4, 0, -3, 3), Region(1, 6, -3, 3)
    with tempconfig({"verbosity": "WARNING"}):
        sheet = SampleMatrices(Drawings(DARK, DIGITS), regions, [2, 15])
    assert [cell.text for cell in sheet.matrix.cells[0]] == list("0010000000")
    for r, (place, strip) in enumerate(zip(sheet.thumbs, sheet.strips, strict=True)):
        label = DIGITS.arrays["image_labels"][sheet.shown[r]]
        ones = [k for k, cell in enumerate(sheet.matrix.cells[r]) if cell.text == "1"]
        assert ones == [label]
        assert sheet.headings[ones[0]].text == str(label)
        assert place.y == pytest.approx(sheet.matrix.row_y(r))
        assert strip.region.y == pytest.approx(place.y)
        pixels = DIGITS.arrays["images"][sheet.shown[r]].ravel()
        assert np.array_equal(strip.colours[0, :, 0], pixels)
    heights = {brackets.height for brackets in sheet.brackets}
    assert max(heights) - min(heights) < 1e-6


def notes(walked) -> list[str]:
    """Return which of the two notes about the images are shown."""
    words = {t.text for stop in walked.stops for t in stop.texts if isinstance(t, TextLine)}
    return [key for key in ("note", "note_real") if load_words()[f"data.{key}"] in words]


def test_the_clip_says_that_it_shows_drawings():
    walked = walk(find_clip("data"), Recording.load(RECORDINGS / "walkthrough.npz"), pictures=False)
    assert notes(walked) == ["note"]


def test_real_images_are_shown_with_their_labels(mnist_data, monkeypatch):
    images = mnist_data.train_images[:30].reshape(-1, 28, 28)
    sample = MnistSample(images, mnist_data.train_labels[:30])
    monkeypatch.setattr("scenes.rendering.clips.find_mnist_sample", lambda: sample)
    walked = walk(find_clip("data"), Recording.load(RECORDINGS / "walkthrough.npz"), pictures=False)
    assert not [complaint for stop in walked.stops for complaint in stop.complaints]
    assert notes(walked) == ["note_real"]
    test_numbers.test_every_number_on_screen_is_in_the_recording(walked)
    test_numbers.test_fills_widths_and_places_are_the_recorded_values(walked)
    test_numbers.test_words_hold_no_number_of_their_own(walked)
    stop = next(stop for stop in walked.stops if stop.beat.name == "labels")
    labels = [
        text
        for text in stop.texts
        if isinstance(text, Readout) and text.source.quantity == "image_labels"
    ]
    assert {label.source.recording for label in labels} == {sample}
    order = sorted(labels, key=lambda label: (-round(label.baseline, 3), label.get_x()))
    assert [int(label.text) for label in order] == mnist_data.train_labels[:20].tolist()


def wall(images, count=60_000):
    near, far = Region(-6, 6, -1.5, 1.5), Region(-6, 6, -1.5, 2.8)
    return Mosaic(DARK, images, count, near, far, (2, 10), 45.0)


def test_an_image_cut_by_the_edge_fades_in():
    mosaic = wall(np.full((4, 28, 28), 255, np.uint8))
    for share in (0.05, 0.15, 0.25, 0.35, 0.45):
        colours = mosaic.view(share).colours
        assert max(colours[:, -1].max(), colours[-1].max()) < 30, "about as dark as the background"
        assert colours.max() == pytest.approx(255 * np.interp(share, *CALM), abs=1)


def test_a_wall_seen_from_near_shows_its_images_and_counts_them():
    mosaic = wall(DIGITS.arrays["images"])
    left, top = mosaic.cells[0].left, mosaic.cells[0].top
    for k, cell in enumerate(mosaic.cells):
        x, y = (round(45 * length) for length in (cell.left - left, top - cell.top))
        side = round(45 * cell.width)
        tile = mosaic.colours[y : y + side, x + 7 : x + 7 + side, 0]
        light = np.sqrt(np.square(DIGITS.arrays["images"][k].astype(float)).mean())
        assert np.sqrt(np.square(tile.astype(float)).mean()) == pytest.approx(light, rel=0.12)
    counts = [mosaic.in_view(share) for share in np.linspace(0, 1, 20)]
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (20, 60_000)


def test_once_small_no_size_is_darker_or_brighter_than_another():
    mosaic = wall(DIGITS.arrays["images"])
    light = [
        np.square(mosaic.view(share).colours[10:60, 10:60].astype(float)).mean()
        for share in (0.45, 0.6, 0.8, 1.0)
    ]
    assert max(light) < 1.2 * min(light)


@pytest.mark.parametrize("aspect", [2.8, 1.6, 0.6])
@pytest.mark.parametrize("count", [60_000, 10_000, 9973])
def test_the_wall_is_full_where_that_leaves_its_shape(aspect, count):
    columns, rows = sides_of(aspect, count)
    assert (columns * rows == count) == (count != 9973)
    assert columns * (rows - 1) < count <= columns * rows
    assert columns / rows == pytest.approx(aspect, rel=0.6)
