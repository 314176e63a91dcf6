"""One Typst compiler for all texts of a process: each new one looks for all fonts, for 10 ms."""

from __future__ import annotations

from functools import lru_cache

import typst
from manim.utils.typst_file_writing import TYPST_COMPILATION_FONT_SIZE, TYPST_TEMPLATE

__all__ = ["typeset_image"]


def typeset_image(
    markup: str, preamble: str = "", text_size: float = TYPST_COMPILATION_FONT_SIZE
) -> bytes:
    """Return a page as SVG, as Manim has it typeset.

    Parameters
    ----------
    markup : str
        Typst markup.
    preamble : str
        Settings that precede it.
    text_size : float
        Size of the type in points.

    Raises
    ------
    typst.TypstError
        The markup is wrong.
    """
    source = TYPST_TEMPLATE.format(text_size=text_size, preamble=preamble, body=markup)
    image = _compiler().compile(input=source.encode(), format="svg")
    assert isinstance(image, bytes), "the page is as long as the text"
    return image


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler()
