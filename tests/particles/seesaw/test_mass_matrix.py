"""The exact spectrum of the seesaw: reference masses, thirty decades, mixing elements and both sectors."""

import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.particles.seesaw import NUFIT_NORMAL, Seesaw, casas_ibarra

# Each number of `takagi` is a correctly rounded float; products of a few of them lose a few units of 2e-16.
ROUNDING = 1e-14


def twin(m_DA: float, m_DB: float, M_A: float, M_B: float, M_AB: complex) -> Seesaw:
    return Seesaw(m_DA=m_DA, m_DB=m_DB, M_A=M_A, M_B=M_B, M_AB=M_AB)


# Masses of an independent 60-digit diagonalisation, printed with 12 digits, for (m_DA, m_DB, M_A, M_B, M_AB). The Dirac
# masses of the second are sqrt(1e-11) and sqrt(1e-17), so that m_nu,A = m_nu,B to leading order.
REFERENCE = [
    ((1e-6, 1e-8, 10.0, 1e-5, 1e-12), (1.0e-13, 9.99999000002e-12, 1.000001e-5, 10.0)),
    ((1e-5 / 10**0.5, 1e-8 / 10**0.5, 10.0, 1e-5, 1e-9), (9.99999838197e-13, 1.0000000618e-12, 1.0000001e-5, 10.0)),
]


@pytest.mark.parametrize(("inputs", "masses"), REFERENCE)
def test_twin_masses_match_the_reference(inputs: tuple, masses: tuple) -> None:
    # 1e-11: half a unit of the twelfth digit of the reference, and its 1.000001e-5, 1.0000001e-5 are exact to 1e-13.
    assert twin(*inputs).exact().masses == pytest.approx(masses, rel=1e-11)


def test_masses_thirty_decades_apart_keep_their_digits() -> None:
    """m_nu,A = m_DA^2/M_A (1 - theta^2) with m_DA^2/M_A = 1e-26 GeV beside 1e4 GeV, and a twin decoupled from it."""
    spectrum = twin(1e-11, 1e-9, 1e4, 1e-5, 0.0).exact()
    assert spectrum.mass("nu_A")[0] == pytest.approx(1e-26, rel=ROUNDING)
    # The next order of the expansion, theta_B^2 = 1e-8, then theta_B^4 = 1e-16.
    assert spectrum.mass("nu_B")[0] == pytest.approx(1e-13 * (1 - 1e-8), rel=1e-14)
    assert spectrum.content("nu_A", "N_B")[0, 0] == 0


@pytest.mark.parametrize("M_AB", [1e-12, 1e-12j, 1e-3])
def test_tiny_mixing_elements_are_relatively_accurate(M_AB: complex) -> None:
    """Rows nu_A and nu_B of M U = U^* m: m_D N = m nu^* for each state, down to elements of 1e-22 and below."""
    spectrum = twin(1e-6, 1e-8, 10.0, 1e-5, M_AB).exact()
    nu_A, nu_B, N_A, N_B = spectrum.mixing
    assert 1e-6 * N_A == pytest.approx(spectrum.masses * nu_A.conj(), rel=ROUNDING, abs=0)
    assert 1e-8 * N_B == pytest.approx(spectrum.masses * nu_B.conj(), rel=ROUNDING, abs=0)


def test_nu_A_content_of_N_B_carries_the_mass_ratio() -> None:
    """theta_A theta_AB M_A/M_B, a million times theta_A theta_AB here."""
    seesaw = twin(1e-6, 1e-8, 10.0, 1e-5, 1e-12)
    exact = abs(seesaw.exact().content("nu_A", "N_B")[0, 0])
    # theta_B^2 = 1e-6 corrects the leading order.
    assert exact == pytest.approx(1e-7 * 1e-13 * 1e6, rel=3e-6)


def test_sterile_mass_shift_when_the_mixing_is_large() -> None:
    """M_B -> M_B - M_AB^2/M_A: at M_AB^2 = M_A M_B/4 the lighter sterile mass is 3/4 of M_B."""
    M_AB = (10.0 * 1e-5 / 4) ** 0.5
    # Next order: M_B/M_A = 1e-6 and theta_B^2 = 1e-8.
    assert twin(1e-10, 1e-9, 10.0, 1e-5, M_AB).exact().mass("N_B")[0] == pytest.approx(0.75e-5, rel=1e-5)


def test_equal_sterile_masses_mix_maximally() -> None:
    spectrum = twin(1e-6, 1e-6, 10.0, 10.0, 1e-3).exact()
    assert np.abs(spectrum.content("N_A", "N_B"))[0, 0] ** 2 == pytest.approx(0.5, rel=1e-9)  # theta_i^2 = 1e-14
    # A purely imaginary M_AB adds to the masses in quadrature and hardly mixes equal masses: |M_AB|/(2 M).
    order = twin(1e-6, 2e-6, 10.0, 10.0, 1e-3j).leading_order()
    assert abs(order.theta_AB[0, 0]) == pytest.approx(1e-3 / 20, rel=ROUNDING)


def test_exchanging_the_sectors_exchanges_the_answers() -> None:
    one, two = twin(1e-6, 1e-8, 10.0, 1e-5, 1e-7).exact(), twin(1e-8, 1e-6, 1e-5, 10.0, 1e-7).exact()
    assert one.masses.tolist() == two.masses.tolist()
    assert one.content("nu_A", "N_B") == pytest.approx(two.content("nu_B", "N_A"), rel=ROUNDING)


HEAVY = np.array([1e6, 3e8, 1e10])


def test_three_generations_of_both_sectors() -> None:
    rng = np.random.default_rng(3)
    m_DB, M_AB = 1e-9 * rng.normal(size=(3, 3)), 1e-9 * rng.normal(size=(3, 3))
    M_B = np.diag([1e-5, 2e-5, 4e-5])
    seesaw = Seesaw(m_DA=casas_ibarra(NUFIT_NORMAL, HEAVY), M_A=np.diag(HEAVY), m_DB=m_DB, M_B=M_B, M_AB=M_AB)
    spectrum, order = seesaw.exact(), seesaw.leading_order()
    assert np.abs(spectrum.mixing.conj().T @ spectrum.mixing - np.eye(12)).max() < ROUNDING
    # theta_B reaches 3e-4: its square, times a few for three generations, corrects masses and contents.
    assert spectrum.mass("nu_B") == pytest.approx(order.m_nu_B, rel=1e-5)
    assert spectrum.mass("N_B") == pytest.approx(np.array([1e-5, 2e-5, 4e-5]), rel=1e-5)
    assert np.abs(spectrum.content("nu_A", "N_B")) == pytest.approx(np.abs(order.nu_A_in_N_B), rel=1e-4)


def test_bad_input_is_one_sentence() -> None:
    with pytest.raises(InvalidInput, match="together"):
        Seesaw(m_DA=1.0, M_A=10.0, m_DB=1.0)
    with pytest.raises(InvalidInput, match="M_A has shape"):
        Seesaw(m_DA=np.ones((3, 2)), M_A=np.eye(3))
    with pytest.raises(InvalidInput, match="M_AB has shape"):
        Seesaw(m_DA=1.0, M_A=10.0, m_DB=1.0, M_B=1.0, M_AB=np.ones((2, 1)))
    with pytest.raises(InvalidInput, match="transpose"):
        Seesaw(m_DA=np.eye(2), M_A=[[1, 2], [3, 4]])
    with pytest.raises(InvalidInput, match="finite"):
        Seesaw(m_DA=np.inf, M_A=1.0)
