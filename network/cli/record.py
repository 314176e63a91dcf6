"""``record``: train a network and write the recording."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from network.cli.data_options import (
    EXERCISE,
    check_options,
    flag,
    given_options,
    input_files,
    kind_of,
    sample_options,
    source_of,
)
from network.cli.options import OUT, LayersCommand, LayerSizes, Names
from network.cli.terminal import counted, progress_bar, report
from network.core.activations import ACTIVATIONS
from network.core.kernel import OUTPUT_DELTAS
from network.core.losses import LOSSES
from network.core.model import STARTS, check_integer
from network.data.mnist import load_mnist
from network.errors import UsageError
from network.recordings.network_schema import DETAILS
from network.recordings.recording import Recording
from network.recordings.recording_schema import MNIST, WALKTHROUGH
from network.recordings.training import ProgressCallback
from network.studies import sources
from network.studies.exercises import record_exercise
from network.studies.mnist_run import record_mnist
from network.studies.walkthrough import record_walkthrough
from network.system.files import check_writable

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
@click.option("--images", "limit", type=int, hidden=True, help="Former name of --limit.")
@click.option(
    "--detail", type=click.Choice(DETAILS),
    help="full: store every product and sum. compact: derive them when asked for.",
)  # fmt: skip
@sample_options
def record(data: str, out: Path, memory: int, **given: Any) -> None:
    """Train a network on DATA and write every number of the training to a file.

    DATA is walkthrough, mnist, xor, iris or spirals; a CSV file; a folder of IDX files such as
    Fashion-MNIST's; or an exercise (.toml) with a network's weights and samples.
    """
    options = given_options(given)
    kind = kind_of(data)
    check_options(kind, options)
    check_writable(out, input_files(kind, data, options))
    with progress_bar("recording") as progress:
        recording = _record(kind, data, {**options, "memory": memory}, progress)
    recording.save(out)
    sizes = "-".join(map(str, recording.layer_sizes))
    report(out, f"{sizes}, {counted(recording.steps, 'step')}", recording.digest())


def _record(kind: str, data: str, options: dict[str, Any], progress: ProgressCallback) -> Recording:
    if kind == EXERCISE:
        _refuse(options, ("memory", "detail"), "{} is not for an exercise, which says everything")
        return record_exercise(data, **options, progress=progress)
    if kind == WALKTHROUGH:
        known = ("seed", "learning_rate", "output_delta", "epochs", "memory")
        said = "{} is not for the walkthrough, which is always 5-4-3 on its own twelve digits"
        _refuse(options, known, said)
        return record_walkthrough(**options, progress=progress)
    if kind == MNIST and not any(name in options for name in _OF_FORMAT_2):
        mnist = load_mnist(options.pop("mnist", None))
        plain = {"layers": "layer_sizes", "limit": "images"}
        if "layers" in options:
            source = sources.mnist_source(mnist)
            options["layers"] = sources.layer_sizes(options["layers"], source)
        if "limit" in options:
            check_integer(options["limit"], "--limit", 1, len(mnist.train_images))
        renamed = {plain.get(name, name): value for name, value in options.items()}
        return record_mnist(mnist, **renamed, progress=progress)
    source = source_of(kind, data, options)
    return sources.record_source(source, **options, progress=progress)


def _refuse(options: Mapping[str, Any], known: tuple[str, ...], message: str) -> None:
    for name in options:
        if name not in known:
            raise UsageError(message.format(flag(name)))
