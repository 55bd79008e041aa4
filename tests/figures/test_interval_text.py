"""A value with its interval in words."""

import pytest

from reheaton.figures.interval_text import interval_text


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((35.234, 32.2, 39.3), "$35.2^{+4.1}_{-3.0}$"),
        ((79.0, 60.0, 104.0), "$79^{+25}_{-19}$"),
        ((1.234e-8, 1.1e-8, 1.5e-8), r"$1.23^{+0.27}_{-0.13}\times10^{-8}$"),
        ((2.5e5, 1.0e5, 5.0e5), r"$2.5^{+2.5}_{-1.5}\times10^{5}$"),
        ((0.0, -0.1, 0.2), "$0.00^{+0.20}_{-0.10}$"),
        ((-4.0, -5.5, -3.0), "$-4.0^{+1.0}_{-1.5}$"),
        ((1000.0, 800.0, 1300.0), "$1000^{+300}_{-200}$"),
        ((1.0, 1.0, 1.0), "$1.0^{+0.0}_{-0.0}$"),
    ],
)
def test_two_digits_of_the_smaller_distance(numbers, text):
    assert interval_text(*numbers) == text
