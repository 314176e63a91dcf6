"""``--check`` passes clips that keep the rules, and names what breaks them."""

import re

import pytest

import render
from network.errors import LayerlightError
from network.studies.shipped import load_shipped
from publish.check import check_clip
from scenes.base import Style
from scenes.catalog import CATALOG
from scenes.own.files import entry_of_file
from scenes.style.picture_size import Quality
from scenes.style.theme_files import THEMES
from scenes.words import load_words

pytestmark = pytest.mark.usefixtures("own_words")
SIZE = Quality(854, 480, 5)
TOP = """from manim import *
from decimal import Decimal
from network.studies.shipped import load_shipped
from scenes.base import NetworkScene
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.text.equals import equals_sign
from scenes.mobjects.text.readout import Readout
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import mark
from scenes.provenance.relation import relate
from scenes.provenance.source import AxisValue, NumberFormat, Source

class Mine(NetworkScene):
    def construct(self):
        self.beat(self.first)
    def readout(self, source, decimals=2):
        return Readout(self.theme, source, NumberFormat(decimals), 0.4)
    def line(self, text, **how):
        return TextLine(self.theme, text, how.get("em", 0.4), how.get("colour", self.theme.ink))
    def first(self):
        w = self.source("weights", 0, 0, 0)
        x = self.source("activations", 0, 0)
"""
BEAT = {
    "a number changed after it was set": (
        "n = self.readout(w)\nn.text = '0.99'\nself.add(n)",
        "numbers: weights[0][0, 0] at step 0 is 0.47, printed is 0.99",
    ),
    "other digits drawn": (
        "n = self.readout(w)\nn.points = self.readout(x, 4).points\nself.add(n)",
        "numbers: what is drawn of weights[0][0, 0] at step 0 is not 0.47",
    ),
    "a number of no recording": (
        "self.add(self.readout(AxisValue(0.5)))",
        "numbers: 0.50 comes from no recording and stands at no axis",
    ),
    "a number of another recording": (
        "self.add(self.readout(Source(load_shipped('xor'), 'weights', 0, 0, (0, 0))))",
        "comes from a recording that the clip was not given",
    ),
    "a number in words": ("self.add(self.line('about 7 of them'))", "'about 7 of them' hold a"),
    "a number in a formula": (
        "self.add(Formula(self.theme, 'w_1 = 0.4', 0.4, self.theme.ink))",
        "'w_1 = 0.4' holds a number of its own",
    ),
    "a number of Manim's": (
        "self.add(DecimalNumber(0.25, mob_class=Text))",
        "'0.25' is a DecimalNumber of Manim",
    ),
    "a text of Manim's": ("self.add(Text('hello'))", "'hello' is a Text of Manim"),
    "a false equation": (
        "claim = relate('w x', lambda a, b: a + b, [(w, 2), (x, 2)], (x, 2))\n"
        "sign = Formula(self.theme, '=', 0.4, self.theme.ink)\n"
        "sign.relations = (claim,)\nself.add(sign)",
        "equations: false as printed: w x: 0.47, 0.20 give 0.20",
    ),
    "a sign that states nothing": (
        "self.add(self.line('='))",
        "equations: the sign '=' states nothing",
    ),
    "≈ where = is true": (
        "claim = relate('x', lambda a: a, [(x, 2)], (x, 2))\n"
        "sign = Formula(self.theme, 'approx', 0.4, self.theme.ink)\n"
        "sign.relations = (claim,)\nself.add(sign)",
        "equations: printed as ≈, though = is true: x: 0.20 give 0.20",
    ),
    "a term that is not on screen": (
        "claim = relate('x', lambda a: a, [(x, 2)], (x, 2))\n"
        "claim = relate('w x', lambda a, b: a * b, [(w, 2), (x, 2)],"
        " (self.source('products', 0, 0, 0), 4))\n"
        "self.add(self.readout(self.source('products', 0, 0, 0), 4).shift(UP))\n"
        "self.add(equals_sign(self.theme, 0.4, [claim]))",
        "equations: w x: 0.47, 0.20 give 0.0940, but 0.47 is not on screen",
    ),
    "a fill": (
        "d = Circle(0.4, fill_color='#808080', fill_opacity=1)\nmark(d, 'fill', x)\nself.add(d)",
        "marks: activations[0][0] at step 0: its fill is not that of 0.2",
    ),
    "a length": (
        "d = Rectangle(width=1, height=0.2)\nd.full = 1\nmark(d, 'length', x)\nself.add(d)",
        "its length shows 1 instead of 0.2",
    ),
    "a width": (
        "n = NetworkDiagram(self.theme, self.area.network, self.recording, 0)\n"
        "n.edges[0][0][0].set_stroke(width=9)\nself.add(n)",
        "marks: weights[0][0, 0] at step 0: a line 9.00 wide stands for 0.47",
    ),
    "a place": (
        "d = Dot()\na = NumberLine([0, 1, 1], length=4)\nclass Axes: pass\naxes = Axes()\n"
        "axes.p2c = lambda p: [a.p2n(p)]\nmark(d, 'place', x, axes=axes)\nself.add(d)",
        "it stands at 0.5",
    ),
    "small type": ("self.add(self.line('small', em=0.2))", "layout: x-height of 'small'"),
    "faint type": ("self.add(self.line('faint', colour='#222222'))", "contrast of 'faint'"),
    "margins": ("self.add(self.line('far').shift(7 * RIGHT))", "leaves the safe area"),
    "overlaps": ("self.add(self.line('one'), self.line('two'))", "'one' and 'two' are nearer"),
}


def verdict_on(tmp_path, body):
    file = tmp_path / "mine.py"
    lines = "".join(f"        {line}\n" for line in body.splitlines())
    file.write_text(TOP + lines, encoding="utf-8")
    file.with_suffix(".toml").write_text('title = "Mine"\n[beats]\nfirst = "Here."\n')
    entry = entry_of_file(str(file))
    style = Style(words=load_words())
    return check_clip(entry, load_shipped(entry.recording), style, SIZE)


def test_what_keeps_the_rules_has_no_fault(tmp_path):
    body = (
        "n = NetworkDiagram(self.theme, self.area.network, self.recording, 0)\n"
        "n.layers[0][0].set_value_now(x, NumberFormat(2))\nself.add(n)\n"
        "self.add(self.readout(w).move_to(self.area.panel.centre))"
    )
    verdict = verdict_on(tmp_path, body)
    assert verdict.faults == []
    assert (verdict.beats, verdict.numbers, verdict.marks) == (1, 2, 33)
    assert str(verdict) == "1 beat, 2 numbers, 33 marks, 0 equations: no fault"


@pytest.mark.parametrize("case", BEAT)
def test_what_breaks_a_rule_is_named(case, tmp_path):
    body, complaint = BEAT[case]
    faults = verdict_on(tmp_path, body).faults
    assert any(complaint in fault for fault in faults), faults
    assert all(fault.startswith("mine.first: ") for fault in faults)


def test_the_command_prints_a_line_for_each_fault_and_fails(tmp_path, capsys):
    verdict_on(tmp_path, "self.add(self.line('about 7'))")
    with pytest.raises(LayerlightError, match=r"^1 fault found$"):
        render.render.main([str(tmp_path / "mine.py"), "--check"], standalone_mode=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "mine.first: numbers: the words 'about 7' hold a number of their own: name its source",
        "mine: 1 beat, 0 numbers, 0 marks, 0 equations: 1 fault",
    ]


@pytest.mark.slow
def test_the_command_draws_nothing(tmp_path, capsys):
    out = tmp_path / "out"
    arguments = ["confusions", "--check", "--output-dir", str(out)]
    render.render.main(arguments, standalone_mode=False)
    said = capsys.readouterr().out
    assert re.search(r": no fault; colours of \d+ paintings not checked\n$", said)
    assert not out.exists()


@pytest.mark.exhaustive
@pytest.mark.parametrize("entry", CATALOG, ids=lambda entry: entry.id)
def test_the_clips_that_ship_keep_the_rules(entry):
    theme = [*THEMES.values()][(CATALOG.index(entry) + 1) % len(THEMES)]
    style = Style(theme=theme, words=load_words())
    assert check_clip(entry, load_shipped(entry.recording), style, SIZE).faults == []
