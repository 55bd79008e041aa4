"""Rates of n <-> p for electron neutrinos of any spectrum."""

import numpy as np
import pytest
from tests.export.neutron_rates import M_E, born, fermi_dirac, finite_mass

from reheaton.export.primat_neutrinos import MOMENTA
from reheaton.export.primat_rates import Distortion, keep_rates

ME = 1e3 * M_E
T_MEV = np.geomspace(20.0, 1e-3, 120)
FEW, HOT = 0.7, 1.1


def table(z=FEW, ratio=HOT):
    """Fermi-Dirac neutrinos of fugacity z and temperature ratio T, as the file has them."""
    odds = np.tile(MOMENTA / ratio - np.log(z), (len(T_MEV), 1))
    return np.vstack([np.r_[0.0, MOMENTA], np.column_stack([T_MEV, odds])])


def delta(E, x):
    """The distortion, and what stands for it where neutrinos are blocked."""
    size = fermi_dirac(np.abs(E), HOT / x, FEW) - fermi_dirac(np.abs(E), 1.0 / x)
    return np.where(E < 0.0, -size, size)


def test_the_distortion_and_its_derivatives():
    """1e-7: splines; derivatives against central differences, with errors of their step squared."""
    distortion = Distortion(table(), ME)
    E, x = np.array([-8.0, -0.7, 0.6, 2.3, 9.0]), np.array([[0.3], [1.2], [2.9]])
    np.testing.assert_allclose(distortion.of(E, x, x, 1), delta(E, x), rtol=1e-7)
    step = 1e-4
    for name, moment in distortion.moments().items():
        n, k = int(name[1]), int(name[3])
        product = [(E + j * step) ** n * delta(E + j * step, x) for j in (-1, 0, 1)]
        difference = (
            product[1],
            (product[2] - product[0]) / (2.0 * step),
            (product[0] - 2.0 * product[1] + product[2]) / step**2,
        )
        np.testing.assert_allclose(moment(E, x, x, 1), difference[k], rtol=1e-5, atol=1e-6, err_msg=name)


def test_no_distortion_beyond_the_momenta_and_in_equilibrium():
    distortion = Distortion(table(), ME)
    assert np.all(distortion.of(np.array([31.0, -31.0]), 1.0, 1.0, 1) == 0.0)
    np.testing.assert_allclose(
        Distortion(table(1.0, 1.0), ME).of(np.linspace(0.1, 9.0, 20), 1.0, 1.0, 1), 0.0, atol=1e-12
    )


def test_spectra_stay_after_the_last_row():
    distortion = Distortion(table(), ME)
    x = np.array([1e2, 1e4]) * ME / T_MEV[-1]
    np.testing.assert_allclose(distortion.of(2.0 / x, x, x, 1), delta(2.0, 1.0), rtol=1e-7)


def kept(folder, z, ratio, **settings):
    """T [GeV] and both rates [1/tau_n] that primat keeps."""
    np.savetxt(folder / "nu_e.tsv", table(z, ratio), delimiter="\t")
    keep_rates({"cache_dir": str(folder), "thermal_corrections": False, **settings}, folder / "nu_e.tsv")
    (file,) = folder.rglob("nTOp*")
    T, forth, back = np.loadtxt(file).T
    return T * 8.617333262e-14, forth, back


BORN = {"radiative_corrections": False, "finite_mass_corrections": False, "incomplete_decoupling": False}
BORN |= {"spectral_distortions": False}


def test_born_rates_against_integrals(tmp_path):
    """1e-4: masses and splines."""
    pytest.importorskip("primat")
    T, forth, back = kept(tmp_path, FEW, HOT, **BORN)
    for k in np.searchsorted(T, [0.3e-3, 1e-3, 3e-3, 8e-3]):
        expected = born(T[k], lambda p, k=k: fermi_dirac(p, HOT * T[k], FEW))
        np.testing.assert_allclose([forth[k], back[k]], expected, rtol=1e-4)


def test_weak_magnetism_against_cross_sections(tmp_path):
    """Few neutrinos shift n/p: weak magnetism favours them over antineutrinos, so that protons lose.

    10%: the independent one has nucleons at rest. Without the moments of delta primat finds other shifts.
    """
    pytest.importorskip("primat")
    shifts = []
    for z in (1.0, FEW):
        for name, finite in (("born", False), ("finite", True)):
            folder = tmp_path / f"{name}{z}"
            folder.mkdir()
            T, forth, back = kept(folder, z, 1.0, **BORN | {"finite_mass_corrections": finite})
            k = int(np.searchsorted(T, 1e-3))
            shifts.append(back[k] / forth[k])
    found = (shifts[3] / shifts[2]) / (shifts[1] / shifts[0]) - 1.0
    T = T[k]
    own = [[rates(T, lambda p, z=z: fermi_dirac(p, T, z)) for rates in (born, finite_mass)] for z in (1.0, FEW)]
    ratios = [[pair[1] / pair[0] for pair in of_z] for of_z in own]
    expected = (ratios[1][1] / ratios[1][0]) / (ratios[0][1] / ratios[0][0]) - 1.0
    assert expected == pytest.approx(0.009, abs=5e-4)
    assert found == pytest.approx(expected, rel=0.1)
