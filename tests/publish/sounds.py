"""Audio files as users bring them, and what is heard in a film."""

import struct
from fractions import Fraction

import av
import numpy as np

from scenes.rendering.sound import RATE

CODED = {
    "wav": ("pcm_s16le", "s16"),
    "flac": ("flac", "s16"),
    "mp3": ("libmp3lame", "fltp"),
    "m4a": ("aac", "fltp"),
    "ogg": ("libopus", "flt"),
}
"""An encoder for each ending, and the form in which it takes samples."""


def tone(seconds, rate=RATE, level=0.2, pitch=440):
    """Return the samples of a tone."""
    return (level * np.sin(2 * np.pi * pitch * np.arange(round(seconds * rate)) / rate)).astype("f")


def write_sound(path, samples, rate=RATE, layout="mono", ending=None):
    """Write samples, the same in each channel, in the format that the ending says."""
    encoder, form = CODED[ending or path.suffix[1:].lower()]
    channels = av.AudioLayout(layout).nb_channels
    if form == "s16":
        samples = (samples * 32767).astype("<i2")
    data = np.tile(samples, (channels, 1)) if form == "fltp" else np.repeat(samples, channels)[None]
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(path, "w", format={"m4a": "mp4"}.get(ending, ending)) as out:
        stream = out.add_stream(encoder, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(data), format=form, layout=layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def wav(path, data, rate=RATE, channels=1, width=2, kind=1, size=None):
    """Write a WAV file by hand, with whatever its head says."""
    size = len(data) if size is None else size
    form = struct.pack("<HHIIHH", kind, channels, rate, rate * width, channels * width, 8 * width)
    parts = [b"WAVEfmt ", struct.pack("<I", 16), form, b"data", struct.pack("<I", size)]
    whole = min(size + 36, 0xFFFFFFFF)
    path.write_bytes(b"RIFF" + struct.pack("<I", whole) + b"".join(parts) + data)
    return path


def heard(path):
    """Decode the left channel of a film's sound."""
    with av.open(path) as film:
        return np.concatenate([frame.to_ndarray()[0] for frame in film.decode(audio=0)])


def span(samples, threshold=0.05):
    """Return the first and the last sample that is heard."""
    loud = np.flatnonzero(np.abs(samples) > threshold)
    return (int(loud[0]), int(loud[-1])) if len(loud) else None
