"""What a weight is, how weights start, and why those of a layer form a matrix."""

from __future__ import annotations

from scenes.claims import Facts
from scenes.clips.weights.claims import CLAIMS, equal_neurons_would_agree
from scenes.clips.weights.product_beats import ProductBeats
from scenes.requires import Requires

__all__ = ["Weights"]


class Weights(ProductBeats):
    """The weights of a recorded run: lines that become a matrix, and its product with inputs."""

    clip = "weights"
    claims = CLAIMS
    requires = Requires(layers=(2, 5), largest=1000.0)

    def construct(self) -> None:
        """Play the beats in order."""
        self.beat(self.edges)
        self.beat(self.code)
        self.beat(self.start)
        if equal_neurons_would_agree(Facts(self.recording, step=self.shown_step)):
            self.beat(self.alike)
        self.beat(self.others)
        self.beat(self.order, **self.ends_of_the_line())
        self.beat(self.crossing, **self.ends_of_the_line())
        self.beat(self.fill)
        self.beat(self.shape)
        self.beat(self.values)
        self.beat(self.sum, neuron=self.printed(1, self.first))
        self.beat(self.column)
        self.beat(self.all)
        self.beat(self.other_way, weights=self.sizes[1], inputs=self.sizes[0])
        self.beat(self.transpose)
        if len(self.shown) > 2:
            self.beat(self.second_matrix)
            self.beat(self.chain)

    def ends_of_the_line(self) -> dict[str, str]:
        """Return the names of the neurons that the line in focus joins, for a caption."""
        last = len(self.shown[1]) - 1
        return {"source": self.printed(0, 0), "target": self.printed(1, last)}

    def printed(self, layer: int, k: int) -> str:
        """Return the name of the k-th neuron drawn of a layer as plain text."""
        digits = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
        return self.letter(layer) + str(self.shown[layer][k] + 1).translate(digits)
