"""Manim's own examples, drawn by Manim and by us:  python benchmarks/manim_scenes.py [NAME...].

The examples are those in the docstrings of the installed Manim.  Of each, in a process of its own:

- frames: every frame that Manim draws is compared, byte for byte, with the frame that our files
  hold after our pipeline of several processes, encoded without loss.
- time (``--time``): ``manim render`` against ``python render.py``, from the command to the finished
  file, each with an empty cache, in turn, 1080p at 60 frames per second (``--quality``): seconds on
  the clock, and seconds of all processors together, which a busy machine changes less.

Examples that need LaTeX or a file are left out where those are missing, and what we refuse is
printed with its reason.
"""

import argparse
import ast
import multiprocessing
import os
import re
import resource
import subprocess
import sys
import tempfile
import textwrap
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SIZE = (480, 270, 15)
"""Width, height and frame rate at which frames are compared."""
DIRECTIVE = re.compile(
    r"^(?P<indent> *)\.\. manim:: (?P<name>\w+)\n(?P<options>(?:(?P=indent) +:.*\n)*)"
    r"(?P<code>(?: *\n|(?P=indent) +.*(?:\n|$))+)",
    re.MULTILINE,
)
LETTERS = {"480p": "-ql", "720p": "-qm", "1080p": "-qh"}
LIMIT = 600
"""Seconds that a comparison may take."""


@dataclass(frozen=True)
class Example:
    """An example from a docstring of Manim: its name, and the text of a file that holds it."""

    name: str
    source: str
    still: bool


def examples():
    """Return the examples in the docstrings of the installed Manim, by name."""
    import manim

    found = {}
    for file in sorted(Path(manim.__file__).parent.rglob("*.py")):
        for text in _docstrings(file.read_text(encoding="utf-8")):
            for match in DIRECTIVE.finditer(text + "\n"):
                code = textwrap.dedent(match["code"]).strip()
                if re.search(r"^class \w+", code, re.MULTILINE):
                    name = re.search(r"^class (\w+)", code, re.MULTILINE)[1]
                    source = f"from manim import *\n\n\n{code}\n"
                    still = "save_last_frame" in match["options"]
                    found.setdefault(name, Example(name, source, still))
    return found


def _docstrings(source):
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def compare(file, size=SIZE):
    """Compare the frames of the scene in a file; return the counts.

    Returns
    -------
    dict
        ``manim`` and ``ours``: numbers of frames; ``equal``: those equal; ``off``: largest
        difference of the others, in steps of 255.  Or ``refused``: why we draw nothing.
    """
    from network.errors import LayerlightError
    from scenes.own.files import entry_of_file
    from scenes.style.picture_size import Quality

    quality = Quality(*size)
    try:
        entry = entry_of_file(str(file))
        ours = our_frames(entry, quality)
    except LayerlightError as error:
        return {"refused": str(error)}
    manims = manims_frames(entry, quality)
    pairs = list(zip(manims, ours, strict=False))
    rest = [(a, b) for a, b in pairs if (a != b).any()]
    return {
        "manim": len(manims),
        "ours": len(ours),
        "equal": len(pairs) - len(rest),
        "off": max((int(abs(a.astype(int) - b).max()) for a, b in rest), default=0),
    }


def our_frames(entry, quality):
    """Return the frames that our pipeline draws, with two workers, as arrays of RGB."""
    import av

    from publish.own_scenes import SceneRequest
    from scenes.rendering.codecs import VideoFormat
    from scenes.rendering.jobs import draw
    from scenes.rendering.own_films import draw_still, scene_job
    from scenes.rendering.segment_store import Store

    SceneRequest((entry,), quality)
    video = VideoFormat(quality.width, quality.height, quality.fps, codec="lossless")
    done = []
    with tempfile.TemporaryDirectory() as folder:
        job = scene_job(entry, quality, video, False)
        draw([job], Store(Path(folder)), 2, lambda j, drawn: done.append(drawn))
        frames = []
        for segment in done[0].segments:
            with av.open(segment) as opened:
                frames += [f.to_ndarray(format="rgb24") for f in opened.decode(video=0)]
    return frames or [draw_still(entry, quality, False, None)[0][:, :, :3]]


def manims_frames(entry, quality):
    """Return the frames that Manim's own renderer draws, as arrays of RGB."""
    from manim.renderer.cairo_renderer import CairoRenderer

    from scenes.rendering.own_films import settled
    from scenes.rendering.own_scenes import make_scene

    drawn = []

    class Watched(CairoRenderer):
        def add_frame(self, frame, num_frames=1):
            super().add_frame(frame, num_frames)
            if not self.skip_animations:
                drawn.extend([frame[:, :, :3].copy()] * num_frames)

    with settled(quality, entry.settings, entry.defaults):
        scene = make_scene(entry.kind, lambda camera: Watched(camera_class=camera))
        scene.render()
        return drawn or [scene.renderer.get_frame()[:, :, :3].copy()]


def timed(file, name, quality, folder):
    """Return the seconds that Manim and we take, on the clock and of all processors."""
    cfg = folder / "none.cfg"
    cfg.write_text("", encoding="utf-8")
    commands = {
        "manim": [
            sys.executable, "-m", "manim", "render", LETTERS[quality], "--disable_caching",
            "--progress_bar", "none", "-v", "ERROR", "--media_dir", folder / "media", file, name,
        ],
        "ours": [
            sys.executable, ROOT / "render.py", file, "--quality", quality, "--quiet",
            "--output-dir", folder / "clips",
        ],
    }  # fmt: skip
    fps = {"480p": 15}.get(quality)
    if fps is not None:  # Manim's -ql
        commands["ours"] += ["--fps", str(fps)]
    environment = {**os.environ, "LAYERLIGHT_CACHE": str(folder / "cache")}
    took = {}
    for what, command in commands.items():
        begin, before = time.perf_counter(), _processor_seconds()
        subprocess.run(
            list(map(str, command)), cwd=folder, env=environment, check=True, capture_output=True
        )
        took[what] = time.perf_counter() - begin, _processor_seconds() - before
    return took


def _processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _in_a_process(file):
    """Compare in a process of its own, which may fail or take too long."""
    fork = multiprocessing.get_context("fork")
    reader, writer = fork.Pipe(duplex=False)
    process = fork.Process(target=_send, args=(file, writer))
    process.start()
    writer.close()
    try:
        return reader.recv() if reader.poll(LIMIT) else {"failed": f"took more than {LIMIT} s"}
    except EOFError:
        return {"failed": "the process died"}
    finally:
        process.kill()
        process.join()


def _send(file, writer):
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # Manim prints what LaTeX says
    try:
        writer.send(compare(file))
    except Exception as error:
        writer.send({"failed": f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]})


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="all if none is named")
    parser.add_argument("--time", action="store_true", help="compare times, not frames")
    parser.add_argument("--videos", action="store_true", help="leave out single pictures")
    parser.add_argument("--quality", default="1080p", choices=LETTERS)
    options = parser.parse_args()
    import scenes.own.files  # here, so that each process has it
    import scenes.rendering.own_films  # noqa: F401

    found = examples()
    chosen = [found[name] for name in options.names or found]
    with tempfile.TemporaryDirectory() as folder:
        report = _times if options.time else _frames
        report([e for e in chosen if not (options.videos and e.still)], Path(folder), options)


def _frames(chosen, folder, options):
    print("| example | frames of Manim | of ours | equal | largest difference |")
    print("|---|---|---|---|---|")
    compared = same = 0
    for example in chosen:
        file = folder / f"{example.name}.py"
        file.write_text(example.source, encoding="utf-8")
        found = _in_a_process(file)
        if "manim" not in found:
            reason = found.get("refused") or found.get("failed")
            print(
                f"| {example.name} | not compared: {reason.replace(str(folder), '')} |", flush=True
            )
            continue
        compared += 1
        same += found["equal"] == found["manim"] == found["ours"]
        print(f"| {example.name} | {' | '.join(map(str, found.values()))} |", flush=True)
    print(f"\n{compared} compared; in {same} every frame is the same.")


def _times(chosen, folder, options):
    print("| example | Manim s | ours s | ratio | Manim CPU s | ours CPU s | ratio |")
    print("|---|---|---|---|---|---|---|")
    totals = {"manim": [0.0, 0.0], "ours": [0.0, 0.0]}
    for k, example in enumerate(chosen):
        place = folder / str(k)
        place.mkdir()
        file = place / f"{example.name}.py"
        file.write_text(example.source, encoding="utf-8")
        try:
            took = timed(file, example.name, options.quality, place)
        except subprocess.CalledProcessError as error:
            last = (error.stderr.decode().strip().splitlines() or ["no message"])[-1]
            print(f"| {example.name} | not timed: {last.replace(str(folder), '')} |")
            continue
        for what, seconds in took.items():
            totals[what] = [a + b for a, b in zip(totals[what], seconds, strict=True)]
        print(f"| {example.name} | {_ratios(took)} |", flush=True)
    print(f"| all | {_ratios(totals)} |")


def _ratios(took):
    pairs = zip(took["manim"], took["ours"], strict=True)
    return " | ".join(f"{a:.1f} | {b:.1f} | {b / a:.2f}" for a, b in pairs if a)


if __name__ == "__main__":
    main()
