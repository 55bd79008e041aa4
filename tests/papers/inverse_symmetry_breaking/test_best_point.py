"""The best temperatures: a minimum it is, hot enough it is, and where there is none it is said."""

import numpy as np
import pytest

import reheaton as rh

POINT = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "c_phi": 0.05, "T_star": 1e14}
OPEN = {
    "lambda_eta": 1e-7, "lambda_phi": 1.0, "lambda_eta_phi": -5e-4, "mu_eta": 1e-10, "mu_phi": 1e-10,
    "Lambda_eff": 1e16, "M_N": 1e14, "lambda_portal": 1e-6, "T_max": 2e14, "processes": "all", "phi_mass": "vacuum",
}  # fmt: skip


def x_RH(model):
    freeze_in = model.freeze_in()
    return float(freeze_in.yields(model.processes, model.gravitons).x_RH)


def test_it_is_the_least_that_is_hot_enough():
    """Colder points have smaller x_RH: T_RH lies at its bound (1e-3: the grid). Around it there is no better one."""
    best = rh.least_x_RH(rh.InverseSymmetryBreaking(**POINT))
    assert best.solve().observables["T_RH_eq18"] == pytest.approx(1e-2, rel=1e-3)
    assert x_RH(best) == pytest.approx(0.1075, abs=2e-4)
    for factor in (0.97, 1.03):
        beside = best.changed({"T_star": best.T_star * factor})
        assert x_RH(beside) > x_RH(best)
    hotter = rh.least_x_RH(rh.InverseSymmetryBreaking(**POINT), T_RH=1.0)
    assert x_RH(hotter) > x_RH(best)


@pytest.mark.slow
def test_open_decays_have_a_minimum_of_their_own():
    """T_* of 1.4 to 1.9 T_d, T_max of 1.3 to 1.4 T_*, x below 0.44: published ranges. No step of 3% is better."""
    model = rh.InverseSymmetryBreaking(**OPEN)
    best = rh.least_x_RH(model)
    T_star = float(best.freeze_in().T_star)
    T_d = float(best.freeze_in().phase.T_phi_decay(best.M_N))
    assert 1.4 < T_star / T_d < 1.9 and 1.25 < best.T_max / T_star < 1.45
    assert x_RH(best) == pytest.approx(0.4095, abs=1e-3)
    for a, b in np.array([(1.03, 1.0), (0.97, 1.0), (1.0, 1.03), (1.0, 0.97)]):
        beside = best.changed({"Lambda_eff": best.Lambda_eff * a, "T_max": best.T_max * b})
        assert x_RH(beside) > x_RH(best)


def test_no_point_is_hot_enough():
    weak = rh.InverseSymmetryBreaking(**POINT | {"lambda_portal": 1e-9})
    with pytest.raises(rh.NumericalFailure, match="take another lambda_portal"):
        rh.least_x_RH(weak)
    with pytest.raises(rh.InvalidInput, match="T_RH"):
        rh.least_x_RH(weak, T_RH=-1.0)
