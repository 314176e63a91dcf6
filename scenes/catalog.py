"""The clips, in the order of the lecture.  Reading this needs neither Manim nor NumPy."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from network.errors import UsageError

__all__ = ["CATALOG", "ClipEntry", "find_clip"]


@dataclass(frozen=True, eq=False)
class ClipEntry:
    """A row of the catalogue.

    Parameters
    ----------
    id : str
        What a person types.
    module, scene : str
        Where the clip's class is.
    title, summary : str
        One line each.
    facts : dict of str to tuple of int
        Which beat shows which facts of the walkthrough, by their numbers.
    recording : str
        Name of the recording under ``assets/recordings`` that it draws from by default.
    also : tuple of str
        Names of further shipped recordings that it draws from.
    """

    id: str
    module: str
    scene: str
    title: str
    summary: str
    facts: Mapping[str, tuple[int, ...]]
    recording: str
    also: tuple[str, ...] = ()

    def load(self) -> type:
        """Import the clip's class (and with it Manim)."""
        return getattr(importlib.import_module(self.module), self.scene)


CATALOG = (
    ClipEntry(
        id="forward_pass",
        module="scenes.clips.forward_pass",
        scene="ForwardPass",
        title="Forward pass",
        summary="One image through the 5-4-3 network: products, sums, bias, sigmoid, answer.",
        facts={
            "products": (31,),
            "running_sum": (31,),
            "bias": (31,),
            "squash": (31, 32),
            "output_layer": (33,),
        },
        recording="walkthrough.npz",
    ),
)


def find_clip(name: str) -> ClipEntry:
    """Find a clip by its name.

    Raises
    ------
    UsageError
        If there is none; suggests the nearest.
    """
    known = {entry.id: entry for entry in CATALOG}
    if name in known:
        return known[name]
    near = get_close_matches(name.lower().replace("-", "_"), known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(known)}"
    raise UsageError(f"no clip is called {name!r}; {hint}")
