"""No caption makes a claim that is false for its recording."""

import importlib
import re
from functools import cache
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from manim import config

from network import (
    CheckpointSeries,
    Dataset,
    LayerlightError,
    Network,
    import_run,
    record,
    record_walkthrough,
    xor,
)
from network.recordings.confusions import ConfusionSeries, confusions_of
from network.studies.shipped import load_shipped
from scenes import claims
from scenes.catalog import CATALOG, find_clip
from scenes.claims import Facts, caption_key
from scenes.mobjects.text.text import TextLine
from scenes.style.frame import Frame
from scenes.style.theme import DARK
from scenes.words import languages, load_words

from .conftest import walk

CLIPS = [
    group
    for entry in CATALOG
    for group in (entry.id, *(f"{entry.id}.{form}" for form in entry.forms))
]
"""Groups of words: those of every clip, and of its other forms."""
MODULES = {clip: importlib.import_module(f"scenes.clips.{clip}.claims") for clip in CLIPS}
CLAIMS = {
    f"{clip}.{name}": cases
    for clip, module in MODULES.items()
    for name, cases in module.CLAIMS.items()
}
ALWAYS_TRUE = {
    f"{clip}.{name}": reason
    for clip, module in MODULES.items()
    for reason, names in module.ALWAYS_TRUE.items()
    for name in names.split()
}
"""Captions that hold for every recording that their clip accepts, and why."""
CAPTIONS = [f"{clip}.{name}" for clip in CLIPS for name in load_words().names(f"{clip}.beats")]
CASES = [(key, case) for key, cases in CLAIMS.items() for case, _ in cases]


@cache
def walkthrough(**how):
    return record_walkthrough(**{"epochs": 2, **how})


@cache
def network(sizes=(2, 2, 1), data=None, epochs=2, **how):
    """Return a short run on a table: XOR by default."""
    return record(data or xor(), Network(sizes, seed=1, learning_rate=0.5, **how), epochs=epochs)


@cache
def quantities(learning_rate=0.1):
    """Return a run whose targets are numbers."""
    x = np.linspace(-1, 1, 8)[:, None]
    data = Dataset("line", x, 0.5 * x, ["x"], ["y"])
    rules = {"activations": ("tanh", "identity"), "cost": "half-squared-error"}
    net = Network((1, 2, 1), seed=1, learning_rate=learning_rate, **rules)
    return record(data, net, epochs=4)


def on_a_plane(sizes, data=None, epochs=2, **how):
    """Return what the decision clip draws for a run on a table with two inputs."""
    line = load_shipped("xor_line.npz")
    return Facts(network(sizes, data, epochs, **how), also={"xor_line": line})


@cache
def two_points():
    """Return two samples of two classes, which one line separates."""
    return Dataset(
        "two", [[0.0, 0.0], [1.0, 1.0]], [[0.0], [1.0]], ["a", "b"], ["c"], np.array([0, 1]),
        class_names=["no", "yes"],
    )  # fmt: skip


@cache
def three_classes():
    return Dataset(
        "three", [[0.0, 0.0], [1.0, 1.0], [0.0, 1.0]], np.eye(3), ["a", "b"], ["p", "q", "r"],
        np.arange(3),
    )  # fmt: skip


def switched(*rows):
    """Return the shipped run on XOR with hidden neurons that are on where they were off."""
    run, moments = load_shipped("xor.npz"), []
    for step in (0, run.steps):
        (inner, outer), (inner_bias, outer_bias) = [
            [np.array(part) for part in parts]
            for parts in (run.weights_at(step), run.biases_at(step))
        ]
        for row in rows:  # 1 − σ(z) = σ(−z)
            inner[row], inner_bias[row] = -inner[row], -inner_bias[row]
            outer_bias += outer[:, row]
            outer[:, row] *= -1
        moments.append((step, [inner, outer], [inner_bias, outer_bias]))
    return import_run(run.samples, moments, run.rules, {"framework": "PyTorch"})


def decisions():
    """Return an example for every caption of the decision clip."""
    line = load_shipped("xor_line.npz")
    shipped = Facts(load_shipped("xor.npz"), also={"xor_line": line})
    unsolved, three = on_a_plane((2, 2, 1)), on_a_plane((2, 3, 1))
    deep, solved = on_a_plane((2, 2, 2, 1)), on_a_plane((2, 2, 1), two_points(), 3000)
    classes = on_a_plane((2, 2, 3), three_classes())
    squared = {"activations": ("sigmoid", "relu"), "cost": "mean-squared-error"}
    rectified = on_a_plane((2, 2, 1), **squared)
    bent = on_a_plane((2, 3, 1), activations=("relu", "sigmoid"))
    return {
        "decision.question": {"": shipped, "where": solved},
        "decision.hidden": {
            "": shipped,
            "some": on_a_plane((2, 9, 1)),
            "bends": bent,
            "lines": three,
            "layers": deep,
        },
        "decision.start": {
            "": on_a_plane((2, 1)),
            "checkpoint": Facts(SimpleNamespace(is_imported=True)),
        },
        "decision.training": {"": shipped, "two": unsolved, "border": three},
        "decision.result": {"": shipped, "all": solved, "some": unsolved},
        "decision.both": {
            "": shipped,
            "first": Facts(switched(0, 1), also={"xor_line": line}),
            "on": Facts(switched(0), also={"xor_line": line}),
            "off": Facts(switched(1), also={"xor_line": line}),
            "combines": unsolved,
        },
        "decision.fold": {"": shipped, "last": deep},
        "decision.lift": {"": shipped, "last": deep},
        "decision.separate": {
            "": shipped,
            "line": unsolved,
            "borders": classes,
            "answers": rectified,
        },
        "decision.end": {"": shipped, "line": unsolved, "borders": classes, "hidden": rectified},
    }


def diagrams(shipped):
    """Return an example for every caption of the weights_evolution clip's diagram."""
    clip, numbers = "weights_evolution.diagram", quantities()
    given = Facts(shipped, step=5)
    imported = SimpleNamespace(is_imported=True)
    return {
        f"{clip}.question": {"": shipped, "given": given},
        f"{clip}.sample": {"": shipped, "values": numbers},
        f"{clip}.epochs": {"": shipped, "checkpoints": imported},
        f"{clip}.turn": {"": shipped, "checkpoints": imported},
        f"{clip}.winner": {"": shipped, "some": network((2, 9, 1)), "checkpoints": imported},
        f"{clip}.end": {"": shipped, "values": numbers},
    }


def corrected(counts):
    """Return what the captions about the last epoch look at, for 12 samples."""
    return SimpleNamespace(
        correct=np.zeros(1), epoch_correct=np.array(counts), epoch=np.repeat([1, 2, 3], 12)
    )


@cache
def layered(*sizes, weights=None):
    """Return a short run on a table, of a network of the given sizes.

    If weights are given, one for each layer, all of the layer start from it.
    """
    inputs = np.array([[0.0, 1.0], [1.0, 0.5], [0.5, 0.0]])
    targets = np.ones((3, sizes[-1]))
    names = [f"output {k}" for k in range(sizes[-1])]
    data = Dataset("small", inputs, targets, ["a", "b"], names)
    start = {"seed": 2}
    if weights is not None:
        shapes = list(zip(weights, pairwise(sizes), strict=True))
        start = {
            "weights": [np.full((n, m), weight).tolist() for weight, (m, n) in shapes],
            "biases": [[0.0] * n for _, (_, n) in shapes],
        }
    return record(data, Network(sizes, learning_rate=0.1, **start), epochs=1)


def altered(recording, **changes):
    """Return a recording with some arrays replaced, to test the conditions on."""
    arrays = {**recording.arrays, **changes}
    return type(recording)(recording.metadata, arrays)


def trained(**changes):
    """Return the shipped film with some arrays replaced, and the metadata in ``about``."""
    film = load_shipped("mnist_checkpoints.npz")
    about = changes.pop("about", {})
    return CheckpointSeries({**film.metadata, **about}, {**film.arrays, **changes})


def counted(right, frames=None):
    """Return confusion matrices: ``right`` of 100 images per digit, the rest read as the next."""
    film = load_shipped("mnist_checkpoints.npz")
    frames = len(film.steps_shown) if frames is None else frames
    share = np.broadcast_to(np.asarray(right), (frames, 10))
    matrices = np.zeros((frames, 10, 10), np.int64)
    for digit in range(10):
        matrices[:, digit, digit] = share[:, digit]
        matrices[:, digit, (digit + 1) % 10] = 100 - share[:, digit]
    return matrices


def rising(first, last, frames=None):
    """Return counts, equal for all digits, that rise evenly from the first frame to the last."""
    film = load_shipped("mnist_checkpoints.npz")
    frames = len(film.steps_shown) if frames is None else frames
    return np.linspace(first, last, frames).round().astype(int)[:, None]


def reading(
    outputs=(0.9, 0.1, 0.2), label=0, tested="0.9", functions=("sigmoid", "sigmoid"), hidden=20,
    origin="file",
):  # fmt: skip
    """Return what a network of any kind reads in an image."""
    return SimpleNamespace(
        activations=[np.array([outputs])],
        functions=[SimpleNamespace(name=name) for name in functions],
        labels=np.array([label]),
        layer_sizes=(784, hidden, len(outputs)),
        metadata={
            "kind": "network_inference",
            "inputs": [{"origin": origin}],
            "network": {"test_accuracy": tested},
        },
    )


def biased(inference, output, more):
    """Return facts about the same images read by a network with a larger bias of an output."""
    biases = np.array(inference.arrays["biases_1"])
    biases[output] += more
    changed = altered(inference, biases_1=biases)
    return Facts(changed, also={"inference": changed})


def unable(inference):
    """Return facts about the same images read by a network in which erasing leaves a tie."""
    weights = np.zeros_like(inference.arrays["weights_1"])
    weights[9, 17], weights[1, 17] = 1e-9, 0.0
    biases = np.full(10, -9.0)
    changed = altered(inference, weights_1=weights, biases_1=biases)
    return Facts(changed, also={"inference": changed})


def evolving(**about):
    """Return facts about a series of checkpoints of which only this much is known."""
    return Facts(load_shipped("mnist_checkpoints.npz"), SimpleNamespace(**about))


def frames_of(film, epochs):
    """Return the film's frames of the first epochs, as a film of that many epochs."""
    images = film.metadata["images"]
    kept = film.steps_shown <= epochs * images
    arrays = {
        name: array[kept] if len(array) == len(kept) else array
        for name, array in film.arrays.items()
    }
    arrays["epoch_accuracy"] = film.epoch_accuracy[:epochs]
    return CheckpointSeries({**film.metadata, "epochs": epochs}, arrays)


def small(inputs, targets, sizes, last, cost, names=None, labels=None, **how):
    """Record a small network on a table; two inputs a sample."""
    samples = Dataset(
        "table", np.array(inputs, float), np.array(targets, float), ["a", "b"],
        names or [f"y{k}" for k in range(len(targets[0]))],
        None if labels is None else np.array(labels),
    )  # fmt: skip
    start = {"seed": 3, "learning_rate": 0.01, **how}
    network = Network(sizes, activations=last, cost=cost, **start)
    return record(samples, network, epochs=3)


def confused(*moments, names="ab", **about):
    """Return facts about classes that were answered with each other so often."""
    about = {"part": "test", "images": False, "imported": False, "input_names": None, **about}
    counts = np.array(moments, np.int64)
    about |= {"classes": list(names), "samples": int(counts[0].sum())}
    arrays = {"steps_shown": np.arange(len(counts)), "confusion": counts}
    series = ConfusionSeries(None, about, arrays)
    return Facts(series, series, {"misread": SimpleNamespace(index=lambda way: None)})


def examples_of_confusions():
    """Return facts for every case of the captions of the confusions clip."""
    film = load_shipped("mnist_checkpoints.npz")
    shipped = Facts(
        film, confusions_of(film), {"misread": SimpleNamespace(origin="mnist", index=lambda way: 0)}
    )
    drawn = SimpleNamespace(origin="drawings", index=lambda way: 0)
    long = [f"kind number {k}" for k in range(10)]
    other = confused(*film.confusion, names=long, images=True)
    first, right = [[5, 0], [5, 0]], [[5, 0], [0, 5]]
    there, back, even = [[40, 60], [0, 99]], [[99, 0], [60, 40]], [[90, 9], [9, 90]]
    few, less = [[60, 40], [0, 99]], [[99, 0], [30, 70]]
    swings = (there, back, there, *[[[90, 10], [9, 90]], [[90, 9], [10, 90]]] * 6)
    return {
        "confusions.untrained": {
            "": shipped,
            "same": other,
            "spread": confused(np.eye(3) * 4, names="abc"),
        },
        "confusions.learning": {"": shipped, "seen": confused(first, right, part="train")},
        "confusions.there": {"": shipped, "named": confused(few, less, few)},
        "confusions.back": {"": shipped, "named": confused(there, less, there)},
        "confusions.course": {"": shipped, "named": other},
        "confusions.training": {
            "": shipped,
            "more": confused([[0, 5], [5, 0]], [[1, 4], [5, 0]]),
            "none": confused([[3, 2], [2, 3]], [[3, 2], [2, 3]]),
        },
        "confusions.stopped": {
            "": shipped,
            "swings": confused(*swings, swings[-1]),
            "stands": confused(there, back, there, *[even] * 5),
        },
        "confusions.rest": {
            "": shipped,
            "one": confused(first, [[5, 0], [1, 4]]),
            "none": confused(first, right),
        },
        "confusions.together": {
            "": shipped,
            "named": confused(there, back, there, *[even] * 5),
        },
        "confusions.pairs": {"": shipped, "named": other},
        "confusions.misread": {
            "": shipped,
            "drawn": Facts(film, shipped.series, {"misread": drawn}),
            "images": other,
            "values": confused(first),
        },
    }


def examples_of_costs(shipped):
    """Return facts for every case of the captions of the cost clip."""
    two = [[0.2, 0.9], [0.8, 0.1]]
    hot, long = [[1, 0], [0, 1]], ["setosa", "versicolor"]
    outputs = np.array(shipped.activations[-1])
    outputs[0] = shipped.targets[0]
    correct = altered(shipped, activations_2=outputs)
    numbers = small(two, [[0.3], [0.7]], (2, 1), "identity", "mean-squared-error")
    half = small(two, hot, (2, 2), "sigmoid", "half-squared-error")
    shares = small(two, hot, (2, 2), "softmax", "cross-entropy", long, [0, 1])
    binary = small(two, hot, (2, 2), "sigmoid", "cross-entropy")
    single = small(two, [[0], [1]], (2, 1), "sigmoid", "cross-entropy")
    lone = small(two[:1], hot[:1], (2, 2), "sigmoid", "mean-squared-error")
    outputs = np.array(shares.arrays["activations_1"])
    first = int(shares.sample_index[0])
    wrong = np.where(shares.samples.targets[first] == 1, 0.1, 0.9)
    outputs[0] = wrong
    named = altered(shares, activations_1=outputs)
    cost = np.array(shipped.cost)

    def visited(recording, *costs):
        """Return a recording whose first sample has these costs."""
        steps = np.flatnonzero(recording.image_index == recording.image_index[0])
        changed = np.array(recording.cost)
        shares = (np.linspace(0, 1, count) for count in (len(steps), len(costs)))
        changed[steps] = np.interp(*shares, costs)
        return altered(recording, cost=changed)

    outputs = np.array(shipped.activations[-1])
    outputs[12] = shipped.targets[0]  # the next visit of the first sample
    turned_right = altered(shipped, activations_2=outputs)
    lower = altered(shipped, cost_after=cost)
    pulled = altered(half, cost=0 * half.cost + 0.5, cost_after=0 * half.cost + 0.1)
    still = walkthrough(learning_rate=1e-300)
    return {
        "cost.answer": {"": shipped, "wrong": named, "right": correct},
        "cost.question": {"": shipped, "right": correct, "measure": numbers},
        "cost.outputs": {"": shipped, "scale": numbers},
        "cost.target": {"": shipped, "value": numbers},
        "cost.mean": {"": shipped, "half": half, "single": numbers},
        "cost.curves": {"shares": shares, "": binary},
        "cost.total": {"shares": shares, "": binary, "single": single},
        "cost.own_step": {"": shipped, "samples": numbers},
        "cost.others": {"": shipped, "samples": numbers},
        "cost.next_visit": {
            "": shipped,
            "images": turned_right,
            "pulled": pulled,
            "lower": lower,
            "others": visited(shipped, 0.1, 0.2),
            "higher": visited(lone, 0.1, 0.2),
            "same": still,
        },
        "cost.later": {
            "": shipped,
            "falls": visited(shipped, 0.9, 0.8, 0.7),
            "lower": visited(shipped, 0.5, 0.6, 0.4),
            "higher": altered(shipped, cost=np.sort(cost)),
            "same": still,
        },
    }


def passed(*functions, outputs=3, **about):
    """Return what the claims about a forward pass read of a recording of any network."""
    about = {"images": None, "scaling": None, "label": 0, "inputs": 4, **about}
    inner = [SimpleNamespace(name=name) for name in functions]
    return SimpleNamespace(
        metadata={"kind": "network"},
        layer_sizes=(about["inputs"], *[5] * (len(functions) - 1), outputs),
        rules=SimpleNamespace(functions=inner),
        samples=SimpleNamespace(pixels=about.get("pixels"), scaling=about["scaling"]),
        images=about["images"],
        class_names=about.get("classes", ("a", "b", "c")),
        predictions=np.array([0]),
        labels=np.array([about["label"]]),
        activations=[np.array([[0.9, 0.1, 0.2][:outputs]])],
        targets=np.eye(3)[:1, :outputs],
        is_imported=False,
    )


def forward_passes(shipped, biased, tied, right):
    """Return examples for the claims about a forward pass."""
    some, pictures = passed("tanh", "sigmoid"), passed("relu", "softmax", images=np.zeros(1))
    part = passed("tanh", images=np.zeros(1), pixels=[(0, 0), (0, 1)])
    five = passed("tanh", outputs=2, images=np.zeros(1), pixels=[(0, k) for k in range(5)])
    five.metadata = {"kind": "walkthrough"}
    return {
        "forward_pass.question": {
            "": shipped,
            "pixels": five,
            "part": part,
            "image": pictures,
            "table": some,
        },
        "forward_pass.inputs": {
            "": shipped,
            "image": pictures,
            "scaled": passed("tanh", scaling="standard"),
            "table": some,
        },
        "forward_pass.running_sum": {
            "": shipped,
            "all": some,
            "rest": passed("tanh", inputs=20),
        },
        "forward_pass.bias": {"": shipped, "biased": biased},
        "forward_pass.squash": {
            "": shipped,
            "tanh": some,
            "relu": pictures,
            "identity": passed("identity"),
        },
        "forward_pass.other_rows": {"": shipped, "linear": passed("softmax")},
        "forward_pass.output_layer": {
            "": shipped,
            "softmax": pictures,
            "deep": passed("tanh", "tanh", "tanh"),
            "deep_softmax": passed("tanh", "tanh", "softmax"),
            "shares": passed("softmax"),
        },
        "forward_pass.outputs": {
            "": shipped,
            "largest": right,
            "binary": passed("sigmoid", outputs=1),
            "numbers": passed("identity", classes=None),
            "equals": tied,
        },
        "forward_pass.answer": {
            "": shipped,
            "right": right,
            "numbers": passed("identity", classes=None),
            "correct": some,
            "mistaken": passed("tanh", label=1),
        },
    }


def scaled(kind):
    """Return what the claims about a scaled table read of a recording."""
    return SimpleNamespace(samples=SimpleNamespace(scaling=SimpleNamespace(kind=kind)))


def of_network(last, cost, delta="gradient", rate=0.1):
    """Return a run on two classes."""
    inputs = np.array([[0.2, 0.9], [0.7, 0.1]])
    samples = Dataset("two", inputs, np.eye(2), ["a", "b"], ["c", "d"], np.array([0, 1]))
    network = Network(
        (2, 3, 2), activations=("tanh", last), cost=cost, output_delta=delta, seed=1,
        learning_rate=rate,
    )  # fmt: skip
    return record(samples, network, epochs=2)


def backpropagation_examples(shipped, right, mse):
    """Return the examples of the clip of one training step."""
    error = of_network("tanh", "mean-squared-error", "difference")
    values = Dataset("one", np.array([[0.5]]), np.array([[0.3]]), ["a"], ["b"])
    line = record(values, Network((1, 1), activations="identity", cost="half-squared-error"))
    rules = {"activations": ("tanh", "identity"), "cost": "half-squared-error"}
    steep = record(values, Network((1, 1, 1), seed=4, **rules))
    # A rate so large that the step goes past the lowest cost and up on the other side.
    raised = record(
        values,
        Network((1, 1), activations="identity", cost="half-squared-error", learning_rate=3.0),
    )
    return {
        "backpropagation.question": {"": shipped, "right": right, "values": line},
        "backpropagation.output_delta": {
            "error": error,
            "": shipped,
            "slopes": mse,
            "coupled": of_network("softmax", "mean-squared-error"),
        },
        "backpropagation.gradient": {"error": error, "": shipped},
        "backpropagation.first_layer": {"error": error, "": shipped, "plain": line},
        "backpropagation.blame": {
            "error": error,
            "": steep,
            "spread": line,
        },
        "backpropagation.again": {"": shipped, "values": line},
        "backpropagation.outcome": {
            "error": error,
            "": shipped,
            "lower": right,
            "higher": raised,
            "same": walkthrough(learning_rate=1e-300),
        },
    }


def readings(inference):
    """Return the examples of the clip in which a network reads an image."""
    softmax = reading(functions=("tanh", "softmax"))
    return {
        "inference.digit": {
            "": inference,
            "image": reading(),
            "sample": reading(origin="sample"),
        },
        "inference.squash": {
            "": inference,
            "tanh": softmax,
            "relu": reading(functions=("relu", "sigmoid")),
            "identity": reading(functions=("identity", "sigmoid")),
        },
        "inference.hidden": {"": inference, "some": reading(hidden=101)},
        "inference.add_up": {
            "": inference,
            "softmax": softmax,
            "sum": reading(functions=("relu", "identity")),
            "curve": reading(functions=("relu", "sigmoid")),
        },
        "inference.scores": {
            "": inference,
            "softmax": softmax,
            "numbers": reading(functions=("relu", "identity")),
        },
        "inference.answer": {
            "unsure": reading(outputs=(0.1, 0.3, 0.2)),
            "": inference,
            "equals": reading(outputs=(0.9004, 0.9001, 0.1)),
        },
        "inference.failure": {"another": reading(label=1), "": inference},
        "inference.reread": {
            "": Facts(inference, also={"inference": inference}),
            "another": biased(inference, 7, 1.8),
            "same": biased(inference, 9, 9.0),
            "equals": unable(inference),
        },
        "inference.always": {"": inference, "few": reading(tested="0.126")},
    }


@cache
def examples():
    """Return, for every case of every claim, facts for which it is the one that holds."""
    shipped = load_shipped("walkthrough.npz")
    film, inference = load_shipped("mnist_checkpoints.npz"), load_shipped("inference")
    study = {"bias_study": load_shipped("bias_study.npz")}
    wild = walkthrough(learning_rate=1000.0)
    mse = walkthrough(output_delta="mse")
    cost = np.asarray(shipped.cost)
    biases = np.array(shipped.arrays["biases_1"])
    biases[0] = 0.1
    table = network()
    biased = altered(shipped, biases_1=biases)
    outputs = np.array(shipped.activations[-1])
    outputs[0] = 0.5
    tied = altered(shipped, activations_2=outputs)
    outputs = np.array(shipped.activations[-1])
    outputs[0] = shipped.targets[0]
    right = altered(shipped, activations_2=outputs)
    later = np.array(cost)
    later[12] = 0.9
    first = np.array(film.arrays["weights_0"])
    only_stamps = first[np.minimum(np.arange(len(first)), len(film.early))]
    unlike = first.copy()
    unlike[-1] = -4 * first[0]
    turned = -4 * first
    turned[0] = first[0]
    big = film.metadata["images"]
    at_first_end = int(np.searchsorted(film.steps_shown, big))
    falling = np.array(film.confusion)
    falling[at_first_end:] = falling[at_first_end]
    found = {
        "data.question": {"": shipped, "table": table},
        "data.five": {
            "": shipped,
            "some": SimpleNamespace(
                layer_sizes=(2, 1), images=(), samples=SimpleNamespace(pixels=((0, 0), (1, 1)))
            ),
            "drawn": table,
        },
        "data.inputs": {"": shipped, "values": table},
        "data.row": {"": scaled("standard"), "plain": table},
        "data.scaled": {"": scaled("standard"), "range": scaled("min-max")},
        "data.target": {
            "": shipped,
            "classes": of_network("softmax", "cross-entropy"),
            "single": table,
            "numbers": quantities(),
        },
        "weights.start": {
            "": shipped,
            "given": layered(2, 3, 1, weights=(0.5, 0.1)),
            "trained": Facts(shipped, step=7),
        },
        "structure.question": {"": shipped, "values": layered(2, 3, 1)},
        "structure.neuron": {"": shipped, "values": layered(2, 3, 1)},
        "structure.input_layer": {
            "": shipped,
            "every": SimpleNamespace(images=(), samples=SimpleNamespace(pixels=None)),
            "values": layered(2, 3, 1),
        },
        "structure.hidden_layer": {
            "": shipped,
            "several": layered(2, 3, 2, 1),
            "none": layered(2, 1),
        },
        "structure.all_values": {
            "": shipped,
            "guesses": layered(2, 3, 2),
            "trained": Facts(shipped, step=7),
            "none": layered(2, 2),
            "single": layered(2, 1),
        },
        "structure.one_change": {
            "": shipped,
            "brighter": Facts(shipped, step=1),
            "values": layered(2, 3, 1),
        },
        "structure.first_weights": {"": shipped, "given": Facts(shipped, step=7)},
        "structure.through_function": {"": shipped, "other": quantities()},
        "structure.one_shift": {"": shipped, "values": layered(2, 3, 1)},
        "structure.ripple": {
            "": shipped,
            "outputs": layered(2, 2),
            "single": layered(2, 1),
        },
        "structure.reached": {
            "": shipped,
            "every": Facts(shipped, step=52),
            "some": layered(2, 3, 1, weights=(0.5, 0.0)),
            "none": layered(2, 3, 1, weights=(0.0, 0.0)),
        },
        "structure.answer": {
            "": shipped,
            "stays": Facts(shipped, step=51),
            "turns": Facts(shipped, step=21),
            "values": layered(2, 3, 1),
        },
        "bias.start_at_zero": {"": shipped, "biased": biased},
        "bias.threads": {"": Facts(shipped, None, study)},
        "bias.with_bias": {"": Facts(shipped, None, study)},
        "training_loop.guess": {
            "": shipped,
            "answer": Facts(shipped, step=5),
            "values": quantities(),
        },
        "training_loop.forward": {
            "": shipped,
            "values": table,
        },
        "training_loop.compare": {
            "": shipped,
            "half": network(cost="half-squared-error"),
            "cost": network(cost="cross-entropy"),
        },
        "training_loop.backward": {"": shipped, "direct": network(sizes=(2, 1)), "slopes": mse},
        "training_loop.update": {"": shipped, "delta": mse},
        "training_loop.quicker": {"": shipped, "samples": table},
        "training_loop.ask": {
            "": shipped,
            "right": Facts(shipped, step=40),
            "cost": quantities(),
        },
        "training_loop.strides": {"": shipped, "again": quantities()},
        "training_loop.settle": {
            "": shipped,
            "more": corrected([0, 2, 3]),
            "same": corrected([2, 3, 2]),
            "lower": quantities(),
            "cost": quantities(learning_rate=1e-300),
        },
        "training_loop.all_steps": {"": shipped, "own": table},
        **examples_of_costs(shipped),
        **forward_passes(shipped, biased, tied, right),
        **backpropagation_examples(shipped, right, mse),
        "weights_evolution.matrix": {
            "": film,
            "outputs": evolving(layer_sizes=(784, 20)),
            "some": evolving(layer_sizes=(784, 101, 10)),
        },
        "weights_evolution.maps": {"": film, "start": trained(about={"start": "given"})},
        "weights_evolution.riddle": {
            "": film,
            "changed": trained(confusion=counted(rising(10, 13))),
        },
        "weights_evolution.all_changes": {"": film, "large": trained(weights_0=turned)},
        "weights_evolution.first_image": {"": film, "again": trained(weights_0=only_stamps)},
        "weights_evolution.rescale": {"": film, "on": trained(weights_0=only_stamps)},
        "weights_evolution.pile_up": {
            "": film,
            "next": trained(steps_shown=np.arange(len(first)) * 2),
        },
        "weights_evolution.first_epoch": {"": film, "on": trained(weights_0=1e-3 * first)},
        "weights_evolution.later_epochs": {
            "": film,
            "refine": frames_of(film, 2),
            "help": trained(weights_0=unlike),
            "more": trained(confusion=falling),
            "single": frames_of(film, 1),
        },
        "weights_evolution.result": {"": film, "start": evolving(held_out=False)},
        "weights_evolution.take_away": {"": film, "start": trained(about={"start": "given"})},
        "weights_evolution.alone": {"": film, "score": evolving(held_out=False)},
        **readings(inference),
        **decisions(),
        **diagrams(shipped),
        **examples_of_confusions(),
    }
    assert wild.steps  # even a run at learning rate 1000 can be recorded
    return found


def facts_of(held):
    if isinstance(held, Facts):
        return held
    return Facts(held, held if isinstance(held, CheckpointSeries) else None)


@pytest.mark.parametrize(("key", "case"), CASES)
def test_each_caption_stands_where_it_is_true(key, case):
    clip, name = key.rsplit(".", 1)
    facts = facts_of(examples()[key][case])
    wanted = f"{clip}.instead.{name}.{case}" if case else f"{clip}.beats.{name}"
    assert caption_key(clip, name, facts, MODULES[clip].CLAIMS) == wanted


@pytest.mark.parametrize("key", CLAIMS)
def test_the_conditions_are_what_chooses(key):
    """Each case but the last is false for the recordings that later cases are shown for."""
    cases = CLAIMS[key]
    for place, (_, holds) in enumerate(cases[:-1]):
        for other, _ in cases[place + 1 :]:
            assert not holds(facts_of(examples()[key][other])), other
    assert cases[-1][1] is claims.always or len(cases) == 1


def test_every_caption_is_accounted_for():
    """Each new caption has to declare what it claims, or why it holds for every recording."""
    assert not set(CLAIMS) & set(ALWAYS_TRUE)
    assert set(CLAIMS) | set(ALWAYS_TRUE) == set(CAPTIONS)
    assert all(ALWAYS_TRUE.values())


@pytest.mark.parametrize("code", languages())
def test_every_case_has_its_words(code):
    words = load_words(code)
    for clip in CLIPS:
        found = {
            f"{clip}.{name}": set(words.names(f"{clip}.instead.{name}"))
            for name in words.names(f"{clip}.instead")
        }
        wanted = {
            key: {case for case, _ in cases} - {""}
            for key, cases in CLAIMS.items()
            if key.rsplit(".", 1)[0] == clip and len(cases) > 1
        }
        assert found == wanted
    assert not [name for name in words.borrowed if ".instead." in name]


CLAIMING = re.compile(
    r"\b(most|nearly|only|almost|falls?|fell|fallen|rises?|grows?|few|fewer|all but|best|worst"
    r"|wrong|learns|smaller|lower|higher|more|less|least|first|second|two|three|four|five|nine|ten|half"
    r"|always|never|nothing)\b",
    re.IGNORECASE,
)
CLAIMING_BUT_TRUE = {
    # Numbers that the clip requires, and facts about any network or any mean.
    "bias.zero_inputs": "half",
    "bias.bias_neurons": "always only",
    "bias.one_input": "lower",
    "bias.weight_tilts": "half",
    "bias.two_inputs": "two half",
    "bias.pattern": "half wrong",
    "training_loop.loops": "two four",
    "bias.weights_turn": "only",
    "data.five": "five only",
    "data.mnist": "learns",
    "data.near": "ten",  # the digits of MNIST
    # The clip has this beat only where the example has three digits.
    "data.three": "only three ten",
    "cost.squares": "never",
    # A question.
    "cost.again": "fall",
    "structure.output_layer": "nothing",
    "weights_evolution.first_image": "first",
    "weights_evolution.diagram.first_update": "first",
    "weights_evolution.diagram.checkpoints": "first",
    "decision.zero": "half",
    # The shipped run of a single neuron.
    "decision.one_line": "wrong",
    "decision.stuck": "fell fewer worst",
    # The clip has this beat only where the second neuron's line does so.
    "decision.second": "second",
    "inference.preparation": "first",
    # The neuron with the largest gap between what it adds to the two.
    "inference.culprit": "most",
    "inference.erase": "first less",
}


def test_a_caption_that_sounds_like_a_claim_is_one_or_was_looked_at():
    words = load_words()
    for key in ALWAYS_TRUE:
        clip, name = key.rsplit(".", 1)
        text = re.sub(r"\{\w+\}", "", words[f"{clip}.beats.{name}"])
        found = set(map(str.lower, CLAIMING.findall(text)))
        assert found == set(CLAIMING_BUT_TRUE.get(key, "").split()), key


def test_a_caption_that_nothing_makes_true_is_refused():
    claims = {"later": (("", lambda facts: False),)}
    with pytest.raises(LayerlightError, match=r"no caption of cost\.later is true"):
        caption_key("cost", "later", Facts(None), claims)


def test_what_is_shown_is_what_was_chosen():
    """For a run that learns nothing, the clip says so, with the numbers that the caption names."""
    walked = walk(find_clip("cost"), walkthrough(learning_rate=1e-300), pictures=False)
    captions = {beat.name: beat.caption for beat in walked.beats}
    words = load_words()
    assert captions["later"] == words["cost.instead.later.same"]
    assert captions["mean"] == words["cost.beats.mean"]


LONG = 75
"""Number of characters above which a caption may be too wide for its line."""


@pytest.mark.parametrize("code", languages())
def test_long_captions_fit_on_one_line(code):
    """The clips' own tests play only the shipped recordings, and so never show these."""
    words, room = load_words(code), Frame(config.frame_width, config.frame_height).caption
    for key, case in (pair for pair in CASES if pair[1]):
        clip, name = key.rsplit(".", 1)
        text = re.sub(r"\{\w+\}", "25", words[f"{clip}.instead.{name}.{case}"])
        if len(text) >= LONG:
            drawn = TextLine(DARK, text, DARK.sizes.caption, DARK.ink)
            assert drawn.width <= room.width, f"{len(text)} letters: {text}"
