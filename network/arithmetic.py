"""Arithmetic that gives the same bits on every CPU.

``numpy.exp`` and BLAS products choose their code, and with it their rounding, by the CPU they
find.  Here everything is made of single additions, subtractions, multiplications, divisions
and table look-ups in an order that is written down; IEEE 754 fixes the result of each.

The exponential (as in P. T. P. Tang, "Table-driven implementation of the exponential function
in IEEE floating-point arithmetic", 1989): z = k/32 + r with an integer k and \\|r\\| <= 1/64, so
e^z = e^(k/32)·e^r.  The first factor is looked up; the second is the Padé approximant of order
[3/3], with P(r) = r·(1/2 + r²/120) and Q(r) = 1 + r²/10:

    e^r = (Q + P) / (Q - P)      off by r^7/100800, less than 3e-18, where \\|r\\| <= 1/64.
"""

import decimal
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_PARTS = 32  # table entries per unit
_RANGE = 746  # e^-746 rounds to 0 and e^746 to infinity
# Doubles of this size are 1/32 apart: adding it rounds z to a multiple of 1/32, and leaves
# that multiple, counted in 1/32, in the lowest bits.
_ROUNDER = 1.5 * 2.0**52 / _PARTS
_ROUNDER_BITS = int(np.float64(_ROUNDER).view(np.int64))


@lru_cache(maxsize=1)
def _exponentials() -> Floats:
    """Return e^(-k/32) for k = -746·32, ..., 747·32 - 1, each correctly rounded."""
    with decimal.localcontext() as context:
        context.prec = 30
        context.Emax, context.Emin = decimal.MAX_EMAX, decimal.MIN_EMIN
        parts = [(decimal.Decimal(-k) / _PARTS).exp() for k in range(_PARTS)]
        units = [decimal.Decimal(-k).exp() for k in range(-_RANGE, _RANGE + 1)]
        table = np.array([float(unit * part) for unit in units for part in parts])
    table.flags.writeable = False
    return table


class Sigmoid:
    """The sigmoid of vectors of one length, without allocating anything: the fast form.

    Use :func:`sigmoid` unless it is called a million times.  Give it \\|z\\| < 2^40 (beyond, the
    reduction has no digits left), of shape (n,) and contiguous, as is the result ``out``.

    Parameters
    ----------
    n : int
        Number of values at a time.
    """

    def __init__(self, n: int) -> None:
        self._table = _exponentials()
        # Arrays instead of numbers: NumPy takes twice as long to multiply by a number.
        self._rounder, self._half, self._one = (np.full(n, x) for x in (_ROUNDER, 0.5, 1.0))
        self._tenth, self._120th = np.full(n, 1 / 10), np.full(n, 1 / 120)
        self._first = np.full(n, _ROUNDER_BITS - _RANGE * _PARTS)
        self._buffers = tuple(np.empty(n) for _ in range(4))
        self._rounded_bits = self._buffers[0].view(np.int64)
        self._index = np.empty(n, np.int64)

    def reduce(self, z: Floats) -> tuple[Floats, Floats, Floats]:
        """Return e^(-k/32), Q(r) and P(r) of -z = -k/32 - r, in buffers used again next time."""
        rounded, r, p, q = self._buffers
        np.add(z, self._rounder, rounded)
        np.subtract(self._rounded_bits, self._first, self._index)
        np.subtract(rounded, self._rounder, r)
        np.subtract(z, r, r)  # exact: both are multiples of z's last digit, and close
        power = rounded  # its bits have been used
        self._table.take(self._index, None, power, "clip")
        square = np.multiply(r, r, q)
        np.multiply(square, self._120th, p)
        np.add(p, self._half, p)
        np.multiply(p, r, p)
        np.multiply(square, self._tenth, q)
        np.add(q, self._one, q)
        return power, q, p

    def __call__(self, z: Floats, out: Floats) -> None:
        """Write 1/(1 + e^(-z)) = (Q + P) / ((Q + P) + e^(-k/32)·(Q - P)) into ``out``."""
        power, q, p = self.reduce(z)
        np.multiply(power, np.subtract(q, p, self._buffers[1]), power)
        np.add(q, p, q)
        np.add(power, q, power)
        np.divide(q, power, out)


def sigmoid(z: ArrayLike) -> Floats:
    """Return 1/(1 + e^(-z)), the same bits on every CPU, for numbers of any size and sign.

    Parameters
    ----------
    z : array_like
        Any shape.  Below -709.8 the result is 0.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``z``, within 4 units in the last place of the exact value.
    """
    values = np.asarray(z, dtype=np.float64)
    flat = np.clip(values, -_RANGE, _RANGE).ravel()
    out = np.empty(flat.size)
    Sigmoid(flat.size)(flat, out)
    return out.reshape(values.shape)


def exp(x: ArrayLike) -> Floats:
    """Return e^x, the same bits on every CPU, within 1.5 units in the last place.

    Parameters
    ----------
    x : array_like
        Any shape.  Above 709.78 the result is infinite, below -745.13 it is 0.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``x``.
    """
    values = np.asarray(x, dtype=np.float64)
    flat = -np.clip(values, -_RANGE, _RANGE).ravel()
    power, q, p = Sigmoid(flat.size).reduce(flat)
    # e^(-r) = 1 - 2P/(Q + P): the small part alone, so that little is lost in rounding.
    with np.errstate(over="ignore"):
        infinite = np.isinf(power)
        result = power + np.where(infinite, 0.0, power) * (-2.0 * p / (q + p))
    return result.reshape(values.shape)


def ordered_sum(rows: Floats, out: Floats) -> None:
    """Add ``rows`` one after the other, first to last, into ``out``.

    ``numpy.add.reduce`` over the first axis of a C-contiguous array of at least two columns
    does that; of one column it would add in pairs, which rounds differently.

    Parameters
    ----------
    rows : numpy.ndarray
        Shape (m, n) with m >= 1, C-contiguous.
    out : numpy.ndarray
        Shape (n,): receives the sums.
    """
    if rows.shape[1] > 1:
        np.add.reduce(rows, axis=0, out=out)
    else:
        out[:] = np.add.accumulate(rows, 0)[-1]


def mean_squared_error(outputs: Floats, targets: Floats) -> Floats:
    """Return the cost 1/n · Σ (output − target)², summed from the first output to the last.

    Parameters
    ----------
    outputs, targets : numpy.ndarray
        Shape (n,) or (steps, n).

    Returns
    -------
    numpy.ndarray
        Shape () or (steps,).
    """
    squares = np.square(outputs - targets)
    return np.asarray(np.add.accumulate(squares, axis=-1)[..., -1] / squares.shape[-1])
