"""The left-over scalars: number conserved from production to today, radiation, decays, limits and flags."""

import functools

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import zeta
from tests.probes.edges import assert_excludes, assert_flips

import reheaton as rh
from reheaton.constants import T_GAMMA_0
from reheaton.cosmology import T_CMB, RHO_CRIT_OVER_h2
from reheaton.matter.bath import make_bath
from reheaton.papers.inverse_symmetry_breaking.left_over import LeftOverScalars
from reheaton.papers.inverse_symmetry_breaking.reheating import mirror_gases, mirror_universe, reheating
from reheaton.papers.inverse_symmetry_breaking.scalars import Scalars, number_change_over_H
from reheaton.papers.inverse_symmetry_breaking.yields import Yields
from reheaton.universe.evolve import evolve

B2 = {
    "lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "Lambda_eff": 1e14, "M_N": 1e14,
    "lambda_portal": 4e-5, "T_max": 2e14,
}  # fmt: skip
MASSES = np.array([1e-12, 1e-10, 1e-3, 1.0, 1e4, 1e10])
H_1 = 5.7e-20
"""Of this point [GeV], to 1%: sqrt(8 pi/3 pi^2/15) T_eq^2/M_PLANCK at T_eq = 0.2801 GeV."""


@functools.cache
def along_masses(Gamma_N=None, **more):
    many = {"mu_eta": MASSES, "mu_phi": MASSES} | more
    return rh.solve_batch(rh.InverseSymmetryBreaking, **B2, **many, Gamma_N=Gamma_N)


def today(result):
    """Omega h^2 of cold scalars from their temperature over that of photons today, zeta(3) T^3/pi^2 each."""
    T = np.asarray(result.observables["T_ratio_scalars"]) * T_GAMMA_0
    return 2.0 * zeta(3.0) / np.pi**2 * T**3 * MASSES / RHO_CRIT_OVER_h2


@pytest.mark.slow
@pytest.mark.parametrize("Gamma_N", [None, H_1, 0.01 * H_1])
def test_each_mass_gives_another_density(Gamma_N):
    """Density of cold scalars mu n: 2e-3 at 1e-12 GeV is what momenta of today, 1e-13 GeV, add; else 1e-6."""
    result = along_masses(Gamma_N)
    Omega_h2 = result.observables["Omega_h2_scalars"]
    assert not result.failures
    assert np.all(np.diff(Omega_h2) > 0.0)
    np.testing.assert_allclose(Omega_h2[1:], today(result)[1:], rtol=1e-4)
    assert np.all(result.diagnostics["first_law_residual"] < 1e-4)
    # 1e-9: those of 1e-3 and of 0.1 eV are the same radiation at 1 MeV, but for rounding.
    assert np.all(np.diff(np.log(result.observables["delta_N_eff_scalars_bbn"])) > -1e-9)
    assert len(set(np.round(np.log(Omega_h2), 3))) == len(MASSES)


def then_and_now(result):
    """Of scalars of 1 MeV, decays at once: their temperature over that of neutrinos today, by conserved entropy.

    s_SM today is (2 pi^2/45) (43/4) T_nu^3.
    """
    found = result.observables
    s_then = float(make_bath(mirror_gases()).s(found["T_RH"][2]))
    return found["T_eq"][2] * (2.0 * np.pi**2 / 45.0 * 10.75 / s_then) ** (1.0 / 3.0)


@pytest.mark.slow
def test_number_per_entropy_does_not_change_without_later_heat():
    """2e-4: T(rho) of the bath's table."""
    found = along_masses().observables
    T = then_and_now(along_masses()) * (4.0 / 11.0) ** (1.0 / 3.0) * T_GAMMA_0
    Omega_h2 = MASSES[2] * 2.0 * zeta(3.0) / np.pi**2 * T**3 / RHO_CRIT_OVER_h2
    assert found["Omega_h2_scalars"][2] == pytest.approx(Omega_h2, rel=2e-4)


def test_density_at_the_printed_reheating():
    """3.5e7 mu/GeV at the instant of Eq. 18 where g_* = 46, the benchmark; 10%: two digits, g_s is not g_rho there."""
    benchmark = {"lambda_portal": 4.62e-5}
    found = rh.InverseSymmetryBreaking(**B2 | benchmark, mu_eta=1e-3, mu_phi=1e-3).solve().observables
    assert found["T_RH"] == pytest.approx(0.231, rel=0.05)
    assert found["Omega_h2_scalars"] == pytest.approx(3.5e4, rel=0.1)


@pytest.mark.slow
def test_light_scalars_are_radiation_and_heavy_ones_are_not():
    """(8/7) (T/T_nu)^4 for two states that were never heated; 1e-3: T(rho), and the mass at 0.8 eV, of 1e-3 eV."""
    found = along_masses().observables
    light = found["delta_N_eff_scalars"]
    assert light[0] == pytest.approx(8.0 / 7.0 * then_and_now(along_masses()) ** 4, rel=1e-3)
    # At 0.8 eV scalars of 0.1 eV are almost radiation, of 1 MeV matter: <p> T/mu is left.
    assert 0.97 * light[0] < light[1] < light[0] and light[2] < 1e-4
    np.testing.assert_allclose(found["delta_N_eff_scalars_bbn"][:2], light[0], rtol=0.03)


@pytest.mark.slow
def test_matter_before_N_dominates_is_flagged_and_voids_without_a_width():
    """mu > T_eq/3 = 0.093 GeV."""
    at_once, followed = along_masses(), along_masses(H_1)
    for result, voids in ((at_once, True), (followed, False)):
        (flag,) = (check for check in result.checks if check.name == "scalars_are_matter")
        assert flag.raised.tolist() == [False, False, False, True, True, True]
        np.testing.assert_allclose(flag.value, MASSES / result.observables["T_eq"], rtol=1e-12)
        assert np.any(flag.voiding) == voids
    assert not np.any(at_once.allowed) and not np.any(followed.allowed)


@pytest.mark.slow
def test_mirror_and_scalars_of_the_public_point():
    """x^4 = 0.0112 at Gamma = 0.01 H_1: mirror .083 and scalars .120, 5%: an independent calculation at g_* = 106.75.

    The mirror sector has its own, lower g_*: T_RH is chosen high enough for both to be 106.75.
    """
    yields, scalars = Yields(jnp.asarray(1e-8), jnp.asarray(1.12e-10)), Scalars(1e-10, 1e-10)
    width = 0.01 * reheating(1e14, yields).H_1
    universe = mirror_universe(1e14, yields, 2e14, width, scalars)
    background = evolve(universe, until=("sm", T_CMB))
    probe = LeftOverScalars(scalars, 0.2, width, False, everything=False)
    found = probe.observe(background, background.when(probe.events(universe)), None)
    assert float(found["delta_N_eff_scalars"]) == pytest.approx(0.120, rel=0.05)
    mirror = found["delta_N_eff_dark_cmb"] - found["delta_N_eff_scalars"]
    assert float(mirror) == pytest.approx(0.083, rel=0.05)


# --- limits on sums --------------------------------------------------------------------------------------


def value_of(result, name):
    (limit,) = (limit for limit in result.alternatives if limit.name == name)
    return limit.value


def test_limits_act_on_mirror_and_scalars_and_on_all_processes():
    """1e-9: the moments of events, which both probes look up for themselves."""
    for processes in ("paper", "all"):
        point = rh.InverseSymmetryBreaking(**B2, mu_eta=1e-10, mu_phi=1e-10, processes=processes, limits="paper")
        result = point.solve()
        found = result.observables
        for epoch, scalars in (("bbn", "delta_N_eff_scalars_bbn"), ("cmb", "delta_N_eff_scalars")):
            total = found[f"delta_N_eff_dark_{epoch}"]
            mirror = found[f"delta_N_eff_{epoch}"]
            if processes == "paper":
                mirror *= (found["x_RH_all"] / found["x_RH"]) ** 4
            assert total == pytest.approx(mirror + found[scalars], rel=1e-9)
            assert value_of(result, f"Delta N_eff ({epoch.upper()})") == pytest.approx(total, rel=1e-9)
        assert value_of(result, "Dark-matter density") == found["Omega_h2_scalars"]
        assert not result.allowed


@pytest.mark.slow
def test_what_its_flags_exclude_is_not_called_allowed():
    """Gamma_N = 1 GeV and lambda = 3.88e-12: scalars of 1 GeV are most of the energy for ever."""
    point = rh.InverseSymmetryBreaking(**B2 | {"lambda_portal": 3.88e-12}, mu_eta=1.0, mu_phi=1.0, Gamma_N=1.0)
    result = point.solve()
    excluding = {limit.name for limit in result.limits if not limit.allowed}
    assert {"Delta N_eff (BBN)", "Dark-matter density"} <= excluding
    assert result.verdict == "excluded" and "order_lambda_squared" in {flag.name for flag in result.voiding}


# --- decays ----------------------------------------------------------------------------------------------


def test_decays_of_scalars_that_dominate_make_the_sectors_alike():
    """Half of the energy goes to each: x -> 1 and Delta N_eff -> 7.40 if N is nothing; 1%: what N had before.

    Scalars of 1e4 GeV never have less than 1e4 times the energy of N.
    """
    widths = {"Gamma_N": H_1, "Gamma_scalars": 1e-4 * H_1, "scalars": "decaying"}
    found = rh.InverseSymmetryBreaking(**B2, mu_eta=1e4, mu_phi=1e4, **widths).solve().observables
    assert found["T_ratio_cmb"] == pytest.approx(1.0, abs=1e-3)
    assert found["delta_N_eff_cmb"] == pytest.approx(7.40, rel=0.01)
    assert found["Omega_h2_scalars"] == 0.0 and found["delta_N_eff_scalars"] == 0.0
    assert found["energy_of_scalars"] > 0.5


@pytest.mark.slow
def test_decays_raise_delta_N_eff_the_more_the_later_they_are():
    """From what N and N' leave towards 7.40: scalars of 1 GeV are matter at T_eq, and gain on radiation until then."""
    widths = np.array([1.0, 1e-1, 1e-2, 1e-4]) * H_1
    many = rh.solve_batch(
        rh.InverseSymmetryBreaking, **B2, mu_eta=1.0, mu_phi=1.0, Gamma_N=H_1, Gamma_scalars=widths, scalars="decaying"
    )
    assert not many.failures
    mirror = many.observables["delta_N_eff_cmb"]
    assert np.all(np.diff(mirror) > 0.0) and mirror[-1] < 7.41
    alone = rh.InverseSymmetryBreaking(**B2, mu_eta=1.0, mu_phi=1.0, Gamma_N=H_1).solve()
    assert mirror[0] > alone.observables["delta_N_eff_cmb"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Gamma_scalars": 1e-20}, "Gamma_scalars = 1e-20 GeV goes with scalars = decaying"),
        ({"scalars": "decaying"}, "scalars = decaying needs Gamma_scalars"),
        ({"scalars": "decaying", "Gamma_scalars": 1e-20}, "scalars = decaying needs Gamma_N"),
    ],
)
def test_widths_and_fate_go_together(change, sentence):
    with pytest.raises(rh.InvalidInput, match=sentence):
        rh.InverseSymmetryBreaking(**B2, mu_eta=1.0, mu_phi=1.0, **change)


def test_scalars_without_a_mass_do_not_decay():
    direct = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "c_phi": 0.05, "T_star": 1e14}
    with pytest.raises(rh.InvalidInput, match="scalars = decaying needs mu_phi"):
        rh.InverseSymmetryBreaking(**direct, scalars="decaying", Gamma_scalars=1e-20, Gamma_N=1e-20)


# --- both sides of each threshold -------------------------------------------------------------------------

FOUND = {
    "T_eq": 1.0, "T_ratio_scalars": 0.4, "Omega_h2_scalars": 1e-3, "m_hot_scalars": 1e9, "k_half_mode_scalars": 1e6,
    "delta_N_eff_scalars_bbn": 1e-3, "T_RH_scalars": 1.0, "energy_of_scalars": 0.5,
}  # fmt: skip


def probe(mu=1e-3, lambda_phi=1e-6, Gamma_N=1.0, width=None):
    return LeftOverScalars(Scalars(mu, mu, width), lambda_phi, Gamma_N, False, everything=False)


def test_matter_flips_at_a_third_of_T_eq():
    assert_flips(lambda mu: probe(mu, Gamma_N=None).checks(FOUND), "scalars_are_matter", 1.0 / 3.0, "above")
    assert_flips(lambda T: probe().checks(FOUND | {"T_eq": T}), "scalars_are_matter", 3e-3, "below")


def test_number_changes_where_four_to_two_is_as_fast_as_the_expansion():
    """2.6e-11 (6 lambda)^4 M_PLANCK/mu = 1, see `test_scalars`: at mu = 1e-3 GeV (6 lambda)^4 is 3.2e-12."""
    edge = float(number_change_over_H(1.0, 1e-3)) ** -0.25
    assert_flips(lambda x: probe(lambda_phi=x).checks(FOUND), "scalars_change_number", edge, "above")
    # Scalars that are relativistic still today: T = 0.4 T_gamma0.
    cold = 3.0 * 0.4 * T_GAMMA_0
    assert_flips(lambda mu: probe(mu, lambda_phi=1.0).checks(FOUND), "scalars_change_number", cold, "above")


def test_late_decays():
    """Delta N_eff of 0.01, and 10 MeV where they have more than 1% of the energy."""
    late = probe(width=1e-20)
    of = lambda name: lambda value: late.checks(FOUND | {name: value})  # noqa: E731
    assert_flips(of("delta_N_eff_scalars_bbn"), "scalars_decay_late", 0.01, "above")
    assert_flips(of("T_RH_scalars"), "low_T_RH_scalars", 0.01, "below")
    cold = lambda value: late.checks(FOUND | {"T_RH_scalars": 1e-3, "energy_of_scalars": value})  # noqa: E731
    assert [check.raised for check in cold(0.0099) if check.name == "low_T_RH_scalars"] == [False]
    assert [check.raised for check in cold(0.0101) if check.name == "low_T_RH_scalars"] == [True]


def test_hot_and_warm_limits():
    """2.05% of dark matter as hot as a neutrino of 4.83 eV; and 77.9 h/Mpc if the scalars are 95% of it."""
    hot = FOUND | {"m_hot_scalars": 1.0}
    assert_excludes(
        lambda Omega: probe().limits(hot | {"Omega_h2_scalars": Omega}), "Hot dark matter", 0.0205 * 0.120, True
    )
    whole = FOUND | {"Omega_h2_scalars": 0.12}
    name = "Warm dark matter (nadler-2025, 5.9 keV thermal)"
    assert_excludes(lambda k: probe().limits(whole | {"k_half_mode_scalars": k}), name, 77.9, False)
    part = {"k_half_mode_scalars": np.array([1.0, 1.0]), "Omega_h2_scalars": np.array([0.113, 0.115])}
    (warm,) = (limit for limit in probe().limits(FOUND | part) if limit.name == name)
    assert warm.allowed.tolist() == [True, False]
    # 3.6 keV at half of dark matter: m_FD = 4.42 keV (m_th/keV)^(4/3) (0.06/0.1225)^(-1/3), Viel et al. 2005 Eq. 5.
    half = FOUND | {"Omega_h2_scalars": 0.0600001, "k_half_mode_scalars": 1.0}
    m_FD = 4.42e3 * 3.6 ** (4.0 / 3.0) * (0.06 / 0.1225) ** (-1.0 / 3.0)  # eV
    name = "Warm part of dark matter (an-2025)"
    assert_excludes(lambda m: probe().limits(half | {"m_hot_scalars": m}), name, m_FD, False)
    assert_excludes(lambda x: probe().limits(half | {"m_hot_scalars": 1e4, "Omega_h2_scalars": x}), name, 0.06, True)
    assert LeftOverScalars(Scalars(), None, None, False, everything=False).limits(FOUND) == ()


@pytest.mark.slow
def test_decays_of_moving_scalars_are_later():
    """Gamma <m/E> = H by number conservation: T falls as 1/a, so that decays are a factor later than Gamma = H.

    1e-9 GeV above rest at T = 1e-7: checked by the event itself, m/E of each momentum and H from the background; 1e-6.
    """
    yields, scalars = Yields(jnp.asarray(1e-6), jnp.asarray(1e-8)), Scalars(1e-6, 1e-6, 7e-20)
    width = 0.1 * reheating(1e14, yields).H_1
    universe = mirror_universe(1e14, yields, 2e14, width, scalars)
    background = evolve(universe, until=("sm", T_CMB))
    probe = LeftOverScalars(scalars, 0.2, width, False, everything=False)
    found = background.when(probe.events(universe))
    decay, phi = found["decay"], universe.relic("phi")
    a = float(jnp.exp(decay.log_a))
    w, E = np.asarray(phi.densities), np.asarray(phi.energies(a))
    dilation = np.sum(w * 1e-6 / E) / np.sum(w)
    assert float(decay.H) == pytest.approx(7e-20 * dilation, rel=1e-6)
    assert dilation < 0.1


def test_massless_scalars_cannot_decay():
    with pytest.raises(rh.InvalidInput, match="mu_phi = 0 GeV must be above 0"):
        rh.InverseSymmetryBreaking(
            lambda_eta=1e-3, lambda_phi=0.2, lambda_eta_phi=-0.02, mu_eta=1.0, mu_phi=0.0, Lambda_eff=1e14, M_N=1e14,
            lambda_portal=4e-5, T_max=2e14, scalars="decaying", Gamma_scalars=1e-10, Gamma_N=1e-20,
        )  # fmt: skip
