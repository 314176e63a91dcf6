"""The gradient of a layer above its weight updates, with the learning rate between."""

from __future__ import annotations

from manim import VGroup

from scenes.clips.backpropagation.layout import BackpropagationLayout
from scenes.clips.backpropagation.outer_product import (
    OuterProduct,
    update_decimals,
    update_relations,
)
from scenes.clips.backpropagation.titles import rate_beside
from scenes.mobjects.text.equals import equality
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.mobjects.text.text import Formula
from scenes.style.frame import Region
from scenes.style.theme import Theme

__all__ = ["UpdateTables"]


class UpdateTables:
    """Two tables of the last layer, and the formula that leads from one to the other.

    The columns of the biases are at the right of both, or below where there is no room.

    Parameters
    ----------
    theme : Theme
    layout : BackpropagationLayout
    recording : network.Recording
    step : int
    decimals : int
        Of the gradient.

    Attributes
    ----------
    gradient, updates : OuterProduct
    line : VGroup
        ΔW = −η ∂C/∂W and the learning rate.
    bias_name : Formula
        The same of the biases.
    """

    def __init__(
        self, theme: Theme, layout: BackpropagationLayout, recording, step: int, decimals: int
    ):
        layer, panel = len(recording.layer_sizes) - 2, layout.panel
        for pitch in layout.pitches:
            self.gradient = table = OuterProduct(
                theme, layout.content, recording, step, layer,
                updates=False, decimals=decimals, pitch=pitch,
            )  # fmt: skip
            if table.with_bias:
                break
        foot = table.bottom - 0.35
        of_updates = update_decimals(recording, step, layer, decimals)
        relations = tuple(update_relations(recording, step, layer, decimals, of_updates))
        sign, em = equality(relations), 0.66 * theme.sizes.formula
        self.updates = updates = OuterProduct(
            theme, Region(panel.left, panel.right, panel.bottom, foot - 0.8 + 0.52),
            recording, step, layer, updates=True, decimals=of_updates,
            pitch=table.cells.row_pitch, most_em=table.em, least_width=table.cells.column_width,
        )  # fmt: skip
        updates.cells.shift([table.cells.get_x() - updates.cells.get_x(), 0, 0])
        markup = f"Delta bold(W)^((2)) {sign} - eta thin partial C slash partial bold(W)^((2))"
        formula = Formula(theme, markup, em, theme.ink)
        formula.place(panel.left + 0.05, foot - 0.5, "left")
        # The rate is left of the updates' matrix, where the deltas are above.
        rate = rate_beside(theme, recording, formula)
        middle = updates.cells.row_y(1) - rate[1].em * DIGIT_HEIGHT / 2
        edge = updates.cells.get_left()[0] - 0.15
        rate.shift([edge - rate.get_right()[0], middle - rate[1].baseline, 0])
        self.line = VGroup(formula, rate)
        formula.relations = updates.cells.relations = relations
        markup = f"Delta bold(b)^((2)) {sign} - eta bold(delta)^((2))"
        self.bias_name = Formula(theme, markup, em, theme.bias)
        self.bias_name.place(panel.right, formula.baseline, "right")
        if table.with_bias:
            updates.bias.set_x(table.bias.get_x())
        else:
            self._put_biases_below(panel)

    def _put_biases_below(self, panel: Region) -> None:
        """Put both columns of the biases at the foot of the panel, their formula between them."""
        brackets = self.gradient.bias.brackets
        top, half = panel.bottom + brackets.height + 0.03, brackets.width / 2
        self.gradient.put_bias(panel.left + 0.1 + half, top)
        self.updates.put_bias(panel.right - 0.1 - half, top)
        y = top - brackets.height / 2
        self.bias_name.place(panel.x, y - 0.2 * self.bias_name.em)
