"""The command line:  python -m network record | digest | show | verify | film | plot | classify."""

import sys
from pathlib import Path
from typing import Any

import click

from network.archive import check_writable
from network.errors import LayerlightError, UsageError
from network.film import Film, make_film
from network.inference import Inference, classify, picture_from_file, picture_from_mnist
from network.kernel import OUTPUT_DELTAS
from network.mnist import Mnist, load_mnist
from network.mnist_run import record_mnist
from network.places import cache_trouble, matplotlib_alone
from network.recording import Recording
from network.shipped import load_film
from network.stopping import as_program
from network.terminal import KINDS, LayersCommand, LayerSizes, load, progress_bar, run
from network.training import ProgressCallback
from network.verification import first_difference, recompute
from network.walkthrough import record_walkthrough

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
@_MNIST
def record(kind: str, out: Path, mnist: Path | None, **options: Any) -> None:
    """Train and write a recording: the 5-4-3 walkthrough, or 784-20-10 on MNIST."""
    options = {name: value for name, value in options.items() if value is not None}
    check_writable(out)
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
    from network.answers import print_answers
    from network.tables import print_overview, print_step

    source = load(file)
    if isinstance(source, Inference):
        if step is not None:
            raise UsageError("--step is for recordings and films; this one is of single images")
        print_answers(source)
    elif step is None:
        print_overview(source)
    else:
        print_step(source, step)


@main.command()
@_FILE
@_MNIST
def verify(file: Path, mnist: Path | None) -> None:
    """Recompute FILE and name the first number that differs.

    A recording is recomputed from the images it holds, a film from MNIST.
    """
    source = load(file)
    if not isinstance(source, Film) and mnist:
        raise UsageError("--mnist is for films; a recording holds its images")
    again: Recording | Film
    if isinstance(source, Inference):
        click.echo(f"{file}: every number is what the network computes, bit for bit")
        return  # it would not have been loaded otherwise
    if isinstance(source, Film):
        data = load_mnist(mnist)
        with progress_bar("recomputing") as progress:
            again = _recompute_film(source, data, progress)
    else:
        with progress_bar("recomputing") as progress:
            again = recompute(source, progress)
    difference = first_difference(again, source)
    if difference:
        raise LayerlightError(f"{file} is not what this training gives: {difference}")
    click.echo(f"{file}: every number is what the training gives, bit for bit")


@main.command()
@_FILE
@_OUT
@_MNIST
def film(file: Path, out: Path, mnist: Path | None) -> None:
    """Make the film of the MNIST recording FILE: short enough to ship, without images."""
    check_writable(out)
    source = load(file)
    if not isinstance(source, Recording):
        raise UsageError(f"{file}: expected a recording, found a {source.noun}")
    made = make_film(source, load_mnist(mnist))
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
    if isinstance(source, Inference):
        raise UsageError(f"{file}: plots are of trainings, found an {source.noun}; see show")
    trouble = cache_trouble()
    if trouble is not None:
        click.echo(f"Note: {trouble}", err=True)
    matplotlib_alone()
    from network.plots import plot as draw  # takes a second to import

    written = draw(source, out)
    names = sorted({path.stem for path in written})
    click.echo(f"{out}: {', '.join(names)}, each as PNG, SVG and PDF")


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
        check_writable(out)
    source = load(network) if network else load_film()
    if isinstance(source, Inference):
        raise UsageError(f"{network}: expected a film or recording, found an {source.noun}")
    pictures = [picture_from_file(path) for path in images]
    if indices:
        data = load_mnist(mnist)
        pictures += [picture_from_mnist(data, index) for index in indices]
    inference = classify(pictures, source)
    from network.answers import print_answers

    print_answers(inference)
    if out:
        inference.save(out)
        _report(out, f"{inference.steps} images", inference.digest())


def _recompute_film(film: Film, mnist: Mnist, progress: ProgressCallback) -> Film:
    run = {
        name: film.metadata[name]
        for name in ("seed", "layer_sizes", "learning_rate", "output_delta", "epochs", "images")
    }
    return make_film(record_mnist(mnist, **run, progress=progress), mnist)


def _report(path: Path, what: str, digest: str) -> None:
    click.echo(f"{path}: {what}, {path.stat().st_size / 1e6:.1f} MB, digest {digest}")


if __name__ == "__main__":
    sys.exit(as_program(lambda: run(main, sys.argv[1:])))
