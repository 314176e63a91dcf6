"""What may be given as a cluster.  Needs no Manim."""

from __future__ import annotations

import re

from network.errors import UsageError

__all__ = ["LOCAL", "check_address"]

ADDRESS = re.compile(r"(tcp|tls)://\S+:\d{1,5}")
LOCAL = re.compile(r"local(:[1-9]\d{0,2})?")


def check_address(address: str) -> None:
    """Check where a cluster is said to be.

    Raises
    ------
    UsageError
        It is neither an address of a scheduler nor ``local`` with an optional number.
    """
    if not (ADDRESS.fullmatch(address) or LOCAL.fullmatch(address)):
        raise UsageError(
            f"--cluster is {address!r}: expected the address of a Dask scheduler, as"
            " tcp://HOST:PORT or tls://HOST:PORT, or local or local:N for N processes here"
        )
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise UsageError(
            "--cluster needs Dask: pip install 'layerlight[cluster]' (from a clone: pip install -e"
            " '.[cluster]')"
        ) from None
