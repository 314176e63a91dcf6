"""What stays on screen until a later beat makes room for something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from manim import Animation, FadeIn, FadeOut, Mobject

from scenes.animation.timing import within

__all__ = ["Stage"]


class Stage:
    """The list of what is on screen for now; no beat needs to know what another has left there.

    The methods keep the list and return animations for the scene to play.  Shares of the play's
    time are given by ``start`` and ``stop``; by default, fading out and fading in overlap a little,
    so that the screen is never empty.  The background of a clip, such as its network, is not put on
    the list: it stays.

    Examples
    --------
    >>> self.play(*self.stage.show(table, formula))            # fade in
    >>> self.stage.add(total)                                  # appeared in another animation
    >>> self.play(*self.stage.replace(formula, other))         # one for another
    >>> self.play(*self.stage.clear(keep=[table]), *self.stage.show(plot), run_time=0.9)
    """

    def __init__(self) -> None:
        self._shown: dict[Mobject, None] = {}

    def __iter__(self) -> Iterator[Mobject]:
        """Iterate over what is on screen, in order of appearance."""
        return iter(list(self._shown))

    def __contains__(self, mobject: Mobject) -> bool:
        return mobject in self._shown

    def __len__(self) -> int:
        return len(self._shown)

    def add(self, *mobjects: Mobject) -> None:
        """Add mobjects that have appeared in an animation of their own."""
        self._shown.update(dict.fromkeys(mobjects))

    def discard(self, *mobjects: Mobject) -> None:
        """Remove mobjects that leave in an animation of their own, or stay for good."""
        for mobject in mobjects:
            self._shown.pop(mobject, None)

    def show(self, *mobjects: Mobject, start: float = 0.4, stop: float = 1.0) -> list[Animation]:
        """Fade in mobjects and put them on the list."""
        self.add(*mobjects)
        return [within(FadeIn(mobject), start, stop) for mobject in mobjects]

    def clear(
        self, *, keep: Collection[Mobject] = (), start: float = 0.0, stop: float = 0.5
    ) -> list[Animation]:
        """Fade out everything on the list except ``keep``, which stays on it."""
        return self.hide(*[m for m in self if m not in keep], start=start, stop=stop)

    def hide(self, *mobjects: Mobject, start: float = 0.0, stop: float = 0.5) -> list[Animation]:
        """Fade out mobjects and remove them from the list, if they are on it."""
        self.discard(*mobjects)
        return [within(FadeOut(mobject), start, stop) for mobject in mobjects]

    def replace(self, old: Mobject, new: Mobject) -> list[Animation]:
        """Fade out one mobject and fade in another."""
        return [*self.hide(old), *self.show(new)]
