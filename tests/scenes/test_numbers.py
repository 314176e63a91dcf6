"""Every number, fill, width and place on screen is the recording's."""

import math
import re
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from manim import Line, Typst, VGroup, tempconfig

from network import Recording, record_walkthrough
from network.recordings.what_if import strongest_input
from scenes.catalog import find_clip
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.paging import Ordinal
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.mobjects.text.typesetting import FONT_PREAMBLE
from scenes.provenance.source import THIN_SPACE, AxisValue, NumberFormat
from scenes.style.frame import Frame
from scenes.style.theme import DARK

from .bias_entries import recorded_in_study
from .conftest import RECORDINGS, layer_equations, walk
from .inference_oracle import recorded_inference
from .plane_oracle import recorded_on_plane
from .step_oracle import recorded_detail
from .test_confusions_any_network import recorded as recorded_count

COUNTED = ("confusions", "shown_samples")
"""Kinds of what the confusions clip derives from a recording."""


def recorded(source) -> float:
    """Look an entry up in the recording, independently of the drawing code."""
    recording, step, layer = source.recording, source.step, source.layer
    index = tuple(source.index)
    if recording.metadata["kind"] == "inference":
        return recorded_inference(source)
    if recording.metadata["kind"] == "network":
        return recorded_on_plane(source)
    if recording.metadata["kind"] in COUNTED:
        return recorded_count(source)
    match source.quantity:
        case "activations":
            return recording.activations[layer][step, index[0]]
        case "z":
            return recording.z[layer][step, index[0]]
        case "products":
            row, column = index
            weight = recording.weights_at(step)[layer][row, column]
            return weight * recording.activations[layer][step, column]
        case "partial_sums":
            row, column = index
            total = 0.0
            for k in range(column + 1):
                weight = recording.weights_at(step)[layer][row, k]
                total += weight * recording.activations[layer][step, k]
            return total
        case "weights":
            return recording.weights_at(step)[layer][index]
        case "biases":
            return recording.biases_at(step)[layer][index]
        case "labels":
            return recording.labels[step]
        case "classes":
            return recording.metadata["classes"][index[0]]
        case "predicted_class":
            outputs = list(recording.activations[-1][step])
            return recording.metadata["classes"][outputs.index(max(outputs))]
        case "layer_sizes":
            return recording.layer_sizes[index[0]]
        case "setting":
            found = recording.metadata
            for key in index:
                found = found[key]
            return found
        case "weight_count":
            sizes, (targets,) = recording.layer_sizes, index
            whole = [a * b for a, b in pairwise(sizes)]
            return sum(whole[:layer]) + targets * sizes[layer]
        case "weights_between":
            sizes, (pair,) = recording.layer_sizes, index
            return sizes[pair] * sizes[pair + 1]
        case "activation_changes":
            old = recording.activations[layer][step][index[1]]
            return moved(recording, step, layer, *index) - old
        case "moved_sums":
            return moved_sum(recording, step, index[1], index[0])
        case "moved_activations":
            return moved(recording, step, layer, *index)
        case "changed_products":
            (j, i), which = index, strongest_input(recording, step)
            change = moved(recording, step, layer, which, i) - recording.activations[layer][step][i]
            return recording.weights_at(step)[layer][j, i] * change
        case "images":
            return recording.arrays["images"][index]
        case "pixel_values":
            image = recording.arrays["images"][recording.image_index[step]]
            return image.ravel()[index[0]] / 255
        case "pixel_count":
            return recording.arrays["images"][0].size
        case "columns":
            drawing, place = index
            row, column = divmod(place, 28)
            return recording.arrays["images"][drawing, row, column] / 255
        case "levels":
            return sorted(set(recording.arrays["images"].ravel().tolist()))[index[0]] / 255
        case "image_labels":
            return recording.arrays["image_labels"][index]
        case "one_hot":
            drawing, digit = index
            return float(recording.arrays["image_labels"][drawing] == digit)
        case "cost":
            outputs, targets = recording.activations[-1][step], recording.targets[step]
            return sum((o - t) ** 2 for o, t in zip(outputs, targets, strict=True)) / len(targets)
        case "targets":
            return float(recording.metadata["classes"][index[0]] == recording.labels[step])
        case "squared_errors":
            step, k = index
            return (recording.activations[-1][step, k] - recording.targets[step, k]) ** 2
        case "cost_terms":
            return (
                recording.activations[-1][step, index[0]] - recording.targets[step, index[0]]
            ) ** 2
        case "correct":
            outputs = list(recording.activations[-1][step])
            answer = recording.metadata["classes"][outputs.index(max(outputs))]
            return float(answer == recording.labels[step])
        case "epoch_correct":
            (epoch,), images = index, len(recording.arrays["images"])
            steps = range(epoch * images, (epoch + 1) * images)
            return sum(
                int(np.argmax(recording.activations[-1][k]) == np.argmax(recording.targets[k]))
                for k in steps
            )
        case "place_in_epoch":
            images = len(recording.arrays["images"])
            return step % images + isinstance(source, Ordinal)
        case "epoch":
            return 1 + step // len(set(recording.image_index.tolist()))
        case "output_errors":
            return recording.activations[-1][step, index[0]] - recording.targets[step, index[0]]
        case "deltas":
            return recording.deltas[layer][step, index[0]]
        case "image_index":
            images = len(recording.arrays["images"])
            return step % images + isinstance(source, Ordinal)
        case "checkpoint_steps":
            return index[0]
        case "returned_1":
            at, hidden, output = index
            weight = recording.weights_at(at)[1][output, hidden]
            return weight * recording.deltas[1][at, output]
        case "bias_updates":
            return -recording.metadata["learning_rate"] * recording.deltas[layer][step, index[0]]
        case "weight_updates":
            row, column = index
            change = recording.deltas[layer][step, row] * recording.activations[layer][step, column]
            return -recording.metadata["learning_rate"] * change
        case "test_accuracy":
            counts = recording.confusion[index[0]]
            return counts.trace() / counts.sum()
        case "mistakes":
            frame, rank, which = index
            counts = recording.confusion[frame]
            pairs = [(a, b) for a in range(10) for b in range(10) if a != b]
            return sorted(pairs, key=lambda pair: -counts[pair])[rank][which]
        case "test_wrong":
            counts = recording.confusion[index[0]]
            return sum(counts[a, b] for a in range(10) for b in range(10) if a != b)
        case "test_right":
            return sum(recording.confusion[index[0], d, d] for d in range(10))
        case "recall":
            frame, digit = index
            counts = recording.confusion[frame, digit]
            return counts[digit] / counts.sum()
        case "by_recall":
            counts = recording.confusion[index[0]]
            shares = {d: Fraction(int(counts[d, d]), int(counts[d].sum())) for d in range(10)}
            return sorted(shares, key=lambda d: -shares[d])[index[1]]
        case "epochs_shown":
            return max(1, math.ceil(recording.steps_shown[index[0]] / recording.metadata["images"]))
        case "updates_made":
            assert 0 <= index[0] <= recording.steps
            return index[0]
        case "weights_0" | "weights_1":
            return recording.arrays[source.quantity][index]
        case "early_steps":
            return index[0]
        case "early_factors":
            update, neuron = index
            return np.diff(recording.arrays["biases_0"][update : update + 2, neuron])[0]
        case "early_pixels":
            weights, biases = recording.arrays["weights_0"], recording.arrays["biases_0"]
            after = index[0] + 1
            factors = biases[after] - biases[after - 1]
            neuron = int(np.argmax(np.abs(factors)))
            levels = 255 * (weights[after] - weights[after - 1])[neuron] / factors[neuron]
            return (np.rint(levels) / 255)[tuple(index[1:])]
        case "early_changes":
            weights = recording.arrays["weights_0"]
            return weights[step][index] - weights[0][index]
        case "test_percent":
            counts = recording.confusion[index[0]]
            return 100 * counts.trace() / counts.sum()
        case "change_alone_right":
            return int(recording.arrays["change_alone_right"][0])
        case "change_alone_percent":
            return 100 * recording.arrays["change_alone_right"][0] / recording.confusion[-1].sum()
        case "weight_changes":
            weights = recording.arrays[f"weights_{layer}"]
            return weights[step][index] - weights[0][index]
        case "changes_since":
            start, *rest = index
            weights = recording.arrays[f"weights_{layer}"]
            return weights[step][tuple(rest)] - weights[start][tuple(rest)]
        case "epoch_accuracy" | "steps_shown" | "confusion":
            return getattr(recording, source.quantity)[index]
    if recording.metadata["kind"] == "bias_study":
        return recorded_in_study(recording, source.quantity, index)
    if recording.metadata["kind"] == "walkthrough":
        name = source.quantity if layer is None else f"{source.quantity}_{layer}"
        return recorded_detail(recording, name, *(() if step is None else (step,)), *index)
    raise AssertionError(f"the test does not know the quantity {source.quantity!r}")


def moved_sum(recording, step, j, which) -> float:
    """Compute the sum of a neuron of layer 1 if an input moves."""
    values = [moved(recording, step, 0, which, k) for k in range(recording.layer_sizes[0])]
    row, bias = recording.weights_at(step)[0][j], recording.biases_at(step)[0][j]
    return sum(w * x for w, x in zip(row, values, strict=True)) + bias


def moved(recording, step, layer, which, k) -> float:
    """Compute what a sigmoid network holds if a pixel moves to the farther of 0 and 1."""
    values = list(recording.activations[0][step])
    values[which] = 1.0 if values[which] <= 0.5 else 0.0
    parameters = zip(recording.weights_at(step), recording.biases_at(step), strict=True)
    for weights, biases in list(parameters)[:layer]:
        values = [
            1 / (1 + math.exp(-(sum(w * x for w, x in zip(row, values, strict=True)) + b)))
            for row, b in zip(weights, biases, strict=True)
        ]
    return values[k]


def numbers(walked):
    for stop in walked.stops:
        for text in stop.texts:
            if isinstance(text, Readout):
                yield stop.beat.name, text


def test_every_number_on_screen_is_in_the_recording(walked):
    seen = 0
    for beat, number in numbers(walked):
        if isinstance(number.source, AxisValue):
            continue
        kind = number.source.recording.metadata["kind"]
        held = getattr(number.source.recording, "source", number.source.recording)
        assert held is walked.recording or kind in {*walked.kinds_also, *COUNTED[1:]}
        style = number.number_format
        value = Decimal(float(recorded(number.source))) * (100 if style.percent else 1)
        expected = value.quantize(Decimal(1).scaleb(-style.decimals), ROUND_HALF_EVEN)
        shown = as_printed(number)
        assert number.text.endswith("%") == style.percent
        assert shown == expected, f"{beat}: {number.source} is {expected}, drawn is {number.text}"
        seen += 1
    assert seen > 10


def test_axis_numbers_stand_at_their_values(walked):
    for _, number in numbers(walked):
        if isinstance(number.source, AxisValue):
            place = number.axes.p2c(number.tick.get_center())[number.axis]
            share = 100 if number.number_format.percent else 1
            assert share * place == pytest.approx(float(as_printed(number)))


def test_words_hold_no_number_of_their_own(walked):
    for stop in walked.stops:
        for text in stop.texts:
            if isinstance(text, TextLine):
                found = sorted(re.findall(r"\d+", text.text.replace(THIN_SPACE, "")))
                said = sorted(f"{recorded(s):.0f}" for s in getattr(text, "sources", []))
                assert found == said, f"{stop.beat.name}: {text.text!r}"
            elif isinstance(text, Formula):
                # Digits in formulas are indices and nothing else.
                rest = re.sub(r"[_^]\(*[0-9a-z ]+\)*", "", text.text)
                rest = rest.replace("(1 -", "")  # of h · (1 − h), the slope of the sigmoid
                rest = re.sub("[12]/n", "", rest)  # of a mean, and of the slope of one of squares
                rest = rest.replace("1 / (1 + e^(-z))", "")  # the sigmoid itself
                assert not re.search(r"\d", rest), f"{stop.beat.name}: {text.text!r}"


def test_the_glyphs_drawn_are_those_of_the_text(walked):
    """Typst, setting each text whole, gives the outlines that the readout put together."""
    by_text = {number.text: number for _, number in numbers(walked)}
    texts = sorted(by_text)
    typeset = Typst("\\\n".join(f"#[{text}]" for text in texts), typst_preamble=FONT_PREAMBLE)
    glyphs = list(typeset.submobjects)
    for text in texts:
        count = len(text.replace("\N{THIN SPACE}", ""))
        line, glyphs = VGroup(*glyphs[:count]), glyphs[count:]
        number = by_text[text]
        expected = np.concatenate([glyph.points for glyph in line])
        assert number.points.shape == expected.shape, text
        for points in (expected, found := number.points.copy()):
            points -= points.min(0)
        scale = found[:, 0].max() / expected[:, 0].max()
        assert np.abs(found - scale * expected).max() < 0.03 * found[:, 1].max(), text


def rgb(colour) -> np.ndarray:
    return np.array([round(255 * c) for c in colour.to_rgb()])


def test_fills_widths_and_places_are_the_recorded_values(walked):
    seen = set()
    for stop in walked.stops:
        for drawn in stop.marked:
            mark = drawn.mark
            value = recorded(mark.source)
            where = f"{stop.beat.name}: {mark.source}"
            if isinstance(drawn, Painting):
                check_painting(drawn, value, where)
                seen.add(mark.role)
                continue
            if mark.role == "fill":
                grey = rgb(drawn.get_fill_color())
                scale = getattr(drawn, "value_scale", None)
                value = scale.share(value) if scale else value
                assert np.abs(grey - 255 * value).max() <= 0.51, where
            elif mark.role == "width":
                pieces = len(drawn.get_subpaths())
                shows_sign = getattr(drawn, "shows_sign", True)  # a grey line may leave it out
                dashed = value < 0 and shows_sign
                assert (pieces > 1) == dashed, f"{where}: negative ones are dashed"
                colour = drawn.get_stroke_color().to_hex().upper()
                signed = DARK.positive if value > 0 else DARK.negative if value else DARK.quiet
                resting = colour == DARK.hairline.upper()
                assert resting or shows_sign, where
                shades = {signed.upper(), DARK.focus.upper()}
                if mark.source.quantity == "sweep_biases":
                    shades = {DARK.bias.upper()}
                assert resting or colour in shades, where
                share = 0.45 if resting else 1.0  # at rest all edges are thinner
                full = getattr(drawn, "full", 0.5)  # another scale, which is printed beside it
                width = max(11.0 * min(abs(value) / full, 1.0) * share, 1.0)
                assert drawn.get_stroke_width() == pytest.approx(width), where
            elif mark.role == "length":
                assert drawn.width / drawn.full == pytest.approx(abs(value)), where
            elif mark.role == "height":
                assert drawn.height / drawn.full == pytest.approx(abs(value), abs=1e-5), where
            elif mark.role == "tint":
                assert drawn.get_fill_opacity() * drawn.full == pytest.approx(value), where
            elif mark.role == "square":
                assert drawn.width == pytest.approx(drawn.height), where
                assert (drawn.width / drawn.unit) ** 2 == pytest.approx(value), where
            elif mark.role == "area":
                full = getattr(drawn, "full", 0.5)
                most = getattr(drawn, "full_radius", 0.21)
                assert (drawn.width / 2) ** 2 == pytest.approx(most**2 * abs(value) / full), where
            elif mark.role == "bin":
                low, high = mark.axes.bin_at(drawn.get_center())
                assert low - 1e-9 <= value <= high + 1e-9, where
            elif mark.role == "place":
                expected = (value,) if mark.second is None else (value, recorded(mark.second))
                place = mark.axes.p2c(drawn.get_center())[: len(expected)]
                assert place == pytest.approx(expected, abs=1e-6), where
            else:
                raise AssertionError(f"unexpected {mark.role} at rest, {where}")
            seen.add(mark.role)
    assert seen
    if walked.entry.id == "forward_pass":
        assert seen == {"fill", "width", "place", "length"}


def mixed(low: str, high: str, share: float) -> np.ndarray:
    low, high = (np.array(list(bytes.fromhex(colour[1:]))) for colour in (low, high))
    return low + (high - low) * share


def heat(value: float, limit: float) -> np.ndarray:
    """Return the colour of a signed value: from the background to its sign's colour, then paler."""
    hue = DARK.positive if value >= 0 else DARK.negative
    strength = (abs(value) / limit) ** 0.65
    if strength <= 0.7:
        return mixed(DARK.background, hue, strength / 0.7)
    return mixed(hue, DARK.ink, 0.6 * (strength - 0.7) / 0.3)


def answer_colours(outputs: np.ndarray) -> np.ndarray:
    """Return the tint of single outputs: of the second class from one half on, else the first."""
    hues = [mixed(name, name, 0.0) for name in (DARK.class_1, DARK.class_2)]
    amount = 0.16 + 0.46 * 2 * np.abs(outputs - 0.5)[..., None]
    hue = np.where((outputs >= 0.5)[..., None], hues[1], hues[0])
    ground = mixed(DARK.background, DARK.background, 0.0)
    return ground + (hue - ground) * amount


def painted(painting: Painting, height: int, width: int) -> np.ndarray:
    """Paint a painting into a black frame that it fills."""
    frame = np.zeros((height, width, 4), np.uint8)
    (left, top, _), (right, bottom, _) = painting.points
    size, corner = np.array([right - left, bottom - top]), np.array([left, top])
    whole = painting.copy().set_opacity(1.0)
    whole.paint(frame, lambda points: (points[:, :2] - corner) / size * [width, height])
    return frame[..., :3].astype(float)


def check_painting(drawn: Painting, values: np.ndarray, where: str) -> None:
    match drawn.mark.role:
        case "cells":
            limit = drawn.scale_of.limit
            held = drawn.scale_of.clips or np.abs(values).max() <= limit
            assert held, f"{where}: the scale holds every value, or says that it does not"
            for colour, value in zip(drawn.colours.reshape(-1, 3), values.ravel(), strict=True):
                shown = float(np.clip(value, -limit, limit))
                assert np.abs(colour - heat(shown, limit)).max() <= 3, where
        case "greys":
            for colour, value in zip(drawn.colours.reshape(-1, 3), values.ravel(), strict=True):
                expected = mixed(DARK.trace, DARK.activation_high, value)
                assert np.abs(colour - expected).max() <= 0.51, where
        case "answers":
            expected = answer_colours(values[::-1, :, 0])
            assert np.abs(drawn.colours - expected).max() <= 2, where
        case "levels":
            # A small pane shows every second cell, a large one each.
            every = len(values) // len(drawn.colours)
            assert every == (1 if drawn.width > 3 else 2), where
            cells = slice(every // 2, None, every)
            shares = values[cells, cells, drawn.row][::-1, :, None]
            bright = mixed(DARK.activation_low, DARK.activation_high, 0.72)
            low = mixed(DARK.ground, DARK.ground, 0.0)
            assert np.abs(drawn.colours - (low + (bright - low) * shares)).max() <= 1.5, where
        case "squares":
            rows, columns = values.shape
            frame = painted(drawn, 60 * rows, 90 * columns)
            for (r, c), value in np.ndenumerate(values):
                cell = frame[60 * r : 60 * (r + 1), 90 * c : 90 * (c + 1)].sum(0).sum(0)
                if drawn.mark.source.quantity in ("confusion", "mistakes"):
                    name = DARK.target if r == c else DARK.cost
                else:
                    name = DARK.positive if value > 0 else DARK.negative
                hue = mixed(name, "#000000", 0.0)
                lit = cell.max() / hue.max()
                # The dash in the background's colour takes a tenth out of negative squares.
                dash = (
                    0.62 * 0.16 * (1 - mixed(DARK.background, "#000000", 0)[:2].max() / hue.max())
                )
                whole = (0.84 * 60) ** 2 * abs(value) / drawn.full
                expected = whole if value >= 0 else whole * (1 - dash)
                # Sides are rounded to a quarter of a pixel.
                slack = 0.45 * math.sqrt(whole) + 3
                assert lit == pytest.approx(expected, abs=slack), f"{where} at {r}, {c}"
                if whole > 50:
                    assert np.argmax(cell) == np.argmax(hue), f"{where}: sign at {r}, {c}"
        case "dots":
            digit = drawn.mark.source.index[-1]
            colours = drawn.colours[:: drawn.grain, :: drawn.grain].reshape(-1, 3)
            right, wrong = (
                int((np.abs(colours - mixed(c, c, 0)) < 1).all(-1).sum())
                for c in (DARK.quiet, DARK.cost)
            )
            assert right == values[digit], where
            assert wrong == values.sum() - values[digit], where
        case other:
            raise AssertionError(f"unexpected {other} of a painting, {where}")


def test_a_pocket_calculator_agrees_with_what_is_printed():
    """Weights, inputs and sums of both layers, with only the decimals on screen."""
    recording = Recording.load(RECORDINGS / "walkthrough.npz")
    for layer in (0, 1):
        equation = layer_equations(recording, Frame(14.2, 8).panel)[layer]
        inputs = [as_printed(cell) for cell in equation.inputs.column()]
        for j, total in enumerate(equation.sums.column()):
            weights = [as_printed(cell) for cell in equation.weights.cells[j]]
            found = sum(w * x for w, x in zip(weights, inputs, strict=True))
            found += as_printed(equation.biases.column()[j])
            assert found.quantize(Decimal("0.001")) == as_printed(total)
            value = Decimal(1 / (1 + math.exp(-as_printed(total))))
            neuron = Decimal(float(recording.activations[layer + 1][0, j]))
            assert value.quantize(Decimal("0.001")) == neuron.quantize(Decimal("0.001"))


def as_printed(number: Readout) -> Decimal:
    text = number.text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", "")
    return Decimal(text.removesuffix("%"))


def test_pulses_are_as_large_as_their_products():
    recording = Recording.load(RECORDINGS / "walkthrough.npz")
    network = NetworkDiagram(DARK, Frame(14.2, 8).network, recording, 0)
    areas = {}
    for layer, rows in enumerate(network.edges):
        for j in range(len(rows)):
            for pulse in network.pulses(layer, j):
                product = recorded(pulse.mark.source)
                areas[abs(product)] = (pulse.width / 2) ** 2
                sign = DARK.positive if product > 0 else DARK.negative
                assert pulse.get_fill_color().to_hex().upper() == sign.upper()
    products = np.array(list(areas))
    ratio = np.array(list(areas.values())) / products
    assert len(areas) > 20
    assert ratio == pytest.approx(ratio[0])


def test_a_product_of_nothing_sends_nothing():
    recording = Recording.load(RECORDINGS / "walkthrough.npz")
    zeros = [i for i, x in enumerate(recording.activations[0][0]) if x == 0]
    assert zeros, "the walkthrough shows a black pixel among its five"
    network = NetworkDiagram(DARK, Frame(14.2, 8).network, recording, 0)
    for i in zeros:
        assert network.pulse(0, 0, i) is None


def test_pulses_travel_along_their_edge():
    recording = Recording.load(RECORDINGS / "walkthrough.npz")
    network = NetworkDiagram(DARK, Frame(14.2, 8).network, recording, 0)
    edge, pulse = network.edges[1][2][3], network.pulse(1, 2, 3)
    line, radius = Line(edge.get_start(), edge.get_end()), pulse.width / 2
    animation = pulse.travel()
    animation.begin()
    inset = radius / line.get_length()
    for share in (0.0, 0.3, 0.6, 1.0):
        animation.interpolate(share)
        expected = line.point_from_proportion(inset + share * (1 - 2 * inset))
        assert pulse.get_center() == pytest.approx(expected)
        if share in (0.3, 0.6):
            assert pulse.width / 2 == pytest.approx(radius)


def test_another_recording_gives_another_picture():
    entry = find_clip("forward_pass")
    first = walk(entry, Recording.load(RECORDINGS / "walkthrough.npz"))
    other = walk(entry, record_walkthrough(seed=7, epochs=1))
    test_every_number_on_screen_is_in_the_recording(other)
    test_fills_widths_and_places_are_the_recorded_values(other)
    # The image goes into the network first, and it is the same one.
    for a, b in zip(first.stops[2:], other.stops[2:], strict=True):
        assert np.abs(a.picture.astype(int) - b.picture).max() > 100, a.beat.name


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "text"),
    [
        (-0.148, 3, False, "−0.148"),
        (0.148, 3, True, "+0.148"),
        (0.0, 3, True, "0.000"),
        (-0.0, 2, True, "0.00"),
        (-0.0004, 3, True, "0.000"),  # nothing is left of it: no sign
        (0.125, 2, False, "0.12"),  # a tie: rounded to even, as Decimal does
        (2.5, 0, False, "2"),
        (12.0, 1, False, "12.0"),
    ],
)
def test_numbers_are_printed(value, decimals, signed, text):
    assert NumberFormat(decimals, signed)(value) == text


def test_percentages_and_thousands_are_printed():
    assert NumberFormat(1, percent=True)(0.934783) == "93.5\N{THIN SPACE}%"
    assert NumberFormat(0, grouped=True)(180000) == "180\N{THIN SPACE}000"
    assert NumberFormat(0, grouped=True)(999) == "999"


def test_a_readout_stands_where_it_is_told():
    class Anything:
        value = -0.148

    with tempconfig({"verbosity": "WARNING"}):
        number = Readout(DARK, Anything(), NumberFormat(3), 0.5)
    zero = Readout(DARK, type("Zero", (), {"value": 1.0}), NumberFormat(0), 0.5)
    number.place(1.0, 2.0, "right")
    zero.place(1.0, 2.0, "left")
    assert zero.get_bottom()[1] == pytest.approx(2.0, abs=1e-6)  # a 1 has a flat foot
    assert number.baseline == pytest.approx(2.0)
    assert number.get_right()[0] < 1.0 < zero.get_left()[0]
    number.scale(0.5)
    number.place(0.0, 0.0)
    assert number.baseline == pytest.approx(0.0)
