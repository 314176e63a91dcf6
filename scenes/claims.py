"""Claims that captions make about a recording: what decides which caption is true.

A caption may claim more than what is drawn: that the cost falls, that an answer is wrong, that
most images are classified correctly.  Then there are several: ``beats.NAME`` for the shipped
recordings, and ``instead.NAME.CASE`` for others.  The first whose condition holds is shown.  Here
are the conditions that several clips use; each clip has its own, and the table of its captions, in
its ``claims.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from network.errors import LayerlightError
from scenes.provenance.source import NumberFormat

__all__ = [
    "FILLED",
    "FIRST",
    "LOOK",
    "MEANING",
    "MOST_DRAWN",
    "MOST_MAPS",
    "SEEN",
    "SHIPPED",
    "SHORT",
    "Claims",
    "Condition",
    "Facts",
    "always",
    "biases_start_at_zero",
    "caption_key",
    "has_answers",
    "has_chosen_pixels",
    "has_one_hidden_layer",
    "has_several_outputs",
    "is_own_run",
    "one_is_largest",
    "shows_images",
    "shows_the_start",
    "starts_at_random",
]

FIRST = 0
"""The training step shown in full."""


@dataclass(frozen=True)
class Facts:
    """The recordings that a clip draws.

    Parameters
    ----------
    recording : network.storage.storable.Storable
        The clip's own recording.
    series : network.CheckpointSeries or None
        The checkpoints of a training on MNIST, if the clip draws one.
    also : mapping of str to recording
        Further shipped recordings that the clip draws.
    step : int
        The training step that the clip shows in full.
    """

    recording: Any
    series: Any = None
    also: Mapping[str, Any] = field(default_factory=dict)
    step: int = FIRST


SHORT = 4
"""Length up to which names of classes are said in captions."""
SEEN = 0.0005
"""Smallest visible change of a number that is printed with three decimals."""
MOST_MAPS = 100
"""Most neurons of the first layer that are drawn as maps."""
MOST_DRAWN = 8
"""Largest layer of which every neuron is drawn."""

Condition = Callable[[Facts], bool]
Claims = Mapping[str, Sequence[tuple[str, Condition]]]


def always(facts: Facts) -> bool:
    """Hold for every recording: the caption makes no claim."""
    return True


def shows_the_start(facts: Facts) -> bool:
    """The weights shown are those before training, in a run whose start is known."""
    return facts.step == FIRST and not facts.recording.is_imported


def starts_at_random(facts: Facts) -> bool:
    """The weights shown are those before training, and they were drawn at random."""
    about = facts.recording.metadata
    start = about.get("start") or about.get("network", {}).get("start")
    return shows_the_start(facts) and start != "given"


def has_one_hidden_layer(facts: Facts) -> bool:
    """There are two layers of weights."""
    return len(facts.recording.layer_sizes) == 3


def biases_start_at_zero(facts: Facts) -> bool:
    """Before training, all biases are zero."""
    return not any(np.any(b) for b in facts.recording.biases_at(FIRST))


def shows_images(facts: Facts) -> bool:
    """The samples are images with labels."""
    return facts.recording.images is not None


def has_answers(facts: Facts) -> bool:
    """The targets are classes, so answers are right or wrong."""
    return facts.recording.correct is not None


def one_is_largest(outputs: np.ndarray) -> bool:
    printed = [NumberFormat(3)(float(output)) for output in outputs]
    return printed.count(printed[int(np.argmax(outputs))]) == 1


def has_several_outputs(facts: Facts) -> bool:
    """There is more than one output."""
    return facts.recording.layer_sizes[-1] > 1


def has_chosen_pixels(facts: Facts) -> bool:
    """Only some pixels of the image are inputs."""
    return bool(facts.recording.samples.pixels)


def is_own_run(facts: Facts) -> bool:
    """The training is recorded from its start."""
    return not facts.recording.is_imported


MEANING = "says what something is or does, in any network"
FILLED = "its numbers are filled in from the recording"
SHIPPED = "is about data and films that ship with the program"
LOOK = "says what is drawn, and how"


def caption_key(clip: str, name: str, facts: Facts, claims: Claims) -> str:
    """Return the name of the first caption of a beat whose claim holds for a recording.

    Parameters
    ----------
    clip, name : str
        Names of the clip and the beat.
    facts : Facts
    claims : mapping of str to sequence of (str, callable)
        Of each caption that claims something its cases, ``""`` for the caption itself, and their
        conditions.

    Raises
    ------
    LayerlightError
        If no caption holds.
    """
    for case, holds in claims.get(name, (("", always),)):
        if holds(facts):
            return f"{clip}.instead.{name}.{case}" if case else f"{clip}.beats.{name}"
    raise LayerlightError(f"no caption of {clip}.{name} is true of this recording")
