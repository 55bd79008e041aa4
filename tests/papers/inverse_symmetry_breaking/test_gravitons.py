"""Production by exchange of a graviton: generic density, the limit of high temperature, and who takes part."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.amplitudes import graviton_squared
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.gravitons import graviton_yields
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase, masses_without_couplings
from reheaton.papers.inverse_symmetry_breaking.yields import ProductionBath, prefactor
from reheaton.rates.reaction_density import TwoToTwo, reaction_density

M_N = 1e14
PHASE = broken_phase(Couplings(1e-3, 0.2, -0.02, 1.0, 1.0), 2e14, phi_mass="vacuum")
RATE = 0.5 * (4.0 * np.pi) ** 5 * float(prefactor()) * M_PLANCK
"""T^5/(H s)."""


@pytest.mark.parametrize("law", ["maxwell-boltzmann", "bose-einstein"])
@pytest.mark.parametrize("T", [0.4 * M_N, 1.7 * M_N])
def test_rate_is_that_of_the_generic_density(T, law):
    """1e-8: sums over 40 nodes, in the one of which the integral over time has been done by hand."""
    expected = 0.0
    for mass in (float(PHASE.M_phi_over_T) * T, float(PHASE.M_h_over_T) * T):
        process = TwoToTwo(
            lambda s, x, t, mass=mass: graviton_squared(s, x, mass, M_N), (mass, mass, M_N, M_N), 0.25, (law, law)
        )
        expected += 2.0 * RATE / T**5 * float(reaction_density(process, T))
    slope = jax.grad(lambda x: graviton_yields(M_N, jnp.exp(x), PHASE, ProductionBath(law)).N)(np.log(T))
    assert float(slope) == pytest.approx(expected, rel=1e-8)


def test_gravity_makes_as_many_as_the_mirror_sector_gets():
    """At the benchmark, 3.5e-17 of each against 1.5e-17 of N': not to be neglected. T_max >> M_N: T^8/(80 pi^5)."""
    found = graviton_yields(M_N, 2.0 * M_N, PHASE)
    assert float(found.N) == pytest.approx(3.477e-17, rel=1e-3)
    assert float(found.N_mirror) == float(found.N)
    light = broken_phase(Couplings(1e-8, 1e-6, -1e-7, 1.0, 1.0), 1e17)
    # Two scalars; Y ~ T^3 has a third of its slope. 1e-3: masses of 1e-3 T_max.
    T, Mbar = 1e3 * M_N, M_PLANCK / np.sqrt(8.0 * np.pi)
    expected = RATE * T**3 / 3.0 * 2.0 / (80.0 * np.pi**5 * Mbar**4)
    assert float(graviton_yields(M_N, T, light).N) == pytest.approx(expected, rel=1e-3)


def test_h_takes_part_as_far_as_it_is_there():
    """phi alone makes half at T >> M_N (1%: its mass); h that is frozen in, less than thermal h."""
    few = masses_without_couplings(1e-6)
    T = 100.0 * M_N
    thermal, absent = (float(graviton_yields(M_N, T, few, ProductionBath(eta=eta)).N) for eta in ("thermal", "absent"))
    assert absent == pytest.approx(0.5 * thermal, rel=0.01)
    rare, common = (
        float(graviton_yields(M_N, T, few, ProductionBath(eta="frozen-in", T_1=T_1)).N) for T_1 in (1e-3 * T, 1e4 * T)
    )
    assert absent < rare < 1.001 * absent
    assert common == pytest.approx(thermal, rel=0.01)
