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
from scenes.mobjects.network.network_diagram import Neuron
from scenes.mobjects.text.readout import Readout
from scenes.style.frame import Region

__all__ = ["Data"]

BESIDE = 0.08
"""From the picture to the symbols of the inputs, in frame units."""
LARGE_PIXEL = 0.12
"""Pixels larger than this, in frame units, have their names beside them in the small image, too."""
SMALL, GROWS = 0.8, 0.25
"""Size of a disc that leaves the column, relative to the neuron; share of its time to appear."""


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
            self.beat(self.image, values=self.pixel_count())
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
        self.wait(0.6)

    def inputs(self) -> None:
        """Move the values of the sample into the input neurons, one after another."""
        if self.is_picture:
            values = self._picture_beside_the_network()
        else:
            values = self._list_beside_the_network()
        neurons = self.network.layers[0]
        count, parcels, ways = len(neurons), [], []
        self.stage.discard(*self.marks_asked)
        length = 1 / (1 + 0.6 * (count - 1))
        for k, (value, neuron) in enumerate(zip(values, neurons, strict=True)):
            fill, number = neuron.set_value(value.recorded, self.value_style)
            start = 0.6 * k * length
            parcel, way = self._parcel(value, neuron)
            parcels.append(parcel)
            asked = FadeOut(self.marks_asked[k])
            # The neuron fills while the disc that has landed covers it.
            ways += [
                within(way, start, start + 0.9 * length),
                within(asked, start, start + 0.5 * length),
                within(fill, start + 0.9 * length, start + 0.99 * length),
                within(number, start + 0.9 * length, start + 0.99 * length),
            ]
        self.play(*ways, run_time=min(1.0 + 0.5 * count, 4.0))
        self.remove(*parcels)
        self.add(self.network)

    def _parcel(self, value: Readout, neuron: Neuron) -> tuple[VGroup, Animation]:
        """Return a disc with the value, which travels from the column into a neuron."""
        theme, share = self.theme, neuron.value_scale.share(value.source.value)
        disc = neuron.disc.copy().set_fill(theme.activation(share), opacity=1)
        arrived = VGroup(disc.set_stroke(theme.ink), neuron.number.copy())
        first = arrived.copy().scale(SMALL).move_to(value.get_center())
        parcel = first.copy()

        def move(moving: VGroup, gone: float) -> None:
            way = smooth(max(0.0, (gone - GROWS) / (1 - GROWS)))
            # Part by part: a group as such has no points to interpolate.
            families = (m.get_family() for m in (moving, first, arrived))
            for part, here, there in zip(*families, strict=True):
                part.interpolate(here, there, way)
            seen = min(gone / GROWS, 1.0)
            moving[0].set_fill(opacity=seen).set_stroke(opacity=seen)
            moving[1].set_fill(opacity=seen)

        return parcel, UpdateFromAlphaFunc(parcel, move, rate_func=linear)

    def _picture_beside_the_network(self) -> list[Readout]:
        """Move the image and the values of its inputs beside the network; return the values."""
        network, reading = self.network, self.reading
        self.set_small_picture()
        large = self.small.pitch > LARGE_PIXEL
        marks = self.pointed_out(self.small) if large else self.framed(self.small)
        beside = Region.around(VGroup(self.small_lines, marks)).right + BESIDE
        column = InputColumn(
            self.theme,
            network.layers[0],
            [self.input_at(k) for k in self.inputs_shown],
            self.inputs_shown,
            self.value_style,
            self.area.safe.left if self.layout.stacked else beside,
        )
        brackets = column.matrix.brackets
        entries = [reading.entry_of(place) for place in self.input_places]
        self.stage.discard(*entries, self.lines, self.digit)
        moves = [
            ReplacementTransform(self.lines, self.small_lines),
            ReplacementTransform(self.digit, self.small),
            *[ReplacementTransform(e[2], c) for e, c in zip(entries, column.cells, strict=True)],
        ]
        self.play(
            *self.stage.clear(stop=0.3),
            *[within(FadeOut(m), 0.0, 0.3) for entry in entries for m in entry[:2]],
            *[within(move, 0.2, 0.75) for move in moves],
            *[within(FadeIn(m), 0.7, 1.0) for m in (marks, brackets, *column.symbols)],
            *[within(FadeIn(m), 0.6, 1.0) for m in (network, *self.marks_asked)],
            *[within(FadeIn(m), 0.6, 1.0) for m in self.marks_wanted],
            run_time=2.4,
        )
        self.beside_network = [
            *(self.small_lines, self.small, marks, network),
            *(brackets, *column.cells, *column.symbols, *self.marks_wanted),
        ]
        self.stage.add(*self.beside_network)
        return column.cells

    def _list_beside_the_network(self) -> list[Readout]:
        """Show the network beside the list of values; return those that it reads."""
        keep = [*self.listed.names, *self.listed.raw, *self.listed.values, self.listed.rule]
        keep += [*self.listed.headings, self.listed.brackets_of(self.listed.values)]
        self.turn_to(self.network, *self.marks_asked, *self.marks_wanted, keep=keep)
        return self.listed.values

    def target(self) -> None:
        """Show the label of the sample, and the target at the right of the outputs."""
        if self.of_mnist:
            self.turn_to(*self.beside_network)
        names, targets, around = self.place_outputs()
        theme, classes = self.theme, self.recording.class_names
        if classes is not None:
            at = self.small_lines if self.is_picture else None
            box = Region.around(at) if at else self._below_the_list()
            self.play(*self.stage.show(self.label_below(box), start=0.0), run_time=0.7)
        self.play(*[FadeIn(m) for m in names], run_time=0.6)
        self.stage.add(*names)
        lit = [
            name.animate.set_color(theme.target)
            for name, k in zip(names, self.network.indices[-1], strict=True)
            if classes is not None and self.recording.targets[self.shown_step][k]
        ]
        if lit:
            self.play(*lit, run_time=0.6)
        order = sorted(targets, key=lambda number: -number.source.value)
        self.play(*self.stage.hide(*self.marks_wanted, stop=1.0), run_time=0.4)
        self.play(FadeIn(around), *staggered([FadeIn(n) for n in order], overlap=0.5), run_time=1.4)
        self.stage.add(*targets, around)

    def _below_the_list(self) -> Region:
        """Return the region above the label of a sample that is a row of a table."""
        return Region.around(self.listed)
