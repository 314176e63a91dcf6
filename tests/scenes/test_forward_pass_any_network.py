"""The clip on the forward pass draws any small network: every rule holds for all of them."""

from decimal import Decimal
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from manim.animation.animation import prepare_animation

from network import LayerlightError
from network.studies.shipped import load_shipped
from scenes.audit.layout import check_reading_time, check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.clips.forward_pass.open_neuron import SumOf
from scenes.clips.forward_pass.sum_arrows import SumArrows
from scenes.focus import Focus
from scenes.mobjects.text.readout import Readout
from scenes.provenance.source import AxisValue, NumberFormat
from scenes.rendering.clips import rehearse
from scenes.style.frame import Region
from scenes.style.picture_size import ASPECTS, QUALITIES
from scenes.style.theme import DARK
from scenes.words import languages, load_words

from .random_recordings import FEW, MANY, choices, recordings

CLIP = find_clip("forward_pass")


def products(recording, step, j):
    """Compute the products of a neuron of layer 1."""
    return np.array(recording.weights_at(step)[0][j]) * recording.activations[0][step]


def expected(source, recording):
    """Look a number up, independently of the code that the clip uses."""
    step, layer, index = source.step, source.layer, tuple(source.index)
    if isinstance(source, SumOf):
        if source.quantity == "exponentials":
            entries = np.exp(recording.z[-1][step])
        else:
            entries = products(recording, step, index[0])
        return float(sum(entries[list(source.picked)]))
    match source.quantity:
        case "activations":
            return recording.activations[layer][step][index[0]]
        case "z":
            weights, biases = recording.weights_at(step)[layer], recording.biases_at(step)[layer]
            return float(weights[index[0]] @ recording.activations[layer][step]) + biases[index[0]]
        case "weights":
            return recording.weights_at(step)[layer][index]
        case "biases":
            return recording.biases_at(step)[layer][index]
        case "products":
            return products(recording, step, index[0])[index[1]]
        case "partial_sums":
            return list(accumulate(products(recording, step, index[0])))[index[1]]
        case "exponentials":
            return np.exp(recording.z[-1][step][index[0]])
        case "exponential_sum":
            return np.exp(recording.z[-1][step]).sum()
        case "raw_inputs":
            return recording.samples.raw[index]
        case "targets":
            return recording.targets[step][index[0]]
        case "setting":
            return recording.layer_sizes[index[-1]]
        case "classes":
            return recording.metadata["classes"][index[0]]
    raise AssertionError(f"the test does not know the quantity {source.quantity!r}")


def wrong_numbers(family, recording):
    """Yield every number that the recording does not hold, and every false equation."""
    for drawn in family:
        relations = getattr(drawn, "relations", ())
        if relations and "approx" not in drawn.text:
            yield from (f"{r} is printed with =" for r in relations if not r.holds)
        if isinstance(drawn, Readout) and not isinstance(drawn.source, AxisValue):
            decimals = drawn.number_format.decimals
            exact = float(expected(drawn.source, recording))
            shown = Decimal(drawn.text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", ""))
            if abs(float(shown) - exact) > 0.5000001 * 10.0**-decimals + 1e-9 * abs(exact):
                yield f"{drawn.source} is {exact}, printed is {drawn.text}"


def draw_any(data):
    recording = data.draw(recordings())
    focus = data.draw(st.none() | choices(recording)) or Focus()
    aspect = data.draw(st.sampled_from(tuple(ASPECTS)))
    code = data.draw(st.sampled_from(languages()))
    found: list[str] = []

    def stop(scene, beat):
        family = list(dict.fromkeys(m for top in scene.mobjects for m in top.get_family()))
        faults = [*check_still(scene), *wrong_numbers(family, recording)]
        found.extend(f"{beat.name}: {fault}" for fault in faults)

    style = Style(words=load_words(code), focus=focus)
    try:
        beats = rehearse(CLIP, recording, style, QUALITIES["draft"].shaped(aspect), stop).beats
    except LayerlightError as error:  # a tie, a sample that no step trains on, large numbers
        beats, refused = [], str(error)
    else:
        refused = ""
    if refused:
        assert "\n" not in refused
        return
    found += check_reading_time(beats, DARK.durations)
    assert not found, (recording.layer_sizes, aspect, code, focus, found[:5])
    names = [beat.name for beat in beats]
    assert names[:5] == ["question", "inputs", "products", "running_sum", "bias"]
    assert [n for n in names[-3:] if n != "winner"][-2:] == ["outputs", "answer"]
    assert ("squash" in names) == (recording.rules.functions[0].name != "softmax")


@given(st.data())
@FEW
def test_any_network_is_drawn_by_the_rules(data):
    draw_any(data)


@pytest.mark.exhaustive
@given(st.data())
@MANY
def test_very_many_networks_are_drawn_by_the_rules(data):
    draw_any(data)


class Told:
    """A value in place of a source."""

    def __init__(self, value):
        self.value = value


@pytest.mark.parametrize(
    ("terms", "bias"), [([0.094, 0.0, -0.12, -0.27, -0.048], 0.0), ([3.0, 4.5], -1.0), ([1e-9], 0)]
)
def test_each_arrow_begins_where_the_one_before_ends(terms, bias):
    sums = list(accumulate(terms))
    region = Region(-2.0, 1.4, -2.5, 1.0)
    total = Told(sums[-1] + bias)
    arrows = SumArrows(
        DARK, region, [Told(x) for x in terms], [Told(x) for x in sums], Told(bias), total, "sum"
    )
    at = arrows.x_of(0.0)
    for arrow, zero, term in zip(arrows.arrows, arrows.zeros, [*terms, bias], strict=True):
        assert bool(len(arrow)) != bool(len(zero))
        if not len(arrow):
            assert abs(term) * arrows.unit < 2e-3
            continue
        ends = arrow.get_left()[0], arrow.get_right()[0]
        there = at + term * arrows.unit
        assert sorted(ends) == pytest.approx(sorted((at, there)), abs=1e-6)
        assert arrow.width / arrow.full == pytest.approx(abs(term))
        at = there
    assert region.left < arrows.get_left()[0] < arrows.get_right()[0] < region.right
    before = [arrow.get_center() for arrow in arrows.arrows if len(arrow)]
    for k in range(len(arrows.arrows)):
        for moves in (lambda k: [arrows.draw(k)], arrows.chain):
            for move in map(prepare_animation, moves(k)):
                move.begin()
                move.finish()
    after = [arrow.get_center() for arrow in arrows.arrows if len(arrow)]
    assert np.allclose(after, before, atol=1e-6)
    assert arrows.p2c(arrows.bead.get_center())[0] == pytest.approx(total.value)


def test_a_pixel_that_leaves_is_unseen_until_it_moves():
    """Loose pixels would hide the frames around the pixels of the image."""
    recording, seen = load_shipped("walkthrough.npz"), []

    def stop(scene, beat):
        if beat.name == "question":
            flights = scene.picture.movers(NumberFormat(1))
            for (chip, _), way in flights:
                way.rate_func = lambda t: t
                way.begin()
                seen.append([chip.get_fill_opacity()])
                for share in (0.03, 0.5):
                    way.interpolate(share)
                    seen[-1].append(chip.get_fill_opacity())

    rehearse(CLIP, recording, Style(), QUALITIES["draft"], stop)
    assert len(seen) == 5
    assert all(first == 0 and 0.4 < second < 0.6 and last == 1 for first, second, last in seen)
