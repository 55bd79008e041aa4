"""The running coupling against world averages and against four loops with matching at sharp thresholds."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from reheaton.constants import ALPHA_S_MZ, M_BOTTOM, M_CHARM, M_TAU, M_Z
from reheaton.cosmology import ZETA_3
from reheaton.particles.strong_coupling import alpha_s, delta_qcd


def four_loops(a: float, start: float, end: float, n: int) -> float:
    """a = alpha_s/pi at scale `end` with n flavours; van Ritbergen, Vermaseren & Larin 1997 (hep-ph/9701390)."""
    beta = (
        (11.0 - 2.0 * n / 3.0) / 4.0,
        (102.0 - 38.0 * n / 3.0) / 16.0,
        (2857.0 / 2.0 - 5033.0 * n / 18.0 + 325.0 * n**2 / 54.0) / 64.0,
        (
            149753.0 / 6.0
            + 3564.0 * ZETA_3
            - (1078361.0 / 162.0 + 6508.0 / 27.0 * ZETA_3) * n
            + (50065.0 / 162.0 + 6472.0 / 81.0 * ZETA_3) * n**2
            + 1093.0 / 729.0 * n**3
        )
        / 256.0,
    )

    def slope(_, a):
        return -2.0 * a**2 * sum(b * a**k for k, b in enumerate(beta))

    return float(solve_ivp(slope, (np.log(start), np.log(end)), [a], rtol=1e-10, atol=1e-14).y[0, -1])


def matched(a: float, light: int) -> float:
    """a below the threshold mu = m(m) of a quark; Chetyrkin, Kniehl & Steinhauser 1997 (hep-ph/9706430), Eq. 9."""
    third = 564731.0 / 124416.0 - 82043.0 / 27648.0 * ZETA_3 - 2633.0 / 31104.0 * light
    return a * (1.0 + 11.0 / 72.0 * a**2 + third * a**3)


def reference(scale: float) -> float:
    """alpha_s with five flavours above the bottom mass, four above the charm mass."""
    a, start, flavours = ALPHA_S_MZ / np.pi, M_Z, 5
    if scale < M_BOTTOM:
        a, start, flavours = matched(four_loops(a, start, M_BOTTOM, 5), 4), M_BOTTOM, 4
    return np.pi * four_loops(a, start, scale, flavours)


@pytest.mark.parametrize("scale", [1.5, M_TAU, 2.0, 3.0, 4.5, 5.0, 10.0, 30.0, 80.0])
def test_four_loops_with_sharp_thresholds(scale):
    """0.7%, as stated: mostly the smooth threshold of the bottom quark."""
    assert scale > M_CHARM
    assert float(alpha_s(scale)) == pytest.approx(reference(scale), rel=7e-3)


def test_world_averages():
    """PDG 2024: 0.314 +- 0.014 from tau decays; 0.2268 at 4.18 GeV, 1% for the smooth threshold that lies there."""
    assert float(alpha_s(M_TAU)) == pytest.approx(0.314, abs=0.014)
    assert float(alpha_s(4.18)) == pytest.approx(0.2268, rel=0.01)
    # 1e-11: the stated error of the interpolation.
    assert float(alpha_s(M_Z)) == pytest.approx(ALPHA_S_MZ, rel=1e-11)


def test_shapes_and_frozen_ends():
    assert alpha_s(0.2) == alpha_s(1.0)
    assert alpha_s(np.array([[0.5, 2.0], [1e3, 1e20]])).shape == (2, 2)
    assert np.all(np.diff(alpha_s(np.geomspace(1.0, 1e19, 300))) < 0.0)


def test_enhancement_of_the_hadronic_tau_width():
    """It exceeds the parton model by 0.20; truncation of the series allows 0.04."""
    assert delta_qcd(M_TAU) == pytest.approx(0.20, abs=0.04)
