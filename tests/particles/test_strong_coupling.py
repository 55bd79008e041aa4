"""The running strong coupling and the QCD factor against published values."""

import pytest

from reheaton.constants import M_TAU, M_Z
from reheaton.particles.strong_coupling import alpha_s, delta_qcd


def test_running_coupling():
    # PDG 2024 quotes alpha_s(m_tau) = 0.314 +- 0.014 (world average of tau decays).
    assert alpha_s(M_TAU) == pytest.approx(0.314, abs=0.014)
    assert alpha_s(M_Z) == pytest.approx(0.1180, abs=1e-12)
    assert alpha_s(0.2) == alpha_s(1.0)
    # The measured hadronic tau width exceeds the parton model by 0.20; 2-loop running and truncation allow 0.04.
    assert delta_qcd(M_TAU) == pytest.approx(0.20, abs=0.04)
