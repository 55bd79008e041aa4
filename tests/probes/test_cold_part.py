"""The half mode of spectra that have a cold part: means of momenta, and CLASS."""

import numpy as np
import pytest
from scipy.integrate import quad
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.probes.cold_part import cold_part_check, mean_ratio, with_cold_part
from reheaton.probes.warmth_and_decay import fermi_dirac_mass, half_mode, thermal_mass_keV


def test_means_of_a_fermi_dirac_distribution():
    """1e-6: SciPy's quadrature of both means."""
    number, mean, log_mean = (
        quad(lambda x, each=each: x**2 * each(x) / (np.exp(x) + 1.0), 0.0, 60.0, epsabs=1e-13)[0]
        for each in (lambda x: 1.0, lambda x: x, lambda x: np.log(x) if x > 0.0 else 0.0)
    )
    q = np.geomspace(1e-4, 60.0, 600)
    found = float(mean_ratio(rh.Distribution(q, 1.0 / (np.exp(q) + 1.0))))
    assert found == pytest.approx(np.exp(log_mean / number) / (mean / number), rel=1e-6)


def test_only_the_half_mode_moves():
    """1e-12: m_th goes as m_FD^(3/4) and k as m_th^1.188, both powers of published fits."""
    p, Omega_h2, m_s = 0.7, 0.12, 7e-6
    k = half_mode(thermal_mass_keV(fermi_dirac_mass(m_s, p), Omega_h2), Omega_h2).k
    before = {"mean_p_over_T": p, "Omega_h2": Omega_h2, "k_half_mode": k, "M_half_mode": 1.0}
    same, colder = with_cold_part(m_s, before, 1.0), with_cold_part(m_s, before, 0.8)
    assert float(same["k_half_mode"]) == pytest.approx(float(k), rel=1e-12)
    assert float(colder["half_mode_shift"]) == pytest.approx(0.8 ** (-0.75 * 1.188), rel=1e-12)
    assert float(colder["k_half_mode"] / k) == pytest.approx(float(colder["half_mode_shift"]), rel=1e-12)
    # The mass goes as k^-3.
    assert float(same["M_half_mode"] / colder["M_half_mode"]) == pytest.approx(0.8 ** (-3 * 0.75 * 1.188), rel=1e-12)
    assert colder["mean_p_over_T"] == p


def test_a_spectrum_of_two_parts_is_flagged():
    assert_flips(lambda shift: [cold_part_check(shift)], "half_mode_of_two_parts", 1.05, "above")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("m_s", "mixing", "asymmetry", "by_class", "error"),
    [(7.1, 1e-10, 6.976377e-5, 46.8, 0.03), (15.0, 1e-11, 4.597565e-5, 60.8, 0.03)],
)
def test_half_mode_against_class(m_s, mixing, asymmetry, by_class, error):
    """3%: 2% of CLASS itself (normalisation at small k, smoothed momenta); <p>/m is 16% and 4% low."""
    result = rh.DodelsonWidrow(m_s=m_s, sin2_2theta=mixing, asymmetry_mu=asymmetry, dm_flavour="mu").solve()
    found = result.observables
    assert found["k_half_mode"] == pytest.approx(by_class, rel=error)
    assert found["k_half_mode"] / found["half_mode_shift"] < 0.97 * by_class
    assert "half_mode_of_two_parts" in [flag.name for flag in result.flags]


@pytest.mark.slow
def test_half_mode_in_a_twin_sector_against_class():
    """7%: what the page of `cold_part` states, here 6% low; <p>/m is 16% low."""
    found = rh.TwinSterileNeutrino(
        m_N=80, m_nu=1.5e-9, vev_ratio=4, m_s=10, sin2_2theta=3e-8, asymmetry_mu=1.3694413e-3, dm_flavour="mu"
    ).solve().observables  # fmt: skip
    assert found["k_half_mode"] == pytest.approx(127.0, rel=0.07)
    assert found["k_half_mode"] / found["half_mode_shift"] < 0.87 * 127.0
