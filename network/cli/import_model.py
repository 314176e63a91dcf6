"""``import``: record what a trained model computes from samples."""

from pathlib import Path
from typing import Any

import click

from network.cli.data_options import (
    EXERCISE,
    check_options,
    given_options,
    input_files,
    kind_of,
    sample_options,
    source_of,
)
from network.cli.options import OUT
from network.cli.terminal import counted, report
from network.core.losses import LOSSES
from network.errors import UsageError
from network.frameworks.onnx_file import read_onnx
from network.recordings.recording_schema import WALKTHROUGH
from network.studies.imports import import_model
from network.studies.sources import chosen_samples
from network.system.files import check_writable

__all__ = ["import_command"]

#: Data that say everything about a network of their own.
_NOT_FOR_OTHERS = (WALKTHROUGH, EXERCISE)


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
@click.option("--seed", type=int, metavar="N", help="Seed of the samples held out.", default=0)
@sample_options
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
    options = given_options(given)
    kind = kind_of(data)
    if kind in _NOT_FOR_OTHERS:
        raise UsageError(f"--data: {data} has a network of its own; name samples")
    check_options(kind, options)
    check_writable(out, [model, *input_files(kind, data, options)])
    found = read_onnx(model)
    samples, test = chosen_samples(source_of(kind, data, options), limit, hold_out, seed)
    recording = import_model(
        found, samples, test, cost=cost, loss_applies=loss_applies, memory=memory
    )
    recording.save(out)
    sizes = "-".join(map(str, recording.layer_sizes))
    report(out, f"{sizes}, {counted(recording.steps, 'sample')}", recording.digest())
