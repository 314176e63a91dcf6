"""The examples in docs/own_training.md, each run as it stands there."""

import re
from pathlib import Path

import numpy as np
import pytest

from network import load

PAGE = Path(__file__).resolve().parents[2] / "docs" / "own_training.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_there_is_an_example_for_each_library():
    assert len(EXAMPLES) == 4
    for library in ("torch", "keras", "sklearn", "numpy"):
        assert any(re.search(rf"^(import|from) {library}\b", each, re.M) for each in EXAMPLES)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_example_runs(number, request, tmp_path, monkeypatch):
    code = EXAMPLES[number]
    for word, fixture in (("torch", "torch"), ("keras", "keras"), ("sklearn", "neural_network")):
        if re.search(rf"^(?:import|from) {word}\b", code, re.MULTILINE):
            request.getfixturevalue(fixture)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(code, f"{PAGE.name}, example {number + 1}", "exec"), names)
    (path,) = tmp_path.iterdir()
    recording = load(path)
    assert recording.train_cost[-1] < recording.train_cost[0]
    ours = recording.outputs_of_samples(recording.steps)
    x = np.asarray(names["x"], np.float32)
    model = names.get("model")
    if model is None:
        # The last moment is the one before the last update.
        weights, bias = (recording.arrays[f"{each}_0"][-1] for each in ("weights", "biases"))
        assert np.allclose(ours, names["x"] @ weights.T + bias, rtol=1e-12)
        assert np.allclose(weights, names["weights"], atol=0.05)
        return
    assert recording.metadata["imported"]["compared"]
    if hasattr(model, "predict_proba"):
        theirs = model.predict_proba(names["x"])
    elif hasattr(model, "predict"):
        theirs = model.predict(x, verbose=0)
    else:
        theirs = model(names["x"]).detach().numpy()
    np.testing.assert_allclose(ours, theirs[: len(ours)], rtol=1e-4, atol=1e-6)
