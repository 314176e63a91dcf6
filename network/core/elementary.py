"""Logarithm, hyperbolic tangent and softmax that give the same bits on every CPU.

They follow the manner of :mod:`network.core.arithmetic`: single additions, subtractions,
multiplications, divisions and table look-ups in a fixed order, each fixed by IEEE 754.
"""

import decimal
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from network.core.arithmetic import Floats, exp

__all__ = [
    "expm1", "exponentials_minus_one", "log", "log1p", "log_sum_exp", "logarithms", "softmax",
    "softplus", "tanh",
]  # fmt: skip

_PARTS = 256  # table entries per unit, of the exponential
_REACH = 40  # tanh(x) is ±1 in double precision well before x = 20
_STEPS = 128  # table entries per unit, of the logarithm


@lru_cache(maxsize=1)
def exponentials_minus_one() -> Floats:
    """Return e^(k/256) − 1 for k = −40·256, ..., 40·256, to half a unit in the last place."""
    with decimal.localcontext(decimal.Context(prec=40)):
        part = (decimal.Decimal(1) / _PARTS).exp()
        power = decimal.Decimal(-_REACH).exp()
        table = np.empty(2 * _REACH * _PARTS + 1)
        for k in range(len(table)):
            table[k] = float(power - 1)
            power *= part
    table[_REACH * _PARTS] = 0.0
    table.flags.writeable = False
    return table


@lru_cache(maxsize=1)
def logarithms() -> tuple[Floats, Floats, float, float]:
    """Return ln(k/128) for k = 0, ..., 256 and ln 2, each as a first part and the rest.

    First parts have few enough bits that e · ln 2 (|e| < 2048) plus an entry is exact.
    """
    unit = 2.0**-40

    def split(number: decimal.Decimal) -> tuple[float, float]:
        first = float((number / decimal.Decimal(unit)).to_integral_value()) * unit
        return first, float(number - decimal.Decimal(first))

    with decimal.localcontext(decimal.Context(prec=40)):
        pairs = [(0.0, 0.0)]
        pairs += [split((decimal.Decimal(k) / _STEPS).ln()) for k in range(1, 2 * _STEPS + 1)]
        first, rest = split(decimal.Decimal(2).ln())
    table = np.array(pairs).T.copy()
    table.flags.writeable = False
    return table[0], table[1], first, rest


def expm1(x: ArrayLike) -> Floats:
    """Return e^x − 1 for |x| <= 40, with full relative precision near 0.

    With x = k/256 + r, e^x − 1 = E + (1 + E)·(e^r − 1), where E = e^(k/256) − 1 is looked up and
    e^r − 1 = 2P/(Q − P) with P = r(60 + r²) and Q = 120 + 12r², the Padé approximant of order
    [3/3], off by r⁷/100800, less than 1e-24.

    Parameters
    ----------
    x : array_like
        Any shape; values beyond ±40 count as ±40.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``x``.
    """
    values = np.clip(np.asarray(x, dtype=np.float64), -_REACH, _REACH)
    parts = np.rint(values * _PARTS)
    r = values - parts / _PARTS
    known = exponentials_minus_one()[(parts + _REACH * _PARTS).astype(np.int64)]
    square = r * r
    p, q = r * (60.0 + square), 120.0 + 12.0 * square
    return np.asarray(known + (1.0 + known) * (2.0 * p / (q - p)))


def tanh(x: ArrayLike) -> Floats:
    """Return the hyperbolic tangent, the same bits on every CPU.

    tanh |x| = E/(E + 2) with E = e^(2|x|) − 1.

    Parameters
    ----------
    x : array_like
        Any shape.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``x``, within 4 units in the last place.
    """
    values = np.asarray(x, dtype=np.float64)
    grown = expm1(2.0 * np.minimum(np.abs(values), _REACH / 2))
    return np.asarray(np.copysign(grown / (grown + 2.0), values))


def log(x: ArrayLike) -> Floats:
    """Return the natural logarithm, the same bits on every CPU.

    As in P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE
    floating-point arithmetic" (1990): x = 2^e · m with m from 0.75 to 1.5, F = m rounded to a
    multiple of 1/128, and ln m = ln F + 2·artanh(s) with s = (m − F)/(m + F), where
    artanh(s) = s + s³/3 + s⁵/5 + s⁷/7, off by less than 1e-23.

    Parameters
    ----------
    x : array_like
        Any shape, 0 or more.  The logarithm of 0 is −∞.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``x``.
    """
    values = np.asarray(x, dtype=np.float64)
    usable = np.where((values > 0) & np.isfinite(values), values, 1.0)
    m, e = np.frexp(usable)  # exact: m from 0.5 to 1
    low = m < 0.75
    m, e = np.where(low, m * 2.0, m), np.where(low, e - 1, e).astype(np.float64)
    k = np.rint(m * _STEPS)
    f = k / _STEPS
    first, rest, two_first, two_rest = logarithms()
    place = k.astype(np.int64)
    s = (m - f) / (m + f)
    square = s * s
    series = s * square * (2.0 / 3.0 + square * (2.0 / 5.0 + square * (2.0 / 7.0)))
    small = 2.0 * s + (series + (e * two_rest + rest[place]))
    result = (e * two_first + first[place]) + small
    result = np.where(values == 0, -np.inf, result)
    result = np.where(values == np.inf, np.inf, result)
    return np.asarray(np.where((values < 0) | np.isnan(values), np.nan, result))


def log1p(y: ArrayLike) -> Floats:
    """Return ln(1 + y) for y >= 0, with full relative precision near 0.

    With u = 1 + y as rounded, ln(1 + y) = ln u + (y − (u − 1))/u to first order.
    """
    values = np.asarray(y, dtype=np.float64)
    u = 1.0 + values
    return np.asarray(log(u) + (values - (u - 1.0)) / u)


def softplus(z: ArrayLike) -> Floats:
    """Return ln(1 + e^z), finite for every finite z."""
    values = np.asarray(z, dtype=np.float64)
    return np.asarray(np.maximum(values, 0.0) + log1p(exp(-np.abs(values))))


def softmax(z: ArrayLike) -> Floats:
    """Return e^z_k / Σ_j e^z_j along the last axis, the same bits on every CPU.

    The largest z is subtracted first, so no exponential overflows; the sum runs from the first
    class to the last.

    Parameters
    ----------
    z : array_like
        Shape (..., n).

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``z``; positive numbers whose sum is 1 up to rounding.
    """
    values = np.asarray(z, dtype=np.float64)
    powers = exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(powers / np.add.accumulate(powers, axis=-1)[..., -1:])


def log_sum_exp(z: ArrayLike) -> Floats:
    """Return ln Σ_j e^z_j along the last axis, finite for every finite z."""
    values = np.asarray(z, dtype=np.float64)
    top = values.max(axis=-1, keepdims=True)
    return np.asarray(top[..., 0] + log(np.add.accumulate(exp(values - top), axis=-1)[..., -1]))
