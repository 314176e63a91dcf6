"""Keep the settings of the process away from what is computed and drawn.

Decimal and floating-point contexts, warnings, locale and random numbers belong to the whole
process, and so to the caller.  Inside :func:`isolated` they are those of a new Python process.
"""

import contextlib
import decimal
import locale
import random
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["claim_process", "decimal_context", "isolated", "owns_process"]

QUIET = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""Warnings that a new Python process does not show."""
FLOATING_POINT: dict[str, Any] = {
    "divide": "warn", "over": "warn", "under": "ignore", "invalid": "warn", "call": None,
}  # fmt: skip
PRINTING: dict[str, Any] = {
    "edgeitems": 3, "threshold": 1000, "floatmode": "maxprec", "precision": 8, "suppress": False,
    "linewidth": 75, "nanstr": "nan", "infstr": "inf", "sign": "-", "formatter": None,
    "legacy": False, "override_repr": None,
}  # fmt: skip
LOCALES = ("LC_COLLATE", "LC_MONETARY", "LC_NUMERIC", "LC_TIME", "LC_MESSAGES")
UTF_8 = ("C.UTF-8", "en_US.UTF-8", "UTF-8")
"""Names of a UTF-8 locale on different systems."""

_claimed = False


def claim_process() -> None:
    """Declare that this process runs only Layerlight, as our commands do.

    This has no effect if Manim has already been imported: somebody else may have changed it.
    """
    global _claimed
    _claimed = _claimed or "manim" not in sys.modules


def owns_process() -> bool:
    """Whether this process runs only Layerlight.

    Only then may it share cached results with other processes.
    """
    return _claimed


def decimal_context(digits: int = 28) -> decimal.Context:
    """Return a new decimal context, independent of the current one: half to even, default traps.

    Parameters
    ----------
    digits : int
        Precision of the results.
    """
    return decimal.Context(
        prec=digits,
        rounding=decimal.ROUND_HALF_EVEN,
        Emin=-999999,
        Emax=999999,
        capitals=1,
        clamp=0,
        flags=[],
        traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
    )


@contextlib.contextmanager
def isolated() -> Iterator[None]:
    """Run a block with the settings of a new Python process, and restore the old ones after it."""
    printing = {name: value for name, value in PRINTING.items() if name in np.get_printoptions()}
    with (
        decimal.localcontext(decimal_context()),
        np.errstate(**FLOATING_POINT),
        np.printoptions(**printing),
        _usual_warnings(),
        _usual_random_numbers(),
        _usual_locale(),
    ):
        yield


@contextlib.contextmanager
def _usual_warnings() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.resetwarnings()
        for kind in QUIET:
            warnings.simplefilter("ignore", kind)
        yield


@contextlib.contextmanager
def _usual_random_numbers() -> Iterator[None]:
    """Seed the random numbers, and restore the caller's state afterwards."""
    python, numpy = random.getstate(), np.random.get_state()
    random.seed(0)
    np.random.seed(0)
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)


@contextlib.contextmanager
def _usual_locale() -> Iterator[None]:
    """Use the C locale for numbers and text, and UTF-8 for files; restore the old ones after it."""
    before: dict[int, str] = {}

    def choose(category: int, *names: str) -> None:
        found = locale.setlocale(category)
        if found not in names:
            for name in names:
                with contextlib.suppress(locale.Error):
                    locale.setlocale(category, name)
                    before[category] = found
                    return

    try:
        for name in LOCALES:
            if hasattr(locale, name):  # Windows lacks LC_MESSAGES
                choose(getattr(locale, name), "C")
        encoding = locale.getpreferredencoding(False).lower().replace("-", "")
        if encoding != "utf8":
            choose(locale.LC_CTYPE, *UTF_8)
        yield
    finally:
        for category, name in before.items():
            locale.setlocale(category, name)
