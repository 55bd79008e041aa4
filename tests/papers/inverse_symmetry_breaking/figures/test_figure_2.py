"""Fig. 2: x_RH over T_max and T_*, and of all processes against lambda."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.papers.inverse_symmetry_breaking.figures import figure_2, points
from reheaton.papers.inverse_symmetry_breaking.yields import EQUILIBRIUM_YIELD


def test_a_point_of_the_plane_is_that_of_the_model(columns):
    """1e-9: the same functions in other units."""
    plane, i = columns[2, "plane"], 17 * 40 + 22
    M_N, T_max, T_star = points.M_N, plane["T_max/M_N"][i], plane["T_star/M_N"][i]
    model = rh.InverseSymmetryBreaking(
        M_N=M_N, lambda_portal=1e-2, T_max=T_max * M_N, T_star=T_star * M_N, c_phi=points.C_PHI
    )
    found = model.solve().observables
    assert plane["x_RH"][i] == pytest.approx(found["x_RH"], rel=1e-9)
    assert plane["delta_N_eff_eq17"][i] == pytest.approx(found["delta_N_eff_eq17"], rel=1e-9)
    # 1%: both sectors are reheated far above the weak scale, where g_* hardly changes.
    assert found["T_RH"] > 1e5
    assert plane["delta_N_eff_late"][i] == pytest.approx(found["delta_N_eff_cmb"], rel=0.01)


def test_plane_is_defined_everywhere():
    assert np.all(np.isfinite(figure_2.solve_plane(figure_2.POINTS).x_RH))


def test_order_lambda_squared_undoes_the_asymmetry(columns, curves):
    """x_RH of the paper's process does not depend on lambda (rounding); that of all is 1 until N is in equilibrium."""
    assert np.all(np.abs(np.array(columns[2, "plane-all"]["x_RH"]) - 1.0) < 0.02)
    # An independent calculation, with M_phi of the vacuum, found 1.0026, 1.0005 and 1.0001.
    expected = {"B1": 1.0024, "B2": 1.0005, "B3": 1.0001}
    for name, curve in curves.items():
        assert np.ptp(curve.paper.x_RH) < 1e-12
        at = int(np.argmin(np.abs(np.log(curve.lambda_portal / points.LAMBDA))))
        assert curve.everything.x_RH[at] == pytest.approx(expected[name], abs=1e-4)
        rare = curve.everything.N < EQUILIBRIUM_YIELD
        assert np.all(curve.everything.x_RH[rare] > 0.98) and not rare.all()
        assert np.all(curve.everything.x_RH > points.largest_x_RH())


def test_contours_of_limits():
    """0.28 of Planck and 0.06 of CMB-S4 by 7.40 x_RH^4, and what the paper prints; 1e-3: three digits of 7.40."""
    limits = figure_2.limits()
    assert limits["paper"] == points.PAPER_X_RH
    assert limits["present"] == pytest.approx((0.28 / 7.40) ** 0.25, rel=1e-3)
    assert limits["today"] == pytest.approx((0.107 / 7.40) ** 0.25, rel=1e-3)
    assert limits["projected"] == pytest.approx((0.06 / 7.40) ** 0.25, rel=1e-3)


def test_legend(drawings):
    legend = " ".join(text.get_text() for text in drawings[2].figure.legends[0].get_texts())
    for word in ("0.42", "0.44", "0.35", "0.107", "CMB-S4", "c_\\phi", "T_*"):
        assert word in legend
