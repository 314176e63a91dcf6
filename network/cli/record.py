"""``record``: train a network and write the recording."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from network.cli.options import MEMORY, MNIST_FOLDER, OUT, LayersCommand, LayerSizes, Names
from network.cli.terminal import progress_bar, report
from network.core.activations import ACTIVATIONS
from network.core.kernel import OUTPUT_DELTAS
from network.core.losses import LOSSES
from network.core.model import STARTS
from network.data.dataset import SCALES
from network.data.idx_folder import idx_files
from network.data.mnist import files_at, load_mnist
from network.errors import UsageError
from network.recordings.network_schema import DETAILS
from network.recordings.recording import Recording
from network.recordings.recording_schema import MNIST, WALKTHROUGH
from network.recordings.training import ProgressCallback
from network.studies import sources
from network.studies.exercises import record_exercise
from network.studies.loading import EXERCISE_SUFFIX
from network.studies.mnist_run import record_mnist
from network.studies.walkthrough import record_walkthrough
from network.system.files import check_writable

_NAMES = (WALKTHROUGH, MNIST, *sources.BUILT_IN)
_TABLE, _IMAGES, _EXERCISE = "a CSV file", "a folder of IDX files", "an exercise"
#: Options that only some kinds of data have, by the name of the parameter.
_ONLY_FOR = {
    "mnist": (MNIST,),
    "label": (_TABLE,),
    "targets": (_TABLE,),
    "scale": ("iris", _TABLE),
    "class_names": (MNIST, _IMAGES),
}
#: Options of the training that format 1, that of the walkthrough and of plain MNIST runs, lacks.
_OF_FORMAT_2 = ("activations", "cost", "start", "hold_out", "detail", "class_names")


class _OutputDelta(click.Choice[str]):
    """The rules for the deltas of the output layer; a former name of one is not shown."""

    def __init__(self) -> None:
        super().__init__([rule for rule in OUTPUT_DELTAS if rule != "mse"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return "mse" if value == "mse" else super().convert(value, param, ctx)


@click.command(cls=LayersCommand)
@click.argument("data", metavar="DATA")
@OUT
@click.option(
    "--layers", "layers", type=LayerSizes(),
    help="Sizes of the hidden layers, or of all layers: 6, or 4 6 3.",
)  # fmt: skip
@click.option(
    "--activation", "activations", type=Names(),
    help=f"Activation function of all layers, or of each but the input: {', '.join(ACTIVATIONS)}.",
)  # fmt: skip
@click.option("--cost", type=click.Choice(list(LOSSES)), help="The cost that is minimised.")
@click.option(
    "--output-delta", type=_OutputDelta(),
    help="gradient: the exact gradient of the cost. difference: output - target.",
)  # fmt: skip
@click.option("--start", type=click.Choice(list(STARTS)), help="How the initial weights are drawn.")
@click.option("--epochs", type=int, metavar="N", help="Number of passes through all samples.")
@click.option("--learning-rate", type=float, metavar="X", help="Learning rate.")
@click.option("--seed", type=int, metavar="N", help="Seed of the initial weights.")
@click.option("--limit", "limit", type=int, metavar="N", help="Use the first N samples only.")
@click.option("--images", "limit", type=int, hidden=True, help="Former name of --limit.")
@click.option(
    "--hold-out", type=float, metavar="SHARE", help="Share of the samples to test on, such as 0.2."
)
@click.option(
    "--detail", type=click.Choice(DETAILS),
    help="full: store every product and sum. compact: derive them when asked for.",
)  # fmt: skip
@click.option("--label", metavar="COLUMN", help="CSV: the column with the class of each row.")
@click.option(
    "--target", "targets", multiple=True, metavar="COLUMN",
    help="CSV: a column of numbers to predict; repeatable.",
)  # fmt: skip
@click.option("--scale", type=click.Choice(SCALES), help="CSV and iris: scale the columns.")
@click.option("--class-names", type=Names(), help="Images: a name for each label, ascending.")
@MEMORY
@MNIST_FOLDER
def record(data: str, out: Path, memory: int, **given: Any) -> None:
    """Train a network on DATA and write every number of the training to a file.

    DATA is walkthrough, mnist, xor, iris or spirals; a CSV file; a folder of IDX files such as
    Fashion-MNIST's; or an exercise (.toml) with a network's weights and samples.
    """
    options = {name: value for name, value in given.items() if value not in (None, ())}
    kind = _kind_of(data)
    for name, kinds in _ONLY_FOR.items():
        if name in options and kind not in kinds:
            raise UsageError(f"{_flag(name)} is for {' and '.join(kinds)}, not for {kind}")
    check_writable(out, _inputs(kind, data, options))
    with progress_bar("recording") as progress:
        recording = _record(kind, data, {**options, "memory": memory}, progress)
    recording.save(out)
    sizes = "-".join(map(str, recording.layer_sizes))
    report(out, f"{sizes}, {recording.steps:,} steps", recording.digest())


def _kind_of(data: str) -> str:
    """Return the name of a built-in source, or what kind of file or folder is named."""
    if data in _NAMES:
        return data
    path = Path(data)
    try:
        if path.is_dir():
            return _IMAGES
        exists = path.exists()
    except (OSError, ValueError):  # a name that no file can have
        exists = False
    if path.suffix.lower() == EXERCISE_SUFFIX:
        return _EXERCISE
    if exists or path.suffix.lower() in (".csv", ".tsv", ".txt"):
        return _TABLE
    close = difflib.get_close_matches(data[:60], _NAMES, n=1)
    hint = f"did you mean {close[0]}?" if close else "check the path"
    raise UsageError(
        f"expected {', '.join(_NAMES)}, {_TABLE}, {_IMAGES} or {_EXERCISE} (.toml), found "
        f"{data!r:.60}; {hint}"
    )


def _inputs(kind: str, data: str, options: Mapping[str, Any]) -> list[Path]:
    """Return the files that will be read, none of which may be overwritten."""
    if kind == MNIST:
        return files_at(options.get("mnist"))
    if kind == _IMAGES:
        return idx_files(data)
    return [] if kind in _NAMES else [Path(data)]


def _record(kind: str, data: str, options: dict[str, Any], progress: ProgressCallback) -> Recording:
    if kind == _EXERCISE:
        _refuse(options, ("memory", "detail"), "{} is not for an exercise, which says everything")
        return record_exercise(data, **options, progress=progress)
    if kind == WALKTHROUGH:
        known = ("seed", "learning_rate", "output_delta", "epochs", "memory")
        said = "{} is not for the walkthrough, which is always 5-4-3 on its own twelve digits"
        _refuse(options, known, said)
        return record_walkthrough(**options, progress=progress)
    if kind == MNIST:
        mnist = load_mnist(options.pop("mnist", None))
        if not any(name in options for name in _OF_FORMAT_2):
            plain = {"layers": "layer_sizes", "limit": "images"}
            if "layers" in options:
                source = sources.mnist_source(mnist)
                options["layers"] = sources.layer_sizes(options["layers"], source)
            renamed = {plain.get(name, name): value for name, value in options.items()}
            return record_mnist(mnist, **renamed, progress=progress)
        source = sources.mnist_source(mnist, options.pop("class_names", None))
    elif kind == _IMAGES:
        source = sources.image_source(data, options.pop("class_names", None))
    elif kind == _TABLE:
        about = {
            name: options.pop(name) for name in ("label", "targets", "scale") if name in options
        }
        source = sources.table_source(data, **about)
    else:
        source = sources.built_in(kind, options.pop("scale", None))
    return sources.record_source(source, **options, progress=progress)


def _refuse(options: Mapping[str, Any], known: tuple[str, ...], message: str) -> None:
    for name in options:
        if name not in known:
            raise UsageError(message.format(_flag(name)))


def _flag(name: str) -> str:
    """Return the option that sets a parameter."""
    odd = {"activations": "--activation", "targets": "--target"}
    return odd.get(name, f"--{name.replace('_', '-')}")
