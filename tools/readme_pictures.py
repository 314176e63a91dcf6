"""Make the still and the small clip that the README shows.

Usage: python tools/readme_pictures.py [CLIP] [SECONDS]

Renders into ``build/`` and writes ``assets/gallery/CLIP.png`` (the frame at SECONDS) and
``assets/gallery/CLIP.mp4`` (480p, encoded slowly to be small).
"""

import sys
from pathlib import Path

import av
from PIL import Image

from network import Recording
from scenes.base import Look
from scenes.catalog import find_clip
from scenes.quality import Quality
from scenes.rendering import render_clip, render_still

ROOT = Path(__file__).resolve().parents[1]
STILL_WIDTH, STILL_COLOURS = 1280, 256


def shrink(source: Path, target: Path) -> None:
    """Encode a clip again, slowly, for size."""
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
            frame.pict_type = 0  # where keyframes go is for the new encoder to say
            small.mux(stream.encode(frame))
        small.mux(stream.encode())


def main(name: str = "forward_pass", seconds: str = "20.6") -> None:
    entry = find_clip(name)
    recording = Recording.load(ROOT / "assets" / "recordings" / entry.recording)
    gallery, build = ROOT / "assets" / "gallery", ROOT / "build"
    gallery.mkdir(exist_ok=True)
    full = build / f"{name}.png"
    render_still(entry, recording, Look(), Quality(1920, 1080, 60), full, float(seconds))
    with Image.open(full) as image:
        height = round(STILL_WIDTH * image.height / image.width)
        small = image.resize((STILL_WIDTH, height), Image.Resampling.LANCZOS)
        small.quantize(STILL_COLOURS, kmeans=3).save(gallery / f"{name}.png", optimize=True)
    clip = build / f"{name}.mp4"
    render_clip(entry, recording, Look(), Quality(854, 480, 24), clip)
    shrink(clip, gallery / clip.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
