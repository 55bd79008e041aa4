"""Relics: the momenta stand for exact distributions, fluids agree with them, and empty sectors fill as they should."""

from collections.abc import Callable

import jax
import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from reheaton import constants as c
from reheaton.errors import InvalidInput
from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.particles.species import boson
from reheaton.universe.evolve import RTOL, evolve
from reheaton.universe.outcome import Outcome
from reheaton.universe.relic import Relic, cold_relic, thermal_relic
from reheaton.universe.universe import Universe

from .universes import POINTS, solve_many

# --- distributions -----------------------------------------------------------------------------------


def fermi_dirac(power: Callable[[float], float], x: float, redshift: float) -> float:
    """g/(2 pi^2) int y^2 power(E) f dy of momenta redshifted from temperature 1, f = 1/(e^sqrt(y^2 + x^2) + 1)."""

    def integrand(y: float) -> float:
        return y * y * power(np.hypot(x, y / redshift)) / (np.exp(np.hypot(x, y)) + 1.0)

    return 2.0 / (2.0 * np.pi**2) * quad(integrand, 0.0, 60.0, epsabs=0.0, epsrel=1e-12, limit=200)[0]


@pytest.mark.parametrize("x", [1e-4, 1e-2, 0.1, 0.3, 1.0])
@pytest.mark.parametrize(("momenta", "error"), [(10, 4e-5), (16, 4e-6), (32, 4e-7)])
def test_momenta_stand_for_the_redshifted_distribution(momenta, error, x):
    """Number and energy to the error the docstring states, largest at m = 0.3 T; measured 3.2e-5, 3.3e-6, 3.7e-7."""
    relic = thermal_relic("N", x, {}, 1.0, momenta=momenta)
    for redshift in (1.0, 10.0, 1e3, 1e6):
        energies = relic.energies(np.float64(redshift))
        found = [np.sum(relic.densities), np.sum(relic.densities * energies)]
        expected = [fermi_dirac(power, x, redshift) for power in (lambda E: 1.0, lambda E: E)]
        np.testing.assert_allclose(found, expected, rtol=error)


def bose_einstein(power: Callable[[float], float], x: float, redshift: float, then: float) -> float:
    """1/(2 pi^2) int y^2 power(E) f dy of momenta redshifted from T = 1, f = 1/(e^E - 1) with the mass of then."""

    def integrand(y: float) -> float:
        return y * y * power(np.hypot(x, y / redshift)) / np.expm1(np.hypot(then, y))

    parts = ((1e-12, 1e-3), (1e-3, 0.1), (0.1, 2.0), (2.0, 60.0))
    return sum(quad(integrand, *part, epsabs=0.0, epsrel=1e-10, limit=200)[0] for part in parts) / (2.0 * np.pi**2)


@pytest.mark.parametrize("x", [1e-4, 0.03, 0.3, 1.0, 10.0])
@pytest.mark.parametrize(("momenta", "light", "heavy"), [(10, 9e-5, 2e-3), (16, 2e-5, 8e-4), (32, 3e-6, 2e-4)])
def test_momenta_stand_for_bosons(momenta, light, heavy, x):
    """To the error the docstring states: massless at freeze-out, of any mass later; or with the mass, up to T."""
    for then, error in ((0.0, light), (x, heavy)):
        if then > 1.0:
            continue
        relic = thermal_relic("b", x, {}, 1.0, g=1.0, momenta=momenta, statistics="boson", mass_then=then)
        for redshift in (1.0, 3.0, 10.0, 1e6):
            energies = relic.energies(np.float64(redshift))
            found = [np.sum(relic.densities), np.sum(relic.densities * energies)]
            expected = [bose_einstein(power, x, redshift, then) for power in (lambda E: 1.0, lambda E: E)]
            np.testing.assert_allclose(found, expected, rtol=error)


def test_massless_bosons_have_the_number_and_energy_of_a_gas():
    """zeta(3) T^3/pi^2 and (pi^2/30) T^4 for one state; 1e-10: the rule is exact for powers of momentum."""
    relic = thermal_relic("b", 1e-30, {}, 2.0, g=1.0, statistics="boson")
    assert np.sum(relic.densities) == pytest.approx(8.0 * 1.2020569031595942 / np.pi**2, rel=1e-10)
    assert np.sum(relic.densities * relic.momenta) == pytest.approx(16.0 * np.pi**2 / 30.0, rel=1e-10)


def test_statistics_and_the_mass_of_then_are_checked():
    with pytest.raises(InvalidInput, match="statistics = 'bosons' of relic 'b' is not known: did you mean 'boson'"):
        thermal_relic("b", 1.0, {}, 1.0, statistics="bosons")
    with pytest.raises(InvalidInput, match="mass_then of relic 'b'"):
        thermal_relic("b", 1.0, {}, 1.0, mass_then=-1.0)


def test_temperature_and_states_scale_the_distribution():
    """1e-13: rounding."""
    one = thermal_relic("N", 0.3, {}, 1.0)
    other = thermal_relic("N", 30.0, {}, 100.0, g=6.0)
    np.testing.assert_allclose(other.momenta, 100.0 * one.momenta, rtol=1e-13)
    np.testing.assert_allclose(other.densities, 3e6 * one.densities, rtol=1e-13)


def test_partial_widths_add_up():
    assert thermal_relic("N", 1.0, {"a": 2.0, "b": 3.0}, 10.0).width == 5.0
    assert thermal_relic("N", 1.0, {}, 10.0).width == 0.0


@pytest.mark.parametrize("resolved", [True, False])
def test_energy_lost_is_width_times_mass_times_number(resolved):
    """1e-13: an identity, sum_j n_j E_j dY_j/dt = Gamma m n, for momenta and for the fluid."""
    relic = thermal_relic("N", 2.0, {"a": 5.0}, 10.0, resolved=resolved)
    energies = relic.energies(np.float64(3.0))
    n = relic.comoving_densities(np.full(relic.exponents, 0.7))
    lost = np.sum(n * energies * relic.width * relic.dilation(energies))
    np.testing.assert_allclose(lost, 5.0 * 2.0 * np.exp(-0.7) * np.sum(relic.densities), rtol=1e-13)


# --- momenta against fluid ---------------------------------------------------------------------------


def plane(points: int) -> tuple[np.ndarray, np.ndarray]:
    """Random m [GeV] and width [GeV] of the plane 1 < m < 300 GeV, 1e-9 < m_nu < 0.1 eV; widths to a few percent."""
    random = np.random.default_rng(1)
    m = np.exp(random.uniform(np.log(1.0), np.log(300.0), points))
    m_nu = 10.0 ** random.uniform(-18.0, -10.0, points)
    coefficient = np.exp(np.interp(np.log(m), np.log([1.0, 10.0, 100.0, 300.0]), np.log([14.8, 23.3, 964.0, 583.0])))
    return m, coefficient * c.G_FERMI**2 * m**4 * m_nu / (192.0 * np.pi**3)


@pytest.mark.slow
def test_fluid_agrees_with_momenta_over_the_plane():
    """3e-4 relative, 2e-4 absolute: the fluid is an approximation, bad where N decays while barely relativistic."""
    m, Gamma = plane(60)
    resolved, fluid = solve_many(m, Gamma), solve_many(m, Gamma, resolved=False)
    assert np.all(resolved.code == Outcome.SOLVED) and np.all(fluid.code == Outcome.SOLVED)
    for name in ("bbn", "cmb"):
        a, b = getattr(resolved, name), getattr(fluid, name)
        np.testing.assert_allclose(b, a, rtol=3e-4)
        np.testing.assert_allclose(b[a < 1.0], a[a < 1.0], rtol=0.0, atol=2e-4)


@pytest.mark.slow
def test_ten_momenta_are_enough():
    """1e-6: a tenth of the error allowed to the integration; measured 4.5e-7, where N decays relativistic."""
    m, Gamma = np.concatenate([np.transpose(POINTS), plane(10), [[293.5], [5.38e-18]]], axis=1)
    few, many = solve_many(m, Gamma, rtol=1e-8), solve_many(m, Gamma, rtol=1e-8, momenta=32)
    for name in ("bbn", "cmb", "T_RH", "dilution"):
        np.testing.assert_allclose(getattr(few, name), getattr(many, name), rtol=1e-6)


# --- sectors that start empty ------------------------------------------------------------------------


@jax.jit
def _two_fillings(n_1, n_2, width, rtol):
    """N and N' at rest fill a sector each, both empty at first, beside scalars that go their own way."""
    light = ideal_gas(boson("light", 0, g=10.0))
    sectors = (Sector("scalar", light), Sector("visible", light), Sector("mirror", light))
    relics = (cold_relic("N", 1e6, {"visible": width}, n_1), cold_relic("N'", 1e6, {"mirror": width}, n_2))
    universe = Universe(sectors, relics, start={"scalar": 1e5, "visible": 0, "mirror": 0})
    background = evolve(universe, until=("visible", 1e-5), rtol=rtol)
    return background.grid, background.first_law_residual, background.code


def two_fillings(n_1, n_2, width=1e-20, rtol=RTOL):
    """The grid, the residual of the first law and the result code."""
    return jax.tree.map(np.asarray, _two_fillings(*(np.float64(x) for x in (n_1, n_2, width, rtol))))


@pytest.mark.parametrize("ratio", [1.0, 0.3, 1e-3, 1e-9])
def test_equal_widths_fill_in_proportion_to_the_yields(ratio):
    """1e-6: rho'/rho = Y'/Y is exact for equal widths and equal states; the integration is accurate to 1e-6."""
    grid, residual, code = two_fillings(1e10, ratio * 1e10)
    assert code == Outcome.SOLVED
    assert residual < 1e-5
    last = {name: values[-1] for name, values in grid.rho.items()}
    np.testing.assert_allclose(last["mirror"] / last["visible"], ratio, rtol=1e-6)
    assert last["N"] == last["N'"] == 0.0


@pytest.mark.parametrize("width", [1e-24, 1e-20, 1e-16])
def test_filling_of_an_empty_sector(width):
    """1e-5: the promised accuracy, against rho_visible a^4 of a SciPy integration of two equations."""
    n, m = 1e10, 1e6
    grid, _, code = two_fillings(n, 0.5 * n, width=width)
    assert code == Outcome.SOLVED
    last = int(np.argmax(grid.rho["N"] < 1e-8 * grid.rho["visible"]))
    radiation = float(grid.rho["scalar"][0])

    def rates(x: float, y: np.ndarray) -> list[float]:
        filled, survival = y
        matter = 1.5 * m * n * np.exp(-survival - 3.0 * x)
        rho = radiation * np.exp(-4.0 * x) + 1.5 * filled * np.exp(-4.0 * x) + matter
        H = np.sqrt(8.0 * np.pi * rho / 3.0) / c.M_PLANCK
        return [width / H * m * n * np.exp(x - survival), width / H]

    expected = solve_ivp(rates, (0.0, grid.log_a[last]), [0.0, 0.0], method="DOP853", rtol=1e-11, atol=1e-12)
    found = grid.rho["visible"][last] * np.exp(4.0 * grid.log_a[last])
    np.testing.assert_allclose(found, expected.y[0, -1], rtol=1e-5)


def test_cold_relic_is_matter():
    """1e-13: rounding of rho = m n at all times."""
    relic = cold_relic("X", 3.0, {"a": 1.0}, 7.0)
    assert isinstance(relic, Relic)
    assert relic.exponents == 1
    for a in (1.0, 10.0, 1e5):
        np.testing.assert_allclose(relic.energies(np.float64(a)), [3.0], rtol=1e-13)
    np.testing.assert_allclose(relic.comoving_densities(np.zeros(1)), [7.0], rtol=1e-13)


# --- what is refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda x: thermal_relic("N", x, {"sm": 1.0}, 1.0), "mass of relic 'N'"),
        (lambda x: cold_relic("N", x, {"sm": 1.0}, 1.0), "mass of relic 'N'"),
        (lambda x: thermal_relic("N", 1.0, {"sm": x}, 1.0), "width of relic 'N' into 'sm'"),
        (lambda x: cold_relic("N", 1.0, {"sm": x}, 1.0), "width of relic 'N' into 'sm'"),
        (lambda x: thermal_relic("N", 1.0, {"sm": 1.0}, x), "freeze_out of relic 'N'"),
        (lambda x: thermal_relic("N", 1.0, {"sm": 1.0}, 1.0, g=x), "g of relic 'N'"),
        (lambda x: cold_relic("N", 1.0, {"sm": 1.0}, x), "density of relic 'N'"),
        (lambda x: Relic("N", 1.0, {"sm": 1.0}, np.array([1.0, x]), np.ones(2)), "momenta of relic 'N'"),
    ],
)
def test_numbers_out_of_range_are_refused(make, sentence, bad):
    with pytest.raises(InvalidInput, match=f"{sentence} = {bad:g} is out of range: allowed is"):
        make(bad)


@pytest.mark.parametrize("momenta", [0, -3, 2.5])
def test_momenta_are_counted(momenta):
    with pytest.raises(InvalidInput, match=f"momenta = {momenta} of relic 'N' must be a whole number from 1 to 1000"):
        thermal_relic("N", 1.0, {"sm": 1.0}, 1.0, momenta=momenta)
