"""``classify``: a trained network's answers to pictures of digits."""

from pathlib import Path

import click

from network.cli.options import MNIST_FOLDER
from network.cli.terminal import report
from network.data.mnist import files_at, load_mnist
from network.errors import UsageError
from network.recordings.inference import (
    Inference,
    picture_from_file,
    picture_from_mnist,
)
from network.recordings.inference import classify as classify_pictures
from network.storage.schema import a
from network.studies.bias_study import BiasStudy
from network.studies.loading import load
from network.studies.shipped import CHECKPOINTS_FILE, load_checkpoint_series
from network.system.files import check_writable

_NETWORK = click.Path(path_type=Path)


@click.command()
@click.argument("images", nargs=-1, type=click.Path(path_type=Path), metavar="[IMAGE]...")
@click.option(
    "--mnist-index",
    "indices",
    multiple=True,
    type=int,
    metavar="N",
    help="Test image N of MNIST, from 0; repeatable.",
)
@click.option(
    "--checkpoints",
    "--recording",
    "network",
    type=_NETWORK,
    metavar="FILE",
    help="Checkpoint series or MNIST recording whose final weights to use.  [default: the shipped"
    " checkpoint series]",
)
@click.option("--film", "former", type=_NETWORK, hidden=True)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write every number to a file."
)
@MNIST_FOLDER
def classify(
    images: tuple[Path, ...],
    indices: tuple[int, ...],
    network: Path | None,
    former: Path | None,
    out: Path | None,
    mnist: Path | None,
) -> None:
    """Classify pictures of single digits (PNG or JPEG) with the trained network."""
    network = network or former
    if not images and not indices:
        raise UsageError("name a picture of a digit, or --mnist-index N")
    if mnist and not indices:
        raise UsageError("--mnist is for --mnist-index")
    if out:
        read = files_at(mnist) if indices else []
        check_writable(out, [*images, network or CHECKPOINTS_FILE, *read])
    source = load(network) if network else load_checkpoint_series()
    if isinstance(source, (Inference, BiasStudy)):
        raise UsageError(
            f"{network}: expected a checkpoint series or recording, found {a(source.noun)}"
        )
    pictures = [picture_from_file(path) for path in images]
    if indices:
        data = load_mnist(mnist)
        pictures += [picture_from_mnist(data, index) for index in indices]
    inference = classify_pictures(pictures, source)
    from network.cli.print_inference import print_inference

    print_inference(inference)
    if out:
        inference.save(out)
        count = "1 image" if inference.steps == 1 else f"{inference.steps} images"
        report(out, count, inference.digest())
