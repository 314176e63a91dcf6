"""Parts with another layout where there is little room: lines break, columns stack."""

from itertools import pairwise

import pytest
from manim import tempconfig

from network import Recording
from network.data.drawn_digits import load_drawn_digits
from network.studies.evolution import evolution_of
from network.studies.shipped import load_shipped
from scenes.clips.data.acronym import Acronym
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.run_figures import StepCount
from scenes.clips.weights_evolution.accuracy_plot import AccuracyPlot
from scenes.mobjects.images.pixel_grid import PixelGrid, grid_lines
from scenes.mobjects.images.pixel_marks import outline_of
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame, Region
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK, LIGHT, contrast

from .conftest import RECORDINGS

DIGITS = load_drawn_digits()
IMAGE = DIGITS.arrays["images"][2]


@pytest.fixture(scope="module", autouse=True)
def _quiet():
    with tempconfig({"verbosity": "WARNING"}):
        yield


@pytest.fixture(scope="module")
def recording():
    return Recording.load(RECORDINGS / "walkthrough.npz")


@pytest.fixture(scope="module")
def film():
    return load_shipped("mnist_checkpoints")


@pytest.mark.parametrize("aspect", ASPECTS)
def test_captions_have_one_line_in_a_wide_frame_and_two_in_others(aspect):
    frame = Frame(*QUALITIES["1080p"].shaped(aspect).frame)
    assert frame.wide == (aspect == "16:9")
    assert frame.caption.height == pytest.approx(0.55 if frame.wide else 1.05)


def test_the_inner_part_of_a_region_is_no_larger_than_it():
    region = Region(0, 4, 0, 2)
    assert region.inner(2, 1) == Region(1, 3, 0.5, 1.5)
    assert region.inner(9, 1) == Region(0, 4, 0.5, 1.5)


def test_lines_of_a_text_are_about_as_long_as_each_other():
    text = "Each pixel is a grey value: 0 is black, 255 is white."
    one = TextLine(DARK, text, 0.38, DARK.ink)
    two = TextLine(DARK, text, 0.38, DARK.ink, width=0.9 * one.width)
    assert one.drop == 0
    assert two.drop == pytest.approx(1.25 * 0.38)
    assert two.height == pytest.approx(one.height + two.drop, abs=0.1)
    assert 0.5 * one.width <= two.width < 0.6 * one.width, "and not nine tenths of it"
    whole = TextLine(DARK, text, 0.38, DARK.ink, width=1.1 * one.width)
    assert whole.drop == 0


def test_a_long_name_fills_several_lines_evenly():
    name = Acronym(DARK, "Large Owls of the North", 0.4, "LON", 0.8, width=3.0)
    baselines = sorted({round(word.baseline, 6) for word in name.words})
    assert len(baselines) == 2
    assert baselines[1] - baselines[0] == pytest.approx(name.drop)
    assert name.width <= 3.0
    assert len(name.initials) == 3


def test_a_sentence_is_as_large_as_fits():
    source = Source(DIGITS, "setting", index=("images",))
    pieces = [(source, NumberFormat(0)), "images of digits"]
    full = Sentence.fitting(DARK, pieces, 1.0, 99.0)
    less = Sentence.fitting(DARK, pieces, 1.0, full.width / 2)
    assert full.em == 1.0
    assert less.width == pytest.approx(full.width / 2, rel=0.01)


@pytest.mark.parametrize("width", [2.95, 5.2])
def test_numbers_of_the_error_table_keep_apart(recording, width):
    region = Region(0, width, 0, 4)
    headings = ["output", "label", "error"]
    table = ErrorTable(DARK, region, recording, 0, range(3), (3, 2, 1), headings, "cost")
    for k in range(3):
        minus, equals = table.signs[k]
        row = [table.outputs[k], minus, table.targets[k], equals, table.errors[k]]
        for a, b in pairwise(row):
            assert b.get_left()[0] - a.get_right()[0] >= DARK.sizes.clearance
        assert row[0].get_left()[0] >= 0
        assert row[-1].get_right()[0] <= width


def test_factors_stand_below_each_other_inside_their_region(film):
    sources = [Source(film, "setting", index=(name,)) for name in ("epochs", "images")]
    sources.append(Source(film, "steps_shown", index=(len(film.steps_shown) - 1,)))
    names = ["epochs", "images", "training steps"]
    for width in (4.5, 3.4, 2.6):
        count = StepCount(DARK, Region(0, width, 0, 6), sources, names)
        assert len({round(number.baseline, 6) for number in count.numbers}) == 3
        assert count.get_left()[0] >= 0
        assert count.get_right()[0] <= width


@pytest.mark.parametrize(("width", "named"), [(5.8, 5), (3.9, 3)])
def test_steps_are_named_where_there_is_room(film, width, named):
    ticks = (0, 1000, 10_000, 60_000, 180_000)
    words = ("test images read right", "steps, the early ones spread out", "epoch")
    region = Region(0, width, 0, 5)
    plot = AccuracyPlot(DARK, region, evolution_of(film), ticks, words, 4.6, 1.5)
    steps = sorted((n for n in plot.numbers if n.axes is plot.scales[0]), key=lambda n: n.get_x())
    assert len(steps) in (named, named + 1)
    assert steps[0].text == "0"
    assert steps[-1].source.value == 180_000
    for a, b in pairwise(steps):
        assert b.get_left()[0] - a.get_right()[0] >= DARK.sizes.clearance
    assert plot.names[0].get_right()[0] <= plot.right - 1.5
    assert plot.number_baseline <= 4.6


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_frames_of_pixels_stand_out_from_the_lines_in_every_theme(theme):
    grid = PixelGrid(theme, Region(0, 5, 0, 5), IMAGE, black=True)
    colour = outline_of(grid, 9, 11, grid.focus)[1].get_stroke_color().to_hex()
    assert contrast(colour, theme.activation(0.0)) >= 4.5
    lines = grid_lines(grid).get_fill_color().to_hex()
    assert contrast(lines, theme.activation(0.0)) < contrast(colour, theme.activation(0.0)) / 2
