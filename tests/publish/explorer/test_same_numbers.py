"""What the page works out is what Python computes, bit for bit."""

import numpy as np
import pytest

from network.core import arithmetic, elementary

from .conftest import MAKERS, recording


def same(found, expected, what):
    np.testing.assert_array_equal(np.asarray(found, float), np.asarray(expected, float), what)


@pytest.mark.parametrize("name", MAKERS)
def test_parameters_of_every_step(runs, name):
    run, page = recording(name), runs(name)
    steps = sorted({0, 1, 2, 63, 64, 65, run.steps // 2, run.steps - 1, run.steps})
    steps = [step for step in steps if step <= run.steps]
    # In an order in which some are replayed from others and some from the start.
    for step in [*steps[::-1], *steps, *steps[1::2]]:
        found = page.evaluate(
            """([name, step]) => {
                const held = runs[name].parameters(step);
                return [held.weights.map((w) => [...w]), held.biases.map((b) => [...b])];
            }""",
            [name, step],
        )
        for layer, (weights, biases) in enumerate(zip(*found, strict=True)):
            same(weights, run.weights_at(step)[layer].ravel(), f"weights_{layer} at {step}")
            same(biases, run.biases_at(step)[layer], f"biases_{layer} at {step}")


@pytest.mark.parametrize("name", MAKERS)
def test_passes_of_every_step(runs, name):
    run, page = recording(name), runs(name)
    steps = list(range(run.steps)) if run.steps <= 300 else list(range(0, run.steps, 7))
    found = page.evaluate(
        """([name, steps]) => {
            const run = runs[name];
            return steps.map((step) => {
                const held = run.parameters(step);
                const sample = run.sampleIndex[step];
                const { z, a } = run.forward(run.input(sample), held);
                const deltas = run.backward(held, z, a, run.target(sample));
                const terms = run.loss.terms(z.at(-1), a.at(-1), run.target(sample));
                const list = (all) => all.map((each) => [...each]);
                return [list(z), list(a), list(deltas), run.loss.total(terms)];
            });
        }""",
        [name, steps],
    )
    for step, (z, a, deltas, cost) in zip(steps, found, strict=True):
        for layer in range(len(run.z)):
            same(z[layer], run.z[layer][step], f"z_{layer} at {step}")
            same(a[layer + 1], run.activations[layer + 1][step], f"activations at {step}")
            same(deltas[layer], run.deltas[layer][step], f"deltas_{layer} at {step}")
        same(cost, run.cost[step], f"cost at {step}")


@pytest.mark.parametrize("name", ["walkthrough", "iris", "xor"])
def test_after_the_update(runs, name):
    run, page = recording(name), runs(name)
    for step in (0, 5, run.steps - 1):
        found = page.evaluate(
            """([name, step]) => {
                const moment = runs[name].moment(step, true, null);
                return [moment.a.map((each) => [...each]), moment.cost];
            }""",
            [name, step],
        )
        for layer in range(1, len(run.layer_sizes)):
            wanted = run.get("activations_after", step=step, layer=layer, index=())
            same(found[0][layer], wanted, f"activations after, layer {layer}, step {step}")
        same(found[1], run.get("cost_after", step=step, index=()), f"cost after step {step}")


def test_history_and_changes_of_a_weight(runs):
    run, page = recording("walkthrough"), runs("walkthrough")
    history = page.evaluate("[...$history.historyOf(runs.walkthrough, 0, 1, 2).values]")
    same(history, run.arrays["weights_0"][:, 1, 2], "history")
    bias = page.evaluate("[...$history.historyOf(runs.walkthrough, 1, 2, null).values]")
    same(bias, run.arrays["biases_1"][:, 2], "history of a bias")
    largest = page.evaluate("$history.changesOf(runs.walkthrough, 0)[0]")
    updates = [np.abs(run.weight_updates_at(0)[layer]) for layer in (0, 1)]
    layer = int(updates[1].max() > updates[0].max())
    j, i = np.unravel_index(np.argmax(updates[layer]), updates[layer].shape)
    assert (largest["layer"], largest["j"], largest["i"]) == (layer, j, i)
    assert largest["change"] == run.weight_updates_at(0)[layer][j, i]


def test_when_a_sample_is_read_right(runs):
    run, page = recording("walkthrough"), runs("walkthrough")
    for sample in (0, 3, 7):
        right = page.evaluate(
            "(sample) => [...$history.answersTo(runs.walkthrough, sample)]", sample
        )
        assert len(right) == run.steps + 1
        own = np.flatnonzero(run.image_index == sample)
        assert [right[step] for step in own] == run.correct[own].tolist()


def test_elementary_functions(runs):
    page = runs("xor")  # holds the table of tanh, and of logarithms
    stream = np.random.RandomState(1)
    values = np.concatenate(
        [stream.uniform(-30, 30, 3000), stream.uniform(-800, 800, 500), stream.randn(500) * 1e-6,
         [0.0, -0.0, 1.0, -1.0, 1 / 512, 3 / 512, 700.0, -746.0, 745.9, 40.0, -20.0]]
    )  # fmt: skip
    functions = {
        "exp": arithmetic.exp,
        "sigmoid": arithmetic.sigmoid,
        "tanh": elementary.tanh,
        "softplus": elementary.softplus,
    }
    for name, function in functions.items():
        # As text: JSON has no infinity.
        found = page.evaluate(
            "([name, values]) => values.map((x) => String(runs.xor.elementary[name](x)))",
            [name, values.tolist()],
        )
        numbers = [float(text.replace("Infinity", "inf")) for text in found]
        same(numbers, function(values), name)
    sizes = np.concatenate([np.abs(values), np.logspace(-320, 300, 400)])
    found = page.evaluate(
        "(values) => values.map((x) => String(runs.xor.elementary.log(x)))", sizes.tolist()
    )
    numbers = [float(text.replace("Infinity", "inf")) for text in found]
    same(numbers, elementary.log(sizes), "log")
