"""The drawn things, of which clips are made."""

from scenes.parts.acronym import Acronym
from scenes.parts.bars import OutputBars
from scenes.parts.curve import SigmoidPlot
from scenes.parts.elided_matrix import Dimension, ElidedMatrix
from scenes.parts.layer_equation import LayerEquation
from scenes.parts.magnifier import Magnifier
from scenes.parts.matrix import Matrix, row_bar
from scenes.parts.network_diagram import Edge, EdgeLabel, NetworkDiagram, Neuron, Pulse
from scenes.parts.pixel_grid import PixelGrid
from scenes.parts.pixel_rows import PixelColumn, Thumbnail, pixel_rows
from scenes.parts.readout import Readout, emerge
from scenes.parts.text import Formula, Words
from scenes.parts.weighted_sum import WeightedSum

__all__ = [
    "Acronym",
    "Dimension",
    "Edge",
    "EdgeLabel",
    "ElidedMatrix",
    "Formula",
    "LayerEquation",
    "Magnifier",
    "Matrix",
    "NetworkDiagram",
    "Neuron",
    "OutputBars",
    "PixelColumn",
    "PixelGrid",
    "Pulse",
    "Readout",
    "SigmoidPlot",
    "WeightedSum",
    "Thumbnail",
    "Words",
    "emerge",
    "pixel_rows",
    "row_bar",
]
