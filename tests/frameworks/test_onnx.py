"""Weights of ONNX files, against what the ONNX reference or PyTorch computes from them."""

import numpy as np
import pytest

from network.frameworks.onnx_file import read_onnx
from network.frameworks.onnx_operators import OPERATORS
from network.frameworks.onnx_shapes import SHAPE_OPERATORS

RNG = np.random.default_rng(5)


def values(*shape, dtype=np.float32):
    return RNG.normal(size=shape).astype(dtype)


@pytest.fixture
def save(onnx, tmp_path):
    """Return a function that writes a model of some nodes and constants."""
    helper = onnx.helper

    def write(nodes, constants=None, shape=("n", 4), opset=20, raw=True, **more):
        dtype = next((a.dtype for a in (constants or {}).values() if a.dtype.kind == "f"), None)
        kind = helper.np_dtype_to_tensor_dtype(dtype or np.dtype(np.float32))
        for node in nodes:
            helper_name = node.pop("name", "")
            node["name"] = helper_name or f"the {node['op']}"
        made = [
            helper.make_node(
                node.pop("op"), node.pop("reads"), node.pop("makes"), name=node.pop("name"), **node
            )
            for node in ({**node} for node in nodes)
        ]
        tensors = [
            onnx.numpy_helper.from_array(array, name)
            if raw
            else helper.make_tensor(
                name,
                helper.np_dtype_to_tensor_dtype(array.dtype),
                array.shape,
                array.ravel().tolist(),
            )
            for name, array in (constants or {}).items()
        ]
        output = more.pop("output", made[-1].output[0] if made else "x")
        graph = helper.make_graph(
            made,
            "a chain",
            more.pop("inputs", [helper.make_tensor_value_info("x", kind, shape)]),
            [helper.make_tensor_value_info(output, kind, more.pop("output_shape", ("m", "k")))],
            tensors,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", opset)], producer_name="tests"
        )
        for name, change in more.items():
            assert name == "change"
            change(model)
        path = tmp_path / "model.onnx"
        path.write_bytes(model.SerializeToString())
        return path

    return write


def node(op, reads, makes, **attributes):
    return {"op": op, "reads": reads.split(), "makes": makes.split(), **attributes}


@pytest.fixture
def computes(onnx, agree):
    """Return a function that holds a file against the ONNX reference implementation."""

    def check(path, shape=(6, 4)):
        found = read_onnx(path)
        model = onnx.load(path)
        onnx.checker.check_model(model)
        kind = model.graph.input[0].type.tensor_type.elem_type
        x = values(*shape, dtype=onnx.helper.tensor_dtype_to_np_dtype(kind))
        reference = onnx.reference.ReferenceEvaluator(model)
        agree(found, x, reference.run(None, {model.graph.input[0].name: x})[0])
        return found

    return check


# Files of PyTorch and Keras.


@pytest.mark.parametrize("exporter", ["new", "new, any batch", "old", "old, any batch"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_files_of_pytorch(torch, onnx, agree, tmp_path, exporter):
    torch.manual_seed(1)
    nn = torch.nn
    model = nn.Sequential(
        nn.Flatten(), nn.Linear(12, 6), nn.ReLU(), nn.Dropout(0.5), nn.Linear(6, 5, bias=False),
        nn.Tanh(), nn.Linear(5, 4), nn.Sigmoid(), nn.Linear(4, 3), nn.LogSoftmax(dim=1),
    ).eval()  # fmt: skip
    path = tmp_path / "model.onnx"
    options = {"dynamo": exporter.startswith("new"), "verbose": False}
    if options["dynamo"]:
        options["external_data"] = False
    if "any batch" in exporter and options["dynamo"]:
        options["dynamic_shapes"] = {"input": {0: "n"}}
    elif "any batch" in exporter:
        options |= {"input_names": ["x"], "dynamic_axes": {"x": {0: "n"}}}
    torch.onnx.export(model, (torch.zeros(5, 1, 3, 4),), path, **options)
    found = read_onnx(path)
    assert found.framework == "ONNX"
    assert found.version.partition("+")[0].endswith(
        f", from pytorch {str(torch.__version__).partition('+')[0]}"
    )
    assert found.activations == ["relu", "tanh", "sigmoid", "softmax"]
    assert np.array_equal(found.weights[0].astype("f4"), model[1].weight.detach().numpy())
    x = values(5, 1, 3, 4)
    with torch.no_grad():
        agree(found, x, model(torch.from_numpy(x)).numpy())


def test_files_of_pytorch_in_double_precision(torch, onnx, agree, tmp_path):
    torch.manual_seed(1)
    model = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))
    model.double()
    path = tmp_path / "model.onnx"
    x = values(5, 4, dtype=np.float64)
    torch.onnx.export(model, (torch.from_numpy(x),), path, dynamo=False)
    found = read_onnx(path)
    assert found.dtype == "float64"
    with torch.no_grad():
        agree(found, x, model(torch.from_numpy(x)).numpy())


def test_files_of_keras(keras, onnx, agree, tmp_path):
    if keras.backend.backend() != "torch":
        pytest.skip("on other backends Keras needs tf2onnx to write an ONNX file")
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense
    model = keras.Sequential(
        [keras.Input((2, 3)), keras.layers.Flatten(), dense(4, "tanh"), dense(3, "softmax")]
    )
    x = values(5, 2, 3)
    outputs = model.predict(x, verbose=0)
    path = tmp_path / "model.onnx"
    model.export(path, format="onnx", verbose=False)
    found = read_onnx(path)
    assert found.activations == ["tanh", "softmax"]
    agree(found, x, outputs)


# Files made by hand.


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("raw", [True, False])
@pytest.mark.parametrize("turned", [0, 1])
def test_gemm(save, computes, dtype, raw, turned):
    shape = (3, 4) if turned else (4, 3)
    weights, biases = values(*shape, dtype=dtype), values(3, dtype=dtype)
    path = save([node("Gemm", "x w b", "y", transB=turned)], {"w": weights, "b": biases}, raw=raw)
    found = computes(path)
    assert found.dtype == dtype
    exact = weights.astype(float) if turned else weights.astype(float).T
    assert np.array_equal(found.weights[0], exact)
    assert np.array_equal(found.biases[0], biases.astype(float))


@pytest.mark.parametrize("turned", [0, 1])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_alpha_and_beta(save, computes, turned, dtype):
    weights = values(*((3, 4) if turned else (4, 3)), dtype=dtype)
    gemm = node("Gemm", "x w b", "y", transB=turned, alpha=0.5, beta=-3.0)
    found = computes(save([gemm], {"w": weights, "b": values(3, dtype=dtype)}))
    assert np.array_equal(found.weights[0], 0.5 * (weights if turned else weights.T).astype(float))


@pytest.mark.parametrize("biases", [(3,), (1, 3), (), (1,), (1, 1)])
def test_biases_are_spread_as_onnx_does(save, computes, biases):
    constants = {"w": values(4, 3), "b": values(*biases) if biases else np.float32(0.7).reshape(())}
    computes(save([node("Gemm", "x w b", "y")], constants))
    for reads in ("p b", "b p"):
        nodes = [node("MatMul", "x w", "p"), node("Add", reads, "y")]
        computes(save(nodes, constants))


def test_gemm_without_biases(save, computes):
    found = computes(save([node("Gemm", "x w", "y", alpha=2.0)], {"w": values(4, 3)}))
    assert not found.biases[0].any()
    nodes = [node("Gemm", "x w", "p", alpha=2.0), node("Add", "p b", "y")]
    assert computes(save(nodes, {"w": values(4, 3), "b": values(3)})).biases[0].all()


def test_a_chain_of_everything(save, computes):
    constants = {
        "w1": values(24, 6), "b1": values(6), "w2": values(5, 6), "w3": values(5, 4),
        "w4": values(4, 4), "b4": values(4), "w5": values(4, 2), "rows": np.array([0, -1]),
        "ratio": np.array(0.4, "f4"), "training": np.array(False),
    }  # fmt: skip
    nodes = [
        node("Reshape", "x rows", "flat"),
        node("MatMul", "flat w1", "p1"),
        node("Identity", "p1", "q1"),
        node("Add", "b1 q1", "z1"),
        node("Relu", "z1", "h1"),
        {**node("Dropout", "h1 ratio training", "d1")},
        node("Gemm", "d1 w2", "z2", transB=1),
        node("Tanh", "z2", "h2"),
        node("MatMul", "h2 w3", "z3"),
        node("Flatten", "z3", "f3"),
        node("Sigmoid", "f3", "h3"),
        node("Identity", "w4", "copy"),
        node("Gemm", "h3 copy b4", "z4"),
        node("MatMul", "z4 w5", "z5"),
        node("LogSoftmax", "z5", "y", axis=-1),
    ]
    found = computes(save(nodes, constants, ("n", 2, 3, 4)), (6, 2, 3, 4))
    assert found.layer_sizes == (24, 6, 5, 4, 4, 2)
    assert found.activations == ["relu", "tanh", "sigmoid", "identity", "softmax"]
    assert found.log_outputs
    assert len(found.notes) == 1
    others = {"Softmax", "Constant", "Cast", *SHAPE_OPERATORS}
    assert {each["op"] for each in nodes} | others == OPERATORS.keys(), "the next two have these"


def test_shapes_that_are_computed(save, computes):
    nodes = [
        node("Cast", "x", "same", to=1),
        node("Shape", "same", "s"),
        node("Gather", "s zero", "first"),
        node("Unsqueeze", "first axes", "n"),
        node("Concat", "n rest", "rows", axis=0),
        node("Cast", "same", "again", to=1),
        node("Reshape", "again rows", "flat"),
        node("MatMul", "flat w", "y"),
    ]
    for rest in (-1, 6):
        constants = {
            "w": values(6, 3), "zero": np.array(0), "axes": np.array([0]), "rest": np.array([rest]),
        }  # fmt: skip
        computes(save(nodes, constants, ("n", 2, 3)), (5, 2, 3))


@pytest.mark.parametrize("bounds", [{"end": 1}, {"start": 0, "end": -2}, {"start": -9, "end": 1}])
def test_parts_of_shapes(save, computes, bounds):
    nodes = [
        node("Shape", "x", "n", **bounds),
        node("Concat", "n rest", "rows", axis=0),
        node("Reshape", "x rows", "flat"),
        node("MatMul", "flat w", "y"),
    ]
    constants = {"w": values(6, 3), "rest": np.array([-1])}
    computes(save(nodes, constants, ("n", 2, 3)), (5, 2, 3))


def test_softmax_and_constants_in_nodes(onnx, save, computes):
    weights = onnx.numpy_helper.from_array(values(4, 3))
    nodes = [
        node("Constant", "", "w", value=weights),
        node("Constant", "", "rows", value_ints=[-1, 4]),
        node("Reshape", "x rows", "flat"),
        node("MatMul", "flat w", "z"),
        node("Softmax", "z", "y"),
    ]
    for opset in (12, 13):  # between them, the default of axis changed
        path = save(nodes, None, ("n", 2, 2), opset=opset)
        assert computes(path, (5, 2, 2)).activations == ["softmax"]


@pytest.mark.parametrize("rows", [[0, -1], [0, 12], [-1, 12], [5, -1], [5, 12]])
def test_reshapes_that_flatten(save, computes, rows):
    nodes = [node("Reshape", "x rows", "flat"), node("MatMul", "flat w", "y")]
    constants = {"w": values(12, 3), "rows": np.array(rows)}
    computes(save(nodes, constants, (5, 3, 4)), (5, 3, 4))


def test_old_files_list_constants_as_inputs(onnx, save, computes):
    info = onnx.helper.make_tensor_value_info
    inputs = [info("w", 1, (4, 3)), info("x", 1, ("n", 4)), info("b", 1, (3,))]
    constants = {"w": values(4, 3), "b": values(3)}
    path = save([node("Gemm", "x w b", "y")], constants, inputs=inputs, opset=9)
    found = read_onnx(path)
    assert found.version == "opset 9, from tests"
    assert np.array_equal(found.weights[0].T, constants["w"])


def test_nothing_but_numpy_is_needed(save, monkeypatch):
    path = save([node("MatMul", "x w", "y")], {"w": values(4, 3)})
    for name in ("onnx", "google.protobuf"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    assert read_onnx(path).layer_sizes == (4, 3)


# Refusals.

KNOWN = (
    "expected one of Gemm, MatMul, Add, Flatten, Reshape, Sigmoid, Tanh, Relu, Softmax, "
    "LogSoftmax, Identity, Dropout, Cast, Constant, Shape, Gather, Unsqueeze, Concat, found"
)
W, B = np.ones((4, 3), "f4"), np.ones(3, "f4")
MATMUL = node("MatMul", "x w", "z")
CASES = {
    "foreign operator": (
        [node("Conv", "x w", "y", name="conv1")],
        {"w": W},
        f"node 1 'conv1' (Conv): {KNOWN} 'Conv'; only chains of dense layers can be recorded",
    ),
    "operator of another domain": (
        [node("Gelu", "x", "y", domain="com.microsoft")],
        {},
        f"node 1 'the Gelu' (Gelu): {KNOWN} 'Gelu' of 'com.microsoft'; only chains of dense layers "
        "can be recorded",
    ),
    "name on two lines": (
        [node("Bad\nop", "x", "y", name="two\nlines\x1b[31m")],
        {},
        f"node 1 'two\\nlines\\x1b[31m' (Bad?op): {KNOWN} 'Bad\\nop'; only chains of dense layers "
        "can be recorded",
    ),
    "transA": (
        [node("Gemm", "x w", "y", transA=1)],
        {"w": W},
        "node 1 'the Gemm' (Gemm): expected transA=0, one sample a row",
    ),
    "weights first": (
        [node("MatMul", "w x", "y")],
        {"w": W},
        "node 1 'the MatMul' (MatMul): expected 'x' as its first input",
    ),
    "too few inputs": (
        [node("Gemm", "x", "y")],
        {},
        "node 1 'the Gemm' (Gemm): expected 2 inputs to 3, found 1",
    ),
    "too many inputs": (
        [node("MatMul", "x w w", "y")],
        {"w": W},
        "node 1 'the MatMul' (MatMul): expected 2 inputs, found 3",
    ),
    "unknown attribute": (
        [node("Gemm", "x w", "y", broadcast=1)],
        {"w": W},
        "node 1 'the Gemm' (Gemm): has the unknown attribute 'broadcast'",
    ),
    "attribute of another type": (
        [node("Gemm", "x w", "y", alpha=2)],
        {"w": W},
        "node 1 'the Gemm' (Gemm): expected a number for alpha",
    ),
    "missing initializer": (
        [node("MatMul", "x w", "y")],
        {},
        "node 1 'the MatMul' (MatMul): reads 'w', which is neither computed nor an initializer",
    ),
    "cycle": (
        [node("Gemm", "x h", "y"), node("Relu", "y", "h")],
        {},
        "node 1 'the Gemm' (Gemm): reads 'h', which is computed later: expected no cycle",
    ),
    "node that reads itself": (
        [MATMUL, node("Add", "z y", "y")],
        {"w": W},
        "node 2 'the Add' (Add): reads 'y', which is computed later: expected no cycle",
    ),
    "branch": (
        [MATMUL, node("Relu", "z", "h"), node("Tanh", "z", "y")],
        {"w": W},
        "node 3 'the Tanh' (Tanh): reads 'z', as node 2 'the Relu' (Relu) does: expected no "
        "branches",
    ),
    "skip connection": (
        [MATMUL, node("Relu", "z", "h"), node("Add", "h z", "y")],
        {"w": W},
        "node 3 'the Add' (Add): reads 'z', as node 2 'the Relu' (Relu) does: expected no branches",
    ),
    "sum with itself": (
        [MATMUL, node("Add", "z z", "y")],
        {"w": W},
        "node 2 'the Add' (Add): expected to read 'z' once, found 2 times; is there a branch?",
    ),
    "chain beside the chain": (
        [MATMUL, node("Relu", "w", "y")],
        {"w": W},
        "node 2 'the Relu' (Relu): expected to read 'z' once, found 0 times; is there a branch?",
    ),
    "mask of a dropout": (
        [MATMUL, node("Dropout", "z", "d mask"), node("Relu", "mask", "y")],
        {"w": W},
        "node 3 'the Relu' (Relu): reads 'mask', a second output: expected no branches",
    ),
    "computed twice": (
        [MATMUL, node("Relu", "z", "z")],
        {"w": W},
        "node 2 'the Relu' (Relu): 'z' is computed or given twice",
    ),
    "constant computed as well": (
        [MATMUL, node("Relu", "z", "w")],
        {"w": W},
        "node 2 'the Relu' (Relu): 'w' is computed or given twice",
    ),
    "two outputs": (
        [node("MatMul", "x w", "y z")],
        {"w": W},
        "node 1 'the MatMul' (MatMul): expected one output, found 2",
    ),
    "shapes of layers": (
        [MATMUL, node("MatMul", "z w", "y")],
        {"w": W},
        "node 2 'the MatMul' (MatMul): expected weights for 3 inputs, found 4",
    ),
    "shape of the biases": (
        [node("Gemm", "x w b", "y")],
        {"w": W, "b": np.ones((3, 1), "f4")},
        "node 1 'the Gemm' (Gemm): expected 3 biases, found shape (3, 1)",
    ),
    "weights of three dimensions": (
        [node("MatMul", "x w", "y")],
        {"w": np.ones((1, 4, 3), "f4")},
        "node 1 'the MatMul' (MatMul): expected a matrix of weights, found shape (1, 4, 3)",
    ),
    "no weights": (
        [node("MatMul", "x w", "y")],
        {"w": np.ones((4, 0), "f4")},
        "node 1 'the MatMul' (MatMul): 'w' declares shape (4, 0), which holds no numbers",
    ),
    "whole numbers": (
        [node("MatMul", "x w", "y")],
        {"w": np.ones((4, 3), "i4")},
        "node 1 'the MatMul' (MatMul): 'w' holds int32; expected float16, float32 or float64",
    ),
    "two types": (
        [node("Gemm", "x w b", "y")],
        {"w": W, "b": np.ones(3)},
        "node 1 'the Gemm' (Gemm): 'b' holds float64; expected float32, as before",
    ),
    "NaN": (
        [node("MatMul", "x w", "y")],
        {"w": np.full((4, 3), np.nan, "f4")},
        "node 1 'the MatMul' (MatMul): expected finite weights, found NaN or infinity",
    ),
    "infinite alpha": (
        [node("Gemm", "x w", "y", alpha=float("inf"))],
        {"w": W},
        "node 1 'the Gemm' (Gemm): expected finite weights, found NaN or infinity",
    ),
    "two activations": (
        [MATMUL, node("Relu", "z", "h"), node("Tanh", "h", "y")],
        {"w": W},
        "node 3 'the Tanh' (Tanh): expected one activation function a layer, found a second one "
        "after node 2 'the Relu' (Relu)",
    ),
    "activation first": (
        [node("Relu", "x", "y")],
        {},
        "node 1 'the Relu' (Relu): expected a dense layer before the first activation function",
    ),
    "softmax in the middle": (
        [MATMUL, node("Softmax", "z", "h"), node("MatMul", "h v", "y")],
        {"w": W, "v": np.ones((3, 2), "f4")},
        "node 2 'the Softmax' (Softmax): softmax is for the last layer only, found another after "
        "it",
    ),
    "softmax over the samples": (
        [MATMUL, node("Softmax", "z", "y", axis=0)],
        {"w": W},
        "node 2 'the Softmax' (Softmax): expected axis=-1, the outputs of a sample, found 0",
    ),
    "second bias": (
        [node("Gemm", "x w b", "z"), node("Add", "z b", "y")],
        {"w": W, "b": B},
        "node 2 'the Add' (Add): expected it right after the product whose biases it adds",
    ),
    "dropout in training": (
        [MATMUL, node("Dropout", "z  training", "y")],
        {"w": W, "training": np.array(True)},
        "node 2 'the Dropout' (Dropout): in training it zeroes at random: export the model for "
        "inference",
    ),
    "flatten of something else": (
        [node("Flatten", "x", "f", axis=0), node("MatMul", "f w", "y")],
        {"w": W},
        "node 1 'the Flatten' (Flatten): expected axis=1, one sample a row",
    ),
    "reshape of something else": (
        [node("Reshape", "x rows", "f"), node("MatMul", "f w", "y")],
        {"w": W, "rows": np.array([-1, 2])},
        "node 1 'the Reshape' (Reshape): expected samples of 4 numbers to become rows, found "
        "(-1, 2)",
    ),
    "reshape to a computed shape": (
        [
            node("Shape", "x", "s"),
            node("Gather", "s order", "turned"),
            node("Reshape", "x turned", "f"),
            node("MatMul", "f w", "y"),
        ],
        {"w": W, "order": np.array([1, 0])},
        "node 3 'the Reshape' (Reshape): expected samples of 4 numbers to become rows, found "
        "(4, samples)",
    ),
    "position outside a shape": (
        [node("Shape", "x", "s"), node("Gather", "s there", "y")],
        {"there": np.array(2)},
        "node 2 'the Gather' (Gather): expected a shape, and positions in it",
    ),
    "shapes of what is no shape": (
        [node("Concat", "x", "y", axis=0)],
        {},
        "node 1 'the Concat' (Concat): reads 'x', not its shape; only chains of dense layers can "
        "be recorded",
    ),
    "joined along another axis": (
        [node("Shape", "x", "s"), node("Concat", "s s", "y", axis=1)],
        {},
        "node 2 'the Concat' (Concat): expected axis=0, for a shape",
    ),
    "cast": (
        [MATMUL, node("Cast", "z", "y", to=11)],
        {"w": W},
        "node 2 'the Cast' (Cast): expected the type to stay float32, found float64",
    ),
    "reshape with many sizes": (
        [node("Reshape", "x rows", "y")],
        {"rows": np.ones(100, "i8")},
        "node 1 'the Reshape' (Reshape): holds 100 integers; expected at most 64",
    ),
    "no layers": ([node("Identity", "x", "y")], {}, None),
}


@pytest.mark.parametrize("case", CASES)
def test_refused(save, refused, case):
    nodes, constants, line = CASES[case]
    nodes = [{**each} for each in nodes]
    if case == "dropout in training":  # whose second input, the ratio, is left out
        nodes[1]["reads"] = ["z", "", "training"]
    path = save(nodes, constants)
    expected = f", {line}" if line else ": expected dense layers, found none"
    assert refused(read_onnx, path) == f"{path}{expected}"


def test_images_without_flatten_are_refused(save, refused):
    path = save([MATMUL], {"w": W}, ("n", 5, 4))
    assert refused(read_onnx, path) == (
        f"{path}, node 1 'the MatMul' (MatMul): expected a vector for each sample, found shape "
        "(5, 4); put a Flatten before"
    )
    path = save([MATMUL], {"w": W}, (4,))
    assert refused(read_onnx, path) == (
        f"{path}, input 'x': expected shape (samples, inputs), found (4); export the model with a "
        "batch of samples"
    )


def test_undeclared_sizes(save, computes, refused):
    nodes = [node("Reshape", "x rows", "f"), node("MatMul", "f w", "y")]
    for rows in ([0, -1], [0, 12]):
        constants = {"w": values(12, 3), "rows": np.array(rows)}
        computes(save(nodes, constants, ("n", "a", "b")), (5, 3, 4))
    # This could as well join samples.
    path = save(nodes, {"w": values(12, 3), "rows": np.array([-1, 12])}, ("n", "a", "b"))
    assert refused(read_onnx, path) == (
        f"{path}, node 1 'the Reshape' (Reshape): expected samples of undeclared size to become "
        "rows, found (-1, 12)"
    )


def test_declared_sizes_must_fit(save, refused):
    path = save([MATMUL], {"w": W}, ("n", 5))
    assert refused(read_onnx, path) == (
        f"{path}, node 1 'the MatMul' (MatMul): expected weights for 5 inputs, found 4"
    )
    path = save([MATMUL], {"w": W}, output_shape=("n", 7))
    assert refused(read_onnx, path) == (
        f"{path}, output 'z': declares 7 outputs, but the last layer has 3"
    )


def test_inputs_and_outputs_are_counted(onnx, save, refused):
    info = onnx.helper.make_tensor_value_info
    two = [info("x", 1, ("n", 4)), info("extra", 1, ("n", 4))]
    path = save([MATMUL], {"w": W}, inputs=two)
    assert refused(read_onnx, path) == f"{path}: expected one input, found 2: 'x', 'extra'"
    path = save([MATMUL], {"w": W}, inputs=[])
    assert refused(read_onnx, path) == f"{path}: expected one input, found none"
    path = save([MATMUL], {"w": W}, change=lambda m: m.graph.output.append(two[1]))
    assert refused(read_onnx, path) == f"{path}: expected one output, found 2: 'z', 'extra'"
    path = save([MATMUL, node("Relu", "z", "y")], {"w": W}, output="z")
    assert refused(read_onnx, path) == (
        f"{path}, output 'z': expected the end of the chain, 'y'; is there a branch?"
    )


def test_versions_of_operators(onnx, save, refused):
    path = save([MATMUL], {"w": W}, opset=6)
    assert refused(read_onnx, path) == (
        f"{path}: expected operators of version (opset) 7 or newer, found 6; export the model again"
    )
    path = save([MATMUL], {"w": W}, change=lambda model: model.ClearField("opset_import"))
    assert refused(read_onnx, path) == (
        f"{path}: expected operators of version (opset) 7 or newer, found none; export the model "
        "again"
    )


def test_operators_that_the_file_redefines_are_refused(onnx, save, refused):
    helper = onnx.helper

    def redefine(domain):
        inner = [helper.make_node("Neg", ["a"], ["b"])]
        opsets = [helper.make_opsetid("", 20)]
        function = helper.make_function(domain, "Relu", ["a"], ["b"], inner, opsets)
        return lambda model: model.functions.append(function)

    nodes = [MATMUL, node("Relu", "z", "y")]
    path = save(nodes, {"w": W}, change=redefine(""))
    assert refused(read_onnx, path) == (
        f"{path}: expected an ONNX model, found a damaged or foreign file: it redefines an "
        "operator of ONNX"
    )
    assert read_onnx(save(nodes, {"w": W}, change=redefine("mine"))).activations == ["relu"]


def test_numbers_in_other_files_are_never_opened(onnx, tmp_path, refused, save):
    for place in ("other.data", "/etc/passwd", "../../secret"):

        def elsewhere(model, place=place):
            tensor = model.graph.initializer[0]
            onnx.external_data_helper.set_external_data(tensor, place)
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL

        path = save([MATMUL], {"w": W}, change=elsewhere)
        (tmp_path / "other.data").write_bytes(W.tobytes())
        assert refused(read_onnx, path) == (
            f"{path}, node 1 'the MatMul' (MatMul): 'w' is kept in another file, which is not "
            "opened; save the model in one file, as torch.onnx.export(..., external_data=False) "
            "does"
        )


def test_sparse_weights_are_refused(onnx, save, refused):
    def sparse(model):
        tensor = model.graph.initializer.pop()
        model.graph.sparse_initializer.add().values.CopyFrom(tensor)

    path = save([MATMUL], {"w": W}, change=sparse)
    assert refused(read_onnx, path) == (
        f"{path}, node 1 'the MatMul' (MatMul): reads 'w', which is no initializer, unless a "
        "sparse one"
    )


def test_constants_without_a_tensor_are_refused(save, refused):
    path = save([node("Constant", "", "w", value_ints=[1]), MATMUL])
    assert refused(read_onnx, path).endswith(
        "'w' holds int64; expected float16, float32 or float64"
    )
    path = save([node("Constant", "", "w"), MATMUL])
    assert refused(read_onnx, path).endswith("(Constant): expected one tensor as its value")
    path = save([node("Constant", "", "w", value_float=1.0), MATMUL])
    assert refused(read_onnx, path).endswith("(Constant): has the unknown attribute 'value_float'")
