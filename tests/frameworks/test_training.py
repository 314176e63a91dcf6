"""Our training steps against PyTorch's autograd in double precision."""

from itertools import pairwise

import numpy as np
import pytest

from network import Dataset, Network, record

HIDDEN = ("sigmoid", "tanh", "relu", "identity")
ENDS = [
    (last, cost)
    for last in (*HIDDEN, "softmax")
    for cost in ("mean-squared-error", "half-squared-error", "cross-entropy")
    if cost != "cross-entropy" or last in ("sigmoid", "softmax")
]
SIZES = {2: (4, 3), 3: (4, 5, 3), 4: (3, 5, 4, 2), 5: (3, 4, 5, 4, 3)}
RATE, EPOCHS = 0.05, 4


def activated(torch, name, z):
    functions = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "identity": lambda z: z,
        "softmax": lambda z: torch.softmax(z, dim=-1),
    }
    return functions[name](z)


def cost_of(torch, name, last, z, outputs, target):
    functional = torch.nn.functional
    if name == "mean-squared-error":
        return functional.mse_loss(outputs, target)
    if name == "half-squared-error":
        return functional.mse_loss(outputs, target, reduction="sum") / 2
    if last == "softmax":
        return functional.cross_entropy(z[None], target[None])
    return functional.binary_cross_entropy_with_logits(z, target, reduction="sum")


def samples(sizes, last):
    stream = np.random.RandomState(11)
    inputs, targets = stream.uniform(-1, 1, (6, sizes[0])), stream.uniform(0, 1, (6, sizes[-1]))
    if last == "softmax":
        targets /= targets.sum(axis=1, keepdims=True)
    names = [
        [f"{letter}{k}" for k in range(n)]
        for letter, n in zip("xo", sizes[:: len(sizes) - 1], strict=True)
    ]
    return Dataset("random", inputs, targets, *names)


@pytest.mark.parametrize(
    "depth", [3, *(pytest.param(k, marks=pytest.mark.exhaustive) for k in SIZES if k != 3)]
)
@pytest.mark.parametrize(("last", "cost"), ENDS)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_autograd_agrees_to_twelve_digits(torch, hidden, last, cost, depth):
    sizes = SIZES[depth]
    names = [hidden] * (depth - 2) + [last]
    data = samples(sizes, last)
    network = Network(
        sizes, activations=names, cost=cost, start="xavier", seed=9, learning_rate=RATE
    )
    layers = []
    for (n_in, n_out), weights, biases in zip(
        pairwise(sizes), network.weights, network.biases, strict=True
    ):
        layer = torch.nn.Linear(n_in, n_out, dtype=torch.float64)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(weights.copy()))
            layer.bias.copy_(torch.from_numpy(biases.copy()))
        layers.append(layer)
    optimiser = torch.optim.SGD([p for layer in layers for p in layer.parameters()], lr=RATE)
    recording = record(data, network, epochs=EPOCHS, detail="full")
    for step in range(recording.steps):
        sample = step % len(data)
        value = torch.from_numpy(data.inputs[sample].copy())
        zs = []
        for layer, name in zip(layers, names, strict=True):
            zs.append(layer(value))
            zs[-1].retain_grad()
            value = activated(torch, name, zs[-1])
        target = torch.from_numpy(data.targets[sample].copy())
        loss = cost_of(torch, cost, last, zs[-1], value, target)
        optimiser.zero_grad()
        loss.backward()
        assert recording.cost[step] == pytest.approx(loss.item(), rel=1e-12, abs=1e-12)
        for n, layer in enumerate(layers):
            for found, expected in (
                (recording.z[n][step], zs[n].detach()),
                (recording.deltas[n][step], zs[n].grad),
                (recording.arrays[f"gradients_{n}"][step], layer.weight.grad),
                (recording.arrays[f"weights_{n}"][step], layer.weight.detach()),
                (recording.arrays[f"biases_{n}"][step], layer.bias.detach()),
            ):
                np.testing.assert_allclose(found, expected.numpy(), rtol=1e-12, atol=1e-12)
        optimiser.step()
