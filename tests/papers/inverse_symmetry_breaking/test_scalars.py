"""The scalars as relics: number and energy for any mass, the moment at which N stops gaining, and 4 -> 2 reactions."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import zeta

from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.scalars import MEAN_MOMENTUM, SCALARS, Scalars, number_change_over_H


def mean(power, x, upper=60.0):
    """Average of power(y, E) over y^2/(e^y - 1), E = (y^2 + x^2)^(1/2)."""

    def total(f):
        parts = ((0.0, 0.1), (0.1, 2.0), (2.0, upper))
        return sum(quad(lambda y: y**2 / np.expm1(y) * f(y), *part, epsabs=0.0, epsrel=1e-11)[0] for part in parts)

    return total(lambda y: power(y, np.hypot(y, x))) / total(lambda y: 1.0)


@pytest.mark.parametrize("mu", [1e-6, 0.3, 1.0, 30.0, 1e8])
def test_number_and_energy_at_any_mass(mu):
    """zeta(3) T^3/pi^2 each, whatever the mass; energy to 2e-5, the error of 16 momenta."""
    eta, phi = Scalars(mu, 2.0 * mu).relics(1.0)
    assert (eta.name, phi.name) == SCALARS
    for relic, mass in ((eta, mu), (phi, 2.0 * mu)):
        n = zeta(3.0) / np.pi**2
        assert float(np.sum(relic.densities)) == pytest.approx(n, rel=1e-10)
        energy = float(jnp.sum(relic.densities * relic.energies(jnp.asarray(1.0))))
        assert energy == pytest.approx(n * mean(lambda y, E: E, mass), rel=2e-5)


def test_massless_scalars_have_the_energy_of_radiation():
    """2 pi^2/30 T^4, also after the universe has cooled to today's temperature; 1e-10: the rule is exact."""
    for a in (1.0, 1e20):
        relics = Scalars().relics(1e7)
        rho = sum(float(jnp.sum(r.densities * r.energies(jnp.asarray(a)))) for r in relics) / a**3
        assert rho == pytest.approx(2.0 * np.pi**2 / 30.0 * 1e28 / a**4, rel=1e-10)
    assert np.pi**4 / (30.0 * zeta(3.0)) == pytest.approx(MEAN_MOMENTUM, rel=1e-12)


def test_half_of_each_decay_goes_to_each_sector():
    for relic in Scalars(1.0, 1.0, 4e-20).relics(1.0):
        assert {name: float(width) for name, width in relic.widths.items()} == {"sm": 2e-20, "mirror": 2e-20}
        assert relic.resolved
    assert all(relic.widths == {} and relic.exponents == 1 for relic in Scalars(1.0, 1.0).relics(1.0))


@pytest.mark.parametrize("masses", [(0.0, 0.0), (0.1, 0.1), (1.0, 3.0), (0.0, 1e6), (1e10, 1e10), (1e18, 1e18)])
def test_N_stops_gaining_at_three_times_the_pressure(masses):
    """M_N (n_N + n_N') = (pi^2/15) T_eq T^3 = 3 p by quadrature and Brent's method; 1e-4: 16 momenta."""

    def excess(log_t):
        t = np.exp(log_t)
        three_p = sum(mean(lambda y, E: y**2 / E if E > 0.0 else 0.0, mu / t) for mu in masses)
        return np.log(0.5 * t * three_p / MEAN_MOMENTUM)

    expected = np.exp(brentq(excess, -0.1, 40.0, xtol=1e-12))
    found = float(Scalars(*(2.0 * mu for mu in masses)).when_N_stops_gaining(2.0))
    assert found == pytest.approx(2.0 * expected, rel=1e-4)


def test_very_heavy_scalars_have_a_closed_form():
    """T^2 = mu T_eq <y>/<y^2>, <y^2> = 12 zeta(5)/zeta(3); 1e-4: as above."""
    found = float(Scalars(1e12, 1e12).when_N_stops_gaining(1.0))
    assert found == pytest.approx(np.sqrt(1e12 * MEAN_MOMENTUM * zeta(3.0) / (12.0 * zeta(5.0))), rel=1e-4)


def test_the_moment_grows_with_the_mass_and_has_derivatives():
    masses = jnp.geomspace(1e-4, 1e12, 60)
    T = jax.vmap(lambda mu: Scalars(mu, mu).when_N_stops_gaining(0.5))(masses)
    assert bool(jnp.all(jnp.diff(T) > 0.0)) and float(T[0]) == pytest.approx(0.5, rel=1e-6)

    def moment(log_mu):
        return jnp.log(Scalars(jnp.exp(log_mu), 1.0).when_N_stops_gaining(0.5))

    difference = (float(moment(0.5 + 1e-4)) - float(moment(0.5 - 1e-4))) / 2e-4
    # 1e-3: the slope of the secant that ends the search, over a thousandth of its range.
    assert float(jax.grad(moment)(0.5)) == pytest.approx(difference, rel=1e-3)


def test_rate_of_four_to_two_at_threshold():
    """The six-point amplitude from its ten diagrams, of one propagator each; rounding.

    Four at rest make two of energy 2 mu: p^2 = 9 mu^2 in four diagrams, and -3 mu^2 in six.
    """
    mu, lambda_phi = 5.0, 0.3
    quartic = 6.0 * lambda_phi
    amplitude = quartic**2 * (4.0 / (9.0 * mu**2 - mu**2) + 6.0 / (-3.0 * mu**2 - mu**2))
    velocity = np.sqrt(1.0 - 4.0 * mu**2 / (4.0 * mu) ** 2)
    phase_space = velocity / (8.0 * np.pi) / 2.0
    n = zeta(3.0) / np.pi**2 * (mu / 3.0) ** 3
    rate = 2.0 * n**3 / 24.0 * amplitude**2 * phase_space / (2.0 * mu) ** 4
    H = np.sqrt(8.0 * np.pi / 3.0 * 2.0 * n * mu) / M_PLANCK
    assert float(number_change_over_H(lambda_phi, mu)) == pytest.approx(rate / H, rel=1e-10)
