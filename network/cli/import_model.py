"""``import``: record what a trained model computes from samples."""

from pathlib import Path
from typing import Any

import click

from network.cli import record
from network.cli.options import MEMORY, MNIST_FOLDER, OUT, Names
from network.cli.terminal import report
from network.core.losses import LOSSES
from network.core.model import check_integer
from network.data.dataset import SCALES
from network.data.mnist import load_mnist
from network.errors import UsageError
from network.frameworks.onnx_file import read_onnx
from network.recordings.recording_schema import MNIST
from network.studies import sources
from network.studies.imports import import_model
from network.system.files import check_writable

__all__ = ["import_command"]

#: Data that say everything about a network of their own.
_NOT_FOR_OTHERS = ("walkthrough", "an exercise")


@click.command("import")
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--data", required=True,
    help="The samples: mnist, xor, iris or spirals; a CSV file; a folder of IDX files.",
)  # fmt: skip
@OUT
@click.option("--cost", type=click.Choice(list(LOSSES)), help="The cost that was minimised.")
@click.option(
    "--loss-applies", type=click.Choice(("sigmoid", "softmax")),
    help="What the loss applied to the outputs, if the model returns pre-activations (logits).",
)  # fmt: skip
@click.option("--limit", type=int, metavar="N", help="Use the first N samples only.")
@click.option(
    "--hold-out", type=float, metavar="SHARE", help="Share of the samples to test on, such as 0.2."
)
@click.option("--seed", type=int, metavar="N", help="Seed of that choice.", default=0)
@click.option("--label", metavar="COLUMN", help="CSV: the column with the class of each row.")
@click.option(
    "--target", "targets", multiple=True, metavar="COLUMN",
    help="CSV: a column of numbers to predict; repeatable.",
)  # fmt: skip
@click.option("--scale", type=click.Choice(SCALES), help="CSV and iris: scale the columns.")
@click.option("--class-names", type=Names(), help="Images: a name for each label, ascending.")
@MEMORY
@MNIST_FOLDER
def import_command(
    model: Path,
    data: str,
    out: Path,
    cost: str | None,
    loss_applies: str | None,
    limit: int | None,
    hold_out: float | None,
    seed: int,
    memory: int,
    **given: Any,
) -> None:
    """Record what the trained MODEL, an ONNX file, computes from samples.

    Scale the columns as they were scaled for the training.
    """
    options = {name: value for name, value in given.items() if value not in (None, ())}
    kind = record._kind_of(data)
    if kind in _NOT_FOR_OTHERS:
        raise UsageError(f"--data: {data} has a network of its own; name samples")
    for name, kinds in record._ONLY_FOR.items():
        if name in options and kind not in kinds:
            raise UsageError(f"{record._flag(name)} is for {' and '.join(kinds)}, not for {kind}")
    check_writable(out, [model, *record._inputs(kind, data, options)])
    found = read_onnx(model)
    source = _source(kind, data, options)
    samples, test = source.samples, source.test
    if limit is not None:
        samples = samples.first(check_integer(limit, "--limit", 1, len(samples)))
    if hold_out is not None:
        samples, test = samples.held_out(hold_out, check_integer(seed, "--seed", 0, 2**32 - 1))
    recording = import_model(
        found, samples, test, cost=cost, loss_applies=loss_applies, memory=memory
    )
    recording.save(out)
    sizes = "-".join(map(str, recording.layer_sizes))
    report(out, f"{sizes}, {recording.steps:,} samples", recording.digest())


def _source(kind: str, data: str, options: dict[str, Any]) -> sources.Source:
    """Return the samples that the command line names."""
    if kind == MNIST:
        return sources.mnist_source(load_mnist(options.get("mnist")), options.get("class_names"))
    if kind == record._IMAGES:
        return sources.image_source(data, options.get("class_names"))
    if kind == record._TABLE:
        names = ("label", "targets", "scale")
        return sources.table_source(data, **{k: options[k] for k in names if k in options})
    return sources.built_in(kind, options.get("scale"))
