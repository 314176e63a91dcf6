"""The inference clip: other images, other networks, and its parts."""

from itertools import pairwise

import numpy as np
import pytest

from network import (
    Inference,
    classify,
    load_checkpoint_series,
    load_inference,
    picture_from_file,
    read_images,
    record_mnist,
)
from network.data.drawn_digits import DIGITS_FOLDER
from network.data.mnist import Mnist
from network.data.photographs.preparation import prepare
from network.recordings.erasing import ink_erased
from network.recordings.pictures import DRAWING, FAILURE, Picture
from network.recordings.readings import parting_neuron
from scenes.audit.layout import check_reading_time
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.inference.full_network import Chosen, FullNetwork
from scenes.clips.inference.ink_map import InkMap
from scenes.clips.inference.output_bars import OutputBars, UprightBars
from scenes.clips.inference.pixel_probe import PixelProbe
from scenes.clips.inference.pixel_products import PixelProducts
from scenes.clips.inference.reading import Reading
from scenes.clips.inference.waterfall import Waterfall
from scenes.focus import Focus
from scenes.mobjects.images.heat_map import HeatScale
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import NumberFormat
from scenes.rendering.clips import rehearse
from scenes.style.frame import Frame, Region
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK

from .conftest import walk
from .test_numbers import (
    test_every_number_on_screen_is_in_the_recording as numbers_are_recorded,
)
from .test_numbers import (
    test_fills_widths_and_places_are_the_recorded_values as marks_are_recorded,
)
from .test_numbers import test_words_hold_no_number_of_their_own as words_hold_no_number

ENTRY = find_clip("inference")
SHIPPED = load_inference()
STAGE = Frame(128 / 9, 8).body
FIRST, EVERY = Reading(SHIPPED, 0), list(range(20))


def photograph() -> Picture:
    """Return a drawn 5 in dark ink on a larger, lighter sheet."""
    image = picture_from_file(DIGITS_FOLDER / "variants" / "5_b.png").image
    paper = 220 - np.add.outer(np.arange(210), np.arange(170)) // 8
    paper[60:172, 40:152] -= np.kron(image, np.ones((4, 4), np.uint8)).astype(int) // 2
    stages = prepare(paper.astype(np.uint8))
    return Picture(stages.image, "5 photographed.jpg", "file", preparation=stages)


def beats(recording) -> list[str]:
    return [beat.name for beat in rehearse(ENTRY, recording, Style(), QUALITIES["draft"]).beats]


def sheet_on_a_table() -> Picture:
    """Return the same sheet, smaller, on a dark table: it has to be found first."""
    image = picture_from_file(DIGITS_FOLDER / "variants" / "5_b.png").image
    scene = np.full((300, 260), 60)
    scene[30:270, 30:230] = 215
    scene[80:220, 60:200] -= np.kron(image, np.ones((5, 5), np.uint8)).astype(int) // 2
    stages = prepare(scene.astype(np.uint8))
    assert stages.details["sheet"]
    return Picture(stages.image, "5 on a table.jpg", "file", preparation=stages)


def unsure() -> Picture:
    """Return two drawings, one faintly over the other, for which no output reaches one half."""
    images = [picture_from_file(DIGITS_FOLDER / f"{n}.png").image for n in (4, 8)]
    return Picture((images[0] // 3 + images[1] // 3).astype(np.uint8), "mixed", "file")


@pytest.mark.parametrize(
    "picture",
    [
        photograph,
        *(
            pytest.param(other, marks=pytest.mark.exhaustive)
            for other in (
                sheet_on_a_table,
                unsure,
                *(lambda n=n: picture_from_file(DIGITS_FOLDER / f"{n}.png") for n in (1, 8)),
            )
        ),
    ],
    ids=["photograph", "sheet on a table", "unsure", "1", "8"],
)
def test_other_images_keep_the_rules(picture):
    walked = walk(ENTRY, classify([picture()], load_checkpoint_series()), pictures=False)
    complaints = [f"{stop.beat.name}: {c}" for stop in walked.stops for c in stop.complaints]
    assert not complaints, "\n".join(complaints)
    assert not check_reading_time(walked.beats, DARK.durations)
    assert 30 <= walked.beats[-1].end <= 120
    numbers_are_recorded(walked)
    words_hold_no_number(walked)
    marks_are_recorded(walked)


def test_a_picture_is_prepared_on_screen_and_a_drawing_is_not():
    assert beats(classify([photograph()], load_checkpoint_series()))[0] == "preparation"
    assert "preparation" not in beats(SHIPPED)


def test_an_unsure_answer_says_so():
    def caption(recording):
        played = walk(ENTRY, recording, pictures=False).beats
        return next(beat.caption for beat in played if beat.name == "answer")

    assert "unsure" in caption(classify([unsure()], load_checkpoint_series()))
    assert "unsure" not in caption(SHIPPED)


def test_the_wrong_answer_is_one_of_the_same_network():
    right = classify([picture_from_file(DRAWING)], load_checkpoint_series())
    assert "failure" in beats(right), "the film's failure ships"
    images = np.array([SHIPPED.images[0].ravel()] * 20, np.uint8)
    labels = (np.arange(20) % 10).astype(np.uint8)
    other = record_mnist(Mnist(images, labels, images, labels), epochs=1)
    assert "failure" not in beats(classify([picture_from_file(DRAWING)], other))
    pictures = [Picture(SHIPPED.images[0], "a", "mnist", label) for label in (3, -1, 8)]
    found = Inference(*_parts(classify(pictures, load_checkpoint_series())))
    scene = ENTRY.load()(found, also={"inference": SHIPPED})
    assert (scene.wrong.recording, scene.wrong.number) == (found, 2)


def _parts(inference):
    return inference.metadata, inference.arrays


def test_a_checkpoint_series_reads_the_drawn_digits():
    found = read_images(load_checkpoint_series())
    assert found.digest() == SHIPPED.digest()


def test_the_picture_of_the_user_comes_first_and_a_misread_one_second():
    found = read_images(load_checkpoint_series(), picture_from_file(DIGITS_FOLDER / "7.png"))
    assert found.labels.tolist() == [7, 1]
    assert found.predictions[1] != 1
    same = read_images(load_checkpoint_series(), picture_from_file(FAILURE))
    assert same.labels.tolist() == [1]


def test_the_neuron_worked_out_is_not_called_like_a_digit():
    scene = ENTRY.load()(SHIPPED, also={"inference": SHIPPED})
    assert scene.first + 1 > 9
    chosen = ENTRY.load()(SHIPPED, Style(focus=Focus(neuron=3)), also={"inference": SHIPPED})
    assert chosen.first == 2


def test_the_neuron_that_decides_does_most_for_the_answer():
    neuron, gap, lead = parting_neuron(SHIPPED, 1, (9, 1))
    z, products = SHIPPED.z[1][1], SHIPPED.products[1][1]
    assert lead == pytest.approx(z[9] - z[1])
    assert gap == max(products[9] - products[1])
    stop = next(s for s in walk(ENTRY, SHIPPED, pictures=False).stops if s.beat.name == "culprit")
    shown = [text.text for text in stop.texts if isinstance(text, Readout)]
    for output in (9, 1):
        assert NumberFormat(2, signed=True)(products[output, neuron]) in shown


def test_ink_is_erased_from_the_strongest_on():
    neuron, *_ = parting_neuron(SHIPPED, 1, (9, 1))
    erased = ink_erased(SHIPPED, 1, (9, 1))
    assert erased is ink_erased(SHIPPED, 1, (9, 1))
    assert np.array_equal(erased.images[0], SHIPPED.images[1])
    products = SHIPPED.products[0][1, neuron]
    left = erased.images[-1].ravel()
    assert np.array_equal(left, np.where(products > 0, 0, SHIPPED.images[1].ravel()))
    for before, after in pairwise(erased.images.reshape(erased.steps, -1)):
        gone = products[before != after]
        assert gone.min() >= products[(after > 0) & (products > 0)].max(initial=0.0)
    assert np.all(np.diff(erased.z[0][:, neuron]) < 0)


def test_what_is_left_is_read_by_the_same_network():
    """After the last pixel, outputs and neuron have the values of the image without that ink."""
    walked = walk(ENTRY, SHIPPED, pictures=False)
    neuron, *_ = parting_neuron(SHIPPED, 1, (9, 1))
    left = np.where(SHIPPED.products[0][1, neuron] > 0, 0.0, SHIPPED.images[1].ravel() / 255)
    values = [left]
    for w, b in zip(SHIPPED.weights, SHIPPED.biases, strict=True):
        values.append(1 / (1 + np.exp(-(w @ values[-1] + b))))
    for name in ("erase", "reread"):
        stop = next(s for s in walked.stops if s.beat.name == name)
        shown = [text.text for text in stop.texts if isinstance(text, Readout)]
        # At the end the neuron is one of twenty again, without a number in it.
        for value in (*values[2], *([values[1][neuron]] if name == "erase" else [])):
            assert NumberFormat(3)(value) in shown
    caption = next(beat.caption for beat in walked.beats if beat.name == "reread")
    assert str(np.argmax(values[2])) in caption


@pytest.mark.parametrize("kind", [OutputBars, UprightBars])
def test_bars_show_the_outputs_for_an_image_with_less_ink(kind):
    bars, erased = kind(DARK, STAGE, Reading(SHIPPED, 1), range(10)), Reading(SHIPPED, 1).erased
    for reading in (erased[20], erased[-1]):
        bars.show(reading)
        for k, (bar, value) in enumerate(
            zip(bars.bars, reading.values("activations", 2), strict=True)
        ):
            length = np.dot(bars.along, [bar.width, bar.height, 0])
            assert length == pytest.approx(value * bars.unit)
            focus = bar.get_fill_color().to_hex().upper() == DARK.focus.upper()
            assert focus == (k == reading.answer)


def test_the_numbers_beside_an_image_are_those_of_the_pixels_framed():
    probe = PixelProbe(DARK, Region(-2, 2, -2, 2), FIRST, STAGE, ("darkest", "brightest"))
    values = FIRST.values("activations", 0).reshape(28, 28)
    for frame, (number, _), extreme in zip(
        probe.frames, probe.values, (values.min(), values.max()), strict=True
    ):
        x, y, _ = frame.get_center()
        assert values[int((2 - y) / 4 * 28), int((x + 2) / 4 * 28)] == extreme
        assert float(number.text) == pytest.approx(extreme, abs=0.005)
    assert extreme > 0.95


def test_ink_turns_from_its_grey_level_into_its_colour():
    scale, place = HeatScale(DARK, 0.6, clips=True), Region(-2, 2, -2, 2)
    ink = InkMap(scale, place, FIRST, 19)
    products = SHIPPED.products[0][0, 19].reshape(28, 28)
    greys, heats = ink.tint(0.0, 0.0).colours, scale.colours(products)
    move = ink.turn(1.0, 0.0)
    move.begin()
    move.interpolate(1.0)
    assert np.array_equal(ink.colours[products > 0], heats[products > 0])
    assert np.array_equal(ink.colours[products < 0], greys[products < 0])
    assert np.array_equal(ink.tint(1.0, 1.0).colours, heats)


def test_the_sum_on_the_line_is_that_of_the_rows_shown():
    neuron = int(SHIPPED.ranking[0, 0])
    scale = HeatScale(DARK, 2.0)
    maps = PixelProducts(DARK, STAGE, scale, FIRST, neuron, ("sum", ""), NumberFormat(2))
    frames = maps.row_frames()
    moves = maps.scan(frames)
    products = SHIPPED.products[0][0, neuron].reshape(28, 28)
    for share in (0.0, 0.31, 0.5, 0.99, 1.0):
        for move in moves:
            move.begin()
            move.interpolate(share)
        rows = min(int(28 * share), 27) + 1
        expected = products[:rows].sum()
        assert maps.plot.p2c(maps.dot.get_center())[0] == pytest.approx(expected)
        assert maps.total.source.value == pytest.approx(expected)
        shown = maps.products.colours
        assert np.array_equal(shown[:rows], scale.colours(products[:rows]))
        assert np.all(shown[rows:] == scale.colours(np.zeros(1))[0])
        for frame, place in zip(frames, maps.places, strict=True):
            middle = place.top - (rows - 0.5) * place.height / 28
            assert frame.get_y() == pytest.approx(middle)


def stack(fall):
    """Place every bar where the one before it ends."""
    for k, bar in enumerate(fall.bars):
        bar.move_to(fall.stacked(k))


@pytest.mark.parametrize("output", range(10))
def test_stacked_bars_begin_where_the_one_before_ends_and_come_to_z(output):
    region = Region(-6, 6, -2, 2)
    fall = Waterfall(DARK, region, FIRST, output, EVERY, (-12.0, 12.0))
    for bar, source in zip(fall.bars, fall.sources, strict=True):
        ends = [fall.p2c(edge)[0] for edge in (bar.get_bottom(), bar.get_top())]
        assert sorted((0.0, source.value)) == pytest.approx(ends, abs=1e-5)
    stack(fall)
    level = 0.0
    for bar, source in zip(fall.bars, fall.sources, strict=True):
        ends = [fall.p2c(edge)[0] for edge in (bar.get_bottom(), bar.get_top())]
        assert sorted((level, level + source.value)) == pytest.approx(ends, abs=1e-5)
        level += source.value
    assert level == pytest.approx(SHIPPED.z[1][0, output])
    last = fall.p2c(fall.steps[-1].get_center())[0]
    assert last == pytest.approx(level)


def test_edges_are_as_wide_as_what_they_carry():
    words = ["pixels", "hidden", "outputs", "some of"]
    whole = FullNetwork(DARK, STAGE, FIRST, Chosen.of([FIRST, Reading(SHIPPED, 1)]), words)
    lines = whole.contributions(3)
    products = SHIPPED.products[1][0, 3]
    largest = np.abs(SHIPPED.products[1]).max()  # one scale for all outputs of both images
    for line, product, disc in zip(lines, products, whole.discs[0], strict=True):
        sign = DARK.positive if product > 0 else DARK.negative
        assert line.get_stroke_color().to_hex().upper() == sign.upper()
        share = abs(product) / largest
        assert line.get_stroke_width() == pytest.approx(max(11 * share, 1))
        assert line.get_start()[1] == pytest.approx(disc.get_y())


def test_the_failure_ships_with_its_label():
    picture = picture_from_file(FAILURE)
    assert (picture.origin, picture.label) == ("drawing", 1)


def test_with_some_bars_only_another_stands_for_the_rest():
    some = [2, 5, 11]
    fall = Waterfall(DARK, Region(-6, 6, -2, 2), FIRST, 3, some, (-12.0, 12.0))
    stack(fall)
    assert fall.others
    products = SHIPPED.products[1][0, 3]
    values = [source.value for source in fall.sources]
    assert values[:3] == products[some].tolist()
    assert values[3] == pytest.approx(products.sum() - products[some].sum())
    assert np.cumsum(values) == pytest.approx([source.value for source in fall.sums])
    assert fall.sums[-1].value == SHIPPED.z[1][0, 3]
