"""Converts drawn RGBA frames into the pixel formats of encoders."""

from __future__ import annotations

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from scenes.rendering.codecs import VideoFormat

__all__ = ["Converter", "straight"]

BAND_ROWS, MARGIN_ROWS, REACH = 64, 16, 8
"""Height of a band, extra rows converted on each side, and reach of the chroma filter, in rows."""


class Converter:
    """Converts the frames of a video, with the BT.709 matrix that the stream's tags state.

    For yuv420p, only the rows that differ from the previous frame are converted; for other pixel
    formats, the whole frame.

    Parameters
    ----------
    video : VideoFormat
    """

    def __init__(self, video: VideoFormat):
        self._shape, self._coded = (video.height, video.width, 4), video.coded
        self._frame: av.VideoFrame | None = None
        self._planes: list[np.ndarray] = []
        self._converters: dict[int, VideoReformatter] = {}

    def convert(self, pixels: np.ndarray, rows: tuple[int, int] | None = None) -> av.VideoFrame:
        """Convert a frame.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (height, width, 4)
        rows : (int, int), optional
            First and end row (exclusive) of the part that may differ from the previous frame.

        Returns
        -------
        av.VideoFrame
            May be the previous frame, updated in place.
        """
        if pixels.shape != self._shape:
            raise ValueError(f"expected a frame of shape {self._shape}, found {pixels.shape}")
        if self._coded.pixels != "yuv420p":
            if self._frame is None or rows is None or rows[0] < rows[1]:
                self._frame = self._converted(pixels)
            return self._frame
        height = self._shape[0]
        first, last = (0, height) if rows is None or self._frame is None else rows
        # Chroma is filtered across rows, so a change affects a few rows more, and the converted
        # band must be larger still.  Bands have few sizes, as each needs a converter of its own.
        if first < last:
            first, last = max(0, first - REACH) // 2 * 2, min(height, -(-(last + REACH) // 2) * 2)
        top = max(0, (first - MARGIN_ROWS) // BAND_ROWS * BAND_ROWS)
        bottom = -(-(last + MARGIN_ROWS) // BAND_ROWS) * BAND_ROWS
        if self._frame is None or bottom - top > 0.8 * height:
            self._frame = self._converted(pixels)
            self._planes = [_rows(plane) for plane in self._frame.planes]
        elif first < last:
            bottom = min(bottom, height)
            band = self._converted(pixels[top:bottom])
            for whole, part, size in zip(self._planes, band.planes, (1, 2, 2), strict=True):
                taken = slice((first - top) // size, (last - top) // size)
                whole[first // size : last // size] = _rows(part)[taken, : whole.shape[1]]
        return self._frame

    def _converted(self, pixels: np.ndarray) -> av.VideoFrame:
        coded = self._coded
        converter = self._converters.setdefault(len(pixels), VideoReformatter())
        frame = av.VideoFrame.from_numpy_buffer(
            straight(pixels) if coded.opacity else pixels, format="rgba"
        )
        # One thread: FFmpeg's SIMD code writes whole vectors, past the end of rows of 10-bit
        # samples whose width is not a multiple of 16.  The next row overwrites the excess, unless
        # another thread has already written it.
        if coded.rgb:
            return converter.reformat(frame, format=coded.pixels, threads=1)
        return converter.reformat(
            frame,
            format=coded.pixels,
            threads=1,
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )


def _rows(plane: av.video.plane.VideoPlane) -> np.ndarray:
    """Return the memory of a plane as an array of rows."""
    return np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[
        :, : plane.width
    ]


def straight(pixels: np.ndarray) -> np.ndarray:
    """Convert premultiplied alpha, as Cairo draws it, to straight alpha, as files store it.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (height, width, 4)
        Premultiplied RGBA.
    """
    plain = pixels.copy()
    rows, columns = np.nonzero((pixels[..., 3] > 0) & (pixels[..., 3] < 255))
    some = pixels[rows, columns].astype(np.uint32)
    opacity = some[:, 3:]
    plain[rows, columns, :3] = np.minimum((some[:, :3] * 255 + opacity // 2) // opacity, 255)
    return plain
