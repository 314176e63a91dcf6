"""ONNX files that are damaged, foreign or hostile: each is read right or refused in one line."""

import os
import random
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from layerlight import LayerlightError, UsageError
from network.core.activations import ACTIVATIONS
from network.frameworks.onnx_file import SIZE_LIMIT, read_onnx
from network.frameworks.wire import MOST_FIELDS, Counter, MalformedError, varint

ROOT = Path(__file__).resolve().parents[2]


def number(value):
    """Return a varint."""
    encoded = b""
    while value >= 0x80:
        encoded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return encoded + bytes([value])


def part(field, content):
    """Return a field that holds bytes, text, an integer or a float."""
    if isinstance(content, float):
        return number(field << 3 | 5) + struct.pack("<f", content)
    if isinstance(content, int):
        return number(field << 3) + number(content)
    content = content.encode() if isinstance(content, str) else content
    return number(field << 3 | 2) + number(len(content)) + content


def tensor(name, shape, content, kind=1):
    dims = b"".join(part(1, n) for n in shape)
    return part(5, dims + part(2, kind) + part(8, name) + content)


def operation(op, reads, makes, extra=b""):
    names = b"".join(part(1, name) for name in reads) + b"".join(part(2, name) for name in makes)
    return part(1, names + part(4, op) + extra)


INPUT, OUTPUT = part(11, part(1, "x")), part(12, part(1, "y"))
MATMUL = operation("MatMul", ["x", "w"], ["y"])
OPSET = part(8, part(2, 20))


def model(*graph):
    return part(1, 10) + part(7, b"".join(graph)) + OPSET


def weights(*shape):
    return np.random.default_rng(1).normal(size=shape).astype("<f4")


W = weights(4, 3)
SMALL = model(MATMUL, tensor("w", W.shape, part(9, W.tobytes())), INPUT, OUTPUT)


@pytest.fixture
def write(tmp_path):
    def save(content, name="model.onnx"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


def test_a_file_without_any_framework(write):
    found = read_onnx(write(SMALL))
    assert np.array_equal(found.weights[0], W.T.astype(float))
    assert (found.layer_sizes, found.version) == ((4, 3), "opset 20")


# Files of another kind.


@pytest.mark.parametrize(
    ("name", "kind", "advice"),
    [
        ("m.pt", "a PyTorch file, which is never opened", "torch.onnx.export"),
        ("m.PTH", "a PyTorch file, which is never opened", "torch.onnx.export"),
        ("m.ckpt", "a PyTorch file, which is never opened", "torch.onnx.export"),
        ("m.safetensors", "a file of weights without a network", "torch.onnx.export"),
        ("m.keras", "a Keras file, which is never opened", "model.export"),
        ("m.h5", "a Keras file, which is never opened", "model.export"),
        ("m.pkl", "a pickle, which is never opened", "export the model as ONNX"),
        ("m.joblib", "a pickle, which is never opened", "export the model as ONNX"),
    ],
)
def test_files_of_frameworks_are_never_opened(refused, tmp_path, name, kind, advice):
    path = tmp_path / name  # where there is no file at all
    line = refused(read_onnx, path, kind=UsageError)
    assert line.startswith(f"{path}: expected an ONNX file, found {kind}: ")
    assert advice in line
    assert line.endswith("or record it in Python with layerlight.Recorder")


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"PK\x03\x04", "a zip archive, perhaps of PyTorch or Keras"),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file, perhaps of Keras"),
        (b"\x80\x04\x95", "a Python pickle"),
        (b"\x1f\x8b\x08", "a gzip file"),
    ],
)
def test_files_of_frameworks_are_known_by_their_start(write, refused, start, kind):
    path = write(start + bytes(100))
    assert refused(read_onnx, path, kind=UsageError) == (
        f"{path}: expected an ONNX file, found {kind}: export the model as ONNX, or record it in "
        "Python with layerlight.Recorder"
    )


@pytest.mark.parametrize("protocol", range(6))
def test_no_pickle_is_ever_loaded(write, tmp_path, protocol):
    import pickle

    class Trap:
        def __reduce__(self):
            return Path.touch, (tmp_path / "sprung",)

    path = write(pickle.dumps(Trap(), protocol))
    with pytest.raises(LayerlightError, match="expected an ONNX"):
        read_onnx(path)
    assert not (tmp_path / "sprung").exists()


def test_what_is_no_file(refused, tmp_path, write):
    missing, pipe = tmp_path / "none.onnx", tmp_path / "pipe.onnx"
    assert refused(read_onnx, missing) == (
        f"{missing}: expected an ONNX file, found nothing; check the path"
    )
    os.mkfifo(pipe)
    for path in (tmp_path, pipe):
        assert refused(read_onnx, path) == (
            f"{path}: expected an ONNX file, found something that is not a file; check the path"
        )
    empty = write(b"")
    assert refused(read_onnx, empty) == f"{empty}: expected an ONNX model, found an empty file"


def test_too_large_a_file_is_not_read(refused, write):
    path = write(SMALL)
    os.truncate(path, SIZE_LIMIT + 1)
    assert refused(read_onnx, path) == (
        f"{path}: expected at most 256 MiB, found 256 MiB; such large networks cannot be recorded"
    )


# Damaged files.

DAMAGED = {
    "text": (b"hello, world", "a field encoded as type 4"),
    "ends within a number": (b"\x08\x80", "it ends within a number"),
    "long number": (b"\x08" + b"\xff" * 10 + b"\x01", "a number of more than 64 bits"),
    "long field": (part(2, b"abc")[:-1], "a field of 3 bytes where 2 are left"),
    "very long field": (b"\x3a" + number(2**63), f"a field of {2**63:,} bytes where 0 are left"),
    "field 0": (b"\x00\x00", "a field with number 0"),
    "group": (b"\x3b\x3c", "a field encoded as type 3"),
    "graph that is a number": (part(7, 5), "field 7 is encoded as VARINT, not BYTES"),
    "two graphs": (SMALL + part(7, b""), "two graphs"),
    "name that is a number": (
        model(part(1, part(3, 5))),
        "field 3 is encoded as VARINT, not BYTES",
    ),
    "long name": (model(part(1, part(3, "x" * 5000))), "a name of 5,000 bytes"),
    "negative dimension": (
        model(tensor("w", (2**64 - 3, 4), b"")),
        "tensor 'w' declares the shape (-3, 4)",
    ),
    "huge dimension": (
        model(tensor("w", (10**12, 4), b"")),
        "tensor 'w' declares the shape (1000000000000, 4)",
    ),
    "many dimensions": (
        model(tensor("w", (1,) * 9, b"")),
        "tensor 'w' declares the shape (1, 1, 1, 1, 1, 1, 1, 1)",
    ),
    "input of many dimensions": (
        model(part(11, part(1, "x") + part(2, part(1, part(2, part(1, b"") * 9))))),
        "'x' declares 9 dimensions",
    ),
    "two tensors of one name": (
        model(tensor("w", (), b""), tensor("w", (), b"")),
        "two initializers are called 'w'",
    ),
    "two attributes of one name": (
        model(operation("Gemm", [], [], part(5, part(1, "a")) * 2)),
        "two attributes are called 'a'",
    ),
    "too many parts": (
        b"\x08\x01" * (MOST_FIELDS + 1),
        f"more than {MOST_FIELDS:,} parts, far more than a chain has",
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_damaged(write, refused, case):
    content, line = DAMAGED[case]
    path = write(content)
    assert refused(read_onnx, path) == (
        f"{path}: expected an ONNX model, found a damaged or foreign file: {line}"
    )


NODE = "node 1 '' (MatMul): 'w'"
FALSE = {
    "10^12 elements": (
        tensor("w", (10**6, 10**6), part(9, W.tobytes())),
        f"{NODE} declares shape (1000000, 1000000), 4,000,000,000,000 bytes of float32, but holds "
        "48 bytes",
    ),
    "2^248 elements": (
        tensor("w", (2**31 - 1,) * 8, b""),
        f"{NODE} declares shape {(2**31 - 1,) * 8}, {4 * (2**31 - 1) ** 8:,} bytes of float32, but "
        "holds 0 bytes",
    ),
    "nothing, hugely": (
        tensor("w", (2**31 - 1, 2**31 - 1, 0), b""),
        f"{NODE} declares shape (2147483647, 2147483647, 0), which holds no numbers",
    ),
    "too few bytes": (
        tensor("w", (4, 3), part(9, bytes(47))),
        f"{NODE} declares shape (4, 3), 48 bytes of float32, but holds 47 bytes",
    ),
    "no bytes": (
        tensor("w", (4, 3), b""),
        f"{NODE} declares shape (4, 3), 48 bytes of float32, but holds 0 bytes",
    ),
    "unknown type": (
        tensor("w", (4, 3), b"", kind=99),
        f"{NODE} holds type 99; expected float16, float32 or float64",
    ),
    "strings": (
        tensor("w", (4, 3), b"", kind=8),
        f"{NODE} holds string; expected float16, float32 or float64",
    ),
    "elsewhere": (
        tensor("w", (4, 3), part(14, 1)),
        f"{NODE} is kept in another file, which is not opened; save the model in one file, as "
        "torch.onnx.export(..., external_data=False) does",
    ),
}


@pytest.mark.parametrize("case", FALSE)
def test_tensors_that_lie(write, refused, case):
    content, line = FALSE[case]
    path = write(model(MATMUL, content, INPUT, OUTPUT))
    assert refused(read_onnx, path) == f"{path}, {line}"


def test_numbers_in_several_pieces(write):
    pieces = b"".join(part(4, W.tobytes()[k : k + 8]) for k in range(0, 48, 8))
    singles = b"".join(part(4, float(each)) for each in W.ravel())
    for content in (pieces, singles):
        found = read_onnx(write(model(MATMUL, tensor("w", (4, 3), content), INPUT, OUTPUT)))
        assert np.array_equal(found.weights[0], W.T.astype(float))


def test_a_model_without_a_graph(write, refused):
    path = write(part(1, 10) + OPSET)
    assert refused(read_onnx, path) == f"{path}: expected an ONNX model, found no graph in it"


def test_zeros_that_are_left_out_are_zeros(write):
    for kind, name in ((1, "beta"), (2, "transB")):
        zero = part(5, part(1, name) + part(20, kind))
        gemm = operation("Gemm", ["x", "w", "b"], ["y"], zero)
        constants = (
            tensor("w", (4, 3), part(9, W.tobytes())),
            tensor("b", (3,), part(9, W[0].tobytes())),
        )
        found = read_onnx(write(model(gemm, *constants, INPUT, OUTPUT)))
        assert found.biases[0].any() == (name != "beta")


def test_varints():
    for value in (0, 1, 127, 128, 300, 2**32, 2**63, 2**64 - 1):
        encoded = number(value)
        assert varint(memoryview(encoded), 0) == (value, len(encoded))
        with pytest.raises(MalformedError, match="ends within"):
            varint(memoryview(encoded[:-1]), 0)


def test_fields_are_counted_over_all_messages():
    counter = Counter()
    half = memoryview(b"\x08\x01" * (MOST_FIELDS // 2))
    assert len([*counter.fields(half), *counter.fields(half)]) == MOST_FIELDS
    with pytest.raises(MalformedError, match="parts"):
        next(counter.fields(half))


# Time and memory.

MEASURE = """
import sys, time
from pathlib import Path
from network.frameworks.onnx_file import read_onnx
from layerlight import LayerlightError
from tests.peak_memory import peak_memory

start = time.monotonic()
try:
    print("read", read_onnx(sys.argv[1]).layer_sizes)
except LayerlightError as error:
    print("refused", error)
print(time.monotonic() - start)
print(peak_memory())
"""


def measured(path):
    """Read a file in a new process; return what came of it, seconds, and MiB at most."""
    child = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    outcome, seconds, memory = child.stdout.splitlines()
    return outcome, float(seconds), int(memory) / 2**20


def nested(depth):
    content = b""
    for _ in range(depth):
        content = part(7, content)
    return content


ONES = b"\x40\x01" * 199_000
BOMBS = {
    "nodes": (part(7, b"\x0a\x00" * (4 << 20)), "more than 200,000 parts"),
    "nodes with names": (part(7, operation("Relu", ["a"], ["b"]) * 60_000), "more than 200,000"),
    "packed integers": (
        model(tensor("w", (4, 3), part(7, bytes(8 << 20)), kind=7)), "more than 200,000 parts",
    ),
    "dimensions": (model(tensor("w", (), part(1, b"\x01" * (8 << 20)))), "more than 200,000 parts"),
    "integers of an attribute": (
        model(
            operation("Constant", [], ["y"], part(5, part(1, "value_ints") + ONES)),
            INPUT,
            OUTPUT,
        ),
        "is there a branch?",
    ),
    "nodes in a chain": (
        model(
            MATMUL,
            *(operation("Identity", [f"{k - 1}" if k else "y"], [f"{k}"]) for k in range(30_000)),
            tensor("w", (4, 3), part(9, W.tobytes())),
            INPUT,
            part(12, part(1, "29999")),
        ),
        "read (4, 3)",
    ),
    "constants": (
        model(*(tensor(f"{k}", (), b"") for k in range(80_000)), INPUT, OUTPUT),
        "more than 200,000 parts",
    ),
    "models in models": (nested(20_000), "found no"),
    "one tensor for many layers": (
        model(
            *(operation("MatMul", [f"{k}", "w"], [f"{k + 1}"]) for k in range(200)),
            tensor("w", (1024, 1024), part(9, bytes(4 << 20))),
            part(11, part(1, "0")),
            part(12, part(1, "200")),
        ),
        "expected at most 67,108,864 weights and biases",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BOMBS)
def test_bombs_take_neither_time_nor_memory(write, case):
    content, line = BOMBS[case]
    assert len(content) < 16 << 20
    outcome, seconds, memory = measured(write(content))
    assert line in outcome
    assert seconds < 10
    assert memory < 700


@pytest.mark.exhaustive
@pytest.mark.parametrize("turned", [0, 1])
def test_the_largest_file_takes_less_than_a_gibibyte(tmp_path, turned):
    rows, columns = 8191, 8192
    gemm = operation(
        "Gemm",
        ["x", "w"],
        ["y"],
        part(5, part(1, "transB") + part(3, turned) + part(20, 2))
        + part(5, part(1, "alpha") + part(2, 2.0) + part(20, 1)),
    )
    size = rows * columns * 4
    inner = part(1, rows) + part(1, columns) + part(2, 1) + part(8, "w")
    data = number(9 << 3 | 2) + number(size)
    holder = number(5 << 3 | 2) + number(len(inner) + len(data) + size)
    before = gemm + INPUT + OUTPUT + holder + inner + data
    start = OPSET + number(7 << 3 | 2) + number(len(before) + size) + before
    path = tmp_path / "large.onnx"
    path.write_bytes(start)
    os.truncate(path, len(start) + size)  # zeros, which take no room on the disk
    outcome, seconds, memory = measured(path)
    assert outcome == f"read {(columns, rows) if turned else (rows, columns)}"
    assert seconds < 10
    assert memory < 1024


# Mutations.


def rich(onnx):
    """Return a model with most operators, of about 2 kB."""
    helper, made = onnx.helper, onnx.helper.make_node
    nodes = [
        made("Shape", ["x"], ["s"]),
        made("Gather", ["s", "zero"], ["n"], axis=0),
        made("Concat", ["n", "rest"], ["rows"], axis=0),
        made("Reshape", ["x", "rows"], ["f"], allowzero=0),
        made("Gemm", ["f", "w1", "b1"], ["z1"], transB=1, alpha=0.5, beta=2.0),
        made("Relu", ["z1"], ["h1"]),
        made("Dropout", ["h1", "ratio", "training"], ["d1"]),
        made("MatMul", ["d1", "w2"], ["p2"]),
        made("Add", ["b2", "p2"], ["z2"]),
        made("Softmax", ["z2"], ["y"], axis=-1),
    ]
    make = onnx.numpy_helper.from_array
    constants = {
        "w1": weights(5, 6), "b1": weights(5), "w2": weights(5, 3), "b2": weights(1, 3),
        "zero": np.array([0]), "rest": np.array([-1]), "ratio": np.float32(0.5).reshape(()),
        "training": np.array(False),
    }  # fmt: skip
    graph = helper.make_graph(
        nodes,
        "chain",
        [helper.make_tensor_value_info("x", 1, ("n", 2, 3))],
        [helper.make_tensor_value_info("y", 1, ("n", 3))],
        [make(array, name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)]).SerializeToString()


def mutated(content, chance):
    """Return a copy with some damage: bytes, ends, pieces, or lengths that lie."""
    data = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        at, size = chance.randrange(len(data)), chance.choice((1, 2, 5, 40))
        kind = chance.randrange(7)
        if kind == 0:
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            data[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        elif kind == 2:
            data = data[: max(1, at)]
        elif kind == 3:
            del data[at : at + size]
        elif kind == 4:
            data[at:at] = data[max(0, at - size) : at]
        elif kind == 5:
            source = chance.randrange(len(data))
            data[at : at + size] = data[source : source + size]
        else:
            data[at:at] = chance.choice((b"\xff" * 9 + b"\x01", b"\x80" * 4, bytes(8)))
        data = data or bytearray(b"\x00")
    return bytes(data)


def check_mutations(content, path, seed, count):
    """Read mutations; each must be read right or refused in one line.  Return how many were."""
    chance, read, refused = random.Random(seed), 0, set()
    for _ in range(count):
        damaged = mutated(content, chance)
        path.write_bytes(damaged)
        try:
            found = read_onnx(path)
        except LayerlightError as error:
            line = str(error)
            assert line.isprintable()
            assert len(line) < 600
            refused.add(line.partition(str(path))[2])
        else:
            read += 1
            sizes = found.layer_sizes
            for k, (w, b) in enumerate(zip(found.weights, found.biases, strict=True)):
                assert w.shape == (sizes[k + 1], sizes[k])
                assert b.shape == (sizes[k + 1],)
                assert np.isfinite(w).all()
                assert np.isfinite(b).all()
            assert len(found.activations) == len(found.weights)
    return read, refused


def test_mutations(onnx, tmp_path):
    content = rich(onnx)
    path = tmp_path / "model.onnx"
    path.write_bytes(content)
    assert read_onnx(path).layer_sizes == (6, 5, 3)
    read, refused = check_mutations(content, path, 1, 4000)
    # Many mutations only change a weight or a name; many others break something.
    assert read > 200
    assert len(refused) > 200


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(2))
def test_many_mutations(onnx, tmp_path, seed):
    read, refused = check_mutations(rich(onnx), tmp_path / "model.onnx", 100 + seed, 20_000)
    assert read > 1000
    assert len(refused) > 500


def test_mutations_that_are_read_compute_what_they_should(onnx, tmp_path):
    """Whatever we read, and ONNX's own checker lets pass, gives the outputs of ONNX's reference."""
    content, path, chance = rich(onnx), tmp_path / "model.onnx", random.Random(2)
    x = np.random.default_rng(4).normal(size=(7, 2, 3)).astype("f4")
    compared = 0
    for _ in range(1500):
        damaged = mutated(content, chance)
        path.write_bytes(damaged)
        try:
            found = read_onnx(path)
            given = onnx.load_from_string(damaged)
            onnx.checker.check_model(given)
            reference = onnx.reference.ReferenceEvaluator(given)
            (expected,) = reference.run(None, {given.graph.input[0].name: x})
        except Exception:  # not read by us, or by them
            continue
        if not np.isfinite(expected).all():  # beyond float32
            continue
        a = x.reshape(7, 6).astype(float)
        for w, b, name in zip(found.weights, found.biases, found.activations, strict=True):
            a = ACTIVATIONS[name].value(a @ w.T + b)
        np.testing.assert_allclose(a, expected, rtol=1e-4, atol=1e-5)
        compared += 1
    assert compared > 100


def test_every_truncation(onnx, tmp_path, refused):
    content, path = rich(onnx), tmp_path / "model.onnx"
    for end in range(1, len(content) - 1):
        path.write_bytes(content[:end])
        refused(read_onnx, path)
