"""Figures for print: every number is the recording's, every file complete and reproducible."""

import numpy as np
import pytest

from network import load_checkpoint_series, load_walkthrough, plots
from network.plots import FORMATS, figures, write_figures
from network.storage import archive

MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "svg": b"<?xml", "pdf": b"%PDF-"}


@pytest.fixture(scope="module")
def recording():
    return load_walkthrough()


@pytest.fixture(scope="module")
def series():
    return load_checkpoint_series()


@pytest.fixture(scope="module")
def drawn(recording):
    return figures(recording)


def curve(figure, words):
    """Return the data of the line whose label holds ``words``."""
    (line,) = [line for line in figure.axes[0].lines if words in str(line.get_label())]
    return np.asarray(line.get_xdata()), np.asarray(line.get_ydata())


def test_a_file_of_each_form(recording, tmp_path, monkeypatch):
    monkeypatch.setattr(plots, "figures", lambda source: dict(list(figures(source).items())[:4]))
    first, second = tmp_path / "new" / "one", tmp_path / "two"
    names = ["cost", "accuracy", "confusion", "weights_1"]
    written = write_figures(recording, first)
    assert [path.name for path in written] == [f"{n}.{s}" for n in names for s in FORMATS]
    assert sorted(first.iterdir()) == sorted(written)
    write_figures(recording, second)
    for path in written:
        assert path.read_bytes().startswith(MAGIC[path.suffix[1:]])
        assert path.read_bytes() == (second / path.name).read_bytes(), path.name


def test_nothing_stays_if_drawing_fails(recording, tmp_path, monkeypatch):
    def fail(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", fail)
    with pytest.raises(archive.LayerlightError, match="the disk is full"):
        write_figures(recording, tmp_path)
    assert not list(tmp_path.iterdir())


def test_cost(recording, drawn):
    steps, costs = curve(drawn["cost"], "each step")
    np.testing.assert_array_equal(costs, recording.cost)
    assert steps.tolist() == list(range(1, recording.steps + 1))
    steps, means = curve(drawn["cost"], "mean of the last 12 steps")
    for step, mean in zip(steps, means, strict=True):
        assert mean == pytest.approx(np.mean(recording.cost[step - 12 : step]), abs=1e-12)


def test_accuracy(recording, drawn):
    classes = recording.metadata["classes"]
    steps, shares = curve(drawn["accuracy"], "share of the last 12 steps")
    for step, share in zip(steps, shares, strict=True):
        window = range(step - 12, step)
        right = sum(classes[recording.predictions[k]] == recording.labels[k] for k in window)
        assert share == pytest.approx(right / 12, abs=1e-12)


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_confusion(recording, drawn):
    classes = recording.metadata["classes"]
    last = range(recording.steps - len(recording.images), recording.steps)
    axes = drawn["confusion"].axes[0]
    shown = iter(texts(axes)[1:])  # the first is the title
    for digit in classes:
        for answer in classes:
            count = sum(
                recording.labels[k] == digit and classes[recording.predictions[k]] == answer
                for k in last
            )
            assert next(shown) == str(count)
    assert [label.get_text() for label in axes.get_yticklabels()] == [str(c) for c in classes]


@pytest.mark.parametrize("layer", [0, 1])
def test_small_weight_maps(recording, drawn, layer):
    start, end = recording.weights_at(0)[layer], recording.weights_at(recording.steps)[layer]
    before, after = drawn[f"weights_{layer + 1}"].axes[:2]
    change = drawn[f"weights_{layer + 1}_change"].axes[0]
    for axes, expected in ((before, start), (after, end), (change, end - start)):
        np.testing.assert_array_equal(axes.images[0].get_array(), expected)
        numbers = [text.replace("\N{MINUS SIGN}", "-") for text in texts(axes)]
        shown = [float(text) for text in numbers if text[0] in "+-0"]
        np.testing.assert_allclose(shown, expected.ravel(), atol=0.005 + 1e-12)
    assert before.images[0].get_clim() == after.images[0].get_clim()
    low, high = change.images[0].get_clim()
    assert low == -high == pytest.approx(-np.abs(end - start).max())


def test_checkpoint_series_figures(series):
    drawn = figures(series)
    steps, accuracies = curve(drawn["accuracy"], "test images")
    np.testing.assert_array_equal(steps, series.steps_shown)
    np.testing.assert_array_equal(accuracies, series.test_accuracy)
    for epoch, accuracy in enumerate(series.epoch_accuracy, start=1):
        assert f"epoch {epoch}: {accuracy:.2%}" in texts(drawn["accuracy"].axes[0])
    shown = [int(text.replace(",", "")) for text in texts(drawn["confusion"].axes[0])[1:]]
    assert shown == series.confusion[-1].ravel().tolist()


def test_each_map_of_the_mosaic_is_one_row_of_the_weights(series):
    drawn = figures(series)
    change = drawn["weights_1_change"].axes[0]
    canvas = np.ma.filled(change.images[0].get_array(), np.nan)
    expected = series.weights[0][-1] - series.weights[0][0]
    found = []
    # Walk across the canvas as a reader would, and cut out what lies between the gaps.
    inked = ~np.isnan(canvas)
    for top in np.flatnonzero(np.diff(inked.any(axis=1).astype(int), prepend=0) == 1):
        for left in np.flatnonzero(np.diff(inked[top].astype(int), prepend=0) == 1):
            found.append(canvas[top : top + 28, left : left + 28])
    assert len(found) == 20
    np.testing.assert_array_equal(found, expected.reshape(20, 28, 28))
    assert np.isnan(canvas).sum() + 20 * 784 == canvas.size
    assert texts(change)[:20] == [str(j) for j in range(20)]
