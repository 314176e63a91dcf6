"""Trainings of PyTorch, Keras and scikit-learn, recorded from inside their own loops."""

import numpy as np
import pytest

from layerlight import KerasRecorder, LayerlightError, Recorder, UsageError
from layerlight import recorder as recorder_module
from network import iris, load

FLOWERS = iris()
X, LABELS = FLOWERS.inputs, FLOWERS.labels
NAMES = {"input_names": FLOWERS.input_names, "class_names": FLOWERS.class_names}


@pytest.fixture(scope="module")
def nn(torch):
    torch.manual_seed(1)
    return torch.nn


def same_at_the_end(path, outputs, tolerance=1e-4):
    """The recorded outputs of the last moment are those that the framework gives."""
    recording = load(path)
    ours = recording.outputs_of_samples(recording.steps)
    outputs = np.asarray(outputs, np.float64).reshape(ours.shape)
    assert np.ptp(outputs) > 0.05, "outputs that are all the same would prove nothing"
    np.testing.assert_allclose(ours, outputs, rtol=tolerance, atol=tolerance * 1e-2)
    return recording


def line_of(error):
    line = str(error.value)
    assert line.isprintable()
    assert len(line) < 450
    return line


# PyTorch.


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
def test_a_training_loop_of_pytorch(torch, nn, tmp_path, optimizer, dtype):
    dtype_of = getattr(torch, dtype)
    model = nn.Sequential(
        nn.Linear(4, 6), nn.Tanh(), nn.Dropout(0.2), nn.Linear(6, 3), nn.Softmax(1)
    )
    model = model.to(dtype_of)
    descent = getattr(torch.optim, optimizer)(model.parameters(), lr=0.02)
    x, y = torch.tensor(X, dtype=dtype_of), torch.tensor(LABELS)
    path = tmp_path / "run.npz"
    with Recorder(path, cost="cross-entropy", samples=(x, y), every=5, **NAMES) as recorder:
        for _ in range(42):
            recorder.keep(model)
            assert model.training, "the model is as it was"
            assert model[2].training
            loss = nn.functional.nll_loss(model(x).log(), y)
            descent.zero_grad()
            loss.backward()
            descent.step()
        recorder.keep(model)
    with torch.no_grad():
        outputs = model.eval()(x).double().numpy()
    recording = same_at_the_end(path, outputs, {"float32": 1e-4, "float64": 1e-11}[dtype])
    assert recording.arrays["kept_at"].tolist() == [*range(0, 42, 5), 42]
    imported = recording.metadata["imported"]
    assert imported["framework"] == "PyTorch"
    assert imported["version"] == str(torch.__version__)
    assert imported["dtype"] == dtype
    shown = recording.metadata["epoch_steps"]
    assert imported["compared"].startswith(f"outputs for {shown} samples at 10 of 10 moments, ")
    assert recording.train_cost[-1] < recording.train_cost[0]
    assert recording.metadata["learning_rate"] is None
    expected = model[3].weight.detach().double().numpy()
    assert np.array_equal(recording.arrays["weights_1"][-1], expected)


@pytest.mark.parametrize("last", ["softmax", "sigmoid"])
def test_logits_to_which_the_loss_applies_the_activation(here, torch, nn, tmp_path, last):
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))
    path = tmp_path / "run.npz"
    names = ["relu", last]
    with Recorder(path, cost="cross-entropy", samples=(X, LABELS), activations=names) as recorder:
        recorder.keep(model)
    with torch.no_grad():
        logits = model(torch.tensor(X, dtype=torch.float32)).double()
        outputs = logits.softmax(1) if last == "softmax" else logits.sigmoid()
    recording = same_at_the_end(path, outputs.numpy())
    imported = recording.metadata["imported"]
    assert "compared" in imported
    assert imported["note 1"] == (
        f"the model returns pre-activations, to which the loss applies {last}"
    )


def test_logits_without_a_word_are_refused(here, nn, tmp_path):
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 3))
    recorder = Recorder(tmp_path / "run.npz", cost="cross-entropy", samples=(X, LABELS))
    with pytest.raises(UsageError) as error:
        recorder.keep(model)
    assert line_of(error) == (
        "cost: cross-entropy needs outputs of softmax or sigmoid, found identity; if the loss "
        "applies one to what the model returns, say activations=['relu', 'softmax']"
    )


def test_logarithms_are_recorded_as_what_they_are_of(here, torch, nn, tmp_path):
    model = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=-1))
    path = tmp_path / "run.npz"
    with Recorder(path, cost="cross-entropy", samples=(X, LABELS)) as recorder:
        recorder.keep(model)
    with torch.no_grad():
        same_at_the_end(path, model(torch.tensor(X).float()).exp().double().numpy())
    assert "compared" in load(path).metadata["imported"]


@pytest.mark.parametrize("flatten", [True, False])
def test_images_in_the_shape_that_the_model_takes(here, torch, nn, tmp_path, flatten):
    images = np.random.default_rng(0).integers(0, 256, (8, 1, 5, 4), dtype=np.uint8)
    x = (images / 255).astype(np.float32)
    model = nn.Sequential(*([nn.Flatten()] if flatten else []), nn.Linear(20, 2), nn.Sigmoid())
    path = tmp_path / "run.npz"
    with Recorder(
        path, cost="mean-squared-error", samples=(x, np.arange(8) % 2), image_shape=(5, 4)
    ) as recorder:
        recorder.keep(model)
    with torch.no_grad():
        outputs = model(torch.from_numpy(x if flatten else x.reshape(8, -1))).double().numpy()
    assert np.array_equal(same_at_the_end(path, outputs).images, images[:, 0])


def test_mixed_precision_and_compiled_models(here, torch, nn, tmp_path):
    model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 3))
    path = tmp_path / "run.npz"
    with (
        Recorder(path, cost="half-squared-error", samples=(X, FLOWERS.targets)) as recorder,
        torch.autocast("cpu", dtype=torch.bfloat16),
    ):
        recorder.keep(model)
        recorder.keep(torch.compile(model))
        assert torch.is_autocast_enabled("cpu")
        assert torch.is_grad_enabled()
    with torch.no_grad():
        same_at_the_end(path, model(torch.tensor(X).float()).double().numpy())


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (0, "layer 1 '0' (Linear)"),
        (1, "layer 1 '0' (Linear)"),
        (2, "layer 3 '2' (Linear)"),
        (None, "the output layer"),
    ],
)
def test_outputs_that_do_not_follow_from_the_weights_name_the_layer(
    here, nn, tmp_path, place, where
):
    model = nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 3), nn.Sigmoid())
    recorder = Recorder(tmp_path / "run.npz", cost="half-squared-error", samples=(X, LABELS))
    recorder.keep(model)
    changed = model if place is None else model[place]
    hook = changed.register_forward_hook(lambda module, given, output: output * 1.01)
    with pytest.raises(LayerlightError) as error:
        recorder.keep(model)
    assert line_of(error).startswith(
        f"PyTorch model, {where}: its outputs do not follow from its weights: for sample "
    )
    hook.remove()
    assert model.training
    recorder.keep(model)
    assert recorder.save().is_file()


def test_what_is_recorded_is_compared_again_where_it_is_recorded(here, nn, tmp_path, monkeypatch):
    """Not only here, but with the project's own arithmetic."""
    model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(1))
    recorder = Recorder(tmp_path / "run.npz", cost="cross-entropy", samples=(X, LABELS))
    honest = recorder_module.compared_outputs

    def off(*arguments):
        said, allowed = honest(*arguments)
        return said + 2 * allowed, allowed

    monkeypatch.setattr(recorder_module, "compared_outputs", off)
    recorder.keep(model, step=7)
    with pytest.raises(LayerlightError) as error:
        recorder.save()
    assert line_of(error).startswith("PyTorch model, step 7, the output layer: its outputs do not")
    assert not (tmp_path / "run.npz").exists()


def test_the_last_moment_is_compared_too_unless_the_model_has_changed_since(
    here, torch, nn, tmp_path
):
    model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(1))
    path = tmp_path / "run.npz"
    for changes, compared in ((False, "2 of 2"), (True, "1 of 2")):
        with Recorder(path, cost="cross-entropy", samples=(X, LABELS), every=9) as recorder:
            recorder.keep(model)
            recorder.keep(model)
            if changes:
                with torch.no_grad():
                    model[0].weight.add_(1.0)
        assert f"at {compared} moments" in load(path).metadata["imported"]["compared"]
    recorder = Recorder(path, cost="cross-entropy", samples=(X, LABELS), every=9)
    recorder.keep(model)
    recorder.keep(model, step=5)
    model.register_forward_hook(lambda module, given, output: output * 2)
    with pytest.raises(LayerlightError, match="the output layer: its outputs do not follow"):
        recorder.save()
    assert load(path).arrays["kept_at"].tolist() == [0], "what was in order is written"


def test_tensors_as_arrays(here, torch, nn, tmp_path):
    model = nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 3)).to(torch.bfloat16)
    path = tmp_path / "run.npz"
    with Recorder(
        path, cost="cross-entropy", samples=(torch.tensor(X), torch.tensor(LABELS)),
        activations=["tanh", "softmax"],
    ) as recorder:  # fmt: skip
        recorder.keep([model[0].weight, model[2].weight], [model[0].bias, model[2].bias])
    recording = load(path)
    assert recording.metadata["imported"]["dtype"] == "bfloat16"
    assert np.array_equal(
        recording.arrays["weights_1"][0], model[2].weight.detach().double().numpy()
    )


def test_models_that_cannot_be_recorded_leave_no_file(here, torch, nn, tmp_path):
    for model, line in (
        (nn.Sequential(nn.Conv1d(1, 1, 1)), "PyTorch model, layer 1 '0' (Conv1d): expected Linear"),
        (nn.Linear(4, 3), "expected a torch.nn.Sequential, found Linear"),
        (torch.zeros(3), "expected a torch.nn.Sequential, found Tensor"),
        (nn.Sequential(nn.Linear(4, 3), nn.Tanh()), "activations: expected ['tanh'], as the model"),
    ):
        names = ["softmax"] if "tanh" in line else None
        with (
            pytest.raises(LayerlightError) as error,
            Recorder(
                tmp_path / "run.npz", cost="cross-entropy", samples=(X, LABELS), activations=names
            ) as recorder,
        ):
            recorder.keep(model)
        assert line_of(error).startswith(line)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("scale", [1.0, 1e5])
def test_inputs_that_are_not_scaled_are_no_false_alarm(here, torch, nn, tmp_path, scale):
    """Large terms that cancel leave few digits; what is wrong by more is found all the same."""
    rng = np.random.default_rng(5)
    x = (np.array([1.0, 1.1, 0.9, 1.0]) + 0.01 * rng.normal(size=(64, 4))) * scale
    model = nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 1))
    with torch.no_grad():
        model[0].weight.copy_(torch.tensor([[1.0, -1.0, 1.1, -0.89]] * 5))
        model[2].weight.copy_(torch.tensor([[1.0, -1.0, 1.0, -1.0, 0.01]]))
    recorder = Recorder(
        tmp_path / "run.npz", cost="half-squared-error", samples=(x, x[:, 0] / scale)
    )
    recorder.keep(model)
    recorder.save()
    model[2].register_forward_hook(lambda module, given, output: output + 0.002 * scale)
    with pytest.raises(LayerlightError, match="its outputs do not follow"):
        recorder.keep(model)


# Keras.


def network(keras, *more):
    keras.utils.set_random_seed(2)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((4,)),
            layers.Dense(6, activation="tanh"),
            *more,
            layers.Dropout(0.1),
            layers.Dense(3),
            layers.Softmax(),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def test_fit_of_keras(keras, tmp_path):
    model = network(keras)
    path = tmp_path / "run.npz"
    callback = KerasRecorder(path, cost="cross-entropy", samples=(X, LABELS), every=2, **NAMES)
    assert isinstance(callback, keras.callbacks.Callback)
    model.fit(X, LABELS, batch_size=50, epochs=5, verbose=0, callbacks=[callback])
    recording = same_at_the_end(path, model.predict(X, verbose=0))
    assert recording.arrays["kept_at"].tolist() == [0, 6, 12, 15], "in batches"
    imported = recording.metadata["imported"]
    assert (imported["framework"], imported["dtype"]) == ("Keras", "float32")
    assert imported["version"] == keras.__version__
    assert "at 4 of 4 moments" in imported["compared"]
    model.fit(X, LABELS, batch_size=50, epochs=1, verbose=0, callbacks=[callback])
    recording = same_at_the_end(path, model.predict(X, verbose=0))
    assert recording.arrays["kept_at"][-1] == 18, "it goes on"


def test_fit_of_keras_batch_by_batch(here, keras, tmp_path):
    model = network(keras)
    path = tmp_path / "run.npz"
    callback = KerasRecorder(path, cost="cross-entropy", samples=(X[:9], LABELS[:9]), keep="batch")
    model.fit(X, LABELS, batch_size=50, epochs=2, verbose=0, callbacks=[callback])
    recording = same_at_the_end(path, model.predict(X[:9], verbose=0))
    assert recording.arrays["kept_at"].tolist() == list(range(7))


def test_fit_that_is_interrupted(keras, tmp_path):
    model = network(keras)

    class Interrupt(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                raise KeyboardInterrupt

    path = tmp_path / "run.npz"
    with (
        pytest.raises(KeyboardInterrupt),
        KerasRecorder(path, cost="cross-entropy", samples=(X, LABELS)) as callback,
    ):
        model.fit(X, LABELS, batch_size=50, epochs=9, verbose=0, callbacks=[callback, Interrupt()])
    recording = same_at_the_end(path, model.predict(X, verbose=0))
    assert recording.arrays["kept_at"].tolist() == [0, 3, 6]


def test_a_model_that_is_built_by_its_first_batch(here, keras, tmp_path):
    keras.utils.set_random_seed(2)
    layers = keras.layers
    model = keras.Sequential([layers.Flatten(), layers.Dense(2, activation="sigmoid")])
    model.compile("sgd", "mse")
    x = np.random.default_rng(0).random((8, 5, 4)).astype(np.float32)
    y = np.eye(2)[np.arange(8) % 2]
    path = tmp_path / "run.npz"
    callback = KerasRecorder(path, cost="mean-squared-error", samples=(x, y), image_shape=(5, 4))
    model.fit(x, y, epochs=2, verbose=0, callbacks=[callback])
    same_at_the_end(path, model.predict(x, verbose=0))


def test_outputs_of_keras_that_do_not_follow_name_the_layer(here, keras, tmp_path):
    model = network(keras)
    recorder = Recorder(tmp_path / "run.npz", cost="cross-entropy", samples=(X, LABELS))
    recorder.keep(model)
    dense = model.layers[2]
    call = dense.call
    dense.call = lambda *given, **more: call(*given, **more) + 1.0 * dense.kernel[0]
    with pytest.raises(LayerlightError) as error:
        recorder.keep(model)
    assert line_of(error).startswith(f"Keras model, layer 3 '{dense.name}' (Dense): its outputs do")


def test_arguments_of_the_callback(here, keras, tmp_path):
    with pytest.raises(UsageError, match="keep: expected epoch or batch, found 'step'"):
        KerasRecorder(tmp_path / "run.npz", cost="cross-entropy", samples=(X, LABELS), keep="step")


# scikit-learn.


@pytest.mark.parametrize("solver", ["sgd", "adam"])
def test_partial_fit_of_scikit_learn(neural_network, tmp_path, solver):
    model = neural_network.MLPClassifier((5,), activation="tanh", solver=solver, random_state=1)
    path = tmp_path / "run.npz"
    with Recorder(path, cost="cross-entropy", samples=(X, LABELS), **NAMES) as recorder:
        with pytest.raises(LayerlightError, match="has no weights yet"):
            recorder.keep(model)
        for _ in range(30):
            model.partial_fit(X, LABELS, classes=[0, 1, 2])
            recorder.keep(model)
    recording = same_at_the_end(path, model.predict_proba(X), 1e-11)
    imported = recording.metadata["imported"]
    assert (imported["framework"], imported["dtype"]) == ("scikit-learn", "float64")
    assert "at 30 of 30 moments" in imported["compared"]


def test_two_classes_and_numbers_of_scikit_learn(here, neural_network, tmp_path):
    two, path = LABELS < 2, tmp_path / "run.npz"
    model = neural_network.MLPClassifier((3,), random_state=1, max_iter=20)
    with pytest.warns(match="Maximum iterations"):
        model.fit(X[two], LABELS[two])
    with Recorder(path, cost="cross-entropy", samples=(X[two], LABELS[two])) as recorder:
        recorder.keep(model)
    recording = same_at_the_end(path, model.predict_proba(X[two])[:, 1], 1e-11)
    assert recording.class_names == ("0", "1")
    model = neural_network.MLPRegressor(hidden_layer_sizes=(3,), random_state=1, max_iter=20)
    with pytest.warns(match="Maximum iterations"):
        model.fit(X[:, :3], X[:, 3])
    samples = (X[:, :3], X[:, 3])
    with Recorder(
        path, cost="half-squared-error", samples=samples, output_names=["width"]
    ) as recorder:
        recorder.keep(model)
    recording = same_at_the_end(path, model.predict(X[:, :3]), 1e-11)
    assert recording.samples.output_names == ("width",)
    assert recording.samples.labels is None


def test_outputs_of_scikit_learn_that_do_not_follow(here, neural_network, tmp_path, monkeypatch):
    model = neural_network.MLPClassifier((3,), random_state=1).partial_fit(
        X, LABELS, classes=[0, 1, 2]
    )
    recorder = Recorder(tmp_path / "run.npz", cost="cross-entropy", samples=(X, LABELS))
    said = type(model).predict_proba
    monkeypatch.setattr(
        type(model), "predict_proba", lambda self, x: said(self, x) * np.array([1, 1, 1 + 1e-6])
    )
    with pytest.raises(LayerlightError) as error:
        recorder.keep(model)
    assert line_of(error).startswith("scikit-learn model, the output layer: its outputs do not")
