"""Histories of neutrinos for primat; what primat makes of them is in tests/sky/test_light_elements.py."""

import functools
import io

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.special import expit
from tests.decoupling.universes import decoupled

import reheaton as rh
from reheaton.constants import M_PLANCK, SECOND, T_GAMMA_0
from reheaton.cosmology import energy_density
from reheaton.decoupling.scenario import Scenario
from reheaton.decoupling.spectra import SpectralHistory, decouple_spectra
from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.primat_neutrinos import (
    MOMENTA,
    NeutrinoHistory,
    _between,
    history_of_time,
    neutrino_history,
    nucleosynthesis_with_neutrinos,
    of_background,
    of_spectra,
    spectra_of_nu_e,
)
from reheaton.export.primat_settings import HISTORY_FILE, NU_E_FILE, RATES_FILE, primat_files, with_history
from reheaton.matter.electromagnetic_plasma import electromagnetic_state

RELIC = Scenario(0.02, 0.3 * float(energy_density(10.75, 0.02)), 30.0 / SECOND)
"""It decays at 0.03 s, with half of the energy, into the plasma."""


@functools.cache
def at_once(rest: float = 0.0, bottom: float = 3e-6) -> NeutrinoHistory:
    """Neutrinos that decouple at 50 MeV; beside them a relic with `rest` of the energy of photons at 1 MeV."""
    T = np.geomspace(0.05, bottom, 400)
    log_a = -np.log(np.asarray(electromagnetic_state(T).s)) / 3.0
    T_nu = T[0] * np.exp(log_a[0] - log_a)
    relic = rest * np.pi**2 / 15.0 * 1e-12 * np.exp(-3.0 * (log_a - np.interp(-np.log(1e-3), -np.log(T), log_a)))
    rho_nu = np.repeat(7.0 * np.pi**2 / 120.0 * T_nu[:, None] ** 4, 3, axis=1)
    return neutrino_history(log_a, T, rho_nu, relic, lambda p: expit(-p / T_nu[:, None]))


@functools.cache
def solved() -> SpectralHistory:
    """On a grid of seconds, which is good to 0.01 in N_eff."""
    return decouple_spectra(RELIC, spacing=1.0, y_max=20.0, rtol=1e-5)


@functools.cache
def by_spectra() -> NeutrinoHistory:
    return of_spectra(solved(), RELIC)


def rows(text: str) -> np.ndarray:
    return np.loadtxt(io.StringIO(text), skiprows=1).T


def energy_and_number(f: np.ndarray, T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(1/pi^2) int dp p^3 f and with p^2, at p = MOMENTA T; sums over u of y = 30 u^1.5, which is even, with dy/du."""
    slope = 45.0 / 120.0 * np.sqrt(np.linspace(0.0, 1.0, 121))
    return tuple(f @ (MOMENTA**k * slope) * T ** (k + 1) / np.pi**2 for k in (3, 2))


@pytest.mark.parametrize("rest", [0.0, 3.0])
def test_time_is_that_of_the_energy(rest):
    """1e-5: differences over rows 0.002 apart, and splines. H^2 = 8 pi rho/(3 M_PLANCK^2), written out."""
    history = at_once(rest, 4e-7)
    T, t, a = rows(history_of_time(history))
    assert len(T) == 6000 and np.all(np.diff(T) < 0) and np.all(np.diff(t) > 0)
    H = np.gradient(np.log(a), np.log(t)) / t / SECOND
    T_nu = T[0] * a[0] / a * 1e-3
    relic = rest * np.pi**2 / 15.0 * 1e-12 * (np.exp(np.interp(0.0, -np.log(T), np.log(a))) / a) ** 3
    plasma = np.asarray(electromagnetic_state(1e-3 * T).rho)
    expected = np.sqrt(8.0 * np.pi / 3.0 * (plasma + 21.0 * np.pi**2 / 120.0 * T_nu**4 + relic)) / M_PLANCK
    np.testing.assert_allclose(H[2:-2], expected[2:-2], rtol=1e-5)
    assert T[[0, -1]] == pytest.approx([50.0, 5e-4], rel=1e-9)
    # No electrons are left: a = T_gamma0/T.
    assert a[-1] == pytest.approx(T_GAMMA_0 / (T[-1] * 1e-3), rel=1e-9)


def test_an_early_end_changes_nothing():
    """20 keV, where e^-25 of the electrons are left, against 3 keV; 1e-6: splines."""
    for one, other in zip(rows(history_of_time(at_once())), rows(history_of_time(at_once(0.0, 1.9e-5))), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_spectra_of_the_file():
    """Energy and number of Fermi-Dirac neutrinos from what is read back; 1e-6: splines."""
    history = at_once()
    table = np.loadtxt(io.StringIO(spectra_of_nu_e(history)))
    np.testing.assert_allclose(table[0], np.r_[0.0, MOMENTA], rtol=1e-9)
    T, f = 1e-3 * table[1:, 0], expit(-table[1:, 1:])
    rho_e = np.exp(CubicSpline(-np.log(history.T), np.log(history.rho_nu[:, 0]))(-np.log(T)))
    T_nu = (120.0 / 7.0 / np.pi**2 * rho_e) ** 0.25
    rho, n = energy_and_number(f, T)
    np.testing.assert_allclose(rho, rho_e, rtol=1e-6)
    # F_2(0) = 3 zeta(3)/2.
    np.testing.assert_allclose(n, 1.803085354739391 * T_nu**3 / np.pi**2, rtol=1e-6)


def test_spectra_between_momenta():
    """Few and hot ones, on a grid and beyond it where they are below 1e-8; 1e-3: the last slope."""
    momenta = 0.5 * np.arange(1, 40)
    f = 0.6 / (np.exp(momenta / 1.1) + 0.6)
    noise = np.where(f < 1e-9, 1e-10, 0.0)
    p = np.array([0.0, 0.1, 0.7, 5.3, 17.3, 24.0, 33.0])
    np.testing.assert_allclose(_between(momenta, f + noise, p), 0.6 / (np.exp(p / 1.1) + 0.6), rtol=1e-3)


def test_of_spectra():
    """f has the energy of nu_e, and entropy is conserved where all is one bath but for what the relic heats."""
    history = by_spectra()
    rho, _ = energy_and_number(history.f_e, history.T)
    # 0.2%: of the coarse grid.
    np.testing.assert_allclose(rho, history.rho_nu[:, 0], rtol=2e-3)
    assert history.T[0] == pytest.approx(0.02) and history.rho_rest[0] == pytest.approx(RELIC.rho_relic)
    joint = np.searchsorted(-history.T, -8.1e-3)
    assert np.max(np.abs(np.diff(np.log(history.T), 2))) < 0.05 and 30 < joint < 45


def test_the_relic_decays_in_the_time_of_the_file():
    """rho_N a^3 e^(Gamma t) stays, by t of the file; 1e-3 of Gamma t: linear interpolation in logarithms."""
    history = by_spectra()
    T, t, _ = rows(history_of_time(history))
    until = history.T > 0.5e-3
    age = np.exp(np.interp(-np.log(1e3 * history.T[until]), -np.log(T), np.log(t)))
    left = history.rho_rest[until] * np.exp(3.0 * history.log_a[until])
    np.testing.assert_allclose(np.log(left / left[0]), -30.0 * (age - age[0]), rtol=1e-3, atol=1e-4)


def test_momenta_that_are_too_coarse_are_refused():
    with pytest.raises(NumericalFailure, match="smaller spacing"):
        of_spectra(solved()._replace(momenta=3.0 * solved().momenta), RELIC)


@pytest.mark.slow
def test_of_background():
    """f has the energy of the sector, 1e-5: tables of T and z, and sums; all of H is there, 1e-6: that of tables."""
    background = rh.evolve(decoupled(3e-3), until=("sm", 2e-10))
    history = of_background(background)
    rho, _ = energy_and_number(history.f_e, history.T)
    np.testing.assert_allclose(rho, history.rho_nu[:, 0], rtol=1e-5)
    np.testing.assert_allclose(history.H, background.at(history.log_a, age=False).H, rtol=1e-6)
    assert history.N_eff == pytest.approx(2.0709, abs=3e-3)


@pytest.mark.slow
def test_a_plasma_that_is_hotter_for_a_moment():
    """T_RH = 0.7 MeV: at 8 MeV, where neutrinos part, the relic makes T rise by 0.3% before it falls on."""
    history = of_background(rh.evolve(decoupled(0.7e-3), until=("sm", 2e-10)))
    assert np.all(np.diff(history.T) < 0.0)
    assert history.N_eff == pytest.approx(0.091, abs=3e-3)


def test_what_primat_is_told(tmp_path):
    told = nucleosynthesis_with_neutrinos(at_once(), LambdaCDM(omega_b=0.02))
    assert told.own_neutrinos and told.own_history
    settings = with_history(told, tmp_path)
    assert settings["Omegabh2"] == 0.02 and settings["custom_background"] == str(tmp_path / HISTORY_FILE)
    assert (tmp_path / NU_E_FILE).exists()
    files = primat_files(told)
    assert set(files) == {"run_primat.py", RATES_FILE, HISTORY_FILE, NU_E_FILE}
    assert "from primat_rates import keep_rates" in files["run_primat.py"]
    for name in ("run_primat.py", RATES_FILE):
        compile(files[name], name, "exec")
        assert "reheaton" not in files[name]


def test_matter_at_an_early_end_is_refused():
    """A relic that is left gravitates more and more, and what there is after the end is not known."""
    with pytest.raises(InvalidInput, match=r"must be radiation at the end, or T fall below 0\.5 keV"):
        history_of_time(at_once(3.0))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"T": np.geomspace(0.05, 1e-4, 400)}, r"below 20 keV, and here it falls from 0\.05 to 0\.0001 GeV"),
        ({"T": np.geomspace(0.005, 3e-6, 400)}, r"from above 10\.1 MeV"),
        ({"T": np.geomspace(3e-6, 0.05, 400)}, "and T fall"),
        ({"rho_rest": np.full(400, -1.0)}, "rho_rest not below"),
        ({"rho_rest": np.full(400, np.nan)}, "rho_rest of the neutrinos has values"),
        ({"rho_nu": np.ones((400, 2))}, r"rho_nu of the neutrinos has the shape \(400, 2\): it must be \(400, 3\)"),
        ({"f_e": np.full((400, len(MOMENTA)), 1.1)}, "f_e must be from 0 to 1"),
    ],
)
def test_impossible_histories_are_refused(change, message):
    for use in (history_of_time, spectra_of_nu_e):
        with pytest.raises(InvalidInput, match=message):
            use(at_once()._replace(**change))
