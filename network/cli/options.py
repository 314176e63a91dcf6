"""Arguments, options and parameter types that several commands share."""

import re
from pathlib import Path
from typing import Any, ClassVar

import click

from network.recordings.memory import MEMORY_LIMIT

_SIZES = re.compile(r"[+-]?[\d,.\-]*")


class LayersCommand(click.Command):
    """A command whose ``--layers`` takes all the numbers that follow: ``--layers 784 20 10``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Join the words after ``--layers`` that are numbers."""
        joined: list[str] = []
        rest = list(args)
        while rest:
            joined.append(rest.pop(0))
            if joined[-1] == "--layers":
                sizes = [rest.pop(0)] if rest and not rest[0].startswith("--") else []
                while rest and _SIZES.fullmatch(rest[0]):
                    sizes.append(rest.pop(0))
                if sizes:
                    joined.append(",".join(sizes))
        return super().parse_args(ctx, joined)


class LayerSizes(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """Integers, separated by spaces, commas or hyphens."""

    name = "N N …"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        """Return the sizes as a tuple; the network validates them."""
        if isinstance(value, tuple):
            return value
        # A hyphen between digits is a separator; elsewhere it is a minus sign.
        words = re.sub(r"(?<=\d)[-\s]+(?=\d)", ",", str(value))
        try:
            return tuple(int(word) for word in words.split(","))
        except ValueError:
            self.fail(f"expected whole numbers such as 784 20 10, found {value!r}", param, ctx)


class Names(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """Names, separated by commas."""

    name = "NAME[,NAME…]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names as a tuple."""
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in str(value).split(","))
        if "" in names:
            self.fail(f"expected names separated by commas, found {value!r:.60}", param, ctx)
        return names


class MemorySize(click.ParamType):  # type: ignore[type-arg]  # not generic in click 8.1
    """A number of bytes, such as ``4G`` or ``1500M``."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number of bytes."""
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"(\d{1,15}(?:\.\d+)?)\s*([kKmMgGtT]?)(?:i?[bB])?", str(value).strip())
        if match is None or float(match[1]) == 0:
            self.fail(f"expected a size such as 4G or 1500M, found {value!r}", param, ctx)
        return int(float(match[1]) * 1024 ** " kmgt".index(match[2].lower() or " "))


class HiddenAliases(click.Group):
    """A group whose commands can also be called by their former names, which the help omits."""

    aliases: ClassVar = {"film": "checkpoints"}

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of this name or former name."""
        return super().get_command(ctx, self.aliases.get(cmd_name, cmd_name))


FILE = click.argument("file", type=click.Path(path_type=Path))
OUT = click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Output file."
)
MNIST_FOLDER = click.option(
    "--mnist",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder with the four MNIST files. Default: MNIST_DIR, or a download.",
)
MEMORY = click.option(
    "--memory",
    type=MemorySize(),
    metavar="SIZE",
    default=MEMORY_LIMIT,
    show_default="1G",
    help="Most memory to use, such as 4G; a run that needs more is refused.",
)
