"""What a universe carries from freeze-in: one phase, T_*, and yields whose sum is that of the processes."""

import numpy as np
import pytest

import reheaton as rh

B2 = {
    "lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1.0, "mu_phi": 1.0, "Lambda_eff": 1e14,
    "M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14,
}  # fmt: skip


def test_yields_of_all_processes_are_their_sum():
    freeze_in = rh.InverseSymmetryBreaking(**B2).freeze_in()
    assert set(freeze_in.by_process) == {"exchange", "h_phi", "three_phi", "gravitons"}
    for side in ("N", "N_mirror"):
        parts = [float(getattr(made, side)) for made in freeze_in.by_process.values()]
        assert float(getattr(freeze_in.yields("all"), side)) == pytest.approx(sum(parts), rel=1e-14)
    assert freeze_in.yields("paper") is freeze_in.by_process["exchange"]


def test_T_star_is_the_scale_over_the_vev():
    """Eq. 14 with v^2 = |c_eta| T^2/lambda_eta, Eq. 8."""
    c_eta = (6.0 * B2["lambda_eta"] + B2["lambda_eta_phi"]) / 24.0
    expected = B2["Lambda_eff"] / np.sqrt(-c_eta / B2["lambda_eta"])
    assert float(rh.InverseSymmetryBreaking(**B2).freeze_in().T_star) == pytest.approx(expected, rel=1e-12)


def test_the_universe_carries_it():
    model = rh.InverseSymmetryBreaking(M_N=1e14, lambda_portal=4e-5, T_max=2e14, c_phi=0.05, T_star=1e14)
    carried = model.universe().origin
    assert float(carried.T_star) == 1e14
    assert float(carried.yields("paper").x_RH) == pytest.approx(model.solve().observables["x_RH"], rel=1e-12)
