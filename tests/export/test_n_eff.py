"""What is handed over to codes of the microwave background."""

import pytest

import reheaton as rh
from reheaton.export.n_eff import n_eff


@pytest.mark.parametrize(
    ("observables", "expected"),
    [
        ({}, 3.044),
        ({"delta_N_eff_cmb": 0.1}, 3.144),
        ({"delta_N_eff_cmb": 0.1, "delta_N_eff_dark_cmb": 0.3}, 3.344),
        # Instant decoupling is 3 in the models: what it lacks is handed over, and the 0.044 stays.
        ({"delta_N_eff_cmb": 0.1, "N_eff_sm": 3.0}, 3.144),
        ({"delta_N_eff_cmb": 0.1, "N_eff_sm": 2.5}, 2.644),
        # Decoupling by collisions is the Standard Model itself.
        ({"delta_N_eff_cmb": 0.1, "N_eff_sm": 3.0434, "N_e": 1.018}, 3.1434),
    ],
)
def test_only_differences_to_the_standard_model_are_handed_over(observables, expected):
    assert n_eff(observables) == pytest.approx(expected, rel=1e-12)


def test_the_observables_of_models_have_these_names():
    assert {"delta_N_eff_cmb", "N_eff_sm"} <= set(rh.TwinSterileNeutrino.observables())
    assert {"delta_N_eff_cmb", "delta_N_eff_dark_cmb"} <= set(rh.InverseSymmetryBreaking.observables())


@pytest.mark.slow
def test_neutrinos_of_their_own_are_counted():
    """`N_eff_cmb` is the sum of both, from which 0.044 is missing."""
    point = {"m_N": 80, "m_nu": 1.5e-9, "vev_ratio": 4, "relic": "fluid", "sm_neutrinos": "decoupled"}
    found = rh.TwinSterileNeutrino(**point).solve().observables
    assert n_eff(found) == pytest.approx(found["N_eff_cmb"] + 0.044, rel=1e-12)
