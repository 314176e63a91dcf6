"""A full disk: existing files stay, no hidden ones are left, and the process exits cleanly."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ORDERS = {
    "mp4": {"formats": ("mp4",)},
    "webm": {"formats": ("webm",)},
    "mov": {"formats": ("mov",)},
    "gif": {"formats": ("gif",)},
    "png": {"formats": ("png",)},
    "pdf": {"formats": ("pdf",)},
    "still": {"still": "end"},
    "words": {"formats": ("pdf",), "words": ("vtt", "md")},
    "beats": {"beats": True},
    "decks": {"decks": ("pptx", "html")},
    "silent": {"silent_track": True},
}
TRIED = """
import json, resource, sys
from pathlib import Path
from network.errors import LayerlightError
from publish.pipeline import Pipeline
from publish.request import RenderRequest
from scenes.catalog import find_clip
from scenes.style.picture_size import Quality

def make(folder, **more):
    request = RenderRequest((find_clip("confusions"),), Quality(192, 108, 2), folder, **more)
    Pipeline(request, lambda line: None, lambda line: None).make()

found = {}
for name, more in json.loads(sys.argv[2]).items():
    folder = Path(sys.argv[1]) / name
    make(folder, **more)
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    for path in files:
        path.write_text("earlier")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400, limits[1]))
    try:
        make(folder, **more)
        said = "written"
    except (OSError, LayerlightError) as error:
        said = f"{type(error).__name__}: {error}"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    there = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    changed = [path.name for path in files if path.exists() and path.read_text() != "earlier"]
    found[name] = {
        "said": said,
        "gone": sorted({str(path.relative_to(folder)) for path in files} - there),
        "changed": changed,
        "hidden": [name for name in there if "/." in f"/{name}"],
    }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory, new_cache):
    """Write everything with a file size limit of a few lines; return the outcome."""
    pytest.importorskip("resource", reason="sizes of files cannot be limited here")
    orders = {
        name: {key: list(v) if isinstance(v, tuple) else v for key, v in order.items()}
        for name, order in ORDERS.items()
    }
    done = subprocess.run(
        [sys.executable, "-c", TRIED, tmp_path_factory.mktemp("full"), json.dumps(orders)],
        cwd=ROOT,
        env={**os.environ, "LAYERLIGHT_CACHE": str(new_cache())},
        capture_output=True,
        text=True,
        timeout=900,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ORDERS)
def test_without_room_nothing_is_lost_and_nothing_left(name, found):
    came = found[name]
    assert came["said"] != "written"
    assert "Error" in came["said"]
    assert not came["changed"]
    assert not came["hidden"]
    assert {Path(path).name for path in came["gone"]} <= {"manifest.json", "confusions.json"}
