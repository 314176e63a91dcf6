"""``checkpoints``: the short form of an MNIST recording."""

from pathlib import Path

import click

from network.cli.options import FILE, MEMORY, MNIST_FOLDER, OUT
from network.cli.terminal import report
from network.data.mnist import files_at, load_mnist
from network.errors import UsageError
from network.recordings.checkpoint_series import check_is_mnist, make_checkpoint_series
from network.recordings.recording import Recording
from network.storage.schema import a
from network.studies.loading import load
from network.system.files import check_writable


@click.command()
@FILE
@OUT
@MEMORY
@MNIST_FOLDER
def checkpoints(file: Path, out: Path, memory: int, mnist: Path | None) -> None:
    """Extract about a hundred checkpoints from the MNIST recording FILE.

    The checkpoint series holds their weights and test results, and no images.
    """
    check_writable(out, [file, *files_at(mnist)])
    source = load(file)
    if not isinstance(source, Recording):
        raise UsageError(f"{file}: expected a recording, found {a(source.noun)}")
    check_is_mnist(source)  # before MNIST is looked for
    series = make_checkpoint_series(source, load_mnist(mnist), memory=memory)
    series.save(out)
    accuracy = f"{series.test_accuracy[-1]:.2%} of the test images right"
    report(out, f"{len(series.steps_shown)} checkpoints, {accuracy}", series.digest())
