"""Addresses on a page: where the numbers of a clip's beat can be opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import numpy as np

from scenes.focus import Focus

__all__ = ["place_of"]

FIRST_HIDDEN, OUTPUT = "h", "o1"
"""The neuron that a clip works out in full, and the first output."""
VIEWS: dict[str, dict[str, str]] = {
    "structure": {"output_layer": OUTPUT, "fully_connected": "layer"},
    "weights": {
        "edges": "weight", "start": "weight", "code": "weight",
        "second_matrix": "layer 2", "chain": "layer 2", "unfold": "layer 2",
    },
    "data": {},
    "training_loop": {
        "compare": "cost", "backward": f"{FIRST_HIDDEN} backward",
        "update": "updates",
        "strides": "cost", "overtakes": OUTPUT, "settle": "cost", "all_steps": "cost",
    },
    "forward_pass": {
        "matrix": "layer", "other_rows": "layer", "output_layer": "layer 2", "outputs": OUTPUT,
        "winner": OUTPUT, "answer": OUTPUT,
    },
    "cost": {"own_step": "cost after"},
    "backpropagation": {
        "question": "cost", "output_delta": f"{OUTPUT} backward", "cost_curve": "cost",
        "nudges": "cost", "gradient": "weight 2", "update": "updates", "again": "cost after",
        "outcome": "cost after",
    },
}  # fmt: skip
"""What the page opens for a beat.  Beats that are not named open the clip's own view."""
USUAL = {"weights": "layer", "cost": "cost", "backpropagation": f"{FIRST_HIDDEN} backward"}
LATER = {
    "cost": {"next_visit": "next", "later": "last"},
    "training_loop": {
        "quicker": "epoch", "ask": "epoch", "strides": "end", "overtakes": "settled",
        "settle": "end",
    },
}  # fmt: skip
"""Beats that show a later step than their clip: the next or last one on its sample, the last of its
epoch, or the last of all."""


def place_of(clip: str, beat: str, recording: Any, focus: Focus) -> str | None:
    """Return the address of what a beat shows, without ``#``, or None for clips without one.

    Parameters
    ----------
    clip, beat : str
    recording : Recording
        The one that the clip draws, of a small network.
    focus : Focus
        What was chosen for the clip.
    """
    if clip not in VIEWS:
        return None
    view, *more = VIEWS[clip].get(beat, USUAL.get(clip, FIRST_HIDDEN)).split()
    last = len(recording.layer_sizes) - 1
    neuron = focus.neuron_index(recording) + 1
    first = f"h{neuron}" if last == 2 else f"h1.{neuron}" if last > 2 else f"o{neuron}"
    step, later = focus.step(recording, 0), LATER.get(clip, {}).get(beat)
    asked = {"step": str(_later(recording, step, later) if later else step)}
    if focus.sample is not None and later not in ("epoch", "end"):
        asked["sample"] = str(focus.sample)
    if ("after" in more or later in ("epoch", "end")) and not recording.is_imported:
        asked["at"] = "after"
    if view in (FIRST_HIDDEN, OUTPUT):
        asked["neuron"] = first if view == FIRST_HIDDEN else OUTPUT
    elif view == "weight":
        below = f"h{last - 1}.1" if last > 2 else "h1" if last == 2 else "x1"
        asked["weight"] = f"o1-{below}" if "2" in more else f"{first}-x1"
    else:
        asked["view"] = view
        if view == "layer":
            asked["layer"] = str(min(2 if "2" in more else 1, last))
    if "backward" in more:
        asked["way"] = "backward"
    return urlencode(asked)


def _later(recording: Any, step: int, which: str) -> int:
    """Return the later step that a beat shows."""
    last = int(recording.steps) - 1
    if which == "end":
        return last
    if which == "epoch":
        each = int(recording.metadata.get("epoch_steps", len(recording.samples)))
        return min((step // each + 1) * each - 1, last)
    order = np.asarray(recording.image_index)
    visits = step + np.flatnonzero(order[step:] == order[step])
    if which == "last" or len(visits) == 1:
        return int(visits[-1])
    return int(visits[1])
