"""The tabulated width of a heavy neutrino against the direct calculation, and the edges of the table."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton import constants as c
from reheaton.errors import InvalidInput
from reheaton.particles import heavy_neutrino as widths
from reheaton.particles.fermions import FLAVOURS
from reheaton.particles.heavy_neutrino import table as heavy_neutrino

M_PI = c.MESON_MASSES["pi+"]
KINKS = {
    "mu": {c.M_MUON + M_PI: 0.025, c.M_MUON + c.MESON_MASSES["rho+"]: 6e-3},
    "e": {c.M_ELECTRON + M_PI: 2e-3},
    "tau": {c.MESON_MASSES["pi0"]: 3e-4},
}
"""Thresholds [GeV] that a table with 0.4% steps cannot follow, and the error there: maxima 0.021, 4.6e-3, 1.4e-3,
2.5e-4."""
WIDTH = 0.006
"""How far from a threshold the table is still off, relative: a step and a half."""


def _error(m_N: np.ndarray, flavour: str) -> np.ndarray:
    return np.abs(np.asarray(heavy_neutrino.c_gamma(m_N, flavour)) / widths.width_coefficient(m_N, flavour) - 1.0)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_table_against_the_direct_calculation(flavour):
    """1e-5 for 99% of masses, as the module says; 1e-3 for the rest but for the sharpest kinks, tested below."""
    # Midpoints of equal steps in ln m_N that the 2881 nodes of the table are not a multiple of.
    steps = (np.arange(2000) + 0.5) / 2000
    m_N = heavy_neutrino.M_MIN * (heavy_neutrino.M_MAX / heavy_neutrino.M_MIN) ** steps
    error = _error(m_N, flavour)
    assert np.mean(error < 1e-5) > 0.99
    away = np.all([np.abs(m_N / threshold - 1.0) > WIDTH for threshold in KINKS[flavour]], axis=0)
    assert np.max(error[away]) < 1e-3


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_table_at_the_kinks(flavour):
    """The tolerances of KINKS, a fifth and more above the maxima."""
    for threshold, tolerance in KINKS[flavour].items():
        m_N = threshold * (1.0 + np.linspace(-WIDTH, WIDTH, 201))
        assert np.max(_error(m_N, flavour)) < tolerance


def test_nothing_is_extrapolated():
    """NaN outside the table, numbers at both ends, for NumPy and JAX alike."""
    m_N = np.array([0.0999, 0.1, 1e4, 1.001e4])
    for values in (heavy_neutrino.c_gamma(m_N), heavy_neutrino.c_gamma(jnp.asarray(m_N))):
        assert np.isnan(np.asarray(values)).tolist() == [True, False, False, True]


def test_table_inside_jax():
    """Rounding: the same spline, in JAX and in NumPy; 1e-12 leaves room for other orders of summation."""
    m_N = np.array([[0.2, 3.0], [80.0, 2000.0]])
    traced = jax.jit(heavy_neutrino.c_gamma)(m_N)
    assert traced.shape == (2, 2)
    np.testing.assert_allclose(traced, heavy_neutrino.c_gamma(m_N), rtol=1e-12)


def test_unknown_flavour():
    with pytest.raises(InvalidInput, match="did you mean 'mu'"):
        heavy_neutrino.c_gamma(1.0, "muon")


def test_width_unit():
    """Rounding: the unit times c_Gamma is the width for theta^2 = m_nu/m_N; 1e-5 is the error of the table there."""
    m_N, m_nu = 30.0, 1e-7
    width = heavy_neutrino.width_unit(m_N, m_nu) * heavy_neutrino.c_gamma(m_N)
    assert float(width) == pytest.approx(float(widths.total_width(m_N, "mu", m_nu * c.EV / m_N)), rel=1e-5)
