"""A clip made once, small, for all tests that look at what came of it."""

import pytest

from publish.making import Maker
from publish.wish import Wish
from scenes.catalog import find_clip
from scenes.quality import Quality

TINY = Quality(192, 108, 6)
ENTRY = find_clip("forward_pass")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory):
    """Keep the user's cache out of the tests."""
    patch = pytest.MonkeyPatch()
    patch.setenv("LAYERLIGHT_CACHE", str(tmp_path_factory.mktemp("cache")))
    yield
    patch.undo()


def make(folder, entry=ENTRY, quality=TINY, **more):
    """Make files; give the lines that were said."""
    said = []
    Maker(Wish((entry,), quality, folder, **more), said.append, said.append).make()
    return said


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Folder with a whole clip in its steps, and its words."""
    folder = tmp_path_factory.mktemp("clips")
    make(folder, steps=True, words=("vtt", "srt", "md", "notes"))
    return folder
