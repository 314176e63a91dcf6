"""``record``: train a network and write the recording."""

from pathlib import Path
from typing import Any

import click

from network.cli.options import KINDS, MEMORY, MNIST_FOLDER, OUT, LayersCommand, LayerSizes
from network.cli.terminal import progress_bar, report
from network.core.kernel import OUTPUT_DELTAS
from network.data.mnist import files_at, load_mnist
from network.errors import UsageError
from network.recordings.recording import MNIST
from network.studies.mnist_run import record_mnist
from network.studies.walkthrough import record_walkthrough
from network.system.files import check_writable


@click.command(cls=LayersCommand)
@click.argument("kind", type=click.Choice(KINDS))
@OUT
@click.option("--seed", type=int, help="Seed of the initial weights.")
@click.option("--layers", "layer_sizes", type=LayerSizes(), help="Layer sizes: 784 20 10.")
@click.option("--epochs", type=int, help="Number of passes through all images.")
@click.option("--learning-rate", type=float, metavar="X", help="Learning rate.")
@click.option("--images", type=int, help="Train on the first N images only.")
@click.option(
    "--output-delta",
    type=click.Choice(OUTPUT_DELTAS),
    help="difference: output - target. mse: the exact gradient of the mean squared error.",
)
@MEMORY
@MNIST_FOLDER
def record(kind: str, out: Path, mnist: Path | None, **options: Any) -> None:
    """Train and write a recording: the 5-4-3 walkthrough, or 784-20-10 on MNIST."""
    options = {name: value for name, value in options.items() if value is not None}
    check_writable(out, files_at(mnist) if kind == MNIST else ())
    if kind == MNIST:
        data = load_mnist(mnist)
        with progress_bar("recording") as progress:
            recording = record_mnist(data, **options, progress=progress)
    else:
        unfit = {"layer_sizes": "--layers", "images": "--images"}
        wrong = [flag for name, flag in unfit.items() if name in options]
        if wrong or mnist:
            raise UsageError(
                f"{(wrong or ['--mnist'])[0]} is for mnist; the walkthrough is always 5-4-3 "
                "on its own twelve digits"
            )
        with progress_bar("recording") as progress:
            recording = record_walkthrough(**options, progress=progress)
    recording.save(out)
    report(out, f"{recording.steps:,} steps", recording.digest())
