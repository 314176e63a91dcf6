"""Data sets and tables: what is read, and what is said of a table that cannot be read."""

import hashlib
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from network import LayerlightError, UsageError
from network.data.built_in import iris, spirals, xor
from network.data.csv_file import read_csv
from network.data.dataset import SCALES, Dataset, scaling_of

PLAIN = "a,b,kind\n1,2.5,yes\n3,-4e1,no\n5,6,yes\n"


@pytest.fixture
def table(tmp_path):
    def write(content, name="table.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        PLAIN.replace(",", ";").replace("2.5", "2,5"),
        PLAIN.replace("a,", '"a",').replace("yes", '"yes"'),
        PLAIN.rstrip("\n"),
        PLAIN + "\n\n",
        PLAIN.replace(",", " , "),
    ],
    ids=[
        "plain", "byte order mark", "Windows", "semicolons", "tabs", "decimal commas", "quotes",
        "no last line end", "empty lines", "spaces",
    ],
)  # fmt: skip
def test_one_table_in_many_dresses(table, content):
    data = read_csv(table(content))
    assert data.inputs.tolist() == [[1.0, 2.5], [3.0, -40.0], [5.0, 6.0]]
    assert (data.input_names, data.output_names) == (("a", "b"), ("no", "yes"))
    assert data.labels.tolist() == [1, 0, 1]
    assert data.targets.tolist() == [[0, 1], [1, 0], [0, 1]]


def test_numbers_to_predict(table):
    data = read_csv(table("x,y,z\n1,2,3\n4,5,6\n"), targets=["z", "x"])
    assert data.inputs.tolist() == [[2.0], [5.0]]
    assert data.targets.tolist() == [[3.0, 1.0], [6.0, 4.0]]
    assert (data.output_names, data.labels) == (("z", "x"), None)


def test_classes_that_are_numbers_are_sorted_by_value(table):
    data = read_csv(table("x,c\n1,10\n2,9\n3,100\n"), label="c")
    assert data.output_names == ("9", "10", "100")


def test_the_line_in_which_excel_names_the_delimiter(table):
    for content in (
        "sep=;\na,b;kind\n1,5;x\n2;y\n",
        b"\xef\xbb\xbfsep=;\r\na,b;kind\r\n1,5;x\r\n2;y\r\n",
    ):
        data = read_csv(table(content))
        assert data.input_names == ("a,b",)
        assert data.inputs.tolist() == [[1.5], [2]]


def test_columns_that_are_ignored_may_hold_anything(table):
    path = table('id,a,name,b,kind,note\nx1,1,Ann,2,red,\nx2,3,"Bob, jr",4,blue,NaN\n')
    data = read_csv(path, ignore=["note", "id", "name"])
    assert (data.input_names, data.output_names) == (("a", "b"), ("blue", "red"))
    assert data.inputs.tolist() == [[1, 2], [3, 4]]
    assert data.labels.tolist() == [1, 0]
    data = read_csv(path, targets=["b"], ignore=["note", "id", "name", "kind"])
    assert (data.input_names, data.output_names) == (("a",), ("b",))
    assert data.targets.tolist() == [[2], [4]]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        ("", {}, "expected a header"),
        ("a,b\n", {}, "expected rows below the header"),
        ("1,2\n3,4\n", {}, "first row holds numbers"),
        ("a,,c\n1,2,3\n", {}, "column 2 has no name"),
        ("a,a\n1,x\n", {}, "two columns are named 'a'"),
        ("a,kind\n1,x\n2\n", {}, "row 3: expected 2 cells, found 1"),
        ("a,kind\n1,x\n,y\n", {}, "row 3, column 'a' is empty"),
        ("a,kind\n1,x\n2,\n", {"label": "kind"}, "row 3, column 'kind' is empty"),
        (
            "a,kind\n1,x\nnan,y\n",
            {},
            "row 3, column 'a': expected a number up to ±1e.15, found 'nan'",
        ),
        ("a,kind\n1,x\ninf,y\n", {}, "found 'inf'"),
        ("a,kind\n1,x\n1_0,y\n", {}, "found '1_0'"),
        ("a,kind\n1,x\nseven,y\n", {}, "found 'seven'"),
        ("a,kind\n1,x\n2,x\n", {}, "only one class"),
        ("a,b\n1,2\n3,4\n", {}, "which column is to be predicted"),
        (PLAIN, {"label": "colour"}, "there is no column 'colour'; the columns are 'a'"),
        (PLAIN, {"targets": ["c"]}, "no column 'c'"),
        (PLAIN, {"label": "kind", "targets": ["a"]}, "one of the two"),
        ("kind\nx\ny\n", {}, "no column is left for the inputs"),
        (
            "name,a,kind\nAnn,1,x\nBob,2,y\n",
            {},
            "found 'Ann'; correct it, or leave the column out with --ignore",
        ),
        ("a,,kind\n1,,x\n2,,y\n", {}, r"pandas: index=False"),
        ("a,b,kind\n1,,x\n2,,y\n", {}, "or leave out the row, or the column with --ignore"),
        (PLAIN, {"ignore": ["colour"]}, "there is no column 'colour'; the columns are 'a'"),
        (PLAIN, {"label": "kind", "ignore": ["kind"]}, "both to be predicted and ignored"),
        (PLAIN, {"targets": ["a"], "ignore": ["a"]}, "both to be predicted and ignored"),
        (PLAIN, {"ignore": ["a", "b"]}, "no column is left for the inputs"),
        ("a,b,c\n1,2,x\n3,4,y\n", {"ignore": ["c"]}, "which column .* the columns are 'a', 'b'$"),
        (b"a,kind\n1,\xff\n", {}, "expected UTF-8 text, found byte 0xff"),
        ('a,kind\n1,"x\n', {}, "cannot be split into cells"),
        ("a,kind\n" + "1" * 2000 + ",x\n", {}, "row 2: expected cells of at most 1,000"),
        ("a,kind\n\n1,x\n\nb,y\n", {}, "row 5, column 'a': expected a number"),
        ("a,kind\n1,x\n1e16,y\n", {}, "row 3, column 'a': expected a number up to"),
        ("a\x07,kind\n1,x\n2,y\n", {}, "column 1: expected a name of up to 200 printable"),
        ("a,kind\n1,x\x1b[2J\n2,y\n", {}, "row 2, column 'kind': expected the name of a class"),
        (",".join("abcdefghij"[k % 10] + str(k) for k in range(10_001)) + "\n1", {}, "10,000 col"),
    ],
)
def test_what_cannot_be_read_is_named(table, content, options, message):
    path = table(content)
    with pytest.raises(LayerlightError, match=message) as caught:
        read_csv(path, **options)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path):
    with pytest.raises(LayerlightError, match="cannot be read"):
        read_csv(tmp_path / "none.csv")
    with pytest.raises(LayerlightError, match="cannot be read"):
        read_csv(tmp_path)


def outcome_of(path):
    """Return the numbers of a table, or the line that says why there are none."""
    try:
        return read_csv(path).inputs
    except LayerlightError as error:
        return str(error)


def test_mutated_tables_end_in_one_line_or_in_numbers(table):
    stream = random.Random(5)
    pieces = [b",", b";", b'"', b"\n", b"\r", b"\x00", b"\xff", b"nan", b"1e999", b"-", b"\t"]
    for number in range(400):
        content = bytearray(PLAIN.encode() * stream.randint(1, 3))
        for _ in range(stream.randint(1, 6)):
            place = stream.randrange(len(content) + 1)
            cut = place + stream.randint(0, 3)
            content[place:cut] = stream.choice(pieces)
        found = outcome_of(table(bytes(content), f"{number}.csv"))
        assert "\n" not in found if isinstance(found, str) else np.isfinite(found).all()


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=2, max_size=20))
def test_scaling_can_be_undone(rows):
    raw = np.array(rows)
    for kind in SCALES:
        scaling = scaling_of(raw, kind)
        np.testing.assert_allclose(scaling.undo(scaling.apply(raw)), raw, rtol=1e-9, atol=1e-6)
    inside = scaling_of(raw, "min-max").apply(raw)
    assert inside.min() >= 0
    assert inside.max() <= 1


def test_standard_scaling_gives_mean_zero_and_deviation_one():
    flowers = iris()
    np.testing.assert_allclose(flowers.inputs.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(flowers.inputs.std(axis=0), 1, rtol=1e-13)


def test_iris_is_fishers():
    """Means of the species as Fisher printed them in 1936 (table II, in cm)."""
    flowers = iris("none")
    assert len(flowers) == 150
    assert flowers.output_names == ("setosa", "versicolor", "virginica")
    assert flowers.labels[:6].tolist() == [0, 1, 2, 0, 1, 2]
    means = [flowers.inputs[flowers.labels == k].mean(axis=0) for k in range(3)]
    expected = [[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326]]
    np.testing.assert_allclose(means[:2], expected, atol=5e-4)


def test_raw_values_are_kept_as_they_were():
    assert np.array_equal(iris().raw, iris("none").inputs)


def test_xor_and_spirals():
    assert xor().targets.ravel().tolist() == [0, 1, 1, 0]
    points = spirals()
    assert hashlib.sha256(points.inputs.tobytes()).hexdigest() == (
        "4789011a368265241a48dc2b36177e338d8807c049d67d5fdc10285c76f7460e"
    )
    assert points.labels.tolist() == [0, 1] * 100
    assert np.abs(points.inputs).max() < 1.2


def test_samples_held_out():
    trained, tested = iris().held_out(0.2, seed=3)
    assert (len(trained), len(tested)) == (120, 30)
    both = {tuple(row) for part in (trained, tested) for row in part.inputs.tolist()}
    assert both == {tuple(row) for row in iris().inputs.tolist()}
    for share in (0, 1, float("nan"), -1):
        with pytest.raises(UsageError, match="share held out"):
            iris().held_out(share)


def test_parts_that_do_not_fit_are_refused():
    two = np.zeros((2, 2))
    with pytest.raises(UsageError, match="2 inputs, but 3 targets"):
        Dataset("d", two, np.zeros((3, 1)), "ab", "c")
    with pytest.raises(UsageError, match="expected 2 names of inputs, found 1"):
        Dataset("d", two, two, "a", "cd")
    with pytest.raises(UsageError, match="names of outputs: two are 'c'"):
        Dataset("d", two, two, "ab", "cc")
    with pytest.raises(UsageError, match="row 1, column 2 is not a finite number"):
        Dataset("d", [[0, np.nan]], [[1.0]], "ab", "c")
