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
