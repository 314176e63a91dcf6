"""The clip on structure draws any small network: nothing overlaps, no number is made up."""

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import UsageError
from network.recordings.what_if import strongest_input
from network.studies.shipped import load_shipped
from scenes.audit.layout import check_reading_time, check_still
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.claims import SEEN
from scenes.focus import Focus
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.readout import Readout
from scenes.provenance.mark import Mark
from scenes.provenance.source import AxisValue
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK
from scenes.words import languages, load_words

from .random_recordings import FEW, MANY, choices, recordings

CLIP = find_clip("structure")
ASPECTS = ("16:9", "4:3", "1:1", "9:16")


def faults_of(recording, focus, aspect, code):
    """Rehearse the clip, and return every rule that is broken at the end of a beat."""
    found, ends = [], []

    def stop(scene, beat):
        found.extend(f"{beat.name}: {complaint}" for complaint in check_still(scene))
        family = list(dict.fromkeys(m for top in scene.mobjects for m in top.get_family()))
        printed = {(m.source, m.text) for m in family if isinstance(m, Readout)}
        found.extend(f"{beat.name}: {fault}" for fault in wrong_equations(family, printed))
        found.extend(f"{beat.name}: {fault}" for fault in wrong_numbers(family, recording))
        ends.append([m.text for m in family if isinstance(m, Readout)])

    style = Style(words=load_words(code), focus=focus)
    rehearsal = rehearse(CLIP, recording, style, QUALITIES["draft"].shaped(aspect), stop)
    found += check_reading_time(rehearsal.beats, DARK.durations)
    assert len(rehearsal.beats) == 16
    return found


def wrong_equations(family, printed):
    """Yield every equals sign whose equation is not true of the numbers printed beside it."""
    for sign in family:
        relations = getattr(sign, "relations", ())
        holds = all(relation.holds for relation in relations)
        if relations and (sign.text == "=") != holds:
            yield f"{sign.text} where {relations[0]}"
        for relation in relations:
            for term in (*relation.terms, relation.result):
                if not any(
                    source == term.source and text.lstrip("+") == term.text
                    for source, text in printed
                ):
                    yield f"{relation}: {term.text} is not on screen"


def wrong_numbers(family, recording):
    """Yield every number and fill that the recording does not hold."""
    for drawn in family:
        if isinstance(drawn, Readout) and not isinstance(drawn.source, AxisValue):
            style = drawn.number_format
            exact = expected(drawn.source, recording)
            shown = Decimal(drawn.text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", ""))
            if abs(float(shown) - exact) > 0.5000001 * 10.0**-style.decimals + 1e-12 * abs(exact):
                yield f"{drawn.source} is {exact}, printed is {drawn.text}"
        if isinstance(drawn, Neuron) and isinstance(getattr(drawn.disc, "mark", None), Mark):
            share = drawn.value_scale.share(drawn.disc.mark.source.value)
            grey = 255 * drawn.disc.get_fill_color().to_rgb()
            if np.abs(grey - 255 * share).max() > 0.51:
                yield f"{drawn.disc.mark.source} is drawn as {grey}"


def expected(source, recording):
    """Look a number up, independently of the code that the clip uses."""
    step, layer, index = source.step, source.layer, tuple(source.index)
    match source.quantity:
        case "activation_changes":
            old = recording.activations[layer][step][index[1]]
            return moved(recording, step, layer, *index) - old
        case "moved_sums":
            count = recording.layer_sizes[0]
            values = [moved(recording, step, 0, index[0], k) for k in range(count)]
            return (recording.weights_at(step)[0] @ values + recording.biases_at(step)[0])[index[1]]
        case "activations":
            return recording.activations[layer][step][index[0]]
        case "z":
            return recording.z[layer][step][index[0]]
        case "weights":
            return recording.weights_at(step)[layer][index]
        case "biases":
            return recording.biases_at(step)[layer][index]
        case "products":
            column = index[1]
            return (
                recording.weights_at(step)[layer][index]
                * recording.activations[layer][step][column]
            )
        case "raw_inputs":
            return recording.samples.raw[index]
        case "setting" if index == ("bias_input",):
            return 1
        case "layer_sizes" | "setting":
            return recording.layer_sizes[index[-1]]
        case "weight_count":
            return sum(a * b for a, b in pairwise(recording.layer_sizes))
        case "weights_between":
            return recording.layer_sizes[index[0]] * recording.layer_sizes[index[0] + 1]
        case "classes":
            return recording.metadata["classes"][index[0]]
        case "moved_activations":
            return moved(recording, step, layer, *index)
        case "changed_products":
            (j, i), which = index, strongest_input(recording, step)
            change = moved(recording, step, layer, which, i) - recording.activations[layer][step][i]
            return recording.weights_at(step)[layer][j, i] * change
    raise AssertionError(f"the test does not know the quantity {source.quantity!r}")


def moved(recording, step, layer, which, k):
    """Compute a layer for inputs of which one is at the farther end of its range."""
    values = np.array(recording.activations[0][step], float)
    if recording.images is not None:
        low, high = 0.0, 1.0
    else:
        column = recording.samples.input_rows()[:, which]
        low, high = column.min(), column.max()
        if low == high:
            low, high = min(low, 0.0), max(high, 1.0)
    values[which] = high if high - values[which] >= values[which] - low else low
    functions = recording.rules.functions
    parameters = zip(recording.weights_at(step), recording.biases_at(step), functions, strict=True)
    for weights, biases, function in list(parameters)[:layer]:
        values = function.value(weights @ values + biases)
    return values[k]


def draw_any(data):
    recording = data.draw(recordings())
    focus = data.draw(choices(recording))
    aspect = data.draw(st.sampled_from(ASPECTS))
    code = data.draw(st.sampled_from(languages()))
    try:
        faults = faults_of(recording, focus, aspect, code)
    except UsageError:  # a sample that no step trains on
        return
    assert not faults, (recording.layer_sizes, aspect, code, focus, faults[:5])


@FEW
@given(st.data())
def test_any_network_is_drawn(data):
    draw_any(data)


@pytest.mark.exhaustive
@MANY
@given(st.data())
def test_many_networks_are_drawn(data):
    draw_any(data)


@pytest.mark.parametrize("focus", [Focus(sample=3), Focus(at_step=299, neuron=4)])
def test_sample_step_and_neuron_can_be_chosen(focus):
    assert not faults_of(load_shipped("walkthrough.npz"), focus, "16:9", "en")


def test_the_change_shown_is_the_one_that_matters_most():
    recording = load_shipped("walkthrough.npz")
    moved_one, outputs = strongest_input(recording, 0), recording.activations[-1][0]
    changes = np.abs(recording.moved_activations_at(0)[-1] - outputs).sum(axis=1)
    assert changes[moved_one] == changes.max() > SEEN
