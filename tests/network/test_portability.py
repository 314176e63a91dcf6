"""One run, one digest, whatever the CPU, NumPy's and BLAS's code for it, or the threads.

Each child process trains under settings that make NumPy and OpenBLAS believe in another CPU.
To show that this would catch something, the child also trains in the obvious way: once with BLAS
products and the portable sigmoid, once with ordered sums and ``numpy.exp``.
"""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]

CHILD = """
import hashlib, json
import numpy as np
from network import Mnist, Network, exp, make_checkpoint_series, record_mnist
from network import record_walkthrough, sigmoid
from network import classify, record_bias_study
from network import iris, record, record_exercise, spirals
from network.system.assets import ASSETS
from network.recordings.pictures import Picture
from network.data.photographs.preparation import prepare

stream = np.random.RandomState(0)
used = stream.random_sample((300, 784)) < 0.2
images = (stream.randint(0, 256, (300, 784)) * used).astype(np.uint8)
labels = (np.arange(300) % 10).astype(np.uint8)
data = Mnist(images, labels, images, labels)

def blas(matrix, vector):
    return matrix @ vector

def ordered(matrix, vector):
    return np.add.accumulate(matrix * vector, axis=1)[:, -1]

def numpy_sigmoid(z):
    return 1 / (1 + np.exp(-z))

def plain(product, sigmoid):
    w, v = Network((784, 20, 10)).weights
    for n in range(600):
        x = images[n % 300] / 255
        h = sigmoid(product(w, x))
        o = sigmoid(product(v, h))
        delta = o - np.eye(10)[labels[n % 300]]
        back = product(v.T, delta) * h * (1 - h)
        v, w = v - 0.01 * np.outer(delta, h), w - 0.01 * np.outer(back, x)
    return hashlib.sha256(w.tobytes() + v.tobytes()).hexdigest()

grid = np.linspace(-30, 30, 100_001)
recording = record_mnist(data, epochs=2)
deep = record_mnist(data, epochs=1, layer_sizes=(784, 33, 7, 10), output_delta="mse")
held = iris().held_out(0.2)
general = {
    "tanh, softmax": record(
        held[0], Network((4, 6, 3), activations=["tanh", "softmax"], cost="cross-entropy",
                         start="xavier", learning_rate=0.1), epochs=4, test=held[1],
    ),
    "relu, identity": record(
        spirals(), Network((2, 9, 7, 2), activations=["relu", "relu", "identity"], start="he",
                           cost="half-squared-error", learning_rate=0.02),
        epochs=5, detail="compact", order="shuffled",
    ),
    "sigmoid, cross-entropy": record(
        spirals(), Network((2, 5, 2), activations=["tanh", "sigmoid"], cost="cross-entropy"),
    ),
    "exercise": record_exercise(ASSETS / "exercises" / "relu_and_softmax.toml"),
}
paper = 200 - np.add.outer(np.arange(90), np.arange(70)) // 4 + stream.randint(-3, 4, (90, 70))
paper[20:70, 30:34] = 40
paper[20:24, 30:55] = 50
stages = prepare(paper.astype(np.uint8))
read = Picture(stages.image, "seven", "file", preparation=stages)
print(json.dumps({
    **{name: run.digest() for name, run in general.items()},
    "derived": general["relu, identity"].get("products", step=77, layer=1).tobytes().hex()[:400],
    "walkthrough": record_walkthrough().digest(),
    "bias_study": record_bias_study().digest(),
    "recording": recording.digest(),
    "deep": deep.digest(),
    "replayed": hashlib.sha256(recording.weights_at(499)[0].tobytes()).hexdigest(),
    "inference": classify([read], recording).digest(),
    "film": make_checkpoint_series(recording, data).digest(),
    "functions": hashlib.sha256(sigmoid(grid).tobytes() + exp(grid).tobytes()).hexdigest(),
    "with BLAS": plain(blas, sigmoid),
    "with numpy.exp": plain(ordered, numpy_sigmoid),
    "with neither": plain(ordered, sigmoid),
}))
"""


def numpy_features():
    """Return NumPy's names of the features this CPU has beyond NumPy's baseline."""
    core = np._core if hasattr(np, "_core") else np.core
    umath = core._multiarray_umath
    return [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]


def cpu_settings():
    """Return the environments to try: CPUs of several ages, with one thread and with four."""
    features = numpy_features()
    cores = ("Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX", "Cooperlake")
    settings = [{}, {"OPENBLAS_NUM_THREADS": "1"}, {"OPENBLAS_NUM_THREADS": "4"}]
    for place, core in enumerate(cores):
        # The older the core, the fewer of NumPy's CPU features remain.
        kept = round(place / (len(cores) - 1) * len(features))
        settings.append(
            {
                "OPENBLAS_CORETYPE": core,
                "NPY_DISABLE_CPU_FEATURES": " ".join(features[kept:]),
                "OPENBLAS_NUM_THREADS": "14"[place % 2],
            }
        )
    return settings


def run_child(settings):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **settings}
    child = subprocess.run(
        [sys.executable, "-c", CHILD], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert child.returncode == 0, f"{settings}: {child.stderr}"
    return json.loads(child.stdout)


@pytest.fixture(scope="module")
def found():
    settings = cpu_settings()
    with ThreadPoolExecutor(2) as pool:
        return list(zip(settings, pool.map(run_child, settings), strict=True))


def test_one_digest_on_every_cpu(found, walkthrough_recording):
    assert len(found) >= 6
    first = found[0][1]
    assert first["walkthrough"] == walkthrough_recording.digest()
    for settings, digests in found[1:]:
        for name in digests.keys() - {"with BLAS", "with numpy.exp"}:
            assert digests[name] == first[name], f"{name} differs under {settings}"


@pytest.mark.parametrize("way", ["with BLAS", "with numpy.exp"])
def test_the_obvious_way_would_have_failed(found, way):
    if not {"X86_V3", "AVX2"} & set(numpy_features()):
        pytest.skip("only an x86 CPU with AVX2 can pass for several others here")
    assert len({digests[way] for _, digests in found}) > 1
