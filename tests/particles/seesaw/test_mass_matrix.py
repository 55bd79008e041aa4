"""The seesaw: exact against references and identities, leading order against exact, oscillation data round trip."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reheaton.errors import InvalidInput
from reheaton.particles.seesaw import (
    NUFIT_INVERTED,
    NUFIT_NORMAL,
    Block,
    OscillationData,
    Seesaw,
    casas_ibarra,
    orthogonal_matrix,
    takagi,
)

# Each number of `takagi` is a correctly rounded float; products of a few of them lose a few units of 2e-16.
ROUNDING = 1e-14


def random_symmetric(seed: int, size: int, decades: float, phases: bool) -> np.ndarray:
    rng = np.random.default_rng(seed)
    matrix = 10.0 ** rng.uniform(-decades, 0.0, (size, size)) * rng.choice([-1.0, 1.0], (size, size))
    matrix = matrix * np.exp(1j * rng.uniform(0, 2 * np.pi, (size, size))) if phases else matrix + 0j
    return np.triu(matrix) + np.triu(matrix, 1).T


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0, 12), st.booleans())
def test_takagi_is_unitary_and_rebuilds_the_matrix(seed: int, size: int, decades: float, phases: bool) -> None:
    matrix = random_symmetric(seed, size, decades, phases)
    masses, mixing = takagi(matrix)
    scale = np.abs(matrix).max()
    assert np.all(masses >= 0) and np.all(np.diff(masses) >= 0)
    assert np.abs(mixing.conj().T @ mixing - np.eye(size)).max() < ROUNDING
    assert np.abs(np.conj(mixing) * masses @ mixing.conj().T - matrix).max() < ROUNDING * size * scale


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.floats(2, 14), st.booleans())
def test_takagi_masses_have_the_right_product_and_traces(seed: int, decades: float, phases: bool) -> None:
    """prod m = |det M| weighs the smallest mass as much as the largest; sum m^2 = tr M^dagger M."""
    matrix = random_symmetric(seed, 3, decades, phases)
    masses, _ = takagi(matrix)
    with mp.workdps(120):
        exact = mp.matrix([[mp.mpmathify(complex(x)) for x in row] for row in matrix])
        determinant = float(abs(mp.det(exact)))
    assert np.prod(masses) == pytest.approx(determinant, rel=ROUNDING)
    assert (masses**2).sum() == pytest.approx((np.abs(matrix) ** 2).sum(), rel=ROUNDING)


def test_takagi_agrees_with_the_singular_values_of_an_ordinary_matrix() -> None:
    matrix = random_symmetric(7, 12, 1.0, phases=True)
    masses, _ = takagi(matrix)
    # numpy's singular values carry 2e-16 of the largest (about 5), and the smallest here is above 0.01.
    assert masses == pytest.approx(np.linalg.svd(matrix, compute_uv=False)[::-1], rel=1e-12)


def test_takagi_of_degenerate_and_massless_states() -> None:
    masses, mixing = takagi([[0, 2.0], [2.0, 0]])  # a Dirac fermion: two equal Majorana masses
    assert masses == pytest.approx([2, 2], rel=ROUNDING)
    assert np.abs(mixing.T @ np.array([[0, 2], [2, 0]]) @ mixing - 2 * np.eye(2)).max() < ROUNDING
    rank_one = np.outer([1, 2j, 3], [1, 2j, 3])
    masses, mixing = takagi(rank_one)
    assert masses[:2].tolist() == [0, 0] and masses[2] == pytest.approx(14, rel=ROUNDING)
    assert np.abs(mixing.conj().T @ mixing - np.eye(3)).max() < ROUNDING
    assert takagi(np.zeros((2, 2)))[0].tolist() == [0, 0]


@pytest.mark.parametrize("matrix", [[[1, 2], [3, 4]], [[1, np.nan], [np.nan, 1]], [1.0, 2.0], np.zeros((2, 3))])
def test_takagi_refuses_what_is_no_majorana_mass(matrix: list) -> None:
    with pytest.raises(InvalidInput, match="matrix"):
        takagi(matrix)


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


@settings(max_examples=20, deadline=None)
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


def test_nu_A_content_of_N_B_carries_the_mass_ratio() -> None:
    """theta_A theta_AB M_A/M_B, a million times theta_A theta_AB here."""
    seesaw = twin(1e-6, 1e-8, 10.0, 1e-5, 1e-12)
    exact = abs(seesaw.exact().content("nu_A", "N_B")[0, 0])
    # theta_B^2 = 1e-6 corrects the leading order.
    assert exact == pytest.approx(1e-7 * 1e-13 * 1e6, rel=3e-6)


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


DATA = [NUFIT_NORMAL, NUFIT_INVERTED]
HEAVY = np.array([1e6, 3e8, 1e10])


@pytest.mark.parametrize("data", DATA)
def test_oscillation_data_survive_the_round_trip(data: OscillationData) -> None:
    R = orthogonal_matrix(0.3 + 0.2j, 0.1 - 1j, 0.4j)
    m_D = casas_ibarra(data, HEAVY, m_lightest=1e-12, alpha_21=0.7, alpha_31=2.0, R=R)
    spectrum = Seesaw(m_DA=m_D, M_A=np.diag(HEAVY)).exact()
    masses = data.masses(1e-12)
    # theta^2 < 1e-15; the cancellation in R costs e^(2|Im z|) < 10 on 2e-16 per operation, of the largest mass over the
    # lightest (50): 1e-13.
    assert spectrum.mass("nu_A") == pytest.approx(np.sort(masses), rel=1e-12)
    pmns = data.pmns(0.7, 2.0)[:, np.argsort(masses)]
    found = spectrum.content("nu_A", "nu_A")
    signs = np.sign((found / pmns).real[0])
    assert np.abs(found * signs - pmns).max() < 1e-11  # m_2 - m_1 is 1.5% of m in inverted ordering: errors times 70
    # nu-N unitarity of the 3 + 3 mixing: rows of U have unit length.
    assert (np.abs(spectrum.mixing) ** 2).sum(axis=1) == pytest.approx(np.ones(6), rel=ROUNDING)


def test_two_heavy_states_leave_one_neutrino_massless() -> None:
    m_D = casas_ibarra(NUFIT_NORMAL, [1.0, 2.0], R=orthogonal_matrix(z_23=0.4 + 0.5j)[:, 1:])
    masses = Seesaw(m_DA=m_D, M_A=np.diag([1.0, 2.0])).exact().masses
    # m_D is rounded, so 'massless' means far below 1e-16 of the others.
    assert masses[0] < 1e-15 * masses[1]
    assert masses[1:3] == pytest.approx(NUFIT_NORMAL.masses(0.0)[1:], rel=1e-10)  # theta^2 = m_nu/M = 5e-11


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


def test_pmns_matrix_is_unitary_and_has_the_given_angles() -> None:
    U = NUFIT_NORMAL.pmns(0.3, 1.1)
    assert np.abs(U.conj().T @ U - np.eye(3)).max() < ROUNDING
    assert abs(U[0, 2]) ** 2 == pytest.approx(NUFIT_NORMAL.sin2_theta_13, rel=ROUNDING)
    assert abs(U[1, 2] / U[2, 2]) ** 2 == pytest.approx(0.470 / 0.530, rel=ROUNDING)  # tan^2 theta_23


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
    with pytest.raises(InvalidInput, match="singular"):
        Seesaw(m_DA=1.0, M_A=0.0).leading_order()
    with pytest.raises(InvalidInput, match="heavy_masses"):
        casas_ibarra(NUFIT_NORMAL, [1.0, -1.0, 2.0])
    with pytest.raises(InvalidInput, match="orthogonal"):
        casas_ibarra(NUFIT_NORMAL, HEAVY, R=2 * np.eye(3))
    with pytest.raises(InvalidInput, match="m_lightest"):
        casas_ibarra(NUFIT_NORMAL, HEAVY, m_lightest=-1.0)
    with pytest.raises(InvalidInput, match="sin2_theta_12"):
        OscillationData(
            sin2_theta_12=1.2, sin2_theta_23=0.5, sin2_theta_13=0.02, delta_CP=0.0, delta_m2_21_eV2=7e-5,
            delta_m2_3l_eV2=2e-3,
        )  # fmt: skip
