"""The drawn things, of which clips are made."""

from scenes.parts.accuracy_plot import AccuracyPlot
from scenes.parts.acronym import Acronym
from scenes.parts.bars import OutputBars
from scenes.parts.bias_neuron import BiasNeuron, SumWithBias
from scenes.parts.command import Command
from scenes.parts.confusion_matrix import ConfusionMatrix
from scenes.parts.cost_decimals import CostDecimals, cost_decimals
from scenes.parts.cost_plot import CostPlot
from scenes.parts.counter import Counter
from scenes.parts.curve import SigmoidPlot
from scenes.parts.decision_plot import DecisionPlot
from scenes.parts.delta_tag import DeltaTag, ReturningPulse, SentValue
from scenes.parts.dimming import dim, undim
from scenes.parts.drawn_data import DigitWall, Drawings, LabelMatrix, OneHotColumn
from scenes.parts.elided_matrix import Dimension, ElidedMatrix, highlight
from scenes.parts.equals import equality, equals_sign, exact_look
from scenes.parts.error_table import ErrorTable
from scenes.parts.full_network import FullNetwork
from scenes.parts.grey_image import GreyImage, outline_of, square_in
from scenes.parts.grey_scale import GreyScale
from scenes.parts.heat_map import ColourBar, HeatMap, HeatScale, bar_ticks
from scenes.parts.image_dots import ImageDots
from scenes.parts.image_strip import ImageStrip, LabelledImage
from scenes.parts.layer_equation import LayerEquation
from scenes.parts.loops import NestedLoops
from scenes.parts.magnifier import Magnifier
from scenes.parts.matrix import Matrix, row_bar, row_frame
from scenes.parts.mistaken_pair import MistakenPair
from scenes.parts.network_diagram import Edge, EdgeLabel, NetworkDiagram, Neuron, Pulse
from scenes.parts.neuron_tiles import NeuronRow, NeuronTiles, hidden_disc
from scenes.parts.nudge_table import NudgeTable
from scenes.parts.outer_product import (
    OuterProduct,
    sum_relations,
    update_decimals,
    update_relations,
)
from scenes.parts.output_columns import OutputColumns
from scenes.parts.output_deltas import OutputDeltas
from scenes.parts.pace import Pace, thinned
from scenes.parts.paging import Flipbook, LoopCounter, Ordinal
from scenes.parts.painting import Painting
from scenes.parts.pixel_grid import PixelGrid
from scenes.parts.pixel_names import PixelNames
from scenes.parts.pixel_products import PixelProducts
from scenes.parts.pixel_rows import PixelColumn, Thumbnail, grid_lines, pixel_rows
from scenes.parts.pixel_tags import PixelTags
from scenes.parts.prepared_picture import PreparedPicture
from scenes.parts.readout import Readout, emerge
from scenes.parts.run_figures import AccuracyBars, StepCount
from scenes.parts.sent_back import HiddenDeltas, SentBack
from scenes.parts.sentence import Sentence
from scenes.parts.shapes import ElidedVector, InnerSizes, ShapedMatrix
from scenes.parts.solo_neuron import SoloNeuron
from scenes.parts.square_matrix import CountSquares, SignedSquares
from scenes.parts.squared_gap import AreaSquare, SquaredGap, UnitSquare
from scenes.parts.squares_layout import two_by_two
from scenes.parts.squares_row import EpochCounter, SquaresRow
from scenes.parts.step_block import GapLegend, StepBlock
from scenes.parts.step_taken import CostFall, WeightStep
from scenes.parts.step_through import DotScale, StepThrough, WidthScale, signed_dot
from scenes.parts.sum_line import SumLine
from scenes.parts.sweep_plot import SweepPlot
from scenes.parts.text import Formula, Words
from scenes.parts.training_view import TrainingView
from scenes.parts.waterfall import Waterfall
from scenes.parts.weighted_sum import WeightedSum

__all__ = [
    "AccuracyBars",
    "AccuracyPlot",
    "Acronym",
    "AreaSquare",
    "BiasNeuron",
    "ColourBar",
    "Command",
    "ConfusionMatrix",
    "CostDecimals",
    "CostFall",
    "CostPlot",
    "CountSquares",
    "Counter",
    "DecisionPlot",
    "DeltaTag",
    "DigitWall",
    "Dimension",
    "DotScale",
    "Drawings",
    "Edge",
    "EdgeLabel",
    "ElidedMatrix",
    "ElidedVector",
    "EpochCounter",
    "ErrorTable",
    "Flipbook",
    "Formula",
    "FullNetwork",
    "GapLegend",
    "GreyImage",
    "GreyScale",
    "HeatMap",
    "HeatScale",
    "HiddenDeltas",
    "ImageDots",
    "ImageStrip",
    "InnerSizes",
    "LabelMatrix",
    "LabelledImage",
    "LayerEquation",
    "LoopCounter",
    "Magnifier",
    "Matrix",
    "MistakenPair",
    "NestedLoops",
    "NetworkDiagram",
    "Neuron",
    "NeuronRow",
    "NeuronTiles",
    "NudgeTable",
    "OneHotColumn",
    "Ordinal",
    "OuterProduct",
    "OutputBars",
    "OutputColumns",
    "OutputDeltas",
    "Pace",
    "Painting",
    "PixelColumn",
    "PixelGrid",
    "PixelNames",
    "PixelProducts",
    "PixelTags",
    "PreparedPicture",
    "Pulse",
    "Readout",
    "ReturningPulse",
    "SentBack",
    "SentValue",
    "Sentence",
    "ShapedMatrix",
    "SigmoidPlot",
    "SignedSquares",
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
    "Waterfall",
    "WeightStep",
    "WeightedSum",
    "WidthScale",
    "Words",
    "bar_ticks",
    "cost_decimals",
    "dim",
    "emerge",
    "equality",
    "equals_sign",
    "exact_look",
    "grid_lines",
    "hidden_disc",
    "highlight",
    "outline_of",
    "pixel_rows",
    "row_bar",
    "row_frame",
    "signed_dot",
    "square_in",
    "sum_relations",
    "thinned",
    "two_by_two",
    "undim",
    "update_decimals",
    "update_relations",
]
