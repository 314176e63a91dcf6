"""The command ``python -m network`` and its subcommands."""

import click

from layerlight import __version__
from network.cli.checkpoints import checkpoints
from network.cli.classify import classify
from network.cli.import_model import import_command
from network.cli.inspect import digest, show, verify
from network.cli.options import HiddenAliases
from network.cli.plot import plot
from network.cli.record import record


@click.group(cls=HiddenAliases, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="layerlight-network", message="%(prog)s %(version)s")
def main() -> None:
    """Train a network, record every number, and inspect the recording.

    With --verbose, an error is printed with its traceback.
    """


for _command in (record, digest, show, verify, checkpoints, plot, classify, import_command):
    main.add_command(_command)
