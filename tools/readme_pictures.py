"""Render the stills and the small clip that the README and the documentation show.

Usage: python tools/readme_pictures.py

Renders into ``build/`` and writes ``assets/gallery/NAME.png`` for each of :data:`STILLS`, and
``assets/gallery/forward_pass.mp4`` (480p, encoded slowly to be small).
"""

from pathlib import Path

import av
from PIL import Image

from network.studies.shipped import load_shipped
from scenes.base import Style
from scenes.catalog import find_clip
from scenes.rendering.clips import rehearse, render_clip
from scenes.rendering.stills import render_still
from scenes.style.picture_size import QUALITIES, WIDE, Quality
from scenes.style.theme import DARK, LIGHT, Theme

ROOT = Path(__file__).resolve().parents[1]
STILL_COLOURS = 256
STILLS = {
    "forward_pass": ("forward_pass", "squash", WIDE, DARK, 1280),
    "weights_evolution": ("weights_evolution", "pile_up", WIDE, DARK, 640),
    "inference_light": ("inference", "seen", WIDE, LIGHT, 640),
    "backpropagation_tall": ("backpropagation", "slope", "9:16", DARK, 360),
    "cost_square": ("cost", "squares", "1:1", LIGHT, 420),
}
"""By name: clip, time in seconds or the beat whose end is shown, shape, theme, width in pixels."""


def shrink(source: Path, target: Path) -> None:
    """Re-encode a clip slowly, for a smaller file."""
    with (
        av.open(source) as big,
        av.open(target, "w", options={"movflags": "+faststart"}) as small,
    ):
        video = big.streams.video[0]
        options = {"preset": "veryslow", "crf": "30", "tune": "animation"}
        stream = small.add_stream("libx264", rate=video.average_rate, options=options)
        stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
        context = stream.codec_context
        context.color_range = context.colorspace = context.color_primaries = context.color_trc = 1
        for frame in big.decode(video):
            frame.pict_type = 0  # the new encoder decides where keyframes go
            small.mux(stream.encode(frame))
        small.mux(stream.encode())


def still(name: str, clip: str, at: float | str, aspect: str, theme: Theme, width: int) -> None:
    """Draw a frame, scale it down, and reduce its colours."""
    entry, full = find_clip(clip), ROOT / "build" / f"{name}.png"
    recording, style = load_shipped(entry.recording), Style(theme)
    quality = QUALITIES["1080p"].shaped(aspect)
    if isinstance(at, str):
        beats = rehearse(entry, recording, style, quality).beats
        at = next(beat.end for beat in beats if beat.name == at) - 2 / quality.fps
    render_still(entry, recording, style, quality, full, at)
    with Image.open(full) as image:
        height = round(width * image.height / image.width)
        small = image.resize((width, height), Image.Resampling.LANCZOS)
        target = ROOT / "assets" / "gallery" / f"{name}.png"
        small.quantize(STILL_COLOURS, kmeans=3).save(target, optimize=True)


def main() -> None:
    (ROOT / "assets" / "gallery").mkdir(exist_ok=True)
    for name, about in STILLS.items():
        still(name, *about)
    entry, clip = find_clip("forward_pass"), ROOT / "build" / "forward_pass.mp4"
    render_clip(entry, load_shipped(entry.recording), Style(), Quality(854, 480, 24), clip)
    shrink(clip, ROOT / "assets" / "gallery" / clip.name)


if __name__ == "__main__":
    main()
