"""The documentation agrees with the code: commands, options, names, links, schema."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

import layerlight
import network.__main__
import publish.gallery
import render
from network import load_bias_study, load_checkpoint_series, load_walkthrough
from network.cli.terminal import run
from network.data import exercise
from network.recordings.classification import classify
from network.recordings.network_inference import NETWORK_INFERENCE
from network.recordings.network_schema import NETWORK_RECORDING
from network.recordings.pictures import DRAWING, picture_from_file
from network.studies.sources import BUILT_IN, built_in, layer_sizes
from publish.explorer.command import explorer
from scenes.catalog import CATALOG, LECTURE

ROOT = Path(__file__).resolve().parents[1]
README, CONTRIBUTING = ROOT / "README.md", ROOT / "CONTRIBUTING.md"
PAGES = sorted([README, CONTRIBUTING, ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
FOREIGN = {
    "--version": "console scripts",
    "--update-snapshots": "tests/conftest.py",
    "--accept": "tools/translations.py",
}
"""Options of other programs, and where they come from."""

pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def options_of(command: click.Command) -> set[str]:
    """Return the long options of a command and its subcommands."""
    shown = [option for option in command.params if not getattr(option, "hidden", False)]
    found = {name for option in shown for name in option.opts}
    for inner in getattr(command, "commands", {}).values():
        found |= options_of(inner)
    return found | {"--verbose"}


OPTIONS = {
    "render.py": options_of(render.render),
    "render.py explorer": options_of(explorer),
    "python -m network": options_of(network.__main__.main),
    "python -m publish.gallery": options_of(publish.gallery._make),
}
for file in (ROOT / "benchmarks").glob("*.py"):
    options = set(re.findall(r'add_argument\(\s*"(--[a-z-]+)"', file.read_text(encoding="utf-8")))
    for command in (f"python benchmarks/{file.name}", f"python -m benchmarks.{file.stem}"):
        OPTIONS[command] = options


def targets() -> set[str]:
    """Return the targets of the Makefile, clips included."""
    named = re.findall(r"^([a-z][a-z-]*):", text_of(ROOT / "Makefile"), re.MULTILINE)
    return {*named, *(entry.id for entry in (*CATALOG, LECTURE))}


def code_of(page: Path) -> list[str]:
    """Return the code on a page, in blocks and inline."""
    text = text_of(page)
    blocks = re.findall(r"^```(?:sh|python|toml)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(
        r"`([^`\n]+)`", rest
    )


def test_the_readme_is_one_screen():
    assert len(README.read_bytes()) <= 4500


@pytest.mark.parametrize("line", ["make docs", "make test"])
def test_the_readme_names_the_first_commands(line):
    assert line in text_of(README)


@pages
def test_every_command_exists(page):
    commands = network.__main__.main.commands
    for line in code_of(page):
        code = line.split("#")[0]
        for target in re.findall(r"^make ([a-z][\w-]*)", code):
            assert target in targets(), line
        for name in re.findall(r"(?:-m network|layerlight-network) ([a-z]\w*)", code):
            assert name in commands, line
        for name in re.findall(r"(?:render\.py|^layerlight) ([a-z]\w*)(?![\w.])", code):
            assert name in targets(), line
        for script in re.findall(r"python ((?:tools|benchmarks)/\w+\.py)", code):
            assert (ROOT / script).is_file(), line


@pages
def test_every_option_exists(page):
    everywhere = set().union(*OPTIONS.values(), FOREIGN)
    for line in code_of(page):
        code = line.split("#")[0]
        if code.startswith(("pip ", "python -m pip", "manim-slides", "uv ", "dask ")):
            continue
        known = everywhere
        for command, options in OPTIONS.items():
            if command in code:
                known = options
        assert set(re.findall(r"(?<!\S)--[a-z][a-z-]+", code)) <= known | {*FOREIGN}, line


def test_every_option_of_the_renderer_is_documented():
    said = " ".join(text_of(page) for page in PAGES)
    for option in options_of(render.render) - {"--help", "-h"}:
        if option.startswith("--"):
            assert option in said, f"{option} stands in no page of docs/"


@pages
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(page)):
        if "://" in target or target.startswith("generated/"):
            continue  # made by tools/generate_docs.py; Sphinx looks for those
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pages
def test_every_file_named_exists(page):
    """Paths set as code, relative to the top of the project."""
    rooms = "network|scenes|publish|layerlight|assets|tests|tools|benchmarks|docs"
    for path in re.findall(rf"`((?:{rooms})/[\w./-]*)`", text_of(page)):
        if "NAME" not in path and not path.startswith("docs/generated"):
            assert (ROOT / path).exists(), f"{page.name}: {path}"


def test_every_page_is_in_the_table_of_contents():
    index = text_of(ROOT / "docs" / "index.md")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.stem == "index" or re.search(rf"^{page.stem}$", index, re.MULTILINE), page.name


def test_the_readme_lists_every_clip():
    listed = re.findall(r"^\| `(\w+)` \|", text_of(README), re.MULTILINE)
    assert listed == [entry.id for entry in (*CATALOG, LECTURE)]


def test_the_version_is_the_same_everywhere():
    citation = text_of(ROOT / "CITATION.cff")
    assert re.search(rf"^version: {re.escape(layerlight.__version__)}$", citation, re.MULTILINE)
    assert f"## {layerlight.__version__}" in text_of(ROOT / "CHANGELOG.md")


def tables(section: str) -> set[str]:
    """Return the names in the first column of the tables in a section of the page on recordings."""
    text = text_of(ROOT / "docs" / "recordings.md")
    part = re.search(rf"^### {section}\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)[1]
    rows = re.findall(r"^\| (`.*?) \|", part, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def inference():
    return classify([picture_from_file(DRAWING)], load_checkpoint_series())


@pytest.mark.parametrize(
    ("section", "load", "sometimes"),
    [
        ("Recordings", load_walkthrough, set()),
        ("Checkpoint series", load_checkpoint_series, {"test_ties"}),
        ("Inferences", inference, {"picture_k", "ink_k", "scaled_k"}),
        ("The bias study", load_bias_study, set()),
    ],
)
def test_every_array_of_a_file_is_documented(section, load, sometimes):
    held = {re.sub(r"_\d+$", "_l", name) for name in load().arrays}
    assert tables(section) - sometimes == held


def test_every_array_of_an_inference_of_any_network_is_documented():
    held = {
        field.name.format(layer="l", above="l", image="k") for field in NETWORK_INFERENCE.arrays
    }
    assert tables("Inferences of any network") == held


def test_every_key_of_the_metadata_is_documented():
    text = text_of(ROOT / "docs" / "recordings.md")
    for held in (load_walkthrough(), load_checkpoint_series()):
        for key in held.metadata:
            assert f"`{key}`" in text, key


def section_of(name: str) -> str:
    text = text_of(ROOT / "docs" / "recordings.md")
    return re.search(rf"^### {name}\n(.*?)(?=^##)", text, re.MULTILINE | re.DOTALL)[1]


def test_every_entry_of_format_2_is_documented():
    section = section_of("Recordings of any network")
    for field in NETWORK_RECORDING.arrays:
        name = field.name.format(layer="l", above="l")
        name = re.sub("^nudge_.*", "nudge_…", name)
        assert f"`{name}`" in section, name
    for name in ("activations", "output_delta", "pixels", "nudge", *NETWORK_RECORDING.fields):
        assert f"`{name}`" in section, name


def test_every_key_of_an_exercise_is_documented():
    text = text_of(ROOT / "docs" / "your-data.md")
    listed = set(re.findall(r"`((?:network|samples)\.\w+)`", text))
    known = {f"network.{key}" for key in exercise._NETWORK}
    assert listed == known | {f"samples.{key}" for key in exercise._SAMPLE}


@pytest.fixture
def desk(tmp_path, monkeypatch) -> Path:
    """Return a folder with the files that the page on your own data names, as the current one."""
    flowers = text_of(ROOT / "assets" / "data" / "iris.csv")
    (tmp_path / "flowers.csv").write_text(flowers, encoding="utf-8")
    houses = (
        "address;area;rooms;price\nMain Street 1;50,5;2;150000\nMain Street 2;80;3;210000\n"
        "The Mews;120;5;340000\nHarbour;65;2;180000\n"
    )
    (tmp_path / "houses.csv").write_text(houses, encoding="utf-8")
    (block,) = re.findall(r"^```toml\n(.*?)^```", text_of(YOUR_DATA), re.MULTILINE | re.DOTALL)
    (tmp_path / "exercise.toml").write_text(block, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


YOUR_DATA = ROOT / "docs" / "your-data.md"


@pytest.mark.exhaustive
def test_the_commands_on_the_page_on_your_own_data_work(desk, capsys):
    blocks = re.findall(r"^```sh\n(.*?)^```", text_of(YOUR_DATA), re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) > 10
    for line in lines:
        words = shlex.split(line)
        assert words[:3] == ["python", "-m", "network"]
        status = run(network.__main__.main, words[3:])
        assert (status, capsys.readouterr().err) == (0, ""), line
    assert {"iris.npz", "houses.npz", "exercise.npz"} <= {path.name for path in desk.iterdir()}


def test_the_python_on_the_page_on_your_own_data_works(desk):
    (block,) = re.findall(r"^```python\n(.*?)^```", text_of(YOUR_DATA), re.MULTILINE | re.DOTALL)
    names = {}
    exec(block, names)
    assert names["recording"].get("products", step=0, layer=1).shape == (3, 6)
    assert names["recording"].test_accuracy[-1] > 0.9
    assert names["solution"].steps == 1


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_defaults_on_the_page_on_your_own_data_are_those_of_the_code(name):
    source = built_in(name)
    sizes = "-".join(map(str, layer_sizes(None, source)))
    (row,) = re.findall(rf"^\| `{name}` \|.*$", text_of(YOUR_DATA), re.MULTILINE)
    cost = source.cost.replace("-", " ").replace("cross entropy", "cross-entropy")
    said = (sizes, " and ".join(source.activations), cost, f"rate {source.learning_rate:g};")
    for words in (*said, f"{source.epochs} epochs"):
        assert words in row


def test_extras_for_the_documentation_are_part_of_the_set_up():
    project = tomllib.loads(text_of(ROOT / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    (own,) = [need for need in extras["dev"] if need.startswith("layerlight[")]
    assert "docs" in re.findall(r"\w+", own)[1:]
    assert {re.match(r"[\w-]+", need)[0] for need in extras["docs"]} == {
        "sphinx", "myst-parser", "numpydoc", "furo",
    }  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(tmp_path):
    pytest.importorskip("sphinx", reason="the documentation's own packages are not installed")
    for command in (
        [ROOT / "tools" / "generate_docs.py"],
        ["-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "-d", tmp_path / "trees",
         ROOT / "docs", tmp_path / "pages"],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, *map(str, command)], cwd=ROOT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    names = {page.stem for page in (ROOT / "docs").glob("*.md")}
    assert {page.stem for page in (tmp_path / "pages").glob("*.html")} >= names
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert 'src="forward_pass.mp4"' in index
    assert (tmp_path / "pages" / "forward_pass.mp4").is_file()
