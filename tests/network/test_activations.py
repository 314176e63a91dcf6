"""Activation functions and costs, held against finite differences."""

import numpy as np
import pytest

from network.core.activations import ACTIVATIONS, activations_for
from network.core.losses import LOSSES, loss_named
from network.errors import UsageError

Z = np.array([-2.3, -0.4, 0.3, 0.9, 3.1])
EPSILON = 1e-6


def central(f, z):
    """Return the derivative of the number f(z) by each entry of z, by central differences."""
    found = np.empty_like(z)
    for k in range(len(z)):
        step = np.zeros_like(z)
        step[k] = EPSILON
        found[k] = (f(z + step) - f(z - step)) / (2 * EPSILON)
    return found


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_pull_back_is_the_derivative(activation):
    weights = np.array([0.7, -1.1, 0.2, 0.5, -0.3])
    found = activation.pull_back(Z, activation.value(Z), weights)
    assert np.allclose(found, central(lambda z: activation.value(z) @ weights, Z), atol=1e-8)


@pytest.mark.parametrize("activation", ACTIVATIONS.values(), ids=ACTIVATIONS)
def test_values_stay_in_the_range(activation):
    z = np.linspace(-50, 50, 401)
    values = activation.value(z)
    assert values.min() >= activation.low
    assert values.max() <= activation.high


def test_relu_at_zero_has_slope_zero():
    relu = ACTIVATIONS["relu"]
    zero = np.zeros(1)
    assert relu.value(zero).tolist() == [0.0]
    assert relu.slope(zero, zero).tolist() == [0.0]


FITTING = [
    (activation, loss)
    for activation in ACTIVATIONS.values()
    for loss in LOSSES.values()
    if loss.name != "cross-entropy" or activation.name in ("sigmoid", "softmax")
]


@pytest.mark.parametrize(("activation", "loss"), FITTING, ids=lambda each: each.name)
def test_delta_is_the_derivative_of_the_cost(activation, loss):
    loss.check(activation)
    target = np.array([0.0, 1.0, 0.25, 0.0, 0.5])

    def cost(z):
        return loss.value(z, activation.value(z), target, activation)

    found = loss.delta(Z, activation.value(Z), target, activation)
    assert np.allclose(found, central(cost, Z), atol=1e-7)


@pytest.mark.parametrize("name", ["tanh", "relu", "identity"])
def test_cross_entropy_refuses_outputs_that_are_no_shares(name):
    with pytest.raises(UsageError, match=f"sigmoid or softmax neurons; found {name}"):
        loss_named("cross-entropy").check(ACTIVATIONS[name])


@pytest.mark.parametrize("sure", [40.0, 800.0])
def test_cross_entropy_stays_finite_however_sure_the_outputs(sure):
    loss, target = loss_named("cross-entropy"), np.array([0.0, 1.0])
    z = np.array([sure, -sure])
    for name in ("sigmoid", "softmax"):
        activation = ACTIVATIONS[name]
        cost = loss.value(z, activation.value(z), target, activation)
        assert np.isclose(cost, 2 * sure, rtol=1e-12)


@pytest.mark.parametrize(
    ("names", "layers", "message"),
    [
        (["softmax", "sigmoid"], 2, "last layer only"),
        (["tanh", "tanh", "tanh"], 2, "expected one name, or 2"),
        ("swish", 2, "found 'swish'"),
    ],
)
def test_unfit_activations_are_refused(names, layers, message):
    with pytest.raises(UsageError, match=message):
        activations_for(names, layers)


def test_one_name_serves_all_layers():
    assert [each.name for each in activations_for("tanh", 3)] == ["tanh"] * 3
    assert [each.name for each in activations_for(["relu", "softmax"], 2)] == ["relu", "softmax"]
