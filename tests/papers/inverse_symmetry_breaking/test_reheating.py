"""Reheating by the decays of N and N': Eqs. 15 to 18, the mirror universe with and without a width."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.constants import M_PLANCK
from reheaton.cosmology import T_CMB, hubble
from reheaton.matter.bath import make_bath
from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.papers.inverse_symmetry_breaking.reheating import (
    T_RH_estimate,
    delta_N_eff_eq17,
    delta_N_eff_late,
    mirror_gases,
    mirror_universe,
    reheating,
)
from reheaton.papers.inverse_symmetry_breaking.scalars import Scalars
from reheaton.papers.inverse_symmetry_breaking.yields import Yields
from reheaton.particles.species import Species
from reheaton.universe.events import cooled_to, rate_equals_hubble
from reheaton.universe.evolve import evolve
from reheaton.universe.relic import cold_relic
from reheaton.universe.universe import Universe

M = 1e14
YIELDS = Yields(jnp.asarray(3.777361e-15), jnp.asarray(1.517751e-17))
"""Of phi phi -> N N at T_* = M_N = T_max/2, c_phi = 0.05, lambda = 4e-5."""


def test_N_has_the_energy_of_the_scalars():
    """M (n_N + n_N') = rho_scalars at T_eq, H_1 that of one component; 1e-14: rounding."""
    when = reheating(M, YIELDS)
    T = float(when.T_eq)
    rho, s = np.pi**2 / 30.0 * 2.0 * T**4, 2.0 * np.pi**2 / 45.0 * 2.0 * T**3
    assert M * float(YIELDS.N + YIELDS.N_mirror) * s == pytest.approx(rho, rel=1e-14)
    assert M * float(YIELDS.N) * s == pytest.approx(float(when.rho_N), rel=1e-14)
    assert float(when.H_1) == pytest.approx(np.sqrt(8.0 * np.pi * rho / 3.0) / M_PLANCK, rel=1e-14)
    assert float(when.H_1) == pytest.approx(float(hubble(rho)), rel=1e-14)


def test_printed_reheating_temperature():
    """Eq. 18 as printed with g_* = 106.75, which is Eq. 15 with that g_*; 1e-14: rounding."""
    when, x = reheating(M, YIELDS), float(YIELDS.x_RH)
    assert x == pytest.approx((1.517751e-17 / 3.777361e-15) ** 0.25, rel=1e-14)
    printed = 4.0 / 3.0 * (2.0 / 106.75) ** 0.25 * (1.0 + x**4) ** 0.75 * 3.777361e-15 * M
    assert float(when.T_RH_eq18) == pytest.approx(printed, rel=1e-14)
    assert float(when.T_RH_eq18) == pytest.approx((30.0 / (np.pi**2 * 106.75) * float(when.rho_N)) ** 0.25, rel=1e-14)
    assert printed == pytest.approx(0.1869, rel=1e-3)


def test_reheating_temperatures_of_both_sectors():
    """Eqs. 15 and 16: each sector has the energy density of its neutrino; 1e-5: T(rho) of the table of the bath."""
    when, bath = reheating(M, YIELDS), make_bath(mirror_gases())
    assert float(bath.rho(when.T_RH)) == pytest.approx(float(when.rho_N), rel=1e-5)
    assert float(bath.rho(when.T_RH_mirror)) == pytest.approx(float(when.rho_N * YIELDS.x_RH**4), rel=1e-5)
    # g_* at 0.23 GeV is below 106.75.
    assert float(when.T_RH) == pytest.approx(0.231, rel=5e-3)


def test_dark_radiation():
    """15.96 and 7.40 by counting states: two of the photon and 21/4 of neutrinos, over 7/4 T_nu^4. Rounding."""
    neutrinos, T_nu = 7.0 / 8.0 * 6.0, (4.0 / 11.0) ** (1.0 / 3.0)
    one = 7.0 / 8.0 * 2.0 * T_nu**4
    assert float(delta_N_eff_eq17(1.0)) == pytest.approx((2.0 + neutrinos) / one, rel=1e-14)
    assert float(delta_N_eff_late(1.0)) == pytest.approx((2.0 + neutrinos * T_nu**4) / one, rel=1e-14)
    # Two digits are printed: Delta N_eff = 0.5 at x_RH = 0.42.
    assert float(delta_N_eff_eq17(0.42)) == pytest.approx(0.5, rel=0.01)
    np.testing.assert_allclose(delta_N_eff_late(np.array([0.5, 1.0])), [7.4032 / 16.0, 7.4032], rtol=1e-5)


def test_estimate_of_the_reheating_temperature():
    assert float(T_RH_estimate(4e-5)) == pytest.approx(2.56e-18 * M_PLANCK, rel=1e-14)


def temperature(relic):
    """Of massless bosons, from their energy (pi^2/30) T^4."""
    rho = np.sum(np.asarray(relic.densities) * np.asarray(relic.momenta))
    return float((30.0 / np.pi**2 * rho) ** 0.25)


def test_universe_after_decays_at_once():
    """Temperatures at T_eq, scalars beside, above the tables of the baths too.

    1e-12: rounding, and the rule for the momenta, which is exact.
    """
    for yields in (YIELDS, Yields(YIELDS.N * 1e9, YIELDS.N_mirror * 1e9)):
        when, universe = reheating(M, yields), mirror_universe(M, yields, 2.0 * M, None)
        assert [sector.name for sector in universe.sectors] == ["sm", "mirror"]
        assert [relic.name for relic in universe.relics] == ["eta", "phi"]
        for name, expected in {"sm": when.T_RH, "mirror": when.T_RH_mirror}.items():
            assert float(universe.start[name]) == pytest.approx(float(expected), rel=1e-14)
        assert [temperature(relic) for relic in universe.relics] == pytest.approx([float(when.T_eq)] * 2, rel=1e-12)


def test_masses_of_the_scalars_move_the_decays_and_not_equation_18():
    """rho_N is M_N n_N at the moment at which N stops gaining; 1e-14: rounding."""
    massless, massive = reheating(M, YIELDS), reheating(M, YIELDS, Scalars(1e4, 1e4))
    assert massive.T_decay > 10.0 * massless.T_decay and massless.T_decay == massless.T_eq
    assert [float(massive[k]) for k in (0, 1, 4)] == [float(massless[k]) for k in (0, 1, 4)]
    assert float(massive.T_RH_eq18) == float(massless.T_RH_eq18)
    n = float(YIELDS.N) * 4.0 * np.pi**2 / 45.0 * float(massive.T_decay) ** 3
    assert float(massive.rho_N) == pytest.approx(M * n, rel=1e-13)


@pytest.mark.parametrize(("ratio", "scalars"), [(10.0, None), (1e-2, None), (1e28, None), (1e-2, 1e28)])
def test_universe_with_a_width_starts_where_production_ends(ratio, scalars):
    """T = min(T_max, M_N/3), both sectors empty. If N or a scalar decays faster than H there, at Gamma/H = 1/9."""
    when = reheating(M, YIELDS)
    left = Scalars(1.0, 1.0, None if scalars is None else scalars * when.H_1)
    universe = mirror_universe(M, YIELDS, 2.0 * M, ratio * when.H_1, left)
    T = temperature(universe.relic("phi"))
    early = temperature(mirror_universe(M, YIELDS, 0.1 * M, ratio * when.H_1, left).relic("phi"))
    hottest_decay = 3.0 * float(when.T_eq) * max(ratio, scalars or 0.0) ** 0.5
    assert T == pytest.approx(max(M / 3.0, hottest_decay), rel=1e-12)
    assert early == pytest.approx(max(0.1 * M, hottest_decay), rel=1e-12)
    assert float(universe.start["sm"]) == float(universe.start["mirror"]) == 0.0
    rho = np.pi**2 / 15.0 * T**4
    n = [float(jnp.sum(relic.comoving_densities(jnp.zeros(relic.exponents)))) for relic in universe.relics[:2]]
    assert n[1] / n[0] == pytest.approx(float(YIELDS.N_mirror / YIELDS.N), rel=1e-12)
    assert M * sum(n) / rho <= 1.001e-3
    assert float(max(ratio, scalars or 0.0) * when.H_1 / hubble(rho)) <= 1.001 / 9.0


def radiation(name, g):
    return Sector(name, (ideal_gas((Species("radiation", 0, g, "boson"),)),))


# Gamma/H_1, T_SM/T_RH_eq18 at Gamma = H, rho_scalars/(rho_SM + rho_mirror) at the end: an independent calculation.
FINITE_WIDTH = [(1.0, 0.6254, 0.68), (0.1, 0.2243, 0.176)]


@pytest.mark.slow
@pytest.mark.parametrize(("ratio", "T", "left"), FINITE_WIDTH)
def test_finite_width_with_constant_g_star(ratio, T, left):
    when = reheating(M, YIELDS)
    width, start = ratio * when.H_1, 1e3 * when.T_eq
    entropy = 4.0 * np.pi**2 / 45.0 * start**3
    relics = (
        cold_relic("N", M, {"sm": width}, YIELDS.N * entropy),
        cold_relic("N'", M, {"mirror": width}, YIELDS.N_mirror * entropy),
    )
    sectors = (radiation("sm", 106.75), radiation("mirror", 106.75), radiation("scalars", 2.0))
    universe = Universe(sectors, relics, start={"sm": 0.0, "mirror": 0.0, "scalars": start})
    background = evolve(universe, until=("sm", 1e-3 * when.T_RH_eq18))
    decay = background.when({"decay": rate_equals_hubble(width)})["decay"]
    rho = {name: values[-1] for name, values in background.grid.rho.items()}
    assert float(decay.T["sm"] / when.T_RH_eq18) == pytest.approx(T, rel=1e-3)
    assert float(rho["scalars"] / (rho["sm"] + rho["mirror"])) == pytest.approx(left, rel=0.01)
    # Equal widths: the energy given to each sector is that of its neutrino.
    assert float(rho["mirror"] / rho["sm"]) == pytest.approx(float(when.x4), rel=1e-10)


# --- above the tables of the baths -----------------------------------------------------------------------


@jax.jit
def reheated(Y, x4, ratio):
    """The universe with Gamma = ratio H_1 down to recombination: moments, and numbers by name."""
    yields = Yields(Y, Y * x4)
    when = reheating(M, yields)
    width = ratio * when.H_1
    background = evolve(mirror_universe(M, yields, 2.0 * M, width), until=("sm", T_CMB), rtol=1e-6)
    wanted = {"decay": rate_equals_hubble(width), "after": rate_equals_hubble(1e-3 * width)}
    moments = background.when(wanted | {"cmb": cooled_to("sm", T_CMB)})
    return {name: moments[name] for name in (*wanted, "cmb")}, {
        "T_SM_max": background.highest_T("sm"), "width": width, "T_RH_eq18": when.T_RH_eq18, "rho_N": when.rho_N,
        "T_eq": when.T_eq, "residual": background.first_law_residual, "code": background.code,
    }  # fmt: skip


X4 = 0.011
G_HELD = 105.122
"""g_* of the Standard Model that is held from 1e6 GeV on."""


@pytest.mark.parametrize("T_RH", [1e7, 1e9])
def test_reheating_above_the_table_with_a_width(T_RH):
    """T_SM = 0.0745 T_RH_eq18 at Gamma = H = 0.01 H_1 for g_* = 106.75; 0.2%: three digits of that number are known."""
    now, found = reheated(T_RH / (0.0745 * 4.0 / 3.0 * (2.0 / 106.75) ** 0.25 * M), X4, 0.01)
    assert int(found["code"]) == 0 and float(found["residual"]) < 1e-4
    T = float(now["decay"].T["sm"])
    assert T == pytest.approx(T_RH, rel=0.02)
    assert T / float(found["T_RH_eq18"]) == pytest.approx(0.0745 * (106.75 / G_HELD) ** 0.25, rel=2e-3)
    assert float(now["decay"].T["mirror"]) / T == pytest.approx(X4**0.25, rel=1e-9)
    # Both have the same g_* at first, so that Delta N_eff = 7.40 x^4; 1e-5: entropies of the tables.
    one = 7.0 / 4.0 * np.pi**2 / 30.0 * (4.0 / 11.0) ** (4.0 / 3.0) * T_CMB**4
    assert float(now["cmb"].rho["mirror"]) / one == pytest.approx(float(delta_N_eff_late(X4**0.25)), rel=1e-5)


def test_entropy_of_each_sector_is_conserved_across_the_end_of_the_table():
    """1e-5: the error of the steps; N is gone when H = Gamma/1000."""
    now, _ = reheated(1e-5, X4, 1.0)
    assert float(now["after"].T["sm"]) > 2e6
    for name in ("sm", "mirror"):
        assert float(now["cmb"].S[name]) == pytest.approx(float(now["after"].S[name]), rel=1e-5)


def test_two_universes_above_the_table_differ_by_their_scale_alone():
    """All temperatures scale with Y, and Delta N_eff does not know it.

    3e-5: production ends at one T, and Gamma/2H, 5e-6 and less of N, decays before it.
    """
    (low, _), (high, _) = (reheated(Y, X4, 0.3) for Y in (1e-5, 1e-3))
    assert float(high["decay"].T["sm"] / low["decay"].T["sm"]) == pytest.approx(100.0, rel=3e-5)
    for name in ("mirror", "eta", "phi"):
        assert float(high["cmb"].rho[name]) == pytest.approx(float(low["cmb"].rho[name]), rel=3e-5)


@pytest.mark.parametrize("Y", [1e-10, 1e-6])
def test_the_standard_model_is_hottest_soon_after_production(Y):
    """rho = 4^(-4/3) Gamma rho_N/H of the start, T = M_N/3, as in a universe of radiation; 5e-4: g_* at 1e5 GeV."""
    _, found = reheated(Y, X4, 1e-3)
    start = M / 3.0
    rho_N = float(found["rho_N"]) * (start / float(found["T_eq"])) ** 3
    rho = 4.0 ** (-4.0 / 3.0) * float(found["width"]) * rho_N / float(hubble(np.pi**2 / 15.0 * start**4))
    assert float(found["T_SM_max"]) == pytest.approx((30.0 * rho / (np.pi**2 * G_HELD)) ** 0.25, rel=5e-4)


def test_derivative_of_the_reheating_temperature():
    """1e-5: T_RH ~ Y where g_* is constant would have 1; against differences of the table of the bath."""

    def log_T(log_Y):
        return jnp.log(reheating(M, Yields(jnp.exp(log_Y), YIELDS.N_mirror)).T_RH)

    at, step = jnp.log(YIELDS.N), 1e-4
    expected = (float(log_T(at + step)) - float(log_T(at - step))) / (2.0 * step)
    assert float(jax.grad(log_T)(at)) == pytest.approx(expected, rel=1e-5)
