"""``plot``: figures for print."""

import logging
from pathlib import Path

import click

from network.cli.options import FILE
from network.errors import UsageError
from network.recordings.inference import Inference
from network.recordings.network_inference import NetworkInference
from network.storage.schema import a
from network.studies.loading import load
from network.system.files import check_apart, check_folder
from network.system.places import cache_trouble, matplotlib_alone
from network.system.streams import complain, tell


@click.command()
@FILE
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Output folder; created if missing.",
)
def plot(file: Path, out: Path) -> None:
    """Draw the curves and heat maps of FILE for print: PNG, SVG and PDF."""
    source = load(file)
    if isinstance(source, (Inference, NetworkInference)):
        raise UsageError(
            f"{file}: expected a recording or checkpoint series to plot, found "
            f"{a(source.noun)}; see show"
        )
    check_folder(out)
    trouble = cache_trouble()
    if trouble is not None:
        complain(f"Note: {trouble}")
    matplotlib_alone()
    # Silence the message that Matplotlib is building its font cache.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from network.plots import FORMATS, write_figures  # takes a second to import

    for form in FORMATS:
        check_apart(out.glob(f"*.{form}"), [file])
    names = sorted({path.stem for path in write_figures(source, out)})
    tell(f"{out}: {', '.join(names)}, each as PNG, SVG and PDF")
