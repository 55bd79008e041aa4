"""The hadron resonance gas: the full list of hadrons, the lattice beside it, and its masses in a twin."""

import numpy as np
import pytest
from qcd.lattice import lattice_trace_anomaly

from reheaton.matter.ideal_gas import exact_energy_density, exact_pressure
from reheaton.matter.qcd import hadron_table
from reheaton.matter.qcd.hadrons import hadron_pressure

from .listed_hadrons import listed_hadrons
from .qcd_reference import hadron_entropy


def test_lumped_hadrons_equal_the_full_list():
    """0.2%: the error of replacing neighbouring states by their mean mass; only below 130 MeV is the gas used alone."""
    t = np.array([0.05, 0.08, 0.10, 0.12, 0.13])
    pressure, energy = np.zeros_like(t), np.zeros_like(t)
    for state in listed_hadrons():
        n = state.pdgid
        x, g = 1e-3 * state.mass / t, 2.0 * state.J + 1.0
        statistics = "fermion" if n.is_baryon else "boson"
        pressure = pressure + g * exact_pressure(x, statistics)
        energy = energy + g * exact_energy_density(x, statistics)
    np.testing.assert_allclose(hadron_pressure(t), pressure, rtol=2e-3)
    np.testing.assert_allclose(hadron_entropy(t), pressure + energy, rtol=2e-3)


def test_lattice_continues_the_hadron_gas():
    """10%: lattice and hadron-gas trace anomalies near 0.11 GeV agree within the lattice errors."""
    t = np.array([0.10, 0.11, 0.12])
    np.testing.assert_allclose(hadron_entropy(t) - 4.0 * hadron_pressure(t), lattice_trace_anomaly(t), rtol=0.1)


def test_pseudoscalar_masses_scale_with_the_square_root():
    """1e-12: exact by construction; the proton keeps its mass, and everything else follows the confinement scale."""
    table = hadron_table()
    np.testing.assert_allclose(table.masses(4.0)[:2], 2.0 * table.mass[:2], rtol=1e-12)
    assert table.pseudoscalar.sum() == 4
    proton = int(np.argmin(np.abs(table.mass - 0.9389)))
    assert table.masses(4.0, 1.3)[proton] == pytest.approx(1.3 * table.mass[proton], rel=1e-12)
