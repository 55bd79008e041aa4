"""Dark matter made in the Standard Model alone: published numbers, a low reheating temperature, options, limits."""

import functools

import jax
import numpy as np
import pytest
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.papers.dodelson_widrow.model import LowReheating
from reheaton.probes.resonant_dark_matter import ResonantDarkMatter

KEV_1 = {"m_s": 1.0, "sin2_2theta": 1e-8}
KEV_20 = {"m_s": 20.0, "sin2_2theta": 1e-11}


@functools.cache
def solve(**values):
    return rh.DodelsonWidrow(**values).solve()


def omega(**values):
    return solve(**values).observables["Omega_h2"]


@pytest.mark.parametrize(("point", "expected", "tolerance"), [(KEV_1, 0.0177119, 0.03), (KEV_20, 0.0040063, 0.05)])
def test_density_of_an_independent_calculation(point, expected, tolerance):
    # That calculation counts quarks by entropy, from another equation of state, hence with other g_*: 2% at 20 keV.
    assert omega(**point, opacity_mesons=False) == pytest.approx(expected, rel=tolerance)


def test_low_reheating_temperature_against_the_analytic_spectrum():
    # Gelmini, Palomares-Ruiz & Pascoli (astro-ph/0403323) Eqs. 5-6: n_s/n_a = 10 d sin^2 2theta (T_R/5 MeV)^3 without
    # matter effects, d = 0.79 for nu_mu from a mean rate without masses and blocking: 15%.
    mixing, T_R = 1e-5, 8e-3
    active = 1e-6 * 3.0 / 11.0 * 4.0 / 2.0 * 1.2020569 / np.pi**2  # keV T_gamma0^3 per flavour and helicity pair
    expected = 10.0 * 0.79 * mixing * (T_R / 5e-3) ** 3 * active * (2.7255 * 8.617333262e-14) ** 3 / 8.0959e-47
    assert omega(m_s=1.0, sin2_2theta=mixing, T_reheat=T_R) == pytest.approx(expected, rel=0.15)


def test_late_start_makes_less_and_an_early_one_changes_nothing():
    assert omega(**KEV_1, T_reheat=10.0) == pytest.approx(omega(**KEV_1), rel=1e-4)
    assert omega(**KEV_1, T_reheat=0.05) < 0.5 * omega(**KEV_1)


@pytest.mark.slow
def test_options_change_what_they_should():
    full = omega(**KEV_1)
    # The gain term adds 8 to 9%; mesons, and quarks counted by isospin, 12%.
    assert 0.07 < full / omega(**KEV_1, opacity_gain=False) - 1.0 < 0.10
    assert omega(**KEV_1, opacity_mesons=True) / full == pytest.approx(1.125, abs=0.01)
    assert omega(**KEV_1, eos="saikawa-shirai-2018") == pytest.approx(full, rel=0.01)
    # Near 100 MeV nu_tau lacks the charged currents with muons that nu_mu has, and a potential from tau leptons.
    assert 0.7 < omega(**KEV_1, dm_flavour="tau") / full < 0.9


def test_masses_of_the_opacity_are_those_of_the_standard_model():
    """The option belongs to a sector of another vev ratio: here it would have no effect."""
    assert "opacity_masses" not in rh.DodelsonWidrow.declarations()
    assert "opacity_masses" not in rh.DodelsonWidrow(**KEV_1).options
    with pytest.raises(rh.InvalidInput, match="'opacity_masses' is neither a parameter nor an option"):
        rh.DodelsonWidrow(**KEV_1, opacity_masses="standard-model")


@pytest.mark.parametrize("T_reheat", [15e-3, 5e-3])
def test_a_late_start_is_the_peak(T_reheat):
    """T_peak to 1e-3 (2e-4); R at the start of 5 and 15 MeV goes as T^3 to 5%, as electrons are still there."""
    found = solve(m_s=2.0, sin2_2theta=1e-4, T_reheat=T_reheat).observables
    assert found["T_peak"] == pytest.approx(T_reheat, rel=1e-3)
    # 0.0753 at 15 MeV: 4096 panels give 0.07520 as the mean over the first of them.
    assert found["max_rate_over_H"] == pytest.approx(0.0753 * (T_reheat / 15e-3) ** 3, rel=0.07)


def test_every_observable_is_there_and_plausible():
    found = solve(m_s=7.1, sin2_2theta=5e-11).observables
    with_asymmetry = set(ResonantDarkMatter.OBSERVABLES) - set(rh.SterileDarkMatter.OBSERVABLES)
    assert set(found) == set(rh.DodelsonWidrow.observables()) - {"T_RH"} - with_asymmetry
    assert "T_RH" in solve(**KEV_1, T_reheat=10.0).observables
    assert found["dm_thermalised"] is False
    assert found["line_energy"] == 3.55
    assert 1.4 < found["mean_p_over_T"] < 2.3
    assert found["dm_outside"] < 1e-4
    # tau = 1.7e28 s (7e-11/sin^2 2theta) (7 keV/m)^5 for the photon line, a common way to quote it (Bulbul et al. 2014
    # give Gamma = 1.38e-29/s (sin^2 2theta/1e-7) (m/keV)^5).
    assert found["photon_rate"] == pytest.approx(1.38e-22 * 5e-11 * 7.1**5, rel=0.02)


def test_distribution_carries_the_same_numbers():
    result = solve(**KEV_1)
    distribution = result.distributions["nu_s"]
    assert float(distribution.mean_p_over_T) == pytest.approx(result.observables["mean_p_over_T"], rel=1e-10)
    assert distribution.q.shape == distribution.f.shape


def test_limits_and_flags(monkeypatch, tmp_path):
    result = solve(**KEV_1)
    margins = {limit.name: limit.margin for limit in result.limits}
    assert not any("Warm" in name for name in margins) and result.allowed is True
    assert [flag.name for flag in result.flags] == ["part_of_dark_matter"]
    header = "name,observable,bound,sense,confidence,kind,citation,comment"
    (tmp_path / "dark_matter.csv").write_text(f"{header}\nmine,m_dw_equivalent,0.5,lower,0.95,present,Me:2030,\n")
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    relaxed = rh.DodelsonWidrow(**KEV_1).solve()
    assert {limit.name: limit.margin for limit in relaxed.limits}["mine"] > 0


def test_twice_the_mixing_makes_twice_the_density_until_it_saturates():
    assert omega(m_s=1.0, sin2_2theta=2e-8) == pytest.approx(2.0 * omega(**KEV_1), rel=1e-2)
    strong = solve(m_s=1.0, sin2_2theta=0.05).observables
    assert strong["dm_thermalised"] is True
    # One neutrino species of 1 keV is 1 keV/94 eV = 10.6.
    assert strong["Omega_h2"] == pytest.approx(10.6, rel=0.1)


def test_photon_line_is_the_fixed_share_of_all_decays():
    # Gamma(nu gamma)/Gamma(3 nu) = 27 alpha/(8 pi) = 1/128, as sin^2 2theta = 4 sin^2 theta (Pal & Wolfenstein 1982).
    found = solve(m_s=7.0, sin2_2theta=1e-9).observables
    share = found["photon_rate"] * found["lifetime"] * 1e9 * 365.25 * 86400.0
    assert share == pytest.approx(27.0 * 7.2973525643e-3 / (8.0 * np.pi), rel=1e-6)
    # Decays into neutrinos of one generation alone: half as many.
    alone = solve(m_s=7.0, sin2_2theta=1e-9, dm_generations=1).observables
    assert alone["lifetime"] == pytest.approx(2.0 * found["lifetime"], rel=1e-12)


def flag_names(**values):
    return {flag.name for flag in solve(**values).flags}


def test_outside_the_approximation_there_are_flags():
    assert "neutrinos_not_in_equilibrium" in flag_names(m_s=1.0, sin2_2theta=1e-4, T_reheat=5e-3)
    assert "large_mixing" in flag_names(m_s=1.0, sin2_2theta=0.5)
    assert "slow_neutrinos" in flag_names(m_s=1000.0, sin2_2theta=1e-2, T_reheat=1e-3)
    assert "decayed" in flag_names(m_s=1000.0, sin2_2theta=1e-2)
    assert "dark_matter_as_radiation" in flag_names(m_s=0.1, sin2_2theta=1e-3)


def test_thermalised_particles_are_one_more_neutrino():
    # T_nu/T_gamma at decoupling near 1 MeV is 1, and 3% of the momenta left earlier, in a plasma with muons and pions.
    result = solve(m_s=0.1, sin2_2theta=0.05)
    assert result.observables["delta_N_eff_dm_bbn"] == pytest.approx(1.0, abs=0.1)
    assert {limit.name: limit.margin for limit in result.limits}["Delta N_eff (BBN)"] < 0


def test_photon_line_counts_for_the_share_that_is_there():
    part, whole = solve(m_s=7.0, sin2_2theta=1e-10), solve(m_s=7.0, sin2_2theta=1e-9)
    value = [next(limit.value for limit in r.limits if "line" in limit.name) for r in (part, whole)]
    density = [r.observables["Omega_h2"] for r in (part, whole)]
    assert value[0] / value[1] == pytest.approx(0.1 * density[0] / density[1], rel=1e-9)


def rate_file(path):
    """Gamma = G_F^2 p T^4 at every momentum and temperature."""
    T, x = np.geomspace(1.0, 1e4, 30), np.geomspace(0.01, 20.0, 40)
    np.savetxt(path, np.column_stack([x, *[x] * len(T)]), header="-> " + " ".join(f"{value:.6g}" for value in T))
    return path


def test_error_of_the_opacity_is_told_where_it_is_known(tmp_path):
    assert 0.0 < solve(**KEV_1).diagnostics["opacity_error"] < 1e-3
    read = rh.DodelsonWidrow(**KEV_1, opacity=f"table:{rate_file(tmp_path / 'rates.dat')}").solve()
    assert "opacity_error" not in read.diagnostics


def test_visible_mixing_is_the_mixing_and_nothing_is_made_elsewhere():
    result = solve(m_s=7.0, sin2_2theta=1e-9)
    assert result.observables["line_flux"] > 0.0
    assert not any(flag.name == "production_in_sm" for flag in result.flags)


@pytest.mark.slow
def test_batch_is_the_loop():
    masses = np.array([1.0, 7.0, 50.0])
    batch = rh.solve_batch(rh.DodelsonWidrow, m_s=masses, sin2_2theta=1e-9)
    single = [omega(m_s=float(m), sin2_2theta=1e-9) for m in masses]
    np.testing.assert_allclose(batch.observables["Omega_h2"], single, rtol=1e-8)


@pytest.mark.slow
def test_derivative_against_finite_differences():
    def log_omega(log_m):
        point = rh.DodelsonWidrow(m_s=jax.numpy.exp(log_m), sin2_2theta=1e-9)
        return jax.numpy.log(point.solve().observables["Omega_h2"])

    at = np.log(7.0)
    slope = float(jax.grad(log_omega)(at))
    for step in (1e-2, 1e-3):
        difference = (np.log(omega(m_s=7.0 * np.exp(step), sin2_2theta=1e-9) /
                             omega(m_s=7.0 * np.exp(-step), sin2_2theta=1e-9)) / (2.0 * step))  # fmt: skip
        assert slope == pytest.approx(difference, rel=1e-3)


def test_low_reheating_flips_at_its_threshold():
    """N_eff of the SM neutrinos is 3.00 at 9 MeV, from Gamma = H."""
    assert_flips(lambda value: LowReheating(value).checks({}), "neutrinos_not_in_equilibrium", 9e-3, "below")
    (check,) = LowReheating(5e-3).checks({})
    assert check.message.startswith("T_reheat = 5 MeV is below 9 MeV: ")


def test_the_equation_of_state_is_cited():
    cited = [set(rh.DodelsonWidrow(**KEV_1, eos=eos).citations()) for eos in ("borsanyi-2016", "saikawa-shirai-2018")]
    assert cited[0] - cited[1] and cited[1] - cited[0] and "Dodelson:1993je" in cited[0] & cited[1]
