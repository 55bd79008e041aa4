"""The margins of one point, from what `reheaton run -o` writes."""

import copy
import math

import pytest
from tests.figures.many_points import columns, result

from reheaton.errors import InvalidInput
from reheaton.figures.margins import draw_margins

POINT = result([10.0], [10.0])[0].to_dict()
"""x = 100: 1/9 of the upper limit, and five times the lower one."""


def changed(**limit):
    point = copy.deepcopy(POINT)
    point["limits"][0] |= limit
    return point


def test_ratios_to_the_bounds():
    table = columns(draw_margins(POINT).tables["limits"])
    assert table["limit"].tolist() == ["least", "most"]  # the tighter one first
    assert table["value/bound or bound/value"].astype(float) == pytest.approx([0.2, 1 / 9])
    assert table["margin"].astype(float) == pytest.approx([4.0, 8 / 9])


def test_words():
    drawing = draw_margins(POINT)
    ax = drawing.figure.axes[0]
    assert [text.get_text() for text in ax.get_yticklabels()] == [
        "least\nNobody 2021, arXiv:2101.00001",
        "most\nSomebody 2020, arXiv:2001.00001",
    ]
    small = drawing.figure.get_supxlabel()
    assert "m_N = 10 GeV" in small and "Allowed by every limit." in small


def test_excluded_points_and_flags():
    point = result([50.0], [50.0])[0].to_dict()
    small = draw_margins(point).figure.get_supxlabel()
    assert "Excluded by 1 of 2 limits. Flag large: x is 2500." in small


@pytest.mark.parametrize(
    ("limit", "ratio"),
    [
        ({"value": 0.0}, 0.0),
        ({"value": None, "margin": None, "allowed": False}, math.inf),
        ({"value": 1e9}, 1e9 / 900),
        ({"sense": "lower", "value": 0.0, "allowed": False}, math.inf),
    ],
)
def test_ratios_without_a_place_end_at_the_frame(limit, ratio):
    """JSON has no infinity: null stands for what is not finite."""
    drawing = draw_margins(changed(**limit))
    assert ratio in columns(drawing.tables["limits"])["value/bound or bound/value"].astype(float)
    low, high = drawing.figure.axes[0].get_xlim()
    assert 1e-5 < low < high < 1e5


@pytest.mark.parametrize("content", [{}, [], 3, {"limits": 3}, {"limits": [{"name": "x"}]}, changed(bound="no")])
def test_other_json_is_refused(content):
    with pytest.raises(InvalidInput, match="no result that `reheaton run -o DIR` wrote"):
        draw_margins(content)


def test_a_result_without_limits():
    with pytest.raises(InvalidInput, match="has no limits: there is nothing to draw"):
        draw_margins(POINT | {"limits": []})
