"""What captions of the clip claim, and the conditions."""

from __future__ import annotations

import numpy as np

from network.core.arithmetic import tied
from network.data.dataset import class_answers
from scenes.claims import MEANING, SEEN, Claims, Facts, always, has_several_outputs

__all__ = ["ALWAYS_TRUE", "CLAIMS"]


def has_an_answer(facts: Facts) -> bool:
    """The network's outputs stand for a class, and the sample has a label."""
    recording = facts.recording
    classes = recording.class_names is not None and recording.labels is not None
    return bool(classes and not recording.tied(facts.step))


def has_an_answer_with_rivals(facts: Facts) -> bool:
    """The answer is the largest of several outputs."""
    return has_an_answer(facts) and has_several_outputs(facts)


def _label(facts: Facts) -> int:
    """Return the index of the class that the step's targets name."""
    return int(class_answers(np.asarray(facts.recording.targets[facts.step])))


def answers_wrong_here(facts: Facts) -> bool:
    """The network's answer at the step shown is wrong."""
    return has_an_answer(facts) and int(facts.recording.predictions[facts.step]) != _label(facts)


def deltas_are_no_slopes(facts: Facts) -> bool:
    """The deltas are o − t, and these are the slopes of no cost."""
    return facts.recording.rules.learned_loss is None


def deltas_are_errors(facts: Facts) -> bool:
    """The deltas of the outputs at the step shown are output minus target."""
    recording, step = facts.recording, facts.step
    return np.array_equal(recording.deltas[-1][step], recording.output_errors[step])


def outputs_have_own_slopes(facts: Facts) -> bool:
    """Each output depends on its own pre-activation alone."""
    return bool(facts.recording.rules.functions[-1].elementwise)


def step_corrects_the_answer(facts: Facts) -> bool:
    """The answer of the step shown is wrong before its update, and right after it."""
    if not answers_wrong_here(facts):
        return False
    recording = facts.recording
    after = recording.get(
        "activations_after", step=facts.step, layer=len(recording.layer_sizes) - 1
    )
    return not (len(after) > 1 and tied(after)) and int(class_answers(after)) == _label(facts)


def _costs_of_step(facts: Facts) -> tuple[float, float]:
    """Return the cost that the step shown learns from, before and after its update."""
    recording, step = facts.recording, facts.step
    name = "cost" if deltas_are_no_slopes(facts) else "learned_cost"
    before, after = (float(recording.get(q, step=step)) for q in (name, f"{name}_after"))
    return before, after


def step_lowers_the_cost(facts: Facts) -> bool:
    """The step shown visibly lowers the cost of its sample."""
    before, after = _costs_of_step(facts)
    return after < before - SEEN * max(before, after)


def step_raises_the_cost(facts: Facts) -> bool:
    """The step shown visibly raises the cost of its sample."""
    before, after = _costs_of_step(facts)
    return after > before + SEEN * max(before, after)


def an_input_is_zero(facts: Facts) -> bool:
    """An input of the sample shown is exactly zero."""
    return bool((np.asarray(facts.recording.activations[0][facts.step]) == 0).any())


def last_layer_is_steepest(facts: Facts) -> bool:
    """Of several layers, the last has most of the slopes: nine tenths of their squares."""
    recording, step = facts.recording, facts.step
    squares = [
        float(np.square(deltas[step]).sum() * (1 + np.square(values[step]).sum()))
        for deltas, values in zip(recording.deltas, recording.activations, strict=False)
    ]
    return len(squares) > 1 and squares[-1] > 0.9 * sum(squares)


def sigmoids_shrink(facts: Facts) -> bool:
    """The last layer is steepest, and what comes back has passed slopes of sigmoids."""
    hidden = facts.recording.rules.functions[:-1]
    return last_layer_is_steepest(facts) and all(one.name == "sigmoid" for one in hidden)


def corrects_and_lowers(facts: Facts) -> bool:
    """The step corrects the answer, and visibly lowers the cost of its sample."""
    return step_corrects_the_answer(facts) and step_lowers_the_cost(facts)


CLAIMS: Claims = {
    "question": (
        ("", answers_wrong_here),
        ("right", has_an_answer),
        ("values", always),
    ),
    "output_delta": (
        ("error", deltas_are_no_slopes),
        ("", deltas_are_errors),
        ("slopes", outputs_have_own_slopes),
        ("coupled", always),
    ),
    "gradient": (("error", deltas_are_no_slopes), ("", always)),
    "first_layer": (
        ("error", deltas_are_no_slopes),
        ("", an_input_is_zero),
        ("plain", always),
    ),
    "blame": (
        ("error", deltas_are_no_slopes),
        ("", sigmoids_shrink),
        ("last", last_layer_is_steepest),
        ("spread", always),
    ),
    "again": (("", has_an_answer_with_rivals), ("values", always)),
    "outcome": (
        ("error", deltas_are_no_slopes),
        ("", corrects_and_lowers),
        ("lower", step_lowers_the_cost),
        ("higher", step_raises_the_cost),
        ("same", always),
    ),
}
"""Cases of each caption that claims something, and their conditions."""

ALWAYS_TRUE = {
    MEANING: "tangent update send_back slope hidden_deltas further_back",
    "the clip shows it only if the deltas are slopes of a cost": "cost_curve nudges",
}
"""Names of the captions that hold for every recording that the clip accepts, by reason."""
