"""Figures of a recording, checkpoint series or bias study for print: each as PNG, SVG and PDF.

Two runs on the same data give the same bytes: no dates, no random ids, and Matplotlib's own
fonts.
"""

from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from network.errors import LayerlightError
from network.plots.bias_study import study_figures
from network.plots.confusion import evaluated_confusion, recorded_confusion, test_confusion
from network.plots.curves import cost, imported_curve, recorded_accuracy, test_accuracy
from network.plots.maps import weight_change, weight_maps
from network.plots.style import STYLE, UNDATED
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.network_recording import NetworkRecording
from network.recordings.recording import Recording
from network.studies.bias_study import BiasStudy
from network.system.files import put, unfinished_folder
from network.system.troubles import explain

FORMATS = ("png", "svg", "pdf")

Plottable = Recording | CheckpointSeries | BiasStudy


def write_figures(source: Plottable, folder: str | Path) -> list[Path]:
    """Write every figure that ``source`` has the data for.

    Parameters
    ----------
    source : Recording, CheckpointSeries or BiasStudy
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


def _draw(source: Plottable, folder: Path) -> list[Path]:
    written = []
    with mpl.rc_context():
        mpl.rcdefaults()  # ignore the user's matplotlibrc
        mpl.rcParams.update(STYLE)
        for name, figure in figures(source).items():
            for suffix in FORMATS:
                written.append(folder / f"{name}.{suffix}")
                figure.savefig(written[-1], metadata=UNDATED[suffix])
    return written


def figures(source: Plottable) -> dict[str, Figure]:
    """Return the figures of ``source`` by name.

    There is an accuracy and a confusion matrix only if the samples have classes, and a change of
    the weights only if they are known at two moments or more.
    """
    if isinstance(source, BiasStudy):
        return study_figures(source)
    if isinstance(source, CheckpointSeries):
        made = {"accuracy": test_accuracy(source), "confusion": test_confusion(source)}
        first, last = ([table[k] for table in source.weights] for k in (0, -1))
    else:
        made = _imported(source) if source.is_imported else _recorded(source)
        first, last = source.weights_at(0), source.weights_at(source.steps)
    shape = source.metadata["image_shape"] if source.metadata["pixels"] is None else None
    sizes, names = source.layer_sizes, ("at the start", "after training")
    once = not isinstance(source, CheckpointSeries) and len(source.checkpoint_steps) == 1
    for layer, (start, end) in enumerate(zip(first, last, strict=True)):
        image = shape if layer == 0 else None
        panels = list(zip(names, (start, end), strict=True))
        if once:
            panels = [("imported", start)]
        elif not isinstance(source, CheckpointSeries) and source.is_imported:
            panels = [("at the first moment", start), ("at the last moment", end)]
        made[f"weights_{layer + 1}"] = weight_maps(panels, layer, sizes, image)
        if not once:
            made[f"weights_{layer + 1}_change"] = weight_change(start, end, layer, sizes, image)
    return made


def _recorded(recording: Recording) -> dict[str, Figure]:
    made = {"cost": cost(recording)}
    if recording.epoch_accuracy is not None:
        made["accuracy"] = recorded_accuracy(recording)
        made["confusion"] = recorded_confusion(recording)
    if isinstance(recording, NetworkRecording) and recording.test_accuracy is not None:
        made["test_confusion"] = evaluated_confusion(recording, "test")
    return made


def _imported(recording: Recording) -> dict[str, Figure]:
    assert isinstance(recording, NetworkRecording)
    made = {"cost": imported_curve(recording, "cost")}
    if recording.train_accuracy is not None or recording.test_accuracy is not None:
        made["accuracy"] = imported_curve(recording, "accuracy")
    for part in ("train", "test"):
        if f"{part}_confusion" in recording.arrays:
            name = "confusion" if part == "train" else "test_confusion"
            made[name] = evaluated_confusion(recording, part)
    return made
