"""The common style of all figures: size, fonts and colours, for white paper."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from numpy.typing import NDArray

BLUE, ORANGE = "#0072B2", "#D55E00"
INK, SOFT, FAINT = "#222222", "#6A6A6A", "#9A9A9A"
#: Inches: the text width of an A4 page.
WIDTH = 6.3
DPI = 300
# Equally dark at both ends, so that a greyscale print still shows the magnitude.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#7A2E00", "#D55E00", "#F0A85C", "#FAFAFA", "#66B2E4", "#0072B2", "#003A66"]
)
COUNTS = LinearSegmentedColormap.from_list("counts", ["#FAFAFA", "#66B2E4", "#0072B2", "#003A66"])
STYLE: Any = {  # Any, because Matplotlib types the keys as literals
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.7,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.linewidth": 1.4,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "pdf.fonttype": 42,  # embed TrueType fonts, so that text stays text
    "svg.hashsalt": "layerlight",
    "savefig.dpi": DPI,
    "savefig.bbox": "tight",
    "savefig.pad_inches": 0.05,
}

Floats = NDArray[np.floating[Any]]


UNDATED: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": "layerlight"},
    "pdf": {"CreationDate": None, "Creator": "layerlight", "Producer": None},
}


def new_figure(height: float = 0) -> Figure:
    """Return an empty figure as wide as the text; without a height, axes are placed by hand."""
    figure = Figure(figsize=(WIDTH, height or WIDTH), layout="constrained" if height else None)
    FigureCanvasAgg(figure)
    return figure


def axes_at(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Return axes at a position in inches; anything outside the figure is kept."""
    return figure.add_axes((left / WIDTH, bottom / WIDTH, width / WIDTH, height / WIDTH))


def put_title(axes: Axes, title: str, points: float = 9) -> None:
    """Write the figure's title, left-aligned, this many points above ``axes``."""
    axes.annotate(
        title,
        (0, 1),
        (0, points),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="left",
        va="bottom",
        fontsize=10,
        annotation_clip=False,
    )
