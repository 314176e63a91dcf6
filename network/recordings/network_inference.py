"""Inferences of any network: its answers to samples, values or images, and how it computes them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from network.core.activations import activations_for
from network.core.arithmetic import Floats, tied
from network.core.kernel import MAX_Z
from network.core.model import check_integer, check_layer_sizes
from network.core.rules import forward_pass
from network.data.dataset import SCALES, Scaling, class_answers, selected_inputs
from network.errors import UsageError
from network.recordings.lazy_arrays import SumOfChosen
from network.recordings.network_schema import VERSION, check_factors, check_neurons
from network.recordings.pictures import (
    MOST_IMAGES,
    ORIGINS,
    STAGES,
    check_pictures,
    check_stages,
    prepared,
    stages_of,
)
from network.recordings.questions import SAMPLE, TEST_SAMPLE, VALUES, Question, Trained
from network.storage.archive import Array
from network.storage.field_checks import names, one_of, or_none, text, texts_by_name
from network.storage.schema import ArrayField, Arrays, Metadata, Schema, layers_of
from network.storage.storable import Storable, frozen

__all__ = ["NO_ANSWER", "NetworkInference", "infer"]

KIND = "network_inference"
#: The answer where there are no classes, or several outputs tie for the largest.
NO_ANSWER = -1
_AT_ONCE = 2**22
"""Inputs computed with at a time."""
_LARGEST_NUMBER = 1e60
_KEPT = 2
"""Number of inputs whose products are kept once they were asked for."""


def _check_metadata(metadata: Metadata) -> None:
    sizes = metadata["layer_sizes"]
    activations_for(metadata["activations"], len(sizes) - 1)
    check_neurons(metadata)
    if len(metadata["network"].get("digest") or "") != 64:
        raise UsageError("network: expected its digest")


def _check_classes(name: str, classes: Array, metadata: Metadata) -> None:
    count = len(metadata["class_names"] or ())
    if classes.min() < -1 or classes.max() >= count:
        raise UsageError(f"{name}: expected indices of {count} classes, or -1")


def _check_flags(name: str, flags: Array, metadata: Metadata) -> None:
    if flags.max() > 1:
        raise UsageError(f"{name}: expected 0 or 1, found {flags.max()}")


def _check_content(metadata: Metadata, arrays: Arrays) -> None:
    """Check which arrays are there, and recompute every number from inputs and weights."""
    of_images = "images" in arrays
    scaled, aimed = metadata["scaling"] != "none", metadata["target_scaling"] != "none"
    for wanted, name in (
        (not of_images, "inputs"),
        (not of_images and scaled, "raw_inputs"),
        (aimed, "target_offset"),
        (aimed, "target_factor"),
        (aimed, "raw_outputs"),
    ):
        if (name in arrays) != wanted:
            raise UsageError(f"{name}: {'expected it' if wanted else 'not expected'}")
    if of_images and metadata["image_shape"] is None:
        raise UsageError("images: expected an image_shape")
    check_stages(metadata["inputs"], arrays)
    for key, array in _computed(metadata, arrays).items():
        if not np.array_equal(array, arrays[key]):
            raise UsageError(f"{key}: expected what weights and inputs give, found other numbers")


_maybe = partial(ArrayField, optional=True)
_of_layer = partial(ArrayField, each="layer")

NETWORK_INFERENCE = Schema(
    noun="inference recording",
    kinds=(KIND,),
    version=VERSION,
    largest=_LARGEST_NUMBER,
    fields={
        "layer_sizes": lambda value, _: check_layer_sizes(value),
        "inputs": partial(check_pictures, origins=(*ORIGINS, SAMPLE, TEST_SAMPLE, VALUES)),
        "title": text,
        "input_names": or_none(names),
        "output_names": names,
        "class_names": or_none(names),
        "image_shape": or_none(
            lambda value, name: [check_integer(n, name, 1, 2**15) for n in value]
        ),
        "scaling": one_of(*SCALES),
        "target_scaling": one_of(*SCALES),
        "network": texts_by_name,
    },
    check_metadata=_check_metadata,
    check_content=_check_content,
    sizes=lambda metadata: {
        "questions": len(metadata["inputs"]),
        "rows": (metadata["image_shape"] or (0, 0))[0],
        "columns": (metadata["image_shape"] or (0, 0))[1],
        "n_inputs": metadata["layer_sizes"][0],
        "outputs": metadata["layer_sizes"][-1],
    },
    groups=lambda metadata: {
        "layer": layers_of(metadata["layer_sizes"]),
        "prepared": prepared(metadata["inputs"]),
    },
    arrays=(
        _maybe("images", "questions rows columns", "uint8"),
        _maybe("inputs", "questions n_inputs"),
        _maybe("raw_inputs", "questions n_inputs"),
        ArrayField("labels", "questions", "int64", check=_check_classes),
        ArrayField("known_targets", "questions", "uint8", check=_check_flags),
        ArrayField("targets", "questions outputs"),
        _maybe("target_offset", "outputs"),
        _maybe("target_factor", "outputs", check=check_factors),
        _maybe("raw_outputs", "questions outputs"),
        ArrayField("answers", "questions", "int64", check=_check_classes),
        _of_layer("weights_{layer}", "n_out n_in"),
        _of_layer("biases_{layer}", "n_out"),
        _of_layer("z_{layer}", "questions n_out"),
        _of_layer("activations_{above}", "questions n_out"),
        *STAGES,
    ),
)


class NetworkInference(Storable):
    """What a trained network of any kind computed from some inputs.

    Inputs take the place of the steps of a :class:`network.Recording`: ``activations[0]`` is the
    input; entry l of every other list belongs to the layer from ``activations[l]`` to
    ``activations[l + 1]``.

    Parameters
    ----------
    metadata, arrays : mapping
        As made by :func:`network.classify`.

    Attributes
    ----------
    metadata : dict
        ``network``: the kind, digest and step of the network used; ``inputs``: the ``name``,
        ``origin`` and ``preparation`` of each input; names of inputs, outputs and classes;
        ``activations``, the activation function of each layer.
    steps : int
        Number of inputs.
    weights, biases : list of numpy.ndarray
        The network's parameters, shapes (n_out, n_in) and (n_out,).
    z, activations : list of numpy.ndarray
        Shape (n, n_out).
    answers, labels : numpy.ndarray
        Shape (n,), int64, indices into the class names: the class that the outputs stand for, −1
        if there are no classes or several outputs tie for the largest; and the class of the input,
        −1 if it is not known.
    arrays : dict
        All arrays by the names used in files; among them ``images``, or ``inputs`` and, if they
        were scaled, ``raw_inputs``; ``targets`` (n, n_outputs), the outputs wanted where
        ``known_targets`` is 1, in the units of the data, as are ``raw_outputs`` if targets were
        scaled.
    """

    schema = NETWORK_INFERENCE
    by_step = frozenset({
        "activations", "answers", "labels", "output_sums", "raw_outputs", "targets",
    })  # fmt: skip

    def __init__(self, metadata: Mapping[str, Any], arrays: Mapping[str, Array]) -> None:
        super().__init__(metadata, arrays)
        self.layer_sizes = tuple(self.metadata["layer_sizes"])
        self.steps = len(self.metadata["inputs"])
        layers = range(len(self.layer_sizes) - 1)
        self.functions = activations_for(self.metadata["activations"], len(layers))
        self.weights, self.biases, self.z = (
            [self.arrays[f"{name}_{layer}"] for layer in layers]
            for name in ("weights", "biases", "z")
        )
        self.images = self.arrays.get("images")
        self.activations: list[Floats] = [frozen(_inputs(self.metadata, self.arrays))]
        self.activations += [self.arrays[f"activations_{layer + 1}"] for layer in layers]
        self.answers, self.labels = self.arrays["answers"], self.arrays["labels"]
        self._products: dict[int, list[Floats]] = {}
        self._sums: dict[int, list[Floats]] = {}

    @property
    def output_sums(self) -> Floats:
        """The sum of the outputs for each input, from the first to the last, shape (n,)."""
        return frozen(np.add.accumulate(self.activations[-1], axis=1)[:, -1])

    def tied(self, number: int) -> bool:
        """Return whether several outputs tie for the largest, so that there is no answer."""
        return bool(tied(self.activations[-1][number]))

    @property
    def class_names(self) -> tuple[str, ...] | None:
        """The names of the classes, or None if targets are quantities."""
        found = self.metadata["class_names"]
        return tuple(found) if found else None

    def targets_of(self, number: int) -> Floats | None:
        """Return the outputs wanted for an input, in the units of the data, if they are known."""
        known = self.arrays["known_targets"][number]
        return self.arrays["targets"][number] if known else None

    def weights_at(self, number: int) -> list[Floats]:
        """Return the weights; they are the same for every input."""
        check_integer(number, "the input", 0, self.steps - 1)
        return self.weights

    def biases_at(self, number: int) -> list[Floats]:
        """Return the biases; they are the same for every input."""
        check_integer(number, "the input", 0, self.steps - 1)
        return self.biases

    def products_at(self, number: int) -> list[Floats]:
        """Return weight × input of every edge for an input, by layer, shape (n_out, n_in)."""
        check_integer(number, "the input", 0, self.steps - 1)

        def found() -> list[Floats]:
            # + 0.0 turns −0.0 into 0.0
            return [
                frozen(weights * values[number] + 0.0)
                for weights, values in zip(self.weights, self.activations, strict=False)
            ]

        return _kept(self._products, number, found)

    def partial_sums_at(self, number: int) -> list[Floats]:
        """Return the sums of a neuron's products up to and including each, by layer."""

        def found() -> list[Floats]:
            return [
                frozen(np.add.accumulate(products, axis=1)) for products in self.products_at(number)
            ]

        return _kept(self._sums, number, found)

    def chosen_sums_at(self, number: int) -> list[SumOfChosen]:
        """Return sums of some of a neuron's products, by layer; indexed by neuron and inputs."""
        return [SumOfChosen(products) for products in self.products_at(number)]


def _kept(
    kept: dict[int, list[Floats]], number: int, found: Callable[[], list[Floats]]
) -> list[Floats]:
    """Return what was found for an input; that of the last few is kept, as it may be large."""
    if number not in kept:
        while len(kept) >= _KEPT:
            kept.pop(next(iter(kept)))
        kept[number] = found()
    return kept[number]


def infer(network: Trained, questions: Sequence[Question]) -> NetworkInference:
    """Compute a trained network's answers.

    Parameters
    ----------
    network : Trained
        Its final parameters are used.
    questions : sequence of Question
        Its inputs: all images, or all not.

    Raises
    ------
    UsageError
        There are no questions or too many, or the network diverged.
    """
    if not 1 <= len(questions) <= MOST_IMAGES:
        raise UsageError(f"expected 1 to {MOST_IMAGES:,} inputs, found {len(questions):,}")
    samples, last = network.samples, network.steps
    n_out = network.layer_sizes[-1]
    known = [each.targets is not None for each in questions]
    arrays: dict[str, Array] = {
        "labels": np.array([each.label for each in questions], np.int64),
        "known_targets": np.array(known, np.uint8),
        "targets": np.array(
            [np.zeros(n_out) if each.targets is None else each.targets for each in questions]
        ),
        **{f"weights_{layer}": np.array(w) for layer, w in enumerate(network.weights_at(last))},
        **{f"biases_{layer}": np.array(b) for layer, b in enumerate(network.biases_at(last))},
    }
    if samples.images is not None:
        arrays["images"] = np.array([each.image for each in questions], np.uint8)
        arrays |= stages_of([each.preparation for each in questions])
    else:
        arrays["inputs"] = np.array([each.inputs for each in questions])
        if samples.scaling is not None:
            arrays["raw_inputs"] = np.array([each.raw for each in questions])
    if samples.target_scaling is not None:
        arrays["target_offset"] = np.array(samples.target_scaling.offset)
        arrays["target_factor"] = np.array(samples.target_scaling.factor)
    shape, pixels = samples.image_shape, samples.pixels
    whole = samples.images is not None and pixels is None
    metadata: dict[str, Any] = {
        "kind": KIND,
        "format_version": VERSION,
        "title": str(network.metadata.get("title") or samples.name),
        "layer_sizes": list(network.layer_sizes),
        "activations": [function.name for function in network.rules.functions],
        "input_names": None if whole else list(samples.input_names),
        "output_names": list(samples.output_names),
        "class_names": list(samples.class_names) if samples.class_names else None,
        "image_shape": list(shape) if shape else None,
        "pixels": None if pixels is None else [list(map(int, pixel)) for pixel in pixels],
        "scaling": samples.scaling.kind if samples.scaling else "none",
        "target_scaling": samples.target_scaling.kind if samples.target_scaling else "none",
        "network": {
            "kind": network.metadata["kind"],
            "digest": network.digest(),
            "step": str(last),
            **_tested(network),
        },
        "inputs": [
            {
                "name": each.name,
                "origin": each.origin,
                "preparation": each.preparation and each.preparation.details,
            }
            for each in questions
        ],
    }
    return NetworkInference(metadata, {**arrays, **_computed(metadata, arrays)})


def _tested(network: Trained) -> dict[str, str]:
    """Return the test accuracy at the end of the training and the number of samples, if known."""
    accuracy, tested = (getattr(network, name, None) for name in ("test_accuracy", "test_samples"))
    if accuracy is None or tested is None:
        return {}
    return {"test_accuracy": repr(float(accuracy[-1])), "test_images": str(len(tested))}


def _inputs(metadata: Metadata, arrays: Arrays) -> Floats:
    if "images" in arrays:
        return np.asarray(selected_inputs(arrays["images"], metadata["pixels"]) / 255)
    return arrays["inputs"]


@np.errstate(all="ignore")  # numbers in files may be absurd
def _computed(metadata: Metadata, arrays: Arrays) -> dict[str, Array]:
    """Return everything that follows from inputs and parameters, by the names used in files."""
    sizes = metadata["layer_sizes"]
    layers = range(len(sizes) - 1)
    functions = activations_for(metadata["activations"], len(layers))
    weights, biases = ([arrays[f"{key}_{n}"] for n in layers] for key in ("weights", "biases"))
    inputs = _inputs(metadata, arrays)
    found: dict[str, list[Floats]] = {}
    at_once = max(1, _AT_ONCE // max(sizes))
    for start in range(0, len(inputs), at_once):
        z, values = forward_pass(inputs[start : start + at_once], weights, biases, functions)
        for layer in layers:
            found.setdefault(f"z_{layer}", []).append(z[layer])
            found.setdefault(f"activations_{layer + 1}", []).append(values[layer])
    made: dict[str, Array] = {key: np.concatenate(parts) for key, parts in found.items()}
    for layer in layers:
        if not np.all(np.abs(made[f"z_{layer}"]) < MAX_Z):
            raise UsageError(f"the network diverged: expected |z| below {MAX_Z:.0e}")
    outputs = made[f"activations_{len(layers)}"]
    made["answers"] = np.full(len(outputs), NO_ANSWER, np.int64)
    if metadata["class_names"] is not None:
        clear = np.ones(len(outputs), bool) if outputs.shape[1] == 1 else ~tied(outputs)
        made["answers"][clear] = class_answers(outputs)[clear]
    if metadata["target_scaling"] != "none":
        offset, factor = arrays["target_offset"], arrays["target_factor"]
        made["raw_outputs"] = Scaling(metadata["target_scaling"], offset, factor).undo(outputs)
    return made
