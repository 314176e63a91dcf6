"""The drawn things, of which clips are made."""

from scenes.parts.acronym import Acronym
from scenes.parts.bars import OutputBars
from scenes.parts.bias_neuron import BiasNeuron, SumWithBias
from scenes.parts.command import Command
from scenes.parts.cost_plot import CostPlot
from scenes.parts.counter import Counter
from scenes.parts.curve import SigmoidPlot
from scenes.parts.decision_plot import DecisionPlot
from scenes.parts.delta_tag import DeltaTag, ReturningPulse
from scenes.parts.drawn_data import DigitWall, Drawings, LabelMatrix, OneHotColumn
from scenes.parts.elided_matrix import Dimension, ElidedMatrix, highlight
from scenes.parts.error_table import ErrorTable
from scenes.parts.grey_scale import GreyScale
from scenes.parts.image_strip import ImageStrip, LabelledImage
from scenes.parts.layer_equation import LayerEquation
from scenes.parts.loops import NestedLoops
from scenes.parts.magnifier import Magnifier
from scenes.parts.matrix import Matrix, row_bar
from scenes.parts.network_diagram import Edge, EdgeLabel, NetworkDiagram, Neuron, Pulse
from scenes.parts.nudge_table import NudgeTable
from scenes.parts.outer_product import OuterProduct
from scenes.parts.output_columns import OutputColumns
from scenes.parts.output_deltas import OutputDeltas
from scenes.parts.paging import Flipbook, LoopCounter, Ordinal
from scenes.parts.painting import Painting
from scenes.parts.pixel_grid import PixelGrid
from scenes.parts.pixel_names import PixelNames
from scenes.parts.pixel_rows import PixelColumn, Thumbnail, grid_lines, pixel_rows
from scenes.parts.readout import Readout, emerge
from scenes.parts.run_figures import AccuracyBars, StepCount
from scenes.parts.sent_back import HiddenDeltas, SentBack
from scenes.parts.sentence import Sentence
from scenes.parts.shapes import ElidedVector, InnerSizes, ShapedMatrix
from scenes.parts.solo_neuron import SoloNeuron
from scenes.parts.squared_gap import AreaSquare, SquaredGap, UnitSquare, decimals_for_squares
from scenes.parts.squares_row import EpochCounter, SquaresRow
from scenes.parts.step_block import GapLegend, StepBlock
from scenes.parts.step_taken import CostFall, WeightStep
from scenes.parts.step_through import StepThrough, WidthScale, signed_dot
from scenes.parts.sum_line import SumLine
from scenes.parts.sweep_plot import SweepPlot
from scenes.parts.text import Formula, Words
from scenes.parts.training_view import TrainingView
from scenes.parts.weighted_sum import WeightedSum

__all__ = [
    "AccuracyBars",
    "Acronym",
    "AreaSquare",
    "BiasNeuron",
    "Command",
    "CostFall",
    "CostPlot",
    "Counter",
    "DecisionPlot",
    "DeltaTag",
    "DigitWall",
    "Dimension",
    "Drawings",
    "Edge",
    "EdgeLabel",
    "ElidedMatrix",
    "ElidedVector",
    "EpochCounter",
    "ErrorTable",
    "Flipbook",
    "Formula",
    "GapLegend",
    "GreyScale",
    "HiddenDeltas",
    "ImageStrip",
    "InnerSizes",
    "LabelMatrix",
    "LabelledImage",
    "LayerEquation",
    "LoopCounter",
    "Magnifier",
    "Matrix",
    "NestedLoops",
    "NetworkDiagram",
    "Neuron",
    "NudgeTable",
    "OneHotColumn",
    "Ordinal",
    "OuterProduct",
    "OutputBars",
    "OutputColumns",
    "OutputDeltas",
    "Painting",
    "PixelColumn",
    "PixelGrid",
    "PixelNames",
    "Pulse",
    "Readout",
    "ReturningPulse",
    "SentBack",
    "Sentence",
    "ShapedMatrix",
    "SigmoidPlot",
    "SoloNeuron",
    "SquaredGap",
    "SquaresRow",
    "StepBlock",
    "StepCount",
    "StepThrough",
    "SumLine",
    "SumWithBias",
    "SweepPlot",
    "Thumbnail",
    "TrainingView",
    "UnitSquare",
    "WeightStep",
    "WeightedSum",
    "WidthScale",
    "Words",
    "decimals_for_squares",
    "emerge",
    "grid_lines",
    "highlight",
    "pixel_rows",
    "row_bar",
    "signed_dot",
]
