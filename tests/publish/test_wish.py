"""What a person may want."""

import pytest

from network.errors import UsageError
from publish.request import RunOptions


@pytest.mark.parametrize("jobs", [0, -3])
def test_so_many_processes_cannot_draw(jobs):
    with pytest.raises(UsageError, match=rf"jobs is {jobs}: expected 1 or more"):
        RunOptions(jobs=jobs)
    assert RunOptions(jobs=None).jobs is None
