"""The running strong coupling and the QCD factor against published values and the two-loop equation."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from reheaton.constants import M_BOTTOM, M_CHARM, M_TAU, M_TOP, M_Z
from reheaton.particles.strong_coupling import alpha_s, delta_qcd


def test_running_coupling():
    # PDG 2024 quotes alpha_s(m_tau) = 0.314 +- 0.014 (world average of tau decays).
    assert alpha_s(M_TAU) == pytest.approx(0.314, abs=0.014)
    assert alpha_s(M_Z) == pytest.approx(0.1180, abs=1e-12)
    assert alpha_s(0.2) == alpha_s(1.0)
    # The measured hadronic tau width exceeds the parton model by 0.20; 2-loop running and truncation allow 0.04.
    assert delta_qcd(M_TAU) == pytest.approx(0.20, abs=0.04)


@pytest.mark.parametrize(("n_f", "start", "end"), [(3, 1.01, 1.27), (4, 1.28, 4.18), (5, 4.19, 172.0), (6, 173.0, 1e4)])
def test_coupling_solves_the_two_loop_equation(n_f, start, end):
    """d a/d ln mu^2 = -beta_0 a^2 (1 + c a) by adaptive integration with n_f flavours; 1e-8: its tolerance."""
    beta_0, c = (33.0 - 2.0 * n_f) / 12.0, (153.0 - 19.0 * n_f) / (66.0 - 4.0 * n_f)
    solution = solve_ivp(
        lambda _, a: -2.0 * beta_0 * a**2 * (1.0 + c * a),
        (np.log(start), np.log(end)), [float(alpha_s(start)) / np.pi], rtol=1e-10, atol=1e-13,
    )  # fmt: skip
    assert float(alpha_s(end)) == pytest.approx(np.pi * solution.y[0, -1], rel=1e-8)


@pytest.mark.parametrize("threshold", [M_CHARM, M_BOTTOM, M_TOP])
def test_coupling_is_continuous_at_thresholds(threshold):
    """1e-8: the step of 2e-10 in ln mu changes alpha_s by less than 1e-9."""
    below, above = alpha_s(threshold * (1.0 + np.array([-1e-10, 1e-10])))
    assert below == pytest.approx(above, rel=1e-8)


def test_shape_is_kept():
    assert alpha_s(np.ones((2, 3))).shape == (2, 3) and delta_qcd(5.0).shape == ()
