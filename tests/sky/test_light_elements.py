"""Light elements by primat itself."""

import os
import subprocess
import sys

import numpy as np
import pytest

import reheaton as rh
from reheaton.export.exports import export_files
from reheaton.sky.light_elements import LightElements, light_elements

pytestmark = pytest.mark.slow
primat = pytest.importorskip("primat")


def evolved(universe):
    class Given(rh.Model):
        def universe(self):
            return universe

        def probes(self):
            return []

    return Given().solve()


@pytest.fixture(scope="module")
def twin():
    return rh.TwinSterileNeutrino(m_N=30, m_nu=1.5e-7, vev_ratio=4).solve()


@pytest.fixture(scope="module")
def alone():
    return evolved(rh.Universe([rh.standard_model()], start=1.0))


def test_no_twin_along_our_own_history(alone):
    found = light_elements(alone, history="own")
    # 3.0000 of neutrinos that decouple at once; what leaves the package is the difference to it.
    assert found.N_eff == pytest.approx(3.044, abs=1e-5)


def test_the_heat_that_neutrinos_take_is_counted_in_limits(alone):
    """Along our own history without a twin Y_p and D/H are below primat's by what limits add: no false exclusion."""
    own, standard = light_elements(alone, history="own"), light_elements(alone, history="primat")
    # What remains, 3.4e-5 and 2.7e-8, is a tenth of the errors of the predictions.
    assert own.measured()["Y_p"] == pytest.approx(standard.Y_p, abs=5e-5)
    assert own.measured()["D_over_H"] == pytest.approx(standard.D_over_H, abs=4e-8)
    assert own.Y_p_heating == pytest.approx(1.04e-4, abs=1e-5) and standard.Y_p_heating == 0.0
    limits = alone.with_elements(own).limits
    assert {limit.observable for limit in limits} == {"Y_p", "D_over_H"} and all(limit.allowed for limit in limits)


def test_no_twin_is_primat(alone):
    """primat's reference values at omega_b = 0.022425, tests/reference_values.py: Y_p 0.24700028, D/H 2.43500e-5."""
    found = light_elements(alone, rh.LambdaCDM(omega_b=0.022425))
    assert not found.own_history and found.N_eff == 3.044
    assert found.Y_p == pytest.approx(0.24700028, abs=1e-5)
    assert found.D_over_H == pytest.approx(2.435e-5, abs=3e-9)


def test_a_twin_point(twin):
    found = light_elements(twin)
    assert found.own_history
    # Round trip of Delta N_eff through T(t) and a(t).
    assert found.N_eff - 3.044 == pytest.approx(twin.observables["delta_N_eff_cmb"], abs=1e-5)
    assert found.N_eff - 3.044 == pytest.approx(0.19722, abs=1e-5)
    assert found.Y_p == pytest.approx(0.249448, rel=1e-4)
    assert found.D_over_H == pytest.approx(2.4884e-5, rel=1e-4)


def test_both_ways_agree_where_no_entropy_is_made():
    """Delta N_eff = 0.46 from a mirror sector: the shifts agree, as both have the same H."""
    sectors = [rh.standard_model(), rh.standard_model("mirror")]
    point = evolved(rh.Universe(sectors, start={"sm": 1.0, "mirror": 0.5}))
    bare = evolved(rh.Universe([rh.standard_model()], start=1.0))
    shifts = []
    for history in ("own", "primat"):
        with_mirror, without = light_elements(point, history=history), light_elements(bare, history=history)
        shifts.append([with_mirror.Y_p - without.Y_p, with_mirror.D_over_H - without.D_over_H, with_mirror.N_eff])
    # 1%: by the heat that neutrinos gain from e+e- annihilation the shift differs in second order.
    np.testing.assert_allclose(shifts[0], shifts[1], rtol=1e-2)


def test_late_decays_shift_helium_less_than_constant_radiation():
    """T_RH = 3 MeV: dark radiation of the same final Delta N_eff that was there all the time shifts Y_p by more.

    Against primat alone with `DeltaNeff`, neutrinos decoupling at once in both: 18% less for m_N = 10 GeV and 65% less
    for 30 GeV (40% at 20 GeV), where N has more of the energy while neutrons freeze out.
    """
    at_once = {"network": "small", "incomplete_decoupling": False, "spectral_distortions": False}
    base = primat.run_bbn(at_once, progress=False)["YPBBN"]
    for m_N, part in ((10.0, 0.816), (20.0, 0.603), (30.0, 0.347)):
        point = {"m_N": m_N, "vev_ratio": 4.0}
        m_nu = rh.solve_for(rh.TwinSterileNeutrino, "m_nu", observable="T_RH", target=3e-3, **point).values[0]
        result = rh.TwinSterileNeutrino(**point, m_nu=m_nu).solve()
        constant = at_once | {"DeltaNeff": result.observables["delta_N_eff_cmb"]}
        shift = primat.run_bbn(constant, progress=False)["YPBBN"] - base
        own = light_elements(result)
        assert own.own_history and (own.Y_p - base) / shift == pytest.approx(part, abs=0.01)


def test_a_result_takes_them_in(twin):
    elements = twin.elements()
    assert isinstance(elements, LightElements)
    result = twin.with_elements(elements)
    assert result.observables["Y_p"] == elements.Y_p and "Y_p" in result.headlines
    limits = {limit.observable for limit in result.limits}
    assert {"Y_p", "D_over_H"} <= limits and "Pitrou:2018cgg" in result.citations
    assert list(result.observables)[: len(result.headlines)] == list(result.headlines)
    assert result.to_class()["YHe"] == elements.Y_p_mass


def test_the_exported_program_gives_the_same(twin, tmp_path):
    for history in ("own", "primat"):
        for name, text in export_files("primat", twin, rh.LambdaCDM(), {"history": history}).items():
            (tmp_path / name).write_text(text)
        done = subprocess.run(
            [sys.executable, "run_primat.py"], cwd=tmp_path, env=os.environ, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        printed = dict(line.split(" = ") for line in done.stdout.splitlines() if " = " in line)
        expected = light_elements(twin, history=history)
        assert float(printed["YPBBN"]) == pytest.approx(expected.Y_p, rel=1e-5)
        assert float(printed["DoH"]) == pytest.approx(expected.D_over_H, rel=1e-5)
