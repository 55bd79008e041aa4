"""g_* of the scalars: entropy of their distributions by SciPy, the first correction, and limits."""

import jax
import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.papers.inverse_symmetry_breaking.phases import ThermalMasses, masses_without_couplings
from reheaton.papers.inverse_symmetry_breaking.scalar_gas import G_SCALARS, g_star_scalars


def entropy(m):
    """int d^3p/(2 pi)^3 [(1 + f) ln(1 + f) - f ln f] at T = 1."""

    def integrand(p):
        E = np.hypot(p, m)
        f = 1.0 / np.expm1(E)
        # ln f = ln(1 + f) - E.
        return p**2 * (np.log1p(f) + f * E) / (2.0 * np.pi**2)

    return quad(integrand, 0.0, 60.0 + m, epsabs=1e-14, epsrel=1e-12, limit=400)[0]


@pytest.mark.parametrize("masses", [(0.5, 0.09), (0.22, 3e-4), (0.1, 1e-6), (3.0, 0.0)])
def test_entropy_of_the_distributions(masses):
    """1e-10: ideal gases by splines, and masses of 0 as 1e-5."""
    s = sum(entropy(max(m, 1e-9)) for m in masses)
    assert float(g_star_scalars(ThermalMasses(*masses))) == pytest.approx(s / (2.0 * np.pi**2 / 45.0), rel=1e-10)


def test_first_correction_is_that_of_perturbation_theory():
    """s = dp/dT of p = (pi^2/90) T^4 - g^2 T^4/1152, M^2 = g^2 T^2/24; the next term is 0.3 m of it."""
    g2 = 24.0 * 1e-6
    correction = -4.0 * g2 / 1152.0 / (2.0 * np.pi**2 / 45.0)
    found = float(g_star_scalars(ThermalMasses(1e-3, 0.0))) - G_SCALARS
    assert found == pytest.approx(correction, rel=1e-3)


def test_values_and_a_derivative():
    """-0.4% for c_phi = 0.05 and -2.0% for 0.25; the slope by differences, 1e-6."""
    assert float(g_star_scalars(masses_without_couplings(0.05))) == pytest.approx(2.0 * 0.9956, rel=1e-4)
    assert float(g_star_scalars(masses_without_couplings(0.25))) == pytest.approx(2.0 * 0.9798, rel=1e-4)

    def of(m):
        return g_star_scalars(ThermalMasses(m, 0.1))

    slope = (float(of(0.3 + 1e-4)) - float(of(0.3 - 1e-4))) / 2e-4
    assert float(jax.grad(of)(0.3)) == pytest.approx(slope, rel=1e-6)
