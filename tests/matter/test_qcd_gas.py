"""QCD as a gas: the reference in NumPy, and the transition of a rescaled twin."""

from collections.abc import Sequence

import numpy as np
import pytest
from tests.matter.qcd.qcd_reference import qcd_pressure

from reheaton.errors import InvalidInput
from reheaton.matter.gas import Gas
from reheaton.matter.qcd_gas import qcd_gas

EQUATIONS_OF_STATE = ("borsanyi-2016", "saikawa-shirai-2018")


def degrees(gases: Sequence[Gas], T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(g_rho, g_s) at T [GeV]."""
    states = [gas.state(T) for gas in gases]
    rho, s = (sum(np.asarray(getattr(state, name)) for state in states) for name in ("rho", "s"))
    return 30.0 / np.pi**2 * rho / T**4, 45.0 / (2.0 * np.pi**2) * s / T**3


@pytest.mark.parametrize("eos", EQUATIONS_OF_STATE)
@pytest.mark.parametrize("vev_ratio", [1.0, 4.0, 30.0])
@pytest.mark.parametrize("twin_qcd", ["same", "rescaled"])
def test_strong_part_equals_its_reference(eos, vev_ratio, twin_qcd):
    """1e-8 of the free quark-gluon pressure: interpolation of the pressures of hadrons and quarks."""
    T = np.geomspace(3e-3, 1e5, 400)
    reference = qcd_pressure(T, vev_ratio, eos, twin_qcd)
    found = np.asarray(qcd_gas(vev_ratio, eos=eos, twin_qcd=twin_qcd).state(T).p) / T**4
    np.testing.assert_allclose(found, reference, atol=1e-8 * 79.0 * np.pi**2 / 90.0)


@pytest.mark.parametrize(
    ("eos", "ds", "drho"), [(EQUATIONS_OF_STATE[0], 1.3e-4, 1.7e-4), (EQUATIONS_OF_STATE[1], 1.8e-4, 2.4e-4)]
)
@pytest.mark.parametrize("twin_qcd", ["same", "rescaled"])
def test_quarks_and_gluons_continue_as_radiation(eos, ds, drho, twin_qcd):
    """p is continuous; s and rho of the whole Standard Model lose what alpha_s runs, as documented to 20%."""
    gas, T = qcd_gas(4.0, eos=eos, twin_qcd=twin_qcd), np.array([1e6 * (1.0 - 1e-12), 1e6, 1e9])
    below, end, above = (gas.state(x) for x in T)
    assert float(end.p) == pytest.approx(float(below.p), rel=1e-11)
    rho = np.pi**2 / 30.0 * 105.0 * 1e24
    assert float(below.rho - end.rho) / rho == pytest.approx(drho, rel=0.2)
    assert float(below.s - end.s) / (4.0 / 3.0 * rho / 1e6) == pytest.approx(ds, rel=0.2)
    # 1e-6: top quarks of 690 GeV.
    for name, power in (("p", 4), ("rho", 4), ("s", 3)):
        assert float(getattr(above, name)) == pytest.approx(float(getattr(end, name)) * 1e3**power, rel=1e-6)


def test_rescaled_confinement_shifts_the_transition():
    """10% in T: the steepest rise of g_s moves by f^(2/9) = 1.36 at f = 4, up to quark and pion masses."""
    T = np.geomspace(0.08, 0.5, 2000)
    peaks = []
    for twin_qcd in ("same", "rescaled"):
        g_s = degrees((qcd_gas(4.0, twin_qcd=twin_qcd),), T)[1]
        peaks.append(T[np.argmax(np.gradient(g_s, np.log(T)))])
    assert peaks[1] / peaks[0] == pytest.approx(4.0 ** (2.0 / 9.0), rel=0.1)


def test_unknown_treatment_is_refused():
    with pytest.raises(InvalidInput, match="allowed are 'same' and 'rescaled'"):
        qcd_gas(2.0, twin_qcd="rescale")
