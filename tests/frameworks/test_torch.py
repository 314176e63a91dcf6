"""Weights of PyTorch models, against what PyTorch computes from them."""

from collections import OrderedDict

import numpy as np
import pytest

from layerlight import UsageError, weights_of


@pytest.fixture(scope="module")
def nn(torch):
    torch.manual_seed(1)
    return torch.nn


def trained(torch, model, optimizer, n_in, n_out, dtype=None):
    """Train a model for some steps on a fixed rule."""
    optimizer = optimizer(model.parameters())
    generator = torch.Generator().manual_seed(2)
    for _ in range(20):
        x = torch.rand((16, n_in), generator=generator, dtype=dtype)
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(model(x), x[:, :n_out].round())
        loss.backward()
        optimizer.step()
    return model


def outputs(torch, model, samples):
    with torch.no_grad():
        return model(torch.from_numpy(samples)).double().numpy()


def samples(*shape, dtype=np.float32):
    return np.random.default_rng(3).normal(size=shape).astype(dtype)


OPTIMIZERS = ("SGD", "Adam")


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_trained_models(torch, nn, agree, name, dtype):
    model = nn.Sequential(
        nn.Linear(6, 5), nn.Sigmoid(), nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3), nn.Softmax(1)
    ).to(getattr(torch, dtype))
    before = weights_of(model)
    trained(
        torch,
        model,
        lambda parameters: getattr(torch.optim, name)(parameters, lr=0.05),
        6,
        3,
        getattr(torch, dtype),
    )
    found = weights_of(model)
    assert (found.framework, found.dtype) == ("PyTorch", dtype)
    assert found.version == str(torch.__version__)
    assert found.layer_sizes == (6, 5, 4, 3)
    assert found.activations == ["sigmoid", "tanh", "softmax"]
    assert not np.array_equal(before.weights[0], found.weights[0]), "a copy, from before training"
    x = samples(9, 6, dtype=dtype)
    agree(found, x, outputs(torch, model, x))


def test_weights_are_exact(nn):
    model = nn.Sequential(nn.Linear(7, 4))
    found = weights_of(model)
    assert np.array_equal(found.weights[0].astype(np.float32), model[0].weight.detach().numpy())
    assert np.array_equal(found.biases[0].astype(np.float32), model[0].bias.detach().numpy())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_arrays_are_copies(torch, nn, dtype):
    model = nn.Sequential(nn.Linear(3, 2)).to(getattr(torch, dtype))
    found = weights_of(model)
    kept = found.weights[0].copy()
    with torch.no_grad():
        model[0].weight.add_(1.0)
        model[0].bias.zero_()
    assert np.array_equal(found.weights[0], kept)
    assert found.biases[0].any()


def test_nested_with_all_kinds_of_layers(torch, nn, agree):
    model = nn.Sequential(
        OrderedDict(
            shape=nn.Sequential(nn.Identity(), nn.Flatten()),
            hidden=nn.Sequential(nn.Linear(12, 8, bias=False), nn.Dropout(0.5), nn.ReLU()),
            out=nn.Sequential(nn.Sequential(nn.Linear(8, 4)), nn.LogSoftmax(dim=-1)),
        )
    ).eval()
    found = weights_of(model)
    assert found.activations == ["relu", "softmax"]
    assert not found.biases[0].any()
    assert found.log_outputs
    assert found.notes == (
        "layer 7 'out.1' (LogSoftmax): recorded as softmax; the model returns the logarithms of "
        "its outputs",
    )
    x = samples(5, 1, 3, 4)
    agree(found, x, outputs(torch, model, x))


def test_layer_without_activation_is_identity(torch, nn, agree):
    model = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2), nn.ReLU(inplace=True), nn.Linear(2, 2))
    found = weights_of(model)
    assert found.activations == ["identity", "relu", "identity"]
    x = samples(5, 4)
    agree(found, x, outputs(torch, model, x))


@pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
def test_half_precision_is_converted_exactly(torch, nn, agree, dtype):
    model = nn.Sequential(nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3)).to(getattr(torch, dtype))
    found = weights_of(model)
    assert found.dtype == dtype
    expected = model[0].weight.detach().to(torch.float64).numpy()
    assert np.array_equal(found.weights[0], expected)
    x = torch.from_numpy(samples(6, 5)).to(getattr(torch, dtype))
    with torch.no_grad():
        agree(found, x.double().numpy(), model(x).double().numpy())


def test_a_layer_used_twice_counts_twice(torch, nn, agree):
    shared = nn.Linear(3, 3)
    model = nn.Sequential(shared, nn.Tanh(), shared)
    found = weights_of(model)
    assert found.layer_sizes == (3, 3, 3)
    x = samples(4, 3)
    agree(found, x, outputs(torch, model, x))


def test_subclasses_that_only_build_are_read(torch, nn, agree):
    class Mine(nn.Sequential):
        def __init__(self):
            super().__init__(nn.Linear(3, 2), nn.Sigmoid())

    model = Mine()
    x = samples(4, 3)
    agree(weights_of(model), x, outputs(torch, model, x))


def test_compiled_models_are_read(torch, nn):
    model = nn.Sequential(nn.Linear(3, 2))
    assert np.array_equal(weights_of(torch.compile(model)).weights[0], weights_of(model).weights[0])


def test_weights_after_a_lazy_layer_are_read(torch, nn):
    model = nn.Sequential(nn.LazyLinear(2))
    model(torch.zeros(1, 5))
    assert weights_of(model).layer_sizes == (5, 2)


EXPECTED = (
    "expected Linear, Flatten, Sigmoid, Tanh, ReLU, Softmax, LogSoftmax, Identity, Dropout or "
    "Sequential; only chains of dense layers can be recorded"
)
REFUSED = {
    "foreign layer": (
        lambda nn: [
            nn.Flatten(),
            nn.Sequential(nn.Identity(), nn.Conv1d(1, 1, 3)),
            nn.Linear(2, 2),
        ],
        f"layer 3 '1.1' (Conv1d): {EXPECTED}",
    ),
    "foreign activation": (
        lambda nn: [nn.Linear(2, 2), nn.LeakyReLU()],
        f"layer 2 '1' (LeakyReLU): {EXPECTED}",
    ),
    "other dropout": (
        lambda nn: [nn.Linear(2, 2), nn.AlphaDropout()],
        f"layer 2 '1' (AlphaDropout): {EXPECTED}",
    ),
    "dropout in training": (
        lambda nn: [nn.Linear(2, 2), nn.Dropout(0.5)],
        "layer 2 '1' (Dropout): in training it zeroes at random: call model.eval() first",
    ),
    "two activations": (
        lambda nn: [nn.Linear(2, 2), nn.ReLU(), nn.Identity(), nn.Tanh()],
        "layer 4 '3' (Tanh): expected one activation function a layer, found a second one after "
        "layer 2 '1' (ReLU)",
    ),
    "activation first": (
        lambda nn: [nn.Flatten(), nn.ReLU(), nn.Linear(2, 2)],
        "layer 2 '1' (ReLU): expected a dense layer before the first activation function",
    ),
    "softmax in the middle": (
        lambda nn: [nn.Linear(2, 2), nn.Softmax(dim=1), nn.Linear(2, 2)],
        "layer 2 '1' (Softmax): softmax is for the last layer only, found another after it",
    ),
    "softmax over the samples": (
        lambda nn: [nn.Linear(2, 2), nn.Softmax(dim=0)],
        "layer 2 '1' (Softmax): expected dim=-1 or 1, the outputs of a sample, found 0",
    ),
    "flatten of something else": (
        lambda nn: [nn.Flatten(0), nn.Linear(2, 2)],
        "layer 1 '0' (Flatten): expected start_dim=1 and end_dim=-1, found (0, -1)",
    ),
    "shapes": (
        lambda nn: [nn.Linear(2, 3), nn.ReLU(), nn.Linear(4, 2)],
        "layer 3 '2' (Linear): expected 3 inputs, as the layer before has outputs, found 4",
    ),
    "lazy": (
        lambda nn: [nn.LazyLinear(3)],
        "layer 1 '0' (LazyLinear): has no weights yet: call the model once, on any samples",
    ),
    "empty layer": (
        lambda nn: [nn.Linear(3, 0)],
        "layer 1 '0' (Linear): expected a matrix of weights (outputs, inputs), found shape (0, 3)",
    ),
}


@pytest.mark.filterwarnings("ignore:Initializing zero-element")
@pytest.mark.parametrize("case", REFUSED)
def test_refused(nn, refused, case):
    layers, line = REFUSED[case]
    model = nn.Sequential(*layers(nn))
    assert refused(weights_of, model) == f"PyTorch model, {line}"


def test_no_dense_layers(nn, refused):
    line = "PyTorch model: expected dense layers, found none"
    assert refused(weights_of, nn.Sequential()) == line
    assert refused(weights_of, nn.Sequential(nn.Flatten(), nn.Identity())) == line


def test_a_model_that_contains_itself_is_refused(nn, refused):
    model = nn.Sequential(nn.Linear(2, 2))
    model.append(nn.Sequential(model))
    assert refused(weights_of, model) == "PyTorch model, '1.0': the Sequential contains itself"


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
@pytest.mark.parametrize("which", ["weight", "bias"])
def test_numbers_that_are_not_finite_are_refused(torch, nn, refused, which, value):
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    with torch.no_grad():
        getattr(model[1], which)[0] = float(value)
    what = {"weight": "weights", "bias": "biases"}[which]
    assert refused(weights_of, model) == (
        f"PyTorch model, layer 2 '1' (Linear): expected finite {what}, found NaN or infinity"
    )


def test_types_are_checked(torch, nn, refused):
    known = "expected weights of type bfloat16, float16, float32 or float64, found"
    model = nn.Sequential(nn.Linear(2, 2).to(torch.complex64))
    assert refused(weights_of, model) == f"PyTorch model, layer 1 '0' (Linear): {known} complex64"
    model = nn.Sequential(nn.Linear(2, 2).to(torch.float8_e4m3fn))
    assert refused(weights_of, model).endswith(f"{known} float8_e4m3fn")
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2).double())
    assert refused(weights_of, model) == (
        "PyTorch model, layer 3 '2' (Linear): expected float32 as in layer 1 '0' (Linear), found "
        "float64"
    )
    model = nn.Sequential(nn.Linear(2, 2))
    model[0].bias = nn.Parameter(model[0].bias.detach().double())
    assert refused(weights_of, model) == (
        "PyTorch model, layer 1 '0' (Linear): expected biases of type float32, found float64"
    )


def test_weights_without_numbers_are_refused(nn, refused):
    line = refused(weights_of, nn.Sequential(nn.Linear(2, 2, device="meta")))
    assert line.startswith("PyTorch model, layer 1 '0' (Linear): its weights cannot be read: ")


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_weights_that_are_computed_are_refused(torch, nn, refused):
    computed = (
        "PyTorch model, layer 1 '0' (Linear): its weights are computed from other parameters; "
        "remove weight_norm, pruning and the like first"
    )
    model = nn.Sequential(torch.nn.utils.weight_norm(nn.Linear(2, 2)))
    assert refused(weights_of, model) == computed
    from torch.nn.utils import prune

    pruned = nn.Linear(2, 2)
    prune.l1_unstructured(pruned, "weight", 1)
    assert refused(weights_of, nn.Sequential(pruned)) == computed
    prune.remove(pruned, "weight")
    assert 0.0 in weights_of(nn.Sequential(pruned)).weights[0]
    model = nn.Sequential(torch.nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)))
    assert refused(weights_of, model) == (
        f"PyTorch model, layer 1 '0' (ParametrizedLinear): {EXPECTED}"
    )


def test_layers_of_others_are_refused_by_name(nn, refused):
    class ReLU(nn.ReLU):  # of PyTorch by name only
        def forward(self, x):
            return x + 1

    model = nn.Sequential(nn.Linear(2, 2), ReLU())
    assert refused(weights_of, model) == f"PyTorch model, layer 2 '1' (ReLU): {EXPECTED}"


def test_models_with_a_forward_of_their_own_are_refused(nn, refused):
    advice = (
        "write the layers as a Sequential, or export the model with torch.onnx.export and import "
        "that file"
    )

    class Mine(nn.Sequential):
        def forward(self, x):
            return -super().forward(x)

    class Net(nn.Module):
        pass

    for model, name in (
        (Mine(nn.Linear(2, 2)), "Mine"),
        (Net(), "Net"),
        (nn.Linear(2, 2), "Linear"),
    ):
        assert refused(weights_of, model, kind=UsageError) == (
            f"expected a torch.nn.Sequential, found {name}; {advice}"
        )
    inner = nn.Sequential(nn.Linear(2, 2), Mine(nn.Linear(2, 2)))
    assert refused(weights_of, inner) == f"PyTorch model, layer 2 '1' (Mine): {EXPECTED}"


KINDS = "a torch.nn.Sequential, a keras.Sequential, an MLPClassifier or an MLPRegressor"


def test_what_is_no_model_is_refused(torch, nn, refused, tmp_path):
    model = nn.Sequential(nn.Linear(2, 2))
    assert refused(weights_of, model.state_dict(), kind=UsageError) == (
        f"expected {KINDS}, found OrderedDict; a state_dict names no activation functions: give "
        "the model itself"
    )
    assert refused(weights_of, "model.pt", kind=UsageError) == (
        "expected a model, found the path 'model.pt'; load the file with the library that wrote it "
        "and give the model"
    )
    assert refused(weights_of, nn.Sequential, kind=UsageError) == (
        "expected a model, found the class Sequential: give an instance"
    )
    assert refused(weights_of, 3, kind=UsageError) == f"expected {KINDS}, found int"
