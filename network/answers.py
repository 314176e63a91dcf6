"""A network's answers for the terminal: the image in characters, the outputs, the answer."""

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from network.inference import Inference
from network.inference_checks import UNKNOWN

#: From black to white, two characters a pixel, since characters are twice as high as wide.
_SHADES = " .:-=+*#%@"
_BAR = 40  # characters for an output of 1
_WIDTH = 100


def print_answers(inference: Inference) -> None:
    """Print each image, the outputs of its digits, the answer and the runner-up."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    for image in range(inference.steps):
        # As text, so that a file's name is not taken for markup or control characters.
        lines = [_title(inference, image), *characters(inference.images[image]), ""]
        lines += [*_outputs(inference, image), _answer(inference, image), ""]
        console.print(Text("\n".join(lines)), soft_wrap=True)


def characters(image: NDArray[np.uint8]) -> list[str]:
    """Return the rows of an image as characters, brighter ones for brighter pixels."""
    last = len(_SHADES) - 1
    shades = (image.astype(int) * last + 127) // 255
    return ["".join(_SHADES[shade] * 2 for shade in row).rstrip() for row in shades]


def printable(text: str) -> str:
    """Return a text from outside with every control character replaced."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _title(inference: Inference, image: int) -> str:
    picture = inference.metadata["pictures"][image]
    name = printable(picture["name"])
    if picture["preparation"] is None:
        return f"{name}: read as it is"
    steps = ["inverted"] if picture["preparation"]["inverted"] else []
    steps += ["strokes thickened"] if picture["preparation"]["thickened"] else []
    return f"{name}: {', '.join([*steps, 'cropped, scaled, centred'])}"


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
    return line
