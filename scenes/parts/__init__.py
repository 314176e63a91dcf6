"""The drawn things, of which clips are made."""

from scenes.parts.bars import OutputBars
from scenes.parts.curve import SigmoidPlot
from scenes.parts.layer_equation import LayerEquation
from scenes.parts.matrix import Matrix, row_bar
from scenes.parts.network_diagram import Edge, EdgeLabel, NetworkDiagram, Neuron, Pulse
from scenes.parts.pixel_grid import PixelGrid
from scenes.parts.readout import Readout
from scenes.parts.text import Formula, Words
from scenes.parts.weighted_sum import WeightedSum

__all__ = [
    "Edge",
    "EdgeLabel",
    "Formula",
    "LayerEquation",
    "Matrix",
    "NetworkDiagram",
    "Neuron",
    "OutputBars",
    "PixelGrid",
    "Pulse",
    "Readout",
    "SigmoidPlot",
    "WeightedSum",
    "Words",
    "row_bar",
]
