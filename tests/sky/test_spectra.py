"""P(k) and C_l by CLASS itself."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.sky.spectra import _half_mode

PLANCK = rh.LambdaCDM(h=0.6736, omega_b=0.02237)


def test_the_half_mode_is_interpolated_in_ln_k():
    k = np.geomspace(1.0, 100.0, 60)
    assert _half_mode(k, 1.0 / (1.0 + k / 20.0)) == pytest.approx(20.0, rel=1e-3)
    assert np.isnan(_half_mode(k, np.ones(60)))


@pytest.fixture(scope="module")
def warm():
    pytest.importorskip("classy")
    mixing = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0).values[0]
    return rh.DodelsonWidrow(m_s=7, sin2_2theta=mixing).solve()


@pytest.mark.slow
def test_dodelson_widrow_in_class(warm):
    """7 keV and all of dark matter: half mode 17.7 h/Mpc by an independent use of CLASS."""
    found = warm.spectra(PLANCK)
    assert found.k_half_mode == pytest.approx(17.7, rel=1e-2)
    assert found.Omega_h2_warm == pytest.approx(0.12, rel=1e-4)
    assert found.transfer[0] == pytest.approx(1.0, abs=2e-3)
    # The dark matter's own part while relativistic, 0.0013, is in CLASS's N_eff and not in N_ur.
    assert found.N_eff == pytest.approx(3.0453, abs=2e-4)
    result = warm.with_spectra(found)
    (limit,) = [limit for limit in result.limits if limit.observable == "k_half_mode"]
    assert limit.value == found.k_half_mode and not limit.allowed
    assert result.observables["M_half_mode_class"] == pytest.approx(warm.observables["M_half_mode"], rel=0.1)


@pytest.mark.slow
def test_the_unit_of_momentum_does_not_matter(warm, tmp_path):
    """What is exported has T_ncdm = 1, the run itself T_ncdm = <p>/(3.15 T_gamma): the same P(k)."""
    classy = pytest.importorskip("classy")
    code = classy.Class()
    code.set(warm.to_class(tmp_path, PLANCK))
    code.compute()
    found = warm.spectra(PLANCK)
    k = np.array([2.0, 10.0, 20.0])
    P = np.array([code.pk_lin(mode * PLANCK.h, 0.0) for mode in k]) * PLANCK.h**3
    # 1% of P: other momenta in the integrals, each right to 1e-4.
    np.testing.assert_allclose(P, np.exp(np.interp(np.log(k), np.log(found.k), np.log(found.P))), rtol=1e-2)
    assert code.Neff() == pytest.approx(found.N_eff, abs=1e-5)
    assert code.get_background()["(.)rho_ncdm[0]"].size


@pytest.mark.slow
def test_a_twin_point_in_class():
    """m_s = 30 keV, all of dark matter: N_eff as ours, half mode by the spectrum near that of its fit."""
    pytest.importorskip("classy")
    point = {"m_N": 30, "m_nu": 1.5e-7, "vev_ratio": 4, "m_s": 30}
    mixing = rh.solve_for(rh.TwinSterileNeutrino, "sin2_2theta", **point).values[0]
    result = rh.TwinSterileNeutrino(**point, sin2_2theta=mixing).solve()
    found = result.spectra()
    assert found.N_eff == pytest.approx(result.observables["N_eff_cmb"], abs=2e-4)
    assert found.Omega_h2_warm == pytest.approx(0.12, rel=1e-4)
    # The fit is within 4% of CLASS for shapes of this kind.
    assert found.k_half_mode == pytest.approx(result.observables["k_half_mode"], rel=0.04)
    # An independent run had Delta N_eff = 0.1972; the effect is linear to 2e-3.
    lost = (1.0 - 225.84 / 231.37) * (found.N_eff - 3.044) / 0.1972
    assert found.C["tt"][1998] / found.C_standard["tt"][1998] == pytest.approx(1.0 - lost, abs=2e-3)
    assert found.C["tt"][1998] == pytest.approx(found.C_cold["tt"][1998], rel=1e-3)


@pytest.mark.slow
def test_a_massive_twin_neutrino_and_a_fluid(warm):
    point = rh.TwinSterileNeutrino(m_N=30, m_nu=1.5e-7, vev_ratio=4, m_s=30, sin2_2theta=7.461e-8).solve()
    found = point.spectra(k_max=5.0, dark_photons="fluid", dark_neutrinos="massive")
    assert found.N_eff == pytest.approx(point.observables["N_eff_cmb"], abs=5e-4)
