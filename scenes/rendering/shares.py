"""Divides the pieces of a scene among processes that cannot talk to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from scenes.rendering.manim_adapter import Piece
from scenes.rendering.pieces import piece_name

__all__ = ["Share"]

STILL = 8
"""Number of still frames that take as long as a drawn one: all are encoded, but one is drawn."""


@dataclass(frozen=True)
class Share:
    """One of several shares of a scene's pieces.

    Every process plays the whole scene and meets its pieces in the same order.  So each can deal
    them out as the others do, and draw its own: none needs to know in advance what the pieces are.

    Parameters
    ----------
    number, of : int
        Which share, from 0, of how many.
    there : frozenset of str
        Names of pieces that are finished already and belong to no share.
    """

    number: int
    of: int
    there: frozenset[str] = frozenset()

    def dealer(self) -> Callable[[Piece], bool]:
        """Return a function that takes the pieces in order, and says which are in this share.

        Each piece goes to the share that has least work so far, so the shares end up about equal.
        """
        work = [0.0] * self.of

        def is_mine(piece: Piece) -> bool:
            if piece_name(piece) in self.there:
                return False
            least = work.index(min(work))
            work[least] += piece.frames / (STILL if piece.still else 1)
            return least == self.number

        return is_mine

    @property
    def name(self) -> str:
        """Name of the share, unique among the shares of a scene."""
        return f"{self.number} of {self.of} without {sorted(self.there)}"
