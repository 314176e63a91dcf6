"""What the sample costs between two visits: after its own step, and after each step on others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenes.clips.cost.measure import Measure
from scenes.provenance.source import Source

__all__ = ["Moment", "Trail", "moments_between", "trail_of"]

MOST_COSTS = 1000
"""Most steps whose costs are all drawn."""


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


@dataclass(frozen=True)
class Trail:
    """What is recorded of a sample's cost from its first visit to its last.

    Parameters
    ----------
    visits : list of int
        Training steps on the sample.
    costs : list of Source
        At the visits, and where every step is recorded also after each step between them.
    offsets : list of int
        How many steps after the first visit each was.
    places : list of int
        Which of the costs belong to the visits.
    epochs : ndarray
        Of each cost; between two visits, by the share of the steps taken.
    """

    visits: list[int]
    costs: list[Source]
    offsets: list[int]
    places: list[int]
    epochs: np.ndarray

    @property
    def costs_at_visits(self) -> list[Source]:
        """The costs at the visits."""
        return [self.costs[place] for place in self.places]

    @property
    def first_offsets(self) -> list[int]:
        """The offsets up to the second visit."""
        return self.offsets[: self.places[1] + 1]


def trail_of(measure: Measure, visits: Sequence[int], moments: Sequence[Moment]) -> Trail:
    """Return the trail of a sample's cost.

    Parameters
    ----------
    measure : Measure
        Of the first visit.
    visits : sequence of int
    moments : sequence of Moment
        Between the first two visits; empty if only the visits are to be seen.
    """
    recording, sample = measure.recording, int(measure.recording.image_index[measure.step])
    every = len(moments) == visits[1] - visits[0] + 1 and visits[-1] - visits[0] <= MOST_COSTS
    costs: list[Source] = []
    offsets, places = [], []
    for k, visit in enumerate(visits):
        places.append(len(costs))
        costs.append(measure.cost(visit))
        offsets.append(visit - visits[0])
        if k == 0 and moments:
            costs += [moment.cost for moment in moments[1:-1]]
            offsets += range(1, len(moments) - 1)
        elif every and visit != visits[-1]:
            between = range(visit + 1, visits[k + 1])
            costs += [Source(recording, "sample_costs", s, index=(sample,)) for s in between]
            offsets += [step - visits[0] for step in between]
    at_visits = [float(recording.epoch[step]) for step in visits]
    epochs = np.interp(offsets, [step - visits[0] for step in visits], at_visits)
    return Trail(list(visits), costs, offsets, places, epochs)
