"""The checks of the mechanism: raised where an assumption fails, with numbers that follow from the point."""

import numpy as np
import pytest

import reheaton as rh

DIRECT = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "c_phi": 0.05, "T_star": 1e14}
B2 = {
    "lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1.0, "mu_phi": 1.0, "Lambda_eff": 1e14,
    "M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14,
}  # fmt: skip


def flags(**values):
    return {flag.name: flag for flag in rh.InverseSymmetryBreaking(**values).solve().flags}


def test_order_lambda_squared_is_unknown_without_couplings_and_large_with_them():
    assert "order_lambda_squared_unknown" in flags(**DIRECT)
    raised = flags(**B2)["order_lambda_squared"]
    assert raised.value == pytest.approx(1.0, abs=0.02)
    assert "with all processes x_RH is 1.0" in raised.message
    assert "order_lambda_squared" not in flags(**B2, processes="all")


def test_phi_decays_where_it_is_heavier_than_two_N():
    """M_phi/(2 M_N) = sqrt(c_phi) T_max/(2 M_N), Eq. 6."""
    value = flags(**DIRECT | {"T_max": 1e15})["phi_decay"].value
    assert value == pytest.approx(np.sqrt(0.05) * 1e15 / 2e14, rel=1e-12)
    assert "phi_decay" not in flags(**DIRECT)


def test_thermal_N_and_the_cutoff():
    raised = flags(**DIRECT | {"lambda_portal": 0.9})
    assert {"nearly_thermal", "production_over_H"} <= set(raised)
    # Lambda = Lambda_eff/lambda with C = 1.
    strong = flags(**B2 | {"lambda_portal": 0.9})
    assert strong["above_cutoff"].value == pytest.approx(2e14 * 0.9 / 1e14, rel=1e-12)


def test_checks_of_many_points_are_those_of_each():
    T_max = np.array([1.5e14, 4e14, 1.2e15])
    batch = rh.solve_batch(rh.InverseSymmetryBreaking, **DIRECT | {"T_max": T_max})
    for i, T in enumerate(T_max):
        assert {flag.name for flag in batch[i].flags} == set(flags(**DIRECT | {"T_max": float(T)}))
