"""Kill commands at random moments:  python -m tools.kill_runs [SEED] [COUNT].

Each round puts earlier files where a command will write, ends the command several times (SIGINT,
SIGTERM, SIGHUP or SIGKILL to the main process, its group or a worker), and then lets it finish.
Reported as a fault: a lost or damaged file, a process that lives on for more than a second, a
traceback, an unexpected exit status, a file left behind, or videos whose frames differ from those
of an undisturbed run.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av

ROOT = Path(__file__).resolve().parents[1]
SHORT = ["render.py", "cost", "--beat", "outputs"]
WHOLE = ["render.py", "confusions"]
SMALL = ["--quality", "draft", "--fps", "2", "--quiet", "--jobs", "2"]
WALKTHROUGH = str(ROOT / "assets" / "recordings" / "walkthrough.npz")
JOBS = {
    "mp4": SHORT,
    "webm": [*SHORT, "--format", "webm"],
    "mov": [*SHORT, "--format", "mov"],
    "gif": [*SHORT, "--format", "gif"],
    "still": ["render.py", "cost", "--still", "3"],
    "record": ["-m", "network", "record", "walkthrough", "--epochs", "400", "--out", "{out}/r.npz"],
    "plot": ["-m", "network", "plot", WALKTHROUGH, "--out", "{out}/figures"],
    "png": [*WHOLE, "--format", "png"],
    "pdf": [*WHOLE, "--format", "pdf"],
    "beats": [*WHOLE, "--beats"],
    "pptx": [*WHOLE, "--deck", "pptx"],
    "html": [*WHOLE, "--deck", "html"],
    "words": [*WHOLE, "--words", "vtt,srt,md,notes"],
}
KILLS_A_ROUND = 8
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
LISTINGS = ("manifest.json", "slides/confusions.json")
"""Removed before anything that they list is replaced, so that they never say what is false."""
PLAIN_ENDS = {".html", ".pptx", ".pdf", ".svg", ".json"}
"""Files that hold times or digests of other files: it is enough that they are there."""


def command(job: str, out: Path) -> list[str]:
    """Return the command line of a job that writes to a folder."""
    words = [word.replace("{out}", str(out)) for word in JOBS[job]]
    if words[0] == "render.py":
        words += [*SMALL, "--output-dir", str(out)]
    return [sys.executable, *words]


def content(path: Path) -> str:
    """Return a digest of a file; of a video, of its decoded frames."""
    if path.suffix in PLAIN_ENDS:
        return "there" if path.stat().st_size else "empty"
    if path.suffix not in {".mp4", ".webm", ".mov", ".gif"}:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    found = hashlib.sha256()
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            found.update(frame.to_ndarray(format="rgb24").tobytes())
    return found.hexdigest()


def contents(folder: Path) -> dict[str, str]:
    """Return the digests of all files below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): content(path) for path in files}


def processes_with(tag: str) -> list[int]:
    """Return the processes whose environment holds a tag, zombies left out."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            tagged = tag.encode() in (place / "environ").read_bytes()
            state = (place / "stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            continue
        if tagged and state != "Z":
            found.append(int(place.name))
    return found


class Rounds:
    """Rounds of kills, all drawn from one seed.

    Parameters
    ----------
    seed : int
    folder : Path
        Where everything is written.
    """

    def __init__(self, seed: int, folder: Path):
        self.random, self.folder = random.Random(seed), folder
        self.done = self.faults = 0
        self.ends: dict[tuple[str, str, int], int] = {}
        self.expected: dict[str, dict[str, str]] = {}
        self.spans: dict[str, float] = {}
        self.texts = folder / "texts"

    def fault(self, *what: object) -> None:
        """Report a fault."""
        self.faults += 1
        print("FAULT", self.done, *what, flush=True)

    def environment(self, cache: Path, **more: str) -> dict[str, str]:
        """Return the environment of a job."""
        return {**os.environ, "LAYERLIGHT_CACHE": str(cache), **more}

    def learn(self, job: str) -> None:
        """Run a job undisturbed: what it writes, and how long it takes with typeset texts kept."""
        out = self.folder / "undisturbed"
        for _ in range(2):
            for made in ("segments", "made"):
                shutil.rmtree(self.texts / made, ignore_errors=True)
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            start = time.monotonic()
            subprocess.run(
                command(job, out), cwd=ROOT, env=self.environment(self.texts), check=True,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self.spans[job] = time.monotonic() - start
        self.expected[job] = contents(out)
        for made in ("segments", "made"):
            shutil.rmtree(self.texts / made, ignore_errors=True)

    def play(self, count: int) -> None:
        """Kill ``count`` times."""
        while self.done < count:
            job = self.random.choice([*JOBS])
            if job not in self.expected:
                self.learn(job)
            self.round(job, count)
            print(f"{self.done} kills, {self.faults} faults", flush=True)

    def round(self, job: str, count: int) -> None:
        """Kill one job several times, then let it finish."""
        out, cache = self.folder / "out", self.folder / "cache"
        shutil.rmtree(out, ignore_errors=True)
        shutil.rmtree(cache, ignore_errors=True)
        if self.texts.is_dir():
            shutil.copytree(self.texts, cache, symlinks=True)
        out.mkdir()
        for name in self.expected[job]:
            if not name.endswith(LISTINGS):
                path = out / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"earlier " + name.encode())
        for _ in range(min(KILLS_A_ROUND, count - self.done)):
            self.kill(job, out, cache)
        last = subprocess.run(
            command(job, out), cwd=ROOT, env=self.environment(cache), capture_output=True, text=True
        )
        if last.returncode:
            self.fault(job, "the next run ends with", last.returncode, last.stderr[-300:])
        found = contents(out)
        hidden = {name for name in found if any(part[0] == "." for part in Path(name).parts)}
        if hidden:
            self.fault(job, "left behind:", sorted(hidden))
        found = {name: digest for name, digest in found.items() if name not in hidden}
        if found != self.expected[job]:
            names = {*found, *self.expected[job]}
            other = {n for n in names if found.get(n) != self.expected[job].get(n)}
            self.fault(job, "the next run gives other files:", sorted(other))
        unfinished = cache / "unfinished"
        if unfinished.is_dir() and any(unfinished.iterdir()):
            self.fault(job, "left in the cache:", [path.name for path in unfinished.iterdir()])

    def kill(self, job: str, out: Path, cache: Path) -> None:
        """Start a job, end it at a random moment, and look at what is left."""
        self.done += 1
        tag = f"KILLED_{os.getpid()}_{self.done}_"
        stop = self.random.choice(SIGNALS)
        who = self.random.choice(("main", "group", "worker"))
        process = subprocess.Popen(
            command(job, out), cwd=ROOT, env=self.environment(cache, KILL_TAG=tag),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
            preexec_fn=_usual_signals,
        )  # fmt: skip
        time.sleep(self.random.uniform(0.05, 1.1 * self.spans[job]))
        others = [pid for pid in processes_with(tag) if pid != process.pid]
        if who == "worker" and not others:
            who = "main"
        try:
            if who == "group":
                os.killpg(process.pid, stop)
            else:
                os.kill(self.random.choice(others) if who == "worker" else process.pid, stop)
        except ProcessLookupError:
            pass
        label = f"{job}, {stop.name} to {who}:"
        try:
            _, said = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            self.fault(label, "it did not end")
            return
        status = process.returncode
        self.ends[stop.name, who, status] = self.ends.get((stop.name, who, status), 0) + 1
        if b"Traceback" in said:
            self.fault(label, "traceback", said[-300:].decode(errors="replace"))
        start = time.monotonic()
        while processes_with(tag) and time.monotonic() - start < 4:
            time.sleep(0.05)
        if time.monotonic() - start > 1:
            self.fault(
                label, f"processes for {time.monotonic() - start:.1f} s", processes_with(tag)
            )
        usual = {0, 128 + stop, -stop} | ({1, 130} if who != "main" else set())
        if status not in usual:
            self.fault(label, "exit status", status, said[-300:].decode(errors="replace"))
        for name, digest in self.expected[job].items():
            path = out / name
            if not path.exists():
                if not name.endswith(LISTINGS):
                    self.fault(label, "lost", name)
            elif path.read_bytes() != b"earlier " + name.encode():
                try:
                    whole = content(path) == digest
                except (OSError, ValueError):
                    whole = False
                if not whole:
                    self.fault(label, "damaged", name)


def _usual_signals() -> None:
    """Undo what a background job inherits: ignored signals."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def main() -> int:
    """Run the rounds and return 1 if there were faults."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("seed", nargs="?", type=int, default=1)
    parser.add_argument("count", nargs="?", type=int, default=500)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(options.seed, Path(folder))
        rounds.play(options.count)
    ends = {f"{name} to {who}, {status}": n for (name, who, status), n in rounds.ends.items()}
    print(json.dumps(dict(sorted(ends.items())), indent=2))
    return int(rounds.faults > 0)


if __name__ == "__main__":
    sys.exit(main())
