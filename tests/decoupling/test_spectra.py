"""Neutrino decoupling momentum by momentum."""

import functools

import numpy as np
import pytest

from reheaton.constants import SECOND
from reheaton.cosmology import energy_density
from reheaton.decoupling.mixing import AveragedMixing
from reheaton.decoupling.observables import at_the_end, of_spectra
from reheaton.decoupling.scenario import Scenario, reheated
from reheaton.decoupling.spectra import SpectralHistory, _Equations, decouple_spectra

COARSE = {"spacing": 1.0, "y_max": 20.0, "rtol": 1e-5}
"""Grid of seconds, which is good to 0.01 in N_eff."""


@functools.cache
def _coarse() -> SpectralHistory:
    return decouple_spectra(Scenario(), **COARSE)


def test_coarse_grid_is_close():
    """0.01: kernels on a grid of spacing T err by 4%, and so does the heat of e+e-, 0.04 in N_eff, at most."""
    np.testing.assert_allclose(at_the_end(of_spectra(_coarse())).N_eff, 3.0434, atol=0.01)


def test_first_law():
    """1e-8: energies are what evolves."""
    assert np.max(np.abs(_coarse().residual)) < 1e-8


def test_flavours_mu_and_tau_are_the_same_without_mixing():
    f = _coarse().f[-1]
    np.testing.assert_allclose(f[1], f[2], rtol=1e-9)
    assert np.all(f[0, 5:] > f[1, 5:])


def test_neutrinos_from_decays_have_their_number_and_energy():
    """Between points and beyond the grid; 1e-12: rounding. Beyond it the number is less and the energy the same."""
    scenario = Scenario(0.02, 1e-7, 1e-22, np.array([0.1, 0.2, 0.0]), 0.05)
    equations = _Equations(scenario, None, 3, 1.0, 20, 8e-3)
    for y, inside in ((5.3, True), (12.7, True), (40.0, False)):
        a = y * equations.momenta[0] / 0.05
        source = equations._injected(2.0, a)
        momenta = equations.momenta / a
        energy = source @ momenta**3 * momenta[0] / np.pi**2
        number = source @ momenta**2 * momenta[0] / np.pi**2
        np.testing.assert_allclose(energy, 2.0 * np.array([0.1, 0.2, 0.0]), rtol=1e-12)
        if inside:
            np.testing.assert_allclose(number, energy / 0.05, rtol=1e-12)


@pytest.mark.parametrize("mixing", [None, AveragedMixing()])
def test_jacobian_equals_differences(mixing):
    """1e-5 of the largest: central differences, and the change of mixing with T, which is left out."""
    scenario = Scenario(0.02, 1e-7, 1e-22, np.array([0.1, 0.2, 0.0]), 0.02)
    equations = _Equations(scenario, mixing, 3, 1.0, 20, 4e-3)
    y = equations.initial.copy()
    y[:60] *= 1.0 + 0.1 * np.random.default_rng(2).normal(size=60)
    log_a = equations.log_a_start
    direction = np.random.default_rng(1).normal(size=len(y)) * np.maximum(np.abs(y), 1e-3)
    step = 1e-5
    change = equations.derivatives(log_a, y + step * direction) - equations.derivatives(log_a, y - step * direction)
    expected = equations.jacobian(log_a, y) @ direction
    # The last variable, rho a^4 by the first law, feeds nothing back, and its derivatives are left out.
    np.testing.assert_allclose(change[:-1] / (2.0 * step), expected[:-1], rtol=0, atol=1e-5 * np.abs(expected).max())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mixing", "order", "expected"), [(None, 3, 3.0434), (AveragedMixing(), 3, 3.0438), (None, 0, 3.0341)]
)
def test_standard_model(mixing, order, expected):
    """Momentum-resolved values of others, without and with averaged mixing, and without QED; 2e-4: spacing and rtol.

    3.0440(2) with coherent mixing: Bennett et al. 2021, arXiv:2012.02726.
    """
    history = decouple_spectra(Scenario(), mixing=mixing, order=order)
    np.testing.assert_allclose(at_the_end(of_spectra(history, order)).N_eff, expected, rtol=0, atol=2e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("T_RH", "mixing", "expected"),
    [(1e-3, None, 0.239), (3e-3, None, 2.071), (3e-3, AveragedMixing(), 2.099), (5e-3, None, 2.884)],
)
def test_reheating(T_RH, mixing, expected):
    """A calculation made elsewhere, to its last digit; de Salas et al. 2015 (arXiv:1511.00672) for the curve."""
    found = at_the_end(of_spectra(decouple_spectra(reheated(T_RH), mixing=mixing)))
    np.testing.assert_allclose(found.N_eff, expected, rtol=0, atol=7e-4)
    if T_RH == 3e-3 and mixing is None:
        np.testing.assert_allclose(found.N[0] - found.N[1], 0.176, atol=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize(("E_MeV", "expected"), [(15.0, 2.80), (30.0, 2.64)])
def test_neutrinos_from_decays(E_MeV, expected):
    """A calculation made elsewhere; 1.5%: what it is good to."""
    scenario = Scenario(0.02, 10.0 * energy_density(10.75, 0.02), 30.0 / SECOND, np.full(3, 0.1), 1e-3 * E_MeV)
    found = at_the_end(of_spectra(decouple_spectra(scenario)))
    np.testing.assert_allclose(found.N_eff, expected, rtol=0.015)
