"""``python -m network import``: ONNX models of others, with samples."""

import numpy as np
import pytest

from network import iris, load, spirals, xor
from network.__main__ import main
from network.cli.terminal import run

FLOWERS = iris()


@pytest.fixture(scope="module")
def nn(torch, onnx):
    torch.manual_seed(4)
    return torch.nn


@pytest.fixture
def export(torch, tmp_path):
    """Return a function that trains a model for some steps and exports it as ONNX."""

    def make(model, samples, targets):
        x, t = torch.tensor(samples, dtype=torch.float32), torch.tensor(targets).float()
        descent = torch.optim.Adam(model.parameters(), lr=0.05)
        for _ in range(30):
            loss = torch.nn.functional.mse_loss(model(x), t)
            descent.zero_grad()
            loss.backward()
            descent.step()
        path = tmp_path / "model.onnx"
        torch.onnx.export(model.eval(), (x[:1],), path, dynamo=False, external_data=False)
        with torch.no_grad():
            return path, model(x).double().numpy()

    return make


def imported(*arguments):
    return run(main, ["import", *map(str, arguments)])


def same(recording, outputs):
    assert np.ptp(outputs) > 0.05, "outputs that are all the same would prove nothing"
    ours = recording.outputs_of_samples(recording.steps)
    np.testing.assert_allclose(ours, outputs, rtol=1e-4, atol=1e-6)
    assert np.array_equal(ours, recording.activations[-1])


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_model_of_pytorch_by_way_of_onnx(torch, nn, export, tmp_path, capsys):
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3), nn.Softmax(1))
    path, outputs = export(model, FLOWERS.inputs, FLOWERS.targets)
    out = tmp_path / "run.npz"
    assert imported(path, "--data", "iris", "--out", out) == 0
    recording = load(out)
    same(recording, outputs)
    told = capsys.readouterr().out
    assert told.startswith(f"{out}: 4-5-3, 150 samples, ")
    assert told.rstrip().endswith(recording.digest())
    about = recording.metadata
    assert about["imported"]["framework"] == "ONNX"
    assert about["imported"]["dtype"] == "float32"
    assert about["cost"] == "cross-entropy"
    assert recording.class_names == ("setosa", "versicolor", "virginica")
    assert recording.samples.scaling.kind == "standard"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_logits_cost_and_samples_held_out(torch, nn, export, tmp_path):
    model = nn.Sequential(nn.Linear(4, 3))
    path, logits = export(model, FLOWERS.inputs, FLOWERS.targets)
    out = tmp_path / "run.npz"
    options = ["--data", "iris", "--out", out, "--loss-applies", "softmax"]
    assert imported(path, *options) == 0
    same(load(out), torch.tensor(logits).softmax(1).numpy())
    options = ["--data", "iris", "--out", out, "--hold-out", "0.2", "--limit", "100"]
    assert imported(path, *options) == 0
    recording = load(out)
    assert (len(recording.samples), len(recording.test_samples)) == (80, 20)
    assert recording.metadata["cost"] == "half-squared-error"
    assert recording.rules.functions[-1].name == "identity"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tables_images_and_one_output_for_two_classes(torch, nn, export, tmp_path):
    points = spirals(40)
    model = nn.Sequential(nn.Linear(2, 6), nn.Tanh(), nn.Linear(6, 1), nn.Sigmoid())
    path, outputs = export(model, points.inputs, points.labels[:, None])
    out, table = tmp_path / "run.npz", tmp_path / "points.csv"
    rows = (
        f"{x},{y},{'ab'[label]}"
        for (x, y), label in zip(points.inputs.tolist(), points.labels, strict=True)
    )
    table.write_text("\n".join(["x,y,class", *rows]))
    arguments = ["--label", "class", "--scale", "none", "--out", out]
    assert imported(path, "--data", table, *arguments) == 0
    recording = load(out)
    same(recording, outputs)
    assert recording.class_names == ("a", "b")
    assert recording.samples.output_names == ("b",)
    assert np.array_equal(recording.samples.targets[:, 0], points.labels)
    model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1), nn.Sigmoid())
    path, outputs = export(model, xor().inputs, xor().targets)
    assert imported(path, "--data", "xor", "--out", out) == 0
    same(load(out), outputs)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_mnist(torch, nn, tmp_path, mnist_data):
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.Softmax(1))
    x = torch.from_numpy(mnist_data.train_images[:50].reshape(-1, 1, 28, 28) / 255).float()
    path, out = tmp_path / "model.onnx", tmp_path / "run.npz"
    torch.onnx.export(model.eval(), (x[:1],), path, dynamo=False, external_data=False)
    assert imported(path, "--data", "mnist", "--out", out, "--limit", 50) == 0
    recording = load(out)
    with torch.no_grad():
        same(recording, model(x).double().numpy())
    assert recording.images.shape == (50, 28, 28)
    assert recording.test_accuracy.shape == (1,)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_what_does_not_fit_is_said_on_one_line(torch, nn, export, tmp_path, capsys):
    model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(1))
    path, _ = export(model, FLOWERS.inputs, FLOWERS.targets)
    out = tmp_path / "run.npz"
    for arguments, status, line in (
        (["--data", "xor"], 2, "layer sizes: xor needs 2 inputs and 1 outputs, found 4 and 3"),
        (["--data", "walkthrough"], 2, "--data: walkthrough has a network of its own"),
        (["--data", "irsi"], 2, "did you mean iris?"),
        (["--data", "xor", "--scale", "none"], 2, "--scale is for iris and a CSV file, not for"),
        (["--data", "iris", "--loss-applies", "softmax"], 2, "the model applies softmax to its"),
        (["--data", "iris", "--limit", "0"], 2, "--limit: expected a whole number from 1 to 150"),
        (["--data", "iris", "--hold-out", "2"], 2, "the share held out: expected above 0"),
        (["--data", "iris", "--memory", "1M"], 2, "importing a network of layers 4 3 takes about"),
    ):
        assert imported(path, *arguments, "--out", out) == status
        said = capsys.readouterr().err
        assert line in said
        assert said.count("\n") == 1
        assert not out.exists()
    for model_file, target, status in (
        (tmp_path / "none.onnx", out, 1),
        (tmp_path / "model.pt", out, 2),
        (path, path, 2),
        (path, tmp_path / "no" / "run.npz", 1),
    ):
        assert imported(model_file, "--data", "iris", "--out", target) == status
        assert capsys.readouterr().err.count("\n") == 1
