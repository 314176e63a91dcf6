"""Heat maps of weights and of their change during training."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from network.plots.style import INK, SIGNED, SOFT, WIDTH, Floats, axes_at, new_figure, put_title


def weight_maps(
    panels: Sequence[tuple[str, Floats]],
    layer: int,
    sizes: Sequence[int],
    image: Sequence[int] | None = None,
) -> Figure:
    """Draw the weights of ``layer`` at some moments, on one scale.

    Parameters
    ----------
    panels : sequence of (str, numpy.ndarray)
        What to call each moment, and the weights then, shape (n_out, n_in).
    layer : int
        From 0.
    sizes : sequence of int
        Number of neurons in each layer.
    image : (int, int), optional
        Rows and columns of the image whose pixels, row by row, are the layer's inputs.
    """
    return _maps(panels, f"Weights {_between(layer, sizes)}", layer, sizes, image)


def weight_change(
    start: Floats,
    end: Floats,
    layer: int,
    sizes: Sequence[int],
    image: Sequence[int] | None = None,
) -> Figure:
    """Draw the change of the weights of ``layer``; see :func:`weight_maps`."""
    title = f"What training changed: weights {_between(layer, sizes)}"
    return _maps([(None, end - start)], title, layer, sizes, image)


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
    panels: Sequence[tuple[str | None, Floats]],
    title: str,
    layer: int,
    sizes: Sequence[int],
    image: Sequence[int] | None,
) -> Figure:
    """Draw matrices on one scale; a row with a weight for each pixel is folded into an image."""
    folded = image is not None
    if len(panels[0][1]) > _MOST_MAPS and folded:
        title += f": the first {_MOST_MAPS}"
        panels = [(name, matrix[:_MOST_MAPS]) for name, matrix in panels]
    n_out, n_in = panels[0][1].shape
    magnitude = np.abs(np.concatenate([matrix.ravel() for _, matrix in panels]))
    # A few extreme weights must not wash out the rest: they saturate, and the colour bar says so.
    limit = float(np.quantile(magnitude, 0.995) if n_in * n_out > 500 else magnitude.max()) or 1.0
    shown = [(name, matrix if image is None else _mosaic(matrix, image)) for name, matrix in panels]
    rows, columns = shown[0][1].shape
    down = len(shown) if folded or columns > 12 else 1  # wide panels are stacked
    across = len(shown) // down
    cell = min((WIDTH - 0.7 - across * _LABELS) / (across * columns), _LARGEST_CELL)
    cell = min(cell, _HIGHEST / (down * rows))
    # The cells of a long row or column are stretched, so that the map stays wide enough to see.
    width, height = (max(count * cell, _NARROWEST) for count in (columns, rows))
    figure = new_figure()
    for k, (name, values) in enumerate(shown):
        left = (k % across) * (width + _LABELS)
        bottom = (down - 1 - k // across) * (height + (0.35 if folded else 0.8))
        axes = axes_at(figure, left, bottom, width, height)
        drawn = axes.imshow(
            values, cmap=SIGNED, vmin=-limit, vmax=limit, interpolation="nearest", aspect="auto"
        )
        axes.set_title(name or "", fontsize=8.5, color=SOFT)
        axes.spines[:].set_visible(False)
        axes.tick_params(length=0)
        if image is not None:
            _label_mosaic(axes, n_out, image)
        else:
            _label_matrix(axes, values, limit, layer, sizes)
        if k == 0:
            put_title(axes, title, 24 if name else 9)
            top = bottom + height
    place = axes_at(figure, left + width + 0.15, 0, 0.11, top)
    over = "both" if magnitude.max() > limit else "neither"
    bar = figure.colorbar(drawn, cax=place, extend=over, extendfrac=0.04)
    bar.set_label("change of the weight" if panels[0][0] is None else "weight")
    bar.outline.set_visible(False)
    return figure


_LABELS = 0.55  # inches for the labels to the left of a matrix
_LARGEST_CELL = 0.55  # inches
_HIGHEST = 12.0  # inches
_NARROWEST = 0.25  # inches
_MOST_MAPS = 100  # of a layer with more neurons, the maps of the first are drawn
_COLUMNS = 10  # maps side by side in a mosaic
_GAP, _HEAD = 3, 9  # pixels between the maps of a mosaic, and above each for its number


def _place(j: int, image: Sequence[int]) -> tuple[int, int]:
    """Return the top row and the left column of map ``j`` in the mosaic."""
    return j // _COLUMNS * (image[0] + _HEAD) + _HEAD, j % _COLUMNS * (image[1] + _GAP)


def _mosaic(weights: Floats, image: Sequence[int]) -> Floats:
    """Fold each row into an image, and arrange these in rows with NaN between them."""
    rows, columns = image
    top, _ = _place(len(weights) - 1, image)
    _, left = _place(min(len(weights), _COLUMNS) - 1, image)
    canvas = np.full((top + rows, left + columns), np.nan)
    for j, row in enumerate(weights):
        top, left = _place(j, image)
        canvas[top : top + rows, left : left + columns] = row.reshape(rows, columns)
    return canvas


def _label_mosaic(axes: Axes, count: int, image: Sequence[int]) -> None:
    for j in range(count):
        top, left = _place(j, image)
        axes.text(
            left + image[1] / 2 - 0.5,
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
