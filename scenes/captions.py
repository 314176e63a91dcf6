"""Which caption of a beat is true of a recording."""

from __future__ import annotations

from types import ModuleType

from network.errors import LayerlightError
from scenes.claims import Claims, Facts, always
from scenes.clips.backpropagation import claims as backpropagation
from scenes.clips.bias import claims as bias
from scenes.clips.confusions import claims as confusions
from scenes.clips.cost import claims as cost
from scenes.clips.data import claims as data
from scenes.clips.decision import claims as decision
from scenes.clips.forward_pass import claims as forward_pass
from scenes.clips.inference import claims as inference
from scenes.clips.structure import claims as structure
from scenes.clips.training_loop import claims as training_loop
from scenes.clips.weights import claims as weights
from scenes.clips.weights_evolution import claims as weights_evolution
from scenes.clips.weights_evolution.diagram import claims as weights_evolution_diagram

__all__ = ["ALWAYS_TRUE", "CLAIMS", "caption_key"]

_OF_CLIPS: dict[str, ModuleType] = {
    "backpropagation": backpropagation,
    "bias": bias,
    "confusions": confusions,
    "cost": cost,
    "data": data,
    "decision": decision,
    "forward_pass": forward_pass,
    "inference": inference,
    "structure": structure,
    "training_loop": training_loop,
    "weights": weights,
    "weights_evolution": weights_evolution,
    "weights_evolution.diagram": weights_evolution_diagram,
}

CLAIMS: Claims = {
    f"{clip}.{name}": cases
    for clip, module in _OF_CLIPS.items()
    for name, cases in module.CLAIMS.items()
}
"""Cases of each caption with a claim (``""`` is the caption itself), and their conditions."""

ALWAYS_TRUE: dict[str, str] = {
    f"{clip}.{name}": reason
    for clip, module in _OF_CLIPS.items()
    for reason, names in module.ALWAYS_TRUE.items()
    for name in names.split()
}
"""Captions that hold for every recording that their clip accepts, and why.

Every caption is either here or in :data:`CLAIMS`; tests keep both complete.
"""


def caption_key(clip: str, name: str, facts: Facts, own: Claims | None = None) -> str:
    """Return the name of the first caption of a beat whose claim holds for a recording.

    Parameters
    ----------
    clip, name : str
        Names of the clip and the beat.
    facts : Facts
    own : mapping, optional
        Cases and conditions, by beat, of a clip that does not ship with the project.

    Raises
    ------
    LayerlightError
        If no caption holds.
    """
    cases = (own or {}).get(name) or CLAIMS.get(f"{clip}.{name}", (("", always),))
    for case, holds in cases:
        if holds(facts):
            return f"{clip}.instead.{name}.{case}" if case else f"{clip}.beats.{name}"
    raise LayerlightError(f"no caption of {clip}.{name} is true of this recording")
