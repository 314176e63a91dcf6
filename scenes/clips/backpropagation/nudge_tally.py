"""How many nudges it would take to find every slope."""

from __future__ import annotations

from manim import Animation

from scenes.clips.backpropagation.story import Story
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import TextLine
from scenes.provenance.source import AxisValue, NumberFormat, Source
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["NudgeTally"]

COUNT, LEAST_COUNT = 1.5, 0.5
"""Largest and smallest type of the number, in frame units."""
NEAR, FAR = 0.35, 0.85
"""Gaps from what is counted to the number, and from there to the question, in frame units."""
EASE = 1.8
"""Power of the share of the time that the count follows: the first nudges are seen one by one."""
WHOLE = NumberFormat(0, grouped=True)


class NudgeTally:
    """What is counted; the number of weights, counted up; and the question for another way.

    Parameters
    ----------
    theme : Theme
    region : Region
    story : Story
    counted : str
        What is counted; a line break divides it where it has no room.
    question : str

    Attributes
    ----------
    count : Counter
    words : list of TextLine
    question : TextLine
    """

    def __init__(self, theme: Theme, region: Region, story: Story, counted: str, question: str):
        whole = Source(
            story.recording, "weight_count", None, story.last, (int(story.sizes[-1]),)
        )  # fmt: skip
        self.total = whole
        em = COUNT
        while True:
            number = Counter(theme, whole, WHOLE, em, theme.ink, 0.0, 0.0)
            if number.advance_width <= 0.8 * region.width or em <= LEAST_COUNT:
                break
            em = max(0.95 * em, LEAST_COUNT)
        size = 1.5 * theme.sizes.label
        line = TextLine(theme, counted, size, theme.quiet, width=region.width)
        asked = TextLine(theme, question, 1.35 * size, theme.ink, width=region.width)
        tall = em * DIGIT_HEIGHT
        top = region.y + (tall + line.height + asked.height + NEAR + FAR) / 2
        self.words = [line.move_to([region.x, top - line.height / 2, 0.0])]
        foot = top - line.height - NEAR - tall
        self.count = Counter(theme, whole, WHOLE, em, theme.ink, region.x, foot)
        self.count.show(AxisValue(1.0))
        self.question = asked.move_to([region.x, foot - FAR - asked.height / 2, 0.0])

    @staticmethod
    def when(share: float) -> float:
        """Return the share of the time at which a share is counted."""
        return float(share ** (1 / EASE))

    def run(self) -> Animation:
        """Count up, slowly at first; at the end it is the recorded entry."""
        total = self.total

        def place(share: float) -> Source | AxisValue:
            if share >= 1:
                return total
            return AxisValue(float(round(1 + (total.value - 1) * share**EASE)))

        return self.count.follow(place)
