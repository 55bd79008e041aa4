"""Two sectors reheated by N and N': energy densities when both equal the scalars, Eq. 18, and the universe."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.reheating import mirror_universe, reheating
from reheaton.papers.inverse_symmetry_breaking.yields import Yields

M_N, YIELDS = 1e14, Yields(jnp.asarray(3.777361e-15), jnp.asarray(1.517751e-17))


def test_neutrinos_are_as_dense_as_the_scalars():
    """rho = M n with n = Y s and s = 2 pi^2/45 g T^3 of g = 2 scalars, against pi^2/30 g T^4; 1e-13: rounding."""
    when = reheating(M_N, YIELDS)
    T = float(when.T_eq)
    s = 2.0 * np.pi**2 / 45.0 * 2.0 * T**3
    rho_N, rho_mirror = M_N * float(YIELDS.N) * s, M_N * float(YIELDS.N_mirror) * s
    rho_scalars = np.pi**2 / 30.0 * 2.0 * T**4
    assert rho_N + rho_mirror == pytest.approx(rho_scalars, rel=1e-13)
    assert float(when.rho_N) == pytest.approx(rho_N, rel=1e-13)
    assert float(when.x4) == pytest.approx(rho_mirror / rho_N, rel=1e-13)
    assert float(when.H_1) == pytest.approx(np.sqrt(8.0 * np.pi * rho_scalars / 3.0) / M_PLANCK, rel=1e-13)


def test_temperature_of_eq_18_holds_the_energy_with_all_states():
    """pi^2/30 106.75 T^4 = rho_N; 1e-13: rounding."""
    when = reheating(M_N, YIELDS)
    assert np.pi**2 / 30.0 * 106.75 * float(when.T_RH_eq18) ** 4 == pytest.approx(float(when.rho_N), rel=1e-13)


def test_fewer_states_are_hotter():
    """The Standard Model has its own g_* at 0.2 GeV, below 106.75: T_RH is higher; the mirror sector is colder."""
    when = reheating(M_N, YIELDS)
    assert float(when.T_RH) > float(when.T_RH_eq18)
    assert float(when.T_RH_mirror) < float(when.T_RH)


def test_decays_at_once_fill_three_sectors():
    """The start holds rho_N, rho_N' and the scalars; 1e-10: T is found from rho by Newton's method."""
    when, made = reheating(M_N, YIELDS), mirror_universe(M_N, YIELDS, None)
    assert made.relics == () and not made.contacts
    assert float(made.temperatures["sm"]) == pytest.approx(float(when.T_RH), rel=1e-10)
    assert float(made.temperatures["mirror"]) == pytest.approx(float(when.T_RH_mirror), rel=1e-10)
    assert float(made.temperatures["scalars"]) == pytest.approx(float(when.T_eq), rel=1e-10)


@pytest.mark.parametrize("ratio", [1e-2, 1.0, 1e8])
def test_a_width_starts_long_before_the_decays(ratio):
    """Empty sectors, N a thousandth of the scalars or less, and Gamma/H below a thousandth at the start."""
    when = reheating(M_N, YIELDS)
    width = ratio * float(when.H_1)
    made = mirror_universe(M_N, YIELDS, width)
    T = float(made.temperatures["scalars"])
    assert (made.temperatures["sm"], made.temperatures["mirror"]) == (0.0, 0.0)
    s, rho = 2.0 * np.pi**2 / 45.0 * 2.0 * T**3, np.pi**2 / 30.0 * 2.0 * T**4
    for relic, Y, sector in zip(made.relics, (YIELDS.N, YIELDS.N_mirror), ("sm", "mirror"), strict=True):
        # 1e-13: rounding of n = Y s.
        np.testing.assert_allclose(relic.densities, float(Y) * s, rtol=1e-13)
        assert relic.widths == {sector: width}
        assert M_N * float(Y) * s < 1.001e-3 * rho
    # Gamma/H = (T at Gamma = H over T at the start)^2 = 1/900.
    assert width * M_PLANCK / np.sqrt(8.0 * np.pi * rho / 3.0) < 1.2e-3
