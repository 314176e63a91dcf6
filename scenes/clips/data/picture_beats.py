"""The beats that turn an image into a column of values."""

from __future__ import annotations

import numpy as np
from manim import FadeIn, FadeOut, Mobject, ReplacementTransform, VGroup, VMobject

from scenes.animation.timing import staggered, within
from scenes.clips.data.column_shape import ColumnShape
from scenes.clips.data.fitting import decimals_of
from scenes.clips.data.grey_scale import GreyScale
from scenes.clips.data.image_count import ImageCount
from scenes.clips.data.magnifier import Magnifier
from scenes.clips.data.pixel_names import PixelNames
from scenes.clips.data.stage_set import WHOLE, DataStage
from scenes.clips.data.value_column import ValueColumn
from scenes.mobjects.images.pixel_grid import PixelGrid
from scenes.mobjects.images.thumbnail import grid_lines
from scenes.mobjects.matrix.elided_matrix import highlight
from scenes.mobjects.text.sentence import Sentence
from scenes.mobjects.text.text import Formula
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Region

__all__ = ["PictureBeats"]

ROWS, COLUMNS = 4, 5
"""Most rows and columns of magnified pixels."""
TAG = 0.36
"""Size of the names of pixels in the image, in frame units."""
MIDDLE = 190
"""A grey level that shows what a division does: neither black nor white."""
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
        self.window = self._window()
        self.upper, lower = self.layout.magnified(*self.window[2:])
        self.zoom = Magnifier(self.theme, lower, self.digit, self.window, self.value)
        self.scale = GreyScale(
            self.theme,
            self.upper,
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
        values = [zoom_value.value for zoom_value in map(lambda p: self.value(*p), zoom.places)]
        style = NumberFormat(max(decimals_of(values, 2), 1))
        line, cell = self._division(style)
        after = zoom.numbers(self.value, style, 0.46)
        frame = cell.copy().set_fill(opacity=0)
        frame.set_stroke(self.theme.focus, self.theme.sizes.focus_outline)
        frame.mark = None
        self.play(FadeOut(self.scale), FadeIn(frame), run_time=0.5)
        for k, number in enumerate(line.numbers):
            self.play(*[FadeIn(m) for m in (*line.words[k - 1 : k], number)], run_time=0.45)
        self.wait(0.4)
        columns = self.window[3]
        rows = [slice(k, k + columns) for k in range(0, len(after), columns)]
        self.play(
            *staggered([[FadeOut(m) for m in self.grey_numbers[r]] for r in rows], 0.6, 0.0, 0.75),
            *staggered([[FadeIn(m) for m in after[r]] for r in rows], 0.6, 0.25, 1.0),
            run_time=1.8,
        )
        self.play(FadeOut(frame), run_time=0.3)
        self.stage.add(zoom.ground, zoom.cells, zoom.outline, zoom.rays, *after, *line.pieces)

    def _division(self, style: NumberFormat) -> tuple[Sentence, VMobject]:
        """Write out the division of a pixel; also return the pixel."""
        zoom = self.zoom
        greys = [self.grey(*place).value for place in zoom.places]
        example = min(range(len(greys)), key=lambda k: abs(greys[k] - MIDDLE))
        line = zoom.division(example, self.setting("white"), self.grey, self.value, style)
        line.shift([self.upper.x - line.get_x(), self.upper.y - 0.2, 0.0])
        return line, zoom.cells[example]

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
        *regions, notes = self.layout.column()
        numbers, room = regions[-1], self.layout.beside
        whole = self.area.wide
        strip = Region(
            regions[0].left,
            regions[0].right,
            *((self.lines.get_bottom()[1], self.lines.get_top()[1]) if whole else
              (room.bottom, room.top)),
        )  # fmt: skip
        places = self._places()
        values = [self.value_at(place) for place in places]
        self.reading = reading = ValueColumn(
            self.theme, self.digit, (strip, *regions[1:]), places, values, self.value_style
        )
        heading = ColumnShape(self.theme, self.pixel_count(), self.theme.sizes.number)
        heading.place(reading.values.get_x(), numbers.top - 0.35)
        pixel = self.say("pixel")
        pixel.place(reading.entries[0][1].get_right()[0], heading.baseline, "right")
        strip_column = reading.strip
        moving, motion = strip_column.stand_up()
        self.play(*self.stage.clear(stop=0.6), FadeIn(strip_column.frame), run_time=0.8)
        self.play(motion, run_time=5.0)
        self.remove(moving)
        self.add(strip_column.veil, strip_column)
        self.play(
            FadeOut(strip_column.veil),
            FadeIn(reading.values.brackets),
            FadeIn(heading),
            FadeIn(pixel),
            *staggered([FadeIn(entry) for entry in reading.entries], overlap=0.5),
            *[within(FadeIn(dots), 0.6, 1.0) for dots in reading.values.dots],
            run_time=1.6,
        )
        self.stage.add(strip_column, reading.values.brackets, heading, pixel, *reading.entries)
        self.stage.add(*reading.values.dots)
        if reading.values.dots:
            x = numbers.right + 0.2
            note = self.say("left_out", width=notes.right - x)
            note.place(x, reading.values.gap_y(0) - 0.08 + note.drop, "left")
            self.play(*self.stage.show(note, start=0.0), run_time=0.5)
            self.note = note
        if len(self.inputs_shown) == self.pixels.size:  # no beat points out those that are inputs
            self.stage.add(self.lines, self.digit)

    def five(self) -> None:
        """Point out the pixels that are inputs, in the image and in the column."""
        marks, changes = self.pointed_out(self.digit), []
        for k, (marked, place) in enumerate(zip(marks, self.input_places, strict=True)):
            r = self.reading.places.index(place)
            bar = highlight(self.theme, self.reading.values, r)
            name, lead = self.reading.name(r, self.inputs_shown[k]), self.reading.entries[r][0]
            lit = lead.animate.set_stroke(self.theme.focus, self.theme.sizes.line)
            changes.append([FadeIn(marked), lit, FadeIn(bar), FadeIn(name)])
            self.stage.add(bar, name)
        if self.reading.values.dots:
            self.play(*self.stage.hide(self.note, stop=1.0), run_time=0.4)
        self.play(*staggered(changes, overlap=0.3), run_time=3.4)
        self.stage.add(self.lines, self.digit, marks)

    def framed(self, digit: PixelGrid) -> VGroup:
        """Return a frame around each input pixel on an image."""
        return VGroup(*[VGroup(digit.outline(*pixel)) for pixel in self.input_pixels])

    def pointed_out(self, digit: PixelGrid) -> VGroup:
        """Return a frame, and if there is room a name, for each input pixel on an image."""
        names = [
            Formula(self.theme, f"x_({k + 1})", TAG, self.theme.focus) for k in self.inputs_shown
        ]
        try:
            return PixelNames(digit, self.input_pixels, names)
        except ValueError:
            return self.framed(digit)


def _variety(part: np.ndarray) -> tuple[int, int]:
    """Return how many grey levels a part of an image has, and how few pixels of the commonest."""
    _, counts = np.unique(part, return_counts=True)
    return len(counts), -int(counts.max())
