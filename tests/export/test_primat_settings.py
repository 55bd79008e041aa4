"""The program and the files that run primat, and the energy of dark sectors that it is given."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.export.primat_settings import (
    DARK_FILE,
    TITLE,
    DarkEnergyDensity,
    Nucleosynthesis,
    primat_files,
    standard_settings,
)
from reheaton.export.settings import Settings


def test_dark_energy_is_a_power_between_its_nodes():
    """rho ~ T^4 is a line in logarithms; to rounding. Nothing dark is 0."""
    T = np.geomspace(1e-3, 10.0, 9)
    assert DarkEnergyDensity(T, 0.3 * T**4)(0.2) == pytest.approx(0.3 * 0.2**4, rel=1e-12)
    assert DarkEnergyDensity(np.zeros(0), np.zeros(0))(1.0) == 0.0


@pytest.mark.parametrize("nodes", [9, 0])
def test_the_program_takes_dark_energy_where_there_is_some(nodes):
    T = np.geomspace(1e-3, 10.0, nodes)
    settings = Settings(TITLE, standard_settings(rh.LambdaCDM(omega_b=0.021)))
    files = primat_files(Nucleosynthesis(settings, DarkEnergyDensity(T, T**4)))
    assert "'Omegabh2': 0.021" in files["run_primat.py"]
    assert ("extra_rho" in files["run_primat.py"], DARK_FILE in files) == (nodes > 0, nodes > 0)
    compile(files["run_primat.py"], "run_primat.py", "exec")
