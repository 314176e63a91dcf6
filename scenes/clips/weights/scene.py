"""What a weight is, how weights start, and why those of a layer form a matrix."""

from __future__ import annotations

from scenes.clips.weights.claims import CLAIMS
from scenes.clips.weights.folding_beats import FoldingBeats
from scenes.requires import Requires

__all__ = ["Weights"]


class Weights(FoldingBeats):
    """The weights of a recorded run: lines that become a matrix, and its product with inputs."""

    clip = "weights"
    claims = CLAIMS
    requires = Requires(layers=(2, 5), largest=1000.0)

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.edges)
        self.beat(self.start)
        self.beat(self.code)
        self.beat(self.order, **self.ends_of_the_line())
        self.beat(self.crossing)
        self.beat(self.fill)
        self.beat(self.shape)
        self.beat(self.values)
        self.beat(self.sum, neuron=self.printed(1, self.first))
        self.beat(self.all)
        self.beat(self.column)
        self.beat(self.sizes_meet)
        if len(self.shown) > 2:
            self.beat(self.second_matrix)
            self.beat(self.chain)
            self.beat(self.unfold)

    def ends_of_the_line(self) -> dict[str, str]:
        """Return the names of the neurons that the line in focus joins, for a caption."""
        ends = [self.printed(layer, len(self.shown[layer]) - 1) for layer in (0, 1)]
        return dict(zip(("source", "target"), ends, strict=True))

    def printed(self, layer: int, k: int) -> str:
        """Return the name of the k-th neuron drawn of a layer as plain text."""
        digits = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
        return self.letter(layer) + str(self.shown[layer][k] + 1).translate(digits)
