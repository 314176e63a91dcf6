"""Numbers are printed on the page as in the clips, and equations hold as printed."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from scenes.provenance.relation import CALCULATOR, HAIR, Relation, relate
from scenes.provenance.source import AxisValue, NumberFormat

STYLES = [
    {"decimals": 0}, {"decimals": 3}, {"decimals": 8}, {"decimals": 2, "signed": True},
    {"decimals": 1, "percent": True}, {"decimals": 1, "grouped": True},
]  # fmt: skip


def random_values(count, seed=0):
    """Return values of all sizes, with ties of rounding among them."""
    stream = np.random.RandomState(seed)
    sizes = 10.0 ** stream.uniform(-9, 6, count)
    values = stream.choice([-1, 1], count) * sizes
    ties = stream.randint(-4000, 4000, count // 3) / 16
    short = np.rint(stream.uniform(-2, 2, count // 3) * 1000) / 1000
    return np.concatenate([values, ties, short, [0.0, -0.0, 5e-324, 0.5, 1.5, 2.5, 0.125]])


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_digits_are_those_of_the_clips(modules, style):
    values = random_values(1200)
    found = modules.evaluate(
        "([values, style]) => values.map((value) => $numbers.print(value, style))",
        [values.tolist(), style],
    )
    form = NumberFormat(**style)
    assert found == [form(float(value)) for value in values]


def test_an_equation_holds_where_it_holds_in_the_clips(modules):
    stream = np.random.RandomState(2)
    cases = []
    for _ in range(3000):
        a, b = stream.uniform(-2, 2, 2)
        c = a * b + stream.choice([0.0, 1e-4, 4.99e-4, 5e-4])
        cases.append([a, b, c, *stream.randint(0, 6, 3).tolist()])
    cases += [[0.499, 0.1, 0.0, 3, 1, 1], [0.5, 0.1, 0.0, 1, 1, 1], [0.4989, 0.1, 0.0, 4, 1, 1]]
    found = modules.evaluate(
        """(cases) => cases.map(([a, b, c, p, q, r]) =>
            $numbers.gives($numbers.printed(a, p).times($numbers.printed(b, q)), c, r))""",
        cases,
    )
    for holds, (a, b, c, p, q, r) in zip(found, cases, strict=True):
        terms = [(AxisValue(a), p), (AxisValue(b), q)]
        expected = relate("a b", lambda x, y: x * y, terms, (AxisValue(c), r))
        assert holds == expected.holds, str(expected)


def test_candidates_come_in_the_order_of_the_clips(modules):
    from scenes.provenance.relation import choices

    found = modules.evaluate("$numbers.choices([2, 3, 4], [1, 2], [3, 4])")
    assert [tuple(each) for each in found] == choices([2, 3, 4], [1, 2], [3, 4])


def value_of(value, decimals):
    """Return the number that a reader sees."""
    with localcontext(CALCULATOR):
        return Decimal(value).quantize(Decimal(1).scaleb(-decimals))


def close(found, value, decimals):
    return abs(Decimal(found) - value_of(value, decimals)) < HAIR.scaleb(-decimals)


def weighted_cases(count):
    stream = np.random.RandomState(5)
    for _ in range(count):
        n = stream.randint(1, 9)
        w = stream.randn(n) * 10.0 ** stream.uniform(-3, 1)
        x = stream.rand(n) * 10.0 ** stream.uniform(-2, 1) * stream.choice([0, 1, 1, 1], n)
        if stream.rand() < 0.3:
            w, x = np.rint(w * 100) / 100, np.rint(x * 10) / 10
        p = w * x + 0.0
        yield w, x, p, np.cumsum(p), float(stream.randn())


def test_weighted_sums_are_true_as_printed(modules):
    cases = list(weighted_cases(400))
    asked = [[*(part.tolist() for part in case[:4]), case[4]] for case in cases]
    found = modules.evaluate(
        """(cases) => cases.map(([w, x, p, s, b]) =>
            $equations.weightedSum(w, x, p, s, { addend: b, total: s.at(-1) + b }))""",
        asked,
    )
    exact = 0
    for (w, x, p, s, b), of in zip(cases, found, strict=True):
        total = Decimal(0)
        for i in range(len(w)):
            product = value_of(w[i], of["ofFactors"]) * value_of(x[i], of["ofOthers"])
            assert (of["products"][i] == "=") == close(product, p[i], of["ofProducts"])
            total += value_of(p[i], of["ofProducts"])
            assert (of["sums"][i] == "=") == close(total, s[i], of["ofSums"])
        end = total + value_of(b, of["ofProducts"])
        assert (of["total"] == "=") == close(end, float(s[-1] + b), of["ofSums"])
        exact += {"="} == {*of["products"], *of["sums"], of["total"]}
    assert exact > 0.9 * len(cases), "most of them can be printed so that they hold"


def test_products_and_sums_are_true_as_printed(modules):
    stream = np.random.RandomState(6)
    cases = (stream.randn(500, 2) * 10.0 ** stream.uniform(-4, 1, (500, 2))).tolist()
    found = modules.evaluate(
        """(cases) => cases.map(([a, b]) => [
            $equations.productOf([a, b], a * b),
            $equations.sumOf(a, b, a + b, "+"),
            $equations.sumOf(a, b, a - b, "-"),
            $equations.scaledProduct(2, 3, a, b, a * b * 2 / 3, null),
        ])""",
        cases,
    )
    for (a, b), (product, plus, minus, scaled) in zip(cases, found, strict=True):
        first, second = product["ofFactors"]
        left = value_of(a, first) * value_of(b, second)
        assert (product["sign"] == "=") == close(left, a * b, product["ofProduct"])
        for result, sum_, factor in ((a + b, plus, 1), (a - b, minus, -1)):
            d, e, f = sum_["decimals"]
            left = value_of(a, d) + factor * value_of(b, e)
            assert (sum_["sign"] == "=") == close(left, result, f)
        d, e, f = scaled["decimals"]
        third = Fraction(value_of(a, d)) * Fraction(value_of(b, e)) * Fraction(2, 3)
        apart = abs(third - Fraction(value_of(a * b * 2 / 3, f)))
        assert (scaled["sign"] == "=") == (apart < Fraction(HAIR) / 10**f)


@pytest.mark.parametrize("name", ["mean-squared-error", "half-squared-error", "cross-entropy"])
def test_costs_are_true_as_printed(modules, name):
    stream = np.random.RandomState(7)
    cases = []
    for _ in range(200):
        n = stream.randint(1, 6)
        o = 1 / (1 + np.exp(-stream.randn(n) * stream.uniform(0.5, 6)))
        t = (
            np.eye(n)[stream.randint(n)]
            if stream.rand() < 0.7
            else np.rint(stream.rand(n) * 10) / 10
        )
        if name == "cross-entropy":
            terms = -t * np.log(o) - (1 - t) * np.log1p(-o)
            cost = terms.sum()
        else:
            terms = (o - t) ** 2
            cost = terms.mean() if name.startswith("mean") else terms.sum() / 2
        cases.append([o.tolist(), t.tolist(), terms.tolist(), float(cost)])
    found = modules.evaluate(
        "([name, cases]) => cases.map(([o, t, terms, c]) =>"
        " $cost_figures.costFigures(o, t, terms, c, name, false))",
        [name, cases],
    )
    over = {
        "mean-squared-error": len,
        "half-squared-error": lambda _: 2,
        "cross-entropy": lambda _: 1,
    }
    for (o, t, terms, cost), of in zip(cases, found, strict=True):
        total = sum(value_of(term, of["ofTerms"]) for term in terms)
        with localcontext(CALCULATOR):
            mean = total / over[name](o)
        assert (of["total"] == "=") == close(mean, cost, of["ofCost"])
        for k in range(len(o)):
            output, target = value_of(o[k], of["ofOutputs"]), value_of(t[k], of["ofTargets"])
            error = value_of(o[k] - t[k], of["ofErrors"])
            if name == "cross-entropy":
                if not 0 < output < 1:
                    assert of["terms"][k] == "≈" or (output, target) in ((0, 0), (1, 1))
                    continue
                term = -target * output.ln() - (1 - target) * (1 - output).ln()
            else:
                assert (of["errors"][k] == "=") == close(
                    output - target, o[k] - t[k], of["ofErrors"]
                )
                term = error * error
            assert (of["terms"][k] == "=") == close(term, terms[k], of["ofTerms"])


def test_a_function_is_true_as_printed(modules):
    stream = np.random.RandomState(8)
    values = (stream.randn(400) * 10.0 ** stream.uniform(-2, 0.8, 400)).tolist()
    found = modules.evaluate(
        """(values) => values.map((z) => {
            const f = (x) => 1 / (1 + Math.exp(-x));
            return [f(z), $equations.valueOf(f, z, f(z))];
        })""",
        values,
    )
    for z, (a, of) in zip(values, found, strict=True):
        with localcontext(CALCULATOR):
            left = 1 / (1 + (-value_of(z, of["ofArgument"])).exp())
        assert (of["sign"] == "=") == close(left, a, of["ofValue"])
        assert math.isclose(a, 1 / (1 + math.exp(-z)), rel_tol=1e-14)


def test_layers_and_slopes_are_true_as_printed(modules):
    stream = np.random.RandomState(9)
    for _ in range(60):
        n, m = stream.randint(1, 9, 2)
        w, x, b = stream.randn(m, n), stream.rand(n), stream.randn(m) * 0.3
        z = w @ x + b
        of = modules.evaluate(
            "([w, x, b, z]) => $equations.layerEquation(w, x, b, z)",
            [w.ravel().tolist(), x.tolist(), b.tolist(), z.tolist()],
        )
        rows = []
        for j in range(m):
            left = value_of(b[j], of["ofBiases"]) + sum(
                value_of(w[j, i], of["ofWeights"]) * value_of(x[i], of["ofValues"])
                for i in range(n)
            )
            rows.append(close(left, z[j], of["ofSums"]))
        assert (of["sign"] == "=") == all(rows)
        for name, a in (("sigmoid", float(x[0])), ("tanh", float(np.tanh(w[0, 0])))):
            slope = a * (1 - a) if name == "sigmoid" else (1 - a) * (1 + a)
            of = modules.evaluate(
                "([name, a, slope]) => $equations.slopeOf(name, a, slope, 4)", [name, a, slope]
            )
            one = value_of(a, of["ofValue"])
            left = (1 - one) * (one if name == "sigmoid" else 1 + one)
            assert (of["sign"] == "=") == close(left, slope, 4)


def test_relations_of_the_clips_are_the_measure():
    """The margin and the largest number of decimals are the same in both."""
    from publish.explorer.page import PAGE
    from scenes.provenance.relation import MOST_DECIMALS

    text = (PAGE / "numbers.js").read_text(encoding="utf-8")
    assert f"MOST_DECIMALS = {MOST_DECIMALS};" in text
    assert f"HAIR = {int(HAIR * 1000)}n;" in text
    assert Relation.__dataclass_fields__["within"].default == HAIR
