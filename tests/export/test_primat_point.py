"""What primat is told of a point; what primat makes of it is in tests/sky/test_light_elements.py."""

import io

import numpy as np
import pytest
from tests.export.given_point import given

import reheaton as rh
from reheaton.constants import SECOND, T_GAMMA_0
from reheaton.export.primat_point import dark_energy_density, entropy_made, history_text, nucleosynthesis
from reheaton.export.primat_settings import DARK_FILE, HISTORY_FILE, primat_files, with_history


@pytest.fixture(scope="module")
def mirror():
    """The Standard Model and a mirror sector at half its temperature."""
    universe = rh.Universe([rh.standard_model(), rh.standard_model("mirror")], start={"sm": 1.0, "mirror": 0.5})
    return rh.evolve(universe, until=("sm", 0.2e-9))


@pytest.mark.slow
def test_entropy_is_conserved_without_decays(mirror):
    assert abs(entropy_made(mirror)) < 1e-10


def test_the_history_is_that_of_a_radiation_dominated_universe(mirror):
    T, t, a = np.loadtxt(io.StringIO(history_text(mirror)), skiprows=1).T
    assert len(T) == 6000 and np.all(np.diff(T) < 0) and np.all(np.diff(t) > 0) and np.all(np.diff(a) > 0)
    assert T[[0, -1]] == pytest.approx([50.0, 5e-4], rel=1e-9)
    # After e+e- annihilation a = T_gamma0/T, but for the electrons that are left: none.
    assert a[-1] == pytest.approx(T_GAMMA_0 / (T[-1] * 1e-3), rel=1e-6)
    # H = d ln a/dt from the table itself against the energy of what is in it.
    H = np.gradient(np.log(a), t)[-3] / SECOND
    rho = float(np.pi**2 / 30 * (2 + 7 / 8 * 6 * (4 / 11) ** (4 / 3)) * (T[-3] * 1e-3) ** 4)
    ratio = H / np.sqrt(8 * np.pi / 3 * rho) * 1.220890e19
    # The mirror sector is the same gas with less entropy: rho ~ S^(4/3) once both have annihilated their electrons.
    now = mirror.when({"now": rh.cooled_to("sm", 1e-6)})["now"]
    share = (float(now.S["mirror"]) / float(now.S["sm"])) ** (4 / 3)
    assert 0.04 < share < 0.0625 and ratio**2 == pytest.approx(1 + share, rel=1e-4)


def test_dark_energy_against_the_background(mirror):
    dark = dark_energy_density(mirror)
    now = mirror.when({"now": rh.cooled_to("sm", 1e-3)})["now"]
    # Cubic splines in ln T between points of the grid.
    assert dark(1.0) == pytest.approx(float(now.rho["mirror"]) * 1e12, rel=1e-5)
    alone = rh.evolve(rh.Universe([rh.standard_model()], start=1.0), until=("sm", 0.2e-9))
    assert dark_energy_density(alone)(1.0) == 0.0


def test_whose_history(mirror, tmp_path):
    point = given()
    point.background = mirror
    cosmology = rh.LambdaCDM(omega_b=0.02)
    told = nucleosynthesis(point, cosmology)
    assert not told.own_history and told.settings.to_dict()["Omegabh2"] == 0.02
    assert with_history(told, tmp_path) == told.settings.to_dict()
    files = primat_files(told)
    assert set(files) == {"run_primat.py", DARK_FILE} and "extra_rho=[rho_dark]" in files["run_primat.py"]
    own = nucleosynthesis(point, cosmology, "own")
    assert own.own_history and with_history(own, tmp_path)["custom_background"] == str(tmp_path / HISTORY_FILE)
    assert own.settings.to_dict()["weak_rate_cache"] is False
    files = primat_files(own)
    assert set(files) == {"run_primat.py", HISTORY_FILE}
    for text in (files["run_primat.py"], primat_files(told)["run_primat.py"]):
        compile(text, "run_primat.py", "exec")


def test_what_has_no_nucleosynthesis_is_refused(mirror):
    point = given()
    with pytest.raises(rh.InvalidInput, match="needs the background"):
        nucleosynthesis(point, rh.LambdaCDM())
    point.background = mirror
    with pytest.raises(rh.InvalidInput, match=r"history = 'mine' is not a choice"):
        nucleosynthesis(point, rh.LambdaCDM(), "mine")
    cold = rh.evolve(rh.Universe([rh.standard_model("other")], start=1.0), until=("other", 0.2e-9))
    point.background = cold
    with pytest.raises(rh.InvalidInput, match="needs the sector sm"):
        nucleosynthesis(point, rh.LambdaCDM())
    point.background = rh.evolve(rh.Universe([rh.standard_model()], start=0.04), until=("sm", 0.2e-9))
    with pytest.raises(rh.InvalidInput, match=r"from 50 MeV to 0\.5 keV, and here it has 0\.04 GeV"):
        nucleosynthesis(point, rh.LambdaCDM())
