"""Logarithm, tanh, softmax: held against 400-digit decimal arithmetic."""

import decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.core.elementary import expm1, log, log1p, log_sum_exp, softmax, softplus, tanh

D = decimal.Decimal
CONTEXT = decimal.Context(prec=400)  # 1 + e^-600 has 261 digits before the second term


def units_off(found, exact):
    """Return how far ``found`` is from the exact decimal, in units in the last place."""
    with decimal.localcontext(CONTEXT):
        nearest = float(exact)
        spacing = D(float(np.spacing(abs(nearest)))) if nearest else D(float(np.spacing(0.0)))
        return float(abs(D(float(found)) - exact) / spacing)


def decimal_tanh(x):
    with decimal.localcontext(CONTEXT):
        grown = (2 * D(x)).exp()
        return (grown - 1) / (grown + 1)


@given(st.floats(-25, 25).filter(lambda x: abs(x) > 1e-30))
def test_tanh_is_within_four_units(x):
    assert units_off(tanh(x), decimal_tanh(x)) <= 4


@given(st.floats(1e-300, 1e300))
def test_log_is_within_two_units(x):
    with decimal.localcontext(CONTEXT):
        exact = D(x).ln()
    assert units_off(log(x), exact) <= 2


@given(st.floats(0.5, 2.0).filter(lambda x: x != 1.0))
def test_log_keeps_its_precision_around_one(x):
    with decimal.localcontext(CONTEXT):
        exact = D(x).ln()
    assert units_off(log(x), exact) <= 2


@given(st.floats(-39, 39).filter(lambda x: abs(x) > 1e-30))
def test_expm1_is_within_four_units(x):
    with decimal.localcontext(CONTEXT):
        exact = D(x).exp() - 1
    assert units_off(expm1(x), exact) <= 4


@given(st.floats(1e-30, 1.0))
def test_log1p_is_within_four_units(y):
    with decimal.localcontext(CONTEXT):
        exact = (1 + D(y)).ln()
    assert units_off(log1p(y), exact) <= 4


@given(st.floats(-600, 600))
def test_softplus_is_within_four_units(z):
    with decimal.localcontext(CONTEXT):
        exact = (1 + D(z).exp()).ln()
    assert units_off(softplus(z), exact) <= 4


def test_ends_and_symmetry():
    assert tanh([0.0, 1e3, -1e3, np.inf]).tolist() == [0.0, 1.0, -1.0, 1.0]
    x = np.linspace(-5, 5, 1001)
    assert np.array_equal(tanh(-x), -tanh(x))
    assert log([0.0, 1.0, np.inf]).tolist() == [-np.inf, 0.0, np.inf]
    assert np.isnan(log(-1.0))
    assert np.isnan(log(np.nan))


@pytest.mark.parametrize("shift", [0.0, 700.0, -1e6])
def test_softmax_shares_out_a_whole(shift):
    z = np.array([[0.5, -1.0, 2.0], [1e3, 0.0, -1e3]]) + shift
    shares = softmax(z)
    assert np.all(shares >= 0)
    assert np.allclose(shares.sum(axis=-1), 1.0, rtol=0, atol=1e-15)
    with np.errstate(over="ignore"):
        assert np.allclose(log_sum_exp(z), np.logaddexp.reduce(z, axis=-1), rtol=1e-14)
