"""Moments of a phase-space distribution, and its file."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.constants import T_GAMMA_0
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


def test_file_has_two_columns(tmp_path):
    """1e-10: as many digits as are written. Numbers of a file read back give the same density."""
    distribution = on_grid(shape)
    path = distribution.save(tmp_path / "nu_s.dat")
    assert path == tmp_path / "nu_s.dat"
    # CLASS reads pairs of numbers from the very first line on: a header would end its reading.
    assert all(len([float(word) for word in line.split()]) == 2 for line in path.read_text().splitlines())
    q, f = np.loadtxt(path, unpack=True)
    np.testing.assert_allclose(q, distribution.q, rtol=1e-10)
    np.testing.assert_allclose(f, distribution.f, rtol=1e-10)
    density = float(Distribution(q, f).number_density)
    assert density == pytest.approx(float(distribution.number_density), rel=1e-9)
