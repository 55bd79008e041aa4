"""Scattering off pions: against four-vectors and Dirac matrices, against a target at rest, and its convergence."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import kn
from scipy.stats import qmc

from reheaton import constants as c
from reheaton.rates.opacity.pion_scattering import CHARGED_CURRENT, NEUTRAL_CURRENT, pion_scattering

from .dirac import METRIC, contracted, line
from .test_collision_integral import boosted, minkowski

POINTS, FINE = (12, 10, 8), (28, 28, 24)
PION, MUON, RHO = c.MESON_MASSES["pi+"], c.M_MUON, c.MESON_MASSES["rho+"]
_kernel = jax.jit(pion_scattering, static_argnums=4)


def scattering(x, T, pion=PION, lepton=MUON, points=POINTS):
    x, T, pion, lepton = (jnp.asarray(a, dtype=float) for a in (np.atleast_1d(x), T, pion, lepton))
    return np.asarray(_kernel(x, T, pion, lepton, points))


def squared_amplitude(first, second, third, fourth):
    """|M|^2/(G_F^2 w), (n,): G_F/sqrt2 nubar gamma (1 - gamma5) l times sqrt(2 w) F (k + k')."""
    K = second + fourth
    Q = first - third
    F = RHO**2 / (RHO**2 - minkowski(Q, Q))
    lepton_squared = 2.0 * minkowski(first, K) * minkowski(third, K) - minkowski(K, K) * minkowski(first, third)
    return 8.0 * F**2 * lepton_squared


def test_amplitude_is_that_of_the_currents():
    """1e-10: rounding of traces."""
    random = np.random.default_rng(3)
    p, q, k, k2 = random.normal(size=(4, 3))
    first = np.array([np.linalg.norm(p), *p])
    third = np.array([np.hypot(np.linalg.norm(q), MUON), *q])
    second, fourth = (np.array([np.hypot(np.linalg.norm(v), PION), *v]) for v in (k, k2))
    K = second + fourth
    lepton = line((third, MUON), (first, 0.0), 1.0, 0.0)
    Q = first - third
    F = RHO**2 / (RHO**2 - Q @ (METRIC * Q))
    # |M|^2 = (G_F^2/2)(2 w F^2) K_mu K_nu L^mu nu.
    expected = F**2 * contracted(lepton, np.outer(K, K))
    found = squared_amplitude(*(v[:, None] for v in (first, second, third, fourth)))[0]
    assert found == pytest.approx(expected, rel=1e-10)


def by_four_vectors(x, T, lepton):
    """C for w = 1 and its standard error: pions drawn from the plasma, products isotropic in the centre of mass."""
    estimates, depth, pion = [], 1.5, PION / T
    for seed in range(12):
        points = qmc.Sobol(4, rng=np.random.default_rng(seed)).random_base2(14).T
        lowest = max(pion, _least_energy(x, pion, lepton / T))
        E2, cos2 = lowest - depth * np.log1p(-points[0]), 2.0 * points[1] - 1.0
        p2 = np.sqrt(E2**2 - pion**2)
        zero = np.zeros_like(E2)
        first = np.stack([zero + x, zero, zero, zero + x])
        second = np.stack([E2, p2 * np.sqrt(1.0 - cos2**2), zero, p2 * cos2])
        total = first + second
        s = np.maximum(minkowski(total, total), 1e-12)
        m3, is_open = lepton / T, s > (lepton / T + pion) ** 2
        momentum = np.sqrt(np.where(is_open, (s - (m3 + pion) ** 2) * (s - (m3 - pion) ** 2), 0.0)) / (2.0 * np.sqrt(s))
        cos3, phi3 = 2.0 * points[2] - 1.0, 2.0 * np.pi * points[3]
        sin3 = np.sqrt(1.0 - cos3**2)
        way = np.stack([sin3 * np.cos(phi3), sin3 * np.sin(phi3), cos3])
        third = boosted(np.stack([np.sqrt(momentum**2 + m3**2), *(momentum * way)]), total)
        fourth = total - third
        weight = p2 / (4.0 * np.pi**2) / np.expm1(E2) * depth * np.exp((E2 - lowest) / depth)
        weight *= momentum / (4.0 * np.pi * np.sqrt(s)) / (2.0 * x**2)
        weight *= is_open / ((1.0 + np.exp(-third[0])) * -np.expm1(-np.maximum(fourth[0], 1e-9)))
        amplitude = squared_amplitude(*(T * v for v in (first, second, third, fourth))) / T**4
        estimates.append(np.mean(weight * amplitude))
    return np.mean(estimates), np.std(estimates, ddof=1) / np.sqrt(len(estimates))


def _least_energy(x, pion, lepton):
    """Of a pion that a neutrino of momentum x meets head on with just enough energy."""
    reach = ((pion + lepton) ** 2 - pion**2) / (2.0 * x)
    return 0.0 if reach < pion else 0.5 * (reach + pion**2 / reach)


@pytest.mark.parametrize(("x", "T"), [(0.5, 0.1), (3.0, 0.15), (3.0, 0.05), (10.0, 0.12)])
def test_against_four_vectors(x, T):
    """4 standard errors of the sampling, themselves below 1e-3."""
    charged, neutral = by_four_vectors(x, T, MUON), by_four_vectors(x, T, 0.0)
    expected = CHARGED_CURRENT * charged[0] + NEUTRAL_CURRENT * neutral[0]
    error = CHARGED_CURRENT * charged[1] + NEUTRAL_CURRENT * neutral[1]
    assert error < 1e-3 * expected
    assert scattering(x, T)[0] == pytest.approx(expected, abs=4.0 * error)


@pytest.mark.parametrize("x", [0.5, 2.0])
def test_pions_at_rest(x):
    """sigma = 2 G_F^2 w E^2/pi off a static charge: heavy pions and T << m_rho; corrections of order x T/m and T/m.

    Two masses, from which the corrections are extrapolated: 1% of second order.
    """
    T, ratios = 1e-3, []
    for pion in (80.0 * T, 160.0 * T):
        found = scattering(x, T, pion, 1e3 * pion)[0]
        density = 2.0 / (2.0 * np.pi**2) * (pion / T) ** 2 * kn(2, pion / T) / 2.0
        static = NEUTRAL_CURRENT * 2.0 * x / np.pi * density / (1.0 + np.exp(-x))
        ratios.append(found / static)
    assert 2.0 * ratios[1] - ratios[0] == pytest.approx(1.0, abs=0.01)
    assert abs(ratios[1] - 1.0) < abs(ratios[0] - 1.0)


def test_rules_have_converged():
    """1e-3 with the points of the table up to p/T = 15; beyond, the rho's pole comes close and it is 3e-3."""
    x = np.geomspace(0.05, 15.0, 12)
    for T in (0.03, 0.1, 0.25):
        np.testing.assert_allclose(scattering(x, T), scattering(x, T, points=FINE), rtol=1e-3)


def test_couplings():
    assert CHARGED_CURRENT == pytest.approx(2.0 * 0.97435**2)
    assert NEUTRAL_CURRENT == pytest.approx((1.0 - 2.0 * c.SIN2_THETA_W) ** 2)
