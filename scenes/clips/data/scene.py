"""What a network learns from: a picture or a row as a column of values, its label as a target."""

from __future__ import annotations

from manim import (
    Animation,
    FadeIn,
    FadeOut,
    ReplacementTransform,
    UpdateFromAlphaFunc,
    VGroup,
    linear,
    smooth,
)

from scenes.animation.timing import staggered, within
from scenes.claims import Facts
from scenes.clips.data.claims import has_three_digits
from scenes.clips.data.database_beats import DatabaseBeats
from scenes.clips.data.input_column import InputColumn
from scenes.clips.data.picture_beats import PictureBeats
from scenes.clips.data.table_beats import TableBeats
from scenes.mobjects.text.readout import Readout, emerge
from scenes.style.frame import Region
from scenes.style.theme import mix

__all__ = ["Data"]

BESIDE = 0.08
"""From the picture to the symbols of the inputs, in frame units."""
TURNS, LANDS = 0.55, 0.8
"""Shares of a value's time after which it begins to take the colour of the number in its neuron,
and after which it has arrived."""


class Data(PictureBeats, TableBeats, DatabaseBeats):
    """A sample: raw, prepared, and entered into the network; its label as the target."""

    def construct(self) -> None:
        """Play the beats in order."""
        if self.is_picture:
            self.set_picture()
            self.add(self.small_lines, self.small)
        self.beat(self.question)
        if self.is_picture:
            black, white = self.setting("black"), self.setting("white")
            self.beat(self.image)
            self.beat(self.greys, black=black, white=white)
            self.beat(self.normalised, white=white)
            self.beat(self.column, values=self.pixel_count())
            if len(self.inputs_shown) < self.pixels.size:
                self.beat(self.five, values=self.pixel_count())
        else:
            self.beat(self.table)
            self.beat(self.row)
            if self.is_scaled:
                self.beat(self.scaled)
        self.beat(self.inputs)
        if self.of_mnist:
            self.beat(self.mnist)
            self.beat(self.labels)
            self.beat(self.count)
            self.beat(self.near)
            self.beat(self.one_hot)
            self.beat(self.label_matrix)
            if has_three_digits(Facts(self.recording)):
                self.beat(self.three)
        self.beat(self.target, **self._sides())

    def _sides(self) -> dict[str, str]:
        """Return the names of the two classes that one output tells apart."""
        names = self.recording.class_names
        if names is None or self.recording.layer_sizes[-1] > 1:
            return {}
        return {"zero": names[0], "one": names[1]}

    def question(self) -> None:
        """Ask what goes into a network for a sample, and what should come out."""
        if self.is_picture:
            self.show_picture()
        else:
            self.show_question()

    def inputs(self) -> None:
        """Move the values of the sample into the input neurons, one after another."""
        if self.is_picture:
            values = self._picture_beside_the_network()
        else:
            values = self._list_beside_the_network()
        neurons, movers, ways = self.network.layers[0], [], []
        length = 1 / (1 + 0.7 * (len(neurons) - 1))
        for k, (value, neuron) in enumerate(zip(values, neurons, strict=True)):
            fill, _ = neuron.set_value(value.recorded, self.value_style)
            neuron.remove(neuron.number)
            mover, way = self._entering(value, neuron.number)
            movers.append(mover)
            start = 0.7 * k * length
            ways.append(within(way, start, start + length, linear))
            ways.append(within(fill, start + 0.45 * length, start + 0.7 * length))
        self.play(*ways, run_time=min(1.0 + 0.5 * len(neurons), 4.0))
        self.remove(*movers)
        for neuron in neurons:
            neuron.add(neuron.number)
        self.add(self.network)

    def _entering(self, value: Readout, number: Readout) -> tuple[Readout, Animation]:
        """Return a copy of a value and its motion to its neuron, where it takes its colour."""
        mover = number.moved_from(value)
        colours, way = (mover.get_fill_color(), number.get_fill_color()), emerge(mover, number)

        def update(moving: Readout, share: float) -> None:
            way.update_function(moving, smooth(min(share / LANDS, 1.0)))
            seen = moving.get_fill_opacity()
            turned = min(max((share - TURNS) / (LANDS - TURNS), 0.0), 1.0)
            moving.set_fill(mix(*colours, turned), opacity=seen)

        return mover, UpdateFromAlphaFunc(mover, update, rate_func=linear)

    def _picture_beside_the_network(self) -> list[Readout]:
        """Move the image and the values of its inputs beside the network; return the values."""
        network, reading = self.network, self.reading
        self.set_small_picture()
        frames = self.framed(self.small)
        beside = Region.around(VGroup(self.small_lines, frames)).right + BESIDE
        column = InputColumn(
            self.theme,
            network.layers[0],
            [self.input_at(k) for k in self.inputs_shown],
            self.inputs_shown,
            self.value_style,
            self.area.safe.left if self.layout.stacked else beside,
        )
        entries = [reading.entry_of(place) for place in self.input_places]
        pairs = [(self.lines, self.small_lines), (self.digit, self.small)]
        pairs += [(reading.values.brackets, column.matrix.brackets)]
        pairs += [(e[2], cell) for e, cell in zip(entries, column.cells, strict=True)]
        coming = [network, *self.marks_wanted]
        if self.symbols:
            pairs += [(self.frames, frames), *zip(self.symbols, column.symbols, strict=True)]
        else:
            coming += [frames, *column.symbols]
        moved = [first for first, _ in pairs]
        self.stage.discard(*entries, *moved)
        # What has faded already would come back to fade once more.
        seen = self.get_mobject_family_members()
        leaving = [part for entry in reading.entries for part in entry if part in seen]
        self.play(
            *self.stage.clear(stop=0.25),
            *[within(FadeOut(m), 0.0, 0.25) for m in leaving if m not in moved],
            *[within(ReplacementTransform(*pair), 0.25, 0.75) for pair in pairs],
            *[within(FadeIn(m), 0.7, 1.0) for m in coming],
            run_time=2.4,
        )
        self.beside_network = [
            *(self.small_lines, self.small, frames, network),
            *(column.matrix.brackets, *column.cells, *column.symbols),
        ]
        self.stage.add(*self.beside_network, *self.marks_wanted)
        return column.cells

    def _list_beside_the_network(self) -> list[Readout]:
        """Show the network beside the list of values; return those that it reads."""
        keep = [*self.listed.names, *self.listed.raw, *self.listed.values, self.listed.rule]
        keep += [*self.listed.headings, self.listed.brackets_of(self.listed.values)]
        self.turn_to(self.network, *self.marks_wanted, keep=keep)
        return self.listed.values

    def target(self) -> None:
        """Show the label of the sample, and the target at the right of the outputs."""
        names, targets, around = self.place_outputs()
        coming = [*names]
        if self.recording.class_names is not None:
            at = self.small_lines if self.is_picture else None
            coming.append(self.label_below(Region.around(at) if at else self._below_the_list()))
        cells = self.cells_of_the_target() if self.of_mnist else []
        self.stage.discard(*cells)
        if self.of_mnist:
            self.turn_to(*self.beside_network, *self.marks_wanted, *coming, run_time=1.2)
        else:
            self.play(*self.stage.show(*coming, start=0.0), run_time=0.7)
        flights = staggered([FadeIn(number) for number in targets])
        if cells:
            flights = self.flights_to(cells, targets)
        leave = staggered([FadeOut(m) for m in self.marks_wanted], 0.3, 0.0, 0.4)
        self.stage.discard(*self.marks_wanted)
        self.play(*flights, *leave, run_time=2.2)
        self.remove(*cells)
        self.add(*targets)
        self.play(FadeIn(around), run_time=0.8)
        self.stage.add(*targets, around)
        self.wait(1.0)

    def _below_the_list(self) -> Region:
        """Return the region above the label of a sample that is a row of a table."""
        return Region.around(self.listed)
