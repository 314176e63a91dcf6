"""The drawn things, of which clips are made."""

from scenes.parts.acronym import Acronym
from scenes.parts.bars import OutputBars
from scenes.parts.curve import SigmoidPlot
from scenes.parts.elided_matrix import Dimension, ElidedMatrix, highlight
from scenes.parts.grey_scale import GreyScale
from scenes.parts.layer_equation import LayerEquation
from scenes.parts.magnifier import Magnifier
from scenes.parts.matrix import Matrix, row_bar
from scenes.parts.network_diagram import Edge, EdgeLabel, NetworkDiagram, Neuron, Pulse
from scenes.parts.output_columns import OutputColumns
from scenes.parts.pixel_grid import PixelGrid
from scenes.parts.pixel_rows import PixelColumn, Thumbnail, pixel_rows
from scenes.parts.readout import Readout, emerge
from scenes.parts.sentence import Sentence
from scenes.parts.squared_gap import AreaSquare, SquaredGap, UnitSquare, decimals_for_squares
from scenes.parts.squares_row import EpochCounter, SquaresRow
from scenes.parts.text import Formula, Words
from scenes.parts.weighted_sum import WeightedSum

__all__ = [
    "Acronym",
    "AreaSquare",
    "Dimension",
    "Edge",
    "EdgeLabel",
    "ElidedMatrix",
    "EpochCounter",
    "Formula",
    "GreyScale",
    "LayerEquation",
    "Magnifier",
    "Matrix",
    "NetworkDiagram",
    "Neuron",
    "OutputBars",
    "OutputColumns",
    "PixelColumn",
    "PixelGrid",
    "Pulse",
    "Readout",
    "Sentence",
    "SigmoidPlot",
    "SquaredGap",
    "SquaresRow",
    "Thumbnail",
    "UnitSquare",
    "WeightedSum",
    "Words",
    "decimals_for_squares",
    "emerge",
    "highlight",
    "pixel_rows",
    "row_bar",
]
