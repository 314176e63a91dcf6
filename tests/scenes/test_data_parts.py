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
from scenes.clips.data.mosaic import Mosaic, far_sides
from scenes.clips.data.pixel_column import PixelColumn
from scenes.clips.data.pixel_names import PixelNames
from scenes.mobjects.images.drawn_data import Drawings, LabelMatrix
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.thumbnail import Thumbnail
from scenes.mobjects.matrix.elided_matrix import Dimension, ElidedMatrix, highlight
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import Formula, TextLine
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
    for place, small, cell in zip(magnifier.places, magnifier.small, magnifier.cells, strict=True):
        assert small.get_center() == pytest.approx(grid.centre_of(*place))
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


@pytest.mark.parametrize("blank", [0, 5, 20])
def test_rows_stand_up_one_below_the_other(grid, blank):
    image = IMAGE.copy()
    image[:blank] = 0
    grid = PixelGrid(DARK, SQUARE, image)
    region = Region(1, 2, -2.5, 2.5)
    column = PixelColumn(grid, region)
    moving, motion = column.stand_up()
    spans = column._spans()
    assert len(spans) == 28
    assert all(a[0] <= b[0] and a[1] <= b[1] + 1e-9 for a, b in pairwise(spans))
    assert spans[0][0] == 0
    assert spans[-1][1] == pytest.approx(1)
    motion.begin()
    for share in (0.0, 0.3, 0.6, 0.999):
        motion.interpolate(share)
        standing = sum(end <= share for _, end in spans)
        gone = sum(start < share for start, _ in spans)
        assert moving[0].height == pytest.approx(gone * grid.pitch, abs=1e-6)
        if standing:
            low = moving[1].points[1][1]
            assert low == pytest.approx(2.5 - 5 * standing / 28)
        flying = [row for row in moving[3:] if row[0].get_fill_opacity()]
        assert len(flying) <= 1
        for row in flying:
            assert row.get_right()[0] <= region.right + grid.pitch
        if 0.6 <= share < 1:  # of the later rows, each is marked where it is and where it goes
            here, there = moving[2]
            assert here.get_center() == pytest.approx(
                (grid.centre_of(gone - 1, 0) + grid.centre_of(gone - 1, 27)) / 2
            )
            assert there.get_y() == pytest.approx(2.5 - 5 * (gone - 0.5) / 28)
    levels = column._striped(28)[:, 0, 0].astype(float)
    parts = np.array([part.mean() for part in np.array_split(levels, 28)])
    rows = image.astype(float).mean(1)
    assert np.corrcoef(parts, rows)[0, 1] > 0.98


def test_a_thumbnail_shows_what_is_lit():
    thumb = Thumbnail(DARK, Region(0, 1, 0, 1), IMAGE)
    lit = sum(len(squares(path)) for path in thumb.submobjects[1:])
    assert lit == np.count_nonzero(IMAGE)


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


def test_rows_of_the_label_matrix_stand_beside_their_images():
    with tempconfig({"verbosity": "WARNING"}):
        left, middle = Region(-6, -4, -3, 3), Region(-4, 4, -3, 3)
        sheet = LabelMatrix(Drawings(DARK, DIGITS), left, middle, [2, 15], "out")
    assert [cell.text for cell in sheet.matrix.cells[0]] == list("0010000000")
    for r, (thumb, label) in enumerate(sheet.beside):
        ones = [k for k, cell in enumerate(sheet.matrix.cells[r]) if cell.text == "1"]
        assert label.text == str(ones[0])
        assert sheet.headings[ones[0]].text == label.text
        assert thumb.get_y() == pytest.approx(sheet.matrix.row_y(r))
    assert sheet.note.get_y() == pytest.approx(sheet.matrix.gap_y(0), abs=0.1)


def test_names_of_pixels_cover_no_light(grid):
    pixels = [(9, 11), (13, 11), (18, 14), (21, 8), (21, 18)]
    with tempconfig({"verbosity": "WARNING"}):
        names = [Formula(DARK, f"x_{k}", 0.36, DARK.focus) for k in range(1, 6)]
    marks = PixelNames(grid, pixels, names)
    boxes = []
    for mark, pixel, name in zip(marks, pixels, names, strict=True):
        frame, leader, _, shown = mark
        assert shown is name
        assert frame.get_center() == pytest.approx(grid.centre_of(*pixel))
        assert frame.width <= grid.pitch + 1e-6
        near = np.abs(leader.get_start() - grid.centre_of(*pixel))
        assert near.max() == pytest.approx(grid.pitch / 2)
        (left, bottom, _), (right, top, _) = (name.get_corner(np.array([s, s, 0])) for s in (-1, 1))
        for row, column in np.argwhere(IMAGE > 0):
            x, y, _ = grid.centre_of(row, column)
            half = grid.pitch / 2
            assert x + half < left or x - half > right or y + half < bottom or y - half > top
        boxes.append((left, right, bottom, top))
    for k, (left, right, bottom, top) in enumerate(boxes):
        for other in boxes[:k]:
            assert left > other[1] or right < other[0] or bottom > other[3] or top < other[2]


def test_a_name_without_room_is_refused():
    full = PixelGrid(DARK, SQUARE, np.full((28, 28), 255, np.uint8))
    with tempconfig({"verbosity": "WARNING"}):
        name = Formula(DARK, "x_1", 0.36, DARK.focus)
    with pytest.raises(ValueError, match="no free place"):
        PixelNames(full, [(14, 14)], [name])


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


def test_the_edge_cuts_no_image_that_can_be_seen():
    white = np.full((4, 28, 28), 255, np.uint8)
    near, far = Region(-6, 6, -1.5, 1.5), Region(-6, 6, -1.5, 2.2)
    wall = Mosaic(DARK, white, 60_000, near, far, (2, 10), 45.0)
    for share in (0.05, 0.15, 0.25, 0.35, 0.45):
        colours = wall.view(share).colours
        assert max(colours[:, -1].max(), colours[-1].max()) < 25, "as dark as gaps and background"
        assert colours.max() > 100


@pytest.mark.parametrize("size", [(1152, 300), (1728, 460), (400, 700)])
def test_all_images_are_in_view_from_afar_and_about_square(size):
    wide, high = far_sides(*size, 60_000)
    assert -(-60_000 // (size[0] // wide)) * high <= size[1]
    assert abs(wide - high) <= 1
