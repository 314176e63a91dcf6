"""Arithmetic that gives the same bits on every CPU.

``numpy.exp`` and BLAS choose their code, and hence their rounding, depending on the CPU.  Here
everything consists of single additions, subtractions, multiplications, divisions and table
look-ups in a fixed order; IEEE 754 determines the result of each.

The exponential (as in P. T. P. Tang, "Table-driven implementation of the exponential function
in IEEE floating-point arithmetic", 1989): z = k/256 + r with an integer k and |r| <= 1/512, so
e^z = e^(k/256)·e^r.  The first factor is looked up; the second is the Padé approximant of order
[2/2], with Q = 12 + r² and P = 6r:

    e^r = (Q + P) / (Q - P)      with an error of r^5/720, less than 4e-17 for |r| <= 1/512.
"""

import decimal
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from network.system.isolation import decimal_context

Floats = NDArray[np.float64]

_PARTS = 256  # table entries per unit
_LOWEST, _HIGHEST = -700, 746  # of the table: e^700 leaves room for a factor, e^-746 is 0
# Doubles of this size are 1/256 apart: adding it rounds z to a multiple of 1/256, and leaves k
# in the lowest bits.
_ROUNDER = 1.5 * 2.0**52 / _PARTS
_ROUNDER_BITS = int(np.float64(_ROUNDER).view(np.int64))


@lru_cache(maxsize=1)
def _exponentials() -> Floats:
    """Return e^(-k/256) for k = -700·256, ..., 746·256, to half a unit in the last place.

    Each is the product of e^(-unit) and e^(-part/256), both known to twice double precision:
    (a + b)(c + d) = ac + (ad + b(c + d)), where a and c have 26 bits, so that ac is exact.
    """
    units, parts = exponential_factors()
    (a, b), (c, d) = units[:, :, None], parts[:, None, :]
    with np.errstate(under="ignore"):
        table = np.append(a * c + (a * d + b * (c + d)), 0.0)
    table.flags.writeable = False
    return table


def exponential_factors() -> tuple[Floats, Floats]:
    """Return the factors from which the table of exponentials is made.

    Returns
    -------
    numpy.ndarray
        Shape (2, 1446): e^(-unit) for unit = -700, ..., 745, as leading 26 bits and remainder.
    numpy.ndarray
        Shape (2, 256): e^(-part/256) for part = 0, ..., 255, likewise.
    """
    with decimal.localcontext(decimal_context(40)):
        units = _split([decimal.Decimal(-unit).exp() for unit in range(_LOWEST, _HIGHEST)])
        parts = _split([(decimal.Decimal(-part) / _PARTS).exp() for part in range(_PARTS)])
    return units, parts


def _split(numbers: list[decimal.Decimal]) -> Floats:
    """Split each number into its leading 26 bits and the remainder, shape (2, n)."""
    firsts = np.array([float(number) for number in numbers])
    firsts = (firsts.view(np.int64) & (-1 << 27)).view(np.float64)
    exact = (decimal.Decimal(first) for first in firsts.tolist())
    rests = [float(number - first) for number, first in zip(numbers, exact, strict=True)]
    return np.array([firsts, rests])


class Sigmoid:
    """The sigmoid of vectors of a fixed length, without allocation.

    Use :func:`sigmoid` unless speed matters.  ``z`` must be contiguous, of shape (n,), with
    |z| < 2^40 (above that the range reduction loses all precision).  ``out`` must be contiguous
    and of the same shape.

    Parameters
    ----------
    n : int
        Length of the vectors.
    """

    def __init__(self, n: int) -> None:
        # Arrays, because NumPy takes twice as long to multiply by a scalar.
        constants = [np.full(n, x) for x in (_ROUNDER, 6.0, 12.0)]
        first = np.full(n, _ROUNDER_BITS + _LOWEST * _PARTS)
        rounded = np.empty(n)
        buffers = (rounded, rounded.view(np.int64), *(np.empty(n) for _ in range(3)))
        self._arrays = (*constants, first, *buffers, np.empty(n, np.int64))
        self._table = _exponentials()

    def __call__(self, z: Floats, out: Floats) -> None:
        """Write 1/(1 + e^(-z)) = (Q + P) / ((Q + P) + e^(-k/256)·(Q - P)) into ``out``."""
        rounder, six, twelve, first, rounded, bits, p, q, power, index = self._arrays
        add, multiply, subtract = np.add, np.multiply, np.subtract
        add(z, rounder, rounded)
        subtract(bits, first, index)
        self._table.take(index, None, power, "clip")
        subtract(rounded, rounder, p)
        subtract(z, p, p)  # r, exactly: the two are close, and multiples of z's last bit
        multiply(p, p, q)
        add(q, twelve, q)
        multiply(p, six, p)
        multiply(power, subtract(q, p, rounded), power)
        add(q, p, q)
        add(power, q, power)
        np.divide(q, power, out)


def sigmoid(z: ArrayLike) -> Floats:
    """Return 1/(1 + e^(-z)) for any z, with the same bits on every CPU.

    Parameters
    ----------
    z : array_like
        Any shape.  Below -700 the result is the same as at -700, about 1e-304.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``z``, within 4 units in the last place of the exact value.
    """
    values = np.asarray(z, dtype=np.float64)
    flat = np.clip(values, _LOWEST, _HIGHEST).ravel()
    out = np.empty(flat.size)
    Sigmoid(flat.size)(flat, out)
    return out.reshape(values.shape)


def exp(x: ArrayLike) -> Floats:
    """Return e^x within 2 units in the last place, with the same bits on every CPU.

    Parameters
    ----------
    x : array_like
        Any shape.  Above 700 the result is infinite, below -745.13 it is 0.

    Returns
    -------
    numpy.ndarray
        float64, the shape of ``x``.
    """
    values = np.asarray(x, dtype=np.float64)
    inside = np.clip(np.nan_to_num(values), -_HIGHEST, -_LOWEST)
    parts = np.rint(inside * _PARTS)  # an exact product: 256 is a power of two
    r = inside - parts / _PARTS
    power = _exponentials()[(-_LOWEST * _PARTS - parts).astype(np.int64)]
    p, q = 6.0 * r, r * r + 12.0
    # e^r = 1 + 2P/(Q - P): computing the small part separately loses little to rounding.
    result = power + power * (2.0 * p / (q - p))
    result = np.where(values > -_LOWEST, np.inf, result)
    return np.asarray(np.where(np.isnan(values), values, result))


def ordered_sum(rows: Floats, out: Floats) -> None:
    """Sum ``rows`` in order, first to last, into ``out``.

    ``numpy.add.reduce`` over the first axis of a C-contiguous array does that for at least two
    columns; it adds a single column pairwise, which rounds differently.

    Parameters
    ----------
    rows : numpy.ndarray
        Shape (m, n) with m >= 1, C-contiguous.
    out : numpy.ndarray
        Shape (n,): the sums.
    """
    if rows.shape[1] > 1:
        np.add.reduce(rows, axis=0, out=out)
    else:
        out[:] = np.add.accumulate(rows, 0)[-1]


def tied(outputs: Floats) -> NDArray[np.bool_]:
    """Return whether several outputs tie for the largest, so that there is no answer.

    Parameters
    ----------
    outputs : numpy.ndarray
        Shape (..., n).

    Returns
    -------
    numpy.ndarray
        Shape (...).
    """
    largest = outputs == outputs.max(axis=-1, keepdims=True)
    return np.asarray(np.count_nonzero(largest, axis=-1) > 1)


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


def cross_entropy(z: Floats, targets: Floats) -> float:
    """Return the cross-entropy −Σ [t·ln(o) + (1 − t)·ln(1 − o)] of the outputs o = sigmoid(z).

    As ln(o) = z − ln(1 + e^z) and ln(1 − o) = −ln(1 + e^z), this is Σ [ln(1 + e^z) − t·z], which
    stays finite for outputs of 0 and 1.  It is computed in decimal arithmetic, which rounds in the
    same way on every computer but is slow: use it for a few values only.

    Parameters
    ----------
    z, targets : numpy.ndarray
        Shape (n,): pre-activations of the outputs, and their targets.

    Returns
    -------
    float
        Correct to half a unit in the last place.
    """
    number = decimal.Decimal
    with decimal.localcontext(decimal_context(40)):
        terms = [
            (1 + number(zk).exp()).ln() - number(tk) * number(zk)
            for zk, tk in zip(z.tolist(), targets.tolist(), strict=True)
        ]
        return float(sum(terms, number(0)))
