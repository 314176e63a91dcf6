"""Print the answers of any trained network: inputs, outputs, classes."""

from collections.abc import Sequence

import numpy as np
from rich.console import Console
from rich.text import Text

from network.cli.print_inference import characters, printable
from network.recordings.answers import Answer, ranked
from network.recordings.recording import Recording

_BAR = 40  # length in characters for an output of 1
_WIDTH = 100
_LARGEST_IMAGE = 64  # pixels; larger images are not printed
_MOST_NAMES = 12  # inputs that are printed by name


def print_answers(recording: Recording, answers: Sequence[Answer]) -> None:
    """Print each input, the outputs, and the class that they stand for."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=_WIDTH)
    for answer in answers:
        # As Text, so that nothing in a file is interpreted as markup.
        lines = [printable(answer.name), *_inputs(recording, answer), ""]
        lines += [*_outputs(recording, answer), *_verdict(recording, answer), ""]
        console.print(Text("\n".join(lines)), soft_wrap=True)


def _inputs(recording: Recording, answer: Answer) -> list[str]:
    if answer.image is not None:
        small = max(answer.image.shape) <= _LARGEST_IMAGE
        return characters(answer.image) if small else []
    samples = recording.samples
    if len(answer.inputs) > _MOST_NAMES:
        return []
    raw = answer.inputs if samples.scaling is None else samples.scaling.undo(answer.inputs)
    width = max(len(name) for name in samples.input_names)
    lines = []
    for name, value, read in zip(samples.input_names, raw, answer.inputs, strict=True):
        line = f"{printable(name):>{width}}  {value:.6g}"
        lines.append(line if samples.scaling is None else f"{line}  (read as {read:+.6f})")
    return lines


def _outputs(recording: Recording, answer: Answer) -> list[str]:
    names = [printable(name) for name in recording.samples.output_names]
    width = max(3, *map(len, names))
    marks: dict[int, str] = {}
    if answer.answer is not None and len(names) > 1:
        first, second = ranked(answer.outputs)[:2]
        marks = {first: "answer", second: "next"}
    shares = recording.rules.functions[-1].name in ("sigmoid", "softmax")
    lines = []
    for k, name in enumerate(names):
        output = float(answer.outputs[k])
        line = f"{name:>{width}}  {output:+.6f}"
        if shares:
            line = f"{name:>{width}}  {output:.4f}  {'#' * round(_BAR * output):{_BAR}}"
        if answer.raw_outputs is not None:
            line += f"  that is {answer.raw_outputs[k]:.6g}"
        if recording.class_names is None and answer.targets is not None:
            line += f"  target {answer.targets[k]:.6g}"
        lines.append(f"{line}  {marks.get(k, '')}".rstrip())
    return lines


def _verdict(recording: Recording, answer: Answer) -> list[str]:
    classes = recording.class_names
    if classes is None:
        return []
    names = [printable(name) for name in classes]
    if answer.answer is None:
        line = "no answer: outputs tie for the largest"
    else:
        line = f"answer {names[answer.answer]}"
        if len(answer.outputs) > 1:
            line += f", runner-up {names[ranked(answer.outputs)[1]]}"
    if answer.label is not None:
        verdict = "right" if answer.answer == answer.label else "wrong"
        line += f"; class {names[answer.label]}: {verdict}"
    shares = recording.rules.functions[-1].name in ("sigmoid", "softmax")
    if shares and len(answer.outputs) > 1 and np.max(answer.outputs) < 0.5:
        line += "; unsure: no output reaches 0.5"
    return [line]
