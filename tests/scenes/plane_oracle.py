"""What the decision clip draws, looked up or computed without the code that it uses."""

import math

import numpy as np

CELLS = 120


def forward(recording, step, values):
    """Return z and activations of every layer, of sigmoids, neuron by neuron."""
    sums, layers = [], [list(values)]
    for weights, biases in zip(recording.weights_at(step), recording.biases_at(step), strict=True):
        sums.append(
            [
                sum(w * x for w, x in zip(row, layers[-1], strict=True)) + b
                for row, b in zip(weights, biases, strict=True)
            ]
        )
        layers.append([1 / (1 + math.exp(-z)) for z in sums[-1]])
    return sums, layers


def recorded_on_plane(source):
    """Return the value of a source of the recordings of XOR."""
    recording, step, layer = source.recording, source.step, source.layer
    index, samples = tuple(source.index), source.recording.samples
    match source.quantity:
        case "inputs":
            return samples.inputs[index]
        case "targets":
            return samples.targets[index]
        case "weights":
            return recording.weights_at(step)[layer][index]
        case "biases":
            return recording.biases_at(step)[layer][index]
        case "updates_made":
            assert 0 <= index[0] <= recording.steps
            return index[0]
        case "setting":
            assert index == ("samples",)
            return len(samples.inputs)
        case "sample_z":
            return forward(recording, step, samples.inputs[index[0]])[0][layer][index[1]]
        case "sample_activations":
            return forward(recording, step, samples.inputs[index[0]])[1][layer][index[1]]
        case "sample_costs":
            o, t = outputs_at(recording, step)[index[0]], samples.targets[index[0], 0]
            return -math.log(o if t else 1 - o)
        case "all_samples_cost":
            pairs = zip(outputs_at(recording, step), samples.targets[:, 0], strict=True)
            terms = [-math.log(o if t else 1 - o) for o, t in pairs]
            return sum(terms) / len(terms)
        case "all_samples_correct":
            return correct_at(recording, step)
        case "plane":
            return plane_at(recording, step, layer)
    raise AssertionError(f"the test does not know the quantity {source.quantity!r}")


def outputs_at(recording, step):
    """Return the output for each sample."""
    return [forward(recording, step, row)[1][-1][0] for row in recording.samples.inputs]


def correct_at(recording, step):
    """Return how many samples are on the right side of one half."""
    pairs = zip(outputs_at(recording, step), recording.samples.targets[:, 0], strict=True)
    return sum((o >= 0.5) == bool(t) for o, t in pairs)


def plane_at(recording, step, layer):
    """Return a layer's activations at all cells, with NumPy's own functions."""
    places = -0.4 + 1.8 * (np.arange(CELLS) + 0.5) / CELLS
    values = np.stack(np.meshgrid(places, places), axis=-1)
    parameters = zip(recording.weights_at(step), recording.biases_at(step), strict=True)
    for weights, biases in list(parameters)[:layer]:
        values = 1 / (1 + np.exp(-(values @ weights.T + biases)))
    return values
