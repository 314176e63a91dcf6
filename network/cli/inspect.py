"""``show``, ``digest`` and ``verify``: what a file contains, and whether it is correct."""

from pathlib import Path

import click

from network.cli.options import FILE, MNIST_FOLDER
from network.cli.terminal import progress_bar
from network.data.mnist import load_mnist
from network.errors import LayerlightError, UsageError
from network.recordings.checkpoint_series import CheckpointSeries, make_checkpoint_series
from network.recordings.inference import Inference
from network.recordings.network_inference import NetworkInference
from network.recordings.recording import Recording
from network.recordings.training import ProgressCallback
from network.recordings.verification import first_difference, recompute
from network.storage.schema import a
from network.storage.storable import Storable
from network.studies.bias_study import BiasStudy, record_bias_study
from network.studies.loading import load
from network.studies.mnist_run import record_mnist


@click.command()
@FILE
def digest(file: Path) -> None:
    """Print the SHA-256 of the content of FILE."""
    click.echo(load(file).digest())


@click.command()
@FILE
@click.option("--step", type=int, metavar="N", help="Show every number of step N, from 0.")
def show(file: Path, step: int | None) -> None:
    """Print the content of FILE, or one step of it, as tables."""
    from network.cli.print_answers import print_any
    from network.cli.tables import print_overview, print_step

    source = load(file)
    if step is not None:
        if isinstance(source, (Inference, NetworkInference)):
            raise UsageError(
                f"--step is for what was recorded of a training; {file} holds {a(source.noun)}"
            )
        print_step(source, step)
    elif isinstance(source, (Inference, NetworkInference)):
        print_any(source)
    else:
        print_overview(source)


@click.command()
@FILE
@MNIST_FOLDER
def verify(file: Path, mnist: Path | None) -> None:
    """Recompute FILE and name the first number that differs.

    A recording is recomputed from the images it holds, a checkpoint series from MNIST.
    """
    source = load(file)
    if not isinstance(source, CheckpointSeries) and mnist:
        raise UsageError("--mnist is for checkpoint series; a recording holds its images")
    if isinstance(source, (Inference, NetworkInference)):
        click.echo(f"{file}: every number is what the network computes, bit for bit")
        return  # loading it already recomputed everything
    try:
        with progress_bar("recomputing", print_epochs=False) as progress:
            again = _recompute(source, mnist, progress)
    except UsageError as error:  # the file is at fault, not the command line
        raise LayerlightError(f"{file} cannot be recomputed: {error}") from None
    difference = first_difference(again, source)
    # The training of an imported run took place elsewhere: its weights are taken as they are.
    imported = isinstance(source, Recording) and source.is_imported
    origin, verb = ("the recorded weights", "give") if imported else ("the training", "gives")
    if difference:
        raise LayerlightError(f"{file} is not what {origin} {verb}: {difference}")
    click.echo(f"{file}: every number is what {origin} {verb}, bit for bit")


def _recompute(
    source: Recording | CheckpointSeries | BiasStudy,
    mnist: Path | None,
    progress: ProgressCallback,
) -> Storable:
    metadata = source.metadata
    if isinstance(source, Recording):
        return recompute(source, progress)
    if isinstance(source, BiasStudy):
        return record_bias_study(
            seed=metadata["seed"],
            learning_rate=metadata["learning_rate"],
            epochs=metadata["epochs"],
        )
    data = load_mnist(mnist)
    names = ("seed", "layer_sizes", "learning_rate", "output_delta", "epochs", "images")
    run = {name: metadata[name] for name in names}
    again = record_mnist(data, **run, memory=None, progress=progress)
    return make_checkpoint_series(again, data, memory=None)
