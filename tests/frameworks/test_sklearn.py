"""Weights of scikit-learn's networks, against what scikit-learn computes from them."""

import numpy as np
import pytest

from layerlight import UsageError, weights_of

X = np.random.default_rng(3).normal(size=(40, 4))
NAMES = {"identity": "identity", "logistic": "sigmoid", "tanh": "tanh", "relu": "relu"}


@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("solver", ["sgd", "adam"])
def test_classifier_by_partial_fit(neural_network, agree, activation, solver):
    model = neural_network.MLPClassifier(
        (6, 5), activation=activation, solver=solver, random_state=1, learning_rate_init=0.05
    )
    labels = X[:, :3].argmax(axis=1)
    model.partial_fit(X, labels, classes=[0, 1, 2])
    before = weights_of(model)
    for _ in range(10):
        model.partial_fit(X, labels)
    found = weights_of(model)
    assert (found.framework, found.dtype) == ("scikit-learn", "float64")
    assert found.version == __import__("sklearn").__version__
    assert found.layer_sizes == (4, 6, 5, 3)
    assert found.activations == [NAMES[activation], NAMES[activation], "softmax"]
    assert not np.array_equal(before.weights[0], found.weights[0]), "a copy, from before"
    assert np.array_equal(found.weights[1], model.coefs_[1].T)
    agree(found, X, model.predict_proba(X))


def test_two_classes_are_one_output(neural_network, agree):
    model = neural_network.MLPClassifier((3,), random_state=1, max_iter=20)
    with pytest.warns(Warning, match="converge"):
        model.fit(X, X[:, 0] > 0)
    found = weights_of(model)
    assert found.layer_sizes == (4, 3, 1)
    assert found.activations == ["relu", "sigmoid"]
    agree(found, X, model.predict_proba(X)[:, 1])


def test_several_labels_at_once(neural_network, agree):
    model = neural_network.MLPClassifier((3,), random_state=1)
    model.partial_fit(X, (X[:, :2] > 0).astype(int), classes=[0, 1])
    assert weights_of(model).activations == ["relu", "sigmoid"]
    agree(weights_of(model), X, model.predict_proba(X))


@pytest.mark.parametrize("outputs", [1, 2])
def test_regressor(neural_network, agree, outputs):
    model = neural_network.MLPRegressor(hidden_layer_sizes=(5,), activation="tanh", random_state=1)
    targets = X[:, 0] if outputs == 1 else X[:, :2]
    for _ in range(10):
        model.partial_fit(X, targets)
    found = weights_of(model)
    assert found.layer_sizes == (4, 5, outputs)
    assert found.activations == ["tanh", "identity"]
    agree(found, X, model.predict(X))


def test_single_precision(neural_network, agree):
    model = neural_network.MLPRegressor(hidden_layer_sizes=(5,), random_state=1)
    model.partial_fit(X.astype(np.float32), X[:, 0].astype(np.float32))
    found = weights_of(model)
    assert found.dtype == "float32"
    agree(found, X, model.predict(X.astype(np.float32)))


def test_refused(neural_network, refused):
    from sklearn.linear_model import Perceptron
    from sklearn.pipeline import make_pipeline

    fresh = neural_network.MLPClassifier((3,))
    assert refused(weights_of, fresh) == "MLPClassifier: has no weights yet: call fit first"
    for model in (Perceptron(), make_pipeline(fresh)):
        assert refused(weights_of, model, kind=UsageError) == (
            f"expected MLPClassifier or MLPRegressor, found {type(model).__name__}; of a Pipeline "
            "give the last step, of a search its best_estimator_"
        )


def test_what_cannot_be_recorded_is_refused(neural_network, refused):
    model = neural_network.MLPRegressor(hidden_layer_sizes=(5,), random_state=1)
    model.partial_fit(X, X[:, 0])
    model.out_activation_ = "exp"  # of Poisson regression, since 1.7
    assert refused(weights_of, model) == (
        "MLPRegressor, layer 2 of 2: expected one of the activation functions identity, logistic, "
        "tanh, relu, softmax, found 'exp'"
    )
    model.out_activation_ = "identity"
    model.coefs_[0][1, 2] = np.nan
    assert refused(weights_of, model) == (
        "MLPRegressor, layer 1 of 2: expected finite weights, found NaN or infinity"
    )
    model.coefs_[0] = model.coefs_[0][:, :4]
    assert refused(weights_of, model) == (
        "MLPRegressor, layer 1 of 2: expected biases of shape (4,), found (5,)"
    )
