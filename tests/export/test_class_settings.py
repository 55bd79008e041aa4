"""Settings of CLASS. That CLASS finds the same numbers is shown in tests/sky/test_spectra.py."""

import numpy as np
import pytest
from tests.export.given_point import TWIN, given, thermal

import reheaton as rh
from reheaton.export.class_settings import class_settings, k_reach, with_files
from reheaton.export.content import content_of

WARM = content_of(given({**TWIN, "Omega_h2": 0.12}, {"m_s": 7.0, "vev_ratio": 3.0}, thermal()))
COLD = content_of(given(TWIN))


def settings(content=WARM, cosmology=None, **choices):
    return class_settings(content, cosmology or rh.LambdaCDM(), k_max=30.0, **choices)


def test_warm_dark_matter_has_what_class_does_not_ask_for():
    found = settings().to_dict()
    assert found["T_ncdm"] == "1.0" and found["m_ncdm"] == "7000.0"
    assert found["omega_cdm"] == 1e-7 and "omega_ncdm" not in found
    assert found["ncdm_fluid_approximation"] == 3
    assert found["N_ur"] == pytest.approx(3.244) and "N_idr" not in found
    assert found["YHe"] == "BBN" and settings(helium=0.25).to_dict()["YHe"] == 0.25


@pytest.mark.parametrize(
    ("Omega_h2", "cold", "words"),
    [
        (0.08, 0.04, "the rest of dark matter is cold"),
        (0.12 - 2e-7, 2e-7, "the rest of dark matter is cold"),
        (0.12 - 5e-8, 1e-7, "CLASS needs a trace"),  # rounding of a found parameter leaves this much
        (0.12, 1e-7, "CLASS needs a trace"),
        (0.2, 1e-7, "CLASS needs a trace"),
    ],
)
def test_cold_dark_matter_is_what_is_left_or_a_trace_that_is_called_one(Omega_h2, cold, words):
    content = content_of(given({"Omega_h2": Omega_h2}, {"m_s": 7.0}, thermal()))
    found = {setting.name: setting for setting in settings(content).settings}["omega_cdm"]
    assert found.value == pytest.approx(cold, rel=1e-6) and words in found.why


def test_cold_dark_matter_needs_no_species():
    found = settings(COLD).to_dict()
    assert found["omega_cdm"] == 0.12 and "N_ncdm" not in found


def test_massive_neutrinos_leave_the_massless_ones():
    """CLASS: one neutrino of 0.06 eV at 0.71611 T_gamma leaves N_ur = 2.0308 of 3.044."""
    found = settings(content_of(given()), rh.LambdaCDM(m_neutrino=0.06)).to_dict()
    assert found["N_ur"] == pytest.approx(2.0308, abs=1e-4)
    assert found["T_ncdm"] == "0.71611" and "use_ncdm_psd_files" not in found


def test_dark_photons_as_a_fluid_and_a_massive_dark_neutrino():
    found = settings(dark_photons="fluid", dark_neutrinos="massive").to_dict()
    assert found["N_idr"] == 0.12 and found["idr_nature"] == "fluid"
    assert found["N_ur"] == pytest.approx(3.044 + 0.08 * 2.0 / 3.0)
    assert found["use_ncdm_psd_files"] == "1,0" and found["m_ncdm"] == "7000.0,0.1"
    T = float(found["T_ncdm"].split(",")[1])
    assert pytest.approx((0.08 / 3.0) ** 0.25 * (4.0 / 11.0) ** (1.0 / 3.0)) == T


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"dark_photons": "fluids"}, "did you mean 'fluid'"),
        ({"dark_neutrinos": 3}, "dark_neutrinos = 3"),
    ],
)
def test_other_choices_are_refused(choices, words):
    with pytest.raises(rh.InvalidInput, match=words):
        settings(**choices)


def test_a_mass_that_nothing_gives_is_refused():
    with pytest.raises(rh.InvalidInput, match="gives no mass"):
        settings(content_of(given()), dark_neutrinos="massive")


def test_files_are_written_where_class_finds_them(tmp_path):
    found = with_files(settings(), tmp_path)
    assert found["ncdm_psd_filenames"] == str(tmp_path / "nu_s.dat")
    q, f = np.loadtxt(tmp_path / "nu_s.dat").T
    # 2/(2 pi)^3 f gives the density: int 4 pi q^2 f dq (T_gamma0)^3 in two helicities.
    number = np.sum(4 * np.pi * q**3 * f) * np.log(q[1] / q[0])
    assert number == pytest.approx(2 / (2 * np.pi**2) * 1.5 * 1.2020569 * 0.2**3, rel=1e-5)
    assert with_files(settings(COLD), tmp_path / "none") == settings(COLD).to_dict()
    assert not (tmp_path / "none").exists()
    with pytest.raises(rh.InvalidInput, match="CLASS cannot read"):
        with_files(settings(), tmp_path / "a,b")


def test_units_of_momentum(tmp_path):
    found = with_files(settings(unit=0.2), tmp_path)
    q = np.loadtxt(tmp_path / "nu_s.dat")[:, 0]
    assert found["T_ncdm"] == "0.2" and q[-1] == pytest.approx(40.0)


def test_reach():
    assert k_reach(COLD, 30.0) == 10.0
    assert k_reach(WARM, 30.0) == pytest.approx(39.0) and k_reach(WARM, 1.0) == 10.0
    assert k_reach(WARM, None) == 10.0
