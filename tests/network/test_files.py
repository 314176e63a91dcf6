"""Files appear under their names when they are whole."""

import pytest

from network.files import unfinished


def test_a_file_appears_when_it_is_whole(tmp_path):
    target = tmp_path / "clip.mp4"
    target.write_text("before")
    with unfinished(target) as partial:
        partial.write_text("after")
        assert target.read_text() == "before"
        assert (partial.parent, partial.suffix) == (target.parent, target.suffix)
        assert partial.name.startswith(".")
    assert target.read_text() == "after"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_what_was_there_stays_if_something_goes_wrong(error, tmp_path):
    target = tmp_path / "clip.mp4"
    target.write_text("before")

    def fail():
        with unfinished(target) as partial:
            partial.write_text("half")
            raise error

    with pytest.raises(error):
        fail()
    assert target.read_text() == "before"
    assert list(tmp_path.iterdir()) == [target]
