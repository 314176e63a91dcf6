"""Heat maps of weights and of their change during training."""

from collections.abc import Sequence
from math import isqrt

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from network.plots.style import INK, SIGNED, SOFT, WIDTH, Floats, axes_at, new_figure, put_title


def weight_maps(start: Floats, end: Floats, layer: int, sizes: Sequence[int]) -> Figure:
    """Draw the weights of ``layer`` before and after training, on one scale."""
    panels = [("at the start", start), ("after training", end)]
    return _maps(panels, f"Weights {_between(layer, sizes)}", layer, sizes)


def weight_change(start: Floats, end: Floats, layer: int, sizes: Sequence[int]) -> Figure:
    """Draw the change of the weights of ``layer`` from before training to after it."""
    title = f"What training changed: weights {_between(layer, sizes)}"
    return _maps([(None, end - start)], title, layer, sizes)


def _between(layer: int, sizes: Sequence[int]) -> str:
    return f"from the {sizes[layer]} {_kind(layer, sizes)} to the {sizes[layer + 1]} " + _kind(
        layer + 1, sizes
    )


def _kind(layer: int, sizes: Sequence[int]) -> str:
    if layer == 0:
        return "inputs"
    if layer == len(sizes) - 1:
        return "output neurons"
    return "hidden neurons" if len(sizes) == 3 else f"neurons of hidden layer {layer}"


def _maps(
    panels: Sequence[tuple[str | None, Floats]], title: str, layer: int, sizes: Sequence[int]
) -> Figure:
    """Draw matrices on one scale; a row with a weight for each pixel is folded into an image."""
    n_out, n_in = panels[0][1].shape
    side = isqrt(n_in)
    folded = side * side == n_in and side >= 7
    magnitude = np.abs(np.concatenate([matrix.ravel() for _, matrix in panels]))
    # A few extreme weights must not wash out the rest: they saturate, and the colour bar says so.
    limit = float(np.quantile(magnitude, 0.995) if n_in * n_out > 500 else magnitude.max()) or 1.0
    shown = [(name, _mosaic(matrix, side) if folded else matrix) for name, matrix in panels]
    rows, columns = shown[0][1].shape
    down = len(shown) if folded or columns > 12 else 1  # wide panels are stacked
    across = len(shown) // down
    cell = min((WIDTH - 0.7 - across * _LABELS) / (across * columns), _LARGEST_CELL)
    width, height = columns * cell, rows * cell
    figure = new_figure()
    for k, (name, values) in enumerate(shown):
        left = (k % across) * (width + _LABELS)
        bottom = (down - 1 - k // across) * (height + (0.35 if folded else 0.8))
        axes = axes_at(figure, left, bottom, width, height)
        image = axes.imshow(values, cmap=SIGNED, vmin=-limit, vmax=limit, interpolation="nearest")
        axes.set_title(name or "", fontsize=8.5, color=SOFT)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        if folded:
            _label_mosaic(axes, n_out, side)
        else:
            _label_matrix(axes, values, limit, layer, sizes)
        if k == 0:
            put_title(axes, title, 24 if name else 9)
            top = bottom + height
    place = axes_at(figure, left + width + 0.15, 0, 0.11, top)
    over = "both" if magnitude.max() > limit else "neither"
    bar = figure.colorbar(image, cax=place, extend=over, extendfrac=0.04)
    bar.set_label("change of the weight" if len(panels) == 1 else "weight")
    bar.outline.set_visible(False)
    return figure


_LABELS = 0.55  # inches for the labels to the left of a matrix
_LARGEST_CELL = 0.55  # inches
_COLUMNS = 10  # maps side by side in a mosaic
_GAP, _HEAD = 3, 9  # pixels between the maps of a mosaic, and above each for its number


def _place(j: int, side: int) -> tuple[int, int]:
    """Return the top row and the left column of map ``j`` in the mosaic."""
    return j // _COLUMNS * (side + _HEAD) + _HEAD, j % _COLUMNS * (side + _GAP)


def _mosaic(weights: Floats, side: int) -> Floats:
    """Fold each row into a square image, and arrange these in rows with NaN between them."""
    top, _ = _place(len(weights) - 1, side)
    _, left = _place(min(len(weights), _COLUMNS) - 1, side)
    canvas = np.full((top + side, left + side), np.nan)
    for j, row in enumerate(weights):
        top, left = _place(j, side)
        canvas[top : top + side, left : left + side] = row.reshape(side, side)
    return canvas


def _label_mosaic(axes: Axes, count: int, side: int) -> None:
    for j in range(count):
        top, left = _place(j, side)
        axes.text(
            left + side / 2 - 0.5,
            top - 1.5,
            str(j),
            ha="center",
            va="bottom",
            fontsize=6.5,
            color=SOFT,
        )
    axes.set_xticks([])
    axes.set_yticks([])


def _label_matrix(
    axes: Axes, values: Floats, limit: float, layer: int, sizes: Sequence[int]
) -> None:
    axes.set_xlabel(f"from {_kind(layer, sizes).removesuffix('s').replace('neurons', 'neuron')}")
    axes.set_ylabel(f"to {_kind(layer + 1, sizes).removesuffix('s').replace('neurons', 'neuron')}")
    n_out, n_in = values.shape
    if n_in <= 30:
        axes.set_xticks(range(n_in))
    if n_out <= 30:
        axes.set_yticks(range(n_out))
    if n_in * n_out > 60:
        return
    for j in range(n_out):
        for i in range(n_in):
            dark = abs(values[j, i]) > 0.6 * limit
            axes.text(
                i,
                j,
                _signed(values[j, i]),
                ha="center",
                va="center",
                color="white" if dark else INK,
                fontsize=7.5,
            )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}") if value else "0"
