"""``classify``: a trained network's answers to pictures, samples and values."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from network.cli.options import MNIST_FOLDER
from network.cli.terminal import counted, report
from network.data.mnist import files_at, load_mnist
from network.errors import UsageError
from network.recordings.checkpoint_series import CheckpointSeries
from network.recordings.classification import classify as classify_inputs
from network.recordings.inference import Inference
from network.recordings.network_inference import NetworkInference
from network.recordings.pictures import Picture, picture_from_mnist
from network.recordings.questions import Trained
from network.recordings.readings import picture_for
from network.storage.schema import a
from network.studies.loading import load
from network.studies.shipped import CHECKPOINTS_FILE, load_checkpoint_series
from network.system.files import check_writable

_NETWORK = click.Path(path_type=Path)


class _Values(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """Numbers, separated by commas."""

    name = "X,Y,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Return the numbers as a tuple."""
        if isinstance(value, tuple):
            return value
        try:
            numbers = tuple(float(word) for word in str(value).split(","))
        except ValueError:
            numbers = (math.nan,)
        if not all(map(math.isfinite, numbers)):
            self.fail(f"expected numbers separated by commas, found {value!r:.60}", param, ctx)
        return numbers


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
    "--values",
    "values",
    multiple=True,
    type=_Values(),
    help="The inputs of a table, in the units of its data: 5.1,3.5,1.4,0.2; repeatable.",
)
@click.option(
    "--sample",
    "samples",
    multiple=True,
    type=int,
    metavar="N",
    help="Sample N of the recording, from 0; repeatable.",
)
@click.option(
    "--checkpoints",
    "--recording",
    "network",
    type=_NETWORK,
    metavar="FILE",
    help="Checkpoint series, recording or exercise whose final weights to use.  [default: the"
    " shipped checkpoint series]",
)
@click.option("--film", "former", type=_NETWORK, hidden=True)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="Write every number to a file."
)
@MNIST_FOLDER
def classify(
    images: tuple[Path, ...],
    indices: tuple[int, ...],
    values: tuple[tuple[float, ...], ...],
    samples: tuple[int, ...],
    network: Path | None,
    former: Path | None,
    out: Path | None,
    mnist: Path | None,
) -> None:
    """Print a trained network's answers to pictures (PNG or JPEG), samples or values.

    The shipped network, and any other trained on MNIST, reads pictures of single digits.
    """
    network = network or former
    if not images and not indices and not values and not samples:
        raise UsageError("name a picture of a digit, or --mnist-index N, --sample N or --values")
    if mnist and not indices:
        raise UsageError("--mnist is for --mnist-index")
    if out:
        read = files_at(mnist) if indices else []
        check_writable(out, [*images, network or CHECKPOINTS_FILE, *read])
    source = load(network) if network else load_checkpoint_series()
    if isinstance(source, (Inference, NetworkInference)):
        raise UsageError(
            f"{network}: expected a checkpoint series or recording, found {a(source.noun)}"
        )
    if isinstance(source, CheckpointSeries) and (values or samples):
        raise UsageError("--values and --sample are for recordings; name one with --recording")
    inputs: list[Picture | int | tuple[float, ...]] = [
        *_pictures(source, images, indices, mnist),
        *samples,
        *values,
    ]
    inference = classify_inputs(inputs, source)
    from network.cli.print_answers import print_any

    print_any(inference)
    if out:
        inference.save(out)
        what = "image" if inference.images is not None else "input"
        report(out, counted(inference.steps, what), inference.digest())


def _pictures(
    source: CheckpointSeries | Trained,
    paths: Sequence[Path],
    indices: Sequence[int],
    mnist: Path | None,
) -> list[Picture]:
    """Return pictures from files, and test images of MNIST."""
    if paths and not isinstance(source, CheckpointSeries) and source.samples.images is None:
        raise UsageError(f"{paths[0]}: this network reads no images; give --values or --sample")
    pictures = [picture_for(source, path) for path in paths]
    if indices:
        data = load_mnist(mnist)
        pictures += [picture_from_mnist(data, index) for index in indices]
    return pictures
