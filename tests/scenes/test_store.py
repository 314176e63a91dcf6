"""The cache of segments, and the digests of what they are made from."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from network.errors import LayerlightError
from network.system.signals import ended_by_signals
from scenes.cache.workshop import rough_file
from scenes.rendering import fingerprints
from scenes.rendering.codecs import VideoFormat
from scenes.rendering.fingerprints import code_digest, drawing_digest
from scenes.rendering.segment_store import Store

ROOT = Path(__file__).resolve().parents[2]


def made(store: Store, name: str, size: int = 100, age: float = 0.0) -> Path:
    """Put a segment of the given size in bytes and age in seconds into the store."""
    with store.workshop() as workshop:
        (workshop / "new.mp4").write_bytes(b"x" * size)
        file = store.keep(workshop / "new.mp4", f"first-{name}", name)
    os.utime(file, (time.time() - age,) * 2)
    return file


def test_segments_are_found_by_content_and_by_note(tmp_path):
    store = Store(tmp_path)
    assert not store.begun("first-a")
    assert store.segment("first-a", "a") is None
    assert store.made("key", "0") is None
    file = made(store, "a")
    store.note("key", "0", file)
    assert store.begun("first-a")
    assert store.segment("first-a", "a") == store.made("key", "0") == file
    assert store.segment("first-a", "b") is None
    assert store.made("other key", "0") is None
    file.unlink()
    assert store.made("key", "0") is None, "the note alone is worth nothing"


def test_a_whole_is_whole_only_with_all_its_segments(tmp_path):
    store = Store(tmp_path)
    files = [made(store, name) for name in "ab"]
    for name, file in zip("01", files, strict=True):
        store.note("key", name, file)
    about = {"pieces": ["0", "1"], "frames": 7, "about": ["x"]}
    store.note_whole("key", "", about)
    assert store.whole("key", "") == {**about, "segments": files}
    assert store.whole("key", "a section") is None
    assert store.whole("another", "") is None
    forced = Store(tmp_path, force=True)
    assert forced.whole("key", "") is None
    assert forced.whole("key", "", fresh=True)["segments"] == files
    files[1].unlink()
    assert store.whole("key", "") is None
    for broken in tmp_path.glob("made/key/*.json"):
        broken.write_text("{")
    assert store.whole("key", "") is None


def test_force_finds_nothing(tmp_path):
    file = made(Store(tmp_path), "a")
    forced = Store(tmp_path, force=True)
    forced.note("key", "0", file)
    assert not forced.begun("first-a")
    assert forced.segment("first-a", "a") is None
    assert forced.made("key", "0") is None
    assert Store(tmp_path).made("key", "0") == file


def test_the_limit_takes_what_was_not_used_for_longest(tmp_path):
    store = Store(tmp_path)
    ages = {"new": 0, "old": 3000, "older": 4000, "oldest": 5000}
    files = {name: made(store, name, 100, age) for name, age in ages.items()}
    store.use([files["oldest"]])
    store.tidy(limit=250, spared=1000)
    assert [name for name, file in files.items() if file.exists()] == ["new", "oldest"]
    store.tidy(limit=0, spared=1000)
    assert files["new"].exists(), "what was used just now is spared, whatever the limit"
    store.tidy(limit=0, spared=0)
    assert not list(tmp_path.glob("segments/*"))
    assert files["new"] == made(store, "new"), "a folder that was tidied away is made again"


def test_what_a_process_left_that_was_ended_by_force_is_swept_away(tmp_path):
    store = Store(tmp_path)
    code = (
        "import os, sys\n"
        "from scenes.rendering.segment_store import Store\n"
        "from pathlib import Path\n"
        "with Store(Path(sys.argv[1])).workshop() as shop:\n"
        "    (shop / 'half').write_text('')\n"
        "    os._exit(1)\n"
    )
    subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, check=False)
    assert len(list(tmp_path.glob("unfinished/*/half"))) == 1
    with store.workshop() as shop, store.workshop() as second:
        assert shop != second
        assert shop.is_dir(), "that of a living process stays"
        assert not list(tmp_path.glob("unfinished/*/half"))
    assert not list((tmp_path / "unfinished").iterdir())


def test_that_of_another_living_process_stays(tmp_path):
    code = (
        "import sys\n"
        "from scenes.rendering.segment_store import Store\n"
        "from pathlib import Path\n"
        "with Store(Path(sys.argv[1])).workshop() as shop:\n"
        "    print(shop, flush=True)\n"
        "    input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, tmp_path], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as other:  # fmt: skip
        theirs = Path(other.stdout.readline().strip())
        with Store(tmp_path).workshop():
            assert theirs.is_dir()
        other.communicate("\n")
    assert not list((tmp_path / "unfinished").iterdir())


def test_what_a_process_left_before_it_was_locked_is_swept_away_too(tmp_path):
    left = tmp_path / "unfinished"
    (left / "tmpfolder").mkdir(parents=True)
    (left / ".hidden").mkdir()
    (left / "file").write_text("half")
    store = Store(tmp_path)
    with rough_file(left) as mine, store.workshop():
        assert mine.exists(), "that of a living process stays"
        assert not {"tmpfolder", ".hidden", "file"} & {path.name for path in left.iterdir()}
    assert not list(left.iterdir())


def test_what_another_computer_left_in_a_shared_cache_stays_until_it_is_old(tmp_path):
    """Its lock may not be seen here."""
    left = tmp_path / "unfinished"
    young, old = left / "0a1b2c3d-young", left / "0a1b2c3d-old"
    for folder in (young, old):
        (folder / "half").mkdir(parents=True)
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    with Store(tmp_path).workshop() as own:
        assert sorted(left.iterdir()) == sorted([young, own])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_without_locks_several_writers_do_not_disturb_each_other(tmp_path, monkeypatch):
    """As on a network file system whose lock service has gone."""
    fcntl = pytest.importorskip("fcntl")

    def lost(file, operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", lost)
    writers = []
    for number in range(4):
        writers.append(os.fork())
        if writers[-1] == 0:
            try:
                for turn in range(40):
                    _write_and_read(Store(tmp_path), turn, number)
                os._exit(0)
            finally:
                os._exit(1)
    assert [os.waitstatus_to_exitcode(os.waitpid(w, 0)[1]) for w in writers] == [0] * 4
    store = Store(tmp_path)
    with store.workshop():
        for turn in range(40):
            segment = store.segment("first", f"content{turn}")
            assert segment.read_bytes() == b"segment %d" % turn
            assert store.made("key", f"{turn}") == segment
    assert not list((tmp_path / "unfinished").iterdir())


def _write_and_read(store, turn, number):
    """Do what a drawing process does: other ones do the same at the same time."""
    with store.workshop() as workshop:
        unfinished = workshop / f"{os.getpid()}.mp4"
        unfinished.write_bytes(b"segment %d" % turn)
        segment = store.keep(unfinished, "first", f"content{turn}")
        store.note("key", f"{turn}", segment)
        store.note_length("clip", 1.0 + number)
        found = store.made("key", f"{turn}")
        assert found == segment
        assert found.read_bytes() == b"segment %d" % turn
        assert store.length("clip") in {1.0, 2.0, 3.0, 4.0}


def test_segments_from_elsewhere_are_taken_only_if_they_are_whole(tmp_path):
    there, here = Store(tmp_path / "there"), Store(tmp_path / "here")
    with there.workshop() as workshop, here.workshop():
        part = workshop / "1.mp4"
        part.write_bytes(b"a segment")
        segment = there.keep(part, "a" * 40, "b" * 40)
        path = segment.relative_to(tmp_path / "there/segments").as_posix()
        received = here.received(path, b"a segment")
        assert received.read_bytes() == b"a segment"
        assert here.segment("a" * 40, "b" * 40) == received
        for name, data in (
            (path, b"a segmenT"), (f"../{path}", b"a segment"), (f"/{path}", b"a segment"),
            (path.replace(".mp4", ".exe"), b"a segment"), (path.split("/")[1], b"a segment"),
            (path.replace("b", "/", 1), b"a segment"), ("", b""),
        ):  # fmt: skip
            with pytest.raises(LayerlightError, match="damaged on its way"):
                here.received(name, data)
    assert len(list((tmp_path / "here").rglob("*.mp4"))) == 1


@pytest.mark.skipif(os.name == "nt", reason="there are no signals to send")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_request_to_end_waits_until_the_workshop_is_cleaned(name, tmp_path, monkeypatch):
    number, remove = getattr(signal, name), shutil.rmtree

    def interrupted(folder, **options):
        os.kill(os.getpid(), number)
        remove(folder, **options)

    monkeypatch.setattr(shutil, "rmtree", interrupted)
    usual = signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL
    before = signal.signal(number, usual)  # it may have been ignored, as under nohup
    try:
        with pytest.raises(KeyboardInterrupt), ended_by_signals(), Store(tmp_path).workshop():
            pass
    finally:
        signal.signal(number, before)
    assert not list((tmp_path / "unfinished").iterdir())


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    for name in ("scenes", "network"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@pytest.mark.parametrize(
    ("file", "counts"),
    [
        ("scenes/clips/forward_pass/scene.py", True),
        ("scenes/mobjects/text/readout.py", True),
        ("scenes/style/theme.py", True),
        ("scenes/base.py", True),
        ("scenes/provenance/source.py", True),
        ("network/recordings/recording.py", True),
        ("scenes/rendering/manim_adapter.py", True),
        ("scenes/rendering/encoding.py", True),
        ("scenes/clips/cost/scene.py", False),
        ("scenes/rendering/lecture.py", False),
    ],
)
def test_the_code_that_a_clip_can_run_is_in_its_key(file, counts, project):
    code_digest.cache_clear()
    before = code_digest("scenes.clips.forward_pass.scene", project)
    text, long_ago = (project / file).read_text(), (time.time() - 1e6,) * 2
    (project / file).write_text(text + "\nCHANGED = 1\n")
    os.utime(project / file, long_ago)
    code_digest.cache_clear()
    after = code_digest("scenes.clips.forward_pass.scene", project)
    (project / file).write_text(text)
    os.utime(project / file, long_ago)
    code_digest.cache_clear()
    assert (after != before) == counts
    assert code_digest("scenes.clips.forward_pass.scene", project) == before


def test_code_that_was_changed_while_it_ran_has_a_name_that_nobody_else_finds(project):
    code = (
        "import sys\n"
        "from scenes.rendering.fingerprints import code_digest\n"
        "from pathlib import Path\n"
        "print(code_digest('scenes.clips.forward_pass.scene', Path(sys.argv[1])))\n"
    )

    def here_and_elsewhere():
        code_digest.cache_clear()
        here = code_digest("scenes.clips.forward_pass.scene", project)
        code_digest.cache_clear()
        assert here == code_digest("scenes.clips.forward_pass.scene", project)
        command = [sys.executable, "-c", code, project]
        done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
        return here, done.stdout.strip()

    file = project / "scenes/mobjects/text/readout.py"
    times = (file.stat().st_atime, file.stat().st_mtime)
    before, same = here_and_elsewhere()
    file.touch()
    after, other = here_and_elsewhere()
    os.utime(file, times)
    code_digest.cache_clear()
    assert before == same == other
    assert after != before


def test_imports_are_followed_in_all_their_forms(tmp_path):
    files = {
        "network/__init__.py": "from . import b",
        "network/b.py": "import network.c as other, foreign",
        "network/c.py": "def late():\n    from ..layerlight import name",
        "layerlight.py": "name = 1",
        "scenes/unused.py": "",
        "foreign.py": "",  # like third-party packages, which lie beside ours if installed
        "scenes/rendering/clips.py": "",
        "scenes/rendering/__init__.py": "",
        "scenes/__init__.py": "",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    names = {}
    for changed in ["nothing", *files]:
        if changed in files:
            (tmp_path / changed).write_text(files[changed] + "\nmore = 1")
        code_digest.cache_clear()
        names[changed] = code_digest("network", tmp_path)
        if changed in files:
            (tmp_path / changed).write_text(files[changed])
    code_digest.cache_clear()
    assert names["scenes/unused.py"] == names["foreign.py"] == names["nothing"]
    assert len(set(names.values())) == len(files) - 1, "all others count, each in its own way"


def test_libraries_and_format_are_in_the_names(monkeypatch):
    video, sizes = VideoFormat(64, 36, 10), (64, 36)
    names = {
        drawing_digest(sizes, video),
        drawing_digest((64, 38), video),
        drawing_digest(sizes, VideoFormat(64, 36, 10, preset="slow")),
        drawing_digest(sizes, VideoFormat(64, 36, 10, crf=20)),
    }
    code = code_digest("scenes.clips.cost.scene")
    monkeypatch.setattr(fingerprints, "_libraries", lambda: (("manim", "0.23.0"),))
    code_digest.cache_clear()
    names.add(drawing_digest(sizes, video))
    assert len(names) == 5
    assert code_digest("scenes.clips.cost.scene") != code
    code_digest.cache_clear()
