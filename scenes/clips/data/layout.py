"""Layout of the clip on training data."""

from __future__ import annotations

from scenes.style.frame import Frame, Region

__all__ = ["DataLayout"]

GAP = 0.25
BAND, BAND_GAP = 0.7, 0.15
"""Height of the bands for scale and division, and their distance from the magnified pixels."""
SIDE_ROOM, FOOT_ROOM, LINE_ROOM = 0.8, 0.55, 2.05
"""Room for the dimensions beside and below the image, and for its number of pixels."""
COLUMN_ROOM = 5.3
"""Least height of a column of values."""
WALL_COLUMNS, LEAST_CELL = (10, 7, 5), 1.05
"""Images in a row of the wall: the first of these that leaves each at least this width."""
WALL_PITCH = 0.8
"""Height of a row of the wall beyond its images: labels, and room between."""
ROW_PITCH, MOST_LABELS = 0.69, 9
"""Distance of the rows of the matrices, and the most that are shown."""
LABEL_ROOM, LABEL_SHARES = 1.5, (0.08, 0.02, 0.35, 0.06, 0.49)
"""Room above and below the rows of the matrices; shares of images, pixels, labels, and of gaps."""
LARGE = 0.3
"""Pixels larger than this, in frame units, have frames that stand out beyond the image."""
FRAME, OUTSIDE = 0.2, 0.2
"""Room for their strokes, in frame units, and what they enclose beyond pixels, in pixels."""


class DataLayout:
    """Regions of the clip, for any shape of frame.

    Parameters
    ----------
    area : Frame

    Attributes
    ----------
    alone : bool
        Whether the image has the frame to itself at first: in all but a wide frame.
    stacked : bool
        Whether the image is above what goes with it, rather than beside it.
    square, beside : Region
        The image, and the place for what goes with it.
    first : Region
        The image when its pixels are counted.
    picture : Region
        The sample beside the network, at the beginning and at the end.
    network : Region
        The network there, with room for inputs at its left and for targets at its right.
    one_hot : list of Region
        Digit, names and entries of a one-hot column.
    one_hot_em : float
        Size of its type.
    labels : list of Region
        Images, rows of their pixels, and rows of the label matrix.
    label_rows : int
        How many rows are shown.
    """

    def __init__(self, area: Frame):
        body = self.body = area.body
        self.wide = area.wide
        self.alone, self.stacked = body.width < 1.5 * body.height, body.width < body.height
        if self.stacked:
            upper = body.height - COLUMN_ROOM - GAP
            self.square, self.beside = body.split(upper, COLUMN_ROOM, gap=GAP)
            # Outlines, too, stay within the margins.
            self.beside = self.beside.inner(self.beside.width - 0.08, self.beside.height)
        else:
            side = min(body.height, body.width / 2)
            self.square, self.beside = body.columns(side, body.width - side, gap=GAP)
        if not self.alone:
            square = self.square.above(self.square.bottom + FOOT_ROOM)
            self.square = square.columns(square.width - FOOT_ROOM, FOOT_ROOM)[0]
        self._stand_in_a_row()
        side = min(body.width - SIDE_ROOM, body.height - FOOT_ROOM - LINE_ROOM)
        self._first_stage = stage = body.inner(body.width, side + FOOT_ROOM + LINE_ROOM)
        x = min(stage.x, stage.right - SIDE_ROOM - side / 2)
        self.first = Region(x - side / 2, x + side / 2, stage.top - side, stage.top)
        shares = (2.3, 1.7, 1.7, 0.8)
        if self.alone:
            shares = (2.1, 1.3, 1.3, 1.8) if self.stacked else (1.5, 1.5, 1.3, 2.0)
        self.one_hot = self.beside.columns(*shares)[:3]
        # As large as there is room for: 0.54 in a wide frame.
        self.one_hot_em = 0.54 * min(max((self.beside.height - 0.5) / 5.35, 0.95), 1.3)
        images, _, strips, _, numbers = body.columns(*LABEL_SHARES)
        self.labels = [images, strips, numbers]
        self.label_rows = min(round((body.height - LABEL_ROOM) / ROW_PITCH) - 1, MOST_LABELS)

    def _stand_in_a_row(self) -> None:
        """Divide the body between a sample and the network that it goes into."""
        body = self.body
        if self.stacked:
            self.picture, self.network = body.split(0.42, 0.58, gap=GAP)
            return
        share = 0.29 if self.wide else 0.28
        self.picture, self.network = body.columns(share, 1 - share, gap=GAP)

    @property
    def table_pair(self) -> tuple[Region, Region]:
        """The regions of a list of features and of the network."""
        if self.stacked:
            return self.picture, self.network
        share = 0.44 if self.wide else 0.46
        listed, network = self.body.columns(share, 1 - share, gap=GAP)
        return listed, network

    def fit(self, region: Region, rows: int, columns: int) -> Region:
        """Return where an image of some rows and columns goes in a region."""
        pitch = min(region.width / columns, region.height / rows)
        if rows * columns > 1 and (pitch > LARGE or rows != columns):
            # Frames around its pixels would leave the region.
            pitch = min(
                (region.width - FRAME) / (columns + OUTSIDE),
                (region.height - FRAME) / (rows + OUTSIDE),
            )
        return region.inner(pitch * columns, pitch * rows)

    def product_line(self, image: Region) -> Region:
        """Find the line, without height, for the number of pixels of the first image."""
        body = self.body
        if self.alone:
            baseline = self._first_stage.bottom + 0.75
            return Region(body.left, body.right, baseline, baseline)
        return Region(self.beside.left + 0.4, self.beside.right, image.y, image.y)

    def magnified(self, rows: int, columns: int) -> tuple[Region, Region, Region]:
        """Divide the room for large pixels: their scale, the pixels, and a division."""
        room, bands = self.beside, 2 * (BAND + BAND_GAP)
        pitch = min(room.width / columns, (room.height - bands) / rows)
        room = room.inner(room.width, rows * pitch + bands)
        if self.stacked:  # lines from the image above end at the pixels
            pixels, upper, lower = room.split(rows * pitch, BAND, BAND, gap=BAND_GAP)
        else:
            upper, pixels, lower = room.split(BAND, rows * pitch, BAND, gap=BAND_GAP)
        return upper, pixels, lower

    def column(self, image: Region) -> tuple[list[Region], Region]:
        """Divide the room for the column: lines, names and values; and the strip of pixels.

        Where there is little room, names and values keep theirs.
        """
        spare = min(0.0, self.beside.width - 6.2)
        full, share = (0.5, 1.5, 1.7, 1.0, 1.5), (0.15, 0.3, 0.35, 0.05, 0.15)
        shares = [a + b * spare for a, b in zip(full, share, strict=True)]
        _, strip, *regions = self.beside.columns(*shares)
        if self.wide:
            strip = Region(strip.left, strip.right, image.bottom, image.top)
        return regions, strip

    def database(self, name: float, counts: float, note: float) -> list[Region]:
        """Divide the body for MNIST: its name, its short name, a wall of images, and a note.

        Parameters
        ----------
        name, counts, note : float
            Height that the name, the counts below it and the note need beyond one line.
        """
        heights = [0.5 + name, 0.7 + counts, 0.35 + note]
        room = self.body.height - sum(heights) - 0.4  # three gaps
        top, second, wall, foot = self.body.split(*heights[:2], room, heights[2], gap=0.13)
        return [top, second, wall.below(wall.top - 0.1), foot]

    def wall(self, region: Region) -> tuple[int, int]:
        """Return the numbers of rows and columns of the images that fill a region."""
        columns = next(n for n in WALL_COLUMNS if region.width / n > LEAST_CELL)
        return max(round(region.height / (region.width / columns + WALL_PITCH) - 0.2), 1), columns
