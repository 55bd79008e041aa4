"""What is read off: Eqs. 16 and 17 by hand, the width's own reheating temperature, and why nothing is defined."""

import numpy as np
import pytest

import reheaton as rh

DIRECT = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "c_phi": 0.05, "T_star": 1e14}


def test_x_RH_and_delta_N_eff_follow_from_the_yields():
    found = rh.InverseSymmetryBreaking(**DIRECT).solve().observables
    x = (found["Y_N_mirror"] / found["Y_N"]) ** 0.25
    assert found["x_RH"] == pytest.approx(x, rel=1e-12)
    assert found["delta_N_eff_eq17"] == pytest.approx(29.0 / 7.0 * (11.0 / 4.0) ** (4.0 / 3.0) * x**4, rel=1e-12)
    # M_phi = sqrt(c_phi) T, Eq. 6.
    assert found["M_phi_over_T"] == pytest.approx(np.sqrt(0.05), rel=1e-12)
    assert "x_RH_all" not in found and "T_c" not in found


def test_T_RH_with_a_width_is_at_Gamma_equal_H():
    result = rh.InverseSymmetryBreaking(**DIRECT | {"lambda_portal": 1e-3}, Gamma_N=1e-12).solve()
    at = result.background.when({"decay": rh.rate_equals_hubble(1e-12)})["decay"]
    assert result.observables["T_RH"] == pytest.approx(float(at.T["sm"]), rel=1e-10)


def test_undefined_yields_are_a_failure_that_says_why():
    weak = {"lambda_eta": 1e-2, "lambda_phi": 1.0, "lambda_eta_phi": -0.07, "mu_eta": 1.0, "mu_phi": 1.0}
    model = rh.InverseSymmetryBreaking(
        **weak, Lambda_eff=1e14, M_N=1e14, lambda_portal=4e-5, T_max=2e14, resummation="parwani"
    )
    with pytest.raises(rh.NumericalFailure, match="resummation removes the expectation value of eta"):
        model.solve()
