"""The cost clip draws any small network: every rule holds for recordings of all kinds."""

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import LayerlightError
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.focus import Focus
from scenes.mobjects.text.readout import Readout
from scenes.provenance.relation import sign
from scenes.provenance.source import AxisValue
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import ASPECTS, QUALITIES

from .random_recordings import FEW, MANY, choices, recordings

CLIP = find_clip("cost")


def plain_cost(recording, step, terms_of=None):
    """Compute the cost, or the terms of some outputs, in the obvious way."""
    outputs, targets = recording.activations[-1][step], recording.targets[step]
    name, last = recording.rules.loss.name, recording.rules.functions[-1].name
    z = recording.z[-1][step]
    if name != "cross-entropy":
        terms = [(o - t) ** 2 for o, t in zip(outputs, targets, strict=True)]
        divisor = len(terms) if name == "mean-squared-error" else 2
    elif last == "softmax":
        log_sum = np.log(np.sum(np.exp(z - z.max()))) + z.max()
        terms, divisor = [t * (log_sum - each) for t, each in zip(targets, z, strict=True)], 1
    else:
        terms = [np.logaddexp(0, each) - t * each for t, each in zip(targets, z, strict=True)]
        divisor = 1
    if terms_of is not None:
        return sum(terms[k] for k in terms_of)
    return sum(terms) / divisor


def layers(recording, sample, weights, biases):
    """Compute the activations of a sample, layer by layer."""
    found = [np.asarray(recording.samples.input_rows()[sample], float)]
    for matrix, bias, function in zip(weights, biases, recording.rules.functions, strict=True):
        found.append(function.value(matrix @ found[-1] + bias))
    return found


def recorded(source):
    """Look a number up, independently of the drawing code."""
    recording, step, index = source.recording, source.step, tuple(source.index)
    match source.quantity:
        case "activations":
            return recording.activations[source.layer][step, index[0]]
        case "targets":
            return recording.samples.targets[recording.image_index[step], index[0]]
        case "output_errors":
            sample = recording.image_index[step]
            output = recording.activations[-1][step, index[0]]
            return output - recording.samples.targets[sample, index[0]]
        case "cost_terms":
            return plain_cost(recording, step, index)
        case "other_cost_terms":
            others = [k for k in range(recording.layer_sizes[-1]) if k not in index]
            return plain_cost(recording, step, others)
        case "cost_after":
            return recording.arrays["cost_after"][step]
        case "activations_after":
            weights, biases = recording.weights_at(step + 1), recording.biases_at(step + 1)
            return layers(recording, recording.image_index[step], weights, biases)[-1][index[0]]
        case "sample_activations":
            weights, biases = recording.weights_at(step), recording.biases_at(step)
            return layers(recording, index[0], weights, biases)[-1][index[1]]
        case "sample_costs":
            return recording.get("sample_costs", step=step)[index[0]]
        case "cost":
            return plain_cost(recording, step)
        case "epoch":
            return step // recording.metadata["epoch_steps"] + 1
        case "inputs" | "raw_inputs":
            return recording.samples.raw[index]
        case "setting":
            name, layer = index
            assert name == "layer_sizes"
            return recording.layer_sizes[layer]
    raise AssertionError(f"the test does not know {source}")


def check_stop(scene, found):
    from scenes.audit.layout import check_still

    name = scene.beats[-1].name
    found += [f"{name}: {complaint}" for complaint in check_still(scene)]
    family = dict.fromkeys(m for top in scene.mobjects for m in top.get_family())
    for mobject in family:
        for relation in getattr(mobject, "relations", ()):
            if "approx" not in mobject.text and not relation.holds:
                found.append(f"{name}: {relation} is printed with =")
        if getattr(mobject, "relations", ()) and "approx" in mobject.text:
            assert sign(mobject.relations) == "≈"
        if isinstance(mobject, Readout) and not isinstance(mobject.source, AxisValue):
            decimals = mobject.number_format.decimals
            wanted = float(recorded(mobject.source))
            text = mobject.text.replace("\N{MINUS SIGN}", "-").replace("\N{THIN SPACE}", "")
            expected = Decimal(wanted).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
            off = abs(Decimal(text) - expected)
            # Sums in another order may differ in the last bit, and so in the last digit.
            tie = abs(abs(Decimal(wanted) - expected) - Decimal("0.5").scaleb(-decimals))
            if off > (Decimal(1).scaleb(-decimals) if tie < Decimal("1e-9") else 0):
                found.append(f"{name}: {mobject.source} is {expected}, drawn is {mobject.text}")


def play(recording, focus=None, aspect="16:9"):
    """Rehearse the clip; return its beats, or the line that refuses the recording."""
    found: list[str] = []
    size = QUALITIES["draft"].shaped(aspect)
    style = Style(focus=focus or Focus())
    try:
        beats = rehearse(CLIP, recording, style, size, lambda s, b: check_stop(s, found)).beats
    except LayerlightError as error:
        refused = str(error)
    else:
        refused = ""
    if refused:
        assert refused.startswith("cost has no room")
        assert "\n" not in refused
        return refused
    assert not found, found[:5]
    return [beat.name for beat in beats]


def rules_hold(data):
    recording = data.draw(recordings())
    focus = data.draw(st.none() | choices(recording))
    aspect = data.draw(st.sampled_from(tuple(ASPECTS)))
    played = play(recording, focus, aspect)
    if isinstance(played, str):
        return
    step = (focus or Focus()).step(recording, 0)
    squared = recording.rules.loss.name != "cross-entropy"
    played = [name for name in played if name != "answer"]
    assert played[:3] == ["question", "outputs", "target"]
    assert ("mean" in played) == squared
    assert ("total" in played) != squared
    same = recording.image_index == recording.image_index[step]
    assert ("later" in played) == (np.count_nonzero(same[step:]) > 1)


@given(st.data())
@FEW
def test_any_network_is_drawn_by_the_rules(data):
    rules_hold(data)


@pytest.mark.exhaustive
@given(st.data())
@MANY
def test_very_many_networks_are_drawn_by_the_rules(data):
    rules_hold(data)
