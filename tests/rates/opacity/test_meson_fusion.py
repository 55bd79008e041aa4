"""Fusion to mesons against decays: detailed balance with all statistics, and measured widths."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.special import k1

from reheaton import constants as c
from reheaton.rates.opacity.meson_fusion import meson_opacity

from .dirac import METRIC, contracted, line

LEPTONS = {"e": c.M_ELECTRON, "mu": c.M_MUON, "tau": c.M_TAU}
M_RHO, F_RHO = c.MESON_MASSES["rho+"], c.MESON_DECAY_CONSTANTS["rho+"]
M_RHO0, F_RHO0 = c.MESON_MASSES["rho0"], c.MESON_DECAY_CONSTANTS["rho0"]
M_PION, F_PION = c.MESON_MASSES["pi+"], c.MESON_DECAY_CONSTANTS["pi+"]
LIFETIME_PION, LIFETIME_TAU = 2.6033e-8 * c.SECOND, 290.3e-15 * c.SECOND
"""PDG, s in GeV^-1."""
momenta = np.linspace(0.02, 60.0, 6000)


def decay_rate(lepton, meson, vector, decay_constant, coupling_squared):
    """Number of spin states of the heavier of lepton and meson times its width into the other and a neutrino [GeV].

    Amplitude G_F/sqrt2 V f J.P or, for a vector, G_F/sqrt2 V f m J.eps, with J = nubar gamma (1 - gamma5) l, from Dirac
    matrices in the rest frame.
    """
    M, m = max(lepton, meson), min(lepton, meson)
    p = (M**2 - m**2) / (2.0 * M)
    rest, neutrino, other = np.array([M, 0, 0, 0]), np.array([p, 0, 0, p]), np.array([np.hypot(p, m), 0, 0, -p])
    if meson > lepton:
        current, P = line((neutrino, 0.0), (other, -lepton), 1.0, 0.0), rest
    else:
        current, P = line((neutrino, 0.0), (rest, lepton), 1.0, 0.0), other
    along = np.outer(P, P)
    states = meson**2 * (along / meson**2 - np.diag(METRIC)) if vector else along
    amplitude = 0.5 * c.G_FERMI**2 * coupling_squared * decay_constant**2 * contracted(current, states)
    return amplitude * p / (8.0 * np.pi * M**2)


def reactions(flavour, f=1.0):
    """(lepton, meson, spin states times width) of every reaction of nu_flavour."""
    lepton, pion = f * LEPTONS[flavour], np.sqrt(f) * M_PION
    # rho0 = (u ubar - d dbar)/sqrt2 couples through half of gV_u - gV_d = 1 - 2 s^2, times sqrt2.
    neutral = 0.5 * (1.0 - 2.0 * c.SIN2_THETA_W) ** 2
    V2 = c.CKM_ABS["ud"] ** 2
    return [
        (lepton, pion, decay_rate(lepton, pion, False, F_PION, V2)),
        (lepton, M_RHO, decay_rate(lepton, M_RHO, True, F_RHO, V2)),
        (0.0, M_RHO0, decay_rate(0.0, M_RHO0, True, F_RHO0, neutral)),
    ]


def fusions(T, f, flavour):
    """Reactions per time and volume [GeV^4]: int d^3p/(2 pi)^3 f_FD C G_F^2 p T^4."""
    C = np.asarray(meson_opacity(jnp.asarray(momenta), T, f, flavour))
    integrand = momenta**3 * C / (np.exp(momenta) + 1.0)
    return c.G_FERMI**2 * T**8 * trapezoid(integrand, momenta) / (2.0 * np.pi**2)


def decays(lepton, meson, rate, T):
    """Decays per time and volume in equilibrium, [GeV^4], with the statistics of all three particles.

    int d^3P/(2 pi)^3 f(E) g Gamma m/E <(1 - f_nu)(1 -+ f_other)>, averaged over the angles of the decay.
    """
    M, m = max(lepton, meson), min(lepton, meson)
    sign, other_sign = (-1.0, 1.0) if meson > lepton else (1.0, -1.0)  # of the exponential's companion: FD +, BE -
    rapidity, cos = np.linspace(0.0, np.arccosh(1.0 + 60.0 * T / M), 1501)[:, None], np.linspace(-1.0, 1.0, 801)
    E, P = M * np.cosh(rapidity), M * np.sinh(rapidity)
    p = (M**2 - m**2) / (2.0 * M)
    E_nu = p * (np.cosh(rapidity) + np.sinh(rapidity) * cos)
    final = 1.0 / ((1.0 + np.exp(-E_nu / T)) * (1.0 + other_sign * np.exp(-(E - E_nu) / T)))
    average = trapezoid(final, cos, axis=1)[:, None] / 2.0
    integrand = P**2 * E * (M / E) / (np.exp(E / T) + sign) * average
    return rate * trapezoid(integrand[:, 0], rapidity[:, 0]) / (2.0 * np.pi**2)


@pytest.mark.parametrize("flavour", LEPTONS)
@pytest.mark.parametrize(("T", "f"), [(0.15, 1.0), (0.06, 1.0), (0.1, 3.0), (0.15, 10.0)])
def test_as_many_fusions_as_decays(flavour, T, f):
    """1e-5: sums over 6000 momenta and 1500 x 800 decays, found to agree to 2e-7."""
    expected = sum(decays(*reaction, T) for reaction in reactions(flavour, f))
    assert fusions(T, f, flavour) / expected == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("T", [2e-3, 3e-3])
def test_pions_from_their_measured_lifetime(T):
    """3%: radiative corrections to the width are 2%. Without statistics, n <m/E> = m^2 T K1(m/T)/(2 pi^2)."""
    measured = 0.99988 / LIFETIME_PION * M_PION**2 * T * k1(M_PION / T) / (2.0 * np.pi**2)
    assert fusions(T, 1.0, "mu") / measured == pytest.approx(1.0, abs=0.03)


def test_reference_widths_are_the_measured_ones():
    """Branching ratios of PDG; 3% radiative corrections, 10% for a rho of zero width."""
    V2 = c.CKM_ABS["ud"] ** 2
    pion = decay_rate(c.M_MUON, M_PION, False, F_PION, V2)
    assert pion * LIFETIME_PION == pytest.approx(0.99988, rel=0.03)
    assert decay_rate(c.M_ELECTRON, M_PION, False, F_PION, V2) / pion == pytest.approx(1.230e-4, rel=0.05)
    # Two spin states of the tau.
    assert decay_rate(c.M_TAU, M_PION, False, F_PION, V2) / 2.0 * LIFETIME_TAU == pytest.approx(0.1082, rel=0.05)
    assert decay_rate(c.M_TAU, M_RHO, True, F_RHO, V2) / 2.0 * LIFETIME_TAU == pytest.approx(0.2549, rel=0.1)


@pytest.mark.parametrize("flavour", LEPTONS)
def test_every_vev_ratio(flavour):
    """From a muon lighter than the pion to one heavier than the rho: never NaN, never negative, zero only if rare."""
    f = np.unique([*np.geomspace(1.0, 30.0, 60), (M_PION / c.M_MUON) ** 2, M_RHO / c.M_MUON])
    grid = [np.ravel(a) for a in np.meshgrid(np.geomspace(0.01, 40.0, 20), np.geomspace(0.02, 0.2, 5), f)]
    C = np.asarray(meson_opacity(*map(jnp.asarray, grid), flavour))
    assert np.all(np.isfinite(C))
    assert np.all(C >= 0.0)
    assert np.all(C[(grid[0] > 0.5) & (grid[1] > 0.05)] > 0.0)


def test_derivative_where_the_meson_is_the_lighter():
    """1e-5: central differences of 1e-4."""

    def C(f):
        return meson_opacity(jnp.asarray(1.0), 0.1, f)

    for f in (1.0, 1.8, 8.0):
        difference = (C(f + 1e-4) - C(f - 1e-4)) / 2e-4
        assert float(jax.grad(C)(f)) == pytest.approx(float(difference), rel=1e-5)
