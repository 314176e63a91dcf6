"""The beats about MNIST: the images to learn from, their labels, the label matrix."""

from __future__ import annotations

from manim import (
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    Mobject,
    ReplacementTransform,
    RoundedRectangle,
    UpdateFromAlphaFunc,
    config,
    smooth,
)

from scenes.animation.timing import staggered, within
from scenes.clips.data.column_shape import ColumnShape
from scenes.clips.data.database_title import DatabaseTitle
from scenes.clips.data.matrix_sides import MatrixSides
from scenes.clips.data.mosaic import Mosaic
from scenes.clips.data.stage_set import DataStage
from scenes.mobjects.images.drawn_data import Drawings, LabelMatrix, OneHotColumn
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.thumbnail import grid_lines
from scenes.mobjects.matrix.elided_matrix import Dimension, highlight
from scenes.mobjects.text.readout import DIGIT_HEIGHT
from scenes.provenance.source import Source
from scenes.style.frame import Region

__all__ = ["DatabaseBeats"]

START, STRIDE = 2, 7
"""The first of the drawn digits on the wall, and from each to the next."""
BAND = 0.8
"""Width of the mark around a column of the label matrix, as a share of the columns' pitch."""
WALL_LABEL = 0.46
"""Size of a label below its image, in frame units."""


class DatabaseBeats(DataStage):
    """MNIST from near and from afar, a one-hot label, and all labels as a matrix."""

    def set_database(self) -> None:
        """Choose the images: MNIST's own where they are available."""
        self.mnist_images = self.also.get("mnist_sample")
        self.shown = Drawings(self.theme, self.mnist_images or self.drawn)
        count = len(self.shown.drawn.arrays["images"])
        # Drawn digits are sorted by label, which a real data set is not.
        mixed = [(START + STRIDE * k) % count for k in range(count)]
        self.order = list(range(count)) if self.mnist_images else mixed
        self.example = next((k for k in self.order if self.shown.label_value(k) > 1), 0)
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
        self.wall = Mosaic(
            self.theme,
            self.shown.drawn.arrays["images"][self.order],
            self.series.metadata["images"],
            near,
            far,
            self.layout.wall(near),
            config.pixel_height / config.frame_height,
        )
        self.note.place(foot.x, foot.bottom + 0.08 + self.note.drop)
        self.play(*self.stage.clear(stop=0.5), within(FadeIn(self.wall), 0.3, 1.0), run_time=1.2)
        self.play(FadeIn(acronym), run_time=0.6)
        self.play(*staggered(acronym.spell(), overlap=0.3), run_time=1.8)
        self.add(acronym.short)
        self.stage.add(self.wall, acronym, acronym.short)
        self.play(*self.stage.show(self.note, start=0.0), run_time=0.5)

    def labels(self) -> None:
        """Add a label to every image in view."""
        columns = self.wall.size[1]
        self.wall_labels = []
        for k, cell in enumerate(self.wall.cells):
            label = self.shown.label(self.order[k % len(self.order)], WALL_LABEL)
            label.place(cell.x, cell.bottom - 0.08 - WALL_LABEL * DIGIT_HEIGHT)
            self.wall_labels.append(label)
        groups = [[FadeIn(m) for m in self.wall_labels[k::columns]] for k in range(columns)]
        self.play(*staggered(groups, overlap=0.6), run_time=1.8)
        self.stage.add(*self.wall_labels)

    def count(self) -> None:
        """Step back until all images are in view, and say how many there are."""
        pieces, acronym = self.database.pieces, self.database.acronym
        for piece in pieces:
            piece.shift(self.rise)
        self.play(*self.stage.hide(*self.wall_labels, acronym, stop=1.0), run_time=0.5)
        self.play(
            within(acronym.short.animate.shift(self.rise), 0.0, 0.2),
            UpdateFromAlphaFunc(self.wall, lambda wall, share: wall.view(share), rate_func=smooth),
            run_time=3.6,
        )
        for part in (pieces[:2], pieces[2:]):
            self.play(*self.stage.show(*part, start=0.0), run_time=0.6)
        self.wait(0.3)

    def near(self) -> None:
        """Return to the first image, and show its label."""
        at, names_at, numbers_at = self.layout.one_hot
        headings = [self.words[f"data.{key}"] for key in ("digit", "one_hot")]
        em, example = self.layout.one_hot_em, self.example
        self.column_of_one = column = OneHotColumn(
            self.shown, names_at, numbers_at, example, headings, em
        )
        name = column.names[self.shown.label_value(example)]
        self.large_label = label = self.shown.label(example, 1.4)
        label.place(at.x, 0.0).shift([0.0, name.get_y() - label.get_y(), 0.0])
        said = self.say("label", self.theme.target).place(at.x, label.get_bottom()[1] - 0.42)
        self._step_up()
        self.play(*self.stage.show(said, label, start=0.0), run_time=0.6)

    def one_hot(self) -> None:
        """Turn the label of the first image into a one in a field of zeros."""
        column, label = self.column_of_one, self.large_label
        winner = self.shown.label_value(self.example)
        name = column.names[winner]
        grey = name.copy().set_fill(self.theme.quiet)
        names = [grey if k == winner else other for k, other in enumerate(column.names)]
        coming: list[Mobject] = [*names, *column.headings, column.matrix.brackets]
        self.play(*[FadeIn(m) for m in coming], run_time=0.8)
        # From the side of the label, horizontally, onto its grey copy.
        way = name.get_x() - label.get_right()[0] - 0.3
        self.play(FadeIn(name, shift=way * RIGHT), within(FadeOut(grey), 0.5, 0.8), run_time=0.9)
        self.stage.add(*column.names, *column.headings, column.matrix.brackets)
        self._fill_one_hot(column, winner)

    def _step_up(self) -> None:
        """Step near again, up to one image."""
        wall, place = self.wall, self.order.index(self.example)
        self.play(
            *self.stage.clear(keep=[wall], stop=0.3),
            UpdateFromAlphaFunc(wall, lambda near, share: near.view(1 - share), rate_func=smooth),
            run_time=1.9,
        )
        small = self.shown.small(self.example, wall.cells[place])
        self.large = self.shown.small(self.example, self.square)
        self.stage.discard(wall)
        self.add(small)
        self.play(
            within(FadeOut(wall), 0.0, 0.5),
            within(ReplacementTransform(small, self.large), 0.3, 1.0),
            run_time=1.0,
        )
        self.stage.add(self.large)
        self.pixels_on_top = PixelGrid(
            self.theme, self.square, self.shown.image(self.example), black=True
        )
        lines = grid_lines(self.pixels_on_top)
        # The pixels appear at once, unchanged; the lines fade in beneath them.
        sudden = within(FadeIn(self.pixels_on_top), 0.0, 0.01)
        self.play(*self.stage.show(lines, start=0.0), sudden, run_time=0.5)

    def _fill_one_hot(self, column: OneHotColumn, winner: int) -> None:
        """Enter the one, then the zeros; then show the length of the one-hot label."""
        bar = highlight(self.theme, column.matrix, winner, self.theme.target)
        self.play(FadeIn(bar), FadeIn(column.cells[winner]), run_time=0.6)
        zeros = [FadeIn(cell) for k, cell in enumerate(column.cells) if k != winner]
        self.play(*staggered(zeros, overlap=0.7), run_time=1.0)
        self.stage.add(bar)
        self.one_hot_cells = column.cells
        box = Region.around(column.matrix.brackets)
        length = Dimension(self.theme, box, "right", 0.35, self.class_count(), 0.8)
        x, baseline = length.readout.get_x(), length.readout.baseline
        unit = self.say("values").place(x, baseline - 0.45)
        shape = ColumnShape(self.theme, self.class_count(), self.theme.sizes.number)
        shape.place(x, baseline - 1.05)
        self.play(*self.stage.show(length, unit, shape, start=0.0), run_time=0.5)

    def label_matrix(self) -> None:
        """Lay the one-hot label flat, and put those of the next images below it."""
        images, numbers = self.layout.labels
        later = [k for k in self.order if k != self.example]
        rows = [self.example, *later[: self.layout.label_rows - 1]]
        self.sheet = sheet = LabelMatrix(
            self.shown, images, numbers, rows, self.words["data.rows_left_out"]
        )
        matrix, box = sheet.matrix, sheet.matrix.brackets
        (first_thumb, first_label), *others = sheet.beside
        self.stage.discard(self.large, self.large_label)
        down = self.large.animate.scale_to_fit_width(first_thumb.width).move_to(first_thumb)
        flights = zip(self.one_hot_cells, matrix.cells[0], strict=True)
        self.play(
            *self.stage.clear(stop=0.2),
            within(down, 0.2, 0.8),
            within(FadeOut(self.pixels_on_top), 0.2, 0.21),
            within(ReplacementTransform(self.large_label, first_label), 0.2, 0.85),
            # All at once and straight: the column turns into a row like a hand of a clock.
            *[within(ReplacementTransform(*pair), 0.35, 0.95) for pair in flights],
            *self.stage.show(*sheet.headings, stop=0.9),
            run_time=2.2,
        )
        self.play(*self.stage.show(box, start=0.0), run_time=0.3)
        cells = [(*extra, *row) for extra, row in zip(others, matrix.cells[1:], strict=True)]
        self.play(*staggered([[FadeIn(m) for m in row] for row in cells], 0.5), run_time=2.0)
        self.play(*self.stage.show(matrix.dots[0], sheet.note, start=0.0), run_time=0.4)
        self.stage.add(self.large, first_label, *matrix.cells[0], *matrix.dots)
        self.stage.add(*[m for row in cells for m in row])
        self._count_sides(box, sheet.headings[0].get_top()[1] + 0.15)

    def _count_sides(self, box: Mobject, top: float) -> None:
        """Say how many rows and columns the whole matrix has."""
        counts = self.setting("images", recording=self.series), self.class_count()
        words = [self.say(key) for key in ("row_for_each", "each_image", "column_for_each")]
        foot = self.area.body.bottom if self.layout.alone else None
        sides = MatrixSides(self.theme, box, top, counts, words, foot)
        for group, run_time in zip(sides.groups, (0.6, 0.5, 0.5), strict=True):
            if group is not sides.groups[0]:
                self.wait(0.2)
            self.play(*self.stage.show(*group, start=0.0), run_time=run_time)

    def three(self) -> None:
        """Mark the columns of the digits that the example tells apart."""
        matrix, headings = self.sheet.matrix, self.sheet.headings
        classes = {self.source("classes", None, k).value for k in self.network.indices[-1]}
        kept = [k for k, heading in enumerate(headings) if heading.source.value in classes]
        low, high = matrix.brackets.get_bottom()[1], headings[0].get_top()[1] + 0.1
        bands = [
            RoundedRectangle(
                corner_radius=0.1, width=BAND * matrix.column_pitch, height=high - low,
                stroke_color=self.theme.focus, stroke_width=self.theme.sizes.line,
            ).move_to([matrix.column_x(k), (low + high) / 2, 0.0])
            for k in kept
        ]  # fmt: skip
        self.play(*staggered([FadeIn(band) for band in bands], overlap=0.3), run_time=1.5)
        self.stage.add(*bands)
