"""The spectrum of what was produced: a thermal one lies on its own comparison, and the table holds the moments."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.figures.spectrum import draw_spectrum
from reheaton.production.distribution import Distribution

Q = np.geomspace(0.01, 39.0, 150)
"""The momenta of `produce`."""


def table(f: np.ndarray) -> np.ndarray:
    return np.array(draw_spectrum("nu_s", Distribution(jnp.asarray(Q), jnp.asarray(f))).tables["spectrum"].rows)


@pytest.mark.parametrize("T", [1.0, 0.7])
def test_a_thermal_spectrum_lies_on_its_comparison(T):
    """2e-5 of the largest f: <p>/T and the number have six digits, and splines between nodes 0.055 apart 1e-6."""
    _, f, thermal = table(0.01 / (np.exp(Q / T) + 1.0)).T
    np.testing.assert_allclose(thermal, f, atol=2e-5 * f.max())


def test_comparison_has_the_number_and_mean_of_what_was_produced():
    """1e-4: sums over ln q of a distribution that rises as q first; <p>/T and the number have six digits."""
    q, f, thermal = table(Q / (1.0 + Q) ** 2 * np.exp(-Q)).T
    moments = [[np.sum(q ** (3 + k) * each) for k in (0, 1)] for each in (f, thermal)]
    np.testing.assert_allclose(moments[0], moments[1], rtol=1e-4)


def test_momenta_that_were_followed_are_among_those_drawn():
    """1e-12: a spline goes through its nodes, every fourth point; rounding."""
    f = Q / (1.0 + Q) ** 2 * np.exp(-Q)
    rows = table(f)
    np.testing.assert_allclose(rows[::4, :2], np.column_stack([Q, f]), rtol=1e-10, atol=1e-14)


def test_labels_say_the_mean_and_the_axes():
    ax = draw_spectrum("nu_s", Distribution(jnp.asarray(Q), jnp.asarray(1.0 / (np.exp(Q) + 1.0)))).figure.axes[0]
    assert "3.151" in ax.get_legend().get_texts()[0].get_text()
    assert ax.get_xlim() == pytest.approx((0.0, 4.0 * 3.15137), rel=1e-4)
    assert "q" in ax.get_xlabel() and "f(q)" in ax.get_ylabel()
