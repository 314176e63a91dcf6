"""How fast rendering is:  python benchmarks/render.py [CLIP...] [--quality 1080p] [--repeats N].

For each clip, with an empty cache, these are timed in turn, so that all run under the same load:

- ours: ``python render.py CLIP``, from the command to the finished file, all processes included;
- plain Manim: the same scene with Manim's own renderer and writer, caching off, one process,
  also from the command to the finished file;
- drawing alone: every frame drawn by our camera in one process, nothing written;
- encoding alone: the same raw frames, each converted and encoded with our settings in one process.

Prints ratios, which are meaningful even on a busy or unknown machine; the fastest of several runs
is used.  Targets: wall time ÷ length ≤ 1, ours ÷ Manim ≤ 1/3, ours ÷ encoding ≤ 1.2, memory of all
processes together ≤ 1.5 GiB.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from scenes.catalog import CATALOG, find_clip
from scenes.style.picture_size import QUALITIES

ROOT = Path(__file__).resolve().parents[1]

RATIOS = {
    "wall ÷ length": "seconds",
    "÷ Manim": "manim",
    "÷ drawing": "drawing",
    "÷ encoding": "encoding",
}
"""What our wall time is divided by."""
SAMPLE = 0.25
"""Seconds between two memory measurements."""


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", nargs="*", metavar="CLIP", help="all if none is named")
    parser.add_argument("--quality", default="1080p", choices=QUALITIES)
    parser.add_argument("--repeats", type=int, default=1, help="runs of each (1)")
    parser.add_argument("--jobs", type=int, help="processes that draw (all cores)")
    parser.add_argument(
        "--quick", action="store_true", help="time ours alone: length, wall, processor and memory"
    )
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](find_clip(options.clips[0]), options.quality)))
        return
    names = list(RATIOS)[: 1 if options.quick else None]
    heads = ["clip", "length s", "wall s", "CPU s", *names]
    print("| " + " | ".join([*heads, "memory MiB"]) + " |\n" + "|---" * (len(heads) + 1) + "|")
    for name in options.clips or [entry.id for entry in CATALOG]:
        print(row(name, options), flush=True)


def row(name, options):
    """Measure a clip; return a row of the table."""
    runs = [measure(name, options) for _ in range(options.repeats)]
    best = {key: min(run[key] for run in runs) for key in runs[0]}
    wall = best["wall"]
    ratios = [wall / best[key] for key in RATIOS.values() if key in best]
    numbers = [f"{best['seconds']:.1f}", f"{wall:.1f}", f"{best['cpu']:.1f}"]
    numbers += [f"{ratio:.2f}" for ratio in ratios]
    return "| " + " | ".join([f"`{name}`", *numbers, f"{best['memory']:.0f}"]) + " |"


def measure(name, options):
    """Run everything once for a clip."""
    found = ours(name, options)
    for part in () if options.quick else PARTS:
        command = [sys.executable, __file__, name, "--part", part, "--quality", options.quality]
        start = time.perf_counter()
        done, _ = run(command, check=True, stdout=subprocess.PIPE)
        found |= json.loads(done) or {part: time.perf_counter() - start}
    return found


def ours(name, options):
    """Time the command that a user runs."""
    folder = tempfile.mkdtemp()
    command = [sys.executable, ROOT / "render.py", name, "-q", options.quality, "--quiet"]
    command += ["--output-dir", folder, *(["--jobs", str(options.jobs)] if options.jobs else [])]
    before, start = os.times(), time.perf_counter()
    said, memory = run(command, check=True, stdout=subprocess.PIPE)
    wall, after = time.perf_counter() - start, os.times()
    cpu = sum(after[2:4]) - sum(before[2:4])
    shutil.rmtree(folder)
    seconds = float(said.split()[-4])
    return {"seconds": seconds, "wall": wall, "cpu": cpu, "memory": memory / 2**20}


def run(command, check, **more):
    """Run a command with an empty cache; return what it printed and its peak memory."""
    cache, peak = tempfile.mkdtemp(), 0
    child = subprocess.Popen(
        command, env={**os.environ, "LAYERLIGHT_CACHE": cache}, text=True, **more
    )
    while child.poll() is None:
        peak = max(peak, memory_of(child.pid))
        time.sleep(SAMPLE)
    shutil.rmtree(cache, ignore_errors=True)
    if check and child.returncode:
        raise SystemExit(f"{command} failed")
    return child.stdout.read(), peak


def memory_of(process):
    """Return the bytes of a process and its descendants, shared ones counted once; 0 if unknown."""
    total, left = 0, [process]
    while left:
        one = Path(f"/proc/{left.pop()}")
        try:
            left += map(int, (one / "task" / one.name / "children").read_text().split())
            for line in (one / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            pass
    return total


def manim_as_it_comes(entry, quality):
    """Render with Manim's own renderer and writer, and nothing of ours but the scene."""
    from itertools import groupby

    from manim import Camera, tempconfig
    from manim.renderer.cairo_renderer import CairoRenderer

    from network.studies.shipped import load_shipped
    from scenes.base import Style
    from scenes.mobjects.images.painting import Painting
    from scenes.rendering.clips import ClipCamera

    class PaintingCamera(Camera):
        """Manim's camera; mobjects that it cannot draw paint themselves."""

        places = ClipCamera.places

        def capture_mobjects(self, mobjects, **options):
            drawn = self.get_mobjects_to_display(mobjects, **options)
            for painted, group in groupby(drawn, lambda m: isinstance(m, Painting)):
                if not painted:
                    super().capture_mobjects(list(group), include_submobjects=False)
                for painting in group if painted else ():
                    painting.paint(self.pixel_array, self.places)

    size, folder = QUALITIES[quality], tempfile.mkdtemp()
    settings = {
        "media_dir": folder,
        "disable_caching": True,
        "write_to_movie": True,
        "pixel_width": size.width,
        "pixel_height": size.height,
        "frame_rate": size.fps,
        "verbosity": "ERROR",
        "progress_bar": "none",
    }
    also = {name.removesuffix(".npz"): load_shipped(name) for name in entry.also}
    with tempconfig(settings):
        renderer = CairoRenderer(camera_class=PaintingCamera)
        recording = load_shipped(entry.recording)
        entry.load()(recording, Style(), None, also, renderer=renderer).render()
    assert list(Path(folder).rglob("*.mp4")), "nothing was written"
    shutil.rmtree(folder)
    return {}  # its whole process is timed, like ours


def drawing_and_encoding(entry, quality):
    """Draw every frame, then encode it; time the two separately."""
    import av

    from network.studies.shipped import load_shipped
    from scenes.base import Style
    from scenes.rendering.clips import clip_job
    from scenes.rendering.conversion import Converter
    from scenes.rendering.encoding import video_stream
    from scenes.rendering.options import RunOptions

    size = QUALITIES[quality]
    video = RunOptions().video(size)
    encoding, frames = 0.0, 0
    with tempfile.NamedTemporaryFile(suffix=".mp4") as file, av.open(file.name, "w") as container:
        stream, converter = video_stream(container, video), Converter(video)

        def encode(pixels, repeat):
            nonlocal encoding, frames
            begun = time.perf_counter()
            for _ in range(repeat):
                frame = converter.convert(pixels)
                frame.pts, frame.time_base = frames, Fraction(1, size.fps)
                container.mux(stream.encode(frame))
                frames += 1
            encoding += time.perf_counter() - begun

        def on_piece(renderer, scene, piece):
            canvas, last = renderer.camera.canvas(), None
            for items in renderer.lists(scene, piece):
                pixels = canvas.draw(items)
                if pixels is not None:
                    if last is not None:
                        canvas.release(last)
                    last = pixels
                encode(last, piece.frames if piece.still else 1)

        start = time.perf_counter()
        clip_job(entry, load_shipped(entry.recording), Style(), size).play(on_piece)
        both = time.perf_counter() - start
        begun = time.perf_counter()
        container.mux(stream.encode())
        flush = time.perf_counter() - begun
    return {"drawing": both - encoding, "encoding": encoding + flush}


PARTS = {"manim": manim_as_it_comes, "drawing": drawing_and_encoding}


if __name__ == "__main__":
    main()
