"""The files for each code."""

import pytest
from tests.export.given_point import TWIN, given, thermal

import reheaton as rh
from reheaton.export.exports import CHOICES, CODES, HELIUM, export_files, to_camb, to_class, to_class_twin, to_primat

POINT = given({**TWIN, "k_half_mode": 20.0}, {"m_s": 7.0, "vev_ratio": 4.0}, thermal())
PLANCK = rh.LambdaCDM()


def test_class_runs_in_the_folder_of_its_files():
    files = export_files("class", POINT, PLANCK, {})
    assert set(files) == {"class.ini", "nu_s.dat"}
    lines = files["class.ini"].splitlines()
    assert "ncdm_psd_filenames = nu_s.dat" in lines and "root = class_" in lines and "P_k_max_h/Mpc = 26.0" in lines
    assert "P_k_max_h/Mpc = 5.0" in export_files("class", POINT, PLANCK, {"k_max": 5.0})["class.ini"]


def test_the_other_codes():
    assert set(export_files("camb", POINT, PLANCK, {})) == {"run_camb.py"}
    files = export_files("class-twin", POINT, PLANCK, {"twin_baryons": 0.2})
    assert "r_all_twin = 0.2" in files["class-twin.ini"].splitlines()
    with pytest.raises(rh.InvalidInput, match="needs the background"):
        export_files("primat", POINT, PLANCK, {})
    with pytest.raises(rh.InvalidInput, match="needs the background"):
        to_primat(POINT)


def test_helium_of_the_point_itself_is_taken():
    point = given({HELIUM: 0.25, "delta_N_eff_cmb": 0.1})
    assert to_class(point).to_dict()["YHe"] == 0.25 and to_camb(point).to_dict()["YHe"] == 0.25


def test_codes_and_choices_that_do_not_exist_are_refused():
    assert set(CHOICES) == set(CODES)
    with pytest.raises(rh.InvalidInput, match="did you mean 'camb'"):
        export_files("cambb", POINT, PLANCK, {})
    with pytest.raises(rh.InvalidInput, match="k_max has no effect on the input of camb, which takes nothing"):
        export_files("camb", POINT, PLANCK, {"k_max": 1.0})
    with pytest.raises(rh.InvalidInput, match="twin_baryons has no effect on the input of class"):
        export_files("class", POINT, PLANCK, {"twin_baryons": 0.1})
    many = given()
    many.shape = (2,)
    for hand_over in (to_class, to_camb, to_class_twin, to_primat):
        with pytest.raises(rh.InvalidInput, match="take one of them"):
            hand_over(many)
