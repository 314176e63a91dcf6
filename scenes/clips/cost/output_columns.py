"""Columns of outputs, targets and the gaps between them."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from scenes.mobjects.matrix.matrix import Matrix, row_bar
from scenes.mobjects.network.output_differences import difference
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.source import NumberFormat, Source
from scenes.style.theme import Theme

__all__ = ["OutputColumns"]

SYMBOLS = ("bold(o)", "bold(t)", "bold(o) - bold(t)")


class OutputColumns(VGroup):
    """The columns o, t and optionally o − t of one training step.

    Parameters
    ----------
    theme : Theme
    recording : network.Recording
    step : int
    decimals : int
        Of outputs and gaps.
    em, pitch : float
        Size of type and row distance, in frame units.
    gaps : bool
        Write the whole subtraction instead of its two terms.

    Attributes
    ----------
    outputs, targets, gaps : Matrix
    minus, equals : Formula
    """

    def __init__(
        self, theme: Theme, recording, step: int, decimals: int, em: float, pitch: float, gaps: bool
    ):
        self.theme, self.recording, self.step, self.em = theme, recording, step, em
        layer = len(recording.layer_sizes) - 1
        count = range(recording.layer_sizes[-1])

        def column(quantity: str, of: int | None) -> list[list[Source]]:
            return [[Source(recording, quantity, step, of, (k,))] for k in count]

        plain, signed = NumberFormat(decimals), NumberFormat(decimals, signed=True)
        self.outputs = Matrix(theme, column("activations", layer), plain, em, pitch)
        self.targets = Matrix(
            theme, column("targets", None), NumberFormat(0), em, pitch, lambda value: theme.target
        )
        self.gaps = Matrix(theme, column("output_errors", None), signed, em, pitch, theme.signed)
        self.minus = Formula(theme, "-", 1.1 * em, theme.quiet)
        rows = zip(*[m.column() for m in (self.outputs, self.targets, self.gaps)], strict=True)
        differences = [difference(tuple(n.source for n in row), decimals) for row in rows]
        self.equals = equals_sign(theme, 1.1 * em, differences)
        line = [self.outputs, self.targets]
        if gaps:
            line = [self.outputs, self.minus, self.targets, self.equals, self.gaps]
        super().__init__(*line)
        self.arrange(buff=(0.42 if gaps else 0.85) * em)

    @property
    def frames(self) -> list:
        """Brackets and signs."""
        signs = [m for m in self.submobjects if isinstance(m, Formula)]
        return [*[m.brackets for m in self._matrices()], *signs]

    def symbols(self, em: float) -> list[Formula]:
        """Typeset the symbols of the columns above them."""
        names = []
        for markup, matrix in zip(SYMBOLS, self._matrices(), strict=False):
            name = Formula(self.theme, markup, em, self.theme.ink)
            # All on one baseline, as none of these letters has a descender.
            foot = matrix.brackets.get_top()[1] + 0.3 * em
            names.append(name.move_to([matrix.brackets.get_x(), foot + name.height / 2, 0]))
        return names

    def words(self, texts: Sequence[str], drop: float) -> list[TextLine]:
        """Typeset the names of the columns below them."""
        theme = self.theme
        return [
            TextLine(theme, text, theme.sizes.label, theme.quiet).place(
                matrix.brackets.get_x(), matrix.brackets.get_bottom()[1] - drop
            )
            for text, matrix in zip(texts, self._matrices(), strict=False)
        ]

    def names(self) -> list[Readout]:
        """Typeset the class names of the outputs at the left of the rows."""
        classes = [
            Source(self.recording, "classes", self.step, None, (k,))
            for k in range(len(self.outputs.cells))
        ]
        left, form = self.outputs.brackets.get_left()[0] - 0.45 * self.em, NumberFormat(0)
        return [
            Readout(self.theme, source, form, self.em, self.theme.quiet).place(
                left, self.outputs.row_y(k) - self.em * DIGIT_HEIGHT / 2, "right"
            )
            for k, source in enumerate(classes)
        ]

    def bars(self, k: int) -> VGroup:
        """Return bars to lay behind row ``k`` of all columns."""
        return VGroup(*[row_bar(self.theme, m, k, self.theme.focus) for m in self._matrices()])

    def _matrices(self) -> list[Matrix]:
        return [m for m in (self.outputs, self.targets, self.gaps) if m in self.submobjects]
