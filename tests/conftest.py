"""What several tests share: the real data, recordings made once per session, and snapshots."""

import gc
import os
import signal
from collections import Counter
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import settings

from network import LayerlightError, load_mnist, record_mnist, record_walkthrough
from network.system.isolation import claim_process
from scenes.words import load_words
from tests.peak_memory import peak_memory

gc.set_threshold(100_000, 20, 100)  # clips make many objects, and few cycles
GROWTH = 256 << 20
"""Bytes by which memory grows before garbage is collected whatever the number of objects."""
_peak = [0]
settings.register_profile("layerlight", deadline=None)  # no test depends on the machine's speed
settings.load_profile("layerlight")
claim_process()  # before Manim is imported: the tests share notes in a cache, as the commands do

SLOW = {
    "browser", "dressed", "keras", "made", "mnist_recording", "neural_network", "pages_of",
    "published", "torch", "walked",
}  # fmt: skip
"""Fixtures that take seconds; tests that use one of them are left out of ``make test-fast``."""
SLOW_FILES = {
    "tests/test_render.py",
    "tests/publish/test_accessibility.py",
    "tests/publish/test_course.py",
    "tests/publish/test_formats.py",
    "tests/publish/test_gallery.py",
    "tests/publish/test_looks.py",
    "tests/publish/test_lecture_parts.py",
    "tests/publish/test_notebook.py",
    "tests/publish/test_powerpoint.py",
    "tests/publish/test_beats.py",
    "tests/publish/test_voice.py",
    "tests/publish/test_words.py",
    "tests/scenes/test_backpropagation.py",
    "tests/scenes/test_cluster.py",
    "tests/scenes/test_data_parts.py",
    "tests/scenes/test_inference.py",
    "tests/scenes/test_jobs.py",
    "tests/scenes/test_lecture.py",
    "tests/scenes/test_rendering.py",
}
"""Files whose tests draw or publish clips of their own; these are left out as well."""
SECONDS = 10
"""About how many other tests take as long as a slow one."""


def pytest_addoption(parser):
    parser.addoption(
        "--update-snapshots",
        action="store_true",
        help="rewrite the files in tests/**/snapshots/ with what is found now",
    )


def pytest_configure(config):
    """Prepare the test run, wherever and however it was started."""
    # Pytest 9.1 forgets a folder's fixtures when its files come before and after some of the
    # folder above.
    config.args = sorted(config.args, key=_folder)
    _heed_signals()


def pytest_xdist_auto_num_workers():
    """Run one process more than there are cores: tests often wait, for browsers and commands."""
    usable = getattr(os, "sched_getaffinity", None)
    return (len(usable(0)) if usable else os.cpu_count() or 1) + 1


def _folder(argument):
    path = Path(argument.split("::")[0])
    return str(path if path.is_dir() else path.parent)


def _heed_signals():
    """Give signals their usual meaning in every process that the tests start.

    ``nohup``, and a shell that starts a job in the background, make it ignore some signals, and
    child processes inherit that.  They do not inherit handlers.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGHUP", "SIGQUIT", "SIGTERM"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            # The test process itself goes on ignoring the signal, as it was told to.
            signal.signal(number, _do_nothing)


def _do_nothing(number, frame):
    pass


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown():
    """Collect garbage once memory has grown: few objects, which may hold large arrays, wait."""
    if peak_memory() > _peak[0] + GROWTH:
        gc.collect()
        _peak[0] = peak_memory()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep tests that share costly fixtures in one process, if several processes run the tests."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
        file = item.path.relative_to(item.config.rootpath).as_posix()
        if file in SLOW_FILES or SLOW & set(item.fixturenames):
            item.add_marker(pytest.mark.slow)
    if "PYTEST_XDIST_WORKER" in os.environ:
        _longest_first(items)


def _longest_first(items):
    """Let groups that take long start first, or one process would work alone at the end."""
    cost = Counter()
    for item in items:
        cost[_group(item)] += SECONDS if item.get_closest_marker("slow") else 1
    items.sort(key=lambda item: (-cost[_group(item)], _group(item)))


def _group(item):
    """Return the name of the clip that a test is about, or else its file."""
    if "mnist_recording" in item.fixturenames:
        return "mnist"
    given = getattr(item, "callspec", None)
    for value in given.params.values() if given else ():
        for part in value if isinstance(value, tuple) else (value,):
            if hasattr(part, "recording") and hasattr(part, "id"):
                return f"{item.path.parent.name}-{part.id}"
    return item.path.name


@pytest.fixture(scope="session")
def shared_texts(tmp_path_factory):
    """Return the folder of typeset texts: what one process has typeset, the others read."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / "texts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def new_cache(tmp_path_factory, shared_texts):
    """Return a function that makes a new cache, empty except for the typeset texts."""

    def make():
        folder = tmp_path_factory.mktemp("cache")
        with suppress(OSError):  # without such links, texts are typeset again
            name = f"texts-{version('manim')}-{version('typst')}"
            (folder / name).symlink_to(shared_texts, target_is_directory=True)
        return folder

    return make


@pytest.fixture(scope="session")
def shared_cache(shared_texts, new_cache):
    """Return the cache of all tests that do not look at it: what one has drawn, others find."""
    folder = shared_texts.parent / "cache"
    with suppress(OSError):  # another process was first
        new_cache().rename(folder)
    return folder


@pytest.fixture(scope="session")
def update_snapshots(request):
    return request.config.getoption("--update-snapshots")


@pytest.fixture(scope="session")
def mnist_data():
    """Return MNIST from MNIST_DIR; without it the tests that need it are skipped, or must fail."""
    try:
        if not os.environ.get("MNIST_DIR"):
            raise LayerlightError("MNIST_DIR names no folder with the MNIST files")
        return load_mnist()
    except LayerlightError as error:
        if os.environ.get("LAYERLIGHT_REQUIRE_MNIST") == "1":
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def mnist_recording(mnist_data):
    return record_mnist(mnist_data)


@pytest.fixture(scope="session")
def walkthrough_recording():
    return record_walkthrough()


@pytest.fixture
def own_words(monkeypatch):
    """Forget the words of clips from files after the test."""
    monkeypatch.setattr("scenes.words._added", {})
    yield
    load_words.cache_clear()


@pytest.fixture
def here(monkeypatch):
    """Record in this process: what the other one does, without the time to start it."""
    from network.service import answer

    monkeypatch.setattr(
        "layerlight.recorder.ask", lambda request, progress, service: answer(dict(request))
    )
