"""Entries of single steps, of recordings that hold something once for each sample."""

import numpy as np
import pytest

from network import Network, iris, record


@pytest.fixture(scope="module")
def recording():
    network = Network((4, 5, 3), activations=("tanh", "softmax"), cost="cross-entropy", seed=2)
    return record(iris(), network, epochs=2)


@pytest.mark.parametrize("step", [0, 7, 151, 299])
def test_targets_and_labels_are_those_of_the_step(recording, step):
    sample = recording.sample_index[step]
    assert recording.get("labels", step=step) == recording.samples.labels[sample]
    target = [recording.get("targets", step=step, index=(k,)) for k in range(3)]
    assert target == list(recording.samples.targets[sample])


def test_other_terms_are_all_but_those_named(recording):
    terms = recording.get("cost_terms", step=7)
    others = recording.get("other_cost_terms", step=7, layer=0, index=(1,))
    assert others == pytest.approx(terms[0] + terms[2])
    assert recording.get("other_cost_terms", step=7, layer=0) == pytest.approx(np.sum(terms))


def test_the_sum_of_errors_is_of_those_named(recording):
    errors = recording.get("output_errors", step=7)
    pair = recording.get("output_error_sum", step=7, layer=0, index=(0, 2))
    assert pair == pytest.approx(errors[0] + errors[2])
    assert recording.get("output_error_sum", step=7, layer=0) == pytest.approx(np.sum(errors))


@pytest.mark.parametrize(
    ("cost", "expected"),
    [
        ("mean-squared-error", 0.25),
        ("half-squared-error", 0.375),
        ("cross-entropy", 3 * np.log(2)),
    ],
)
def test_one_half_for_every_output_has_a_cost(cost, expected):
    found = record(iris(), Network((4, 3), activations="sigmoid", cost=cost, seed=2), epochs=1)
    assert found.get("cost_of_halves", step=7, layer=0) == pytest.approx(expected)
