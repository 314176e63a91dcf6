"""The catalogue of clips, in the order of the lecture.  Needs neither Manim nor NumPy."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from network.errors import UsageError

__all__ = ["CATALOG", "LECTURE", "ClipEntry", "Lecture", "find_clip"]


@dataclass(frozen=True, eq=False)
class ClipEntry:
    """A clip in the catalogue.

    Parameters
    ----------
    id : str
        Name on the command line.
    module, scene : str
        Module and name of the clip's class.
    summary : str
        One line for ``--list``.
    facts : dict of str to tuple of int
        Numbers of the walkthrough's facts that each beat shows.
    recording : str
        The default recording, by its name in ``assets/recordings``.
    also : tuple of str
        Further shipped recordings that the clip uses.
    if_there : tuple of str
        Optional data that the clip uses where the user has it.
    code : str
        Digest of the clip's code and words, if they are not part of the project.
    """

    id: str
    module: str
    scene: str
    summary: str
    facts: Mapping[str, tuple[int, ...]]
    recording: str
    also: tuple[str, ...] = ()
    if_there: tuple[str, ...] = ()
    code: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)
    """Modules of further forms, in which the clip draws some recordings, by the group of their
    words within those of the clip."""

    def load(self, recording: Any = None) -> type:
        """Import the clip's class, and with it Manim.

        Parameters
        ----------
        recording : network.storage.storable.Storable, optional
            Return the class of the form in which the clip draws this recording.
        """
        kind = getattr(importlib.import_module(self.module), self.scene)
        return kind if recording is None else kind.form_for(recording)

    def explained(self) -> AbstractContextManager[None]:
        """Return a context for running the clip's code; errors in ours need no explanation."""
        return nullcontext()


CATALOG = (
    ClipEntry(
        id="structure",
        module="scenes.clips.structure.scene",
        scene="Structure",
        summary="Neurons, layers and weights: what a network is made of, and what one pixel moves.",
        facts={
            "neuron": (11,),
            "input_layer": (3, 4, 5, 11, 14),
            "output_layer": (4, 7, 14),
            "hidden_layer": (4, 6, 14),
            "other_depths": (8,),
            "first_weights": (2,),
            "fully_connected": (9, 10),
            "one_value": (12,),
            "through_function": (12,),
            "all_values": (12,),
        },
        recording="walkthrough.npz",
    ),
    ClipEntry(
        id="weights",
        module="scenes.clips.weights.scene",
        scene="Weights",
        summary="Weights start at random; a layer’s lines become a matrix that computes.",
        facts={
            "start": (13,),
            "shape": (15,),
            "sizes_meet": (15,),
            "chain": (16, 17),
        },
        recording="walkthrough.npz",
    ),
    ClipEntry(
        id="bias",
        module="scenes.clips.bias.scene",
        scene="Bias",
        summary="What a bias adds: weights alone leave a neuron’s line pinned to the origin.",
        facts={
            "bias_neurons": (18,),
            "start_at_zero": (19,),
            "bias_slides": (20,),
            "weights_turn": (20,),
            "with_bias": (20,),
        },
        recording="walkthrough.npz",
        also=("bias_study.npz",),
    ),
    ClipEntry(
        id="data",
        module="scenes.clips.data.scene",
        scene="Data",
        summary="A sample as a column of values, its label as a target; MNIST has 60,000.",
        facts={
            "image": (21,),
            "greys": (21,),
            "column": (21, 30),
            "five": (22,),
            "mnist": (25,),
            "labels": (23,),
            "count": (24,),
            "one_hot": (26, 30),
            "label_matrix": (27,),
        },
        recording="walkthrough.npz",
        also=("mnist_checkpoints.npz", "drawn_digits"),
        if_there=("mnist_sample",),
    ),
    ClipEntry(
        id="training_loop",
        module="scenes.clips.training_loop.scene",
        scene="TrainingLoop",
        summary="Two nested loops: one training step slowly, many fast, and the result.",
        facts={
            "quicker": (28,),
            "strides": (28,),
            "backward": (39,),
            "update": (39,),
            "all_steps": (29,),
            "loops": (1,),
        },
        recording="walkthrough.npz",
        also=("mnist_checkpoints.npz",),
    ),
    ClipEntry(
        id="forward_pass",
        module="scenes.clips.forward_pass.scene",
        scene="ForwardPass",
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
    ClipEntry(
        id="cost",
        module="scenes.clips.cost.scene",
        scene="Cost",
        summary="How wrong an answer is, in one number, and that number over the epochs.",
        facts={"errors": (34,), "squares": (34,), "mean": (34,)},
        recording="walkthrough.npz",
    ),
    ClipEntry(
        id="backpropagation",
        module="scenes.clips.backpropagation.scene",
        scene="Backpropagation",
        summary="One training step: deltas, slopes, the way back, the update, another answer.",
        facts={
            "output_delta": (35,),
            "gradient": (36, 37),
            "send_back": (38,),
            "slope": (38,),
            "hidden_deltas": (38, 39),
            "first_layer": (39,),
            "update": (36, 37, 39),
        },
        recording="walkthrough.npz",
    ),
    ClipEntry(
        id="decision",
        module="scenes.clips.decision.scene",
        scene="Decision",
        summary="What a network answers all over the plane: a line fails at XOR, two do it.",
        facts={"first": (6,), "fold": (6,)},
        recording="xor.npz",
        also=("xor_line.npz",),
    ),
    ClipEntry(
        id="weights_evolution",
        module="scenes.clips.weights_evolution.scene",
        scene="WeightsEvolution",
        summary="Where training leaves its traces: images stamped into weight maps become strokes.",
        facts={
            "training_begins": (1,),
            "later_epochs": (29,),
            "result": (1, 40),
        },
        recording="mnist_checkpoints.npz",
        forms={"diagram": "scenes.clips.weights_evolution.diagram.scene"},
    ),
    ClipEntry(
        id="confusions",
        module="scenes.clips.confusions.scene",
        scene="Confusions",
        summary="Which class is taken for which, in any classifier: how two swing, what is left.",
        facts={"training": (40,)},
        recording="mnist_checkpoints.npz",
        also=("drawn_digits", "misread_digits"),
        if_there=("mnist_test",),
    ),
    ClipEntry(
        id="inference",
        module="scenes.clips.inference.scene",
        scene="Inference",
        summary="A trained network reads an image (yours with --image), misreads another, and why.",
        facts={"hidden": (12,), "scores": (7,), "always": (40,)},
        recording="inference",
        also=("inference",),
    ),
)


@dataclass(frozen=True)
class Lecture:
    """The clip that consists of all the others."""

    id: str = "lecture"
    summary: str = "Every clip in order, with title cards and chapters."


LECTURE = Lecture()


def find_clip(name: str) -> ClipEntry | Lecture:
    """Find a clip by name.

    Raises
    ------
    UsageError
        If there is no such clip; the message suggests the most similar name.
    """
    known = {entry.id: entry for entry in (*CATALOG, LECTURE)}
    if name in known:
        return known[name]
    near = get_close_matches(name.lower().replace("-", "_"), known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"choose {', '.join(known)}"
    raise UsageError(f"unknown clip {name!r}: {hint}")
