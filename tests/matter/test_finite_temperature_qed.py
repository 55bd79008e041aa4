"""Corrections of quantum electrodynamics to the pressure of photons and electrons: integrals, limits, derivatives."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.constants import ALPHA_EM, M_ELECTRON
from reheaton.matter.finite_temperature_qed import QedCorrection, exact_qed_pressure
from reheaton.matter.leptons_and_bosons import photons_and_electrons

E2 = 4.0 * np.pi * ALPHA_EM


def test_limit_of_massless_electrons():
    """-5 e^2/288 and e^3/(36 sqrt3 pi), Bennett et al. 2020; 1e-7: corrections are of order x^2 ln x at x = 1e-4."""
    p_2, p_3 = exact_qed_pressure(1e-4)
    np.testing.assert_allclose(p_2, -5.0 * E2 / 288.0, rtol=1e-7)
    np.testing.assert_allclose(p_3, E2**1.5 / (36.0 * np.sqrt(3.0) * np.pi), rtol=1e-7)


@pytest.mark.parametrize("x", [0.2, 1.0, 5.0])
def test_pressure_equals_adaptive_quadrature(x):
    """1e-8: the adaptive quadrature meets the logarithm at an end of its intervals, to 1e-10 each."""

    def N(p: float) -> float:
        return 2.0 / (np.exp(np.hypot(p, x)) + 1.0)

    def over_p(function) -> float:
        return sum(
            quad(function, a, b, epsabs=0.0, epsrel=1e-11)[0] for a, b in ((0.0, 2.0), (2.0, 10.0), (10.0, 40.0))
        )

    def inner(p: float) -> float:
        integrand = lambda q: q / np.hypot(q, x) * N(q) * np.log((p + q) / abs(p - q))  # noqa: E731
        pieces = ((0.0, p), (p, 2.0 * p), (2.0 * p, 2.0 * p + 10.0), (2.0 * p + 10.0, 2.0 * p + 40.0))
        return sum(quad(integrand, a, b, epsabs=1e-14, epsrel=1e-10, limit=200)[0] for a, b in pieces)

    J = over_p(lambda p: p**2 / np.hypot(p, x) * N(p))
    double = quad(lambda p: p / np.hypot(p, x) * N(p) * inner(p), 0.0, 40.0, points=[1.0, 3.0, 8.0], epsrel=1e-9)[0]
    p_2 = -E2 / (12.0 * np.pi**2) * J - E2 / (8.0 * np.pi**4) * J**2 + E2 * x**2 / (16.0 * np.pi**4) * double
    screening = over_p(lambda p: (2.0 * p**2 + x**2) / np.hypot(p, x) * N(p))
    p_3 = E2**1.5 / (12.0 * np.pi**4) * screening**1.5
    np.testing.assert_allclose(exact_qed_pressure(x), (p_2, p_3), rtol=1e-8)


def test_gas_has_the_pressure_and_its_derivatives():
    """Errors as the docstring says, against fourth-order differences of the quadrature, whose own error is 1e-9."""
    T = np.geomspace(0.02, 300.0, 97) * M_ELECTRON
    log_T = np.log(T)

    def total(log_T: np.ndarray) -> np.ndarray:
        return sum(exact_qed_pressure(M_ELECTRON / np.exp(log_T)))

    gas = QedCorrection().scaled_pressure(log_T)
    np.testing.assert_allclose(gas.value, total(log_T), rtol=0, atol=1e-9)
    h = 0.01
    around = [total(log_T + k * h) for k in (-2, -1, 0, 1, 2)]
    first = np.tensordot([1.0, -8.0, 0.0, 8.0, -1.0], around, 1) / (12.0 * h)
    second = np.tensordot([-1.0, 16.0, -30.0, 16.0, -1.0], around, 1) / (12.0 * h**2)
    np.testing.assert_allclose(gas.first, first, rtol=0, atol=1e-8)
    np.testing.assert_allclose(gas.second, second, rtol=0, atol=1e-6)


def test_orders_add_up():
    """Order 0 is nothing, order 2 is p_2 alone; to 1e-9, the error of the interpolation."""
    log_T = np.log(np.array([0.3, 1.0, 10.0]) * M_ELECTRON)
    p_2, p_3 = exact_qed_pressure(M_ELECTRON / np.exp(log_T))
    np.testing.assert_array_equal(QedCorrection(order=0).scaled_pressure(log_T).value, 0.0)
    np.testing.assert_allclose(QedCorrection(order=2).scaled_pressure(log_T).value, p_2, rtol=0, atol=1e-9)
    np.testing.assert_allclose(QedCorrection(order=3).scaled_pressure(log_T).value, p_2 + p_3, rtol=0, atol=1e-9)


def test_entropy_of_the_plasma_grows_less_than_ideal():
    """At T >> m s/T^3 is less than the ideal one by 4 (5 e^2/288 - e^3/(36 sqrt3 pi))."""
    T = np.array([100.0 * M_ELECTRON])
    ideal, correction = photons_and_electrons().state(T).s, QedCorrection().state(T).s
    expected = 4.0 * (-5.0 * E2 / 288.0 + E2**1.5 / (36.0 * np.sqrt(3.0) * np.pi))
    # Corrections of the mass are of order (m/T)^2.
    np.testing.assert_allclose(correction / T**3, expected, rtol=3e-4)
    assert np.all(correction < 0.0) and np.all(-correction < 0.01 * ideal)
