"""Fusion to mesons against decays: detailed balance with all statistics, and measured widths."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import trapezoid
from scipy.special import k1

from reheaton import constants as c
from reheaton.rates.opacity.meson_fusion import meson_fusion

from .dirac import METRIC, contracted, line

LEPTONS = {"e": c.M_ELECTRON, "mu": c.M_MUON, "tau": c.M_TAU}
MASSES = c.MESON_MASSES | {"a1": 1.23}
CONSTANTS = c.MESON_DECAY_CONSTANTS | {"a1": 0.233}
M_RHO, F_RHO = MASSES["rho+"], CONSTANTS["rho+"]
M_PION, F_PION = MASSES["pi+"], CONSTANTS["pi+"]
S2 = c.SIN2_THETA_W
CHARGED = {"pi+": "ud", "K+": "us", "rho+": "ud", "K*+": "us", "a1": "ud"}
"""Charged mesons and the CKM element of their quarks."""
NEUTRAL = {"rho0": (1 - 2 * S2) ** 2 / 2, "omega": 2 * S2**2 / 9, "phi": (1 - 4 * S2 / 3) ** 2 / 4, "a1": 1 / 2}
"""Squared couplings: of q qbar in the meson, the sum of gV (a1: gA) of its quarks, gV = T3 - 2 Q s2 and gA = T3, times
its amplitudes, (u ubar -+ d dbar)/sqrt2 for rho and a1, and omega, and s sbar for phi."""
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
    lepton = f * LEPTONS[flavour]
    for name, quarks in CHARGED.items():
        vector = name not in ("pi+", "K+")
        meson = MASSES[name] * (1.0 if vector else np.sqrt(f))
        yield lepton, meson, decay_rate(lepton, meson, vector, CONSTANTS[name], c.CKM_ABS[quarks] ** 2)
    for name, coupling_squared in NEUTRAL.items():
        yield 0.0, MASSES[name], decay_rate(0.0, MASSES[name], True, CONSTANTS[name], coupling_squared)


def fusions(T, f, flavour):
    """Reactions per time and volume [GeV^4]: int d^3p/(2 pi)^3 f_FD C G_F^2 p T^4."""
    C = np.asarray(meson_fusion(jnp.asarray(momenta), T, f, flavour))
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
    """Branching ratios of PDG; 3% radiative corrections, 10 to 15% for vectors of zero width."""
    V2 = c.CKM_ABS["ud"] ** 2
    pion = decay_rate(c.M_MUON, M_PION, False, F_PION, V2)
    assert pion * LIFETIME_PION == pytest.approx(0.99988, rel=0.03)
    assert decay_rate(c.M_ELECTRON, M_PION, False, F_PION, V2) / pion == pytest.approx(1.230e-4, rel=0.05)
    # Two spin states of the tau.
    assert decay_rate(c.M_TAU, M_PION, False, F_PION, V2) / 2.0 * LIFETIME_TAU == pytest.approx(0.1082, rel=0.05)
    assert decay_rate(c.M_TAU, M_RHO, True, F_RHO, V2) / 2.0 * LIFETIME_TAU == pytest.approx(0.2549, rel=0.1)
    # tau -> 3 pi nu, both charges; and K, K*.
    assert decay_rate(c.M_TAU, MASSES["a1"], True, CONSTANTS["a1"], V2) / 2.0 * LIFETIME_TAU == pytest.approx(
        0.185, rel=0.1
    )
    strange = c.CKM_ABS["us"] ** 2
    kaon = decay_rate(c.M_TAU, MASSES["K+"], False, CONSTANTS["K+"], strange)
    assert kaon / 2.0 * LIFETIME_TAU == pytest.approx(6.96e-3, rel=0.05)
    excited = decay_rate(c.M_TAU, MASSES["K*+"], True, CONSTANTS["K*+"], strange)
    assert excited / 2.0 * LIFETIME_TAU == pytest.approx(0.0120, rel=0.15)


@pytest.mark.parametrize("flavour", LEPTONS)
def test_every_vev_ratio(flavour):
    """From a muon lighter than the pion to one heavier than the rho: never NaN, never negative, zero only if rare."""
    f = np.unique([*np.geomspace(1.0, 30.0, 60), (M_PION / c.M_MUON) ** 2, M_RHO / c.M_MUON])
    grid = [np.ravel(a) for a in np.meshgrid(np.geomspace(0.01, 40.0, 20), np.geomspace(0.02, 0.2, 5), f)]
    C = np.asarray(meson_fusion(*map(jnp.asarray, grid), flavour))
    assert np.all(np.isfinite(C))
    assert np.all(C >= 0.0)
    assert np.all(C[(grid[0] > 0.5) & (grid[1] > 0.05)] > 0.0)


def test_derivative_where_the_meson_is_the_lighter():
    """1e-5: central differences of 1e-4."""

    def C(f):
        return meson_fusion(jnp.asarray(1.0), 0.1, f)

    for f in (1.0, 1.8, 8.0):
        difference = (C(f + 1e-4) - C(f - 1e-4)) / 2e-4
        assert float(jax.grad(C)(f)) == pytest.approx(float(difference), rel=1e-5)
