"""Drawing on a Dask cluster: the same frames, whatever dies on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from hashlib import md5
from pathlib import Path

import av
import psutil
import pytest
from distributed import Client

from network import LayerlightError, UsageError
from publish.cluster import check_drawable
from publish.request import RenderRequest
from scenes.catalog import CATALOG
from scenes.rendering.cluster import crew as crew_module
from scenes.rendering.cluster.address import check_address
from scenes.rendering.cluster.crew import joined
from scenes.rendering.cluster.machine import difference, machine
from scenes.style.picture_size import QUALITIES

ROOT = Path(__file__).resolve().parents[2]
CLIP = "structure"
BEAT = ["--beat", "input_layer"]
"""An early beat, for tests in which a whole clip would show no more."""
QUALITY = ["-q", "draft", "--fps", "4", "--quiet"]
PATIENCE = 240


def run(*arguments, cache, cwd, **options):
    return subprocess.run(
        [sys.executable, ROOT / "render.py", *map(str, arguments)], cwd=cwd, text=True,
        env={**os.environ, "LAYERLIGHT_CACHE": str(cache)}, capture_output=True, **options,
    )  # fmt: skip


def frames(folder, beat=False):
    """Return the digests of the frames of the clip, or of its beat, among the clips in a folder."""
    file = folder / (f"{CLIP}.{BEAT[1]}.mp4" if beat else f"{CLIP}.mp4")
    with av.open(file) as container:
        return [md5(f.to_ndarray().tobytes()).hexdigest() for f in container.decode(video=0)]


def until(condition, seconds=PATIENCE):
    """Wait for something to become true, and return it."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        found = condition()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")


class Cluster:
    """A scheduler and workers, each a process with a folder and a cache of its own."""

    def __init__(self, folder, address="127.0.0.1", before=()):
        self.folder, self._children = folder, []
        file = folder / "scheduler.json"
        self.scheduler = self.start(
            "dask_scheduler", "--host", address, "--port", "0", "--no-dashboard",
            "--scheduler-file", file, "--no-show", before=before,
        )  # fmt: skip
        until(lambda: file.exists() and file.read_text().endswith("}"))
        self.address = json.loads(file.read_text())["address"]

    def start(self, program, *arguments, before=(), cache=None):
        environment = {**os.environ, "LAYERLIGHT_CACHE": str(cache or self.folder / "unused")}
        log = (self.folder / f"{program}{len(self._children)}.log").open("w")
        command = [*before, sys.executable, "-m", f"distributed.cli.{program}", *arguments]
        child = subprocess.Popen(
            [str(word) for word in command], cwd=ROOT, env=environment, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
        self._children.append(child)
        return child

    def worker(self, cache=None, before=(), *more):
        """Start a worker with a nanny, which replaces it when it dies."""
        number = len(self._children)
        own = self.folder / f"worker{number}"
        own.mkdir()
        return self.start(
            "dask_worker", self.address, "--nthreads", "1", "--no-dashboard",
            "--local-directory", own, *more, before=before, cache=cache or own / "cache",
        )  # fmt: skip

    def wait(self, count):
        """Wait until so many workers have joined."""
        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=PATIENCE)

    def stop(self):
        for child in self._children:
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextmanager
def cluster(folder, **options):
    folder.mkdir(exist_ok=True)
    made = Cluster(folder, **options)
    try:
        yield made
    finally:
        made.stop()


def drawing(worker):
    """Return the processes that draw for a worker, given that of its nanny."""
    found = []
    for child in psutil.Process(worker.pid).children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            parent = child.parent()
            is_one = "drawing_process" in " ".join(child.cmdline())
            # Its own children are forks, and look the same.
            if is_one and "drawing_process" not in " ".join(parent.cmdline()):
                found.append(child)
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory, new_cache):
    """Return the frames of the clip as this computer draws them."""
    folder = tmp_path_factory.mktemp("alone")
    done = run(CLIP, *QUALITY, "--output-dir", folder, cache=new_cache(), cwd=folder)
    assert done.returncode == 0, done.stderr
    return frames(folder)


@pytest.fixture(scope="module")
def expected_beat(tmp_path_factory, new_cache):
    """Return the frames of the beat as this computer draws them."""
    folder = tmp_path_factory.mktemp("alone")
    done = run(CLIP, *BEAT, *QUALITY, "--output-dir", folder, cache=new_cache(), cwd=folder)
    assert done.returncode == 0, done.stderr
    return frames(folder, beat=True)


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """Return a cluster with two workers."""
    with cluster(tmp_path_factory.mktemp("two")) as made:
        made.workers = [made.worker(), made.worker()]
        made.wait(2)
        yield made


def test_two_workers_draw_the_same_frames(two, expected, tmp_path):
    done = run(CLIP, *QUALITY, "--cluster", two.address, cache=tmp_path / "cache", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert frames(tmp_path / "clips") == expected
    for worker in two.folder.glob("worker*"):
        assert list(worker.glob("cache/segments/*/*.mp4")), "each has drawn a share"
    assert not list((tmp_path / "cache/unfinished").iterdir())
    segments = {file: file.stat().st_ino for file in (tmp_path / "cache").rglob("*.mp4")}
    again = run(CLIP, *QUALITY, "-j", "1", cache=tmp_path / "cache", cwd=tmp_path / "clips")
    assert again.returncode == 0
    after = {file: file.stat().st_ino for file in (tmp_path / "cache").rglob("*.mp4")}
    assert after == segments, "nothing is drawn again here"
    drawn = made_there(two)
    again = run(CLIP, *QUALITY, "--cluster", two.address, cache=tmp_path / "new", cwd=tmp_path)
    assert again.returncode == 0
    before = made_there(two)
    assert drawn <= before, "nor there"
    forced = ["--force", "--cluster", two.address]
    again = run(CLIP, *QUALITY, *forced, cache=tmp_path / "cache", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert len(made_there(two) - before) == len(drawn), "all is drawn again"
    assert frames(tmp_path / "clips") == expected


def made_there(two):
    """Return the segments in the workers’ caches, each with a number of its own if drawn again."""
    files = two.folder.glob("worker*/cache/segments/*/*.mp4")
    return {(file, file.stat().st_ino) for file in files}


def test_a_worker_that_is_killed_is_replaced(expected, tmp_path):
    with cluster(tmp_path / "cluster") as made:
        workers = [made.worker(), made.worker()]
        made.wait(2)
        child = subprocess.Popen(
            [sys.executable, ROOT / "render.py", CLIP, *QUALITY, "--cluster", made.address],
            cwd=tmp_path, env={**os.environ, "LAYERLIGHT_CACHE": str(tmp_path / "cache")},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        caches = [made.folder / f"worker{k}/cache" for k in (1, 2)]
        until(lambda: all(list(cache.glob("segments/*/*.mp4")) for cache in caches))
        (process,) = drawing(workers[0])
        process.parent().kill()
        until(lambda: not process.is_running())
        _, complained = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0, complained
    assert "Traceback" not in complained
    assert frames(tmp_path / "clips") == expected


@pytest.mark.exhaustive
def test_a_drawing_process_that_is_killed_is_replaced(two, expected, tmp_path):
    child = subprocess.Popen(
        [sys.executable, ROOT / "render.py", CLIP, *QUALITY, "--force", "--cluster", two.address],
        cwd=tmp_path, env={**os.environ, "LAYERLIGHT_CACHE": str(tmp_path / "cache")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(lambda: [p for process in drawing(two.workers[0]) for p in process.children()])
    drawing(two.workers[0])[0].kill()
    _, complained = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0, complained
    assert "drawn again" in complained
    assert frames(tmp_path / "clips") == expected


@pytest.mark.exhaustive
def test_a_scheduler_that_goes_away_ends_in_one_line_and_the_work_is_kept(expected, tmp_path):
    cache = tmp_path / "cache"
    with cluster(tmp_path / "cluster") as made:
        made.worker()
        made.wait(1)
        child = subprocess.Popen(
            [sys.executable, ROOT / "render.py", "cost", CLIP, *QUALITY, "--cluster", made.address],
            cwd=tmp_path, env={**os.environ, "LAYERLIGHT_CACHE": str(cache)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        until(lambda: list(cache.glob("segments/*/*.mp4")))  # the first share has come back
        made.scheduler.kill()
        _, complained = child.communicate(timeout=PATIENCE)
    assert child.returncode == 1
    (line,) = complained.strip().splitlines()
    assert "the connection to the scheduler" in line
    assert "was lost: run the command again" in line
    assert not list((tmp_path / "clips").glob(".*"))
    kept = {file: file.stat().st_mtime_ns for file in cache.glob("segments/*/*.mp4")}
    done = run(CLIP, *QUALITY, cache=cache, cwd=tmp_path)
    assert done.returncode == 0
    assert frames(tmp_path / "clips") == expected
    assert all(file.exists() for file in kept)


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
def test_ctrl_c_cancels_what_is_queued_and_leaves_the_clip_as_it_was(two, tmp_path):
    (tmp_path / "clips").mkdir()
    (tmp_path / f"clips/{CLIP}.mp4").write_bytes(b"before")
    child = subprocess.Popen(
        [sys.executable, ROOT / "render.py", CLIP, "cost", "bias", *QUALITY, "--force",
         "--cluster", two.address],
        cwd=tmp_path, env={**os.environ, "LAYERLIGHT_CACHE": str(tmp_path / "cache")},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with Client(two.address, set_as_default=False) as client:

        def queued():
            tasks = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.tasks))
            return [key for key in tasks if str(key).startswith("layerlight-")]

        until(lambda: len(queued()) > 3)
        child.send_signal(signal.SIGINT)
        _, complained = child.communicate(timeout=60)
        assert child.returncode == 130
        assert "Traceback" not in complained
        until(lambda: not queued())
    assert (tmp_path / f"clips/{CLIP}.mp4").read_bytes() == b"before"
    assert not list((tmp_path / "clips").glob(".*"))


@pytest.mark.exhaustive
def test_workers_with_the_same_cache_send_no_segments(expected_beat, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    with cluster(tmp_path / "cluster") as made:
        made.worker(cache)
        made.worker(cache)
        made.wait(2)
        code = (
            "import sys, render\n"
            "from scenes.rendering.segment_store import Store\n"
            "Store.received = None\n"
            "sys.argv = ['render.py', *sys.argv[1:]]\n"
            "sys.exit(render.main())"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, CLIP, *BEAT, *QUALITY, "--cluster", made.address],
            env={**os.environ, "LAYERLIGHT_CACHE": str(cache), "PYTHONPATH": str(ROOT)},
            cwd=tmp_path, capture_output=True, text=True,
        )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert frames(tmp_path / "clips", beat=True) == expected_beat


@pytest.fixture
def places():
    """Return two addresses and how to run a command at each: in network namespaces if possible.

    Who may not create namespaces has two addresses of one computer instead.
    """
    tag = f"layerlight{os.getpid()}"
    names, links = [f"{tag}a", f"{tag}b"], [f"ll{os.getpid()}a", f"ll{os.getpid()}b"]
    addresses = ["10.213.77.1", "10.213.77.2"]
    steps = [["netns", "add", name] for name in names]
    steps += [["link", "add", links[0], "type", "veth", "peer", "name", links[1]]]
    for name, link, address in zip(names, links, addresses, strict=True):
        steps += [
            ["link", "set", link, "netns", name],
            ["-n", name, "addr", "add", f"{address}/24", "dev", link],
            ["-n", name, "link", "set", link, "up"],
            ["-n", name, "link", "set", "lo", "up"],
        ]
    try:
        try:
            for step in steps:
                subprocess.run(["ip", *step], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            yield [("127.0.0.1", ()), ("127.0.0.2", ())]
        else:
            yield [
                (address, ("ip", "netns", "exec", name))
                for address, name in zip(addresses, names, strict=True)
            ]
    finally:
        for name in names:
            with suppress(OSError):
                subprocess.run(["ip", "netns", "delete", name], capture_output=True, check=False)


@pytest.mark.exhaustive
def test_scheduler_and_workers_on_different_computers_draw_the_same(
    expected_beat, tmp_path, places
):
    (here, within), (_, elsewhere) = places
    with cluster(tmp_path / "cluster", address=here, before=within) as made:
        made.worker(before=elsewhere)
        done = subprocess.run(
            [*within, sys.executable, ROOT / "render.py", CLIP, *BEAT, *QUALITY,
             "--cluster", made.address],
            env={**os.environ, "LAYERLIGHT_CACHE": str(tmp_path / "cache")},
            cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip
    assert here in made.address
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()  # it may come before the worker does
    assert all("has no workers yet: waiting for the first" in line for line in lines)
    assert frames(tmp_path / "clips", beat=True) == expected_beat


@pytest.mark.exhaustive
def test_local_processes_draw_the_same_frames(expected_beat, tmp_path):
    done = run(
        CLIP, *BEAT, *QUALITY, "--cluster", "local:2", cache=tmp_path / "cache", cwd=tmp_path
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert frames(tmp_path / "clips", beat=True) == expected_beat


@pytest.mark.exhaustive
def test_what_a_clip_raises_is_said_as_if_it_were_drawn_here(two, tmp_path):
    arguments = ["decision", *QUALITY, "--recording", ROOT / "assets/recordings/walkthrough.npz"]
    here = run(*arguments, cache=tmp_path / "cache", cwd=tmp_path)
    there = run(*arguments, "--cluster", two.address, cache=tmp_path / "cache", cwd=tmp_path)
    assert (there.returncode, there.stderr) == (here.returncode, here.stderr) != (0, "")


def test_a_worker_that_would_draw_other_frames_is_named(two, monkeypatch):
    ours = {**machine(), "numpy": "0.1"}
    monkeypatch.setattr(crew_module, "machine", lambda: ours)
    said = r"worker tcp://\S+ has numpy \S+, this computer 0\.1: install the same on both"
    with pytest.raises(LayerlightError, match=said), joined(two.address, print):
        pass


def test_everything_that_differs_is_a_difference():
    ours = machine()
    assert {"Layerlight", "manim", "numpy", "fonts", "FFmpeg"} <= set(ours)
    assert difference(ours, dict(ours), "it") is None
    for name in ours:
        assert f"it has {name} other" in difference(ours, {**ours, name: "other"}, "it")
        lacking = {key: value for key, value in ours.items() if key != name}
        assert f"it has {name} none" in difference(ours, lacking, "it")


def test_a_scheduler_without_an_answer_is_named_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(crew_module, "CONNECT", 0.5)
    said = r"no Dask scheduler answers at tcp://127\.0\.0\.1:9 within 0\.5 s: "
    with pytest.raises(LayerlightError, match=said), joined("tcp://127.0.0.1:9", print):
        pass


@pytest.mark.parametrize(
    "address", ["", "local:", "local:0", "local:x", "http://host:1", "host:8786", "tcp://host"]
)
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(UsageError, match="expected the address of a Dask scheduler"):
        check_address(address)


@pytest.mark.parametrize("address", ["tcp://10.0.0.1:8786", "tls://host:1", "local", "local:4"])
def test_an_address_is_taken(address):
    check_address(address)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--still", "1"], "a still"),
        (["--format", "pdf"], "pdf"),
        (["--check"], "--check"),
    ],
)
def test_what_a_cluster_does_not_do_is_refused(more, said, tmp_path):
    done = run(CLIP, *more, "--cluster", "local:1", cache=tmp_path / "cache", cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_clip_of_the_users_own_is_refused():
    own = replace(CATALOG[0], code="digest of a file")
    with pytest.raises(UsageError, match="structure is a clip of your own"):
        check_drawable(RenderRequest((own,), QUALITIES["draft"]))
    check_drawable(RenderRequest((CATALOG[0],), QUALITIES["draft"], formats=("gif", "pdf")))
