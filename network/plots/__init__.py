"""Figures of a recording or checkpoint series for print: each as PNG, SVG and PDF.

Two runs on the same data give the same bytes: no dates, no random ids, and Matplotlib's own
fonts.
"""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from network.errors import LayerlightError
from network.plots.confusion import recorded_confusion, test_confusion
from network.plots.curves import cost, recorded_accuracy, test_accuracy
from network.plots.maps import weight_change, weight_maps
from network.plots.style import STYLE, UNDATED
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.recording import Recording
from network.system.files import put, unfinished_folder
from network.system.troubles import explain

FORMATS = ("png", "svg", "pdf")


def write_figures(source: Recording | CheckpointSeries, folder: str | Path) -> list[Path]:
    """Write every figure that ``source`` has the data for.

    Parameters
    ----------
    source : Recording or CheckpointSeries
        The data.
    folder : str or Path
        Output folder; created if missing, and changed only once all figures have been drawn.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    LayerlightError
        The folder cannot be written to.
    """
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with unfinished_folder(folder) as temporary:
            parts = _draw(source, temporary)
            targets = [folder / part.name for part in parts]
            for part, target in zip(parts, targets, strict=True):
                put(part, target)
            return targets
    except OSError as error:
        said = explain(error, "choose another folder")
        raise LayerlightError(f"{folder}: the figures can't be written: {said}") from None


def _draw(source: Recording | CheckpointSeries, folder: Path) -> list[Path]:
    written = []
    with mpl.rc_context():
        mpl.rcdefaults()  # ignore the user's matplotlibrc
        mpl.rcParams.update(STYLE)
        for name, figure in figures(source).items():
            for suffix in FORMATS:
                written.append(folder / f"{name}.{suffix}")
                figure.savefig(written[-1], metadata=UNDATED[suffix])
    return written


def figures(source: Recording | CheckpointSeries) -> dict[str, Figure]:
    """Return the figures of ``source`` by name."""
    if isinstance(source, CheckpointSeries):
        made = {"accuracy": test_accuracy(source), "confusion": test_confusion(source)}
        first, last = ([table[k] for table in source.weights] for k in (0, -1))
    else:
        made = {
            "cost": cost(source),
            "accuracy": recorded_accuracy(source),
            "confusion": recorded_confusion(source),
        }
        first, last = source.weights_at(0), source.weights_at(source.steps)
    for layer, (start, end) in enumerate(zip(first, last, strict=True)):
        made[f"weights_{layer + 1}"] = weight_maps(start, end, layer, source.layer_sizes)
        made[f"weights_{layer + 1}_change"] = weight_change(start, end, layer, source.layer_sizes)
    return made
