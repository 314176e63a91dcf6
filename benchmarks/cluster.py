"""How drawing on a cluster scales:  python -m benchmarks.cluster [CLIP...] [--quality 1080p].

In one run, with empty caches:

- a clip drawn by ``--jobs 2``, and by two single-threaded workers of a Dask scheduler on this
  computer, each with a cache of its own, from the command to the finished file (target: ÷ ≤ 1.25);
- for each clip, on one such worker: a share that holds the whole film, and one in which nothing is
  left to draw, which is what a share costs beside drawing.

From these times it prints how long 264 films (11 clips × 3 languages × 2 themes × 4 shapes) take on
more workers: by a model, and by a simulation that hands the shares of these films to workers one
after another.  The same simulation of two workers stands beside what two workers took.
"""

import argparse
import heapq
import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from network.system.isolation import claim_process, isolated
from scenes.catalog import CATALOG, find_clip
from scenes.style.picture_size import QUALITIES

ROOT = Path(__file__).resolve().parents[1]
COPIES = 3 * 2 * 4
WORKERS = (1, 2, 8, 64, 256)


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clips", nargs="*", metavar="CLIP", help="drawn both ways (structure cost)")
    parser.add_argument("--quality", default="1080p", choices=QUALITIES)
    options = parser.parse_args()
    claim_process()
    with isolated(), ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        os.environ["LAYERLIGHT_CACHE"] = str(folder / "here")
        pair = stack.enter_context(Workers(folder / "two", 2))
        for name in options.clips or ["structure", "cost"]:
            here = timed(name, options.quality, folder, "--jobs", "2")
            there = timed(name, options.quality, folder, "--cluster", pair.address)
            print(f"{name}: --jobs 2 {here:.1f} s, two workers {there:.1f} s, {there / here:.2f}")
        single = stack.enter_context(Workers(folder / "one", 1))
        costs = []
        for entry in CATALOG:
            costs.append(share_costs(entry.id, options.quality, single))
            seconds, drawing, beside = costs[-1]
            film = f"{entry.id}: {seconds:.1f} s of film"
            print(f"{film}, {drawing:.1f} s to draw, {beside:.1f} s a share", flush=True)
    films = [cost for entry, cost in zip(CATALOG, costs, strict=True) if entry.id != "decision"]
    print(f"{len(films) * COPIES} films: workers, model s, simulation s, speed-up")
    alone = simulated(films * COPIES, 1)
    for count in WORKERS:
        model, found = modelled(films * COPIES, count), simulated(films * COPIES, count)
        print(f"{count:4} {model:8.0f} {found:8.0f} {alone / found:8.1f}")


def modelled(films, count):
    """Return the time that films take: all the work, evenly shared, and the end of the last share.

    At the end, workers wait on average for half of a share.
    """
    parts = counts(films, count)
    work = [drawing + n * beside for (_, drawing, beside), n in zip(films, parts, strict=True)]
    shares = [w / n for w, n in zip(work, parts, strict=True)]
    return sum(work) / count + sum(shares) / len(shares) / 2


def simulated(films, count):
    """Hand out the shares of films, the longest films first, to whichever worker is free."""
    free = [0.0] * count
    parts = counts(films, count)
    for (_, drawing, beside), n in sorted(zip(films, parts, strict=True), reverse=True):
        for _ in range(n):
            heapq.heappush(free, heapq.heappop(free) + drawing / n + beside)
    return max(free)


def counts(films, count):
    """Return into how many shares the films are cut."""
    from scenes.rendering.cluster.crew import shares_of

    return shares_of([seconds for seconds, _, _ in films], count)


def timed(name, quality, folder, *how):
    """Return the time of the command that a user runs, with an empty cache."""
    cache = tempfile.mkdtemp(dir=folder)
    command = [sys.executable, ROOT / "render.py", name, "-q", quality, "--quiet", *how]
    start = time.perf_counter()
    subprocess.run(
        [*command, "--output-dir", folder / "clips"],
        env={**os.environ, "LAYERLIGHT_CACHE": cache},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    wall = time.perf_counter() - start
    shutil.rmtree(cache)
    return wall


def share_costs(name, quality, workers):
    """Return a film's length, and the times to draw it and of a share without anything to draw."""
    from scenes.base import Style
    from scenes.rendering.clips import clip_job, load_shipped
    from scenes.rendering.cluster.crew import joined
    from scenes.rendering.cluster.machine import machine
    from scenes.rendering.cluster.parcels import Order, pack
    from scenes.rendering.cluster.worker import draw_share
    from scenes.rendering.shares import Share

    entry, size = find_clip(name), QUALITIES[quality]
    job = clip_job(entry, load_shipped(entry.recording), Style(), size)
    recipe, held = pack(job.recipe)
    data = [pickle.dumps(recording) for recording in held.values()]
    with joined(workers.address, print) as crew:

        def drawn(there):
            share = Share(0, 1, frozenset(there))
            order = Order(recipe, tuple(held), share, machine(), ("none", ""), "times", (0, 0))
            start = time.perf_counter()
            answer = crew.client.submit(draw_share, order, *data, pure=False).result()
            return time.perf_counter() - start, answer

        whole, answer = drawn(())
        beside, _ = drawn(answer["pieces"])
    return sum(answer["lengths"]) / size.fps, whole - beside, beside


class Workers:
    """A scheduler and single-threaded workers on this computer, with caches of their own."""

    def __init__(self, folder, count):
        self._folder, self._count, self._children = folder, count, []

    def __enter__(self):
        """Start them."""
        self._folder.mkdir()
        file = self._folder / "scheduler"
        self._start("dask_scheduler", "--port", "0", "--no-show", "--scheduler-file", file)
        while not (file.exists() and file.read_text().endswith("}")):
            time.sleep(0.1)
        self.address = json.loads(file.read_text())["address"]
        for number in range(self._count):
            self._start("dask_worker", self.address, "--nthreads", "1", cache=f"cache{number}")
        return self

    def _start(self, program, *arguments, cache="unused"):
        command = [sys.executable, "-m", f"distributed.cli.{program}", "--no-dashboard"]
        environment = {**os.environ, "LAYERLIGHT_CACHE": str(self._folder / cache)}
        self._children.append(
            subprocess.Popen(
                [*command, *map(str, arguments)],
                cwd=self._folder,
                env=environment | {"PYTHONPATH": str(ROOT)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def __exit__(self, *exception):
        """Stop them."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            child.wait()


if __name__ == "__main__":
    main()
