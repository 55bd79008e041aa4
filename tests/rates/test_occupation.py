"""Occupation of pairs against SciPy, and the range of energies of a moving pair."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.rates.occupation import ETA, energy_range, occupied_range, pair_occupation


def f(law, E):
    return 1.0 / (np.exp(E) - ETA[law])


@pytest.mark.parametrize("law", ETA)
def test_occupied_range(law):
    """1e-10: the reference."""
    expected = quad(lambda E: f(law, E), 0.3, 2.1, epsrel=1e-12)[0]
    assert float(occupied_range(law, 0.3, 1.8)) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("laws", [("bose-einstein", "bose-einstein"), ("bose-einstein", "fermi-dirac"),
                                  ("maxwell-boltzmann", "maxwell-boltzmann")])  # fmt: skip
def test_pair_occupation(laws):
    """int d(E1 - E2) f1 f2 = 2 int dE1 f1(E1) f2(E - E1), the ends by a boost; 1e-9: the reference."""
    root, kinetic, m1, m2 = 2.0, 1.3, 0.4, 0.9
    p = np.sqrt((root**2 - (m1 + m2) ** 2) * (root**2 - (m1 - m2) ** 2)) / (2.0 * root)
    E, P = root + kinetic, np.sqrt((root + kinetic) ** 2 - root**2)
    ends = [(E * np.hypot(p, m1) + sign * P * p) / root for sign in (-1.0, 1.0)]
    found_low, length = energy_range(*map(jnp.asarray, (root, kinetic, p, m1, m2)))
    assert (float(found_low), float(found_low + length)) == pytest.approx(tuple(ends), rel=1e-13)
    expected = 2.0 * quad(lambda E1: f(laws[0], E1) * f(laws[1], E - E1), *ends, epsrel=1e-12)[0]
    given = (jnp.asarray(root), jnp.asarray(kinetic), jnp.asarray(p), (jnp.asarray(m1), jnp.asarray(m2)))
    assert float(pair_occupation(*given, jnp.asarray(1.0), laws)) == pytest.approx(expected, rel=1e-9)


def test_a_light_particle_keeps_its_digits():
    """E_min = m^2/(2p)-like for m << p: 1e-12 of what mpmath would give, by the product of the ends."""
    m, root, kinetic = 1e-8, 1.0, 5.0
    low, length = energy_range(*map(jnp.asarray, (root, kinetic, 0.5, m, m)))
    E, P = 6.0, np.sqrt(35.0)
    product = (m * E) ** 2 + 0.25
    assert float(low * (low + length)) == pytest.approx(product, rel=1e-12)
    assert float(2.0 * low + length) == pytest.approx(E, rel=1e-12)
    assert float(length) == pytest.approx(P, rel=1e-12)
