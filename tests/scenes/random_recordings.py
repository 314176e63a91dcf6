"""Recordings of all kinds of small networks, drawn by Hypothesis, for tests of clips.

>>> @FEW
... @given(recordings())
... def test_the_clip_draws_it(recording):
...     assert not complaints_of(find_clip("forward_pass"), recording)
"""

import os

import numpy as np
from hypothesis import HealthCheck, Phase, reject, settings
from hypothesis import strategies as st

from network import Dataset, Network, UsageError, import_run, record
from network.core.rules import Rules
from scenes.audit.layout import check_reading_time, check_still
from scenes.base import Style
from scenes.focus import Focus
from scenes.rendering.clips import rehearse
from scenes.style.picture_size import QUALITIES
from scenes.style.theme import DARK
from scenes.words import load_words

FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # shrinking would play a clip hundreds of times
    suppress_health_check=list(HealthCheck),
)
"""For tests that play a clip for every example."""
EXAMPLES = int(os.environ.get("LAYERLIGHT_EXAMPLES", "3"))
MANY = settings(FEW, max_examples=EXAMPLES)
"""The same with as many examples as the environment asks for; ``make test-all`` asks for 200."""

COSTS = {
    "sigmoid": ("mean-squared-error", "half-squared-error", "cross-entropy"),
    "softmax": ("mean-squared-error", "half-squared-error", "cross-entropy"),
    "tanh": ("mean-squared-error", "half-squared-error"),
    "relu": ("mean-squared-error", "half-squared-error"),
    "identity": ("mean-squared-error", "half-squared-error"),
}
NAMES = (
    "a",
    "width",
    "sepal length (cm)",
    "Größe",
    "x<y",
    "$cost",
    "a very long name of a feature",
)


@st.composite
def datasets(draw, inputs: int, outputs: int) -> Dataset:
    """Draw a table or small images, with classes or quantities as targets."""
    count = draw(st.integers(1, 5))
    stream = np.random.RandomState(draw(st.integers(0, 2**16)))
    classes = outputs > 1 and draw(st.booleans())
    names = [f"{NAMES[k % len(NAMES)]} {k + 1}" for k in range(outputs)]
    labels = stream.randint(0, outputs, count).astype(np.int64) if classes else None
    targets = np.eye(outputs)[labels] if classes else np.rint(stream.rand(count, outputs) * 10) / 10
    if draw(st.booleans()) and inputs >= 4:
        images = stream.randint(0, 256, (count, 1, inputs)).astype(np.uint8)
        return Dataset(
            "pictures", np.empty((0, 0)), targets, [f"pixel {k}" for k in range(inputs)], names,
            labels, images=images,
        )  # fmt: skip
    reach = draw(st.sampled_from((1.0, 3.0, 40.0)))
    values = np.rint(stream.uniform(-reach, reach, (count, inputs)) * 10) / 10
    features = [f"{NAMES[k % len(NAMES)]} {k}" for k in range(inputs)]
    return Dataset("table", values, targets, features, names, labels)


@st.composite
def recordings(draw, layers: tuple[int, int] = (2, 5), most: int = 12, imported: bool = True):
    """Draw a recording.

    Parameters
    ----------
    layers : tuple of int
        Least and largest number of layers.
    most : int
        Largest layer; of those above 8 only some neurons are drawn.
    imported : bool
        Whether it may be an imported run, without updates.
    """
    depth = draw(st.integers(*layers))
    sizes = draw(st.lists(st.integers(1, most), min_size=depth, max_size=depth))
    hidden = draw(
        st.lists(
            st.sampled_from(("sigmoid", "tanh", "relu", "identity")),
            min_size=depth - 2, max_size=depth - 2,
        )
    )  # fmt: skip
    last = draw(st.sampled_from(tuple(COSTS)))
    if last == "softmax" and sizes[-1] == 1:
        last = "sigmoid"
    network = Network(
        sizes,
        activations=[*hidden, last],
        cost=draw(st.sampled_from(COSTS[last])),
        output_delta=draw(st.sampled_from(("gradient", "difference"))),
        start=draw(st.sampled_from(("uniform", "xavier", "he"))),
        seed=draw(st.integers(0, 999)),
        learning_rate=draw(st.sampled_from((1e-4, 0.001, 0.01))),
    )
    samples = draw(datasets(sizes[0], sizes[-1]))
    try:
        found = record(samples, network, epochs=draw(st.integers(1, 4)))
    except UsageError:  # the training diverged
        reject()
    if not (imported and draw(st.integers(0, 4)) == 0):
        return found
    moments = [(k, found.weights_at(k), found.biases_at(k)) for k in range(found.steps + 1)]
    rules = Rules(found.rules.functions, found.rules.loss, "gradient", None)
    about = {"framework": "PyTorch", "version": "2", "dtype": "float32"}
    return import_run(samples, moments, rules, about)


@st.composite
def choices(draw, recording) -> Focus:
    """Draw a sample, step and neuron of a recording."""
    return Focus(
        draw(st.none() | st.integers(0, len(recording.samples) - 1)),
        draw(st.none() | st.integers(0, recording.steps - 1)),
        draw(st.none() | st.integers(1, recording.layer_sizes[1])),
    )


def complaints_of(entry, recording, focus: Focus | None = None, aspect: str = "16:9") -> list[str]:
    """Rehearse a clip, and return what breaks the rules of layout at the end of each beat."""
    found = []

    def stop(scene, beat):
        found.extend(f"{beat.name}: {complaint}" for complaint in check_still(scene))

    size = QUALITIES["draft"].shaped(aspect)
    rehearse(entry, recording, Style(focus=focus or Focus()), size, stop)
    return found


def beats_and_faults(entry, recording, focus: Focus, aspect: str, code: str, fault_in):
    """Rehearse a clip; return the names of its beats, and every rule broken at the end of one.

    Parameters
    ----------
    entry : ClipEntry
    recording : NetworkRecording
    focus : Focus
    aspect, code : str
        Shape of the frame and language.
    fault_in : callable
        Gets every object drawn, and returns what is wrong with its number, or None.
    """
    found = []

    def stop(scene, beat):
        found.extend(f"{beat.name}: {complaint}" for complaint in check_still(scene))
        for drawn in dict.fromkeys(m for top in scene.mobjects for m in top.get_family()):
            for relation in getattr(drawn, "relations", ()):
                if drawn.text == "=" and not relation.holds:
                    found.append(f"{beat.name}: {relation} with {drawn.text}")
            if (fault := fault_in(drawn)) is not None:
                found.append(f"{beat.name}: {fault}")

    style = Style(words=load_words(code), focus=focus)
    beats = rehearse(entry, recording, style, QUALITIES["draft"].shaped(aspect), stop).beats
    found += check_reading_time(beats, DARK.durations)
    return [beat.name for beat in beats], found
