"""The rate of oscillations against the density matrix of one momentum that crosses a resonance."""

import pytest

from .density_matrix import crossing


@pytest.mark.parametrize("tau", [0.01, 0.1, 0.3, 1.0])
@pytest.mark.parametrize("damping", [0.03, 0.3, 1.0, 3.0, 30.0])
def test_crossing_makes_what_the_integrated_rate_says(tau, damping):
    """f = f_eq (1 - e^-tau) to 1e-3 (measured 8e-4, from the ends of the crossing) for any damping."""
    assert crossing(tau, damping) == pytest.approx(1.0, rel=1e-3)


def test_much_mixing():
    """The same at tau = 3 (measured 1e-4)."""
    assert crossing(3.0, 1.0, reach=15.0) == pytest.approx(1.0, rel=1e-3)


def test_landau_and_zener():
    """Without collisions nothing is refilled: 1e-3 (measured 2e-4)."""
    assert crossing(1.0, 1e-6, "alone") == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize("tau", [0.1, 1.0])
def test_only_refill_at_the_rate_of_the_damping_does(tau):
    """Without refill up to 30% are missing; with rho_aa = 1 held, and few collisions, up to 24% are too many.

    Held with many collisions it is 1 - e^-tau again, 1% at Gamma = 10 D sin 2theta.
    """
    assert crossing(tau, 10.0, "alone") < 1.0 - 0.3 * tau
    assert crossing(tau, 0.03, "fixed") > 1.0 + 0.2 * tau
    assert crossing(tau, 10.0, "fixed") == pytest.approx(1.0, rel=0.01)
