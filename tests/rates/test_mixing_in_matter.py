"""Mixing in matter: the potential against quadrature, the mixing in its limits, opacities as sums."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton import constants as c
from reheaton.errors import InvalidInput
from reheaton.rates.mixing_in_matter import (
    OPACITY_ALL_FERMIONS,
    OPACITY_LEPTONIC,
    matter_potential,
    scattering_rate,
    sin2_2theta_in_matter,
)


def _lepton_energy(m: float, T: float) -> float:
    """Energy density of a charged lepton and its antiparticle, by quadrature in p/T."""
    x = m / T
    integral = quad(lambda y: y**2 * np.hypot(y, x) / (np.exp(np.hypot(y, x)) + 1.0), 0.0, 60.0 + x)[0]
    return 4.0 * T**4 * integral / (2.0 * np.pi**2)


@pytest.mark.parametrize(("flavour", "mass"), [("e", c.M_ELECTRON), ("mu", c.M_MUON), ("tau", c.M_TAU)])
@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
def test_potential_against_quadrature(flavour, mass, vev_ratio):
    """1e-8: quad is asked for 1.5e-8 and does better on smooth integrands."""
    T, p = 0.1, 0.3
    neutrinos = 7.0 * np.pi**2 / 120.0 * T**4
    densities = neutrinos / (vev_ratio * c.M_Z) ** 2 + _lepton_energy(vev_ratio * mass, T) / (vev_ratio * c.M_W) ** 2
    expected = -8.0 * np.sqrt(2.0) / 3.0 * c.G_FERMI / vev_ratio**2 * p * densities
    assert float(matter_potential(p, T, flavour, vev_ratio)) == pytest.approx(expected, rel=1e-8)


def test_unknown_flavour():
    with pytest.raises(InvalidInput, match="muon"):
        matter_potential(1.0, 1.0, "muon")


def test_mixing_in_its_limits():
    """Rounding only: each limit is exact."""
    assert float(sin2_2theta_in_matter(0.3, 1.0, 0.0, 0.0)) == pytest.approx(0.3, rel=1e-14)
    # Strong potential: vacuum mixing times (delta/V)^2; 1e-6 is the next order, 2 delta/V.
    assert float(sin2_2theta_in_matter(1e-10, 1.0, -1e7, 0.0)) == pytest.approx(1e-24, rel=1e-6)
    # Strong damping: 4 delta^2/Gamma^2.
    assert float(sin2_2theta_in_matter(1e-10, 1.0, 0.0, 1e7)) == pytest.approx(4e-24, rel=1e-6)


def test_scattering_rate_of_the_twin():
    """G_F falls as vev_ratio^-2 and enters squared."""
    assert float(scattering_rate(2.0, 0.1, 5.0, 4.0) * 4.0**4) == pytest.approx(float(scattering_rate(2.0, 0.1, 5.0)))


def test_opacities_are_sums_over_processes():
    """Massless targets without blocking: 7 pi/45 per (12)(34), a third of that for (13)(24) and (14)(23).

    1e-3 and 1e-2: the constants are given with three digits.
    """
    s2 = c.SIN2_THETA_W

    def neutral(left: float, right: float) -> float:
        # Particle, antiparticle, pair.
        return (left**2 + right**2) * (1.0 + 1.0 / 3.0 + 1.0 / 3.0)

    neutrinos = 1 / 2 + 1 / 3 + 2 * (1 / 4 + 1 / 12 + 1 / 12)
    other_lepton, own_lepton = neutral(s2 - 0.5, s2), neutral(s2 + 0.5, s2)
    leptonic = neutrinos + other_lepton
    up, down = 3.0 * neutral(0.5 - 2 / 3 * s2, -2 / 3 * s2), 3.0 * neutral(-0.5 + s2 / 3, s2 / 3)
    charged_current = (1.0 + 1 / 3 + 1 / 3) * (2 + 3 * 2)
    everything = neutrinos + own_lepton + 2 * other_lepton + charged_current + 2 * up + 3 * down
    unit = 7.0 * np.pi / 45.0
    assert unit * leptonic == pytest.approx(OPACITY_LEPTONIC, rel=1e-3)
    assert unit * everything == pytest.approx(OPACITY_ALL_FERMIONS, rel=1e-2)
