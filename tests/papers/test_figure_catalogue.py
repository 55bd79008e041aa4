"""The catalogue of figures: what is chosen by paper and number, and that every entry is a function to call."""

import inspect

import pytest

from reheaton.errors import InvalidInput
from reheaton.papers.figure_catalogue import LONGEST, PAPERS, find_figures, function_at, source_of

EVERY = [(paper, number) for paper, figures in PAPERS.items() for number in figures]


@pytest.mark.parametrize(("paper", "number"), EVERY)
def test_every_figure_is_a_function_of_a_report_of_progress(paper, number):
    parameters = inspect.signature(function_at(source_of(paper, number))).parameters.values()
    assert [item.name for item in parameters if item.default is item.empty] == ["progress"]


def test_choice_by_paper_and_number():
    paper = "twin-sterile-neutrino"
    assert find_figures() == EVERY
    assert find_figures(paper) == [(paper, 1), (paper, 2), (paper, 3)]
    assert find_figures(number=2) == [(name, 2) for name, figures in PAPERS.items() if 2 in figures]
    assert find_figures("dodelson-widrow") == [("dodelson-widrow", 1)]
    assert find_figures(paper, 3) == [(paper, 3)]


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (("twin-sterile-neutrin", None), "did you mean 'twin-sterile-neutrino'"),
        (("twin-sterile-neutrino", 9), "there is no figure 9: known are twin-sterile-neutrino: 1, 2, 3."),
        ((None, 0), "there is no figure 0"),
    ],
)
def test_figures_that_are_not_there(chosen, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        find_figures(*chosen)


def test_figures_that_take_longest_are_known():
    assert set(LONGEST) <= set(find_figures())
