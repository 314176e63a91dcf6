"""Figures of a bias study: the neuron's curves, its trainings, and where each draws its line."""

import numpy as np
from matplotlib.figure import Figure

from network.plots.style import (
    BLUE,
    COUNTS,
    FAINT,
    INK,
    ORANGE,
    SIGNED,
    SOFT,
    WIDTH,
    Floats,
    new_figure,
)
from network.studies.bias_study import RUNS, BiasStudy

__all__ = ["study_figures"]

_CURVES = 5
_COLOURS = dict(zip(RUNS, (ORANGE, BLUE), strict=True))


def study_figures(study: BiasStudy) -> dict[str, Figure]:
    """Return the figures of a bias study by name."""
    arrays = study.arrays
    weight = study.metadata["sweep_weight"]
    return {
        "points_right": _points_right(study),
        "boundaries": _boundaries(study),
        "weight_sweep": _sweep(
            "The weight w sets how steep the neuron’s curve is: σ(w·x)",
            "w", arrays["sweep_inputs"], arrays["sweep_weights"], arrays["weight_sweep"],
        ),
        "bias_sweep": _sweep(
            f"The bias b shifts the neuron’s curve: σ({weight:g}·x + b)",
            "b", arrays["sweep_inputs"], arrays["sweep_biases"], arrays["bias_sweep"],
        ),
    }  # fmt: skip


def _points_right(study: BiasStudy) -> Figure:
    """Draw how many points each training classifies correctly, after every update kept."""
    figure, points = new_figure(3.2), study.metadata["points"]
    axes = figure.add_subplot(
        xlabel="steps (one point, one update)",
        ylabel=f"points right, of {points}",
    )
    axes.set_title("Points classified correctly, with and without a bias")
    for run in RUNS:
        axes.step(
            study.arrays["updates"], study.arrays[f"{run}_right"], where="post",
            color=_COLOURS[run], linestyle="-" if run == "with" else "--", label=f"{run} bias",
        )  # fmt: skip
    best = study.metadata["best_without_bias"]
    axes.axhline(best, color=SOFT, linewidth=0.7, linestyle=(0, (1, 2)))
    axes.annotate(
        "the most that a line through the origin gets right", (1, best), (0, 2),
        xycoords=("axes fraction", "data"), textcoords="offset points", ha="right", va="bottom",
        color=SOFT,
    )  # fmt: skip
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_ylim(0, points * 1.05)
    axes.legend(loc="lower right")
    return figure


def _boundaries(study: BiasStudy) -> Figure:
    """Draw the outputs over the plane after training, the points, and where the output is 1/2."""
    figure = new_figure(WIDTH / 2 + 0.3)
    points, targets = study.arrays["points"], study.arrays["targets"]
    grid = study.arrays["grid"]
    half = (grid[1] - grid[0]) / 2
    low, high = float(grid[0] - half), float(grid[-1] + half)
    for place, run in enumerate(RUNS, start=1):
        axes = figure.add_subplot(1, 2, place, xlabel="first input", ylabel="second input")
        axes.set_title(f"{run} bias: {study.arrays[f'{run}_right'][-1]} of {len(points)} right")
        drawn = axes.imshow(
            study.arrays[f"{run}_on_grid"][-1], cmap=SIGNED, vmin=0, vmax=1, origin="lower",
            extent=(low, high, low, high), interpolation="nearest", alpha=0.8,
        )  # fmt: skip
        (x1, y1), (x2, y2) = study.arrays[f"{run}_line"][-1]
        axes.plot([x1, x2], [y1, y2], color=INK, linewidth=1.2)
        for target, marker, filled in ((0, "o", "white"), (1, "s", INK)):
            chosen = points[targets == target]
            axes.plot(
                chosen[:, 0], chosen[:, 1], marker, color=INK, markerfacecolor=filled,
                markersize=4.5, label=f"target {target}",
            )  # fmt: skip
        axes.set_xlim(low, high)
        axes.set_ylim(low, high)
    figure.legend(
        *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=8.5
    )
    bar = figure.colorbar(drawn, ax=figure.axes, label="output", shrink=0.8)
    bar.outline.set_visible(False)
    return figure


def _sweep(title: str, symbol: str, inputs: Floats, values: Floats, curves: Floats) -> Figure:
    """Draw the neuron's curve for some of the values that one of its parameters is given."""
    figure = new_figure(3.2)
    axes = figure.add_subplot(xlabel="input x", ylabel="output")
    axes.set_title(title)
    for k, place in enumerate(np.linspace(0, len(values) - 1, _CURVES).round().astype(int)):
        axes.plot(
            inputs, curves[place], color=COUNTS(0.3 + 0.7 * k / (_CURVES - 1)),
            label=f"{symbol} = {values[place]:g}",
        )  # fmt: skip
    axes.axhline(0.5, color=FAINT, linewidth=0.7, linestyle=(0, (3, 3)))
    axes.set_ylim(-0.02, 1.02)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    return figure
