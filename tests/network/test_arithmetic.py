"""The portable arithmetic, checked against exact decimals and against sums written out."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.arithmetic import Sigmoid, exp, mean_squared_error, ordered_sum, sigmoid


def units_off(found: float, exact: Decimal) -> float:
    """Return the error in ULPs (units in the last place) of the nearest double."""
    return abs(float((Decimal(found) - exact) / Decimal(float(np.spacing(float(exact))))))


@given(st.floats(-690, 690))
def test_exp_to_two_units_in_the_last_place(x):
    with localcontext() as context:
        context.prec = 40
        assert units_off(float(exp(x)), Decimal(x).exp()) < 2


@given(st.floats(-690, 690) | st.floats(-8, 8))
def test_sigmoid_to_four_units_in_the_last_place(z):
    with localcontext() as context:
        context.prec = 340  # 1 + e^-690 has 300 zeros
        assert units_off(float(sigmoid(z)), 1 / (1 + (-Decimal(z)).exp())) < 4


def test_far_values():
    np.testing.assert_array_equal(sigmoid([40, 1e9, 1e308, np.inf, 0]), [1, 1, 1, 1, 0.5])
    small = sigmoid([-np.inf, -1e308, -1e9, -701])
    assert np.all((small > 0) & (small < 1e-303))
    np.testing.assert_array_equal(exp([-np.inf, -800, 0, 701, np.inf]), [0, 0, 1, np.inf, np.inf])
    assert np.isnan(sigmoid(np.nan))
    assert np.isnan(exp(np.nan))


def test_sigmoid_keeps_the_shape_and_the_input():
    z = np.linspace(-3, 3, 24).reshape(2, 3, 4)
    before = z.copy()
    assert sigmoid(z).shape == (2, 3, 4)
    assert sigmoid(0.0).shape == ()
    assert sigmoid([]).shape == (0,)
    np.testing.assert_array_equal(z, before)


def test_sigmoid_never_falls():
    values = sigmoid(np.linspace(-1 / 64, 1 / 64, 20_001))  # across several table entries
    assert np.all(np.diff(values) > 0)


def test_both_forms_of_the_sigmoid_give_the_same_bits():
    z = np.random.RandomState(0).standard_normal((50, 7)) * 10
    fast, out = Sigmoid(7), np.empty(7)
    for row, expected in zip(z, sigmoid(z), strict=True):
        fast(row, out)
        np.testing.assert_array_equal(out, expected)


@pytest.mark.parametrize("shape", [(1, 1), (300, 1), (300, 2), (151, 20), (9, 7), (1000, 33)])
def test_sums_run_from_first_to_last(shape):
    rows = np.random.RandomState(1).standard_normal(shape)
    expected = []
    for column in rows.T.tolist():
        total = column[0]
        for number in column[1:]:
            total += number
        expected.append(total)
    out = np.empty(shape[1])
    ordered_sum(rows, out)
    np.testing.assert_array_equal(out, expected)


def test_mean_squared_error_by_hand():
    assert mean_squared_error(np.array([0.5, 1.0, 0.25]), np.array([1.0, 1.0, 0.0])) == 0.3125 / 3
    two = mean_squared_error(np.array([[1.0, 0.0], [0.5, 0.5]]), np.array([[0.0, 0.0], [0.5, 1.0]]))
    np.testing.assert_array_equal(two, [0.5, 0.125])
