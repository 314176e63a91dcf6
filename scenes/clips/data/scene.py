"""What the network learns from: images as columns of values, labels as one-hot rows."""

from __future__ import annotations

from typing import Any

from manim import RIGHT, UP, FadeIn, FadeOut, Mobject, ReplacementTransform, VMobject

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.data.database_title import DatabaseTitle
from scenes.clips.data.grey_scale import GreyScale
from scenes.clips.data.image_count import ImageCount
from scenes.clips.data.input_column import InputColumn
from scenes.clips.data.layout import DataLayout
from scenes.clips.data.magnifier import Magnifier
from scenes.clips.data.matrix_sides import MatrixSides
from scenes.clips.data.pixel_names import PixelNames
from scenes.clips.data.value_column import ValueColumn
from scenes.mobjects.images.drawn_data import DigitWall, Drawings, LabelMatrix, OneHotColumn
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.pixel_rows import grid_lines, pixel_rows
from scenes.mobjects.matrix.elided_matrix import Dimension, highlight
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Data"]

WINDOW = (0, 5, 4, 5)
"""The magnified pixels: first row and column, counted from the first input pixel, and numbers of
rows and columns."""
EXAMPLES = {"above": (1, 0), "below": (15,)}
"""Magnified pixels whose division may be written out, in order of preference, by the
side of the pixels that it is on."""
TAG = 0.36
"""Size of the names of pixels in the image, in frame units."""
WHOLE = NumberFormat(0)
TENTHS = NumberFormat(1)


class Data(NetworkScene):
    """Images and labels: raw, prepared, and entered into the network."""

    clip = "data"
    recording: Recording

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough of the drawn digits."""
        self.require_layers(recording, 5, 4, 3)
        self.drawn, self.series = self.also["drawn_digits"], self.also["mnist_checkpoints"]
        self.sample = self.also.get("mnist_sample")
        self.drawing = self.drawn.find(recording.images[recording.image_index[self.shown_step]])

    def setup(self) -> None:
        """Lay out the frame and draw the image."""
        super().setup()
        self.layout = DataLayout(self.area)
        self.drawings = Drawings(self.theme, self.drawn)
        # The wall and the labels show images of MNIST where they are available.
        self.shown = Drawings(self.theme, self.sample or self.drawn)
        self.first = 0 if self.sample else self.drawing
        self.digit, self.square = self._image_in(self.layout.square)
        self.lines = grid_lines(self.digit)
        self.pixels = self.recording.metadata["pixels"]

    def construct(self) -> None:
        """Play the beats in order."""
        black, white = self.setting("black"), self.setting("white")
        self.beat(self.image)
        self.beat(self.greys, black=black, white=white)
        self.beat(self.normalised, white=white)
        self.beat(self.column, values=self.setting("values"))
        self.beat(self.five)
        self.beat(self.mnist)
        self.beat(self.count)
        self.beat(self.labels)
        self.beat(self.one_hot)
        self.beat(self.label_matrix)
        self.beat(self.inputs)

    # Sources of values

    def setting(self, *keys: str | int, recording: Any = None) -> Source:
        """Return the source of an entry of the metadata, by default of the drawings."""
        return super().setting(*keys, recording=recording or self.drawn)

    def grey(self, row: int, column: int) -> Source:
        """Return the source of the grey level of a pixel of the image."""
        return Source(self.drawn, "images", index=(self.drawing, row, column))

    def value(self, row: int, column: int) -> Source:
        """Return the source of the value of a pixel: its grey level divided by white."""
        return self.value_at(self.drawn.place_in_column(row, column))

    def value_at(self, place: int) -> Source:
        """Return the source of an entry of the column of values."""
        return Source(self.drawn, "columns", index=(self.drawing, place))

    def class_count(self) -> Source:
        """Name the number of MNIST's classes."""
        return self.of_series("layer_sizes", len(self.series.layer_sizes) - 1)

    def _image_in(self, region: Region) -> tuple[PixelGrid, Region]:
        """Draw the image as large as fits a region; also return the square that it fills."""
        image = self.drawings.image(self.drawing)
        grid = PixelGrid(self.theme, region, image, black=True)
        side, (x, y, _) = grid.pitch * len(image), grid.origin
        return grid, Region(x, x + side, y - side, y)

    # The beats.

    def image(self) -> None:
        """Show the image row by row; count its sides, and so its pixels."""
        self.first_digit, self.first_lines, square = self.digit, self.lines, self.square
        if self.layout.alone:
            self.first_digit, square = self._image_in(self.layout.first)
            self.first_lines = grid_lines(self.first_digit)
        rows = pixel_rows(self.first_digit, black=True)
        counts = [self.setting("image_shape", k) for k in (0, 1)] + [self.setting("values")]
        names = [self.say(key) for key in ("rows", "columns", "pixels")]
        room = self.layout.product_line(square)
        count = ImageCount(self.theme, square, room, counts, names)
        self.play(
            within(FadeIn(self.first_lines), 0.75, 1.0),  # first, to be beneath the rows
            *staggered([FadeIn(row) for row in rows], overlap=0.8, stop=0.85),
            run_time=1.6,
        )
        self.remove(*rows)
        self.add(self.first_digit)
        for group in count.groups:
            self.play(*[FadeIn(m) for m in group], run_time=0.7)
            self.wait(0.3)
        self.stage.add(*count)

    def _make_room(self) -> None:
        """Move the image, if it has the frame to itself, to leave room beside it."""
        if not self.layout.alone:
            return
        moving = (self.first_lines, self.lines), (self.first_digit, self.digit)
        self.play(
            *self.stage.clear(), *[ReplacementTransform(*pair) for pair in moving], run_time=1.2
        )

    def greys(self) -> None:
        """Magnify a few pixels until their grey levels can be read."""
        self._make_room()
        row, column = self.pixels[0]
        down, across, rows, columns = WINDOW
        self.upper, lower = self.layout.magnified(rows, columns)
        window = (row + down, column + across, rows, columns)
        self.zoom = Magnifier(self.theme, lower, self.digit, window, self.value)
        levels = range(len(self.drawn.arrays["levels"]))
        self.scale = GreyScale(
            self.theme,
            self.upper,
            [Source(self.drawn, "levels", index=(k,)) for k in levels],
            (self.setting("black"), self.setting("white")),
            self.theme.sizes.number,
        )
        self.grey_numbers = self.zoom.numbers(self.grey, WHOLE, 0.46)
        self.play(
            *self.stage.clear(stop=0.25),
            *[within(FadeIn(m), 0.15, 0.35) for m in (self.zoom.outline, self.scale)],
            *[within(motion, 0.2, 0.85) for motion in self.zoom.grow()],
            within(FadeIn(self.zoom.rays), 0.7, 1.0),
            run_time=2.0,
        )
        self.play(*staggered([FadeIn(m) for m in self.grey_numbers], overlap=0.8), run_time=1.2)

    def normalised(self) -> None:
        """Write out one division, then replace every number by its quotient."""
        zoom = self.zoom
        line, cell = self._division()
        # It appears beside its cell: a number is never printed over another.
        start = cell.get_bottom()[1] - 0.3 if self.layout.stacked else cell.get_top()[1] + 0.3
        rise = (line.numbers[0].get_y() - start) * UP
        after = zoom.numbers(self.value, TENTHS, 0.46)
        frame = cell.copy().set_fill(opacity=0)
        frame.set_stroke(self.theme.focus, self.theme.sizes.focus_outline)
        frame.mark = None
        self.play(FadeOut(self.scale), FadeIn(frame), run_time=0.5)
        self.play(FadeIn(line.numbers[0], shift=rise), run_time=0.7)
        for pair in zip(line.words, line.numbers[1:], strict=True):
            self.play(*[FadeIn(m) for m in pair], run_time=0.4)
        self.wait(0.5)
        rows = [slice(k, k + WINDOW[3]) for k in range(0, len(after), WINDOW[3])]
        self.play(
            *staggered([[FadeOut(m) for m in self.grey_numbers[r]] for r in rows], 0.6, 0.0, 0.75),
            *staggered([[FadeIn(m) for m in after[r]] for r in rows], 0.6, 0.25, 1.0),
            run_time=1.8,
        )
        self.play(FadeOut(frame), run_time=0.3)
        self.stage.add(zoom.ground, zoom.cells, zoom.outline, zoom.rays, *after, *line.pieces)

    def _division(self) -> tuple[Sentence, VMobject]:
        """Write out the first division for which there is room; also return its pixel."""
        terms = (self.setting("white"), self.grey, self.value)
        for example in EXAMPLES["below" if self.layout.stacked else "above"]:
            line = self.zoom.division(example, *terms, TENTHS).shift([0.0, self.upper.y - 0.2, 0.0])
            if line.get_right()[0] <= self.area.body.right:
                break
        return line, self.zoom.cells[example]

    def column(self) -> None:
        """Stack the pixels in one column, row by row, and print some of their values."""
        *regions, notes = self.layout.column()
        numbers, room = regions[-1], self.layout.beside
        # As tall as the image in a wide frame, otherwise as tall as there is room for.
        ends = None if self.area.wide else (room.top, room.bottom)
        last = self.drawn.metadata["values"] - 1
        places = [0, *[self.drawn.place_in_column(*pixel) for pixel in self.pixels], last]
        values = [self.value_at(place) for place in places]
        self.reading = reading = ValueColumn(
            self.theme, self.digit, regions, ends, places, values, TENTHS
        )
        count = (self.setting("values"), WHOLE)
        heading = Sentence(self.theme, [count, self.words["data.values"]], self.theme.sizes.number)
        heading.place(reading.values.get_x(), numbers.top - 0.35, "centre")
        x = numbers.right + 0.2
        note = self.say("left_out", width=notes.right - x)
        note.place(x, reading.values.gap_y(0) - 0.08 + note.drop, "left")
        self.turn_to(reading.values.brackets, heading, reading.strip.ground, run_time=0.8)
        rows, motions = reading.unroll()
        self.play(*motions, run_time=4.0)
        self.remove(*rows)
        self.add(*reading.strip.rows, *reading.entries)
        self.stage.add(*reading.strip.rows, *reading.entries)
        self.play(*self.stage.show(*reading.values.dots, note, start=0.0), run_time=0.5)

    def five(self) -> None:
        """Point out the small network's five pixels, in the image and in the column."""
        self.marks, changes = self._pointed_out(self.digit), []
        for k, marked in enumerate(self.marks, start=1):
            bar = highlight(self.theme, self.reading.values, k)
            name, lead = self.reading.name(self.theme, k), self.reading.entries[k][0]
            lit = lead.animate.set_stroke(self.theme.focus, self.theme.sizes.line)
            changes.append([FadeIn(marked), lit, FadeIn(bar), FadeIn(name)])
            self.stage.add(bar, name)
        self.play(*staggered(changes, overlap=0.3), run_time=4.0)
        self.stage.add(self.lines, self.digit, self.marks)

    def _pointed_out(self, digit: PixelGrid) -> PixelNames:
        """Return the frame and name of each input pixel on the image."""
        names = [
            Formula(self.theme, f"x_{k}", TAG, self.theme.focus)
            for k in range(1, len(self.pixels) + 1)
        ]
        return PixelNames(digit, self.pixels, names)

    def mnist(self) -> None:
        """Spell the database's short name from its long one; show a wall of images."""
        width = self.area.body.width
        name, short, *words = (
            self.words[f"data.{key}"] for key in ("long_name", "short_name", "images_of", "pixels")
        )
        sides = [self.setting("image_shape", k) for k in (0, 1)]
        counts = [self.setting("images", recording=self.series), *sides]
        self.database = DatabaseTitle(self.theme, name, short, counts, words, width)
        acronym = self.database.acronym
        note = self.say("note_real" if self.sample else "note", width=width)
        (*title, wall, foot), *size = self.layout.database(
            acronym.drop, self.database.drop, note.drop
        )
        self.database.place(*title)
        self.wall = DigitWall(self.shown, wall, self.first, *size)
        note.place(foot.x, foot.bottom + 0.08 + note.drop)
        columns = [[FadeIn(m) for m in column] for column in self.wall.thumbnail_columns()]
        self.play(*self.stage.clear(stop=0.35), *staggered(columns, 0.7, 0.15, 1.0), run_time=1.6)
        self.play(FadeIn(acronym), run_time=0.6)
        self.play(*staggered(acronym.spell(), overlap=0.3), run_time=2.0)
        self.add(acronym.short)
        self.stage.add(acronym, acronym.short)
        self.play(*self.stage.show(note, start=0.0), run_time=0.5)

    def count(self) -> None:
        """Say how many images the database holds, and of what size."""
        pieces = self.database.pieces
        for part in (pieces[:2], pieces[2:]):
            self.play(*self.stage.show(*part, start=0.0), run_time=0.7)

    def labels(self) -> None:
        """Add a label to every image."""
        columns = [[FadeIn(label) for label in labels] for labels in self.wall.label_columns()]
        self.play(*staggered(columns, overlap=0.6), run_time=2.0)

    def one_hot(self) -> None:
        """Turn the label of one digit into a one in a field of zeros."""
        at, names_at, numbers_at = self.layout.one_hot
        headings = [self.words[f"data.{key}"] for key in ("digit", "one_hot")]
        em = self.layout.one_hot_em
        column = OneHotColumn(self.shown, names_at, numbers_at, self.first, headings, em)
        winner = self.shown.label_value(self.first)
        name = column.names[winner]
        self.large_label = label = self.shown.label(self.first, 1.4)
        label.place(at.x, 0.0).shift([0.0, name.get_y() - label.get_y(), 0.0])
        said = self.say("label", self.theme.target).place(at.x, label.get_bottom()[1] - 0.42)
        grey = name.copy().set_fill(self.theme.quiet)
        names = [grey if k == winner else other for k, other in enumerate(column.names)]
        self._enlarge([*names, *column.headings, column.matrix.brackets])
        self.pixels_on_top = PixelGrid(
            self.theme, self.square, self.shown.image(self.first), black=True
        )
        lines = grid_lines(self.pixels_on_top)
        # The pixels appear at once, unchanged; the lines fade in beneath them.
        sudden = within(FadeIn(self.pixels_on_top), 0.0, 0.01)
        self.play(*self.stage.show(said, lines, start=0.0), sudden, run_time=0.5)
        # From the side of the label, horizontally, onto its grey copy.
        way = name.get_x() - label.get_right()[0] - 0.3
        self.play(FadeIn(name, shift=way * RIGHT), within(FadeOut(grey), 0.5, 0.8), run_time=0.9)
        self.stage.add(*column.names, *column.headings, column.matrix.brackets)
        self._fill_one_hot(column, winner)

    def _enlarge(self, coming: list[Mobject]) -> None:
        """Enlarge the first image of the wall with its label; everything else fades out."""
        (thumb, *others), (wall_label, *labels) = self.wall.thumbnails, self.wall.labels
        growth = self.square.width / self.wall.side
        self.large = thumb
        self.move_numbers(
            [(wall_label, self.large_label)],
            *self.stage.hide(*others, *labels, *self.stage, stop=0.4),
            within(thumb.animate.scale(growth).move_to(self.square.centre), 0.3, 1.0),
            *[within(FadeIn(m), 0.4, 0.8) for m in coming],
            run_time=1.4,
            leave=False,
        )

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
        unit = self.say("values")
        unit.place(length.readout.get_x(), length.readout.baseline - 0.45)
        self.play(*self.stage.show(length, unit, start=0.0), run_time=0.5)

    def label_matrix(self) -> None:
        """Stack one-hot labels as rows, most of which are left out."""
        shown = self.wall.drawn[: self.layout.label_rows]
        note = self.words["data.rows_left_out"]
        images, numbers = self.layout.labels
        sheet = LabelMatrix(self.shown, images, numbers, shown, note)
        matrix, box = sheet.matrix, sheet.matrix.brackets
        (first_thumb, first_label), *others = sheet.beside
        down = self.large.animate.scale_to_fit_width(first_thumb.width).move_to(first_thumb)
        flights = zip(self.one_hot_cells, matrix.cells[0], strict=True)
        self.play(
            *self.stage.clear(stop=0.2),
            within(down, 0.2, 0.8),
            within(FadeOut(self.pixels_on_top), 0.2, 0.21),
            within(ReplacementTransform(self.large_label, first_label), 0.2, 0.85),
            *staggered([ReplacementTransform(*pair) for pair in flights], 0.92, 0.42, 1.0),
            *self.stage.show(*sheet.headings, stop=0.9),
            run_time=2.2,
        )
        self.play(*self.stage.show(box, start=0.0), run_time=0.3)
        rows = [(*extra, *row) for extra, row in zip(others, matrix.cells[1:], strict=True)]
        self.play(*staggered([[FadeIn(m) for m in row] for row in rows], 0.5), run_time=2.4)
        self.play(*self.stage.show(matrix.dots[0], sheet.note, start=0.0), run_time=0.4)
        self.stage.add(self.large, first_label, *matrix.cells[0], *matrix.dots)
        self.stage.add(*[m for row in rows for m in row])
        self._count_sides(box, sheet.headings[0].get_top()[1] + 0.15)

    def _count_sides(self, box: Mobject, top: float) -> None:
        """Say how many rows and columns the whole matrix has."""
        counts = self.setting("images", recording=self.series), self.class_count()
        words = [self.say(key) for key in ("row_for_each", "each_image", "column_for_each")]
        foot = self.area.body.bottom if self.layout.alone else None
        sides = MatrixSides(self.theme, box, top, counts, words, foot)
        for group, run_time in zip(sides.groups, (0.6, 0.5, 0.5), strict=True):
            if group is not sides.groups[0]:
                self.wait(0.3)
            self.play(*self.stage.show(*group, start=0.0), run_time=run_time)

    def inputs(self) -> None:
        """Move the five values from their column into the input neurons, one by one."""
        square, (names_at, values_at, right) = self.layout.inputs(self.square)
        if square is not None:
            self.digit, _ = self._image_in(square)
            self.lines = grid_lines(self.digit)
        layers = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        network = NetworkDiagram(self.theme, right, self.recording, self.shown_step, layers)
        sources = [self.source("activations", 0, k) for k in range(len(self.pixels))]
        column = InputColumn(
            self.theme, network.layers[0], sources, TENTHS, names_at.x - 0.12, values_at.x
        )
        marks = self._pointed_out(self.digit)
        self.turn_to(self.lines, self.digit, marks, network, column.matrix, column.symbols)
        self.wait(0.6)
        self.remove(*column.cells)
        self.play(*column.enter(), run_time=5.0)
        self.wait(0.8)
