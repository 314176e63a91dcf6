"""No equation on screen is false as printed, whatever the recording."""

import decimal
from functools import cache

import pytest

from network import record_walkthrough
from network.storage.storable import NamedArrays
from scenes.catalog import find_clip
from scenes.clips.backpropagation.back_figures import BackFigures
from scenes.clips.backpropagation.story import Story
from scenes.clips.cost.measure import Measure
from scenes.clips.cost.precision import precision_of
from scenes.clips.forward_pass.precision import layer_relations
from scenes.clips.training_loop.error_table import ErrorTable
from scenes.clips.training_loop.weight_change import WeightChange
from scenes.mobjects.text.equals import exact_look
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.relation import (
    NoPrecision,
    Printed,
    choices,
    choices_of_last,
    relate,
    sign,
    solve,
    solve_or,
)
from scenes.provenance.source import NumberFormat, Source
from scenes.style.frame import Frame
from scenes.style.theme import DARK

from .conftest import layer_equations, walk

SIGNS = {"=": "=", "≈": "≈", "approx": "≈"}
"""A sign that stands alone, as plain text or in the markup of a formula."""
PANEL = Frame(14.2, 8).panel
MSE = {"output_delta": "mse", "epochs": 3}
FAST = {"seed": 4, "learning_rate": 3.0, "epochs": 2}
WILD = {"seed": 11, "learning_rate": 1000.0, "epochs": 2}


@cache
def recorded(**how):
    return record_walkthrough(**how)


@cache
def other_walk(clip, **how):
    return walk(find_clip(clip), recorded(**how), pictures=False)


def digits(text):
    return text.lstrip("+").replace("\N{THIN SPACE}", "")


def check(walked):
    """Check every sign between printed numbers against the numbers on screen."""
    held = 0
    for stop in walked.stops:
        where = f"{walked.entry.id}.{stop.beat.name}"
        printed = {(t.source, digits(t.text)) for t in stop.texts if isinstance(t, Readout)}
        for text in stop.texts:
            if isinstance(text, (TextLine, Formula)) and text.text in SIGNS:
                assert hasattr(text, "relations"), f"{where}: {text.text!r} says nothing"
        for text, relations in stop.related:
            shown = SIGNS.get(text)
            if shown is None and isinstance(text, str):
                shown = "≈" if "approx" in text else "="
            for relation in relations:
                result = relation.result
                if text in SIGNS and (result.source, digits(result.text)) in printed:
                    for term in (*relation.terms, relation.result):
                        pair = (term.source, digits(term.text))
                        assert pair in printed, f"{where}: {relation} is not on screen: {pair}"
                if shown == "=":
                    assert relation.holds, f"{where}: {relation}"
                held += 1
            if shown == "≈":
                assert sign(relations) == "≈", f"{where}: = would be true"
    return held


def test_no_printed_equation_is_false(walked):
    held = check(walked)
    assert held > 0 or walked.entry.id in ("structure", "confusions", "bias", "decision")


SHOWS_DELTAS = {("training_loop", beat) for beat in ("backward", "update")}
"""Beats that show deltas, and call them so; elsewhere o − t must not be one."""


@pytest.mark.parametrize(
    ("clip", "how"),
    [
        ("cost", MSE),
        ("training_loop", MSE),
        ("cost", FAST),
        *(
            pytest.param(*other, marks=pytest.mark.exhaustive)
            for other in (
                ("forward_pass", FAST),
                ("backpropagation", FAST),
                ("backpropagation", MSE),
                ("training_loop", WILD),
            )
        ),
    ],
    ids=str,
)
def test_other_recordings_make_none_false(clip, how):
    walked = other_walk(clip, **how)
    assert check(walked) > 0
    if how is not WILD:  # not every table has room for three digits before the point
        assert not [complaint for stop in walked.stops for complaint in stop.complaints]
    for stop in walked.stops:
        for text in stop.texts:
            if (
                isinstance(text, Readout)
                and how is MSE
                and clip != "backpropagation"
                and (clip, stop.beat.name) not in SHOWS_DELTAS
            ):
                assert getattr(text.source, "quantity", "") != "deltas", stop.beat.name


def errors_said(walked):
    """Return the numbers shown under the names o − t, gap or error."""
    return [
        text.source
        for stop in walked.stops
        for text in stop.texts
        if isinstance(text, Readout) and getattr(text.source, "quantity", "") == "output_errors"
    ]


@pytest.mark.parametrize("clip", ["cost", "training_loop"])
def test_output_errors_are_no_deltas(clip):
    """With the deltas of the mean squared error, o − t still shows output errors."""
    walked = other_walk(clip, **MSE)
    recording = walked.recording
    assert errors_said(walked)
    for source in errors_said(walked):
        (k,), step = source.index, source.step
        expected = recording.activations[-1][step, k] - recording.targets[step, k]
        assert source.value == expected != recording.deltas[-1][step, k]


def all_relations(recording):
    """Return every printed equation of a walkthrough's first step, without playing a clip."""
    drawn = [
        ErrorTable(DARK, PANEL, recording, 0, range(3), (1, 0, -1), "abc", "cost"),
        WeightChange(DARK, PANEL, recording, 0, 1, (2, 2), "abcdef"),
        *layer_equations(recording, PANEL),
    ]
    story = Story(recording, 0, 0)
    figures = BackFigures(story)
    for relations in (
        [figures.delta_relation(j) for j in story.indices[1]],
        [figures.sum_relation(figures.of_products, figures.of_sums)],
        [figures.slope_relation(0)], [story.slope_relation(*story.followed)],
    ):  # fmt: skip
        yield sign(relations), relations
    for part in drawn:
        for mobject in part.get_family():
            if hasattr(mobject, "relations"):
                text = getattr(mobject, "text", None)
                yield SIGNS.get(text, "="), mobject.relations


@pytest.mark.parametrize(
    "seed", [pytest.param(k, marks=[pytest.mark.exhaustive] * (k >= 7)) for k in range(20)]
)
def test_twenty_runs_print_nothing_false(seed):
    """With other seeds, rates and deltas, each equation holds or its sign is ≈."""
    rate = (0.05, 0.1, 0.3, 0.75, 2.0, 1000.0, 1e-300)[seed % 7]
    delta = "mse" if seed % 3 == 2 else "difference"
    recording = recorded(seed=seed, learning_rate=rate, output_delta=delta, epochs=2)
    signs = []
    for shown, relations in all_relations(recording):
        if shown in ("=", "approx", "≈"):
            assert (shown == "=") == (sign(relations) == "="), [*map(str, relations)]
            signs.append(shown)
    assert signs.count("=") >= 5
    cost = precision_of(Measure(recording, 0), [0, 12])
    assert cost.outputs >= cost.terms >= cost.cost >= 2


def ratio(decimals):
    """Return a relation between one third and two thirds, as printed."""
    third, whole = (type("Value", (), {"value": v})() for v in (1 / 3, 1.0))
    return [relate("3 · 1/3", lambda x: 3 * x, [(third, decimals)], (whole, decimals))]


def test_a_solver_that_finds_nothing_says_so():
    with pytest.raises(NoPrecision, match=r"thirds: the printed numbers do not give .* up to 6$"):
        solve("thirds", ratio, choices(range(2, 7)))
    assert solve_or((3,), "thirds", ratio, choices(range(2, 7))) == (3,)
    assert sign(ratio(3)) == "≈"


def test_the_fewest_decimals_are_found():
    def product(a, b):
        x, y = (type("Value", (), {"value": v})() for v in (0.123456, 0.654321))
        z = type("Value", (), {"value": 0.123456 * 0.654321})()
        return [relate("x y", lambda x, y: x * y, [(x, a), (y, b)], (z, 3))]

    found = solve("x y", product, choices(range(1, 7), range(1, 7)))
    fewer = [pair for pair in choices(range(1, 7), range(1, 7)) if sum(pair) < sum(found)]
    assert not any(relation.holds for pair in fewer for relation in product(*pair))
    assert choices([1, 2], [1, 2]) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert choices_of_last([1, 2], [1, 2]) == [(1, 1), (2, 1), (1, 2), (2, 2)]


def test_a_tie_is_no_agreement():
    half, result = (type("Value", (), {"value": v})() for v in (0.1235, 0.1234999))
    assert not relate("x", lambda x: x, [(half, 4)], (result, 3)).holds
    assert relate("x", lambda x: x, [(half, 4)], (half, 4)).holds


def test_the_callers_decimal_settings_do_not_reach_the_check():
    recording = recorded(seed=3, epochs=2)
    relations = layer_relations(recording, 0, 1, 2, 1, 4, 3)
    expected = [relation.holds for relation in relations]
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_DOWN)):
        again = [relation.holds for relation in layer_relations(recording, 0, 1, 2, 1, 4, 3)]
    assert again == expected


def test_a_printed_number_is_read_back():
    value = type("Value", (), {"value": -1234.5678})()
    assert Printed(value, NumberFormat(2, grouped=True)).number == decimal.Decimal("-1234.57")


@pytest.mark.parametrize(
    ("rate", "style", "shown"),
    [(0.5, "0.5", "="), (0.25, "0.25", "="), (2.0, "2.0", "="), (1000.0, "1000.0", "="),
     (0.123456, "0.1235", "approx"), (1e-300, "0.0000", "approx")],
)  # fmt: skip
def test_the_learning_rate_is_printed_as_it_is(rate, style, shown):
    recording = NamedArrays({"learning_rate": rate}, {})
    source = Source(recording, "setting", index=("learning_rate",))
    found, sign_ = exact_look(source)
    assert (found(source.value), sign_) == (style, shown)
