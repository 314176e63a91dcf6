"""Weights of Keras models, against what Keras computes from them."""

from dataclasses import replace

import numpy as np
import pytest

from layerlight import UsageError, weights_of


def samples(*shape, dtype=np.float32):
    return np.random.default_rng(3).normal(size=shape).astype(dtype)


def test_a_fitted_model(keras, agree):
    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((2, 3)),
            layers.Flatten(),
            layers.Dense(5, "relu"),
            layers.Dense(5),
            layers.Activation(keras.activations.tanh),
            layers.Dropout(0.3),
            layers.Dense(4, activation=keras.ops.sigmoid, use_bias=False),
            layers.Dense(3, "softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    before = weights_of(model)
    x = samples(64, 2, 3)
    model.fit(x, x[:, 0].argmax(axis=-1), epochs=3, verbose=0)
    found = weights_of(model)
    assert (found.framework, found.version, found.dtype) == ("Keras", keras.__version__, "float32")
    assert found.layer_sizes == (6, 5, 5, 4, 3)
    assert found.activations == ["relu", "tanh", "sigmoid", "softmax"]
    assert not found.biases[2].any()
    assert not np.array_equal(before.weights[0], found.weights[0]), "a copy, from before fitting"
    assert np.array_equal(found.weights[0].astype(np.float32).T, model.layers[1].get_weights()[0])
    agree(found, x, model.predict(x, verbose=0))


def test_doubles_are_stored_but_not_computed_with(keras, agree):
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense(4, dtype="float64")
    found = weights_of(keras.Sequential([keras.Input((3,), dtype="float64"), dense]))
    assert np.array_equal(found.weights[0], dense.get_weights()[0].T)
    x = samples(7, 3, dtype=np.float64)
    outputs = keras.ops.convert_to_numpy(dense(keras.ops.convert_to_tensor(x, "float64")))
    agree(found, x, outputs)
    if keras.backend.backend() == "jax":  # float32 throughout, or float64 if JAX_ENABLE_X64 is set
        assert (found.dtype, found.notes) == (dense.get_weights()[0].dtype.name, ())
    else:
        stored = "the weights recorded are float64; it computes in float32"
        assert found.notes == (f"Keras model: {stored}",)
    if found.dtype == "float32":
        with pytest.raises(AssertionError):
            agree(replace(found, dtype="float64"), x, outputs)


@pytest.mark.parametrize("coarse", ["input", "inner input", "dropout"])
def test_the_coarsest_part_decides_how_exact_outputs_are(keras, agree, coarse):
    """Each part of a model converts its inputs to its own type."""
    keras.utils.set_random_seed(1)
    layers = keras.layers
    first, second = layers.Dense(4, "tanh"), layers.Dense(2)

    def dtype(part):
        return "float16" if part == coarse else "float32"

    dropout = layers.Dropout(0.1, dtype=dtype("dropout"))
    inner = keras.Sequential([keras.Input((3,), dtype=dtype("inner input")), first, dropout])
    model = keras.Sequential([keras.Input((3,), dtype=dtype("input")), inner, second])
    found = weights_of(model)
    assert found.layer_sizes == (3, 4, 2)
    assert found.dtype == "float16"
    assert found.notes == ("Keras model: the weights recorded are float32; it computes in float16",)
    x = samples(7, 3)
    outputs = model.predict(x, verbose=0)
    agree(found, x, outputs)
    with pytest.raises(AssertionError):
        agree(replace(found, dtype="float32"), x, outputs)


def test_nested_models(keras, agree):
    keras.utils.set_random_seed(1)
    layers = keras.layers
    inner = keras.Sequential([layers.Dense(4), layers.ReLU()])
    model = keras.Sequential([keras.Input((3,)), inner, layers.Dense(2), layers.Softmax()])
    found = weights_of(model)
    assert (found.dtype, found.activations, found.notes) == ("float32", ["relu", "softmax"], ())
    x = samples(7, 3)
    agree(found, x, model.predict(x, verbose=0))


def test_a_model_built_by_its_first_samples(keras, agree):
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Dense(4, "tanh"), keras.layers.Dense(2, "log_softmax")])
    x = samples(5, 3)
    outputs = model.predict(x, verbose=0)
    found = weights_of(model)
    assert found.log_outputs
    assert found.activations == ["tanh", "softmax"]
    agree(found, x, outputs)


@pytest.mark.parametrize("policy", ["bfloat16", "mixed_bfloat16", "float16", "mixed_float16"])
def test_half_precision(keras, agree, policy):
    keras.utils.set_random_seed(1)
    dense = keras.layers.Dense
    model = keras.Sequential(
        [keras.Input((3,)), dense(4, "tanh", dtype=policy), dense(2, "sigmoid", dtype=policy)]
    )
    found = weights_of(model)
    assert found.dtype == policy.removeprefix("mixed_")
    stored = keras.ops.convert_to_numpy(model.layers[0].kernel).astype(np.float64)
    assert np.array_equal(found.weights[0].T, stored)
    mixed = policy.startswith("mixed_")
    assert found.notes == mixed * (
        f"Keras model: the weights recorded are float32; it computes in {found.dtype}",
    )
    x = samples(6, 3)
    agree(found, x, keras.ops.convert_to_numpy(keras.ops.cast(model(x), "float32")))


def mine(x):
    return x


KNOWN = (
    "expected Dense, Flatten, Activation, ReLU, Softmax, Dropout or Sequential; only chains of "
    "dense layers can be recorded"
)
FUNCTIONS = (
    "expected one of Keras's activation functions linear, sigmoid, tanh, relu, softmax, "
    "log_softmax, found"
)
REFUSED = {
    "foreign layer": (
        lambda of: [of.Dense(2, name="a"), of.BatchNormalization(name="norm")],
        f"layer 2 'norm' (BatchNormalization): {KNOWN}",
    ),
    "foreign activation": (
        lambda of: [of.Dense(2, "gelu", name="a")],
        f"layer 1 'a' (Dense): {FUNCTIONS} 'gelu'",
    ),
    "function of one's own": (
        lambda of: [of.Dense(2, mine, name="a")],
        f"layer 1 'a' (Dense): {FUNCTIONS} 'mine'",
    ),
    "two activations": (
        lambda of: [of.Dense(2, "relu", name="a"), of.Activation("tanh", name="b")],
        "layer 2 'b' (Activation): expected one activation function a layer, found a second one "
        "after layer 1 'a' (Dense)",
    ),
    "activation first": (
        lambda of: [of.Activation("tanh", name="b"), of.Dense(2)],
        "layer 1 'b' (Activation): expected a dense layer before the first activation function",
    ),
    "softmax in the middle": (
        lambda of: [of.Dense(2, "softmax", name="a"), of.Dense(2)],
        "layer 1 'a' (Dense): softmax is for the last layer only, found another after it",
    ),
    "leaky": (
        lambda of: [of.Dense(2), of.ReLU(negative_slope=0.1, name="b")],
        "layer 2 'b' (ReLU): expected max(0, z), found one with {'max_value': None, "
        "'negative_slope': 0.1, 'threshold': 0.0}",
    ),
    "softmax over the samples": (
        lambda of: [of.Dense(2), of.Softmax(axis=0, name="b")],
        "layer 2 'b' (Softmax): expected axis=-1, the outputs of a sample, found 0",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(keras, refused, case):
    layers, line = REFUSED[case]
    model = keras.Sequential([keras.Input((3,)), *layers(keras.layers)])
    assert refused(weights_of, model) == f"Keras model, {line}"


def test_inputs_that_are_not_flat_are_refused(keras, refused, agree):
    dense = keras.layers.Dense(2, name="a")
    model = keras.Sequential([keras.Input((4, 3)), dense])
    assert refused(weights_of, model) == (
        "Keras model, layer 1 'a' (Dense): expected vectors, found inputs of shape (4, 3); put a "
        "Flatten before"
    )
    flatten = keras.layers.Flatten("channels_first", name="f")
    model = keras.Sequential([keras.Input((2, 4, 3)), flatten, keras.layers.Dense(2)])
    assert refused(weights_of, model) == (
        "Keras model, layer 1 'f' (Flatten): expected data_format=\"channels_last\", which keeps "
        "the order of inputs"
    )
    model = keras.Sequential([keras.Input((5,)), flatten, keras.layers.Dense(2)])
    x = samples(4, 5)
    agree(weights_of(model), x, model.predict(x, verbose=0))


def test_unbuilt_and_empty_models_are_refused(keras, refused):
    model = keras.Sequential([keras.layers.Dense(2, name="a")])
    assert refused(weights_of, model) == (
        "Keras model, layer 1 'a' (Dense): has no weights yet: call model.build((None, inputs)), "
        "or fit the model"
    )
    assert (
        refused(weights_of, keras.Sequential()) == "Keras model: expected dense layers, found none"
    )


def test_changed_layers_are_refused(keras, refused):
    line = (
        "Keras model, layer 1 'a' (Dense): expected a kernel and a bias, found more; remove "
        "quantization and LoRA first"
    )
    for change in (lambda dense: dense.enable_lora(1), lambda dense: dense.quantize("int8")):
        dense = keras.layers.Dense(4, name="a")
        model = keras.Sequential([keras.Input((3,)), dense])
        change(dense)
        assert refused(weights_of, model) == line


def test_numbers_that_are_not_finite_are_refused(keras, refused):
    dense = keras.layers.Dense(2, name="a", bias_initializer=keras.initializers.Constant(np.nan))
    model = keras.Sequential([keras.Input((3,)), dense])
    assert refused(weights_of, model) == (
        "Keras model, layer 1 'a' (Dense): expected finite biases, found NaN or infinity"
    )


def test_other_models_are_refused(keras, refused):
    x = keras.Input((3,))
    functional = keras.Model(x, keras.layers.Dense(2)(x))
    advice = (
        "write the layers as a Sequential, or export the model with "
        'model.export("model.onnx", format="onnx") and import that file'
    )

    class Mine(keras.Sequential):
        def call(self, inputs, training=None, mask=None):
            return -super().call(inputs)

    mine = Mine([x, keras.layers.Dense(2)])
    for model, name in ((functional, "Functional"), (mine, "Mine")):
        line = refused(weights_of, model, kind=UsageError)
        assert line == f"expected a keras.Sequential, found {name}; {advice}"
