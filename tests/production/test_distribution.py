"""Moments of a phase-space distribution, and its file."""

import jax
import numpy as np
import pytest
from scipy import constants
from scipy.integrate import quad
from scipy.interpolate import CubicSpline

from reheaton.constants import T_GAMMA_0
from reheaton.errors import InvalidInput
from reheaton.probes.warmth_and_decay import Omega_h2
from reheaton.production import distribution
from reheaton.production.distribution import Distribution


def shape(q):
    """Nothing like Fermi and Dirac: a distribution that rises as q first, as oscillations make it."""
    return q / (1.0 + q) * np.exp(-((q / 1.2) ** 1.3))


def fermi_dirac(q):
    return 1.0 / (np.exp(q) + 1.0)


def on_grid(f, start=1e-3, points=190):
    """On the grid of `produce`, from lower momenta on: below p/T = 0.01 lie 1e-7 of a thermal distribution."""
    q = start * np.exp(np.arange(points) / 18.0)
    return Distribution(q, f(q))


@pytest.mark.parametrize("f", [fermi_dirac, shape])
@pytest.mark.parametrize("power", [-1.0, 0.0, 1.0, 2.0])
def test_moments_against_quadrature(f, power):
    """1e-8; what lies below the grid is 3e-10, or 3e-7 of <1/p>."""
    expected = quad(lambda q: q ** (2.0 + power) * f(q), 0.0, 60.0, epsabs=0.0, epsrel=1e-12, limit=200)[0]
    assert float(on_grid(f).moment(power)) == pytest.approx(expected, rel=1e-6 if power < 0 else 1e-8)


def test_number_and_mean_momentum_of_neutrinos():
    """1e-8: 3 zeta(3)/(4 pi^2) g T^3, and <p> = 3.15137 T."""
    neutrinos = on_grid(fermi_dirac)
    density = 2.0 * 0.75 * 1.2020569031595942 / np.pi**2 * T_GAMMA_0**3
    assert float(neutrinos.number_density) == pytest.approx(density, rel=1e-8)
    assert float(neutrinos.mean_p_over_T) == pytest.approx(7.0 * np.pi**4 / (180.0 * 1.2020569031595942), rel=1e-8)
    assert float(neutrinos.mean_p_over_T) == pytest.approx(3.15137, rel=2e-6)


def test_default_grid_is_wide_enough():
    """2e-7 of a thermal distribution lie outside 0.01 to 39, and less of one that rises as q first."""
    for f in (fermi_dirac, shape):
        narrow, wide = on_grid(f, 0.01, 150), on_grid(f)
        assert float(narrow.number_density) == pytest.approx(float(wide.number_density), rel=2e-7)


def test_cooling_scales_momenta():
    """1e-14: number as the cube, <p> in proportion, whatever the distribution."""
    q, f = on_grid(shape).q, on_grid(shape).f
    warm, cold = Distribution(q, f), Distribution(0.3 * q, f)
    assert float(cold.number_density) == pytest.approx(0.027 * float(warm.number_density), rel=1e-13)
    assert float(cold.mean_p_over_T) == pytest.approx(0.3 * float(warm.mean_p_over_T), rel=1e-13)
    assert float(Distribution(q, f, 1.0).number_density) == pytest.approx(0.5 * float(warm.number_density), rel=1e-13)


GRIDS = {
    "even": np.linspace(0.0, 12.0, 100)[1:],
    "even from 0": np.linspace(0.0, 12.0, 100),
    "irregular": np.cumsum(np.random.default_rng(7).uniform(0.02, 0.2, 300)),
    "rising steps": np.linspace(0.1, 5.0, 80) ** 2,
    "logarithmic, cut off at both ends": np.geomspace(0.5, 9.0, 60),
}


@pytest.mark.parametrize("f", [fermi_dirac, shape])
@pytest.mark.parametrize("q", GRIDS.values(), ids=GRIDS)
def test_any_rising_grid(q, f):
    """5e-5 (3e-5) of moments between the ends of the grid: spacings of 0.1 to 0.6, fourth order.

    A distribution is as smooth at q = 0 as q^2 f is.
    """
    found = Distribution(q, f(q))
    for power in (0.0, 1.0, 2.0):
        expected = quad(lambda x, n=2.0 + power: x**n * f(x), q[0], q[-1], epsabs=0.0, epsrel=1e-12, limit=200)[0]
        assert float(found.moment(power)) == pytest.approx(expected, rel=5e-5)


def test_mean_momentum_on_an_even_grid():
    """1e-5: 3.14605 of a thermal distribution between 12/99 and 12, by adaptive quadrature."""
    q = np.linspace(0.0, 12.0, 100)
    assert float(Distribution(q[1:], fermi_dirac(q[1:])).mean_p_over_T) == pytest.approx(3.14605, rel=1e-5)
    assert float(Distribution(q, fermi_dirac(q)).mean_p_over_T) == pytest.approx(3.14557, rel=1e-5)


def test_traced_grid_is_logarithmic():
    """1e-13: rounding; f vanishes at both ends. `produce` makes its distribution inside a compiled function."""
    known = on_grid(shape)
    traced = jax.jit(lambda scale: Distribution(scale * known.q, known.f))(1.0)
    assert float(traced.mean_p_over_T) == pytest.approx(float(known.mean_p_over_T), rel=1e-13)


@pytest.mark.parametrize(
    ("q", "f", "sentence"),
    [
        ([1, 2, 2], [1, 1, 1], "q must rise from point to point, and 2 follows 2"),
        ([3, 2, 1], [1, 1, 1], "q must rise from point to point, and 2 follows 3"),
        ([-1, 2, 3], [1, 1, 1], "q = -1 is out of range: allowed is from 0 up"),
        ([1, 2, np.nan], [1, 1, 1], "q = nan is out of range"),
        ([1, 2, np.inf], [1, 1, 1], "q = inf is out of range"),
        ([1, 2, 3], [1, 1, np.nan], "f = nan is out of range: allowed is any finite number"),
        ([1, 2, 3], [1, 1], r"one length, 2 or more: these have the shapes \(3,\) and \(2,\)"),
        ([1], [1], "one length, 2 or more"),
        (["a", "b"], [1, 2], "q = .* is not a number"),
    ],
)
def test_what_is_no_distribution_is_refused(q, f, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        Distribution(q, f)


@pytest.mark.parametrize("g", [0.0, -2.0, np.nan])
def test_helicities_are_positive(g):
    with pytest.raises(InvalidInput, match=f"g = {g:g} is out of range: allowed is above 0"):
        Distribution([1.0, 2.0], [1.0, 1.0], g)


def as_class_reads(path):
    """Pairs of numbers from the first line to the first that is none, as `fscanf` with "%lf %lf" gives them."""
    rows = []
    for line in path.read_text().splitlines():
        try:
            q, f = (float(word) for word in line.split())
        except ValueError:
            break
        rows.append((q, f))
    return np.array(rows).T


def test_file_is_read_by_class_to_its_last_row(tmp_path):
    """1e-10: as many digits as are written. A file read back gives the same density."""
    distribution = on_grid(shape)
    path = distribution.save(tmp_path / "nu_s.dat")
    assert path == tmp_path / "nu_s.dat"
    for q, f in (as_class_reads(path), np.loadtxt(path, unpack=True)):
        np.testing.assert_allclose(q, distribution.q, rtol=1e-10)
        np.testing.assert_allclose(f, 2.0 / (2.0 * np.pi) ** 3 * np.asarray(distribution.f), rtol=1e-10)
        density = float(Distribution(q, (2.0 * np.pi) ** 3 / 2.0 * f).number_density)
        assert density == pytest.approx(float(distribution.number_density), rel=1e-9)
    assert "2/(2 pi)^3" in path.read_text().splitlines()[-1]


@pytest.mark.parametrize("g", [1.0, 2.0, 4.0])
def test_class_needs_no_normalisation_of_the_file(tmp_path, g):
    """1e-4: m_ncdm = 7 keV alone gives Omega h^2.

    CLASS computes rho = 4 pi (T_cmb T_ncdm k_B)^4/(hbar c)^3 int q^2 sqrt(q^2 + M^2) f dq, M = m/(k_B T_cmb T_ncdm), in
    `background_ncdm_init`; here in SI units with SciPy's constants. CLASS 3.4.1 itself gives 0.292353 for a thermal
    distribution of 1 keV times 0.01, and `Omega_h2` 0.292354.
    """
    distribution = on_grid(lambda q: 1e-3 * fermi_dirac(q))
    path = Distribution(distribution.q, distribution.f, g).save(tmp_path / "nu_s.dat")
    q, f = as_class_reads(path)
    kT = constants.k * 2.7255
    M = 7e3 * constants.e / kT
    energy = CubicSpline(np.log(q), q**3 * np.sqrt(q**2 + M**2) * f).integrate(np.log(q[0]), np.log(q[-1]))
    rho = 4.0 * np.pi * kT**4 / (constants.hbar * constants.c) ** 3 * energy
    H_100 = 1e5 / (1e6 * constants.parsec)
    critical = 3.0 * H_100**2 * constants.c**2 / (8.0 * np.pi * constants.G)
    expected = float(Omega_h2(7e-6, Distribution(distribution.q, distribution.f, g).number_density))
    assert rho / critical == pytest.approx(expected, rel=1e-4)


# --- on both sides of what decides ------------------------------------------------------------------------


@pytest.mark.parametrize(("off", "logarithmic"), [(0.99e-4, True), (1.01e-4, False)])
@pytest.mark.parametrize("place", [1, 50, 98])
def test_a_grid_is_logarithmic_to_1e_4_of_a_step(off, logarithmic, place):
    """Digits of a file: 1e-4 of a step changes a sum by less than 1e-4 of what one point adds."""
    log_q = np.linspace(-3.0, 3.0, 100)
    log_q[place] += off * 6.0 / 99.0
    assert distribution._is_logarithmic(np.exp(log_q)) is logarithmic


@pytest.mark.parametrize(("end", "vanishes"), [(0.99e-5, True), (1.01e-5, False)])
@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_ends_are_negligible_below_1e_5_of_the_largest(end, vanishes, place, sign):
    """The correction of an even sum is a part of what stands at its ends."""
    values = sign * np.array([0.0, 1.0, 3.0, 2.0, 0.0])
    values[place] = 3.0 * end
    assert distribution._vanishes(values) is vanishes


def test_the_number_of_helicities_is_no_number_that_JAX_traces():
    q = np.geomspace(0.01, 10.0, 20)
    assert len(jax.tree.leaves(Distribution(q, np.exp(-q), g=1.0))) == 3


def test_a_distribution_needs_a_usable_JAX(monkeypatch):
    """The check of float64 comes first, as for a model."""

    def refuse():
        raise InvalidInput("float32")

    monkeypatch.setattr(distribution, "check_jax", refuse)
    with pytest.raises(InvalidInput, match="float32"):
        Distribution(np.array([1.0, 2.0]), np.array([1.0, 1.0]))


def test_density_of_a_quantity_of_each_particle():
    """7/8 pi^2/15 of a Fermi-Dirac gas of two helicities, in units of T_gamma0^4; 1e-6: the grid ends at 40."""
    q = np.geomspace(1e-3, 40.0, 400)
    energy = Distribution(q, fermi_dirac(q)).density(q) / T_GAMMA_0**3
    assert float(energy) == pytest.approx(7.0 / 8.0 * 2.0 * np.pi**2 / 30.0, rel=1e-6)


def test_ends_are_judged_by_what_enters_an_integral():
    """q^3 f, not f/q^-3: an f that falls as 1/q^2 does not vanish at either end, and one that falls fast does."""
    q = np.geomspace(1e-3, 30.0, 200)
    even = np.log(q[1] / q[0]) * q
    np.testing.assert_allclose(Distribution(q, np.exp(-q)).weights, even, rtol=1e-12)
    # At 30 this q^3 f is 1e-9 of its largest value, and f/q^3 is largest at the lower end.
    assert not np.allclose(Distribution(q, 1.0 / (1.0 + q**2)).weights, even, rtol=1e-3)
    assert not np.allclose(Distribution(q, q**-2.5).weights, even, rtol=1e-3)
