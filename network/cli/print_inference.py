"""Print a network's answers: the image in characters, the outputs, the answer."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from network.recordings.inference import SURE, Inference
from network.recordings.pictures import UNKNOWN

#: From black to white; two characters per pixel, as a character is twice as tall as it is wide.
_SHADES = " .:-=+*#%@"
_BAR = 40  # length in characters for an output of 1
_WIDTH = 100


def print_inference(inference: Inference) -> None:
    """Print each image, the outputs of its digits, the answer and the runner-up."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    for image in range(inference.steps):
        # As Text, so that nothing in a file name is interpreted as markup.
        lines = [_title(inference, image), *characters(inference.images[image]), ""]
        lines += [*_outputs(inference, image), _answer(inference, image)]
        lines += [*warnings_about(inference.metadata["pictures"][image]), ""]
        console.print(Text("\n".join(lines)), soft_wrap=True)


def characters(image: NDArray[np.uint8]) -> list[str]:
    """Return the rows of an image as text, with denser characters for brighter pixels."""
    last = len(_SHADES) - 1
    shades = (image.astype(int) * last + 127) // 255
    return ["".join(_SHADES[shade] * 2 for shade in row).rstrip() for row in shades]


def printable(text: str) -> str:
    """Replace every control character in untrusted text."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def preparation_of(picture: Mapping[str, Any]) -> str:
    """Return in words how a picture was prepared."""
    # Files of earlier versions lack some of these.
    done = {
        "sheet": "sheet cut out",
        "lines": "printed lines removed",
        "frame": "printed box removed",
        "inverted": "inverted",
        "thickened": "strokes thickened",
    }
    steps = [text for key, text in done.items() if picture["preparation"].get(key)]
    return ", ".join([*steps, "cropped, scaled, centred"])


def warnings_about(picture: Mapping[str, Any]) -> list[str]:
    """Return warnings about a picture that was classified all the same."""
    found = picture["preparation"] or {}
    lines = []
    if found.get("touches_edge"):
        lines.append("warning: ink touches the edge of the picture; is the digit whole?")
    if found.get("pieces", 1) > 1:
        lines.append(f"warning: {found['pieces']} large pieces of ink; is this a single digit?")
    return lines


def _title(inference: Inference, image: int) -> str:
    picture = inference.metadata["pictures"][image]
    name = printable(picture["name"])
    if picture["preparation"] is None:
        return f"{name}: used as it is"
    return f"{name}: {preparation_of(picture)}"


def _outputs(inference: Inference, image: int) -> list[str]:
    outputs = inference.activations[-1][image]
    marks = {int(inference.predictions[image]): "answer", int(inference.runners_up[image]): "next"}
    lines = []
    for place, (digit, output) in enumerate(
        zip(inference.metadata["classes"], outputs, strict=True)
    ):
        bar = "#" * round(_BAR * float(output))
        lines.append(f"{digit:>3}  {output:.4f}  {bar:{_BAR}}  {marks.get(place, '')}".rstrip())
    return lines


def _answer(inference: Inference, image: int) -> str:
    classes, label = inference.metadata["classes"], int(inference.labels[image])
    answer = classes[inference.predictions[image]]
    runner_up = classes[inference.runners_up[image]]
    line = f"answer {answer}, runner-up {runner_up}"
    if label != UNKNOWN:
        line += f"; label {label}: {'right' if answer == label else 'wrong'}"
    if not inference.is_sure(image):
        line += f"; unsure: no output reaches {SURE}"
    return line
