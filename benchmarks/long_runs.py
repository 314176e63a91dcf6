"""The cost of drawing from a long run:  python benchmarks/long_runs.py [--epochs N] [CLIP...].

Prints, for each clip that draws a walkthrough, the time to play it (without drawing) from a
recording of 60,000 steps relative to the time from one of 300, and the peak memory of the former,
including reading the file.  Every play runs in a separate process, with texts typeset beforehand.
Targets: at most 1.2 times the time, at most 700 MiB.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SHORT = 25
CLIPS = ("training_loop", "forward_pass", "cost", "backpropagation")


def play(clip, path):
    """Play a clip from a file twice; print the seconds of the second play and the peak memory."""
    from network import Recording
    from scenes.base import Style
    from scenes.catalog import find_clip
    from scenes.rendering.clips import rehearse
    from scenes.style.picture_size import QUALITIES

    recording = Recording.load(path)
    times = []
    for _ in range(2):
        start = time.process_time()
        rehearse(find_clip(clip), recording, Style(), QUALITIES["draft"])
        times.append(time.process_time() - start)
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20
    print(times[-1], peak)


def measured(clip, path):
    """Return CPU seconds and MiB of a process that plays a clip."""
    command = [sys.executable, __file__, "--play", str(path), clip]
    found = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = map(float, found.stdout.split()[-2:])
    return seconds, peak


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", nargs="*", default=CLIPS, metavar="CLIP")
    parser.add_argument("--epochs", type=int, default=5000, help="of 12 steps (5000)")
    parser.add_argument("--play", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.play:
        play(options.clips[0], options.play)
        return

    from network import record_walkthrough

    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for epochs in (SHORT, options.epochs):
            paths.append(Path(folder) / f"{epochs}.npz")
            record_walkthrough(epochs=epochs).save(paths[-1])
        for clip in options.clips:
            (short, _), (long, peak) = (measured(clip, path) for path in paths)
            print(
                f"{clip}: {12 * options.epochs:,} steps / {12 * SHORT} steps = {long / short:.2f}"
                f" ({long:.1f} s / {short:.1f} s), peak {peak:.0f} MiB",
                flush=True,
            )


if __name__ == "__main__":
    main()
