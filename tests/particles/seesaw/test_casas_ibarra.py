"""The parametrisation of Casas and Ibarra: oscillation data survive the round trip through the exact seesaw."""

import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.particles.seesaw import (
    NUFIT_INVERTED,
    NUFIT_NORMAL,
    OscillationData,
    Seesaw,
    casas_ibarra,
    orthogonal_matrix,
)

# Each number of `takagi` is a correctly rounded float; products of a few of them lose a few units of 2e-16.
ROUNDING = 1e-14
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


def test_pmns_matrix_is_unitary_and_has_the_given_angles() -> None:
    U = NUFIT_NORMAL.pmns(0.3, 1.1)
    assert np.abs(U.conj().T @ U - np.eye(3)).max() < ROUNDING
    assert abs(U[0, 2]) ** 2 == pytest.approx(NUFIT_NORMAL.sin2_theta_13, rel=ROUNDING)
    assert abs(U[1, 2] / U[2, 2]) ** 2 == pytest.approx(0.470 / 0.530, rel=ROUNDING)  # tan^2 theta_23


def test_bad_input_is_one_sentence() -> None:
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
