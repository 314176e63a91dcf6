"""Claims that captions make about a recording, and alternatives where a claim is false.

A caption may claim more than what is drawn: that the cost falls, that an answer is wrong, that
most images are classified correctly.  Then there are several: ``beats.NAME`` for the shipped
recordings, and ``instead.NAME.CASE`` for others.  The first whose condition holds is shown.  Every
caption is either in :data:`CLAIMS`, or in :data:`ALWAYS_TRUE` with the reason why it holds for
every recording that its clip accepts; tests keep both complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from network.core.arithmetic import tied
from network.data.dataset import class_answers
from network.errors import LayerlightError
from scenes.provenance.source import NumberFormat

__all__ = ["ALWAYS_TRUE", "CLAIMS", "Facts", "caption_key"]

FIRST = 0
"""The training step shown in full."""


@dataclass(frozen=True)
class Facts:
    """The recordings that a clip draws.

    Parameters
    ----------
    recording : network.storage.storable.Storable
        The clip's own recording.
    series : network.CheckpointSeries or None
        The checkpoints of a training on MNIST, if the clip draws one.
    also : mapping of str to recording
        Further shipped recordings that the clip draws.
    step : int
        The training step shown.
    """

    recording: Any
    series: Any = None
    also: Mapping[str, Any] = field(default_factory=dict)
    step: int = FIRST


SEEN = 0.0005
"""Smallest visible change of a cost, which is printed with three decimals or more."""
SHOWN_PAIRS = 4
"""Number of most frequent confusions shown, as pairs of digits."""

Condition = Callable[[Facts], bool]


def always(facts: Facts) -> bool:
    """Hold for every recording: the caption makes no claim."""
    return True


# Claims about a walkthrough.


def starts_within_a_half(facts: Facts) -> bool:
    """Before training, no weight exceeds 0.5 in magnitude."""
    return all(np.abs(w).max() <= 0.5 for w in facts.recording.weights_at(FIRST))


def biases_start_at_zero(facts: Facts) -> bool:
    """Before training, all biases are zero."""
    return not any(np.any(b) for b in facts.recording.biases_at(FIRST))


def has_epochs(facts: Facts) -> bool:
    """There is more than one epoch."""
    return facts.recording.metadata["epochs"] > 1


def learns_from_the_error(facts: Facts) -> bool:
    """The delta of an output is its output error, o − t."""
    return facts.recording.metadata["output_delta"] == "difference"


def every_step_changes_weights(facts: Facts) -> bool:
    """Every step of the first epoch changes some weight."""
    recording = facts.recording
    last = len(recording.images)
    weights = [recording.weights_at(step) for step in range(last + 1)]
    return all(
        any(np.any(a != b) for a, b in zip(before, after, strict=True))
        for before, after in pairwise(weights)
    )


def _by_epoch(facts: Facts) -> np.ndarray:
    return np.asarray(facts.recording.cost).reshape(-1, len(facts.recording.images))


def cost_falls_every_epoch(facts: Facts) -> bool:
    """The mean cost falls from epoch to epoch, while the cost of some single steps rises."""
    costs = _by_epoch(facts)
    falls = bool(np.all(np.diff(costs.mean(axis=1)) < 0))
    rises = bool(np.any(np.diff(costs.ravel()) > 0))
    return cost_falls_in_all(facts) and falls and rises


def cost_falls_in_all(facts: Facts) -> bool:
    """The last epoch's mean cost is visibly below that of the first."""
    means = _by_epoch(facts).mean(axis=1)
    return has_epochs(facts) and bool(means[-1] < means[0] - SEEN)


def _outputs(facts: Facts) -> np.ndarray:
    return np.asarray(facts.recording.activations[-1][FIRST])


def answers_wrong(facts: Facts) -> bool:
    """The untrained network classifies the first image wrongly, without a tie."""
    recording = facts.recording
    return recording.targets[FIRST][recording.predictions[FIRST]] != 1


def one_output_is_largest(facts: Facts) -> bool:
    """One output is the largest, as printed."""
    return _one_is_largest(_outputs(facts))


def _one_is_largest(outputs: np.ndarray) -> bool:
    printed = [NumberFormat(3)(float(output)) for output in outputs]
    return printed.count(printed[int(np.argmax(outputs))]) == 1


def _visits(facts: Facts) -> np.ndarray:
    """Return the costs of the first image, epoch by epoch."""
    return _by_epoch(facts)[:, 0]


def first_image_improves(facts: Facts) -> bool:
    """The first image's cost falls in every epoch, visibly in total."""
    return ends_lower(facts) and bool(np.all(np.diff(_visits(facts)) < 0))


def squares_nearly_vanish(facts: Facts) -> bool:
    """In the last epoch all squared errors of the first image are below 0.01."""
    last = facts.recording.steps - len(facts.recording.images)
    return bool(np.max(facts.recording.arrays["squared_errors"][last]) < 0.01)


def improves_and_vanishes(facts: Facts) -> bool:
    """The first image's cost falls in every epoch, nearly to zero."""
    return first_image_improves(facts) and squares_nearly_vanish(facts)


def ends_lower(facts: Facts) -> bool:
    """The first image's cost is lower in the last epoch than in the first."""
    return bool(_visits(facts)[-1] < _visits(facts)[0] - SEEN)


def ends_higher(facts: Facts) -> bool:
    """The first image's cost is higher in the last epoch than in the first."""
    return bool(_visits(facts)[-1] > _visits(facts)[0] + SEEN)


def answer_changes(facts: Facts) -> bool:
    """Training changes the answer for the first image."""
    recording = facts.recording
    last = recording.steps - len(recording.images)
    return recording.predictions[FIRST] != recording.predictions[last]


# Claims about one training step, of any network.


def has_an_answer(facts: Facts) -> bool:
    """The network's outputs stand for a class, and the sample has a label."""
    recording = facts.recording
    classes = recording.class_names is not None and recording.labels is not None
    return bool(classes and not recording.tied(facts.step))


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


# Claims about the shipped bias study and checkpoint series.


def bias_slides_left(facts: Facts) -> bool:
    """The neuron whose bias is swept has a positive weight."""
    return bool(facts.also["bias_study"].metadata["sweep_weight"] > 0)


def bias_parts_them(facts: Facts) -> bool:
    """With a bias, every point of the pattern is classified correctly in the end."""
    study = facts.also["bias_study"]
    return int(study.arrays["with_right"][-1]) == len(study.arrays["points"])


# Claims about a training run on MNIST.


def _ends(series: Any) -> list[int]:
    """Return the series's frames at the start and at the end of each epoch."""
    steps = range(0, series.steps + 1, series.metadata["images"])
    return [int(np.searchsorted(series.steps_shown, step)) for step in steps]


def early_steps_help_most(facts: Facts) -> bool:
    """The first third of the steps brings more than half of the total gain in accuracy."""
    series = facts.series
    gains = series.test_accuracy - series.test_accuracy[0]
    early = int(np.searchsorted(series.steps_shown, series.steps / 3, side="right")) - 1
    return bool(gains[-1] > 0 and gains[early] > gains[-1] / 2)


def every_epoch_more_right(facts: Facts) -> bool:
    """Accuracy rises from each epoch to the next."""
    return bool(np.all(np.diff(facts.series.epoch_accuracy) > 0))


def has_later_epochs(facts: Facts) -> bool:
    """The series has more than one epoch."""
    return facts.series.metadata["epochs"] > 1


def changes_shrink(facts: Facts) -> bool:
    """In every later epoch the first layer's weights change less than in the first."""
    series, ends = facts.series, _ends(facts.series)
    weights = series.weights[0]
    changed = [float(np.abs(weights[b] - weights[a]).mean()) for a, b in pairwise(ends)]
    return has_later_epochs(facts) and all(later < changed[0] for later in changed[1:])


def later_epochs_help(facts: Facts) -> bool:
    """Test accuracy rises after the first epoch."""
    ends = _ends(facts.series)
    return has_later_epochs(facts) and bool(
        facts.series.test_right[ends[-1]] > facts.series.test_right[ends[1]]
    )


def later_epochs_refine(facts: Facts) -> bool:
    """Later epochs change weights less and raise test accuracy."""
    return changes_shrink(facts) and later_epochs_help(facts)


def two_more_refine(facts: Facts) -> bool:
    """There are two later epochs, which raise test accuracy by at most 0.05."""
    series, ends = facts.series, _ends(facts.series)
    if series.metadata["epochs"] != 3 or not later_epochs_refine(facts):
        return False
    return bool(series.test_accuracy[ends[-1]] - series.test_accuracy[ends[1]] <= 0.05)


def strokes_grow(facts: Facts) -> bool:
    """Some weights change by 0.1 or more, those of some (always black) pixels not at all."""
    weights = facts.series.weights[0]
    changed = np.abs(weights[-1] - weights[0]).max(axis=0)
    return bool(changed.max() >= 0.1 and changed.min() == 0)


def output_layer_changes(facts: Facts) -> bool:
    """Training changes the weights of the output layer."""
    weights = facts.series.weights[-1]
    return bool(np.any(weights[-1] != weights[0]))


def best_has_both_signs(facts: Facts) -> bool:
    """The row of the digit with the highest recall has positive and negative weights."""
    series = facts.series
    best = list(series.metadata["classes"]).index(series.by_recall[-1][0])
    row = series.weights[-1][-1][best]
    return bool(np.any(row > 0) and np.any(row < 0))


def more_than_nine_of_ten(facts: Facts) -> bool:
    """Final test accuracy is above 0.9."""
    return bool(facts.series.test_accuracy[-1] > 0.9)


def more_than_half(facts: Facts) -> bool:
    """Final test accuracy is above 0.5."""
    return bool(facts.series.test_accuracy[-1] > 0.5)


def best_and_worst_are_single(facts: Facts) -> bool:
    """The highest and the lowest recall each belong to one digit."""
    shares = np.sort(facts.series.recall[-1])
    return bool(shares[0] < shares[1] and shares[-2] < shares[-1])


def _single_and(condition: Condition) -> Condition:
    def both(facts: Facts) -> bool:
        return condition(facts) and best_and_worst_are_single(facts)

    return both


def images_gather(facts: Facts) -> bool:
    """In the end most test images are on the diagonal, more than before training."""
    right = facts.series.test_accuracy
    return bool(right[-1] > 0.5 and right[-1] > right[0])


def more_on_the_diagonal(facts: Facts) -> bool:
    """In the end more test images are on the diagonal than before training."""
    return bool(facts.series.test_right[-1] > facts.series.test_right[0])


def several_off_the_diagonal(facts: Facts) -> bool:
    """In the end more than one test image is misclassified."""
    return bool(facts.series.test_wrong[-1] > 1)


def one_off_the_diagonal(facts: Facts) -> bool:
    """In the end one test image is misclassified."""
    return bool(facts.series.test_wrong[-1] == 1)


def confused_both_ways(facts: Facts) -> bool:
    """Each of the four commonest mistakes also occurs the other way round."""
    counts = facts.series.confusion[-1]
    pairs = dict.fromkeys(tuple(sorted(pair)) for pair in facts.series.mistakes[-1].tolist())
    return all(counts[a, b] > 0 and counts[b, a] > 0 for a, b in list(pairs)[:SHOWN_PAIRS])


# Claims about inference.


def neuron_is_for_and_against(facts: Facts) -> bool:
    """The hidden neuron shown has positive and negative products."""
    recording = facts.recording
    products = np.asarray(recording.products[0][0])[int(recording.ranking[0, 0])]
    return bool(np.any(products > 0) and np.any(products < 0))


def one_score_is_largest(facts: Facts) -> bool:
    """One score is the largest, as printed."""
    return _one_is_largest(np.asarray(facts.recording.activations[-1][0]))


def no_score_reaches_half(facts: Facts) -> bool:
    """All scores are below 0.5."""
    return not facts.recording.is_sure(0)


def read_right(facts: Facts) -> bool:
    """The image has a label, which equals the answer."""
    recording = facts.recording
    classes = list(recording.metadata["classes"])
    return bool(classes[int(recording.predictions[0])] == int(recording.labels[0]))


def reads_most_right(facts: Facts) -> bool:
    """The network's test accuracy is known and above 0.5."""
    accuracy = facts.recording.metadata["network"].get("test_accuracy")
    return accuracy is not None and accuracy > 0.5


CLAIMS: dict[str, tuple[tuple[str, Condition], ...]] = {
    "weights.start": (("", starts_within_a_half), ("further", always)),
    "bias.start_at_zero": (("", biases_start_at_zero), ("biased", always)),
    "bias.one_more_row": (("", biases_start_at_zero), ("biased", always)),
    "bias.bias_slides": (("", bias_slides_left),),
    "bias.with_bias": (("", bias_parts_them),),
    "training_loop.outer_loop": (("", has_epochs), ("single", always)),
    "training_loop.backward": (("", learns_from_the_error), ("slopes", always)),
    "training_loop.quicker": (("", every_step_changes_weights), ("still", always)),
    "training_loop.strides": (
        ("", cost_falls_every_epoch),
        ("falls", cost_falls_in_all),
        ("epochs", has_epochs),
        ("single", always),
    ),
    "training_loop.accuracy": (("", every_epoch_more_right), ("each", always)),
    "forward_pass.bias": (("", biases_start_at_zero), ("biased", always)),
    "forward_pass.outputs": (("", one_output_is_largest), ("equals", always)),
    "forward_pass.answer": (("", answers_wrong), ("right", always)),
    "cost.later": (
        ("", improves_and_vanishes),
        ("falls", first_image_improves),
        ("lower", ends_lower),
        ("higher", ends_higher),
        ("same", always),
    ),
    "cost.answer": (("", answer_changes), ("same", always)),
    "cost.gradient": (("", learns_from_the_error), ("slopes", always)),
    "backpropagation.question": (
        ("", answers_wrong_here),
        ("right", has_an_answer),
        ("values", always),
    ),
    "backpropagation.output_delta": (
        ("error", deltas_are_no_slopes),
        ("", deltas_are_errors),
        ("slopes", outputs_have_own_slopes),
        ("coupled", always),
    ),
    "backpropagation.gradient": (("error", deltas_are_no_slopes), ("", always)),
    "backpropagation.blame": (("error", deltas_are_no_slopes), ("", always)),
    "backpropagation.again": (
        ("", step_corrects_the_answer),
        ("lower", step_lowers_the_cost),
        ("higher", step_raises_the_cost),
        ("same", always),
    ),
    "weights_evolution.first_steps": (("", early_steps_help_most), ("shown", always)),
    "weights_evolution.later_epochs": (
        ("", two_more_refine),
        ("refine", later_epochs_refine),
        ("help", later_epochs_help),
        ("more", has_later_epochs),
        ("single", always),
    ),
    "weights_evolution.strokes": (("", strokes_grow), ("changes", always)),
    "weights_evolution.output_layer": (("", output_layer_changes), ("still", always)),
    "weights_evolution.one_output": (("", best_has_both_signs), ("one_sign", always)),
    "weights_evolution.accuracy": (
        ("", _single_and(more_than_nine_of_ten)),
        ("nine", more_than_nine_of_ten),
        ("most_named", _single_and(more_than_half)),
        ("most", more_than_half),
        ("few", always),
    ),
    "confusions.training": (
        ("", images_gather),
        ("more", more_on_the_diagonal),
        ("none", always),
    ),
    "confusions.counts": (
        ("", several_off_the_diagonal),
        ("one", one_off_the_diagonal),
        ("none", always),
    ),
    "confusions.both_ways": (("", confused_both_ways), ("one_way", always)),
    "inference.products": (("", neuron_is_for_and_against), ("one_sign", always)),
    "inference.answer": (
        ("unsure", no_score_reaches_half),
        ("", one_score_is_largest),
        ("equals", always),
    ),
    "inference.failure": (("", read_right), ("another", always)),
    "inference.always": (("", reads_most_right), ("few", always)),
}
"""Cases of each caption with a claim (``""`` is the caption itself), and their conditions."""


MEANING = "says what something is or does, in any network"
SHAPE = "follows from the 5-4-3 walkthrough that the clip insists on"
FILLED = "its numbers are filled in from the recording"
SHIPPED = "is about data and films that ship with the program"
LOOK = "says what is drawn, and how"

ALWAYS_TRUE: dict[str, str] = {
    f"{clip}.{name}": reason
    for clip, reasons in {
        "structure": {
            MEANING: "neuron layers input_layer hidden_layer output_layer pixels first_weights"
            " fully_connected hidden_values output_values",
            LOOK: "brightness",
            FILLED: "hidden_weights output_weights",
            SHAPE: "other_depths",
        },
        "weights": {
            MEANING: "edges numbers row other_rows product fits transpose right_to_left",
            LOOK: "widths",
            SHAPE: "shape second_matrix left_to_right",
        },
        "bias": {
            MEANING: "bias_neurons only_outgoing pushes_the_sum weight_tilts pattern answers",
            FILLED: "slope_alone difference",
        },
        "data": {
            MEANING: "image normalised labels one_hot label_matrix",
            FILLED: "greys column",
            SHAPE: "five inputs",
            SHIPPED: "mnist count",
        },
        "training_loop": {
            MEANING: "compare update measure",
            SHAPE: "inner_loop misfit reshape forward",
            SHIPPED: "all_steps code",
        },
        "forward_pass": {
            MEANING: "products running_sum squash matrix other_rows output_layer",
            LOOK: "weights",
            SHAPE: "inputs",
        },
        "cost": {
            MEANING: "gaps lines squares mean again",
            LOOK: "outputs",
            FILLED: "target",
        },
        "backpropagation": {
            MEANING: "tangent update bias send_back slope hidden_deltas further_back first_layer"
            " weights",
            "the clip shows it only if the deltas are slopes of a cost": "cost_curve",
        },
        "weights_evolution": {
            FILLED: "matrix maps",
            LOOK: "fold",
            MEANING: "first_epoch change",
            "test images are in no training set": "recall",
        },
        "confusions": {LOOK: "untrained diagonal", MEANING: "pairs"},
        "inference": {
            MEANING: "preparation weights squash add_up",
            "pictures are of one\u2019s own, or test images": "digit",
            FILLED: "network hidden contributions runner_up",
            "the clip insists on ten outputs": "scores",
        },
    }.items()
    for reason, names in reasons.items()
    for name in names.split()
}
"""Captions that hold for every recording that their clip accepts, and why."""


def caption_key(clip: str, name: str, facts: Facts) -> str:
    """Return the name of the first caption of a beat whose claim holds for a recording.

    Parameters
    ----------
    clip, name : str
        Names of the clip and the beat.
    facts : Facts

    Raises
    ------
    LayerlightError
        If no caption holds.
    """
    for case, holds in CLAIMS.get(f"{clip}.{name}", (("", always),)):
        if holds(facts):
            return f"{clip}.instead.{name}.{case}" if case else f"{clip}.beats.{name}"
    raise LayerlightError(f"no caption of {clip}.{name} is true of this recording")
