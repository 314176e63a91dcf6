"""What the sample costs between two visits: after its own step, and after each step on others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenes.clips.cost.measure import Measure
from scenes.provenance.source import Source

__all__ = ["Moment", "moments_between"]


@dataclass(frozen=True)
class Moment:
    """The sample's outputs and cost after some update.

    Parameters
    ----------
    measure : Measure
        Of the sample's visit.
    outputs : list of Source
        All outputs.
    cost : Source
    """

    measure: Measure
    outputs: list[Source]
    cost: Source

    @property
    def values(self) -> np.ndarray:
        """All outputs."""
        return np.array([source.value for source in self.outputs])

    @property
    def terms(self) -> np.ndarray:
        """The terms of the outputs drawn, and the sum of those of the others if there are any."""
        measure = self.measure
        targets = measure.recording.targets[measure.step]
        terms = [measure.term_of(*pair) for pair in zip(self.values, targets, strict=True)]
        found = [terms[k] for k in measure.shown]
        if measure.others:
            found.append(sum(t for k, t in enumerate(terms) if k not in measure.shown))
        # The logarithm of a rounded output may be infinite; the recorded cost is not.
        return np.minimum(found, measure.divisor * self.cost.value)


def moments_between(measure: Measure, following: int, most: int) -> list[Moment]:
    """Return the moments from a visit to the next one, with that after its own step.

    Parameters
    ----------
    measure : Measure
        Of the first visit, in a recording that holds every step.
    following : int
        The step of the next visit.
    most : int
        With more steps between the visits than this, those on other samples are left out.
    """
    recording, step = measure.recording, measure.step
    last, every = len(recording.layer_sizes) - 1, range(measure.count)
    after = [Source(recording, "activations_after", step, last, (k,)) for k in every]
    found = [
        Moment(measure, [measure.output(k) for k in every], measure.cost()),
        Moment(measure, after, measure.cost_after()),
    ]
    sample = int(recording.image_index[step])
    between: Sequence[int] = range(step + 2, following)
    for updates in between if following - step <= most else ():
        outputs = [
            Source(recording, "sample_activations", updates, last, (sample, k)) for k in every
        ]
        cost = Source(recording, "sample_costs", updates, index=(sample,))
        found.append(Moment(measure, outputs, cost))
    then = measure.at(following)
    return [*found, Moment(then, [then.output(k) for k in every], then.cost())]
