"""The beats about MNIST: the images to learn from, their labels, the label matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import (
    UP,
    Animation,
    FadeIn,
    FadeOut,
    Mobject,
    ReplacementTransform,
    UpdateFromAlphaFunc,
    VGroup,
    config,
    smooth,
)

from scenes.animation.timing import along, soft_ends, staggered, within
from scenes.clips.data.column_shape import ColumnShape
from scenes.clips.data.database_title import DatabaseTitle
from scenes.clips.data.mosaic import Mosaic
from scenes.clips.data.stage_set import DataStage
from scenes.mobjects.dimming import dim
from scenes.mobjects.images.drawn_data import Drawings, OneHotColumn, SampleMatrices
from scenes.mobjects.images.pixel_grid import PixelGrid, grid_lines
from scenes.mobjects.matrix.elided_matrix import highlight
from scenes.mobjects.matrix.shape_label import ShapeLabel
from scenes.mobjects.text.counter import Counter
from scenes.mobjects.text.readout import DIGIT_HEIGHT, Readout
from scenes.provenance.source import AxisValue, Source
from scenes.style.frame import Region

__all__ = ["DatabaseBeats"]

START, STRIDE = 2, 7
"""The first of the drawn digits on the wall, and from each to the next."""
WALL_LABEL = 0.46
"""Size of a label below its image, in frame units."""
BELOW = 0.45
"""From brackets to the baseline of what is said below them, in frame units."""
LANE = 0.35
"""From the network to the middle of numbers that travel above it, in frame units."""
GATHERS = 1.45
"""How much slower the way back begins: large images that pass quickly would flicker."""
DIMMED = 0.3
"""Opacity of images of rows out of focus."""


class DatabaseBeats(DataStage):
    """MNIST from near and from afar, a one-hot label, and all samples as two matrices."""

    def set_database(self) -> None:
        """Choose the images: MNIST's own where they are available."""
        self.mnist_images = self.also.get("mnist_sample")
        self.shown = Drawings(self.theme, self.mnist_images or self.drawn)
        count = len(self.shown.drawn.arrays["images"])
        # Drawn digits are sorted by label, which a real data set is not.
        mixed = [(START + STRIDE * k) % count for k in range(count)]
        self.order = list(range(count)) if self.mnist_images else mixed
        label = int(self.source("labels").value)
        same = [k for k in self.order if self.shown.label_value(k) == label]
        self.example = (same or self.order)[0]
        self.square = self.layout.fit(self.layout.square, 1, 1)

    def class_count(self) -> Source:
        """Name the number of MNIST's classes."""
        return self.of_series("layer_sizes", len(self.series.layer_sizes) - 1)

    def mnist(self) -> None:
        """Spell the database's short name from its long one; show a wall of images."""
        self.set_database()
        width = self.area.body.width
        name, short, *words = (
            self.words[f"data.{key}"] for key in ("long_name", "short_name", "images_of", "pixels")
        )
        sides = [self.setting("image_shape", k) for k in (0, 1)]
        counts = [self.setting("images", recording=self.series), *sides]
        self.database = DatabaseTitle(self.theme, name, short, counts, words, width)
        acronym = self.database.acronym
        self.note = self.say("note_real" if self.mnist_images else "note", width=width)
        top, second, near, foot = self.layout.database(
            acronym.drop, self.database.drop, self.note.drop
        )
        self.database.place(top, second)
        # From afar the images take the room of the long name, too.
        self.rise = (acronym.drop + 0.63) * UP
        far = Region(near.left, near.right, near.bottom, near.top + float(self.rise[1]))
        rows, columns = self.layout.wall(near)
        if self.order.index(self.example) >= rows * columns:  # it has to be in view
            self.order.remove(self.example)
            self.order.insert(0, self.example)
        self.wall = Mosaic(
            self.theme,
            self.shown.drawn.arrays["images"][self.order],
            self.series.metadata["images"],
            near,
            far,
            (rows, columns),
            config.pixel_height / config.frame_height,
        )
        self.note.place(foot.left, foot.bottom + 0.08 + self.note.drop, "left")
        self._shrink_into_the_wall()
        self.play(FadeIn(acronym), run_time=0.5)
        self.play(*staggered(acronym.spell(), overlap=0.3), run_time=1.5)
        self.add(acronym.short)
        self.stage.add(self.wall, acronym, acronym.short)
        self.play(*self.stage.show(self.note, start=0.0), run_time=0.5)

    def _shrink_into_the_wall(self) -> None:
        """Show the wall; the picture shrinks into its place there, if it is on the wall."""
        images = self.shown.drawn.arrays["images"]
        same = [r for r, k in enumerate(self.order) if np.array_equal(images[k], self.pixels)]
        if not same or same[0] >= len(self.wall.cells):
            self.play(
                *self.stage.clear(stop=0.5), within(FadeIn(self.wall), 0.3, 1.0), run_time=1.4
            )
            return
        picture = self.small_lines, self.small
        self.stage.discard(*picture)
        small = self._drawn(self.example, self.wall.cells[same[0]])
        self.play(
            *self.stage.clear(stop=0.3),
            *[
                within(ReplacementTransform(*pair), 0.15, 0.7)
                for pair in zip(picture, small, strict=True)
            ],
            within(FadeIn(self.wall), 0.6, 1.0),
            run_time=1.8,
        )
        self.remove(*small)
        self.set_small_picture()
        self.beside_network[:2] = [self.small_lines, self.small]

    def _drawn(self, drawing: int, region: Region) -> tuple[Mobject, PixelGrid]:
        """Return an image with the ground between its pixels."""
        grid = PixelGrid(self.theme, region, self.shown.image(drawing), black=True)
        return grid_lines(grid), grid

    def labels(self) -> None:
        """Add a label to every image in view."""
        columns = self.wall.size[1]
        self.wall_labels = []
        for k, cell in enumerate(self.wall.cells):
            label = self.shown.label(self.order[k % len(self.order)], WALL_LABEL)
            label.place(cell.x, cell.bottom - 0.08 - WALL_LABEL * DIGIT_HEIGHT)
            self.wall_labels.append(label)
        groups = [[FadeIn(m) for m in self.wall_labels[k::columns]] for k in range(columns)]
        self.play(*staggered(groups, overlap=0.6), run_time=2.6)
        self.stage.add(*self.wall_labels)

    def count(self) -> None:
        """Step back until all images are in view, and say how many there are."""
        pieces, wall, short = self.database.pieces, self.wall, self.database.acronym.short
        for piece in pieces:
            piece.shift(self.rise)
        number = pieces[0]
        assert isinstance(number, Readout)
        counter = Counter(
            self.theme, number.recorded, number.number_format, number.em,
            self.theme.ink, number.get_x() + number.advance_width / 2, number.baseline, "right",
        )  # fmt: skip

        counter.show(AxisValue(wall.in_view(0.0)))

        def step_back(moving: Mosaic, share: float) -> None:
            moving.view(share)
            counter.show(AxisValue(moving.in_view(share)) if share < 1 else number.recorded)

        self.play(
            *self.stage.hide(*self.wall_labels, self.database.acronym, stop=0.5),
            within(short.animate.shift(self.rise), 0.4, 1.0),
            *[within(FadeIn(m), 0.6, 1.0) for m in (counter, *pieces[1:])],
            run_time=1.0,
        )
        self.play(UpdateFromAlphaFunc(wall, step_back, rate_func=_gathering), run_time=6.5)
        self.stage.add(counter, *pieces[1:])

    def near(self) -> None:
        """Return to one image; show its label, and the digits that it may be."""
        at, names_at, numbers_at = self.layout.one_hot
        headings = [self.words[f"data.{key}"] for key in ("digit", "one_hot")]
        self.column_of_one = column = OneHotColumn(
            self.shown, names_at, numbers_at, self.example, headings, self.layout.one_hot_em
        )
        name = column.names[self.shown.label_value(self.example)]
        self.large_label = label = self.shown.label(self.example, 1.4)
        label.place(at.x, 0.0).shift([0.0, name.get_y() - label.get_y(), 0.0])
        said = self.say("label", self.theme.target).place(at.x, label.get_bottom()[1] - 0.42)
        self._step_up()
        self.play(*self.stage.show(said, label, start=0.0), run_time=0.6)
        listed = [column.headings[0], *column.names]
        self.play(*staggered([FadeIn(m) for m in listed], overlap=0.7), run_time=1.2)
        self.stage.add(*listed)

    def one_hot(self) -> None:
        """Turn the label into a one among zeros; then show the length of the one-hot label."""
        column, winner = self.column_of_one, self.shown.label_value(self.example)
        matrix = column.matrix
        self.play(*self.stage.show(column.headings[1], matrix.brackets, start=0.0), run_time=0.6)
        bar = highlight(self.theme, matrix, winner, self.theme.target)
        self.play(column.names[winner].animate.set_fill(self.theme.target), run_time=0.6)
        self.play(FadeIn(bar), FadeIn(column.cells[winner]), run_time=0.6)
        zeros = [FadeIn(cell) for k, cell in enumerate(column.cells) if k != winner]
        self.play(*staggered(zeros, overlap=0.7), run_time=1.4)
        self.stage.add(bar, *column.cells)
        shape = ColumnShape(self.theme, self.class_count(), self.theme.sizes.number)
        shape.place(matrix.brackets.get_x(), matrix.brackets.get_bottom()[1] - BELOW)
        self.play(*self.stage.show(shape, start=0.0), run_time=0.5)

    def _step_up(self) -> None:
        """Step near again, up to one image."""
        wall = self.wall
        self.play(
            *self.stage.clear(keep=[wall], stop=0.3),
            UpdateFromAlphaFunc(wall, lambda near, share: near.view(1 - share), rate_func=smooth),
            run_time=1.9,
        )
        cell = wall.cells[self.order.index(self.example)]
        small, large = (VGroup(*self._drawn(self.example, at)) for at in (cell, self.square))
        self.play(FadeIn(small), run_time=0.3)
        self.stage.discard(wall)
        self.play(
            within(FadeOut(wall), 0.0, 0.4),
            within(ReplacementTransform(small, large), 0.2, 1.0),
            run_time=1.2,
        )
        self.large = large
        self.stage.add(large)

    def label_matrix(self) -> None:
        """Lay image and one-hot label flat as rows, and put those of the next images below."""
        later = [k for k in self.order if k != self.example]
        rows = [self.example, *later[: self.layout.label_rows - 1]]
        self.sheet = sheet = SampleMatrices(self.shown, self.layout.labels, rows)
        matrix, (thumb, *thumbs), (strip, *strips) = sheet.matrix, sheet.thumbs, sheet.strips
        cells = self.column_of_one.cells
        self.stage.discard(self.large, *cells)
        small = VGroup(*self._drawn(self.example, thumb))
        self.play(
            *self.stage.clear(stop=0.25),
            within(ReplacementTransform(self.large, small), 0.25, 0.8),
            # All at once and straight: the column turns into a row like a hand of a clock.
            *[
                within(ReplacementTransform(*pair), 0.25, 0.85)
                for pair in zip(cells, matrix.cells[0], strict=True)
            ],
            *self.stage.show(*sheet.headings, *sheet.brackets, start=0.7),
            run_time=2.4,
        )
        self.play(*self.stage.show(strip, start=0.0), run_time=0.5)
        self.others = [
            (VGroup(*self._drawn(k, at)), painting, *row)
            for k, at, painting, row in zip(rows[1:], thumbs, strips, matrix.cells[1:], strict=True)
        ]
        groups = [[FadeIn(m) for m in row] for row in self.others]
        self.play(*staggered([*groups, [FadeIn(m) for m in sheet.dots]], 0.4), run_time=2.5)
        self.stage.add(small, *matrix.cells[0], *[m for row in self.others for m in row])
        self.stage.add(*sheet.dots)
        self._say_shapes()

    def _say_shapes(self) -> None:
        """Say below the matrices what they hold, and how many rows and columns they have."""
        images, em = self.setting("images", recording=self.series), self.theme.sizes.number
        columns = self.of_series("layer_sizes", 0), self.class_count()
        for brackets, count, key in zip(
            self.sheet.brackets, columns, ("inputs", "targets"), strict=True
        ):
            shape = ShapeLabel(self.theme, images, count, em, self.theme.ink)
            x, baseline = brackets.get_x(), brackets.get_bottom()[1] - BELOW
            shape.place(x, baseline - BELOW)
            word = self.say(key, self.theme.target if key == "targets" else None).place(x, baseline)
            self.play(*self.stage.show(shape, word, start=0.0), run_time=0.5)

    def three(self) -> None:
        """Dim all but the rows and columns of the digits that the example tells apart."""
        sheet, labels = self.sheet, [self.shown.label_value(k) for k in self.sheet.shown]
        kept = [int(self.source("classes", None, k).value) for k in self.network.indices[-1]]
        texts = [h for k, h in enumerate(sheet.headings) if k not in kept]
        texts += [
            cell
            for label, row in zip(labels, sheet.matrix.cells, strict=True)
            for k, cell in enumerate(row)
            if k not in kept or label not in kept
        ]
        images: list[Any] = [
            m.animate.set_opacity(DIMMED)
            for label, row in zip(labels[1:], self.others, strict=True)
            for m in row[:2]
            if label not in kept
        ]
        bars = [sheet.band(k) for k in kept]
        self.play(*dim(self.theme, texts, text=True), *images, run_time=1.3)
        self.play(*staggered([FadeIn(bar) for bar in bars], overlap=0.2), run_time=1.8)
        self.stage.add(*bars)

    def cells_of_the_target(self) -> list[Readout]:
        """Return the entries of the first label for the outputs drawn, if it is the sample's."""
        if self.shown.label_value(self.example) != int(self.source("labels").value):
            return []
        cells = self.sheet.matrix.cells[0]
        return [cells[int(self.source("classes", None, k).value)] for k in self.network.indices[-1]]

    def flights_to(self, cells: list[Readout], targets: list[Readout]) -> list[Animation]:
        """Return how entries of a row travel above the network, and down into a column."""
        discs = [neuron.disc for layer in self.network.layers[1:] for neuron in layer]
        lane = max(*[disc.get_top()[1] + LANE for disc in discs], cells[0].get_y())
        ways = [
            along(cell, target, [(cell.get_x(), lane), (target.get_x(), lane)])
            for cell, target in zip(cells, targets, strict=True)
        ]
        return staggered(ways[::-1], overlap=0.7)[::-1]


def _gathering(share: float) -> float:
    """Rate function: slow at first, then ever faster, and soft at both ends."""
    return float(soft_ends(share) ** GATHERS)
