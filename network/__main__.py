"""The command line:  python -m network record | digest | show | verify | film | plot | classify."""

import logging
import sys
from pathlib import Path
from typing import Any

import click

from layerlight import __version__
from network.cli.terminal import (
    KINDS,
    LayersCommand,
    LayerSizes,
    MemorySize,
    load,
    progress_bar,
    run,
)
from network.core.kernel import OUTPUT_DELTAS
from network.data.mnist import Mnist, files_at, load_mnist
from network.errors import LayerlightError, UsageError
from network.recordings.checkpoint_series import CheckpointSeries, make_checkpoint_series
from network.recordings.inference import Inference, classify, picture_from_file, picture_from_mnist
from network.recordings.memory import MEMORY_LIMIT
from network.recordings.recording import Recording
from network.recordings.training import ProgressCallback
from network.recordings.verification import first_difference, recompute
from network.studies.bias_study import BiasStudy, record_bias_study
from network.studies.mnist_run import record_mnist
from network.studies.shipped import FILM_FILE, load_checkpoint_series
from network.studies.walkthrough import record_walkthrough
from network.system.files import check_apart, check_folder, check_writable
from network.system.places import cache_trouble, matplotlib_alone
from network.system.signals import as_program
from network.system.streams import complain, tell

_FILE = click.argument("file", type=click.Path(path_type=Path))
_OUT = click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="File to write."
)
_MNIST = click.option(
    "--mnist",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with the four MNIST files; else MNIST_DIR, else they are downloaded.",
)


_MEMORY = click.option(
    "--memory",
    type=MemorySize(),
    metavar="SIZE",
    default=MEMORY_LIMIT,
    show_default="1G",
    help="Memory that this may take, such as 4G; what would take more is refused.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="layerlight-network", message="%(prog)s %(version)s")
def main() -> None:
    """Train a network, record every number, and look at the recording.

    With --verbose, an error comes with its traceback.
    """


@main.command(cls=LayersCommand)
@click.argument("kind", type=click.Choice(KINDS))
@_OUT
@click.option("--seed", type=int, help="Seed of the start weights.")
@click.option("--layers", "layer_sizes", type=LayerSizes(), help="Layer sizes: 784 20 10.")
@click.option("--epochs", type=int, help="How often all images are gone through.")
@click.option("--learning-rate", type=float, metavar="X", help="Factor of every update.")
@click.option("--images", type=int, help="Train on the first so many images only.")
@click.option(
    "--output-delta",
    type=click.Choice(OUTPUT_DELTAS),
    help="difference: output - target. mse: the exact gradient of the mean squared error.",
)
@_MEMORY
@_MNIST
def record(kind: str, out: Path, mnist: Path | None, **options: Any) -> None:
    """Train and write a recording: the 5-4-3 walkthrough, or 784-20-10 on MNIST."""
    options = {name: value for name, value in options.items() if value is not None}
    check_writable(out, files_at(mnist) if kind == "mnist" else ())
    if kind == "walkthrough":
        unfit = {"layer_sizes": "--layers", "images": "--images"}
        wrong = [flag for name, flag in unfit.items() if name in options]
        if wrong or mnist:
            raise UsageError(
                f"{(wrong or ['--mnist'])[0]} is for mnist; the walkthrough is always 5-4-3 "
                "on its own twelve digits"
            )
        with progress_bar("recording") as progress:
            recording = record_walkthrough(**options, progress=progress)
    else:
        data = load_mnist(mnist)
        with progress_bar("recording") as progress:
            recording = record_mnist(data, **options, progress=progress)
    recording.save(out)
    _report(out, f"{recording.steps:,} steps", recording.digest())


@main.command()
@_FILE
def digest(file: Path) -> None:
    """Print the SHA-256 of everything recorded in FILE."""
    click.echo(load(file).digest())


@main.command()
@_FILE
@click.option("--step", type=int, metavar="N", help="Every number of this step, counted from 0.")
def show(file: Path, step: int | None) -> None:
    """Print what FILE holds, or one step of it, as tables."""
    from network.cli.print_inference import print_answers
    from network.cli.tables import print_overview, print_step

    source = load(file)
    if step is not None:
        if isinstance(source, (Inference, BiasStudy)):
            raise UsageError(f"--step is for recordings and films; {file} holds {a(source.noun)}")
        print_step(source, step)
    elif isinstance(source, Inference):
        print_answers(source)
    else:
        print_overview(source)


@main.command()
@_FILE
@_MNIST
def verify(file: Path, mnist: Path | None) -> None:
    """Recompute FILE and name the first number that differs.

    A recording is recomputed from the images it holds, a film from MNIST.
    """
    source = load(file)
    if not isinstance(source, CheckpointSeries) and mnist:
        raise UsageError("--mnist is for films; a recording holds its images")
    again: Recording | CheckpointSeries | BiasStudy
    if isinstance(source, Inference):
        click.echo(f"{file}: every number is what the network computes, bit for bit")
        return  # it would not have been loaded otherwise
    data = load_mnist(mnist) if isinstance(source, CheckpointSeries) else None
    try:
        with progress_bar("recomputing") as progress:
            again = _recompute(source, data, progress)
    except UsageError as error:  # it is the file that makes no sense, not the command line
        raise LayerlightError(f"{file} cannot be recomputed: {error}") from None
    difference = first_difference(again, source)
    if difference:
        raise LayerlightError(f"{file} is not what this training gives: {difference}")
    click.echo(f"{file}: every number is what the training gives, bit for bit")


@main.command()
@_FILE
@_OUT
@_MEMORY
@_MNIST
def film(file: Path, out: Path, memory: int, mnist: Path | None) -> None:
    """Make the film of the MNIST recording FILE: short enough to ship, without images."""
    check_writable(out, [file, *files_at(mnist)])
    source = load(file)
    if not isinstance(source, Recording):
        raise UsageError(f"{file}: expected a recording, found {a(source.noun)}")
    made = make_checkpoint_series(source, load_mnist(mnist), memory=memory)
    made.save(out)
    accuracy = f"{made.test_accuracy[-1]:.2%} of the test images right"
    _report(out, f"{len(made.steps_shown)} checkpoints, {accuracy}", made.digest())


@main.command()
@_FILE
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder to write to; made if missing.",
)
def plot(file: Path, out: Path) -> None:
    """Draw FILE's curves and heat maps for print: PNG, SVG and PDF."""
    source = load(file)
    if isinstance(source, (Inference, BiasStudy)):
        raise UsageError(f"{file}: plots are of trainings, found {a(source.noun)}; see show")
    check_folder(out)
    trouble = cache_trouble()
    if trouble is not None:
        complain(f"Note: {trouble}")
    matplotlib_alone()
    # Where it keeps a list of fonts, if it can, is no news to anybody.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from network.plots import FORMATS  # takes a second to import
    from network.plots import plot as draw

    for form in FORMATS:
        check_apart(out.glob(f"*.{form}"), [file])

    written = draw(source, out)
    names = sorted({path.stem for path in written})
    tell(f"{out}: {', '.join(names)}, each as PNG, SVG and PDF")


@main.command("classify")
@click.argument("images", nargs=-1, type=click.Path(path_type=Path), metavar="[IMAGE]...")
@click.option(
    "--mnist-index",
    "indices",
    multiple=True,
    type=int,
    metavar="N",
    help="MNIST's test image N, from 0; may be given several times.",
)
@click.option(
    "--film",
    "--recording",
    "network",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Film or MNIST recording whose last weights are used; else the film that comes along.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Keep every number.")
@_MNIST
def classify_images(
    images: tuple[Path, ...],
    indices: tuple[int, ...],
    network: Path | None,
    out: Path | None,
    mnist: Path | None,
) -> None:
    """Read pictures of single digits (PNG or JPEG) with the trained network."""
    if not images and not indices:
        raise UsageError("name a picture of a digit, or --mnist-index N")
    if mnist and not indices:
        raise UsageError("--mnist is for --mnist-index")
    if out:
        read = files_at(mnist) if indices else []
        check_writable(out, [*images, network or FILM_FILE, *read])
    source = load(network) if network else load_checkpoint_series()
    if isinstance(source, (Inference, BiasStudy)):
        raise UsageError(f"{network}: expected a film or recording, found {a(source.noun)}")
    pictures = [picture_from_file(path) for path in images]
    if indices:
        data = load_mnist(mnist)
        pictures += [picture_from_mnist(data, index) for index in indices]
    inference = classify(pictures, source)
    from network.cli.print_inference import print_answers

    print_answers(inference)
    if out:
        inference.save(out)
        images_read = "1 image" if inference.steps == 1 else f"{inference.steps} images"
        _report(out, images_read, inference.digest())


def _recompute(
    source: Recording | CheckpointSeries | BiasStudy,
    mnist: Mnist | None,
    progress: ProgressCallback,
) -> Recording | CheckpointSeries | BiasStudy:
    if isinstance(source, BiasStudy):
        run = {name: source.metadata[name] for name in ("seed", "learning_rate", "epochs")}
        return record_bias_study(**run)
    if isinstance(source, Recording):
        return recompute(source, progress)
    run = {
        name: source.metadata[name]
        for name in ("seed", "layer_sizes", "learning_rate", "output_delta", "epochs", "images")
    }
    data = mnist or load_mnist()
    again = record_mnist(data, **run, memory=None, progress=progress)
    return make_checkpoint_series(again, data, memory=None)


def _report(path: Path, what: str, digest: str) -> None:
    size = f"{path.stat().st_size / 1e6:.1f} MB, " if path.is_file() else ""
    tell(f"{path}: {what}, {size}digest {digest}")


def a(noun: str) -> str:
    """Put the article before a noun."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def console() -> int:
    """Run the console script ``layerlight-network``; return the exit status."""
    return as_program(lambda: run(main, sys.argv[1:], "layerlight-network"))


if __name__ == "__main__":
    sys.exit(as_program(lambda: run(main, sys.argv[1:])))
