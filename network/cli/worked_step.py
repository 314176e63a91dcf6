"""One training step as tables, complete enough to check by hand, from the inputs to the update."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from network.cli.print_inference import printable
from network.core.arithmetic import Floats
from network.recordings.recording import Recording
from network.storage.archive import Array

__all__ = ["numbers", "plain_table", "worked_step"]

_MOST_EDGES = 100
"""Of a layer with more, no product is printed."""
_MOST_INPUTS = 60


def numbers(values: Sequence[float] | Floats) -> list[str]:
    """Return numbers with six decimals, or as powers of ten where those would be little but 0."""
    exact = (v + 0.0 for v in values)  # + 0.0 turns −0.0 into 0.0
    return [f"{v:+.6f}" if v == 0 or 1e-3 <= abs(v) < 1e6 else f"{v:+.5e}" for v in exact]


def plain_table(title: str, *columns: str) -> Table:
    """Return an empty table with a title."""
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def worked_step(recording: Recording, step: int) -> Iterator[Table | str | Text]:
    """Yield everything that a step computed, in the order in which it is computed.

    Parameters
    ----------
    recording : Recording
        Of any network.
    step : int
        From 0; checked by the caller.
    """
    solution = _Step(recording, step)
    yield solution.title()
    yield "Each number is rounded by itself; sums and products are those of unrounded numbers."
    yield solution.inputs()
    layers = range(len(recording.layer_sizes) - 1)
    yield _heading("Forward pass: z = sum of weight × value, plus the bias")
    for layer in layers:
        yield from solution.forward(layer)
    yield _heading(solution.about_cost())
    yield solution.outputs()
    yield _heading(solution.about_deltas())
    for layer in reversed(layers):
        yield from solution.backward(layer)
    yield _heading(solution.about_update())
    for layer in layers:
        yield from solution.update(layer)
    after = solution.after()
    if after:
        yield after


def _heading(words: str) -> Text:
    return Text(words, style="bold")


class _Step:
    """What a step computed, under the names that tables use."""

    def __init__(self, recording: Recording, step: int) -> None:
        self.recording, self.step = recording, step
        self.sizes, self.rules = recording.layer_sizes, recording.rules
        self.functions = [function.name for function in self.rules.functions]
        self.derived: Mapping[str, Array] = recording.derived_at(step)
        self.weights, self.biases = recording.weights_at(step), recording.biases_at(step)
        self.activations = [np.asarray(values[step]) for values in recording.activations]
        self.deltas = [values[step] for values in recording.deltas]
        self.z = [values[step] for values in recording.z]
        self.cost = self.rules.loss.title
        samples = recording.samples
        self.names = [
            [printable(name) for name in samples.input_names],
            *([f"h{j + 1}" for j in range(n)] for n in self.sizes[1:-1]),
            [printable(name) for name in samples.output_names],
        ]
        if len(self.sizes) > 3:  # tell the hidden layers apart
            for layer, n in enumerate(self.sizes[1:-1], start=1):
                self.names[layer] = [f"h{layer}.{j + 1}" for j in range(n)]

    def _get(self, quantity: str, layer: int) -> Array:
        return np.asarray(self.derived[f"{quantity}_{layer}"][0])

    def _small(self, layer: int) -> bool:
        return bool(self.sizes[layer] * self.sizes[layer + 1] <= _MOST_EDGES)

    def _called(self, layer: int) -> str:
        last = layer == len(self.sizes) - 2
        name = "Output layer" if last else f"Hidden layer {layer + 1}"
        return f"{name} ({self.functions[layer]})"

    def title(self) -> Text:
        recording, step = self.recording, self.step
        sample = int(recording.image_index[step])
        line = f"Step {step:,} of {recording.steps:,}, epoch {recording.epoch[step]}"
        line += f", sample {sample:,}"
        classes = recording.class_names
        labels = recording.samples.labels
        if classes is not None and labels is not None:
            wanted, answer = int(labels[sample]), int(recording.predictions[step])
            if recording.tied(step):
                said = "no answer (outputs tie)"
            else:
                verdict = "right" if wanted == answer else "wrong"
                said = f"answer {printable(classes[answer])} ({verdict})"
            line += f": {printable(classes[wanted])}, {said}"
        if recording.metadata.get("imported"):
            line += "; weights from another program"
        line += f"; {self.cost} {recording.cost[step]!s}"
        return Text(line)

    def inputs(self) -> Table:
        samples = self.recording.samples
        values = self.activations[0]
        shown = np.arange(len(values))
        title = "Inputs"
        if len(values) > _MOST_INPUTS:
            shown = np.flatnonzero(values)
            title = f"Inputs: the {len(shown)} that are not 0"
            if len(shown) > 4 * _MOST_INPUTS:
                title = f"Inputs: {4 * _MOST_INPUTS} of the {len(shown)} that are not 0"
                shown = shown[: 4 * _MOST_INPUTS]
        if samples.images is not None or len(shown) > _MOST_INPUTS:
            grid = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE)
            grid.show_header = False
            across = min(8, len(shown)) or 1
            for start in range(0, len(shown), across):
                grid.add_row(*(f"{i}: {values[i]:.4f}" for i in shown[start : start + across]))
            return grid
        scaled = samples.scaling is not None
        table = plain_table(title, "input", *(["raw value"] if scaled else []), "value")
        raw = samples.raw[self.recording.image_index[self.step]]
        for i in shown:
            row = [f"{raw[i]:g}"] if scaled else []
            table.add_row(Text(self.names[0][i]), *row, *numbers([values[i]]))
        return table

    def forward(self, layer: int) -> Iterator[Table]:
        """Products, sums, z and activations of a layer."""
        below, neurons = self.names[layer], self.names[layer + 1]
        if self._small(layer):
            table = plain_table(
                self._called(layer), "neuron", "from", "weight", "value", "product", "sum so far"
            )
            products, sums = self._get("products", layer), self._get("partial_sums", layer)
            for j, name in enumerate(neurons):
                for i, source in enumerate(below):
                    row = [self.weights[layer][j, i], self.activations[layer][i]]
                    row += [products[j, i], sums[j, i]]
                    table.add_row(Text(name if i == 0 else ""), Text(source), *numbers(row))
                bias, z = numbers([self.biases[layer][j], self.z[layer][j]])
                table.add_row("", "bias", bias, "", "", f"z = {z}")
                table.add_section()
            yield table
        table = plain_table(f"{self._called(layer)}: activations", "neuron", "z", "activation")
        softmax = self.functions[layer] == "softmax"
        terms = self._exponentials() if softmax else None
        if terms is not None:
            table.add_column(terms[0], justify="right")
        for j, name in enumerate(neurons):
            row = numbers([self.z[layer][j], self.activations[layer + 1][j]])
            if terms is not None:
                row += numbers([terms[1][j]])
            table.add_row(Text(name), *row)
        if terms is not None:
            table.add_section()
            table.add_row("sum", "", "", *numbers([terms[2]]))
        yield table

    def _exponentials(self) -> tuple[str, Floats, float] | None:
        """Return a heading, the terms of the softmax and their sum."""
        at = getattr(self.recording, "exponentials_at", None)
        if at is None:
            return None
        terms = at(self.step)[-1]
        relative = not np.isclose(terms[0], np.exp(min(self.z[-1][0], 700.0)))
        name = "e^(z - largest z)" if relative else "e^z"
        return name, terms, float(np.add.accumulate(terms)[-1])

    def outputs(self) -> Table:
        """Outputs, targets and the terms of the cost."""
        recording, step = self.recording, self.step
        raw = recording.samples.target_scaling is not None
        title = "Outputs"
        names = ["output", "value", "target", "value - target", "term of the cost"]
        table = plain_table(title, *names[:3], *(["raw target"] if raw else []), *names[3:])
        targets, terms = recording.targets[step], self.derived["cost_terms"][0]
        for k, name in enumerate(self.names[-1]):
            value = self.activations[-1][k]
            row = numbers([value, targets[k]])
            if raw:
                row.append(f"{recording.samples.raw_targets[recording.image_index[step], k]:g}")
            table.add_row(Text(name), *row, *numbers([value - targets[k], terms[k]]))
        table.add_section()
        blank = [""] * (4 if raw else 3)
        table.add_row("cost", *blank, *numbers([recording.cost[step]]))
        return table

    def about_cost(self) -> str:
        """How the cost follows from its terms."""
        ways = {
            "mean-squared-error": "the sum of (value - target)², divided by the number of outputs",
            "half-squared-error": "half of the sum of (value - target)²",
            "cross-entropy": "the sum of -target × ln value"
            + (
                ""
                if self.functions[-1] == "softmax"
                else " - (1 - target) × ln(1 - value) over the outputs"
            ),
        }
        return f"Cost: {self.cost}, {ways[self.rules.loss.name]}"

    def about_deltas(self) -> str:
        """How the deltas follow from outputs, targets and weights."""
        if self.rules.output_delta == "difference":
            rule = "value - target"
        elif self.rules.loss.name == "cross-entropy":
            rule = f"value - target, the exact gradient of the {self.cost}"
        elif self.functions[-1] == "softmax":
            rule = "the gradient dC/da through the softmax"
        else:
            rule = "dC/da × da/dz"
        words = f"Backward pass: delta = dC/dz; of the outputs, {rule}"
        if len(self.sizes) > 2:
            words += "; of a hidden neuron, the sum of weight × delta of the next layer, × da/dz"
        return words

    def about_update(self) -> str:
        """How updates follow from deltas and activations."""
        words = "Gradients: delta × value, and the delta itself for the bias"
        if self.rules.learning_rate is not None and not self.recording.is_imported:
            words += f"; update = -{self.rules.learning_rate:g} × gradient"
        return words

    def backward(self, layer: int) -> Iterator[Table]:
        """The deltas of a layer, with every product on the way back to it."""
        last = layer == len(self.sizes) - 2
        neurons = self.names[layer + 1]
        title = f"{self._called(layer)}: deltas"
        if last:
            targets, outputs = self.recording.targets[self.step], self.activations[-1]
            columns = {"value": outputs, "target": targets}
            if self.rules.output_delta != "difference" and self.rules.loss.name != "cross-entropy":
                columns = {"dC/da": self.rules.loss.gradient(outputs, targets)}
                if self.functions[-1] != "softmax":
                    columns["da/dz"] = self._get("slopes", layer)
            columns["delta"] = self.deltas[layer]
            table = plain_table(title, "neuron", *columns)
            for j, name in enumerate(neurons):
                table.add_row(Text(name), *numbers([column[j] for column in columns.values()]))
            yield table
            return
        slopes = self._get("slopes", layer)
        if self._small(layer + 1):
            table = plain_table(title, "neuron", "from", "weight", "delta", "product", "sum so far")
            returned = self._get("returned", layer + 1)
            sums = self._get("returned_sums", layer + 1)
            for j, name in enumerate(neurons):
                for k, source in enumerate(self.names[layer + 2]):
                    row = [self.weights[layer + 1][k, j], self.deltas[layer + 1][k]]
                    row += [returned[j, k], sums[j, k]]
                    table.add_row(Text(name if k == 0 else ""), Text(source), *numbers(row))
                slope, delta = numbers([slopes[j], self.deltas[layer][j]])
                table.add_row("", "da/dz", slope, "", "", f"delta = {delta}")
                table.add_section()
            yield table
            return
        table = plain_table(title, "neuron", "da/dz", "delta")
        for j, name in enumerate(neurons):
            table.add_row(Text(name), *numbers([slopes[j], self.deltas[layer][j]]))
        yield table

    def update(self, layer: int) -> Iterator[Table]:
        """Gradients, and what they do to weights and biases."""
        imported = self.recording.is_imported
        below, neurons = self.names[layer], self.names[layer + 1]
        columns = ["neuron", "from", "before", "gradient"]
        if not imported:
            columns += ["update", "after"]
            updates = self._get("weight_updates", layer)
            bias_updates = self._get("bias_updates", layer)
            after = self.recording.weights_at(self.step + 1)[layer]
            biases_after = self.recording.biases_at(self.step + 1)[layer]
        table = plain_table(self._called(layer), *columns)
        gradients = self._get("gradients", layer)
        small = self._small(layer)
        for j, name in enumerate(neurons):
            for i, source in enumerate(below if small else ()):
                row = [self.weights[layer][j, i], gradients[j, i]]
                row += [] if imported else [updates[j, i], after[j, i]]
                table.add_row(Text(name if i == 0 else ""), Text(source), *numbers(row))
            row = [self.biases[layer][j], self.deltas[layer][j]]
            row += [] if imported else [bias_updates[j], biases_after[j]]
            table.add_row(Text("" if small else name), "bias", *numbers(row))
            if small:
                table.add_section()
        yield table

    def after(self) -> str | None:
        """What the update did to this sample's cost."""
        if "cost_after" not in self.derived:
            return None
        before, after = self.recording.cost[self.step], self.derived["cost_after"][0]
        return f"The same sample after the update: {self.cost} {after!s}, before it {before!s}"
