"""The beats that turn an image into a column of values."""

from __future__ import annotations

import numpy as np
from manim import UP, Create, FadeIn, FadeOut, Mobject, ReplacementTransform, VGroup

from scenes.animation.timing import staggered, within
from scenes.clips.data.column_shape import ColumnShape
from scenes.clips.data.fitting import decimals_of
from scenes.clips.data.grey_scale import GreyScale
from scenes.clips.data.image_count import ImageCount
from scenes.clips.data.magnifier import Magnifier
from scenes.clips.data.stage_set import WHOLE, DataStage
from scenes.clips.data.value_column import ValueColumn
from scenes.mobjects.images.pixel_grid import PixelGrid, grid_lines
from scenes.mobjects.images.pixel_marks import outline_of
from scenes.mobjects.matrix.elided_matrix import highlight
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["PictureBeats"]

ROWS, COLUMNS = 4, 5
"""Most rows and columns of magnified pixels."""
ON_PIXELS = 0.46
"""Size of the numbers on magnified pixels, in frame units."""
MIDDLE = 190
"""A grey level that shows what a division does: neither black nor white."""
ROLL = 0.2
"""How far a number rolls while another takes its place, in frame units."""
LABEL_ROOM = 0.75
"""Room below the image for its label."""


class PictureBeats(DataStage):
    """Pixels, grey levels, values, one column; some of them are the inputs."""

    def grey(self, row: int, column: int) -> Source:
        """Return the source of the grey level of a pixel of the image."""
        return Source(self.recording, "images", index=(self.sample_at, row, column))

    def value(self, row: int, column: int) -> Source:
        """Return the source of the value of a pixel: its grey level divided by white."""
        return self.value_at(row * self.pixels.shape[1] + column)

    def value_at(self, place: int) -> Source:
        """Return the source of an entry of the column of values."""
        return self.source("pixel_values", 0, place)

    def pixel_count(self) -> Source:
        """Return the source of the number of pixels."""
        return Source(self.recording, "pixel_count")

    def draw_picture(self, region: Region) -> tuple[PixelGrid, Mobject]:
        """Draw the image as large as fits a region; also return the lines between its pixels."""
        rows, columns = self.pixels.shape
        grid = PixelGrid(
            self.theme, self.layout.fit(region, rows, columns), self.pixels, black=True
        )
        return grid, grid_lines(grid)

    def set_picture(self) -> None:
        """Draw the image at all the places where it will stand."""
        assert self.recording.images is not None
        self.pixels = np.asarray(self.recording.images[self.sample_at])
        layout = self.layout
        self.set_small_picture()
        self.first = self.draw_picture(layout.first if layout.alone else layout.square)
        self.digit, self.lines = self.draw_picture(layout.square)
        chosen = self.recording.samples.pixels or list(np.ndindex(*self.pixels.shape))
        self.input_pixels = [tuple(chosen[k]) for k in self.inputs_shown]
        self.symbols: list[Formula] = []

    def set_small_picture(self) -> None:
        """Draw the image beside the network; once it has been enlarged it has to be drawn again."""
        picture = self.layout.picture
        room = picture.above(picture.bottom + LABEL_ROOM)
        self.small, self.small_lines = self.draw_picture(room)

    def show_picture(self) -> None:
        """Open with the image and the empty network."""
        self.ask()
        self.stage.add(self.small_lines, self.small)

    def image(self) -> None:
        """Enlarge the image; count its sides, and so its pixels."""
        digit, lines = self.first
        box = Region.around(lines)
        counts = [self.setting("image_shape", k, recording=self.recording) for k in (0, 1)]
        counts.append(self.pixel_count())
        names = [self.say(key) for key in ("rows", "columns", "pixels")]
        count = ImageCount(self.theme, box, self.layout.product_line(box), counts, names)
        self.stage.discard(self.small, self.small_lines)
        self.play(
            *self.stage.clear(stop=0.4),
            within(ReplacementTransform(self.small_lines, lines), 0.2, 1.0),
            within(ReplacementTransform(self.small, digit), 0.2, 1.0),
            run_time=1.4,
        )
        for group in count.groups:
            self.play(*[FadeIn(m) for m in group], run_time=0.7)
        self.stage.add(*count)

    def _make_room(self) -> None:
        """Move the image, if it has the frame to itself, to leave room beside it."""
        digit, lines = self.first
        if not self.layout.alone:
            self.digit, self.lines = digit, lines
            return
        moving = (lines, self.lines), (digit, self.digit)
        self.play(
            *self.stage.clear(), *[ReplacementTransform(*pair) for pair in moving], run_time=1.2
        )

    def _window(self) -> tuple[int, int, int, int]:
        """Return the part of the image with the most different grey levels."""
        height, width = self.pixels.shape
        rows, columns = min(ROWS, height), min(COLUMNS, width)
        places = [(r, c) for r in range(height - rows + 1) for c in range(width - columns + 1)]
        row, column = max(
            places,
            key=lambda at: _variety(self.pixels[at[0] : at[0] + rows, at[1] : at[1] + columns]),
        )
        return row, column, rows, columns

    def greys(self) -> None:
        """Magnify a few pixels until their grey levels can be read."""
        self._make_room()
        window = self._window()
        self.upper, pixels, self.lower = self.layout.magnified(*window[2:])
        zoom = self.zoom = Magnifier(self.theme, pixels, self.digit, window, self.value)
        ends = self.setting("black"), self.setting("white")
        self.scale = GreyScale(self.theme, self.upper, ends, self.theme.sizes.number)
        self.grey_numbers = zoom.numbers(self.grey, WHOLE, ON_PIXELS)
        self.rows = [slice(k, k + window[3]) for k in range(0, len(zoom.places), window[3])]
        self.play(*self.stage.clear(stop=0.5), within(FadeIn(zoom.outline), 0.5, 1.0), run_time=0.9)
        cells = [[FadeIn(cell) for cell in zoom.cells[row]] for row in self.rows]
        self.play(
            *[within(Create(ray), 0.0, 0.5) for ray in zoom.rays],
            *staggered(cells, overlap=0.5, start=0.4),
            run_time=1.4,
        )
        self.play(FadeIn(self.scale), run_time=0.6)
        self.play(*staggered([FadeIn(m) for m in self.grey_numbers], overlap=0.8), run_time=2.4)

    def normalised(self) -> None:
        """Write out one division, then replace every number by its quotient."""
        zoom = self.zoom
        style = NumberFormat(max(decimals_of([self.value(*at).value for at in zoom.places], 2), 1))
        after = zoom.numbers(self.value, style, ON_PIXELS)
        k = self._example()
        line = zoom.division(k, self.setting("white"), self.grey, self.value, style)
        line.place(self.lower.x, self.lower.bottom + 0.2, "centre")
        frame = zoom.cells[k].copy().set_fill(opacity=0)
        frame.set_stroke(self.theme.focus, self.theme.sizes.focus_outline)
        frame.mark = None
        self.play(FadeIn(frame), run_time=0.4)
        first, *others = line.numbers
        self.move_numbers([(self.grey_numbers[k], first)], run_time=0.9)
        for word, number in zip(line.words, others, strict=True):
            self.play(FadeIn(word), FadeIn(number), run_time=0.5)
        self.wait(0.5)
        out = [[FadeOut(m, shift=ROLL * UP) for m in self.grey_numbers[r]] for r in self.rows]
        new = [[FadeIn(m, shift=ROLL * UP) for m in after[r]] for r in self.rows]
        self.play(
            within(FadeOut(self.scale), 0.0, 0.3),
            *staggered(out, overlap=0.6, stop=0.75),
            *staggered(new, overlap=0.6, start=0.25),
            run_time=2.0,
        )
        self.play(FadeOut(frame), run_time=0.3)
        self.stage.add(*zoom.cells, zoom.outline, *zoom.rays, *after, *line.pieces)

    def _example(self) -> int:
        """Return the magnified pixel whose division is written out: neither black nor white."""
        greys = [self.grey(*place).value for place in self.zoom.places]
        return min(range(len(greys)), key=lambda k: abs(greys[k] - MIDDLE))

    @property
    def input_places(self) -> list[int]:
        """The places of the inputs among the pixels, counted row by row from 0."""
        columns = self.pixels.shape[1]
        return [row * columns + column for row, column in self.input_pixels]

    def _places(self) -> list[int]:
        """Return the pixels whose values are printed in the column: first, inputs, last."""
        return sorted({0, *self.input_places, self.pixels.size - 1})

    def column(self) -> None:
        """Stand the rows up in one column, and print some of its values."""
        regions, strip = self.layout.column(Region.around(self.lines))
        places = self._places()
        values = [self.value_at(place) for place in places]
        self.reading = reading = ValueColumn(
            self.theme, self.digit, (strip, *regions), places, values, self.value_style
        )
        shape = ColumnShape(self.theme, self.pixel_count(), self.theme.sizes.number)
        shape.place(reading.values.get_x(), reading.values.brackets.get_bottom()[1] - 0.45)
        word = self.say("pixel").place(0.0, reading.values.brackets.get_top()[1] + 0.2)
        word.shift([reading.entries[0][1].get_right()[0] - word.get_right()[0], 0.0, 0.0])
        column = reading.strip
        self.play(*self.stage.clear(stop=0.5), within(FadeIn(column.frame), 0.6, 1.0), run_time=1.0)
        moving, motion = column.stand_up()
        first = max(column.arrival(0), 0.06)
        come = [
            (column.arrival(place), entry)
            for place, entry in zip(places, reading.entries, strict=True)
        ]
        self.play(
            motion,
            *[within(FadeIn(m), first - 0.06, first) for m in (reading.values.brackets, word)],
            *[within(FadeIn(entry), min(at, 0.94), min(at + 0.06, 1.0)) for at, entry in come],
            run_time=5.2,
        )
        self.remove(moving)
        self.add(column)
        self.play(*self.stage.show(shape, *reading.values.dots, start=0.0), run_time=0.6)
        self.stage.add(column, reading.values.brackets, word, *reading.entries)
        if len(self.inputs_shown) == self.pixels.size:  # no beat points out those that are inputs
            self.stage.add(self.lines, self.digit)

    def five(self) -> None:
        """Point out the pixels that are inputs, in the image and in the column."""
        reading, theme, changes = self.reading, self.theme, []
        self.frames, part = self.framed(self.digit), 1 / len(self.inputs_shown)
        for n, (place, k) in enumerate(zip(self.input_places, self.inputs_shown, strict=True)):
            bar = highlight(theme, reading.values, reading.places.index(place))
            lead, number, _ = reading.entry_of(place)
            self.symbols.append(reading.symbol(place, k))
            lit = lead.animate.set_stroke(theme.focus, theme.sizes.line)
            coming = [FadeIn(m) for m in (self.frames[n], bar, self.symbols[-1])]
            changes.append(within(FadeOut(number), n * part, (n + 0.35) * part))
            changes += [within(m, (n + 0.35) * part, (n + 0.8) * part) for m in (lit, *coming)]
            self.stage.add(bar, self.symbols[-1])
        self.play(*changes, run_time=4.5)
        self.stage.add(self.lines, self.digit, self.frames)

    def framed(self, digit: PixelGrid) -> VGroup:
        """Return a frame around each input pixel on an image."""
        return VGroup(*[outline_of(digit, r, c, digit.focus) for r, c in self.input_pixels])


def _variety(part: np.ndarray) -> tuple[int, int]:
    """Return how many grey levels a part of an image has, and how few pixels of the commonest."""
    _, counts = np.unique(part, return_counts=True)
    return len(counts), -int(counts.max())
