"""The rules of truth, as checks of what is on screen: numbers, what stands for them, equations.

Each check returns a list of complaints, empty if there are none.  What is printed is read from the
text drawn, and held against the recording's entry, rounded once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import numpy as np
from manim import DecimalNumber, MarkupText, Mobject, SingleStringMathTex, Text, VMobject

from scenes.audit.layout import SEEN
from scenes.base import NetworkScene
from scenes.mobjects.images.painting import Painting
from scenes.mobjects.network.network_diagram import NetworkDiagram
from scenes.mobjects.network.shown import UNIT
from scenes.mobjects.text.readout import Readout, glyph_outlines
from scenes.mobjects.text.text import Formula, TextLine
from scenes.provenance.mark import Mark
from scenes.provenance.relation import sign
from scenes.provenance.source import MINUS, THIN_SPACE, AxisValue, Source

__all__ = ["check_equations", "check_marks", "check_numbers", "equations_of", "marks_of"]

FOREIGN = (DecimalNumber, MarkupText, SingleStringMathTex, Text)
"""Texts of Manim, whose numbers have no source and whose size no rule sees."""
SIGNS = {"=": "=", "≈": "≈", "approx": "≈"}
"""A sign that stands alone, as plain text or in the markup of a formula."""
INDICES = re.compile(r"[_^]\(*[0-9a-z ]+\)*")
CONSTANTS = ("1 / (1 + e^(-z))", "(1 -", "1/n", "2/n")
"""The constants of formulas: of the sigmoid, its slope, a mean, and the slope of mean squares."""
CLOSE = 1e-5
"""Tolerance of lengths and positions, in the units of what they stand for."""


def _drawn(scene: NetworkScene) -> list[Mobject]:
    """Return every mobject of a scene once."""
    return list(dict.fromkeys(m for top in scene.mobjects for m in top.get_family()))


def _is_seen(mobject: Mobject) -> bool:
    return any(
        len(m.points) and max(float(m.get_fill_opacity()), float(m.get_stroke_opacity())) > SEEN
        for m in mobject.get_family()
        if isinstance(m, VMobject)
    )


def check_numbers(scene: NetworkScene) -> tuple[list[str], int]:
    """Check that every number on screen is an entry of a recording, as printed.

    Parameters
    ----------
    scene : NetworkScene
        At the end of a beat.

    Returns
    -------
    list of str
        Complaints.
    int
        Number of numbers checked.
    """
    drawn = _drawn(scene)
    seen = [m for m in drawn if isinstance(m, (Readout, TextLine, Formula)) and _is_seen(m)]
    counted = _counts_of_layers(drawn)
    found = [*_foreign(drawn)]
    numbers = [m for m in seen if isinstance(m, Readout)]
    for number in numbers:
        if isinstance(number.source, AxisValue):
            found += [] if id(number) in counted else _axis_number(number)
        else:
            found += _recorded_number(scene, number)
    for text in seen:
        if isinstance(text, TextLine):
            found += _words(text)
        elif isinstance(text, Formula):
            found += _formula(text)
    return found, len(numbers)


def _recorded_number(scene: NetworkScene, number: Readout) -> list[str]:
    source, style = number.recorded, number.number_format
    if not _is_given(scene, source.recording):
        return [f"{number.text} comes from a recording that the clip was not given"]
    value = Decimal(float(source.value)) * (100 if style.percent else 1)
    expected = value.quantize(Decimal(1).scaleb(-style.decimals), ROUND_HALF_EVEN)
    if _as_printed(number) != expected:
        return [f"{source} is {expected}, printed is {number.text}"]
    outlines = glyph_outlines()
    if len(number.points) != sum(len(outlines[character][0]) for character in number.text):
        return [f"what is drawn of {source} is not {number.text}"]
    return []


def _is_given(scene: NetworkScene, recording: Any) -> bool:
    """Return whether a recording is the clip's, or is held by one of the clip's."""
    given = [scene.recording, *scene.also.values(), getattr(scene, "series", None)]
    held = [other for one in given if one is not None for other in vars(one).values()]
    return any(recording is one for one in (*given, *held))


def _as_printed(number: Readout) -> Decimal:
    text = number.text.replace(MINUS, "-").replace(THIN_SPACE, "")
    return Decimal(text.removesuffix("%"))


def _axis_number(number: Readout) -> list[str]:
    axes, tick = getattr(number, "axes", None), getattr(number, "tick", None)
    if axes is None or tick is None:
        return [f"{number.text} comes from no recording and stands at no axis"]
    place = axes.p2c(tick.get_center())[number.axis]
    printed = float(_as_printed(number)) / (100 if number.number_format.percent else 1)
    if not np.isclose(place, printed, rtol=CLOSE, atol=CLOSE):
        return [f"the axis number {number.text} stands at {place:.6g}"]
    return []


def _counts_of_layers(drawn: Iterable[Mobject]) -> set[int]:
    """Return the ids of numbers, below a layer drawn in part, that count what is drawn of it."""
    counts: set[int] = set()
    for diagram in drawn:
        if isinstance(diagram, NetworkDiagram):
            lengths = {float(len(layer)) for layer in diagram.layers}
            for elision in diagram.elisions:
                first = elision[0]
                if isinstance(first, Readout) and first.source.value in lengths:
                    counts.add(id(first))
    return counts


def _words(text: TextLine) -> list[str]:
    found = sorted(re.findall(r"\d+", text.text.replace(THIN_SPACE, "")))
    said = sorted(f"{source.value:.0f}" for source in getattr(text, "sources", []))
    if found == said:
        return []
    return [f"the words {text.text!r} hold a number of their own: name its source"]


def _formula(text: Formula) -> list[str]:
    rest = text.text
    for constant in CONSTANTS:
        rest = rest.replace(constant, "")
    if re.search(r"\d", INDICES.sub("", rest)):
        return [f"the formula {text.text!r} holds a number of its own: print it with Readout"]
    return []


def _foreign(drawn: Iterable[Mobject]) -> Iterator[str]:
    for mobject in drawn:
        if isinstance(mobject, FOREIGN) and _is_seen(mobject):
            text = getattr(mobject, "text", getattr(mobject, "tex_string", ""))
            use = "TextLine, Formula or say()" if not re.search(r"\d", str(text)) else "Readout"
            if isinstance(mobject, DecimalNumber):
                text, use = f"{mobject.get_value():g}", "Readout"
            kind = type(mobject).__name__
            yield f"{str(text)!r:.60} is a {kind} of Manim, which no rule can check: use {use}"


def marks_of(scene: NetworkScene) -> list[Mobject]:
    """Return the mobjects on screen that stand for a value."""
    return [m for m in _drawn(scene) if isinstance(getattr(m, "mark", None), Mark)]


def check_marks(scene: NetworkScene) -> tuple[list[str], int, int]:
    """Check that fills, widths, sizes and positions show the values that they stand for.

    Parameters
    ----------
    scene : NetworkScene
        At the end of a beat.

    Returns
    -------
    list of str
        Complaints.
    int
        Number of marks checked.
    int
        Number of paintings, such as heat maps, whose colours are not checked.
    """
    found: list[str] = []
    checked = paintings = 0
    for mobject in marks_of(scene):
        mark = mobject.mark
        if isinstance(mobject, Painting):
            paintings += 1
            continue
        checked += 1
        if not _is_given(scene, mark.source.recording):
            found.append(f"{mark.source} comes from a recording that the clip was not given")
        elif (wrong := _wrong(scene, mobject, mark)) is not None:
            found.append(f"{mark.source}: {wrong}")
    return found, checked, paintings


def _wrong(scene: NetworkScene, mobject: Any, mark: Mark) -> str | None:
    """Return what is wrong with a mobject that stands for a value, or None."""
    value = mark.source.value
    if mark.role in ("place", "bin"):
        return _misplaced(mobject, mark, value)
    if mark.role == "fill":
        share = getattr(mobject, "value_scale", UNIT).share(value)
        ink, expected = mobject.get_fill_color(), scene.theme.activation(share)
        off = np.abs(ink.to_rgb() - expected.to_rgb()).max()
        return None if off <= 0.51 / 255 + 1e-9 else f"its fill is not that of {value:.4g}"
    if mark.role == "width":
        return _wrong_line(scene, mobject, value)
    full = getattr(mobject, "full", scene.theme.weight_scale)
    sizes = {
        "length": lambda: (mobject.width / full, abs(value)),
        "height": lambda: (mobject.height / full, abs(value)),
        "tint": lambda: (mobject.get_fill_opacity() * full, value),
        "square": lambda: ((mobject.width / mobject.unit) ** 2, value),
        "area": lambda: ((mobject.width / 2 / _radius(mobject)) ** 2, abs(value) / full),
    }
    if mark.role not in sizes:
        return f"{mark.role!r} is no property that can be checked"
    shown, expected = sizes[mark.role]()
    agrees = np.isclose(shown, expected, rtol=CLOSE, atol=CLOSE)
    return None if agrees else f"its {mark.role} shows {shown:.4g} instead of {expected:.4g}"


def _radius(mobject: Any) -> float:
    return float(getattr(mobject, "full_radius", 0.21))


def _misplaced(mobject: Any, mark: Mark, value: float) -> str | None:
    centre = mobject.get_center()
    if mark.role == "bin":
        low, high = mark.axes.bin_at(centre)
        inside = low - CLOSE <= value <= high + CLOSE
        return None if inside else f"{value:.4g} stands in the bin from {low:.4g} to {high:.4g}"
    expected = [value] if mark.second is None else [value, mark.second.value]
    place = mark.axes.p2c(centre)[: len(expected)]
    if np.allclose(place, expected, rtol=CLOSE, atol=CLOSE):
        return None
    return f"it stands at {', '.join(f'{p:.4g}' for p in place)}"


def _wrong_line(scene: NetworkScene, line: Any, value: float) -> str | None:
    """Return what is wrong with a line whose width stands for a value."""
    theme, shows_sign = scene.theme, getattr(line, "shows_sign", True)
    if (len(line.get_subpaths()) > 1) != (value < 0 and shows_sign):
        return f"{value:.4g} is drawn {'solid' if value < 0 else 'dashed'}"
    sizes, full = theme.sizes, getattr(line, "full", theme.weight_scale)
    width = sizes.edge_width_most * min(abs(value) / full, 1.0)
    resting = max(theme.edge_width(value, resting=True), sizes.edge_width_least)
    found = float(line.get_stroke_width())
    allowed = (max(width, sizes.edge_width_least), resting)
    if any(np.isclose(found, each, rtol=1e-4, atol=CLOSE) for each in allowed):
        return None
    return f"a line {found:.2f} wide stands for {value:.4g}, which is {allowed[0]:.2f} wide"


def equations_of(scene: NetworkScene) -> list[Any]:
    """Return the mobjects on screen that state equations between numbers."""
    return [m for m in _drawn(scene) if getattr(m, "relations", ())]


def check_equations(scene: NetworkScene) -> tuple[list[str], int]:
    """Check that every equation between numbers on screen holds as printed.

    Parameters
    ----------
    scene : NetworkScene
        At the end of a beat.

    Returns
    -------
    list of str
        Complaints.
    int
        Number of equations checked.
    """
    drawn = _drawn(scene)
    printed = {(m.source, _digits(m.text)) for m in drawn if isinstance(m, Readout)}
    found = [
        f"the sign {m.text!r} states nothing: use equals_sign with its relations"
        for m in drawn
        if isinstance(m, (TextLine, Formula))
        and m.text in SIGNS
        and not hasattr(m, "relations")
        and _is_seen(m)
    ]
    checked = 0
    for mobject in equations_of(scene):
        checked += len(mobject.relations)
        found += _false(mobject, printed)
    return found, checked


def _false(mobject: Any, printed: set[tuple[Source | AxisValue, str]]) -> Iterator[str]:
    """Yield what is wrong with the equations that a mobject states."""
    text = getattr(mobject, "text", None)
    shown = SIGNS.get(text)  # type: ignore[arg-type]
    if shown is None and isinstance(text, str):
        shown = "≈" if "approx" in text else "="
    for relation in mobject.relations:
        result = relation.result
        if text in SIGNS and (result.source, _digits(result.text)) in printed:
            for term in relation.terms:
                if (term.source, _digits(term.text)) not in printed:
                    yield f"{relation}, but {term.text} is not on screen"
        if shown == "=" and not relation.holds:
            yield f"false as printed: {relation}"
    if shown == "≈" and sign(mobject.relations) == "=":
        yield f"printed as ≈, though = is true: {'; '.join(map(str, mobject.relations))}"


def _digits(text: str) -> str:
    return text.lstrip("+").replace(THIN_SPACE, "")
