"""Production of sterile neutrinos: panels, limits in closed form, exact scalings, start and end, derivatives."""

import equinox as eqx
import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from scipy.special import zeta

from reheaton.production import local_rates
from reheaton.production.local_rates import ActiveNeutrino, Mixing
from reheaton.production.oscillation import Production, _Panels, peak_temperature, produce, production_range
from reheaton.production.path import PANELS, Path, follow_bath, gauss_points
from reheaton.rates.opacity.hadron_shares import hadron_edges
from reheaton.rates.opacity.opacity import Opacity

from .oscillations import (
    KEV,
    active,
    along,
    bath,
    count,
    default_range,
    history,
    limits_of,
    made,
    mesons,
    number,
    opacity,
)

WEAK = 1e-13
TYPICAL = [(1.0, 1.0), (10.0, 1.0), (100.0, 1.0), (3.0, 4.0), (100.0, 4.0)]
"""Mass [keV] and vev ratio. At 10 keV production sits on the quark-hadron transition."""


# --- panels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mean", "rise"), [(1.0, 0.0), (0.0, 1.0)])
@pytest.mark.parametrize("tau", [1e-9, 1e-4, 3e-3, 0.0099, 0.0101, 0.029, 0.1, 1.0, 30.0])
def test_a_panel_adds_the_integral_over_what_it_forgets(tau, mean, rise):
    """int_0^tau e^(t - tau) f_eq dt, exact where R is constant and f_eq a line; by mpmath with 30 digits.

    1e-12 of f_eq, and of what is added where f_eq is constant: series in tau below 0.01 leave out tau^5/360.
    """
    with mpmath.workdps(30):
        expected = mpmath.quad(lambda t: mpmath.exp(t - tau) * (mean + rise * (t / tau - 0.5)), [0, tau])
    f_eq = mean + rise / np.sqrt(12.0) * np.array([[-1.0], [1.0]])
    panel = _Panels.of(jnp.full((2, 1), 0.5 * tau), jnp.asarray(f_eq))
    assert float(panel.gain[0]) == pytest.approx(float(expected), rel=1e-12, abs=1e-12 * rise)
    assert float(panel.tau[0]) == tau and float(panel.kept[0]) == pytest.approx(np.exp(-tau), rel=1e-14)
    assert float(panel.offered[0]) == pytest.approx(tau * mean, rel=1e-14, abs=1e-15 * rise)


@pytest.mark.slow
@pytest.mark.parametrize(("m_s", "vev_ratio"), TYPICAL)
@pytest.mark.parametrize("mixing", [WEAK, 1e-6, 1e-4])
def test_panels_are_enough(m_s, vev_ratio, mixing):
    """Number to 1e-5, f to 5e-5, R up to 4000 (measured 7e-6 and 2e-5; 4e-6 where R < 300)."""
    coarse, fine = (made(m_s * KEV, mixing, vev_ratio, panels=n) for n in (PANELS, 512))
    assert float(fine.max_rate_over_H) < 4e3
    assert count(coarse) == pytest.approx(count(fine), rel=1e-5)
    np.testing.assert_allclose(coarse.f, fine.f, rtol=5e-5)


@pytest.mark.parametrize(("m_s", "vev_ratio"), TYPICAL)
def test_panels_are_enough_even_for_maximal_mixing(m_s, vev_ratio):
    """R ~ 1e5 to 1e6 over a range of 1e5 in T: number to 1e-6 as it freezes out once, f to 2e-4 (measured 9e-5)."""
    coarse, fine = (made(m_s * KEV, 0.3, vev_ratio, panels=n) for n in (PANELS, 512))
    assert count(coarse) == pytest.approx(count(fine), rel=1e-6)
    np.testing.assert_allclose(coarse.f, fine.f, rtol=2e-4)


# --- limits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("m_s", "vev_ratio"), TYPICAL)
def test_weak_mixing_is_linear(m_s, vev_ratio):
    """1e-6: what is left is the largest R, 1e-7 at mixing 1e-14."""
    few, many = (np.asarray(made(m_s * KEV, mixing, vev_ratio).f) for mixing in (1e-16, 1e-14))
    np.testing.assert_allclose(many, 100.0 * few, rtol=1e-6)


@pytest.mark.parametrize(("m_s", "vev_ratio"), TYPICAL)
@pytest.mark.parametrize("mixing", [WEAK, 1e-6, 1e-3, 0.3, 1.0])
def test_never_more_than_equilibrium(m_s, vev_ratio, mixing):
    """a T only rises, hence f at the end never exceeds equilibrium at the end; 1e-12 for rounding."""
    found = made(m_s * KEV, mixing, vev_ratio)
    equilibrium = 1.0 / (np.exp(np.exp(np.asarray(found.log_y))) + 1.0)
    assert np.all(np.asarray(found.f) > 0.0)
    assert np.all(np.asarray(found.f) <= equilibrium * (1.0 + 1e-12))


@pytest.mark.parametrize("m_s", [1.0, 10.0, 100.0])
def test_strong_mixing_gives_one_more_neutrino(m_s):
    """1%: R = 1 near 3 MeV, where a T rises slowly as electrons begin to leave (measured 0.2%)."""
    found, T_frozen = made(m_s * KEV, 0.3), 3e-3
    T_end = default_range(m_s * KEV, 0.3, 1.0)[1]
    log_s = np.asarray(bath(1.0).log_s(0, np.array([T_frozen, T_end])))
    a_T_cubed = T_frozen**3 / T_end**3 * np.exp(log_s[1] - log_s[0])
    assert float(found.max_rate_over_H) > 1e4
    assert count(found) == pytest.approx(1.5 * zeta(3.0) * a_T_cubed, rel=0.01)


@pytest.mark.parametrize("mixing", [1e-3, 0.3, 1.0])
@pytest.mark.parametrize("pace", [0.02, 50.0])
def test_vacuum_oscillations_in_closed_form(mixing, pace):
    """Far below the peak sin^2 2theta_m = sin^2 2theta and C is constant; in T = 1/a, H = h T^2 the integral is known:

        f = f_eq (1 - e^-tau),  tau = sin^2 2theta C (p/T) G_F^2 (T_0^3 - T_1^3)/(12 h).

    1e-6: panels are of fourth order, (3 x 0.05)^4/4320 = 1e-7; V/Delta < 1e-20. tau goes from 2e-5 to 130.
    """
    T_0, T_1, x = 1e-5, 1e-5 * np.exp(-0.05 * PANELS), np.exp(np.asarray(made(KEV, WEAK).log_y))
    C = np.asarray(opacity().coefficient(x, np.full(x.shape, 0.9e-5))) * (1.0 + np.exp(-x))
    h = mixing * 1.1663788e-5**2 * T_0**3 / pace
    log_a, width = gauss_points(-np.log(T_0), -np.log(T_1))
    T = jnp.exp(-log_a)
    found = along(KEV, mixing, active(1.0), Path(log_a, T, h * T**2, width, jnp.zeros(())))
    tau = C * x * pace / 12.0 * (1.0 - (T_1 / T_0) ** 3)
    np.testing.assert_allclose(found.f, -np.expm1(-tau) / (np.exp(x) + 1.0), rtol=1e-6)


def test_equilibrium_when_rates_are_absurd():
    """With H almost 0, f is f_eq at the end of the history whatever came before: number to 1e-3, f to 1%.

    f_eq at the end of the last panel is extrapolated from its two points, weighted by R: 3e-4, and 5e-3 at p/T = 39.
    """
    usual = history(1.0, *default_range(10.0 * KEV, 1e-3, 1.0))
    found = along(10.0 * KEV, 0.3, active(1.0), usual._replace(H=usual.H * 1e-30))
    equilibrium = 1.0 / (np.exp(np.exp(np.asarray(found.log_y))) + 1.0)
    assert count(found) == pytest.approx(number(found.log_y, equilibrium), rel=1e-3)
    np.testing.assert_allclose(found.f, equilibrium, rtol=0.01)


def test_nothing_is_made_without_mixing():
    found = made(10.0 * KEV, 0.0)
    np.testing.assert_array_equal(found.f, 0.0)
    assert np.isfinite(float(found.T_peak)) and np.isfinite(float(found.max_rate_over_H))


# --- scalings ----------------------------------------------------------------------------------------


def leptons_only(vev_ratio: float) -> ActiveNeutrino:
    """Without quarks, whose transition does not shift with the masses."""
    usual = active(vev_ratio)
    C = usual.opacity
    part = Opacity(C.coefficients[:1], C.log_T, C.error, C.constant_below)
    return ActiveNeutrino(part, usual.strong, usual.vev_ratio)


@pytest.mark.parametrize("mixing", [1e-10, 1e-3])
def test_a_sector_whose_every_mass_is_rescaled(mixing):
    """1e-11, exact: T, H, m_s and all masses times f, G_F over f^2 is a change of units, if quarks are left out."""
    f, usual = 4.0, history(1.0, *default_range(10.0 * KEV, mixing, 1.0))
    here = along(10.0 * KEV, mixing, leptons_only(1.0), usual)
    larger = usual._replace(T=f * usual.T, H=f * usual.H, log_aT_end=usual.log_aT_end + np.log(f))
    there = along(f * 10.0 * KEV, mixing, leptons_only(f), larger)
    np.testing.assert_allclose(there.f, here.f, rtol=1e-11)
    assert float(there.T_peak) == pytest.approx(f * float(here.T_peak), rel=1e-11)


def test_scale_factor_has_no_unit():
    """1e-11, rounding of p/T: a constant added to ln a changes nothing."""
    usual = history(4.0, *default_range(10.0 * KEV, 1e-3, 4.0))
    shifted = usual._replace(log_a=usual.log_a + 20.0, log_aT_end=usual.log_aT_end + 20.0)
    np.testing.assert_allclose(*(along(10.0 * KEV, 1e-3, active(4.0), h).f for h in (usual, shifted)), rtol=1e-11)


@pytest.mark.parametrize(("m_s", "vev_ratio"), TYPICAL)
def test_weak_production_goes_as_mixing_over_hubble(m_s, vev_ratio):
    """1e-6 as above: R is linear in both while f stays small."""
    usual = history(vev_ratio, *default_range(m_s * KEV, WEAK, vev_ratio))
    few = along(m_s * KEV, 1e-16, active(vev_ratio), usual)
    many = along(m_s * KEV, 3e-16, active(vev_ratio), usual._replace(H=0.1 * usual.H))
    np.testing.assert_allclose(many.f, 30.0 * np.asarray(few.f), rtol=1e-6)


# --- the peak ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("vev_ratio", [1.0, 2.0, 4.0, 10.0])
def test_peak_lies_where_expected(vev_ratio):
    """40%: 0.61 (on the quark-hadron transition) to 0.87 of the estimate over four decades of mass."""
    masses = np.geomspace(0.1, 1000.0, 9)
    ratios = [float(made(m * KEV, WEAK, vev_ratio).T_peak / peak_temperature(m * KEV, vev_ratio)) for m in masses]
    np.testing.assert_allclose(ratios, 0.75, atol=0.15)


@pytest.mark.parametrize(("m_s", "vev_ratio"), [(1.0, 1.0), (100.0, 1.0), (3.0, 4.0), (100.0, 4.0)])
@pytest.mark.parametrize("mixing", [WEAK, 1e-6])
def test_peak_against_many_panels(m_s, vev_ratio, mixing):
    """T_peak to 1% (0.4%), largest R to 1.5e-3 (1e-3), from a parabola through three of 64 panels."""
    coarse, fine = (made(m_s * KEV, mixing, vev_ratio, panels=n) for n in (PANELS, 512))
    assert float(coarse.T_peak) == pytest.approx(float(fine.T_peak), rel=0.01)
    assert float(coarse.max_rate_over_H) == pytest.approx(float(fine.max_rate_over_H), rel=1.5e-3)


@pytest.mark.parametrize(
    ("m_s", "mixing", "T_start"),
    [(2.0, 1e-4, 15e-3), (50.0, 1e-7, 15e-3), (2.0, 0.5, 15e-3), (2.0, 1e-6, 50e-3), (50.0, 0.3, 3e-3)],
)
def test_peak_at_a_late_start(m_s, mixing, T_start):
    """Below its peak production is fastest at the start: T_peak there to 1e-3 (5e-4), the rate to 1e-3 (5e-4).

    The rate at the start itself is that of a history over 0.1% of the temperature, over which R ~ T^3 changes by 0.15%.
    """
    T_end = float(limits_of(m_s * KEV, mixing, active(1.0), T_start).T_end)
    found = along(m_s * KEV, mixing, active(1.0), history(1.0, T_start, T_end))
    at_start = along(m_s * KEV, mixing, active(1.0), history(1.0, T_start, 0.999 * T_start))
    assert float(found.T_peak) == pytest.approx(T_start, rel=1e-3)
    assert float(found.max_rate_over_H) == pytest.approx(float(at_start.rate_over_H[0]), rel=1e-3)


@pytest.mark.parametrize("slope", [0.4, -0.4, 0.05])
@pytest.mark.parametrize("top", [-2.0, 0.3, 5.2, 9.6, 12.0])
def test_maximum_of_means_at_either_end_of_the_range(slope, top):
    """ln R = -(e^v - 1 - v), v = slope u, falls on both sides of u = 0, and its means over panels are known.

    The maximum lies at u = 0, or at that end of the range which is nearer to it. T_peak to 1% (0.5%, the third
    derivative over panels of 0.25), the height to 1e-3.
    """
    x, weights = np.polynomial.legendre.leggauss(8)
    v = slope * (0.125 + 0.25 * np.arange(40)[:, None] + 0.125 * x - top)
    means = np.exp(-(np.exp(v) - 1.0 - v)) @ (0.5 * weights)
    T = np.exp(-0.125 - 0.25 * np.arange(40))
    none = jnp.zeros(())
    found = Production(none, none, jnp.asarray(T), jnp.asarray(means), jnp.asarray(means), none, none, none)
    where = min(max(top, 0.0), 10.0)
    u = slope * (where - top)
    assert float(found.T_peak) == pytest.approx(np.exp(-where), rel=1e-2)
    assert float(found.max_rate_over_H) == pytest.approx(np.exp(-(np.exp(u) - 1.0 - u)), rel=1e-3)


@pytest.mark.parametrize(("means", "at"), [(np.arange(40.0), -10.0), (40.0 - np.arange(40.0), 0.0)])
def test_maximum_of_a_straight_line_is_the_end_of_the_range(means, at):
    """1e-12: three means on a line have no bend, and the range goes on to the outer edge of its last panel."""
    none, T = jnp.zeros(()), np.exp(-0.125 - 0.25 * np.arange(40))
    found = Production(none, none, jnp.asarray(T), jnp.asarray(means), jnp.exp(means), none, none, none)
    assert float(found.T_peak) == pytest.approx(np.exp(at), rel=1e-12)
    # The mean over the last panel of a logarithm that rises by 1 in it is 1/2 below its end; that of R is 1/24 more.
    assert float(found.max_rate_over_H) == pytest.approx(np.exp(np.max(means) + 0.5 - 1.0 / 24.0), rel=1e-12)


@pytest.mark.parametrize("top", [-2.0, -0.4, 0.3, 4.6, 9.4, 12.0])
def test_maximum_of_a_parabola_is_exact(top):
    """1e-12. The means of 3 - (x - top)^2/2 over panels around x = 0 to 9, which reach from -1/2 to 9.5.

    Where ln R has the slope s, its mean over a panel is that of R less s^2/24.
    """
    none, x = jnp.zeros(()), np.arange(10.0)
    means = 3.0 - 0.5 * ((x - top) ** 2 + 1.0 / 12.0)
    found = Production(none, none, jnp.exp(-x), jnp.asarray(means), jnp.exp(means), none, none, none)
    where = min(max(top, -0.5), 9.5)
    height = 3.0 - 0.5 * (where - top) ** 2 - (where - top) ** 2 / 24.0
    assert float(found.T_peak) == pytest.approx(np.exp(-where), rel=1e-12)
    assert float(found.max_rate_over_H) == pytest.approx(np.exp(height), rel=1e-12)


def test_only_numbers_of_an_active_neutrino_are_traced():
    """Its flavour and what is counted are part of the structure, for which JAX compiles."""
    named = {jax.tree_util.keystr(path).lstrip(".") for path, _ in jax.tree_util.tree_leaves_with_path(active(4.0))}
    assert not named & {"flavour", "rescaled", "gain"} and "vev_ratio" in named


# --- start and end -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("m_s", "vev_ratio"), TYPICAL)
@pytest.mark.parametrize(
    ("start", "end"), [(2.0, 40.0), (4.0, 40.0), (8.0, 40.0), (12.0, 5.0), (12.0, 10.0), (12.0, 20.0)]
)
def test_what_is_outside_is_known(m_s, vev_ratio, start, end):
    """Within a factor of 2 (measured 0.75 to 1.35): from twice as hot, or to half as cold, with 256 panels."""
    peak = float(peak_temperature(m_s * KEV, vev_ratio))

    def run(T_start, T_end):
        lived = history(vev_ratio, T_start, T_end, 256)
        found = along(m_s * KEV, WEAK, active(vev_ratio), lived)
        return found, count(found) * np.exp(3.0 * float(lived.log_aT_end))

    found, n = run(start * peak, peak / end)
    if end == 40.0:
        missed, estimate = 1.0 - n / run(2.0 * start * peak, peak / end)[1], found.before
    else:
        missed, estimate = 1.0 - n / run(start * peak, 0.5 * peak / end)[1], found.after
    assert 0.5 < float(estimate) / missed < 2.0


@pytest.mark.parametrize(("m_s", "vev_ratio"), TYPICAL)
@pytest.mark.parametrize("mixing", [WEAK, 1e-6, 1e-3, 0.3])
def test_default_range_misses_little(m_s, vev_ratio, mixing):
    """2e-4 of the number by its own estimate; what is made at the start with R > 1e4 is forgotten, and counts as 1%."""
    found = made(m_s * KEV, mixing, vev_ratio)
    assert float(found.after) < 2e-4
    assert float(found.before) < (1e-5 if float(found.max_rate_over_H) < 1e4 else 1e-2)


@pytest.mark.parametrize("mixing", [1e-3, 0.3])
def test_what_came_before_is_forgotten_with_strong_mixing(mixing):
    """1e-6: R > 1e4 at the peak, and panels of other lengths afterwards."""
    peak = float(peak_temperature(10.0 * KEV))
    T_end = default_range(10.0 * KEV, mixing, 1.0)[1]
    found = [along(10.0 * KEV, mixing, active(1.0), history(1.0, T, T_end, 512)) for T in (peak, 12.0 * peak)]
    np.testing.assert_allclose(count(found[0]), count(found[1]), rtol=1e-6)


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0, 30.0])
@pytest.mark.parametrize("constant_below", [True, False])
def test_range_stays_inside_the_table(vev_ratio, constant_below):
    """Tables of first principles end at the top alone; those from files at both ends: 1 MeV to 10 GeV here."""
    usual = active(1.0)
    C = usual.opacity
    grid = C.log_T if constant_below else (float(np.log(1e-3)), float(np.log(1e4)) / 152.0, 153)
    short = Opacity(C.coefficients, grid, C.error, constant_below)
    seen = ActiveNeutrino(short, usual.strong, jnp.asarray(vev_ratio))
    for m_s in np.geomspace(0.1, 1000.0, 5):
        for mixing in (1e-14, 1e-4, 1.0):
            T_start, T_end, _ = limits_of(m_s * KEV, mixing, seen)
            assert T_start > T_end
            assert short.covers(T_start / vev_ratio) and short.covers(T_end / vev_ratio)


def test_history_outside_the_table_is_nan():
    """The table ends at 60 GeV; to the twin of vev ratio 4 it is the table at a fourth of the temperature."""
    outside = history(1.0, 100.0, 1e-2)
    assert np.all(np.isnan(along(10.0 * KEV, WEAK, active(1.0), outside).f))
    assert np.all(np.isfinite(along(10.0 * KEV, WEAK, active(4.0), outside).f))


@pytest.mark.parametrize("share", [0.3, 1.0, 2.0])
def test_late_start_makes_what_the_rest_of_the_history_makes(share):
    """1e-5: while mixing is weak what is made below T_reheat does not depend on what was made above."""
    m_s = 5.0 * KEV
    T_start, T_end = default_range(m_s, WEAK, 1.0)
    everything = history(1.0, T_start, T_end)
    # Between two panels, near 0.3 to 2 times the peak.
    T_reheat = share * float(peak_temperature(m_s))
    k = int(np.searchsorted(-np.asarray(everything.T[:, 0]), -T_reheat))
    log_a = everything.log_a[0, 0] + (k - (0.5 - 0.5 / np.sqrt(3.0))) * everything.width
    edge = float(bath(1.0).state(0, -3.0 * log_a).T)
    found, late = along(m_s, WEAK, active(1.0), everything), along(m_s, WEAK, active(1.0), history(1.0, edge, T_end))
    cooling = np.sqrt(3.0) * np.log(everything.T[:, 0] / everything.T[:, 1])
    below = float(np.sum((np.asarray(found.growth) * cooling)[k:]))
    assert 0.001 < below < 0.999
    assert count(late) / count(found) == pytest.approx(below, rel=1e-5)


# --- transformations ---------------------------------------------------------------------------------


@jax.jit
def _log_number(log_parameters):
    """ln of the comoving number at (ln m_s, ln mixing), over the default range of each point."""
    m_s, mixing = jnp.exp(log_parameters)
    lived = follow_bath(bath(4.0), *production_range(m_s, mixing, active(4.0))[:2])
    found = produce(m_s, [Mixing(mixing, active(4.0))], lived)
    return jnp.log(jnp.sum(jnp.exp(3.0 * found.log_y) * found.f)) + 3.0 * lived.log_aT_end


@pytest.mark.parametrize("mixing", [1e-12, 1e-6, 1e-4])
def test_derivatives_equal_finite_differences(mixing):
    """1e-4 at both steps, the noise being that of panels which move with the start of production."""
    point = np.log([30.0 * KEV, mixing])
    exact = np.asarray(jax.jacfwd(_log_number)(point))
    for h in (1e-2, 2e-3):
        moved = [float(_log_number(point + sign * h * e)) for e in np.eye(2) for sign in (1.0, -1.0)]
        np.testing.assert_allclose((np.array(moved[::2]) - moved[1::2]) / (2.0 * h), exact, atol=1e-4)


def test_batch_equals_loop():
    """1e-12: rounding."""
    masses, mixings = np.array([1.0, 10.0, 100.0]) * KEV, np.array([1e-12, 1e-4, 0.3])
    lived = history(4.0, 3.0, 1e-2)
    together = jax.jit(jax.vmap(along, in_axes=(0, 0, None, None)))(masses, mixings, active(4.0), lived)
    for lane, (m_s, mixing) in enumerate(zip(masses, mixings, strict=True)):
        alone = along(m_s, mixing, active(4.0), lived)
        np.testing.assert_allclose(together.f[lane], alone.f, rtol=1e-12)
        assert float(together.growth[lane].sum()) == pytest.approx(float(alone.growth.sum()), rel=1e-12)


def test_fewer_momenta_are_the_same_ones():
    """1e-14: each momentum lives on its own; 120 of them reach p/T = 7.4."""
    lived = history(1.0, *default_range(10.0 * KEV, 1e-6, 1.0))
    few = jax.jit(lambda path: produce(10.0 * KEV, [Mixing(1e-6, active(1.0))], path, momenta=120))(lived)
    all_of_them = along(10.0 * KEV, 1e-6, active(1.0), lived)
    np.testing.assert_allclose(few.f, all_of_them.f[:120], rtol=1e-14)
    np.testing.assert_allclose(few.log_y, all_of_them.log_y[:120], rtol=1e-14)


# --- hadrons -----------------------------------------------------------------------------------------


def with_mesons(vev_ratio: float) -> ActiveNeutrino:
    usual = active(vev_ratio)
    return ActiveNeutrino(usual.opacity, usual.strong, usual.vev_ratio, mesons=mesons())


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
@pytest.mark.parametrize("m_s", [1.0, 7.0, 50.0])
@pytest.mark.parametrize(("mixing", "tolerance"), [(WEAK, 0.05), (1e-6, 0.15)])
def test_edges_of_the_number(m_s, vev_ratio, mixing, tolerance):
    """Against production at either edge: 5% of their distance (measured 2.5%), by four momenta to first order.

    15% (12%) where production saturates, which is not linear. The lower edge is production off quarks alone; for the
    upper one, hadrons are put there.
    """
    path = history(vev_ratio, *default_range(m_s * KEV, mixing, vev_ratio))
    found = along(m_s * KEV, mixing, with_mesons(vev_ratio), path)
    lower = count(along(m_s * KEV, mixing, active(vev_ratio), path)) / count(found) - 1.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local_rates, "hadron_shares", upper_edge)
        upper = (
            count(
                jax.jit(lambda s, m, a, path: produce(m, [Mixing(s, a)], path))(
                    mixing, m_s * KEV, with_mesons(vev_ratio), path
                )
            )
            / count(found)
            - 1.0
        )
    assert lower < 0.0 < upper
    np.testing.assert_allclose(found.hadronic_change, [lower, upper], atol=tolerance * (upper - lower))


def upper_edge(T, gas, *, with_mesons):
    """Free quarks above the transition."""
    return jax.tree.map(lambda edges: edges[1], hadron_edges(T, gas, with_mesons=with_mesons))


def test_hadrons_do_not_matter_to_what_thermalises():
    """1e-3 of the number: it is fixed by leptons, long after the hadrons are gone. An odd number of panels."""
    path = history(1.0, *default_range(1.0 * KEV, 0.05, 1.0), 65)
    found = along(1.0 * KEV, 0.05, with_mesons(1.0), path)
    assert float(found.max_rate_over_H) > 1e3
    np.testing.assert_allclose(found.hadronic_change, 0.0, atol=1e-3)


def test_a_table_of_one_part_has_no_edges():
    """1e-15: rounding."""
    found = along(10.0 * KEV, WEAK, leptons_only(1.0), history(1.0, 2.0, 0.01))
    np.testing.assert_allclose(found.hadronic_change, 0.0, atol=1e-15)


def test_mesons_of_a_sector_whose_confinement_scale_moves_too():
    """1e-6: at vev ratio l and confinement scale l every mass but that of the leptons' is l times ours.

    C among mesons is then that of vev ratio 1 at T/l.
    """
    ours = with_mesons(1.0)
    scale = jnp.asarray(1.3)
    strong = eqx.tree_at(lambda gas: gas.log_confinement_ratio, ours.strong, np.log(1.3))
    there = ActiveNeutrino(ours.opacity, strong, scale, mesons=mesons())
    np.testing.assert_allclose(there.mesons_here.coefficients, ours.mesons_here.coefficients, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("start", [1.0, 2.0])
@pytest.mark.parametrize("mixing", [WEAK, 1e-7, 1e-6])
def test_what_was_made_before_is_counted_less_the_more_is_forgotten(mixing, start):
    """Within a factor of 2.5 (measured 0.51 to 1.01): R = 3e-7, 0.3 and 3, from once or twice the peak on.

    Against what a start at twice that temperature adds; with R = 3 it is a twentieth of what it is without forgetting.
    """
    m_s, peak = 10.0 * KEV, float(peak_temperature(10.0 * KEV))
    T_end = default_range(m_s, mixing, 1.0)[1]
    late, early = (along(m_s, mixing, active(1.0), history(1.0, x * start * peak, T_end, 256)) for x in (1.0, 2.0))
    missed = 1.0 - count(late) / count(early)
    assert 0.4 < float(late.before) / missed < 2.0


def test_nothing_from_before_is_missed_where_all_is_forgotten():
    """R = 3000: e^-R, and a start at the peak loses nothing."""
    peak = float(peak_temperature(10.0 * KEV))
    lived = history(1.0, peak, default_range(10.0 * KEV, 1e-3, 1.0)[1], 256)
    assert float(along(10.0 * KEV, 1e-3, active(1.0), lived).before) < 1e-20
