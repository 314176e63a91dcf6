"""Contradictory requests are refused."""

from pathlib import Path

import pytest

from network.errors import UsageError
from publish.request import RenderRequest
from scenes.catalog import find_clip
from scenes.rendering.options import RunOptions
from scenes.style.picture_size import Quality


@pytest.mark.parametrize("jobs", [0, -3])
def test_fewer_than_one_process_is_refused(jobs):
    with pytest.raises(UsageError, match=rf"jobs is {jobs}: expected 1 or more"):
        RenderRequest(
            (find_clip("cost"),), Quality(64, 36, 5), Path("clips"), run_options=RunOptions(jobs)
        )


def test_one_process_per_core_is_the_default():
    assert RunOptions().workers >= 1
    assert RunOptions(jobs=3).workers == 3
