"""Any Manim scene, drawn by several processes with a cache; processes that die or are killed."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from hashlib import md5
from pathlib import Path

import av
import numpy as np
import pytest
from manim import RIGHT, UP, Circle, Create, FadeIn, Scene, Square, UpdateFromAlphaFunc, VGroup

from network.errors import LayerlightError
from network.system.signals import ended_by_signals
from scenes.mobjects.images.painting import Painting
from scenes.rendering.clips import _manim_settings
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.encoding import join_segments
from scenes.rendering.jobs import Job, draw
from scenes.rendering.segment_store import Store
from scenes.rendering.workers import can_fork
from scenes.style.frame import Region
from scenes.style.picture_size import Quality

SIZE = Quality(96, 54, 10)
VIDEO = VideoFormat(SIZE.width, SIZE.height, SIZE.fps)
forks = pytest.mark.skipif(not can_fork(), reason="there are no workers here")
WORKERS = [0, pytest.param(1, marks=forks), pytest.param(3, marks=forks)]


class Plain(Scene):
    """Three sections: fade-ins, a long motion that is cut into pieces, a wait."""

    shift = 2.0
    colours = np.full((2, 2, 3), 90, np.uint8)
    sinks = False

    def construct(self):
        circle, square = Circle(), Square(color="#00FF00").shift(2 * UP)
        self.next_section("come")
        self.play(Create(circle), FadeIn(square), run_time=0.7)
        self.next_section("go")
        self.add(Painting(Region(-4, -3, -1, 1), self.colours))
        self.play(circle.animate.shift(self.shift * RIGHT), run_time=4.5)
        self.next_section("stay")
        self.wait(2.3)
        self.play(square.animate.set_fill("#FF0000", opacity=1), run_time=0.5)


def job(kind=Plain, key="key", section=None, **more) -> Job:
    made = type(kind.__name__, (kind,), more)
    return Job(
        kind.__name__, key, VIDEO, partial(_manim_settings, SIZE),
        lambda renderer: made(renderer=renderer), lambda scene: "about", section,
    )  # fmt: skip


def run(store: Store, *jobs: Job, workers: int = 0, **options) -> list:
    done = {}
    draw(jobs, store, workers, done.__setitem__, **options)
    return [done[j] for j in range(len(jobs))]


def pictures(drawn, folder: Path) -> list[str]:
    target = folder / "joined.mp4"
    join_segments(drawn.segments, target, VIDEO, "")
    with av.open(target) as container:
        return [md5(f.to_ndarray().tobytes()).hexdigest() for f in container.decode(video=0)]


@pytest.fixture
def drawings(monkeypatch):
    """Count the segments that this process draws."""
    from scenes.rendering import pieces

    drawn = []
    writer = pieces.SegmentWriter
    monkeypatch.setattr(
        pieces, "SegmentWriter", lambda path, *more: (drawn.append(path), writer(path, *more))[1]
    )
    return drawn


@pytest.mark.parametrize("workers", WORKERS)
def test_a_scene_is_drawn_whole(workers, tmp_path):
    store, told = Store(tmp_path), []
    (drawn,) = run(store, job(), workers=workers, report=lambda *now: told.append(now))
    assert drawn.frames == 7 + 45 + 23 + 5
    assert len(drawn.segments) == 1 + 3 + 1 + 1, "the long play is in pieces of two seconds"
    assert drawn.about == "about"
    assert told[-1] == (0, drawn.frames, drawn.frames)
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    found = pictures(drawn, tmp_path)
    assert len(found) == drawn.frames
    assert len(set(found)) > 40
    assert len(set(found[52:62])) == len(set(found[62:72])) <= 10, "a wait repeats its second"
    assert not list((tmp_path / "unfinished").iterdir())


class Wandering(Scene):
    """Each step adds to the one before, with its own rounding error."""

    def construct(self):
        square = Square(side_length=0.3)
        for k in range(3):
            way = UpdateFromAlphaFunc(square, lambda m, t, k=k: m.move_to([t / 3 + k, t / 7, 0]))
            self.play(way, run_time=2.4)


@forks
def test_a_piece_is_the_same_to_the_last_bit_whoever_draws_it(tmp_path):
    """Segments are named by their content, to the last bit."""
    names = []
    for run_, workers in enumerate([1, 3, 2]):
        store = Store(tmp_path / f"{min(run_, 1)}")
        if run_ == 2:  # the first halves are cached: they are played to be hashed, not drawn
            for segment in sorted(tmp_path.glob("1/segments/*/*.mp4"))[::2]:
                segment.unlink()
        (drawn,) = run(store, job(Wandering, key=f"{run_}"), workers=workers)
        names.append([segment.name for segment in drawn.segments])
    assert names[0] == names[1] == names[2]


@forks
def test_clips_share_the_workers_and_finish_one_by_one(tmp_path):
    said = []
    draw(
        [job(key=f"{k}", shift=float(k)) for k in range(3)],
        Store(tmp_path),
        3,
        lambda j, drawn: said.append(("done", j, drawn.frames)),
        lambda j, done, total: said.append(("frames", j, done)),
    )
    done = [k for k, (what, _, _) in enumerate(said) if what == "done"]
    assert sorted(said[k] for k in done) == [("done", j, 80) for j in range(3)]
    first, last = said[done[0]], said[done[-1]]
    between = {said[k] for k in range(done[0], done[-1])}
    assert len({frames for what, j, frames in between if what == "frames" and j == last[1]}) > 1, (
        f"{first} was held back until {last}"
    )


@pytest.mark.parametrize(
    ("changed", "anew"),
    [
        ({}, 0),
        ({"shift": 3.0}, 5),  # the motion, and what it leaves in another place
        ({"colours": np.full((2, 2, 3), 91, np.uint8)}, 5),
    ],
    ids=["nothing", "a way", "a painting"],
)
def test_only_what_looks_different_is_drawn_again(changed, anew, tmp_path, drawings):
    store = Store(tmp_path)
    run(store, job())
    assert len(drawings) == 6
    (drawn,) = run(store, job(key="other code", **changed))
    assert len(drawings) - 6 == anew
    (fresh,) = run(Store(tmp_path / "fresh"), job(**changed))
    assert pictures(drawn, tmp_path) == pictures(fresh, tmp_path), "a stale segment was used"


class Halting(Plain):
    """Does the same, but never ends."""

    def construct(self):
        super().construct()
        raise LayerlightError("halt")


@pytest.mark.parametrize("key", ["key", "other code"])
def test_segments_that_serve_are_spared_from_then_on(key, tmp_path):
    store = Store(tmp_path)
    (drawn,) = run(store, job())
    for segment in drawn.segments:
        os.utime(segment, (time.time() - 1e6,) * 2)
    drawn.segments[-1].unlink()  # otherwise nothing would have to be played
    with pytest.raises(LayerlightError, match="halt"):
        run(store, job(Halting, key=key))
    store.tidy(limit=0)
    assert all(segment.exists() for segment in drawn.segments)


def test_what_is_drawn_otherwise_is_drawn_again(tmp_path, drawings, monkeypatch):
    store = Store(tmp_path)
    run(store, job())
    monkeypatch.setattr("scenes.rendering.jobs.drawing_digest", lambda *a: "another Manim")
    run(store, job(key="other code"))
    assert len(drawings) == 12


def test_the_same_key_is_not_even_played(tmp_path, drawings):
    store = Store(tmp_path)
    (first,) = run(store, job())
    (again,) = run(store, job(construct=lambda self: pytest.fail("played")))
    assert (again.segments, again.frames, again.about) == (first.segments, 80, "about")
    assert len(drawings) == 6
    first.segments[2].unlink()
    run(store, job())
    assert len(drawings) == 7


def test_force_draws_everything(tmp_path, drawings):
    run(Store(tmp_path), job())
    (drawn,) = run(Store(tmp_path, force=True), job())
    assert len(drawings) == 12
    assert all(segment.exists() for segment in drawn.segments)


def test_a_section_is_drawn_alone_and_its_pieces_serve_the_whole(tmp_path, drawings):
    store = Store(tmp_path)
    (part,) = run(store, job(section="go"))
    assert part.frames == 45
    (whole,) = run(store, job())
    assert whole.frames == 80
    assert len(drawings) == 6


class Counted(Scene):
    """What it shows depends on every time step."""

    def construct(self):
        square = Square(side_length=0.5)
        square.add_updater(lambda m, dt: m.shift(dt * m.get_y() / 2 * RIGHT + dt / 2 * UP))
        self.add(square)
        self.wait(4.5)
        self.play(FadeIn(Circle()), run_time=1)


@pytest.mark.parametrize("workers", WORKERS)
def test_scenes_that_keep_time_are_played_step_by_step(workers, tmp_path):
    (drawn,) = run(Store(tmp_path), job(Counted), workers=workers)
    assert len(drawn.segments) == 4
    # The same steps with Manim's own updates say where the square must end.
    x = y = 0.0
    for _ in range(44):
        x, y = x + 0.05 * y, y + 0.05
    with av.open(drawn.segments[2]) as container:
        last = list(container.decode(video=0))[-1].to_ndarray(format="gray")
    rows, columns = np.nonzero(last > 60)
    assert (columns.mean() - 47.5) * 8 / 54 == pytest.approx(x, abs=0.15)
    assert (26.5 - rows.mean()) * 8 / 54 == pytest.approx(y, abs=0.15)


class Pictured(Scene):
    """Shows a mobject whose content is unknown before it is drawn."""

    def construct(self):
        cloud = VGroup(Square())
        self.add(cloud, Strange())
        self.play(cloud.animate.shift(RIGHT), run_time=0.5)


class Strange(Square):
    """A mobject with its own way of saying what it looks like."""

    def get_fill_rgbas(self):
        return np.array([[1.0, 0.0, 0.0, 1.0]])


def test_what_cannot_be_known_beforehand_is_drawn_for_each_key(tmp_path, drawings):
    store = Store(tmp_path)
    for key in ("one", "one", "two"):
        (drawn,) = run(store, job(Pictured, key=key))
    assert len(drawings) == 2
    with av.open(drawn.segments[0]) as container:
        frame = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert frame[27, 48, 0] > 200, "its own colour is shown"


class Mortal(Plain):
    """A worker that draws its long motion is killed, as often as the file says."""

    def construct(self):
        class Deadly(Square):
            lives, number = self.lives, getattr(self, "number", signal.SIGKILL)

            def get_stroke_width(self, background=False):
                if os.getpid() != LEADER.get("pid") and (left := int(self.lives.read_text())) > 0:
                    self.lives.write_text(str(left - 1))
                    os.kill(os.getpid(), self.number)
                return super().get_stroke_width(background)

        self.next_section("fine")
        self.play(FadeIn(Circle()), run_time=0.5)
        self.next_section("deadly")
        LEADER["pid"] = os.getpid()
        self.play(FadeIn(Deadly()), run_time=0.5)


LEADER: dict[str, int] = {}


@forks
@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT", "SIGUSR1"])
def test_a_worker_that_dies_is_named_and_its_piece_drawn_again(name, tmp_path):
    (tmp_path / "lives").write_text("1")
    said, number = [], getattr(signal, name)
    mortal = job(Mortal, lives=tmp_path / "lives", number=number)
    if number != signal.SIGKILL:  # it may have been ignored, as under nohup
        usual = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
        before = signal.signal(number, usual)
    try:
        with ended_by_signals():  # as in the commands
            (drawn,) = run(Store(tmp_path / "cache"), mortal, workers=2, warn=said.append)
    finally:
        if number != signal.SIGKILL:
            signal.signal(number, before)
    assert drawn.frames == 10
    assert len(pictures(drawn, tmp_path)) == 10
    (text,) = said
    assert "Mortal" in text
    assert "'deadly'" in text
    assert f"signal {int(number)}" in text


@forks
def test_a_piece_that_kills_twice_is_an_error(tmp_path):
    (tmp_path / "lives").write_text("9")
    mortal = job(Mortal, lives=tmp_path / "lives")
    with pytest.raises(LayerlightError, match=r"Mortal, beat 'deadly'.*--jobs"):
        run(Store(tmp_path / "cache"), mortal, workers=2)
    assert not list((tmp_path / "cache" / "unfinished").iterdir())
    (tmp_path / "lives").write_text("0")
    (drawn,) = run(Store(tmp_path / "cache"), mortal, workers=2)
    assert drawn.frames == 10


class Headless(Plain):
    """The leader is killed."""

    def construct(self):
        self.play(FadeIn(Circle()), run_time=0.5)
        os.kill(os.getpid(), signal.SIGKILL)


@forks
def test_a_leader_that_dies_is_an_error(tmp_path):
    with pytest.raises(LayerlightError, match=r"died \(signal 9\)"):
        run(Store(tmp_path), job(Headless), workers=2)
    assert not list((tmp_path / "unfinished").iterdir())


class Wrong(Plain):
    """Raises an error while it is drawn, or while it is played."""

    def construct(self):
        class Bad(Square):
            def get_stroke_width(self, background=False):
                raise LayerlightError("no such width")

        self.play(FadeIn(Circle()), run_time=0.5)
        if self.early:
            raise LayerlightError("no such thing")
        self.play(FadeIn(Bad()), run_time=0.5)


@pytest.mark.parametrize("workers", WORKERS)
@pytest.mark.parametrize(("early", "said"), [(True, "such thing"), (False, "such width")])
def test_what_a_scene_raises_comes_back(early, said, workers, tmp_path):
    with pytest.raises(LayerlightError, match=said):
        run(Store(tmp_path), job(Wrong, early=early), job(), workers=workers)
    assert not list((tmp_path / "unfinished").iterdir())


INTERRUPTED = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
import test_jobs
from pathlib import Path
from manim import Scene, Square, FadeIn
class Slow(Scene):
    def construct(self):
        for k in range(400):
            self.play(FadeIn(Square().shift([k / 100, 0, 0])), run_time=1)
test_jobs.run(test_jobs.Store(Path({cache!r})), test_jobs.job(Slow), workers=3)
"""


@forks
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_all_processes_end_and_nothing_unfinished_stays(number, tmp_path):
    here = Path(__file__).resolve().parent
    root, cache = str(here.parents[1]), tmp_path / "cache"
    code = INTERRUPTED.format(root=root, here=str(here), cache=str(cache))
    child = subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.PIPE, start_new_session=True
    )
    deadline = time.monotonic() + 60
    while len(list(cache.glob("segments/*/*.mp4"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(number)
    child.communicate(timeout=30)
    deadline = time.monotonic() + 10
    while (left := relatives(child.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left, "a process lives on"
    if number != signal.SIGKILL:  # what this one leaves can only be deleted by the next run
        assert not list(cache.glob("unfinished/*"))
    finished = list(cache.glob("segments/*/*.mp4"))
    assert 3 <= len(finished) < 400
    for segment in finished:
        with av.open(segment) as container:
            assert len(list(container.decode(video=0))) == 10, "a half segment was kept"
    run(Store(cache), job())
    assert not list(cache.glob("unfinished/*"))


ABANDONED = """
import sys
sys.path[:0] = [{root!r}, {here!r}]
import test_jobs, time
from functools import partial
from pathlib import Path
from manim import Scene
from scenes.rendering import workers
class Slow(Scene):
    def construct(self):
        Path({begun!r}).touch()
        time.sleep(60)
if {old}:  # a system that tells no process that its parent has ended
    workers._end_with_parent = lambda: partial(workers._watch_parent, None)
store = test_jobs.Store(Path({cache!r}))
test_jobs.run(store, test_jobs.job(Slow), workers=2, report=lambda *now: None)
"""


@forks
@pytest.mark.parametrize("old", [False, True], ids=["told", "looking"])
def test_abandoned_while_they_measure_workers_end_within_a_second(old, tmp_path):
    here, begun = Path(__file__).resolve().parent, tmp_path / "begun"
    code = ABANDONED.format(
        root=str(here.parents[1]), here=str(here), cache=str(tmp_path), begun=str(begun), old=old
    )
    child = subprocess.Popen([sys.executable, "-c", code], start_new_session=True)
    deadline = time.monotonic() + 60
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(relatives(child.pid)) >= 2
    child.kill()
    child.wait()
    deadline = time.monotonic() + 1
    while (left := relatives(child.pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left
    run(Store(tmp_path), job())
    assert not list((tmp_path / "unfinished").iterdir())


def relatives(session: int) -> list[str]:
    """Return the remaining processes of a session."""
    done = subprocess.run(
        ["ps", "-eo", "sid=,stat=,args="], capture_output=True, text=True, check=True
    )
    rows = [line.split(None, 2) for line in done.stdout.splitlines()]
    return [row[2] for row in rows if row[0] == str(session) and not row[1].startswith("Z")]
