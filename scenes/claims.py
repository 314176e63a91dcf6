"""Claims that captions make about a recording, and alternatives where a claim is false.

A caption may claim more than what is drawn: that the cost falls, that an answer is wrong, that
most images are classified correctly.  Then there are several: ``beats.NAME`` for the shipped
recordings, and ``instead.NAME.CASE`` for others.  The first whose condition holds is shown.  Every
caption is either in :data:`CLAIMS`, or in :data:`ALWAYS_TRUE` with the reason why it holds for
every recording that its clip accepts; tests keep both complete.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from network.core.arithmetic import tied
from network.data.dataset import class_answers
from network.errors import LayerlightError
from network.recordings.confusion_story import fashions, most_one_sided, neglected
from network.recordings.plane import all_samples, best_step, border_crossings, is_solved_by_hidden
from network.recordings.questions import SAMPLE
from network.recordings.readings import label_of, misread_image, parting_neuron
from network.recordings.what_if import strongest_input
from scenes.provenance.source import NumberFormat

__all__ = ["ALWAYS_TRUE", "CLAIMS", "SEEN", "Claims", "Facts", "caption_key"]

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
        The training step that the clip shows in full.
    """

    recording: Any
    series: Any = None
    also: Mapping[str, Any] = field(default_factory=dict)
    step: int = FIRST


SHORT = 4
"""Length up to which names of classes are said in captions."""
SEEN = 0.0005
"""Smallest visible change of a number that is printed with three decimals."""
SHOWN_PAIRS = 4
"""Number of most frequent confusions shown, as pairs of digits."""

TOGETHER = 0.05
"""Largest difference of hidden values of samples that land together."""

SETTLED, MOST_ANSWERS = 0.25, 16
"""Weights have settled if their change has sunk to this share; most answers drawn on a ring."""
MOST_MAPS = 100
"""Most neurons of which the weights are drawn as maps."""
MOST_DRAWN = 8
"""Largest layer of which every neuron is drawn."""

Condition = Callable[[Facts], bool]
Claims = Mapping[str, Sequence[tuple[str, Condition]]]


def always(facts: Facts) -> bool:
    """Hold for every recording: the caption makes no claim."""
    return True


# Claims about a walkthrough.


def shows_the_start(facts: Facts) -> bool:
    """The weights shown are those before training, in a run whose start is known."""
    return facts.step == FIRST and not facts.recording.is_imported


def starts_at_random(facts: Facts) -> bool:
    """The weights shown are those before training, and they were drawn at random."""
    about = facts.recording.metadata
    start = about.get("start") or about.get("network", {}).get("start")
    return shows_the_start(facts) and start != "given"


def equal_neurons_would_agree(facts: Facts) -> bool:
    """There is a hidden layer of several neurons, whose weights were drawn at random."""
    hidden = facts.recording.layer_sizes[1:-1]
    return bool(hidden) and min(hidden) > 1 and starts_at_random(facts)


def first_layers_differ(facts: Facts) -> bool:
    """The first two layers have different sizes."""
    sizes = facts.recording.layer_sizes
    return bool(sizes[0] != sizes[1])


def has_one_hidden_layer(facts: Facts) -> bool:
    """There are two layers of weights."""
    return len(facts.recording.layer_sizes) == 3


def biases_start_at_zero(facts: Facts) -> bool:
    """Before training, all biases are zero."""
    return not any(np.any(b) for b in facts.recording.biases_at(FIRST))


def has_epochs(facts: Facts) -> bool:
    """There is more than one epoch."""
    return facts.recording.metadata["epochs"] > 1


def is_walkthrough(facts: Facts) -> bool:
    """The recording is a walkthrough of the MNIST network's training."""
    return bool(facts.recording.metadata["kind"] == "walkthrough")


def shows_images(facts: Facts) -> bool:
    """The samples are images with labels."""
    return facts.recording.images is not None


def has_no_hidden_layer(facts: Facts) -> bool:
    """The inputs lead to the outputs directly."""
    return len(facts.recording.layer_sizes) == 2


def sends_errors_back(facts: Facts) -> bool:
    """The deltas of the outputs are their errors, and go back through one hidden layer."""
    recording = facts.recording
    return bool(
        len(recording.layer_sizes) == 3
        and np.array_equal(recording.deltas[-1][facts.step], recording.output_errors[facts.step])
    )


def _cost_is(name: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return bool(facts.recording.rules.loss.name == name)

    return holds


def has_answers(facts: Facts) -> bool:
    """The targets are classes, so answers are right or wrong."""
    return facts.recording.correct is not None


def all_right_in_the_end(facts: Facts) -> bool:
    """In the last epoch every answer is right; in the first some is not."""
    counts = facts.recording.epoch_correct
    samples = int(np.count_nonzero(np.asarray(facts.recording.epoch) == 1))
    return counts is not None and bool(counts[-1] == samples > counts[0])


def more_right_in_the_end(facts: Facts) -> bool:
    """More answers are right in the last epoch than in the first."""
    counts = facts.recording.epoch_correct
    return counts is not None and bool(counts[-1] > counts[0])


def cost_is_lower_in_the_end(facts: Facts) -> bool:
    """The mean cost of the last epoch is visibly below that of the first."""
    cost, epoch = np.asarray(facts.recording.cost), np.asarray(facts.recording.epoch)
    return bool(cost[epoch == epoch[-1]].mean() < cost[epoch == 1].mean() - SEEN)


def all_right_and_settled(facts: Facts) -> bool:
    """In the end every answer is right, and weights change far less than in the first epoch."""
    recording = facts.recording
    if not all_right_in_the_end(facts):
        return False
    size, steps = int(np.count_nonzero(np.asarray(recording.epoch) == 1)), recording.steps
    first, last = (
        max(
            float(np.abs(b - a).max())
            for a, b in zip(recording.weights_at(k - size), recording.weights_at(k), strict=True)
        )
        for k in (size, steps)
    )
    return last < SETTLED * first


def turns_right(facts: Facts) -> bool:
    """Cost and wrong answers of the last epoch are fewer than those of the first."""
    return more_right_in_the_end(facts) and cost_is_lower_in_the_end(facts)


def echoes_labels(facts: Facts) -> bool:
    """No answer of the walkthrough's first epoch is right: each is the label of the step before."""
    recording = facts.recording
    if not is_walkthrough(facts) or facts.step != FIRST:
        return False
    size = int(recording.metadata["images"])
    answers = np.asarray(recording.predicted_class)[:size]
    return bool(
        3 <= size <= MOST_ANSWERS
        and len(recording.metadata["classes"]) <= size
        and np.array_equal(answers[1:], np.asarray(recording.labels)[: size - 1])
        and not np.any(recording.correct[:size])
    )


def reads_chosen_pixels(facts: Facts) -> bool:
    """The inputs are some pixels of an image, chosen one by one."""
    recording = facts.recording
    return recording.images is not None and bool(recording.metadata.get("pixels"))


def images_change_weights(facts: Facts) -> bool:
    """The samples are images, and every step of the epoch shown changes some weight."""
    return shows_images(facts) and every_step_changes_weights(facts)


def every_step_changes_weights(facts: Facts) -> bool:
    """Every step of the epoch shown changes some weight."""
    recording = facts.recording
    steps = np.flatnonzero(np.asarray(recording.epoch) == recording.epoch[facts.step])
    weights = [recording.weights_at(step) for step in range(steps[0], steps[-1] + 2)]
    return all(
        any(np.any(a != b) for a, b in zip(before, after, strict=True))
        for before, after in pairwise(weights)
    )


def _by_epoch(facts: Facts) -> np.ndarray:
    return np.asarray(facts.recording.cost).reshape(-1, len(facts.recording.images))


def _outputs(facts: Facts) -> np.ndarray:
    return np.asarray(facts.recording.activations[-1][facts.step])


def one_output_is_largest(facts: Facts) -> bool:
    """One output is the largest, as printed."""
    return _one_is_largest(_outputs(facts))


def _one_is_largest(outputs: np.ndarray) -> bool:
    printed = [NumberFormat(3)(float(output)) for output in outputs]
    return printed.count(printed[int(np.argmax(outputs))]) == 1


# Claims about the cost of a sample, from the step shown to its last visit.


def _visits(facts: Facts) -> np.ndarray:
    """Return the steps on the sample shown, from the step shown on."""
    index = np.asarray(facts.recording.image_index)
    same = np.flatnonzero(index == index[facts.step])
    return same[same >= facts.step]


def _costs(facts: Facts) -> np.ndarray:
    """Return the sample's cost at each visit."""
    return np.asarray(facts.recording.cost)[_visits(facts)]


def _answered_correctly(recording: Any, step: int) -> bool | None:
    """Return whether the answer at a step is correct, None if there is none."""
    if recording.class_names is None or recording.tied(step):
        return None
    predicted = int(recording.predictions[step])
    if "classes" in recording.metadata:
        return bool(recording.targets[step][predicted] == 1)
    return bool(recording.labels[step] == predicted)


def answer_is_wrong(facts: Facts) -> bool:
    """The answer at the step shown is wrong."""
    return _answered_correctly(facts.recording, facts.step) is False


def names_are_short(facts: Facts) -> bool:
    """The names of all classes fit into a caption."""
    names = facts.recording.class_names
    return names is not None and max(map(len, names)) <= SHORT


def answer_is_wrong_and_short(facts: Facts) -> bool:
    """The answer at the step shown is wrong, and the names of classes are short."""
    return answer_is_wrong(facts) and names_are_short(facts)


def one_hot_and_short(facts: Facts) -> bool:
    """The target is one-hot, and the names of classes are short."""
    return target_is_one_hot(facts) and names_are_short(facts)


def answer_is_correct(facts: Facts) -> bool:
    """The answer at the step shown is correct."""
    return _answered_correctly(facts.recording, facts.step) is True


def outputs_within_zero_and_one(facts: Facts) -> bool:
    """Outputs lie between 0 and 1."""
    last = facts.recording.rules.functions[-1]
    return bool(last.low == 0.0 and last.high == 1.0)


def target_is_one_hot(facts: Facts) -> bool:
    """There are several outputs, one for each class; the target is 1 for the label, else 0."""
    recording = facts.recording
    target = recording.targets[facts.step]
    hot = bool(
        len(target) > 1 and np.sum(target == 1) == 1 and np.sum(target == 0) == len(target) - 1
    )
    return recording.class_names is not None and hot


def cost_is_mean_of_several(facts: Facts) -> bool:
    """The cost is the mean squared error of several outputs."""
    recording = facts.recording
    return recording.rules.loss.name == "mean-squared-error" and recording.layer_sizes[-1] > 1


def cost_is_half_a_sum(facts: Facts) -> bool:
    """The cost is the half squared error."""
    return bool(facts.recording.rules.loss.name == "half-squared-error")


def cost_counts_one_share(facts: Facts) -> bool:
    """The cost is the categorical cross-entropy of a one-hot target."""
    last = facts.recording.rules.functions[-1].name
    target = facts.recording.targets[facts.step]
    return bool(last == "softmax" and np.sum(target != 0) == 1)


def has_several_outputs(facts: Facts) -> bool:
    """There is more than one output."""
    return facts.recording.layer_sizes[-1] > 1


def cost_lower_but_output_worse(facts: Facts) -> bool:
    """At the next visit the cost is lower, but the label's output is further from 1.

    Other images, too, have been trained on in between.
    """
    visits = _visits(facts)[:2]
    if len(visits) < 2 or not (shows_images(facts) and one_hot_and_short(facts)):
        return False
    recording = facts.recording
    label = int(np.argmax(recording.targets[facts.step]))
    before, after = np.asarray(recording.activations[-1])[visits, label]
    return next_is_lower(facts) and bool(after < before - SEEN) and bool(np.diff(visits)[0] > 1)


def next_is_lower(facts: Facts) -> bool:
    """At the next visit the cost is visibly lower."""
    return bool(_costs(facts)[1] < _costs(facts)[0] - SEEN)


def next_is_higher(facts: Facts) -> bool:
    """At the next visit the cost is visibly higher."""
    return bool(_costs(facts)[1] > _costs(facts)[0] + SEEN)


def others_raised_it(facts: Facts) -> bool:
    """At the next visit the cost is higher; in between the weights learned from other samples."""
    return next_is_higher(facts) and len(facts.recording.samples) > 1


def sample_improves(facts: Facts) -> bool:
    """The sample's cost falls at every visit, visibly in total."""
    return ends_lower(facts) and bool(np.all(np.diff(_costs(facts)) < 0))


def improves_and_vanishes(facts: Facts) -> bool:
    """The sample's cost falls at every visit, to less than a hundredth."""
    return sample_improves(facts) and bool(_costs(facts)[-1] < _costs(facts)[0] / 100)


def ends_lower(facts: Facts) -> bool:
    """The sample's cost is lower at the last visit than at the step shown."""
    return bool(_costs(facts)[-1] < _costs(facts)[0] - SEEN)


def ends_higher(facts: Facts) -> bool:
    """The sample's cost is higher at the last visit than at the step shown."""
    return bool(_costs(facts)[-1] > _costs(facts)[0] + SEEN)


def answer_changes(facts: Facts) -> bool:
    """Training changes the answer for the sample."""
    answers = facts.recording.predictions[_visits(facts)]
    return bool(answers[0] != answers[-1])


def answer_changes_in_an_epoch(facts: Facts) -> bool:
    """Training changes the answer for the sample, in a known epoch; names are short."""
    known = not facts.recording.is_imported
    return answer_changes(facts) and known and names_are_short(facts)


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


def errors_are_slopes_of_the_entropy(facts: Facts) -> bool:
    """The deltas are o − t, as slopes of the cross-entropy."""
    loss = facts.recording.rules.learned_loss
    return deltas_are_errors(facts) and loss is not None and loss.name == "cross-entropy"


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


def _missed(facts: Facts) -> float:
    """Return by how much the cost after the step is above what its slopes foretold."""
    recording, step = facts.recording, facts.step
    after, foretold = (
        float(recording.get(f"learned_cost_{name}", step=step)) for name in ("after", "foretold")
    )
    return after - foretold


def falls_less_than_foretold(facts: Facts) -> bool:
    """The step lowers the cost of its sample, visibly less than its slopes foretold."""
    scale = max(_costs_of_step(facts))
    return step_lowers_the_cost(facts) and _missed(facts) > 10 * SEEN * scale


def corrects_and_bends(facts: Facts) -> bool:
    """The step corrects the answer, and the cost falls less than foretold."""
    return step_corrects_the_answer(facts) and falls_less_than_foretold(facts)


# Claims about a forward pass of any network.


def untrained_digit(facts: Facts) -> bool:
    """The step shown is the first of a walkthrough, whose samples are digits."""
    return facts.step == FIRST and facts.recording.metadata["kind"] == "walkthrough"


def five_pixels(facts: Facts) -> bool:
    """The inputs are five pixels of a larger image."""
    pixels = facts.recording.samples.pixels
    return facts.recording.images is not None and pixels is not None and len(pixels) == 5


def pixels_go_in(facts: Facts) -> bool:
    """The inputs are pixels."""
    return facts.recording.images is not None


def inputs_are_scaled(facts: Facts) -> bool:
    """The inputs are values of a table that were scaled."""
    return facts.recording.samples.scaling is not None


def all_inputs_are_drawn(facts: Facts) -> bool:
    """The first layer is small enough to be drawn whole."""
    return bool(facts.recording.layer_sizes[0] <= MOST_DRAWN)


def no_bias_before_training(facts: Facts) -> bool:
    """The step shown is the first of a run of our own, which starts without biases."""
    return facts.step == FIRST and not facts.recording.is_imported and biases_start_at_zero(facts)


def _functions(facts: Facts) -> list[str]:
    return [function.name for function in facts.recording.rules.functions]


def _first_is(name: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return _functions(facts)[0] == name

    return holds


def first_layer_has_a_curve(facts: Facts) -> bool:
    """The first layer's function acts on each neuron alone."""
    return _functions(facts)[0] != "softmax"


def _later(hidden: int, softmax: bool) -> Condition:
    """Hold for networks with one hidden layer or more, whose outputs are a softmax or not."""

    def holds(facts: Facts) -> bool:
        names = _functions(facts)
        enough = len(names) == 2 if hidden == 1 else len(names) > 2
        return enough and (names[-1] == "softmax") == softmax

    return holds


def answers_are_numbers(facts: Facts) -> bool:
    """The targets are quantities, not classes."""
    return facts.recording.class_names is None


def one_output_for_two_classes(facts: Facts) -> bool:
    """One output says which of two classes it is."""
    return facts.recording.class_names is not None and facts.recording.layer_sizes[-1] == 1


def _classes_and(condition: Condition) -> Condition:
    def holds(facts: Facts) -> bool:
        several = int(facts.recording.layer_sizes[-1]) > 1
        return several and facts.recording.class_names is not None and condition(facts)

    return holds


def _answer_is(right: bool, digit: bool) -> Condition:
    def holds(facts: Facts) -> bool:
        recording = facts.recording
        if recording.class_names is None or (digit and not untrained_digit(facts)):
            return False
        labels = recording.labels
        if recording.metadata["kind"] == "walkthrough":
            answered = np.argmax(recording.activations[-1][facts.step])
            return (recording.targets[facts.step][answered] == 1) == right
        return (recording.predictions[facts.step] == labels[facts.step]) == right

    return holds


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


MOST_MAPS = 100
"""Most neurons of the first layer that are drawn as maps."""
ALIKE = 0.95
"""Least correlation of maps that look the same."""


def all_neurons_have_maps(facts: Facts) -> bool:
    """Every neuron of the first layer is drawn as a map."""
    return bool(facts.series.layer_sizes[1] <= MOST_MAPS)


def all_hidden_neurons_have_maps(facts: Facts) -> bool:
    """Every neuron of the first layer is drawn as a map, and is a hidden one."""
    return all_neurons_have_maps(facts) and len(facts.series.layer_sizes) > 2


def maps_start_at_random(facts: Facts) -> bool:
    """The first weights shown are those before training, and they were drawn at random."""
    about = facts.recording.metadata
    start = about.get("start") or ""
    return bool(facts.series.steps_shown[0] == 0 and start not in ("given", "imported", ""))


def _at_the_riddle(facts: Facts) -> tuple[np.ndarray, np.ndarray]:
    """Return the first layer's weights at the start, and when most accuracy is gained."""
    weights = facts.series.weights[0]
    return weights[0].ravel(), weights[facts.series.mostly_learned].ravel()


def maps_look_the_same(facts: Facts) -> bool:
    """The accuracy has risen by a third of what it can, and the maps hardly differ."""
    start, now = _at_the_riddle(facts)
    accuracy = facts.series.test_accuracy
    gained = accuracy[facts.series.mostly_learned] - accuracy[0]
    alike = np.std(start) > 0 and np.std(now) > 0 and np.corrcoef(start, now)[0, 1] > ALIKE
    return bool(gained > (1 - accuracy[0]) / 3 and alike)


def changes_are_small(facts: Facts) -> bool:
    """The change when most accuracy is gained is at most half as large as the random start."""
    start, now = _at_the_riddle(facts)
    change = np.abs(now - start).mean()
    return bool(maps_start_at_random(facts) and 0 < change < np.abs(start).mean() / 2)


def four_more_digits(facts: Facts) -> bool:
    """After the first step, four more are known one by one, and their classes are digits."""
    series = facts.series
    digits = all(name == str(k) for k, name in enumerate(series.class_names))
    return digits and len(series.early) == 5


def thousands_of_images(facts: Facts) -> bool:
    """An epoch has two thousand steps or more, after which some weights have changed by 0.1."""
    series = facts.series
    changed = np.abs(series.weights[0][-1] - series.weights[0][0]).max()
    return bool(series.metadata["images"] >= 2000 and changed >= 0.1)


def some_pixels_learn_nothing(facts: Facts) -> bool:
    """The weights of some pixels never change."""
    return bool(facts.series.still_pixels > 0)


def tested_on_others(facts: Facts) -> bool:
    """The accuracy is that of samples held out."""
    return bool(facts.series.held_out)


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


def output_layer_changes(facts: Facts) -> bool:
    """Training changes the weights of the output layer."""
    weights = facts.series.weights[-1]
    return bool(np.any(weights[-1] != weights[0]))


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


def _short_classes(facts: Facts) -> bool:
    return max(map(len, facts.series.classes)) <= SHORT


def own_run_and_short(facts: Facts) -> bool:
    """The run is our own, so the first weights are untrained; names of classes are short."""
    return _short_classes(facts) and not facts.series.metadata["imported"]


def own_run_mostly_the_same(facts: Facts) -> bool:
    """Before training, at least half of the answers are the same, of a class with a short name."""
    return own_run_and_short(facts) and mostly_the_same(facts)


def mostly_the_same(facts: Facts) -> bool:
    """At first, at least half of the answers are the same."""
    answers = facts.series.answers[0]
    return bool(2 * answers.max() >= answers.sum())


def _fashion(which: int, count: int) -> Condition:
    def holds(facts: Facts) -> bool:
        found = fashions(facts.series)[which]
        return _short_classes(facts) and len(found.classes) == count

    return holds


def _one_class(which: int) -> Condition:
    return lambda facts: len(fashions(facts.series)[which].classes) == 1


def names_a_neglected_class(facts: Facts) -> bool:
    """The names of classes are short."""
    return _short_classes(facts)


def samples_gather(facts: Facts) -> bool:
    """In the end most samples are on the diagonal, more than at the moments shown before."""
    right, series = facts.series.right, facts.series
    stops = [0, *(found.moment for found in fashions(series))]
    stops += [found.moment for found in [neglected(series)] if found]
    most = 2 * right[-1] > series.members.sum()
    return bool(most and right[-1] > right[stops].max())


def more_on_the_diagonal(facts: Facts) -> bool:
    """In the end more samples are on the diagonal than at first."""
    return bool(facts.series.right[-1] > facts.series.right[0])


def several_off_the_diagonal(facts: Facts) -> bool:
    """In the end more than one sample is answered wrongly."""
    return bool(facts.series.wrong[-1] > 1)


def one_off_the_diagonal(facts: Facts) -> bool:
    """In the end one sample is answered wrongly."""
    return bool(facts.series.wrong[-1] == 1)


def one_pair_leads(facts: Facts) -> bool:
    """One pair of classes with short names is confused more often than any other."""
    series = facts.series
    totals = sorted((int(series.pair_totals[pair]) for pair in series.pairs), reverse=True)
    return _short_classes(facts) and (len(totals) == 1 or totals[0] > totals[1])


def one_sided_and_short(facts: Facts) -> bool:
    """A pair of classes with short names is confused mainly one way."""
    return _short_classes(facts) and one_sided(facts)


def one_sided(facts: Facts) -> bool:
    """A pair of classes is confused mainly one way, also as shares of their samples."""
    return most_one_sided(facts.series, SHOWN_PAIRS) is not None


def _misread_from(origin: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return bool(facts.also["misread"].origin == origin)

    return holds


def misreads_images(facts: Facts) -> bool:
    """The samples are images."""
    return bool(facts.series.metadata["images"])


# Claims about inference.


def reads_a_digit(facts: Facts) -> bool:
    """The network was trained on MNIST, and the image is none of its training."""
    return bool(facts.recording.metadata["kind"] == "inference")


def reads_a_new_image(facts: Facts) -> bool:
    """The image is none of those that the network was trained on."""
    return bool(facts.recording.metadata["inputs"][facts.step]["origin"] != SAMPLE)


def _layer_is(layer: int, *names: str) -> Condition:
    def holds(facts: Facts) -> bool:
        return facts.recording.functions[layer].name in names

    return holds


def all_first_neurons_fit(facts: Facts) -> bool:
    """All neurons of the first hidden layer are drawn."""
    return bool(facts.recording.layer_sizes[1] <= MOST_MAPS)


def two_sigmoids(facts: Facts) -> bool:
    """The first hidden layer and the output have sigmoids."""
    return all(facts.recording.functions[layer].name == "sigmoid" for layer in (0, -1))


def one_score_is_largest(facts: Facts) -> bool:
    """One score is the largest, as printed."""
    return _one_is_largest(np.asarray(facts.recording.activations[-1][facts.step]))


def no_score_reaches_half(facts: Facts) -> bool:
    """All scores are below 0.5, and the largest possible one is 1."""
    within = _layer_is(-1, "sigmoid", "softmax")(facts)
    return within and bool(facts.recording.activations[-1][facts.step].max() < 0.5)


def misread_before(facts: Facts) -> bool:
    """The first image has a label, which is not the answer."""
    label = label_of(facts.recording, facts.step)
    return label is not None and label != int(
        np.argmax(facts.recording.activations[-1][facts.step])
    )


def one_neuron_decides(facts: Facts) -> bool:
    """Without one neuron's contributions, the label of the misread image would be ahead."""
    found = misread_image(facts.recording, facts.step, facts.also["inference"])
    if found is None:
        return False
    recording, number = found
    answer, label = int(np.argmax(recording.activations[-1][number])), label_of(recording, number)
    assert label is not None
    _, gap, lead = parting_neuron(recording, number, (answer, label))
    return gap > lead + SEEN


def reads_most_right(facts: Facts) -> bool:
    """The network's test accuracy is known and above 0.5."""
    accuracy = facts.recording.metadata["network"].get("test_accuracy")
    return accuracy is not None and float(accuracy) > 0.5


# Claims about data.


def is_picture(facts: Facts) -> bool:
    """The samples are images."""
    return facts.recording.images is not None


def has_five_pixels(facts: Facts) -> bool:
    """Five pixels of the image are inputs."""
    return has_chosen_pixels(facts) and facts.recording.layer_sizes[0] == 5


def has_chosen_pixels(facts: Facts) -> bool:
    """Only some pixels of the image are inputs."""
    return bool(facts.recording.samples.pixels)


def is_scaled(facts: Facts) -> bool:
    """The network reads scaled values."""
    return facts.recording.samples.scaling is not None


def is_standardised(facts: Facts) -> bool:
    """Values are scaled by mean and standard deviation."""
    return is_scaled(facts) and facts.recording.samples.scaling.kind == "standard"


def has_three_digits(facts: Facts) -> bool:
    """The recording is a walkthrough that tells three digits apart."""
    recording = facts.recording
    return recording.metadata["kind"] == "walkthrough" and recording.layer_sizes[-1] == 3


def has_one_hot_target(facts: Facts) -> bool:
    """The target of the step is 1 for the sample's class, and 0 for several others."""
    recording = facts.recording
    if recording.class_names is None or recording.layer_sizes[-1] < 2:
        return False
    target = np.asarray(recording.targets[facts.step])
    return bool(np.isin(target, (0.0, 1.0)).all() and target.sum() == 1.0)


def has_a_single_output(facts: Facts) -> bool:
    """One output tells two classes apart, by the targets 0 and 1."""
    recording = facts.recording
    if recording.class_names is None or recording.layer_sizes[-1] > 1:
        return False
    return bool(np.isin(np.asarray(recording.samples.targets), (0.0, 1.0)).all())


# Claims about the structure of any network.


def reads_images(facts: Facts) -> bool:
    """The inputs are pixels of images."""
    return facts.recording.images is not None


def has_hidden_layers(facts: Facts) -> bool:
    """The network has a hidden layer."""
    return len(facts.recording.layer_sizes) > 2


def _moved(facts: Facts) -> tuple[float, list[np.ndarray]]:
    """Return by how much the strongest input moves, and the changes of all layers after it."""
    recording, step = facts.recording, facts.step
    moved = strongest_input(recording, step)
    layers = recording.moved_activations_at(step)
    shift = float(layers[0][moved, moved] - recording.activations[0][step][moved])
    pairs = zip(layers[1:], recording.activations[1:], strict=True)
    return shift, [new[moved] - np.asarray(old[step]) for new, old in pairs]


def darkens_a_pixel(facts: Facts) -> bool:
    """The input that matters most is a pixel, and becomes darker."""
    return reads_images(facts) and _moved(facts)[0] < 0


def every_neuron_changes(facts: Facts) -> bool:
    """If the input that matters most moves, every neuron after it changes visibly."""
    return all(bool(np.all(np.abs(change) >= SEEN)) for change in _moved(facts)[1])


def some_neuron_changes(facts: Facts) -> bool:
    """If the input that matters most moves, some neuron after it changes visibly."""
    return any(bool(np.any(np.abs(change) >= SEEN)) for change in _moved(facts)[1])


# Claims about the plane of two inputs.


def _one_line_fails(facts: Facts) -> bool:
    """The samples are those at which a single neuron fails, and there are hidden neurons."""
    line = facts.also.get("xor_line")
    return line is not None and is_solved_by_hidden(facts.recording, line)


def costs_more_at_best(facts: Facts) -> bool:
    """A single neuron gets most right at a higher cost than at last: its one error is sure."""
    if not _one_line_fails(facts):
        return False
    line = facts.also["xor_line"]
    best = best_step(line)
    z = line.sample_z_at(best)[-1][:, 0]
    wrong = class_answers(line.sample_activations_at(best)[-1]) != line.samples.labels
    falls = line.get("all_samples_cost", step=best) > line.get("all_samples_cost", step=line.steps)
    return bool(falls and wrong.sum() == 1 and np.argmax(np.abs(z)) == np.flatnonzero(wrong)[0])


def two_lines_instead_of_one(facts: Facts) -> bool:
    """A single neuron fails at the samples; here there are two hidden ones in one layer."""
    sizes = facts.recording.layer_sizes
    return _one_line_fails(facts) and len(sizes) == 3 and sizes[1] == 2


def some_hidden_are_drawn(facts: Facts) -> bool:
    """The first hidden layer is too large to be drawn whole."""
    return bool(facts.recording.layer_sizes[1] > MOST_DRAWN)


def hidden_neurons_bend(facts: Facts) -> bool:
    """The first layer's activation function is a ReLU, and there is one hidden layer."""
    return facts.recording.rules.functions[0].name == "relu" and has_one_hidden_layer(facts)


def is_own_run(facts: Facts) -> bool:
    """The training is recorded from its start."""
    return not facts.recording.is_imported


def has_a_ring(facts: Facts) -> bool:
    """The answer is one of several outputs, all of which are drawn."""
    recording = facts.recording
    return recording.class_names is not None and 1 < recording.layer_sizes[-1] <= MOST_DRAWN


def whole_run_is_drawn(facts: Facts) -> bool:
    """All weights are drawn, and all of their updates are known."""
    return is_own_run(facts) and max(facts.recording.layer_sizes) <= MOST_DRAWN


def all_samples_correct(facts: Facts) -> bool:
    """After the last step, the answer for every sample is correct."""
    recording = facts.recording
    count = int(all_samples(recording, "all_samples_correct", recording.steps))
    return count == len(recording.samples)


def two_borders_for_one(facts: Facts) -> bool:
    """A single neuron fails; the network does not, and its plane has two borders."""
    last = facts.recording.steps
    crossed = border_crossings(facts.recording, last)
    return _one_line_fails(facts) and all_samples_correct(facts) and crossed == 2


def _outputs_keep_order(facts: Facts) -> bool:
    """Each output rises with its own pre-activation, so that answers have straight borders."""
    return facts.recording.rules.functions[-1].name != "relu"


def _hidden_is_curved(facts: Facts) -> bool:
    return any(function.name != "identity" for function in facts.recording.rules.functions[:-1])


def one_hidden_layer_folds(facts: Facts) -> bool:
    """There is one hidden layer, and its activation function is not linear."""
    return has_one_hidden_layer(facts) and _hidden_is_curved(facts)


def one_line_in_the_hidden_plane(facts: Facts) -> bool:
    """The output layer separates two classes by a straight line."""
    return facts.recording.layer_sizes[-1] <= 2 and _outputs_keep_order(facts)


def triangles_land_together(facts: Facts) -> bool:
    """A single neuron fails, the network does not; its hidden neurons treat triangles alike."""
    recording = facts.recording
    if not (two_lines_instead_of_one(facts) and all_samples_correct(facts)):
        return False
    hidden = recording.sample_activations_at(recording.steps)[1][recording.samples.labels == 1]
    return one_line_in_the_hidden_plane(facts) and bool(np.ptp(hidden, axis=0).max() < TOGETHER)


def straight_borders_in_the_hidden_plane(facts: Facts) -> bool:
    """The answers have straight borders in the plane of the last hidden layer."""
    return _outputs_keep_order(facts)


def crosses_twice(facts: Facts) -> bool:
    """On the diagonal, the answer changes twice; in the hidden plane there is one line."""
    crossed = border_crossings(facts.recording, facts.recording.steps)
    return crossed == 2 and one_line_in_the_hidden_plane(facts)


def crosses_a_border(facts: Facts) -> bool:
    """On the diagonal, the answer changes."""
    return border_crossings(facts.recording, facts.recording.steps) > 0


def fold_separates(facts: Facts) -> bool:
    """All samples are correct, by one line in a plane that was not moved as a whole."""
    folded = _hidden_is_curved(facts) and one_line_in_the_hidden_plane(facts)
    return folded and all_samples_correct(facts)


def leads_to_guesses(facts: Facts) -> bool:
    """There are hidden layers, and what is shown is before training, with weights at random."""
    return has_hidden_layers(facts) and starts_at_random(facts)


CLAIMS: dict[str, tuple[tuple[str, Condition], ...]] = {
    "structure.question": (("", reads_images), ("values", always)),
    "structure.neuron": (("", reads_images), ("values", always)),
    "structure.input_layer": (
        ("", has_chosen_pixels),
        ("every", reads_images),
        ("values", always),
    ),
    "structure.hidden_layer": (
        ("", has_one_hidden_layer),
        ("several", has_hidden_layers),
        ("none", always),
    ),
    "structure.all_values": (
        ("", leads_to_guesses),
        ("trained", has_hidden_layers),
        ("none", has_several_outputs),
        ("single", always),
    ),
    "structure.one_change": (("", darkens_a_pixel), ("brighter", reads_images), ("values", always)),
    "structure.reached": (
        ("", every_neuron_changes),
        ("some", some_neuron_changes),
        ("none", always),
    ),
    "weights.start": (
        ("", starts_at_random),
        ("given", shows_the_start),
        ("trained", always),
    ),
    "weights.others": (("", equal_neurons_would_agree), ("own", always)),
    "weights.other_way": (("", first_layers_differ), ("square", always)),
    "weights.transpose": (("", first_layers_differ), ("square", always)),
    "weights.second_matrix": (("", has_one_hidden_layer), ("more", always)),
    "bias.start_at_zero": (("", biases_start_at_zero), ("biased", always)),
    "bias.one_more_row": (("", biases_start_at_zero), ("biased", always)),
    "bias.bias_slides": (("", bias_slides_left),),
    "bias.with_bias": (("", bias_parts_them),),
    "data.question": (("", is_picture), ("table", always)),
    "data.inputs": (("", has_five_pixels), ("values", always)),
    "data.five": (("", has_five_pixels), ("some", has_chosen_pixels), ("drawn", always)),
    "data.row": (("", is_scaled), ("plain", always)),
    "data.scaled": (("", is_standardised), ("range", always)),
    "data.target": (
        ("", has_three_digits),
        ("classes", has_one_hot_target),
        ("single", has_a_single_output),
        ("numbers", always),
    ),
    "training_loop.inner_loop": (("", shows_images), ("samples", always)),
    "training_loop.outer_loop": (("", has_epochs), ("single", always)),
    "training_loop.forward": (("", reads_chosen_pixels), ("values", always)),
    "training_loop.compare": (
        ("", _cost_is("mean-squared-error")),
        ("half", _cost_is("half-squared-error")),
        ("cost", always),
    ),
    "training_loop.backward": (
        ("", sends_errors_back),
        ("direct", has_no_hidden_layer),
        ("slopes", always),
    ),
    "training_loop.quicker": (
        ("", images_change_weights),
        ("samples", every_step_changes_weights),
        ("still", always),
    ),
    "training_loop.ask": (("", echoes_labels), ("again", has_answers), ("cost", always)),
    "training_loop.strides": (("", turns_right), ("again", always)),
    "training_loop.settle": (
        ("", all_right_and_settled),
        ("more", more_right_in_the_end),
        ("same", has_answers),
        ("lower", cost_is_lower_in_the_end),
        ("cost", always),
    ),
    "training_loop.all_steps": (("", is_walkthrough), ("own", always)),
    "training_loop.shapes": (("", is_walkthrough), ("own", always)),
    "training_loop.accuracy": (("", every_epoch_more_right), ("each", always)),
    "forward_pass.question": (("", untrained_digit), ("image", pixels_go_in), ("table", always)),
    "forward_pass.inputs": (
        ("", five_pixels),
        ("image", pixels_go_in),
        ("scaled", inputs_are_scaled),
        ("table", always),
    ),
    "forward_pass.running_sum": (("", all_inputs_are_drawn), ("rest", always)),
    "forward_pass.bias": (("", no_bias_before_training), ("biased", always)),
    "forward_pass.squash": (
        ("", _first_is("sigmoid")),
        ("tanh", _first_is("tanh")),
        ("relu", _first_is("relu")),
        ("identity", always),
    ),
    "forward_pass.other_rows": (("", first_layer_has_a_curve), ("linear", always)),
    "forward_pass.output_layer": (
        ("", _later(1, softmax=False)),
        ("softmax", _later(1, softmax=True)),
        ("deep", _later(2, softmax=False)),
        ("deep_softmax", _later(2, softmax=True)),
        ("shares", always),
    ),
    "forward_pass.outputs": (
        ("", _classes_and(one_output_is_largest)),
        ("binary", one_output_for_two_classes),
        ("numbers", answers_are_numbers),
        ("equals", always),
    ),
    "forward_pass.answer": (
        ("", _answer_is(right=False, digit=True)),
        ("right", _answer_is(right=True, digit=True)),
        ("numbers", answers_are_numbers),
        ("correct", _answer_is(right=True, digit=False)),
        ("mistaken", always),
    ),
    "cost.answer": (
        ("", answer_is_wrong_and_short),
        ("wrong", answer_is_wrong),
        ("right", always),
    ),
    "cost.question": (
        ("", answer_is_wrong),
        ("right", answer_is_correct),
        ("measure", always),
    ),
    "cost.outputs": (("", outputs_within_zero_and_one), ("scale", always)),
    "cost.target": (("", target_is_one_hot), ("value", always)),
    "cost.mean": (
        ("", cost_is_mean_of_several),
        ("half", cost_is_half_a_sum),
        ("single", always),
    ),
    "cost.curves": (("shares", cost_counts_one_share), ("", always)),
    "cost.total": (
        ("shares", cost_counts_one_share),
        ("", has_several_outputs),
        ("single", always),
    ),
    "cost.again": (("", shows_images), ("sample", always)),
    "cost.next_visit": (
        ("", cost_lower_but_output_worse),
        ("lower", next_is_lower),
        ("others", others_raised_it),
        ("higher", next_is_higher),
        ("same", always),
    ),
    "cost.later": (
        ("", improves_and_vanishes),
        ("falls", sample_improves),
        ("lower", ends_lower),
        ("higher", ends_higher),
        ("same", always),
    ),
    "cost.turn": (
        ("", answer_changes_in_an_epoch),
        ("changed", always),
    ),
    "backpropagation.question": (
        ("", answers_wrong_here),
        ("right", has_an_answer),
        ("values", always),
    ),
    "backpropagation.output_delta": (
        ("error", deltas_are_no_slopes),
        ("", errors_are_slopes_of_the_entropy),
        ("difference", deltas_are_errors),
        ("slopes", outputs_have_own_slopes),
        ("coupled", always),
    ),
    "backpropagation.gradient": (("error", deltas_are_no_slopes), ("", always)),
    "backpropagation.first_layer": (
        ("error", deltas_are_no_slopes),
        ("", an_input_is_zero),
        ("plain", always),
    ),
    "backpropagation.blame": (
        ("error", deltas_are_no_slopes),
        ("", last_layer_is_steepest),
        ("spread", always),
    ),
    "backpropagation.outcome": (
        ("error", deltas_are_no_slopes),
        ("", corrects_and_bends),
        ("less", falls_less_than_foretold),
        ("more", step_lowers_the_cost),
        ("higher", step_raises_the_cost),
        ("same", always),
    ),
    "weights_evolution.matrix": (
        ("", all_hidden_neurons_have_maps),
        ("outputs", all_neurons_have_maps),
        ("some", always),
    ),
    "weights_evolution.maps": (("", maps_start_at_random), ("start", always)),
    "weights_evolution.riddle": (("", maps_look_the_same), ("changed", always)),
    "weights_evolution.all_changes": (("", changes_are_small), ("large", always)),
    "weights_evolution.pile_up": (("", four_more_digits), ("next", always)),
    "weights_evolution.first_epoch": (("", thousands_of_images), ("on", always)),
    "weights_evolution.later_epochs": (
        ("", two_more_refine),
        ("refine", later_epochs_refine),
        ("help", later_epochs_help),
        ("more", has_later_epochs),
        ("single", always),
    ),
    "weights_evolution.borders": (("", some_pixels_learn_nothing),),
    "weights_evolution.output_layer": (("", output_layer_changes), ("still", always)),
    "weights_evolution.recall": (("", tested_on_others), ("trained", always)),
    "weights_evolution.accuracy": (
        ("", _single_and(more_than_nine_of_ten)),
        ("nine", more_than_nine_of_ten),
        ("most_named", _single_and(more_than_half)),
        ("most", more_than_half),
        ("few", always),
    ),
    "weights_evolution.diagram.question": (("", starts_at_random), ("given", always)),
    "weights_evolution.diagram.sample": (("", has_a_ring), ("values", always)),
    "weights_evolution.diagram.epochs": (("", is_own_run), ("checkpoints", always)),
    "weights_evolution.diagram.turn": (("", is_own_run), ("checkpoints", always)),
    "weights_evolution.diagram.winner": (
        ("", whole_run_is_drawn),
        ("some", is_own_run),
        ("checkpoints", always),
    ),
    "weights_evolution.diagram.end": (("", has_answers), ("values", always)),
    "confusions.one": (("", own_run_and_short), ("named", always)),
    "confusions.untrained": (
        ("", own_run_mostly_the_same),
        ("same", mostly_the_same),
        ("spread", always),
    ),
    "confusions.fashion": (
        ("", _fashion(0, 2)),
        ("single", _fashion(0, 1)),
        ("one", _one_class(0)),
        ("classes", always),
    ),
    "confusions.next_fashion": (
        ("", _fashion(1, 2)),
        ("single", _fashion(1, 1)),
        ("one", _one_class(1)),
        ("classes", always),
    ),
    "confusions.neglected": (("", names_a_neglected_class), ("named", always)),
    "confusions.training": (
        ("", samples_gather),
        ("more", more_on_the_diagonal),
        ("none", always),
    ),
    "confusions.rest": (
        ("", several_off_the_diagonal),
        ("one", one_off_the_diagonal),
        ("none", always),
    ),
    "confusions.pairs": (("", one_pair_leads), ("named", always)),
    "confusions.direction": (
        ("", one_sided_and_short),
        ("named", one_sided),
        ("even", always),
    ),
    "confusions.misread": (
        ("", _misread_from("drawings")),
        ("mnist", _misread_from("mnist")),
        ("own", misreads_images),
        ("values", always),
    ),
    "inference.digit": (("", reads_a_digit), ("image", reads_a_new_image), ("sample", always)),
    "inference.squash": (
        ("", _layer_is(0, "sigmoid")),
        ("tanh", _layer_is(0, "tanh")),
        ("relu", _layer_is(0, "relu")),
        ("identity", always),
    ),
    "inference.hidden": (("", all_first_neurons_fit), ("some", always)),
    "inference.add_up": (
        ("", two_sigmoids),
        ("softmax", _layer_is(-1, "softmax")),
        ("sum", _layer_is(-1, "identity")),
        ("curve", always),
    ),
    "inference.scores": (
        ("", _layer_is(-1, "sigmoid")),
        ("softmax", _layer_is(-1, "softmax")),
        ("numbers", always),
    ),
    "inference.answer": (
        ("unsure", no_score_reaches_half),
        ("", one_score_is_largest),
        ("equals", always),
    ),
    "inference.failure": (("another", misread_before), ("", always)),
    "inference.culprit": (("", one_neuron_decides), ("most", always)),
    "inference.always": (("", reads_most_right), ("few", always)),
    "decision.question": (("", _one_line_fails), ("where", always)),
    "decision.best": (("", costs_more_at_best), ("most", always)),
    "decision.hidden": (
        ("", two_lines_instead_of_one),
        ("some", some_hidden_are_drawn),
        ("bends", hidden_neurons_bend),
        ("lines", has_one_hidden_layer),
        ("layers", always),
    ),
    "decision.start": (("", is_own_run), ("checkpoint", always)),
    "decision.training": (("", two_lines_instead_of_one), ("border", always)),
    "decision.result": (
        ("", two_borders_for_one),
        ("all", all_samples_correct),
        ("some", always),
    ),
    "decision.fold": (("", one_hidden_layer_folds), ("last", always)),
    "decision.separate": (
        ("", triangles_land_together),
        ("line", one_line_in_the_hidden_plane),
        ("borders", straight_borders_in_the_hidden_plane),
        ("answers", always),
    ),
    "decision.journey": (("", crosses_twice), ("crosses", crosses_a_border), ("follows", always)),
    "decision.end": (
        ("", fold_separates),
        ("borders", straight_borders_in_the_hidden_plane),
        ("hidden", always),
    ),
}
"""Cases of each caption with a claim (``""`` is the caption itself), and their conditions."""


MEANING = "says what something is or does, in any network"
FILLED = "its numbers are filled in from the recording"
SHIPPED = "is about data and films that ship with the program"
LOOK = "says what is drawn, and how"

ALWAYS_TRUE: dict[str, str] = {
    f"{clip}.{name}": reason
    for clip, reasons in {
        "structure": {
            MEANING: "output_layer other_depths all_weights one_value ripple summary",
            LOOK: "brightness first_weights",
            FILLED: "fully_connected",
        },
        "weights": {
            MEANING: "edges code shape values column all chain",
            LOOK: "crossing fill",
            FILLED: "order sum",
        },
        "bias": {
            MEANING: "question bias_neurons only_outgoing pushes_the_sum weight_tilts pattern"
            " answers",
            FILLED: "slope_alone difference",
        },
        "data": {
            MEANING: "normalised table labels one_hot label_matrix",
            FILLED: "image greys column",
            SHIPPED: "mnist count",
        },
        "training_loop": {
            MEANING: "update loops",
            "the beat is played only where answers echo the labels before them": "echo",
        },
        "decision": {
            SHIPPED: "neuron one_line stuck why impossible",
        },
        "forward_pass": {
            MEANING: "products matrix whole",
        },
        "cost": {
            MEANING: "errors squares",
            "the beat is played only where two errors nearly cancel": "cancel",
            "it asks, and is played only where the answer changes": "onward",
        },
        "backpropagation": {
            MEANING: "tangent update send_back slope hidden_deltas further_back again",
            "the clip shows it only if the deltas are slopes of a cost": "cost_curve",
        },
        "weights_evolution": {
            LOOK: "fold training_begins",
            MEANING: "subtract first_image growth one_map assemble portraits",
        },
        "weights_evolution.diagram": {
            LOOK: "first_epoch checkpoints",
            MEANING: "first_update",
            "it asks, and the pointer is drawn in every run": "onward",
        },
        "confusions": {LOOK: "counts", MEANING: "diagonal"},
        "inference": {
            MEANING: "preparation weights deeper",
            LOOK: "products",
            FILLED: "network contributions runner_up why",
            "it asks, and the image's class is known": "question",
            "the beat is played only where the outputs add up to something else": "together",
        },
    }.items()
    for reason, names in reasons.items()
    for name in names.split()
}
"""Captions that hold for every recording that their clip accepts, and why."""


def caption_key(clip: str, name: str, facts: Facts, own: Claims | None = None) -> str:
    """Return the name of the first caption of a beat whose claim holds for a recording.

    Parameters
    ----------
    clip, name : str
        Names of the clip and the beat.
    facts : Facts
    own : mapping, optional
        Cases and conditions, by beat, of a clip that does not ship with the project.

    Raises
    ------
    LayerlightError
        If no caption holds.
    """
    cases = (own or {}).get(name) or CLAIMS.get(f"{clip}.{name}", (("", always),))
    for case, holds in cases:
        if holds(facts):
            return f"{clip}.instead.{name}.{case}" if case else f"{clip}.beats.{name}"
    raise LayerlightError(f"no caption of {clip}.{name} is true of this recording")
