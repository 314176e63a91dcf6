"""The frameworks, each imported when a test asks for it, and our own arithmetic beside theirs."""

import os
from importlib import import_module

import numpy as np
import pytest

from network import LayerlightError
from network.core.activations import ACTIVATIONS


def framework(module, name, extra):
    """Import a framework; without it the tests that need it are skipped, or must fail."""
    try:
        return import_module(module)
    except ImportError:
        if os.environ.get("LAYERLIGHT_REQUIRE_FRAMEWORKS") == "1":
            raise
        pytest.skip(f"needs {name}: pip install 'layerlight[{extra}]'")


@pytest.fixture(scope="session")
def torch():
    return framework("torch", "PyTorch", "torch")


@pytest.fixture(scope="session")
def keras():
    """Return Keras: on PyTorch, which other tests need anyway, unless KERAS_BACKEND says other."""
    backend = os.environ.get("KERAS_BACKEND", "torch")
    framework(backend, backend, "keras")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KERAS_BACKEND", backend)
        return framework("keras", "Keras", "keras")


@pytest.fixture(scope="session")
def neural_network():
    return framework("sklearn.neural_network", "scikit-learn", "sklearn")


@pytest.fixture(scope="session")
def onnx():
    framework("onnxscript", "onnxscript", "onnx")  # with which PyTorch writes ONNX files
    framework("onnx.reference", "ONNX", "onnx")
    return framework("onnx", "ONNX", "onnx")


TOLERANCE = {
    "float64": {"rtol": 1e-12, "atol": 1e-14},
    "float32": {"rtol": 1e-4, "atol": 1e-6},
    "float16": {"rtol": 1e-2, "atol": 1e-3},
    "bfloat16": {"rtol": 5e-2, "atol": 1e-2},
}


@pytest.fixture(scope="session")
def agree():
    """Return a function that compares our outputs with those of a framework."""

    def compare(found, samples, outputs):
        a = np.asarray(samples, np.float64).reshape(len(samples), -1)
        assert found.layer_sizes[0] == a.shape[1]
        for weights, biases, name in zip(
            found.weights, found.biases, found.activations, strict=True
        ):
            assert weights.dtype == biases.dtype == np.float64
            assert not weights.flags.writeable
            assert not biases.flags.writeable
            a = ACTIVATIONS[name].value(a @ weights.T + biases)
        if found.log_outputs:
            a = np.log(a)
        outputs = np.asarray(outputs, np.float64).reshape(a.shape)
        assert np.ptp(outputs) > 0.01, "outputs that are all the same would prove nothing"
        np.testing.assert_allclose(a, outputs, **TOLERANCE[found.dtype])

    return compare


@pytest.fixture(scope="session")
def refused():
    """Return a function that calls another, and returns the one line with which it refuses."""

    def call(function, *arguments, kind=LayerlightError):
        with pytest.raises(LayerlightError) as caught:
            function(*arguments)
        line = str(caught.value)
        assert type(caught.value) is kind
        assert line.isprintable(), f"expected one line, found {line!r}"
        assert len(line) < 450
        return line

    return call
