"""What the network learns from: images as columns of values, labels as one-hot rows."""

from __future__ import annotations

from collections.abc import Iterable

from manim import RIGHT, UP, FadeIn, FadeOut, Mobject, ReplacementTransform, Transform, VGroup

from network import Recording
from scenes.animation.timing import staggered, within
from scenes.base import NetworkScene
from scenes.clips.data.acronym import Acronym
from scenes.clips.data.grey_scale import GreyScale
from scenes.clips.data.magnifier import Magnifier
from scenes.clips.data.pixel_names import PixelNames
from scenes.mobjects.images.drawn_data import DigitWall, Drawings, LabelMatrix, OneHotColumn
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.pixel_rows import PixelColumn, grid_lines, pixel_rows
from scenes.mobjects.matrix.elided_matrix import Dimension, ElidedMatrix, highlight
from scenes.mobjects.network.network_diagram import NetworkDiagram, Neuron
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import relate
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["Data"]

STEP = 0
WINDOW = (0, 5, 4, 5)
"""The pixels that are magnified: first row and column, counted from the first input pixel, and
how many rows and columns."""
EXAMPLES = {"above": (1, 0), "below": (15,)}
"""The magnified pixel whose division is written out on that side of them: the first for which
there is room."""
BAND, BAND_GAP = 0.7, 0.15
"""Height of the band for it, and how far it is from the magnified pixels."""
SIDE_ROOM, FOOT_ROOM, LINE_ROOM = 0.8, 0.55, 2.05
"""Room for the measures beside and below the image, and for the number of its pixels."""
COLUMN_ROOM = 5.3
"""Height that a column of values takes at least."""
NAME_EM = 0.44
"""Size of the database's long name."""
COUNT_PITCH = 0.65
"""Distance of the lines that say how many images it has."""
WALL_COLUMNS, LEAST_CELL = (10, 7, 5), 1.05
"""Images in a row of the wall: as many of these as leave each so much width."""
WALL_PITCH = 0.8
"""What a row of the wall takes beyond its images: labels, and room between."""
ROW_PITCH, MOST_LABELS = 0.69, 9
"""Distance of the rows of the label matrix, and how many are shown at most."""
SUMS_ROOM = 1.6
"""Room below the label matrix for its measures, where they have none beside it."""

TAG = 0.36
"""Size of the names of pixels in the image, in frame units."""
X_HEIGHT = 0.44
"""Height of an x or p above the baseline in formulas, in em."""

WHOLE = NumberFormat(0)
TENTHS = NumberFormat(1)
COUNT = NumberFormat(0, grouped=True)


def stand(formula: Formula, letter: int, baseline: float) -> Formula:
    """Put a formula, whose glyph number ``letter`` has an x's height, on a baseline."""
    top = baseline + X_HEIGHT * formula.em
    return formula.shift([0.0, top - formula[letter].get_top()[1], 0.0])


class Data(NetworkScene):
    """Images and labels: raw, prepared, and into the inputs."""

    clip = "data"

    def check(self, recording: Recording) -> None:
        """Refuse a recording that is not a 5-4-3 walkthrough of the drawn digits."""
        self.require_layers(recording, 5, 4, 3)
        self.drawn, self.film = self.also["drawn_digits"], self.also["mnist_film"]
        self.sample = self.also.get("mnist_sample")
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

    def say(self, key: str, colour: str | None = None, width: float = float("inf")) -> TextLine:
        """Set words of the clip, on more lines than one if they are wider than they may be."""
        style = self.words[f"data.{key}"], self.theme.sizes.label, colour or self.theme.quiet
        words = TextLine(self.theme, *style)
        return words if words.width <= width else TextLine(self.theme, *style, width=width)

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
        """Divide the stage: a square for the image, and room beside it or below it."""
        body, gap = self.area.body, 0.25
        # In a frame that is not wide the image has the stage to itself at first.
        self.alone = body.width < 1.5 * body.height
        self.stacked = body.width < body.height
        if self.stacked:
            low = COLUMN_ROOM
            square, self.beside = body.split(body.height - low - gap, low, gap=gap)
        else:
            side = min(body.height, body.width / 2)
            square, self.beside = body.columns(side, body.width - side, gap=gap)
        if not self.alone:
            room = FOOT_ROOM  # for the measures
            square = square.above(square.bottom + room).columns(square.width - room, room)[0]
        self.drawings = Drawings(self.theme, self.drawn)
        # What the wall and the labels show: images of MNIST where they are at hand.
        self.shown = Drawings(self.theme, self.sample or self.drawn)
        self.digit, self.square = self._image_in(square)
        self.lines = grid_lines(self.digit)
        self.pixels = self.recording.metadata["pixels"]

    def _image_in(self, region: Region) -> tuple[PixelGrid, Region]:
        """Draw the image as large as fits a region; give the square that it fills, too."""
        image = self.drawings.image(self.drawing)
        grid = PixelGrid(self.theme, region, image, black=True)
        side, (x, y, _) = grid.pitch * len(image), grid.origin
        return grid, Region(x, x + side, y - side, y)

    def _first_place(self) -> tuple[PixelGrid, Region, Region]:
        """Where the image stands at first, and where the number of its pixels does."""
        body = self.area.body
        if not self.alone:
            line = Region(self.beside.left + 0.4, self.beside.right, body.bottom, body.top)
            middle = self.square.y
            return self.digit, self.square, Region(line.left, line.right, middle, middle)
        side = min(body.width - SIDE_ROOM, body.height - FOOT_ROOM - LINE_ROOM)
        stage = body.inner(body.width, side + FOOT_ROOM + LINE_ROOM)
        x = min(stage.x, stage.right - SIDE_ROOM - side / 2)
        place = Region(x - side / 2, x + side / 2, stage.top - side, stage.top)
        baseline = stage.bottom + 0.75
        return *self._image_in(place), Region(body.left, body.right, baseline, baseline)

    # The beats, in order.

    def image(self) -> None:
        """The image appears row by row; its sides are counted, and so its pixels."""
        self.first_digit, square, room = self._first_place()
        rows = pixel_rows(self.first_digit, black=True)
        self.first_lines = grid_lines(self.first_digit) if self.alone else self.lines
        em, gap = self.theme.sizes.number, 0.16
        counts = [self.setting("image_shape", k) for k in (0, 1)]
        ends = [(square.right + gap, y, 0) for y in (square.top, square.bottom)]
        down = Dimension(self.theme, *ends, counts[0], "right", em)
        ends = [(x, square.bottom - gap, 0) for x in (square.left, square.right)]
        across = Dimension(self.theme, *ends, counts[1], "below", em)
        total = self.setting("values")
        pieces = [(counts[0], WHOLE), "×", (counts[1], WHOLE), "=", (total, WHOLE)]
        product = relate(
            "rows × columns", lambda a, b: a * b, [(count, 0) for count in counts], (total, 0)
        )
        line = Sentence.fitting(self.theme, pieces, 1.1, room.width - 0.1, [product])
        line.place(room.x, room.y, "centre")
        names = [self.say(key) for key in ("rows", "columns", "pixels")]
        for name, number in zip(names, line.numbers, strict=True):
            name.place(number.get_x(), room.y - 0.65)
        self.play(
            within(FadeIn(self.first_lines), 0.75, 1.0),  # first, to be beneath the rows
            *staggered([FadeIn(row) for row in rows], overlap=0.8, stop=0.85),
            run_time=1.6,
        )
        self.remove(*rows)
        self.add(self.first_digit)
        for measure, pieces, name in zip(
            (down, across, VGroup()),
            (line.pieces[:1], line.pieces[1:3], line.pieces[3:]),
            names,
            strict=True,
        ):
            self.play(FadeIn(measure), *[FadeIn(m) for m in (*pieces, name)], run_time=0.7)
            self.wait(0.3)
        self.leaving = [down, across, *line.pieces, *names]

    def _make_room(self) -> None:
        """Move the image, if it has the stage to itself, to where others have room beside it."""
        if not self.alone:
            return
        moving = (self.first_lines, self.lines), (self.first_digit, self.digit)
        self.play(
            *[within(FadeOut(m), 0.0, 0.5) for m in self.leaving],
            *[ReplacementTransform(*pair) for pair in moving],
            run_time=1.2,
        )
        self.leaving = []

    def _magnified_at(self, rows: int, columns: int) -> tuple[Region, Region]:
        """Where the scale of greys stands, and where the magnified pixels do.

        Those are next to the image.
        """
        room = self.beside
        pitch = min(room.width / columns, (room.height - BAND - BAND_GAP) / rows)
        room = room.inner(room.width, rows * pitch + BAND + BAND_GAP)
        if self.stacked:
            lower, upper = room.split(rows * pitch, BAND, gap=BAND_GAP)
        else:
            upper, lower = room.split(BAND, rows * pitch, gap=BAND_GAP)
        return upper, lower

    def greys(self) -> None:
        """A few pixels grow until their grey levels can be read."""
        self._make_room()
        row, column = self.pixels[0]
        down, across, rows, columns = WINDOW
        upper, lower = self._magnified_at(rows, columns)
        window = (row + down, column + across, rows, columns)
        self.zoom = Magnifier(self.theme, lower, self.digit, window, self.value)
        levels = range(len(self.drawn.arrays["levels"]))
        self.scale = GreyScale(
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
            *[within(motion, 0.2, 0.85) for motion in self.zoom.grow()],
            within(FadeIn(self.zoom.rays), 0.7, 1.0),
            run_time=2.0,
        )
        self.play(*staggered([FadeIn(m) for m in self.grey_numbers], overlap=0.8), run_time=1.2)

    def normalised(self) -> None:
        """One division is written out; then every number makes room for its quotient."""
        white = self.setting("white")
        for example in EXAMPLES["below" if self.stacked else "above"]:
            place, cell = self.zoom.places[example], self.zoom.cells[example]
            grey, value = self.grey(*place), self.value(*place)
            pieces = [(grey, WHOLE), "÷", (white, WHOLE), "=", (value, TENTHS)]
            terms, result = [(grey, 0), (white, 0)], (value, TENTHS.decimals)
            quotient = relate("grey ÷ white", lambda a, b: a / b, terms, result)
            line = Sentence(self.theme, pieces, 0.7, relations=[quotient])
            line.place(0.0, self.upper.y - 0.2)
            # Level with its pixel.
            line.shift([cell.get_x() - line.numbers[0].get_x(), 0.0, 0.0])
            if line.get_right()[0] <= self.area.body.right:
                break
        # It comes out beside its cell: a number is never printed over another.
        start = cell.get_bottom()[1] - 0.3 if self.stacked else cell.get_top()[1] + 0.3
        rise = (line.numbers[0].get_y() - start) * UP
        after = self.zoom.numbers(self.value, TENTHS, 0.46)
        focus, line_width = self.theme.focus, self.theme.sizes.focus_outline
        frame = cell.copy().set_fill(opacity=0).set_stroke(focus, line_width)
        frame.mark = None
        self.play(FadeOut(self.scale), FadeIn(frame), run_time=0.5)
        self.play(FadeIn(line.numbers[0], shift=rise), run_time=0.7)
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
        self.leaving = [zoom.ground, zoom.cells, zoom.outline, zoom.rays, *after, *line.pieces]

    def column(self) -> None:
        """Row by row the pixels line up below each other; some of them are read out."""
        strip, leads, names, numbers, notes = self.beside.columns(*self._column_shares())
        room = self.beside
        # Level with the image in a wide frame, as high as there is room for in others.
        ends = None if self.area.wide else (room.top, room.bottom)
        self.strip = PixelColumn(self.digit, strip.left, strip.right, ends)
        last = self.drawn.metadata["values"] - 1
        places = [0, *[self.drawn.place_in_column(*pixel) for pixel in self.pixels], last]
        slots = [slot for k in places for slot in ([self.value_at(k)], None)][:-1]
        room = numbers.below(numbers.top - 0.6)
        self.values = ElidedMatrix(
            self.theme, slots, TENTHS, self.theme.sizes.number, room.height / len(slots), 0.7
        ).move_to(room.centre)
        self.entries = VGroup()
        for r, place in enumerate(places):
            name = Formula(self.theme, f"p_({place + 1})", 0.44, self.theme.ink)
            y = self.values.row_y(r)
            name.set_x(names.right - 0.25 - name.width / 2)
            stand(name, 0, self.values.cells[r][0].baseline)
            lead = self.strip.lead(place, [leads.right, y, 0])
            self.entries.add(VGroup(lead, name, self.values.cells[r][0]))
        heading = Sentence(
            self.theme,
            [(self.setting("values"), WHOLE), self.words["data.values"]],
            self.theme.sizes.number,
        ).place(self.values.get_x(), numbers.top - 0.35, "centre")
        x = numbers.right + 0.2
        note = self.say("left_out", width=notes.right - x)
        note.place(x, self.values.gap_y(0) - 0.08 + note.drop, "left")
        self.change(self.leaving, [self.values.brackets, heading, self.strip.ground], 0.8)
        self._unroll(places)
        dots = [FadeIn(dots) for dots in self.values.dots]
        self.play(*dots, FadeIn(note), run_time=0.5)
        self.leaving = [*self.strip.rows, self.strip.ground, *self.entries, heading, note]
        self.leaving += [self.values.brackets, *self.values.dots]

    def _column_shares(self) -> tuple[float, ...]:
        """Divide the room for the column: pixels, lines, names, values, and what is said of them.

        Where there is little room, names and values keep theirs.
        """
        spare = min(0.0, self.beside.width - 6.8)
        return (
            1.0 + 0.2 * spare,
            1.3 + 0.35 * spare,
            1.1 + 0.05 * spare,
            1.1 + 0.1 * spare,
            (2.3 + 0.3 * spare),
        )

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
        self.marks, changes = self._pointed_out(self.digit), []
        edge = self.values.brackets.get_right()[0]
        for k in range(1, len(self.pixels) + 1):
            bar = highlight(self.theme, self.values, k)
            name = Formula(self.theme, f"= x_{k}", 0.5, self.theme.focus)
            name.set_x(edge + 0.25 + name.width / 2)
            stand(name, 1, self.values.cells[k][0].baseline)
            self.leaving += [bar, name]
            lead = self.entries[k][0]
            changes.append(
                [
                    FadeIn(self.marks[k - 1]),
                    lead.animate.set_stroke(self.theme.focus, self.theme.sizes.line),
                    FadeIn(bar),
                    FadeIn(name),
                ]
            )
        self.play(*staggered(changes, overlap=0.3), run_time=4.0)
        self.leaving += [self.lines, self.digit, self.marks]

    def _pointed_out(self, digit: PixelGrid) -> PixelNames:
        """Frame and name, on the image, of each input pixel."""
        names = [
            Formula(self.theme, f"x_{k}", TAG, self.theme.focus)
            for k in range(1, len(self.pixels) + 1)
        ]
        return PixelNames(digit, self.pixels, names)

    def mnist(self) -> None:
        """The database's long name gives its short one; drawings stand for its images."""
        body = self.area.body
        name, short = (self.words[f"data.{key}"] for key in ("long_name", "short_name"))
        self.acronym = Acronym(self.theme, name, NAME_EM, short, 0.8, body.width)
        self.note = self.say("note_real" if self.sample else "note", width=body.width)
        self.count_lines, beside = self._count_lines()
        more = self.acronym.drop
        lines = 0.0 if beside else COUNT_PITCH * len(self.count_lines)
        heights = [0.5 + more, 0.7 + lines, 0.35 + self.note.drop]
        room = body.height - sum(heights) - 0.4  # three gaps
        top, second, wall, note_row = body.split(*heights[:2], room, heights[2], gap=0.13)
        self.acronym.place(top.left, top.bottom + more + 0.12)
        baseline = second.bottom + 0.14
        self.acronym.short.place(second.left, baseline + lines, "left")
        for k, line in enumerate(reversed(self.count_lines)):
            line.place(second.left, baseline + k * COUNT_PITCH)
            if beside:
                line.shift([second.right - line.get_right()[0], 0, 0])
        self.first = 0 if self.sample else self.drawing
        wall = wall.below(wall.top - 0.2)
        columns = next(n for n in WALL_COLUMNS if wall.width / n > LEAST_CELL)
        rows = round(wall.height / (wall.width / columns + WALL_PITCH) - 0.2)
        self.wall = DigitWall(self.shown, wall, self.first, rows, columns)
        self.note.place(note_row.x, note_row.bottom + 0.08 + self.note.drop)
        columns = self.wall.thumbnail_columns()
        self.play(
            *[within(FadeOut(m), 0.0, 0.35) for m in self.leaving],
            *staggered([[FadeIn(m) for m in column] for column in columns], 0.7, 0.15, 1.0),
            run_time=1.6,
        )
        self.play(FadeIn(self.acronym), run_time=0.6)
        self.play(*staggered(self.acronym.spell(), overlap=0.3), run_time=2.0)
        self.add(self.acronym.short)
        self.play(FadeIn(self.note), run_time=0.5)

    def _count_lines(self) -> tuple[list[Sentence], bool]:
        """How many images there are, and of what size: on one line, or on two if need be.

        Tells, too, whether that line has room beside the database's short name.
        """
        side = [(self.setting("image_shape", k), WHOLE) for k in (0, 1)]
        images = Source(self.film, "setting", index=("images",))
        pieces = [(images, COUNT), self.words["data.images_of"], side[0], "×", side[1]]
        pieces.append(self.words["data.pixels"])
        line, room = Sentence(self.theme, pieces, 0.5), self.area.body.width
        if line.width > room:
            cut = pieces[:2], pieces[2:]
            return [Sentence(self.theme, part, 0.5) for part in cut], False
        return [line], line.width + self.acronym.short.width + 0.5 < room

    def count(self) -> None:
        """How many images the database holds, and of what size."""
        pieces = [piece for line in self.count_lines for piece in line.pieces]
        self.play(*[FadeIn(m) for m in pieces[:2]], run_time=0.7)
        self.play(*[FadeIn(m) for m in pieces[2:]], run_time=0.7)
        self.leaving = [self.acronym, self.acronym.short, *pieces, self.note]

    def labels(self) -> None:
        """Every drawing gets its label."""
        columns = [[FadeIn(label) for label in labels] for labels in self.wall.label_columns()]
        self.play(*staggered(columns, overlap=0.6), run_time=2.0)

    def one_hot(self) -> None:
        """The label of the clip's own digit becomes a one in a field of zeros."""
        shares = (1.7, 1.3, 1.3, 2.2)
        if self.alone:
            shares = (2.1, 1.3, 1.3, 1.8) if self.stacked else (1.5, 1.5, 1.3, 2.0)
        at, names_at, numbers_at, _ = self.beside.columns(*shares)
        headings = [self.words[f"data.{key}"] for key in ("digit", "one_hot")]
        # As large as the room: 0.54 in a wide frame.
        em = 0.54 * min(max((self.beside.height - 0.5) / 5.35, 0.95), 1.3)
        column = OneHotColumn(self.shown, names_at, numbers_at, self.first, headings, em)
        winner = self.shown.label_value(self.first)
        name = column.names[winner]
        label = self.shown.label(self.first, 1.4)
        label.place(at.x, 0.0).shift([0.0, name.get_y() - label.get_y(), 0.0])
        said = self.say("label", self.theme.target).place(at.x, label.get_bottom()[1] - 0.42)
        grey = name.copy().set_fill(self.theme.quiet)
        names = [grey if k == winner else other for k, other in enumerate(column.names)]
        (thumb, *others), (wall_label, *labels) = self.wall.thumbnails, self.wall.labels
        growth = self.square.width / self.wall.side
        large = thumb.animate.scale(growth).move_to(self.square.centre)
        self.move_numbers(
            [(wall_label, label)],
            *[within(FadeOut(m), 0.0, 0.4) for m in (*others, *labels, *self.leaving)],
            within(large, 0.3, 1.0),
            *[within(FadeIn(m), 0.4, 0.8) for m in (*names, *column.headings)],
            within(FadeIn(column.matrix.brackets), 0.4, 0.8),
            run_time=1.4,
            leave=False,
        )
        digit = PixelGrid(self.theme, self.square, self.shown.image(self.first), black=True)
        lines = grid_lines(digit)
        # The pixels are there at once, just as they were; the lines come beneath them.
        sudden = within(FadeIn(digit), 0.0, 0.01)
        self.play(FadeIn(said), FadeIn(lines), sudden, run_time=0.5)
        # Out of the label's side, level, onto its grey twin.
        way = name.get_x() - label.get_right()[0] - 0.3
        self.play(FadeIn(name, shift=way * RIGHT), within(FadeOut(grey), 0.5, 0.8), run_time=0.9)
        bar = highlight(self.theme, column.matrix, winner, self.theme.target)
        self.play(FadeIn(bar), FadeIn(column.cells[winner]), run_time=0.6)
        zeros = [FadeIn(cell) for k, cell in enumerate(column.cells) if k != winner]
        self.play(*staggered(zeros, overlap=0.7), run_time=1.0)
        self.large, self.large_label, self.one_hot_cells = thumb, label, column.cells
        self.leaving = [said, *column.names, *column.headings, bar, column.matrix.brackets]
        self.leaving, self.pixels_on_top = [*self.leaving, lines], digit
        self._count_entries(column.matrix.brackets)

    def _count_entries(self, box: Mobject) -> None:
        """Say how long the one-hot label is."""
        x = box.get_right()[0] + 0.35
        ends = [(x, y, 0) for y in (box.get_top()[1], box.get_bottom()[1])]
        length = Dimension(self.theme, *ends, self.class_count(), "right", 0.8)
        unit = self.say("values")
        unit.place(length.readout.get_x(), length.readout.baseline - 0.45)
        self.play(FadeIn(length), FadeIn(unit), run_time=0.5)
        self.leaving += [length, unit]

    def label_matrix(self) -> None:
        """One-hot labels as rows; most of the rows are left out."""
        body = self.area.body
        self.counts_below = self.alone
        if self.counts_below:
            body = body.above(body.bottom + SUMS_ROOM)
            left, middle, _ = body.columns(1.75, body.width - 2.15, 0.4)
        else:
            left, middle, _ = body.columns(2.6, 7.2, 3.0)
        rows = min(round((middle.height - 1.0) / ROW_PITCH) - 1, MOST_LABELS)
        shown = self.wall.drawn[:rows]
        note = self.words["data.rows_left_out"]
        sheet = LabelMatrix(self.shown, left, middle, shown, note)
        matrix, box = sheet.matrix, sheet.matrix.brackets
        (first_thumb, first_label), *others = sheet.beside
        down = self.large.animate.scale_to_fit_width(first_thumb.width).move_to(first_thumb)
        flights = zip(self.one_hot_cells, matrix.cells[0], strict=True)
        self.play(
            *[within(FadeOut(m), 0.0, 0.2) for m in self.leaving],
            within(down, 0.2, 0.8),
            within(FadeOut(self.pixels_on_top), 0.2, 0.21),
            within(ReplacementTransform(self.large_label, first_label), 0.2, 0.85),
            *staggered([ReplacementTransform(*pair) for pair in flights], 0.92, 0.42, 1.0),
            *[within(FadeIn(m), 0.4, 0.9) for m in sheet.headings],
            run_time=2.2,
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
        down = Dimension(self.theme, *ends, images, "right", 0.7)
        ends = [(end[0], y, 0) for end in (box.get_left(), box.get_right())]
        across = Dimension(self.theme, *ends, self.class_count(), "above", 0.5)
        words = [self.say(key) for key in ("row_for_each", "each_image")]
        of_columns = self.say("column_for_each")
        of_columns.place(across.readout.get_right()[0] + 0.15, across.readout.baseline, "left")
        VGroup(across.readout, of_columns).set_x(across.lines.get_x())
        pieces = [(images, COUNT), "×", (self.class_count(), WHOLE)]
        shape = Sentence(self.theme, pieces, 0.5)
        if self.counts_below:
            self._stand_below(x, down.readout, words, shape)
        else:
            left = down.readout.get_left()[0]
            for k, line in enumerate(words):
                line.place(left, down.readout.baseline - 0.5 - 0.4 * k, "left")
            shape.place(left, words[-1].baseline - 1.1)
        self.play(FadeIn(down), *[FadeIn(line) for line in words], run_time=0.6)
        self.wait(0.3)
        self.play(FadeIn(across), FadeIn(of_columns), run_time=0.5)
        self.wait(0.3)
        self.play(*[FadeIn(m) for m in shape.pieces], run_time=0.5)
        self.leaving += [down, across, *words, of_columns, *shape.pieces]

    def _stand_below(
        self, right: float, number: Readout, words: list[TextLine], shape: Sentence
    ) -> None:
        """Say how many rows there are at the foot of the line along them, and then the shape."""
        baseline = self.area.body.bottom + 0.85
        for piece in (words[1], words[0], number):
            piece.place(right, baseline, "right")
            right = piece.get_left()[0] - 0.12
        shape.place(0.0, self.area.body.bottom + 0.1)
        shape.shift([words[1].get_right()[0] - shape.get_right()[0], 0.0, 0.0])

    def inputs(self) -> None:
        """The five values go from their column into the input neurons, one by one."""
        names_at, values_at, right = self._beside_inputs()
        names = [self.words[f"layers.{name}"] for name in ("input", "hidden", "output")]
        network = NetworkDiagram(self.theme, right, self.recording, STEP, names)
        neurons = network.layers[0]
        count = range(1, len(self.pixels) + 1)
        sources = [Source(self.recording, "activations", STEP, 0, (k - 1,)) for k in count]
        heights = [neuron.disc.get_y() for neuron in neurons]
        column = ElidedMatrix(
            self.theme, [[s] for s in sources], TENTHS, 0.6, heights[0] - heights[1], 0.7
        ).move_to([values_at.x, (heights[0] + heights[-1]) / 2, 0])
        reach = neurons[0].disc.get_top()[1] - neurons[-1].disc.get_bottom()[1]
        column.brackets.stretch_to_fit_height(reach)
        symbols = VGroup()
        for k, (cell,) in zip(count, column.cells, strict=True):
            symbol = Formula(self.theme, f"x_{k}", 0.52, self.theme.focus)
            symbol.set_x(names_at.x - 0.12)
            symbols.add(stand(symbol, 0, cell.baseline))
        marks = self._pointed_out(self.digit)
        self.change(self.leaving, [self.lines, self.digit, marks, network, column, symbols], 1.0)
        self.wait(0.6)
        self._enter([cell for (cell,) in column.cells], neurons, sources)
        self.wait(0.8)

    def _beside_inputs(self) -> list[Region]:
        """Place the image, and divide what is left: names, values, and the network."""
        body, region = self.area.body, self.beside
        if self.area.wide:
            region = Region(self.square.right, body.right, body.bottom, body.top)
            return region.columns(0.5, 0.5, 0.95, 5.6)[1:]
        if self.alone and not self.stacked:
            # The network takes more of the width than what stood beside the image so far.
            square, region = body.columns(0.42, 0.58, gap=0.25)
            self.digit, _ = self._image_in(square)
            self.lines = grid_lines(self.digit)
        names, values, network = region.columns(0.75, 0.95, region.width - 1.7)
        # Neither inputs nor outputs have names here: the room for those is there for the lines.
        network = Region(network.left - 0.35, network.right + 0.25, network.bottom, network.top)
        return [names, values, network]

    def _enter(self, cells: list[Readout], neurons: list[Neuron], sources: list[Source]) -> None:
        """Numbers move into neurons and fill them; each leaves itself behind, out of focus."""
        movers, left_behind, motions = [], [], []
        pitch, length = 0.15, 0.4  # 1 is the whole play; 4 · 0.15 + 0.4 = 1
        for k, (cell, neuron, source) in enumerate(zip(cells, neurons, sources, strict=True)):
            fills = neuron.set_value(source, TENTHS)
            arrived = neuron.readout.copy().set_fill(cell.get_fill_color())
            movers.append(neuron.readout.moved_from(cell))
            left_behind.append(cell.copy().set_fill(self.theme.quiet))
            start = k * pitch
            # What moves keeps its colour until the disc is bright behind it.
            motions += [
                within(Transform(movers[k], arrived), start, start + 0.6 * length),
                within(FadeOut(movers[k]), start + 0.6 * length, start + 0.85 * length),
                *[within(m, start + 0.6 * length, start + 0.9 * length) for m in fills],
                within(FadeIn(left_behind[k]), start + 0.5 * length, start + length),
            ]
        self.remove(*cells)
        self.play(*motions, run_time=5.0)
