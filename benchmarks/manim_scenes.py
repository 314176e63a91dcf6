"""Manim's own examples, drawn by Manim and by us:  python benchmarks/manim_scenes.py [NAME...].

The examples are those in the docstrings of the installed Manim.  Of each, in a process of its own:

- frames: every frame that Manim draws is compared with the frame that our files hold, after our
  pipeline of several processes, encoded without loss.  Where nothing moves, Manim draws everything
  twice, one time over the other, which makes edges bolder; there, our frame is compared with what
  Manim draws the first time, and counted apart.
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
        ``manim`` and ``ours``: numbers of frames; ``equal``: those equal; ``once``: those equal to
        what Manim draws before it draws it again; ``off``: largest difference of the others, in
        steps of 255; ``refused``: why we draw nothing.
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
    drawn, once = manims_frames(entry, quality)
    pairs = list(zip(drawn, once, ours, strict=False))
    rest = [(a, c) for a, b, c in pairs if not ((a == c).all() or (b == c).all())]
    return {
        "manim": len(drawn),
        "ours": len(ours),
        "equal": sum(bool((a == c).all()) for a, _, c in pairs),
        "once": sum(bool((b == c).all() and (a != c).any()) for a, b, c in pairs),
        "off": max((int(abs(a.astype(int) - c).max()) for a, c in rest), default=0),
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
    """Return the frames that Manim draws, and each as it is before anything is drawn again."""
    from manim.renderer.cairo_renderer import CairoRenderer

    from scenes.rendering.own_films import settled
    from scenes.rendering.own_scenes import make_scene

    drawn, once = [], []

    class Watched(CairoRenderer):
        def update_frame(self, scene, mobjects=None, **options):
            nothing_moves = self.static_image is not None and not mobjects
            self.first = self.static_image.copy() if nothing_moves else None
            super().update_frame(scene, mobjects, **options)

        def add_frame(self, frame, num_frames=1):
            super().add_frame(frame, num_frames)
            if not self.skip_animations:
                first = frame if self.first is None else self.first
                drawn.extend([frame[:, :, :3].copy()] * num_frames)
                once.extend([first[:, :, :3].copy()] * num_frames)

    with settled(quality, entry.settings, entry.defaults):
        scene = make_scene(entry.kind, lambda camera: Watched(camera_class=camera))
        scene.render()
        if not drawn:
            drawn.append(scene.renderer.get_frame()[:, :, :3].copy())
            once.append(drawn[0])
    return drawn, once


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
    print("| example | frames | equal | equal to what is drawn once | largest other difference |")
    print("|---|---|---|---|---|")
    whole, counted, same = 0, 0, 0
    for example in chosen:
        file = folder / f"{example.name}.py"
        file.write_text(example.source, encoding="utf-8")
        found = _in_a_process(file)
        if "manim" not in found:
            reason = found.get("refused") or found.get("failed")
            print(f"| {example.name} | not compared: {reason.replace(str(folder), '')} |")
            continue
        counted += 1
        agrees = found["equal"] + found["once"] == found["manim"] == found["ours"]
        whole += agrees
        same += found["equal"] == found["manim"]
        print(
            f"| {example.name} | {found['manim']}"
            + ("" if found["ours"] == found["manim"] else f" ({found['ours']})")
            + f" | {found['equal']} | {found['once']} | {found['off']} |",
            flush=True,
        )
    print(f"\n{counted} compared; in {whole} every frame agrees, in {same} byte for byte.")


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
