"""The published figures that can be drawn again: paper, number, and the function that draws it.

Two are in no paper: Figure 4 of inverse-symmetry-breaking, where the mechanism works beyond the paper, and that of
dodelson-widrow, dark matter made with a lepton asymmetry in the Standard Model and in the twin sector.
"""

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from reheaton.errors import InvalidInput, did_you_mean, quoted

if TYPE_CHECKING:
    from reheaton.figures.drawing import Drawing

PAPERS: Final[dict[str, dict[int, str]]] = {
    "twin-sterile-neutrino": {
        1: "reheaton.papers.twin_sterile_neutrino.figures.figure_1:figure_1",
        2: "reheaton.papers.twin_sterile_neutrino.figures.figure_2:figure_2",
        3: "reheaton.papers.twin_sterile_neutrino.figures.figure_3:figure_3",
    },
    "inverse-symmetry-breaking": {
        1: "reheaton.papers.inverse_symmetry_breaking.figures.figure_1:figure_1",
        2: "reheaton.papers.inverse_symmetry_breaking.figures.figure_2:figure_2",
        3: "reheaton.papers.inverse_symmetry_breaking.figures.figure_3:figure_3",
        4: "reheaton.papers.inverse_symmetry_breaking.figures.figure_4:figure_4",
    },
    "dodelson-widrow": {
        1: "reheaton.papers.dodelson_widrow.figures.figure_1:figure_1",
    },
}


LONGEST: Final = (("dodelson-widrow", 1), ("twin-sterile-neutrino", 3), ("twin-sterile-neutrino", 2))
"""Figures that take longest, from 75 s of CPU time down to 40 s, the first time; the others take 20 s at most."""


def find_figures(paper: str | None = None, number: int | None = None) -> list[tuple[str, int]]:
    """The (paper, number) pairs of a paper and a figure number; None means all. Raises InvalidInput."""
    if paper is not None and paper not in PAPERS:
        raise InvalidInput(f"{quoted(paper)} is not a paper whose figures are known: {did_you_mean(paper, PAPERS)}")
    chosen = [paper] if paper is not None else list(PAPERS)
    found = [(name, n) for name in chosen for n in PAPERS[name] if number is None or n == number]
    if not found:
        known = "; ".join(f"{name}: {', '.join(map(str, PAPERS[name]))}" for name in chosen)
        raise InvalidInput(f"there is no figure {number}: known are {known}.")
    return found


def source_of(paper: str, number: int) -> str:
    """Module and function that draw a figure that is known."""
    return PAPERS[paper][number]


def function_at(source: str) -> "Callable[..., Drawing]":
    """The function of a `Progress` that draws a figure, imported now."""
    module, _, function = source.partition(":")
    return getattr(importlib.import_module(module), function)
