"""One training step computed in the obvious way, to compare with what is drawn."""

import math


def recorded_detail(recording, name: str, step: int, *index: int) -> float:
    """Compute what a walkthrough records for one step, from weights, activations and deltas."""
    quantity, _, number = name.rpartition("_")
    layer = int(number) if number.isdigit() else 0
    activations = [a[step] for a in recording.activations]
    deltas = [d[step] for d in recording.deltas]
    match quantity, index:
        case "gradients", (k, i):
            return deltas[layer][k] * activations[layer][i]
        case "returned", (j, k):
            return recording.weights_at(step)[layer][k, j] * deltas[layer][k]
        case "returned_sums", (j, last):
            column = recording.weights_at(step)[layer][:, j]
            return sum(column[k] * deltas[layer][k] for k in range(last + 1))
        case (("sigmoid_slopes" | "slopes"), (j,)):
            return activations[layer + 1][j] * (1 - activations[layer + 1][j])
        case "activations_after", (j,):
            return after_the_update(recording, step)[layer - 1][j]
        case "cost", (k,):
            o, t = activations[-1][k], recording.targets[step][k]
            return -1 / o if t else 1 / (1 - o)
        case "cost", ():
            outputs, targets = after_the_update(recording, step)[-1], recording.targets[step]
            return sum((o - t) ** 2 for o, t in zip(outputs, targets, strict=True)) / len(targets)
        case "bias", ():
            return 1.0  # of the bias neuron
        case "learned", ():
            return cross_entropy(activations[-1], recording.targets[step])
        case "learned_cost", ():
            return cross_entropy(after_the_update(recording, step)[-1], recording.targets[step])
    if name.startswith("nudge_"):
        return nudged(recording, name, step, *index)
    raise AssertionError(f"the test does not know the quantity {name!r}")


def cross_entropy(outputs, targets) -> float:
    """Return the cost that o − t is the slope of, for sigmoid outputs."""
    pairs = zip(outputs, targets, strict=True)
    return -sum(math.log(o) if t else math.log(1 - o) for o, t in pairs)


def plain_pass(weights, biases, x) -> list[list[float]]:
    """Return the values of every layer but the first, computed in the obvious way."""
    layers, values = [], x
    for matrix, bias in zip(weights, biases, strict=True):
        zs = [sum(w * v for w, v in zip(row, values, strict=True)) for row in matrix]
        values = [1 / (1 + math.exp(-(z + b))) for z, b in zip(zs, bias, strict=True)]
        layers.append(values)
    return layers


def after_the_update(recording, step: int) -> list[list[float]]:
    weights, biases = recording.weights_at(step + 1), recording.biases_at(step + 1)
    return plain_pass(weights, biases, recording.activations[0][step])


def nudged(recording, name: str, n: int, change: int = 1) -> float:
    """Nudge a weight; return its value, the cross-entropy, the slope or the gradient."""
    layer, k, i = recording.arrays["nudge_places"][n]
    epsilon = recording.metadata["nudge"]["epsilon"]

    def cost(shift: float) -> float:
        weights = [matrix.copy() for matrix in recording.weights_at(0)]
        weights[layer][k, i] += shift
        outputs = plain_pass(weights, recording.biases_at(0), recording.activations[0][0])[-1]
        pairs = zip(outputs, recording.targets[0], strict=True)
        return -sum(math.log(o) if t else math.log(1 - o) for o, t in pairs)

    shift = (change - 1) * epsilon
    return {
        "nudge_weights": lambda: recording.weights_at(0)[layer][k, i] + shift,
        "nudge_costs": lambda: cost(shift),
        "nudge_slopes": lambda: (cost(epsilon) - cost(-epsilon)) / (2 * epsilon),
        "nudge_gradients": lambda: (
            recording.deltas[layer][0, k] * recording.activations[layer][0, i]
        ),
    }[name]()
