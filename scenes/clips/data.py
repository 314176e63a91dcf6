"""What the network learns from: images as columns of values, labels as one-hot rows."""

from __future__ import annotations

from collections.abc import Iterable

from manim import FadeIn, FadeOut, Mobject, ReplacementTransform, VGroup

from network import Recording
from scenes import parts
from scenes.base import RecordedScene
from scenes.frame import Region
from scenes.motion import staggered, within
from scenes.source import NumberFormat, Source

__all__ = ["Data"]

STEP = 0
WINDOW = (-2, -3, 4, 5)
"""The pixels that are magnified: first row and column, counted from the first input pixel, and
how many rows and columns."""
EXAMPLE = 3
"""The magnified pixel, in the first row of them, whose division is written out."""
HANDS = 3
"""Rows in the wall of drawings: so many hands."""
SHOWN_LABELS = 6
"""Rows of the label matrix that are shown."""

X_HEIGHT = 0.44
"""Height of an x or p above the baseline in formulas, in em."""

WHOLE = NumberFormat(0)
TENTHS = NumberFormat(1)
COUNT = NumberFormat(0, grouped=True)


def stand(formula: parts.Formula, letter: int, baseline: float) -> parts.Formula:
    """Put a formula, whose glyph number ``letter`` has an x's height, on a baseline."""
    top = baseline + X_HEIGHT * formula.em
    return formula.shift([0.0, top - formula[letter].get_top()[1], 0.0])


class Data(RecordedScene):
    """Images and labels: raw, prepared, and into the inputs."""

    clip = "data"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough of the drawn digits."""
        self.require_layers(recording, 5, 4, 3)
        self.drawn, self.film = self.also["drawn_digits"], self.also["mnist_film"]
        self.drawing = self.drawn.find(recording.images[recording.image_index[STEP]])

    def construct(self) -> None:
        """Play the beats in order."""
        self.place_regions()
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

    # Where values come from, and where things stand.

    def setting(self, *keys: str | int) -> Source:
        """Name a fact about the drawings."""
        return Source(self.drawn, "setting", index=keys)

    def grey(self, row: int, column: int) -> Source:
        """Name the grey level of a pixel of the image."""
        return Source(self.drawn, "images", index=(self.drawing, row, column))

    def value(self, row: int, column: int) -> Source:
        """Name the same pixel's value, divided."""
        return self.value_at(self.drawn.place_in_column(row, column))

    def value_at(self, place: int) -> Source:
        """Name an entry of the column of values."""
        return Source(self.drawn, "columns", index=(self.drawing, place))

    def class_count(self) -> Source:
        """Name the number of digits that MNIST's labels tell apart."""
        return Source(self.film, "layer_sizes", index=(len(self.film.layer_sizes) - 1,))

    def say(self, key: str, colour: str | None = None) -> parts.Words:
        """Set words of the clip."""
        text = self.words[f"data.{key}"]
        return parts.Words(self.theme, text, self.theme.sizes.label, colour or self.theme.quiet)

    def change(
        self, leaving: Iterable[Mobject], coming: Iterable[Mobject], run_time: float = 1.0
    ) -> None:
        """Let things go and others come, so that the stage is never empty."""
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in leaving],
            *[within(FadeIn(m), 0.4, 1.0) for m in coming],
            run_time=run_time,
        )

    def place_regions(self) -> None:
        """Divide the stage: a square for the image with room for its measures, and the rest."""
        body = self.area.body
        room = 0.55  # for the measures below and beside the image
        left, self.beside = body.columns(body.height, body.width - body.height, gap=0.25)
        square = left.above(left.bottom + room).columns(left.width - room, room)[0]
        self.drawings = parts.Drawings(self.theme, self.drawn)
        image = self.drawings.image(self.drawing)
        self.digit = parts.PixelGrid(self.theme, square, image)
        side = self.digit.pitch * len(image)
        x, y, _ = self.digit.origin
        self.square = Region(x, x + side, y - side, y)
        self.pixels = self.recording.metadata["pixels"]

    # The beats, in order.

    def image(self) -> None:
        """The image appears row by row; its sides are counted, and so its pixels."""
        rows = parts.pixel_rows(self.digit)
        square, em, gap = self.square, self.theme.sizes.number, 0.16
        counts = [self.setting("image_shape", k) for k in (0, 1)]
        ends = [(square.right + gap, y, 0) for y in (square.top, square.bottom)]
        down = parts.Dimension(self.theme, *ends, counts[0], "right", em)
        ends = [(x, square.bottom - gap, 0) for x in (square.left, square.right)]
        across = parts.Dimension(self.theme, *ends, counts[1], "below", em)
        total = self.setting("values")
        pieces = [(counts[0], WHOLE), "×", (counts[1], WHOLE), "=", (total, WHOLE)]
        line = parts.Sentence(self.theme, pieces, 1.1)
        line.place(self.beside.x + 0.2, self.square.y, "centre")
        names = [self.say(key) for key in ("rows", "columns", "pixels")]
        for name, number in zip(names, line.numbers, strict=True):
            name.place(number.get_x(), self.square.y - 0.65)
        self.play(
            *staggered([FadeIn(row) for row in rows], overlap=0.8),
            *[within(FadeIn(m), 0.0, 0.4) for m in (*names, *line.words)],
            run_time=1.6,
        )
        self.remove(*rows)
        self.add(self.digit)
        for k, measure in enumerate((down, across)):
            self.play(FadeIn(measure), run_time=0.6)
            self.play(FadeIn(line.numbers[k]), run_time=0.5)
        self.play(FadeIn(line.numbers[2]), run_time=0.5)
        self.leaving = [down, across, *line.pieces, *names]

    def greys(self) -> None:
        """A few pixels grow until their grey levels can be read."""
        upper, lower = self.beside.split(0.7, 5.0, gap=0.15)
        row, column = self.pixels[0]
        down, across, rows, columns = WINDOW
        window = (row + down, column + across, rows, columns)
        self.zoom = parts.Magnifier(self.theme, lower, self.digit, window, self.value)
        levels = range(len(self.drawn.arrays["levels"]))
        self.scale = parts.GreyScale(
            self.theme,
            upper,
            [Source(self.drawn, "levels", index=(k,)) for k in levels],
            (self.setting("black"), self.setting("white")),
            self.theme.sizes.number,
        )
        self.grey_numbers = self.zoom.numbers(self.grey, WHOLE, 0.46)
        self.upper = upper
        self.play(
            *[within(FadeOut(m), 0.0, 0.25) for m in self.leaving],
            *[within(FadeIn(m), 0.15, 0.35) for m in (self.zoom.outline, self.scale)],
            within(self.zoom.grow(), 0.2, 0.85),
            within(FadeIn(self.zoom.rays), 0.7, 1.0),
            run_time=2.0,
        )
        self.play(*staggered([FadeIn(m) for m in self.grey_numbers], overlap=0.8), run_time=1.2)

    def normalised(self) -> None:
        """One division is written out; then every number makes room for its quotient."""
        place, cell = self.zoom.places[EXAMPLE], self.zoom.cells[EXAMPLE]
        grey, white, value = self.grey(*place), self.setting("white"), self.value(*place)
        pieces = [(grey, WHOLE), "÷", (white, WHOLE), "=", (value, TENTHS)]
        line = parts.Sentence(self.theme, pieces, 0.7)
        line.place(self.beside.x, self.upper.y - 0.2, "centre")
        after = self.zoom.numbers(self.value, TENTHS, 0.46)
        focus, line_width = self.theme.focus, self.theme.sizes.focus_outline
        frame = cell.copy().set_fill(opacity=0).set_stroke(focus, line_width)
        frame.mark = None
        self.play(FadeOut(self.scale), FadeIn(frame), run_time=0.5)
        self.carry([(self.grey_numbers[EXAMPLE], line.numbers[0])], run_time=0.7)
        self.play(*[FadeIn(m) for m in (line.words[0], line.numbers[1])], run_time=0.4)
        self.play(*[FadeIn(m) for m in (line.words[1], line.numbers[2])], run_time=0.4)
        self.wait(0.5)
        rows = [range(k, k + WINDOW[3]) for k in range(0, len(after), WINDOW[3])]
        self.play(
            *staggered(
                [[FadeOut(self.grey_numbers[k]) for k in row] for row in rows], 0.6, 0.0, 0.75
            ),
            *staggered([[FadeIn(after[k]) for k in row] for row in rows], 0.6, 0.25, 1.0),
            run_time=1.8,
        )
        self.play(FadeOut(frame), run_time=0.3)
        zoom = self.zoom
        self.leaving = [zoom.cells, zoom.outline, zoom.rays, *after, *line.pieces]

    def column(self) -> None:
        """Row by row the pixels line up below each other; some of them are read out."""
        strip, leads, names, numbers, _ = self.beside.columns(1.0, 1.3, 1.1, 1.1, 2.3)
        self.strip = parts.PixelColumn(self.digit, strip.left, strip.right)
        last = self.drawn.metadata["values"] - 1
        places = [0, *[self.drawn.place_in_column(*pixel) for pixel in self.pixels], last]
        slots = [slot for k in places for slot in ([self.value_at(k)], None)][:-1]
        room = numbers.below(numbers.top - 0.6)
        self.values = parts.ElidedMatrix(
            self.theme, slots, TENTHS, self.theme.sizes.number, room.height / len(slots), 0.7
        ).move_to(room.centre)
        self.entries = VGroup()
        for r, place in enumerate(places):
            name = parts.Formula(self.theme, f"p_({place + 1})", 0.44, self.theme.ink)
            y = self.values.row_y(r)
            name.set_x(names.right - 0.25 - name.width / 2)
            stand(name, 0, self.values.cells[r][0].baseline)
            lead = self.strip.lead(place, [leads.right, y, 0])
            self.entries.add(VGroup(lead, name, self.values.cells[r][0]))
        heading = parts.Sentence(
            self.theme,
            [(self.setting("values"), WHOLE), self.words["data.values"]],
            self.theme.sizes.number,
        ).place(self.values.get_x(), numbers.top - 0.35, "centre")
        note = self.say("left_out")
        note.place(numbers.right + 0.2, self.values.gap_y(0) - 0.08, "left")
        self.change(self.leaving, [self.values.brackets, heading, self.strip.ground], 0.8)
        self._unroll(places)
        dots = [FadeIn(dots) for dots in self.values.dots]
        self.play(*dots, FadeIn(note), run_time=0.5)
        self.leaving = [*self.strip.rows, self.strip.ground, *self.entries, heading, note]
        self.leaving += [self.values.brackets, *self.values.dots]

    def _unroll(self, places: list[int]) -> None:
        """Move the rows to the column; an entry is read out when its row has arrived."""
        flights = self.strip.unroll()
        motions = staggered([motion for _, motion in flights], overlap=0.8, stop=0.85)
        length = 0.85 / (1 + 0.2 * (len(flights) - 1))
        readings = []
        for entry, place in zip(self.entries, places, strict=True):
            row = place // self.digit.image.shape[1]
            start = length * (1 + 0.2 * row)
            readings.append(within(FadeIn(entry), start, start + 0.12))
        self.play(*motions, *readings, run_time=4.0)
        self.remove(*[row for row, _ in flights])
        self.add(*self.strip.rows, *self.entries)

    def five(self) -> None:
        """The five pixels that the small network takes, in the image and in the column."""
        self.marks, changes = VGroup(*self._pointed_out(self.digit)), []
        edge = self.values.brackets.get_right()[0]
        for k in range(1, len(self.pixels) + 1):
            bar = parts.highlight(self.theme, self.values, k)
            name = parts.Formula(self.theme, f"= x_{k}", 0.5, self.theme.focus)
            name.set_x(edge + 0.25 + name.width / 2)
            stand(name, 1, self.values.cells[k][0].baseline)
            self.leaving += [bar, name]
            lead = self.entries[k][0]
            changes.append(
                [
                    FadeIn(self.marks[k - 1], scale=1.5),
                    lead.animate.set_stroke(self.theme.focus, self.theme.sizes.line),
                    FadeIn(bar),
                    FadeIn(name),
                ]
            )
        self.play(*staggered(changes, overlap=0.3), run_time=4.0)
        self.leaving += [self.digit, self.marks]

    def _pointed_out(self, digit: parts.PixelGrid) -> list[VGroup]:
        """Outline and name, on the image, of each input pixel."""
        tags: list[VGroup] = []
        for k, (row, column) in enumerate(self.pixels, start=1):
            name = parts.Formula(self.theme, f"x_{k}", 0.36, self.theme.focus)
            tags.append(digit.tag(row, column, name, tags))
        return [
            VGroup(digit.outline(*pixel), tag) for pixel, tag in zip(self.pixels, tags, strict=True)
        ]

    def mnist(self) -> None:
        """The database's long name gives its short one; drawings stand for its images."""
        top, second, wall, note_row = self.area.body.split(0.5, 0.7, 3.9, 0.35, gap=0.13)
        self.acronym = parts.Acronym(
            self.theme, self.words["data.long_name"], 0.44, self.words["data.short_name"], 0.8
        ).place(top.left, top.bottom + 0.12)
        self.acronym.short.place(second.left, second.bottom + 0.14, "left")
        self.second = second
        self.wall = parts.DigitWall(self.drawings, wall, self.drawing, HANDS)
        note = self.say("note").place(note_row.x, note_row.bottom + 0.08)
        coming = [within(FadeIn(thumb), 0.25, 0.9) for thumb in self.wall.thumbnails]
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in self.leaving],
            *coming,
            *[within(FadeIn(m), 0.4, 1.0) for m in (self.acronym, note)],
            run_time=1.2,
        )
        self.wait(0.6)
        self.play(*staggered(self.acronym.spell(), overlap=0.3), run_time=2.0)
        self.add(self.acronym.short)
        self.note = note

    def count(self) -> None:
        """How many images the database holds, and of what size."""
        side = [(self.setting("image_shape", k), WHOLE) for k in (0, 1)]
        images = Source(self.film, "setting", index=("images",))
        pieces = [(images, COUNT), self.words["data.images_of"], side[0], "×", side[1]]
        line = parts.Sentence(self.theme, [*pieces, self.words["data.pixels"]], 0.5)
        line.place(0, self.acronym.short.baseline)
        line.shift([self.second.right - line.get_right()[0], 0, 0])
        self.play(*[FadeIn(m) for m in line.pieces[:2]], run_time=0.7)
        self.play(*[FadeIn(m) for m in line.pieces[2:]], run_time=0.7)
        self.leaving = [self.acronym, self.acronym.short, *line.pieces, self.note]

    def labels(self) -> None:
        """Every drawing gets its label."""
        columns = [[FadeIn(label) for label in labels] for labels in self.wall.label_columns()]
        self.play(*staggered(columns, overlap=0.6), run_time=2.0)

    def one_hot(self) -> None:
        """The label of the clip's own digit becomes a one in a field of zeros."""
        at, names_at, numbers_at, _ = self.beside.columns(1.7, 1.3, 1.3, 2.2)
        label = self.drawings.label(self.drawing, 1.4).place(at.x, self.square.y)
        said = self.say("label", self.theme.target).place(at.x, self.square.y - 0.5)
        headings = [self.words[f"data.{key}"] for key in ("digit", "one_hot")]
        column = parts.OneHotColumn(
            self.drawings, names_at, numbers_at, self.drawing, headings, 0.54
        )
        winner = self.drawings.label_value(self.drawing)
        other_names = [name for k, name in enumerate(column.names) if k != winner]
        (thumb, *others), (wall_label, *labels) = self.wall.thumbnails, self.wall.labels
        large = thumb.animate.scale_to_fit_width(self.square.width).move_to(self.square.centre)
        self.carry(
            [(wall_label, label)],
            *[within(FadeOut(m), 0.0, 0.4) for m in (*others, *labels, *self.leaving)],
            within(large, 0.1, 0.9),
            *[within(FadeIn(m), 0.4, 0.8) for m in (*other_names, *column.headings)],
            within(FadeIn(column.matrix.brackets), 0.4, 0.8),
            run_time=1.4,
            leave=False,
        )
        self.play(FadeIn(said), run_time=0.4)
        self.carry([(label, column.names[winner])], run_time=0.9)
        bar = parts.highlight(self.theme, column.matrix, winner, self.theme.target)
        self.play(FadeIn(bar), FadeIn(column.cells[winner]), run_time=0.6)
        zeros = [FadeIn(cell) for k, cell in enumerate(column.cells) if k != winner]
        self.play(*staggered(zeros, overlap=0.7), run_time=1.0)
        self.large, self.large_label, self.one_hot_cells = thumb, label, column.cells
        self.leaving = [said, *column.names, *column.headings, bar, column.matrix.brackets]
        self._count_entries(column.matrix.brackets)

    def _count_entries(self, box: Mobject) -> None:
        """Say how long the one-hot label is."""
        x = box.get_right()[0] + 0.35
        ends = [(x, y, 0) for y in (box.get_top()[1], box.get_bottom()[1])]
        length = parts.Dimension(self.theme, *ends, self.class_count(), "right", 0.8)
        unit = self.say("values")
        unit.place(length.readout.get_x(), length.readout.baseline - 0.45)
        self.play(FadeIn(length), FadeIn(unit), run_time=0.5)
        self.leaving += [length, unit]

    def label_matrix(self) -> None:
        """One-hot labels as rows; most of the rows are left out."""
        left, middle, _ = self.area.body.columns(2.6, 7.2, 3.0)
        sheet = parts.LabelMatrix(
            self.drawings,
            left,
            middle,
            self.wall.drawn[:SHOWN_LABELS],
            self.words["data.rows_left_out"],
        )
        matrix, box = sheet.matrix, sheet.matrix.brackets
        (first_thumb, first_label), *others = sheet.beside
        down = self.large.animate.scale_to_fit_width(first_thumb.width).move_to(first_thumb)
        flights = zip(self.one_hot_cells, matrix.cells[0], strict=True)
        self.play(
            *[within(FadeOut(m), 0.0, 0.25) for m in self.leaving],
            within(down, 0.1, 0.8),
            within(ReplacementTransform(self.large_label, first_label), 0.1, 0.8),
            *staggered([ReplacementTransform(*pair) for pair in flights], 0.92, 0.25, 1.0),
            *[within(FadeIn(m), 0.4, 0.9) for m in sheet.headings],
            run_time=1.8,
        )
        self.play(FadeIn(box), run_time=0.3)
        rows = [
            [FadeIn(m) for m in (*extra, *row)]
            for extra, row in zip(others, matrix.cells[1:], strict=True)
        ]
        self.play(*staggered(rows, overlap=0.5), run_time=2.4)
        self.play(FadeIn(matrix.dots[0]), FadeIn(sheet.note), run_time=0.4)
        self.leaving = [self.large, first_label, box, *sheet.headings, *matrix.dots, sheet.note]
        self.leaving += [m for row in (*others, *matrix.cells) for m in row]
        self._count_sides(box, sheet.headings[0].get_top()[1] + 0.15)

    def _count_sides(self, box: Mobject, y: float) -> None:
        """Say how many rows and columns the whole matrix has."""
        images = Source(self.film, "setting", index=("images",))
        x = box.get_right()[0] + 0.3
        ends = [(x, end[1], 0) for end in (box.get_top(), box.get_bottom())]
        down = parts.Dimension(self.theme, *ends, images, "right", 0.7)
        ends = [(end[0], y, 0) for end in (box.get_left(), box.get_right())]
        across = parts.Dimension(self.theme, *ends, self.class_count(), "above", 0.5)
        words = [self.say(key) for key in ("row_for_each", "each_image")]
        for k, line in enumerate(words):
            line.place(down.readout.get_left()[0], down.readout.baseline - 0.5 - 0.4 * k, "left")
        self.play(FadeIn(down), *[FadeIn(line) for line in words], run_time=0.6)
        self.wait(0.3)
        self.play(FadeIn(across), run_time=0.5)
        self.leaving += [down, across, *words]

    def inputs(self) -> None:
        """The input neurons take the five values, one by one."""
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        network = parts.NetworkDiagram(self.theme, self.area.network, self.recording, STEP, names)
        neurons = network.layers[0]
        values_at, digit_at = self.area.panel.columns(2.1, 4.3, gap=0.1)
        image = self.drawings.image(self.drawing)
        digit = parts.PixelGrid(self.theme, digit_at, image)
        count = range(1, len(self.pixels) + 1)
        marks = VGroup(*self._pointed_out(digit))
        sources = [Source(self.recording, "activations", STEP, 0, (k - 1,)) for k in count]
        heights = [neuron.disc.get_y() for neuron in neurons]
        column = parts.ElidedMatrix(
            self.theme, [[s] for s in sources], TENTHS, 0.6, heights[0] - heights[1], 0.7
        ).move_to([values_at.x - 0.2, (heights[0] + heights[-1]) / 2, 0])
        reach = neurons[0].disc.get_top()[1] - neurons[-1].disc.get_bottom()[1]
        column.brackets.stretch_to_fit_height(reach)
        symbols = VGroup()
        for k, (cell,) in zip(count, column.cells, strict=True):
            symbol = parts.Formula(self.theme, f"x_{k}", 0.52, self.theme.focus)
            symbol.set_x(column.brackets.get_right()[0] + 0.4)
            symbols.add(stand(symbol, 0, cell.baseline))
        self.change(
            self.leaving,
            [network, network.symbols(0, "x"), digit, marks, column, symbols],
            1.0,
        )
        self.wait(0.6)
        bars = [parts.highlight(self.theme, column, k - 1) for k in count]
        for bar in bars:
            bar.stretch_to_fit_height(0.9 * neurons[0].disc.height)
        fills = [
            neuron.hold(source, TENTHS) for neuron, source in zip(neurons, sources, strict=True)
        ]
        self.play(
            *staggered([FadeIn(bar) for bar in bars], 0.2, 0.0, 0.9),
            *staggered(fills, 0.2, 0.1, 1.0),
            run_time=4.0,
        )
        self.wait(1.2)
