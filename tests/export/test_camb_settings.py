"""Settings of CAMB, and the program that runs it."""

import subprocess
import sys

import pytest
from tests.export.given_point import TWIN, given, thermal

import reheaton as rh
from reheaton.export.camb_settings import camb_script, camb_settings
from reheaton.export.content import content_of

CONTENT = content_of(given(TWIN))


def test_all_dark_matter_is_cold():
    found = camb_settings(CONTENT, rh.LambdaCDM()).to_dict()
    assert found["omch2"] == 0.12 and found["nnu"] == pytest.approx(3.244) and "YHe" not in found
    warm = content_of(given({"Omega_h2": 0.2}, {"m_s": 7.0}, thermal()))
    assert (
        camb_settings(warm, rh.LambdaCDM(), 0.25).to_dict() | {"omch2": 0.2, "YHe": 0.25}
        == camb_settings(warm, rh.LambdaCDM(), 0.25).to_dict()
    )


def test_the_program_is_python():
    compile(camb_script(camb_settings(CONTENT, rh.LambdaCDM(m_neutrino=0.06), 0.24)), "run_camb.py", "exec")


@pytest.mark.slow
def test_camb_moves_as_radiation_says(tmp_path):
    """l (l + 1) C_l/(2 pi) at l = 2000 goes from 231.37 to 225.84 muK^2 for Delta N_eff = 0.1972, by CAMB itself."""
    camb = pytest.importorskip("camb")
    values = []
    for dark in (0.0, 0.19721):
        content = content_of(given({"delta_N_eff_cmb": dark}))
        parameters = camb.set_params(**camb_settings(content, rh.LambdaCDM()).to_dict())
        values.append(camb.get_results(parameters).get_cmb_power_spectra(parameters, CMB_unit="muK")["total"][2000, 0])
    # Both numbers are those of Planck's parameters, which were not written down with all digits: 0.5%.
    assert values == pytest.approx([231.37, 225.84], rel=5e-3)


@pytest.mark.slow
def test_the_program_runs_as_it_is(tmp_path):
    pytest.importorskip("camb")
    (tmp_path / "run_camb.py").write_text(camb_script(camb_settings(CONTENT, rh.LambdaCDM())))
    done = subprocess.run([sys.executable, "run_camb.py"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("N_eff = 3.24400")
    assert (tmp_path / "camb_cl.csv").read_text().count("\n") > 2000
