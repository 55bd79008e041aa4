"""Light elements by primat itself."""

import functools
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from tests.decoupling.universes import decoupled
from tests.export.neutron_rates import born, finite_mass, neutrons

import reheaton as rh
from reheaton.constants import M_ELECTRON, SECOND
from reheaton.decoupling.mixing import AveragedMixing
from reheaton.decoupling.scenario import Scenario, reheated
from reheaton.decoupling.spectra import SpectralHistory, decouple_spectra
from reheaton.export.exports import export_files
from reheaton.export.primat_neutrinos import (
    neutrino_history,
    nucleosynthesis_with_neutrinos,
    of_background,
    of_spectra,
)
from reheaton.export.primat_rates import keep_rates
from reheaton.export.primat_settings import NU_E_FILE, primat_files, standard_settings, with_history
from reheaton.sky import light_elements as module
from reheaton.sky.light_elements import LightElements, elements_with_neutrinos, light_elements

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
    """With neutrinos for which Delta N_eff is all that primat is told of the twin sector."""
    return rh.TwinSterileNeutrino(m_N=30, m_nu=1.5e-7, vev_ratio=4, sm_neutrinos="equilibrium").solve()


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
        point = {"m_N": m_N, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
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


STANDARD, LATE = Scenario(0.05), reheated(3e-3)


@functools.cache
def spectra(T_RH_MeV: float, mixing: bool) -> SpectralHistory:
    """Neutrinos of the standard case, T_RH = 0 here, or of T_RH = 3 MeV."""
    return decouple_spectra(LATE if T_RH_MeV else STANDARD, mixing=AveragedMixing() if mixing else None)


@functools.cache
def with_neutrinos(T_RH_MeV: float, mixing: bool) -> LightElements:
    return elements_with_neutrinos(of_spectra(spectra(T_RH_MeV, mixing), LATE if T_RH_MeV else STANDARD))


@functools.cache
def own() -> dict:
    """primat with its own table of decoupling."""
    settings = {setting.name: setting.value for setting in standard_settings(rh.LambdaCDM())}
    return primat.run_bbn(settings, progress=False)


def test_the_decoupling_of_primat_itself():
    """Its table as a history gives its abundances: 1e-5 in Y_p and 2e-5 in D/H.

    Two differences of this size cancel to 2e-6. primat leaves out finite masses of nucleons together with the
    distortion of nu_e, which are -7e-6 here; and its tables of thermal corrections are -12e-6 for its own decoupling,
    and -4e-6 for decoupling at once, which are taken here.
    """
    folder = Path(primat.__file__).parent / "data" / "NEVO"
    table, y = np.loadtxt(folder / "NEVOPRIMAT.csv", delimiter=","), np.loadtxt(folder / "NEVOGrid.csv", delimiter=",")
    x, per_T = table[:, 0], M_ELECTRON / table[:, 0]

    def occupation(p):
        at = p / per_T[:, None]
        excess = [CubicSpline(y, row)(np.clip(q, y[0], y[-1])) for row, q in zip(table[:, 6:], at, strict=True)]
        return (1.0 + np.array(excess)) / (np.exp(at) + 1.0)

    rho = 7.0 * np.pi**2 / 120.0 * (table[:, 2:5] * per_T[:, None]) ** 4
    found = elements_with_neutrinos(neutrino_history(np.log(x), table[:, 1] * per_T, rho, 0.0, occupation))
    assert found.Y_p == pytest.approx(own()["YPBBN"], abs=1e-5)
    assert found.D_over_H == pytest.approx(own()["DoH"], rel=2e-5)
    assert found.He3_over_H == pytest.approx(own()["He3oH"], rel=2e-5)
    assert found.N_eff == pytest.approx(own()["Neff"], abs=1e-5) and found.own_history


def test_standard_decoupling():
    """1e-5 from primat's own, which has coherent mixing and N_eff = 3.0440; without mixing Y_p is less."""
    assert with_neutrinos(0, True).Y_p == pytest.approx(own()["YPBBN"], abs=1e-5)
    assert with_neutrinos(0, True).D_over_H == pytest.approx(own()["DoH"], rel=3e-5)
    assert with_neutrinos(0, False).Y_p - own()["YPBBN"] == pytest.approx(-5.2e-5, abs=5e-6)


def by_own_integration(T_RH_MeV, mixing, rates):
    """2 n_n/n_b when deuterium survives."""
    history = spectra(T_RH_MeV, mixing)
    momenta = history.momenta * np.exp(-history.log_a)[:, None]
    both = []
    for T, p, f in zip(history.T, momenta, np.clip(history.f[:, 0], 1e-300, 1.0), strict=True):
        at, logs = np.r_[0.0, p], np.log(np.r_[min(f[0] ** 2 / f[1], 0.5), f])
        both.append(rates(T, lambda q, at=at, logs=logs: np.exp(np.interp(q, at, logs))))
    rho = history.rho_em + history.moment(3).sum(axis=1) + history.rho_relic
    H = np.sqrt(8.0 * np.pi / 3.0 * rho) / 1.220890e19 * SECOND
    return 2.0 * neutrons(history.log_a, history.T, H, np.array(both))


@pytest.mark.parametrize("mixing", [False, True])
def test_late_reheating_against_another_integration(mixing, tmp_path):
    """T_RH = 3 MeV, where few and hot nu_e make Y_p rise, by rates of nucleons at rest and of finite mass.

    The shifts 0.0025 and 0.0052 were found here; primat's tables of decoupling, with the same moments of delta, gave
    the same to 3e-6. 3e-4: when deuterium survives depends on H, not so in the integration. What finite masses add: to
    15%, as nucleons are at rest in it before they scatter.
    """
    shift = with_neutrinos(3, mixing).Y_p - with_neutrinos(0, mixing).Y_p
    assert shift == pytest.approx(0.0052 if mixing else 0.00254, abs=1e-4)
    at_rest = {"finite_mass_corrections": False}
    shifts = {}
    for name, other in (("Born", at_rest | {"radiative_corrections": False}), ("at rest", at_rest)):
        found = []
        for T_RH in (3, 0):
            folder = tmp_path / f"{name}{T_RH}"
            told = nucleosynthesis_with_neutrinos(of_spectra(spectra(T_RH, mixing), LATE if T_RH else STANDARD))
            folder.mkdir()
            settings = with_history(told, folder) | {"cache_dir": str(folder)} | other
            keep_rates(settings, folder / NU_E_FILE)
            found.append(primat.run_bbn(settings, progress=False)["YPBBN"])
        shifts[name] = found[0] - found[1]
    expected = [
        by_own_integration(3, mixing, rates) - by_own_integration(0, mixing, rates) for rates in (born, finite_mass)
    ]
    assert shifts["Born"] == pytest.approx(expected[0], abs=3e-4)
    assert shift - shifts["at rest"] == pytest.approx(expected[1] - expected[0], rel=0.15)


def test_moments_against_spectra():
    """1.5e-4 at T_RH = 3 MeV, where N_eff differs by 0.001, and 5e-5 in the standard case."""
    for T_RH, error in ((None, 5e-5), (3e-3, 1.5e-4)):
        history = of_background(rh.evolve(decoupled(T_RH), until=("sm", 2e-10)))
        found = elements_with_neutrinos(history)
        assert found.Y_p == pytest.approx(with_neutrinos(3 if T_RH else 0, False).Y_p, abs=error)


def test_a_point_whose_neutrinos_decouple_by_collisions():
    """T_RH = 12 MeV: standard neutrinos; 4e-4: Delta N_eff of 0.07 adds 0.013 a species to Y_p, N_eff_sm is 0.004 less.

    `history` = primat counts the twin sector alone as dark.
    """
    point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
    own, beside = (light_elements(point, history=history) for history in ("own", "primat"))
    assert own.own_history and own.Y_p_heating == 0.0
    assert own.N_eff == pytest.approx(point.observables["N_eff_cmb"], abs=1e-3)
    assert own.Y_p == pytest.approx(beside.Y_p, abs=4e-4)
    assert beside.N_eff == pytest.approx(own.N_eff, abs=5e-3)
    told = point.to_primat(history="own")
    assert primat.run_bbn(told["params"], progress=False)["YPBBN"] == pytest.approx(own.Y_p, abs=1e-6)


def test_the_exported_program_makes_its_rates(tmp_path):
    for name, text in primat_files(nucleosynthesis_with_neutrinos(of_spectra(spectra(3, True), LATE))).items():
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        [sys.executable, "run_primat.py"], cwd=tmp_path, env=os.environ, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    printed = dict(line.split(" = ") for line in done.stdout.splitlines() if " = " in line)
    assert float(printed["YPBBN"]) == pytest.approx(with_neutrinos(3, True).Y_p, rel=1e-5)


def test_rates_that_primat_does_not_take_are_an_error(monkeypatch):
    monkeypatch.setattr(module, "with_rates", lambda settings, folder: settings | {"cache_dir": str(folder / "kept")})
    with pytest.raises(rh.NumericalFailure, match="did not take the rates"):
        elements_with_neutrinos(of_spectra(spectra(0, True), STANDARD))
