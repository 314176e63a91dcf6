"""Print the answers of any trained network: inputs, outputs, classes."""

import numpy as np
from rich.console import Console
from rich.text import Text

from network.cli.print_inference import (
    characters,
    preparation_of,
    print_inference,
    printable,
    warnings_about,
)
from network.recordings.inference import SURE, Inference
from network.recordings.network_inference import NO_ANSWER, NetworkInference

_BAR = 40  # length in characters for an output of 1
_WIDTH = 100
_LARGEST_IMAGE = 64  # pixels; larger images are not printed
_MOST_NAMES = 12  # inputs that are printed by name


def print_any(inference: Inference | NetworkInference) -> None:
    """Print each input, the outputs, and the class that they stand for."""
    if isinstance(inference, Inference):
        print_inference(inference)
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    for number in range(inference.steps):
        # As Text, so that nothing in a file is interpreted as markup.
        lines = [_title(inference, number), *_inputs(inference, number), ""]
        lines += [*_outputs(inference, number), *_verdict(inference, number)]
        lines += [*warnings_about(inference.metadata["inputs"][number]), ""]
        console.print(Text("\n".join(lines)), soft_wrap=True)


def _title(inference: NetworkInference, number: int) -> str:
    about = inference.metadata["inputs"][number]
    name = printable(about["name"])
    return name if about["preparation"] is None else f"{name}: {preparation_of(about)}"


def _inputs(inference: NetworkInference, number: int) -> list[str]:
    if inference.images is not None:
        image = inference.images[number]
        return characters(image) if max(image.shape) <= _LARGEST_IMAGE else []
    values, names = inference.activations[0][number], inference.metadata["input_names"]
    if len(values) > _MOST_NAMES:
        return []
    raw = inference.arrays["raw_inputs"][number] if "raw_inputs" in inference.arrays else None
    width = max(map(len, names))
    lines = []
    for k, name in enumerate(names):
        line = f"{printable(name):>{width}}  {(values if raw is None else raw)[k]:.6g}"
        lines.append(line if raw is None else f"{line}  (read as {values[k]:+.6f})")
    return lines


def _outputs(inference: NetworkInference, number: int) -> list[str]:
    names = [printable(name) for name in inference.metadata["output_names"]]
    width = max(3, *map(len, names))
    outputs, raw = inference.activations[-1][number], inference.arrays.get("raw_outputs")
    targets = inference.targets_of(number)
    marks: dict[int, str] = {}
    if inference.answers[number] != NO_ANSWER and len(names) > 1:
        first, second = _ranked(inference, number)[:2]
        marks = {first: "answer", second: "next"}
    lines = []
    for k, name in enumerate(names):
        output = float(outputs[k])
        line = f"{name:>{width}}  {output:+.6f}"
        if _shares(inference):
            line = f"{name:>{width}}  {output:.4f}  {'#' * round(_BAR * output):{_BAR}}"
        if raw is not None:
            line += f"  that is {raw[number, k]:.6g}"
        if inference.class_names is None and targets is not None:
            line += f"  target {targets[k]:.6g}"
        lines.append(f"{line}  {marks.get(k, '')}".rstrip())
    return lines


def _verdict(inference: NetworkInference, number: int) -> list[str]:
    classes = inference.class_names
    if classes is None:
        return []
    names = [printable(name) for name in classes]
    outputs = inference.activations[-1][number]
    answer, label = int(inference.answers[number]), int(inference.labels[number])
    if answer == NO_ANSWER:
        line = "no answer: outputs tie for the largest"
    else:
        line = f"answer {names[answer]}"
        if len(outputs) > 1:
            line += f", runner-up {names[_ranked(inference, number)[1]]}"
    if label >= 0:
        line += f"; class {names[label]}: {'right' if answer == label else 'wrong'}"
    if _shares(inference) and len(outputs) > 1 and np.max(outputs) < SURE:
        line += f"; unsure: no output reaches {SURE}"
    return [line]


def _shares(inference: NetworkInference) -> bool:
    """Whether outputs are from 0 to 1."""
    return inference.functions[-1].name in ("sigmoid", "softmax")


def _ranked(inference: NetworkInference, number: int) -> list[int]:
    """Return the indices of outputs by size; of equal ones the lower index comes first."""
    found: list[int] = np.argsort(-inference.activations[-1][number], kind="stable").tolist()
    return found
