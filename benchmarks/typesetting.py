"""How long texts take that were never typeset here:  python -m benchmarks.typesetting.

In one run, the captions of a clip and some formulas are typeset by Manim's own classes and by ours,
without any cache.
"""

import tempfile
import time
from functools import partial

from manim import MathTypst, Typst, tempconfig

from scenes.mobjects.text import typesetting
from scenes.mobjects.text.text import escape
from scenes.words import load_words

CLIP = "forward_pass"
QUIET = {"verbosity": "ERROR"}
FORMULAS = (
    "sigma(z) = 1 / (1 + e^(-z))",
    "bold(h) = sigma(bold(W)^((1)) bold(x) + bold(b)^((1)))",
    "{{ delta : delta }} = (o - t) {{ sigma'(z) : slope }}",
    "w_(12) x_2 + b_1",
)


def main() -> None:
    """Measure and print."""
    words = load_words()
    captions = [words[f"{CLIP}.beats.{name}"] for name in words.names(f"{CLIP}.beats")]
    measured = (
        ("captions", list(map(escape, captions)), Typst, typesetting.set_words),
        ("formulas", list(FORMULAS), MathTypst, typesetting.set_formula),
    )
    for what, texts, theirs, ours in measured:
        options = {"typst_preamble": typesetting.FONT_PREAMBLE, "use_svg_cache": False}
        before, now = (
            seconds_each(partial(theirs, **options), texts),
            seconds_each(ours, texts, 0.4),
        )
        print(
            f"{what}: Manim {before * 1e3:.1f} ms each, ours {now * 1e3:.1f} ms,"
            f" {before / now:.0f} times as fast"
        )


def seconds_each(typeset, texts, *more) -> float:
    """Return the time for a text; another one comes first, for imports and the first compiler."""
    with tempfile.TemporaryDirectory() as folder, tempconfig({"media_dir": folder, **QUIET}):
        typeset("x", *more)
        start = time.perf_counter()
        for text in texts:
            typeset(text, *more)
        return (time.perf_counter() - start) / len(texts)


if __name__ == "__main__":
    main()
