"""The first visit of an image above its last: outputs, targets and squares of both."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.clips.cost.cost_decimals import CostDecimals
from scenes.clips.cost.layout import TITLE_DROP, TITLE_GAP, ComparisonLayout
from scenes.clips.cost.squares_row import EpochCounter, SquaresRow
from scenes.clips.cost.step_block import StepBlock
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula
from scenes.style.theme import Theme
from scenes.words import Words

__all__ = ["Comparison"]


class Comparison:
    """Two training steps on the same image, one above the other.

    Parameters
    ----------
    theme : Theme
    words : Words
    recording : network.Recording
    visits : sequence of int
        The steps from the one above to the one below.
    layout : ComparisonLayout
    decimals : CostDecimals

    Attributes
    ----------
    blocks : list of StepBlock
        Above and below.
    rows : list of SquaresRow
        Their squares.
    start : SquaresRow
        The squares above once more, at the place of those below.
    counter : EpochCounter
        The epochs of the visits, behind the heading below.
    """

    def __init__(
        self,
        theme: Theme,
        words: Words,
        recording,
        visits: Sequence[int],
        layout: ComparisonLayout,
        decimals: CostDecimals,
    ):
        self.theme, self.layout = theme, layout
        steps = visits[0], visits[-1]
        headings = words["cost.before"], words["cost.epoch"]
        self.blocks = [
            StepBlock(
                theme, recording, step, decimals.outputs, heading,
                left=layout.left, top=top, tight=layout.above,
            )
            for step, heading, top in zip(steps, headings, layout.tops, strict=True)
        ]  # fmt: skip
        places = layout.rows([block.columns for block in self.blocks])
        first, self.start, last = (
            SquaresRow(theme, recording, step, place, decimals, theme.sizes.number, hang=True)
            for step, place in zip((steps[0], *steps), (*places, places[1]), strict=True)
        )
        self.rows = [first, last]
        heading = self.blocks[1].heading
        self.counter = EpochCounter(
            theme, recording, visits, heading.em, heading.get_right()[0] + 0.14, heading.baseline
        )

    def titles(self, markup: str) -> list[Formula]:
        """Name the numbers of both rows, beside the columns that they come from or below."""
        theme, titles = self.theme, []
        for block, row in zip(self.blocks, self.rows, strict=True):
            title = Formula(theme, markup, 1.1 * theme.sizes.label, theme.quiet)
            middle = row.baseline + row.em * DIGIT_HEIGHT / 2
            x = block.columns.get_right()[0] + TITLE_GAP + title.width / 2
            if self.layout.titles_below:
                x, middle = row.column(1), middle - TITLE_DROP
            elif block.columns.get_bottom()[1] > row.bottom:
                middle = block.columns.targets.row_y(len(row.numbers) - 1)
            titles.append(title.move_to([x, middle, 0]))
        return titles
