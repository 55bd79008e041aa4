"""The seesaw to leading order: formulae of the paper, errors within the expansion parameters, and named failures."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reheaton.errors import InvalidInput
from reheaton.particles.seesaw import Block, Seesaw

# Each number of `takagi` is a correctly rounded float; products of a few of them lose a few units of 2e-16.
ROUNDING = 1e-14


def twin(m_DA: float, m_DB: float, M_A: float, M_B: float, M_AB: complex) -> Seesaw:
    return Seesaw(m_DA=m_DA, m_DB=m_DB, M_A=M_A, M_B=M_B, M_AB=M_AB)


@settings(max_examples=20)
@given(
    st.floats(-12, -8), st.floats(-12, -8), st.floats(-1, 4), st.floats(-6, -3), st.floats(-16, -9),
    st.sampled_from([1.0, 1j, 0.6 + 0.8j]),
)  # fmt: skip
def test_leading_order_errs_by_no_more_than_its_expansion_parameters(
    a: float, b: float, A: float, B: float, AB: float, phase: complex
) -> None:
    seesaw = twin(10**a, 10**b, 10**A, 10**B, phase * 10**AB)
    spectrum, order = seesaw.exact(), seesaw.leading_order()
    assume(order.valid)
    # Corrections are the expansion parameters or their squares, with coefficients of order one; 1e-14 is rounding.
    error = 3 * max(order.expansion.values()) + 1e-14
    masses: list[tuple[Block, np.ndarray]] = [
        ("nu_A", order.m_nu_A), ("nu_B", order.m_nu_B), ("N_A", order.M_N_A), ("N_B", order.M_N_B),
    ]  # fmt: skip
    for block, mass in masses:
        assert spectrum.mass(block) == pytest.approx(mass, rel=error)
    contents: list[tuple[Block, Block, np.ndarray]] = [
        ("nu_A", "N_A", order.theta_A), ("nu_B", "N_B", order.theta_B), ("N_A", "N_B", order.theta_AB),
        ("nu_A", "N_B", order.nu_A_in_N_B), ("nu_B", "N_A", order.nu_B_in_N_A), ("nu_A", "nu_B", order.theta_nu),
    ]  # fmt: skip
    for field, state, angle in contents:
        exact = abs(spectrum.content(field, state)[0, 0])
        assert exact == pytest.approx(abs(angle[0, 0]), rel=error), (field, state)


def test_leading_order_of_the_paper() -> None:
    order = twin(1e-6, 1e-8, 10.0, 1e-5, 1e-12).leading_order()
    assert order.m_nu_A[0] == pytest.approx(1e-13, rel=ROUNDING)  # m_D^2/M
    assert order.theta_A[0, 0] == pytest.approx(1e-7, rel=ROUNDING)  # m_D/M
    assert order.theta_A[0, 0].real ** 2 == pytest.approx(order.m_nu_A[0] / 10.0, rel=ROUNDING)
    assert order.theta_AB[0, 0] == pytest.approx(1e-12 / (10.0 - 1e-5), rel=ROUNDING)
    assert order.valid


@pytest.mark.parametrize(
    ("inputs", "parameter"),
    [
        ((1e-6, 1e-8, 10.0, 1e-5, 5e-3), "M_AB^2/(M_A M_B)"),
        ((1e-5 / 10**0.5, 1e-8 / 10**0.5, 10.0, 1e-5, 1e-9), "theta_nu"),
        ((1e-6, 1e-6, 10.0, 10.0, 1e-3), "theta_AB"),
        ((1e-6, 1e-5, 10.0, 2e-5, 1e-12), "theta_B"),
        ((5.0, 1e-8, 10.0, 1e-5, 1e-12), "theta_A"),
    ],
)
def test_each_failure_of_the_leading_order_is_named(inputs: tuple, parameter: str) -> None:
    order = twin(*inputs).leading_order()
    assert not order.valid
    assert any(message.startswith(parameter) for message in order.failures)


def test_singular_heavy_masses_are_refused() -> None:
    with pytest.raises(InvalidInput, match="singular"):
        Seesaw(m_DA=1.0, M_A=0.0).leading_order()
