"""Draw on other computers, if the user names a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from network.errors import UsageError
from network.system.signals import ended_by_signals
from publish.formats import FORMATS
from publish.request import RenderRequest
from scenes.rendering.cluster.address import check_address
from scenes.rendering.manim_import import without_configuration

if TYPE_CHECKING:
    from scenes.rendering.jobs import Crew

__all__ = ["check_drawable", "crew_of"]


def check_drawable(request: RenderRequest) -> None:
    """Check that a cluster can do what a request asks for.

    Raises
    ------
    UsageError
        It asks for no video, or for a clip whose code the workers do not have.
    """
    if request.still is not None or not any(FORMATS[name].is_video for name in request.formats):
        what = "a still" if request.still is not None else " and ".join(request.formats)
        raise UsageError(f"--cluster draws videos, and {what} is quickly drawn here: omit it")
    own = [entry.id for entry in request.single_clips if entry.code]
    if own:
        raise UsageError(
            f"{own[0]} is a clip of your own, which the cluster’s workers do not have: omit"
            " --cluster"
        )


@contextmanager
def crew_of(address: str | None, warn: Callable[[str], None]) -> Iterator[Crew | None]:
    """Join the cluster that the user named; without an address, yield None.

    Parameters
    ----------
    address : str or None
        Of a Dask scheduler, or ``local`` with an optional number of processes.
    warn : callable
        Called with one sentence about what the user should know.

    Raises
    ------
    UsageError
        It is no such address, or Dask is not installed.
    LayerlightError
        No scheduler answers, or a worker would draw other frames.
    """
    if address is None:
        yield None
        return
    check_address(address)  # before anything slow is imported
    with ended_by_signals(), without_configuration():
        from scenes.rendering.cluster.crew import joined

        with joined(address, warn) as crew:
            yield crew
