"""v/T by rings and by gap equations: SciPy with exact loops, the potentials in between, and where breaking is lost."""

import jax
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import fsolve

from reheaton.matter.potential.effective_potential import SCALE_OVER_T
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings, portal_for_breaking
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase
from reheaton.papers.inverse_symmetry_breaking.resummed_vev import ResummedVev, resummed_vev

B1 = Couplings(0.01, 1.0, -0.15, 1.0, 1.0)
B2 = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)
B3 = Couplings(1e-4, 0.04, -0.003, 1.0, 1.0)
WEAK = Couplings(6.944e-12, 0.2, -1.66663e-6, 1e-10, 1e-10)
"""v/T = 100."""
WEAKEST = Couplings(1e-16, 0.2, -(24e6 + 6.0) * 1e-16, 1e-10, 1e-10)
"""v/T = 1000."""
T = 1e14


@pytest.mark.parametrize(("couplings", "spread"), [(B1, 0.43), (B2, 0.040), (B3, 0.0097)])
def test_spread_of_the_benchmarks(couplings, spread):
    """Independent estimates of it are 50%, 4% and 1%."""
    assert float(resummed_vev(couplings, T).spread) == pytest.approx(spread, rel=0.01)


@pytest.mark.parametrize("couplings", [B1, B2, B3])
def test_gap_equations_with_exact_loops(couplings):
    """<x^2> with exact thermal integral and MS-bar logarithm at Q = 4 pi e^-gamma T; what is left out is of order M^4:
    1e-3 of v for M/T = 0.4, and 1e-5 and less for the others."""
    eta, phi, k = couplings[:3]

    def loop(M2):
        M = np.sqrt(M2)
        thermal = quad(lambda p: p**2 / np.hypot(p, M) / np.expm1(np.hypot(p, M)), 0.0, 60.0, epsabs=1e-13)[0]
        return thermal / (2.0 * np.pi**2) + M2 * (np.log(M2 / SCALE_OVER_T**2) - 1.0) / (16.0 * np.pi**2)

    def equations(unknown):
        v2, M2 = unknown
        of_h, of_phi = loop(2.0 * eta * v2), loop(M2)
        return eta * v2 + 3.0 * eta * of_h + k / 2.0 * of_phi, M2 - 3.0 * phi * of_phi - k / 2.0 * (of_h + v2)

    found = resummed_vev(couplings, T)
    v2, _ = fsolve(equations, [float(found.gap) ** 2 * 1.1, phi / 6.0], xtol=1e-12)
    assert float(found.gap) == pytest.approx(v2**0.5, rel=1e-3 if couplings == B1 else 1e-5)


@pytest.mark.parametrize("couplings", [B1, B2, B3, WEAK, WEAKEST, Couplings(1e-6, 0.5, -1e-3, 1.0, 1.0)])
def test_minima_of_potentials_with_daisies_lie_between(couplings):
    """Numerical minima of both potentials, which keep their digits down to M_h^2/T^2 of 1e-10."""
    found = resummed_vev(couplings, T)
    for resummation in ("parwani", "arnold-espinosa"):
        v = float(broken_phase(couplings, T, resummation).v_over_T)
        assert float(found.rings) < v < float(found.gap)


def test_without_interactions_of_phi_both_are_eq_8():
    """v^2 = |c_eta|/lambda_eta (1 + O(M_phi)) with masses of 1e-4; 1e-4. mu_eta lowers it as in Eq. 8."""
    free = Couplings(1e-12, 1e-8, -2e-10, 1.0, 0.0)
    for found in resummed_vev(free, T)[:2]:
        assert float(found) ** 2 == pytest.approx((2e-10 - 6e-12) / 24e-12, rel=2e-4)
    near = float(resummed_vev(B3, 1e3).rings) ** 2 - float(resummed_vev(B3, 1e8).rings) ** 2
    k, M0 = 3e-3, (6 * 0.04 - 3e-3) / 24.0
    assert near == pytest.approx(-(1e-6 + k * (np.sqrt(M0 + 1e-6) - np.sqrt(M0)) / (8.0 * np.pi)) / 1e-4, rel=1e-6)


def test_where_a_way_of_resumming_restores_the_symmetry_the_spread_is_1():
    """Rings: at `portal_for_breaking`. Never NaN, also not below T_c."""
    c_phi = (6.0 * 1.0 - 0.11) / 24.0
    threshold = float(portal_for_breaking(0.01, c_phi))
    assert threshold == pytest.approx(0.1138, rel=0.01)
    for portal, broken in ((-0.118, True), (-0.112, False)):
        found = resummed_vev(B1._replace(lambda_eta_phi=portal), T)
        assert (float(found.rings) > 0.0) is broken and float(found.gap) > 0.0
        assert float(found.spread) == 1.0
    none = resummed_vev(B1._replace(lambda_eta_phi=-0.065), T)
    assert (float(none.rings), float(none.gap), float(none.spread)) == (0.0, 0.0, 1.0)
    assert float(resummed_vev(B2, 10.0).spread) == 1.0


def test_spread_does_not_depend_on_the_order_and_ends_at_1():
    assert float(ResummedVev(np.array(1.0), np.array(1.2)).spread) == pytest.approx(0.2, rel=1e-12)
    assert float(ResummedVev(np.array(1.2), np.array(1.0)).spread) == pytest.approx(0.2, rel=1e-12)
    assert float(ResummedVev(np.array(1.0), np.array(3.0)).spread) == 1.0


def test_derivative_of_the_gap_equations():
    """By differences; 1e-4, the slope of the secant in `root_in_interval`."""

    def of(k):
        return resummed_vev(B2._replace(lambda_eta_phi=k), T).gap

    slope = (float(of(-0.02 + 1e-6)) - float(of(-0.02 - 1e-6))) / 2e-6
    assert float(jax.grad(of)(-0.02)) == pytest.approx(slope, rel=1e-4)
