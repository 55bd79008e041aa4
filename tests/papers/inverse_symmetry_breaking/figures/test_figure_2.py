"""Fig. 2: x_RH over T_max and T_*, and the map of all processes."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.papers.inverse_symmetry_breaking.figures import figure_2, points


@pytest.mark.slow
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


def test_order_lambda_squared_undoes_the_asymmetry_where_eta_is_not_weakly_coupled(columns):
    """An independent calculation, with M_phi of the vacuum and without phi phi -> phi N N, found 1.0026 to 1.0001."""
    assert np.all(np.abs(np.array(columns[2, "plane-all"]["x_RH"]) - 1.0) < 0.05)


def test_a_point_of_the_map_is_that_of_the_model(map_of_all):
    """v/T = 100, half of the largest lambda_eta; 1e-6: the same functions."""
    found = figure_2.solve_map(2, 2)
    assert found.made.N.shape == (2, 2)
    lambda_portal, nu = map_of_all.lambda_portal[10], map_of_all.nu[8]
    given = points.weakly_coupled(figure_2.LAMBDA_PHI, nu)
    model = rh.InverseSymmetryBreaking(
        **given._asdict(), M_N=points.M_N, lambda_portal=lambda_portal, T_max=2.0 * points.M_N,
        Lambda_eff=nu * points.M_N, processes="all",
    )  # fmt: skip
    made = model.freeze_in().yields("all")
    assert map_of_all.made.x_RH[8, 10] == pytest.approx(float(made.x_RH), rel=1e-6)


def test_where_the_mechanism_works(map_of_all):
    """At lambda Lambda_eff/T_* above 1.3 exchange wins over contact production; far below it x_RH is near 1."""
    strength = map_of_all.lambda_portal * map_of_all.nu[:, None]
    rare = map_of_all.made.N < figure_2.RARE_YIELD
    x_RH = np.asarray(map_of_all.made.x_RH)
    assert np.all(x_RH[(strength > 2.6) & rare] < 0.5)
    assert np.all(x_RH[(strength < 1e-3) & (map_of_all.nu[:, None] < 10.0)] > 0.95)
    assert figure_2.highest_nu() == pytest.approx(321.0, rel=0.02)


def test_couplings_of_given_v_over_T():
    """v/T = (|c_eta|/lambda_eta)^(1/2) (Eqs. 5, 8), and the bound of Eq. 2 by a factor 2^(1/2); 1e-12: rounding."""
    given = points.weakly_coupled(0.2, 30.0)
    assert float((-(6.0 * given.lambda_eta + given.lambda_eta_phi) / 24.0 / given.lambda_eta) ** 0.5) == pytest.approx(
        30.0, rel=1e-12
    )
    bound = 2.0 * np.sqrt(given.lambda_eta * 0.2)
    assert -given.lambda_eta_phi == pytest.approx(bound / np.sqrt(2.0), rel=1e-12)


def test_contours_of_limits():
    """0.28 of Planck and 0.06 of CMB-S4 by 7.40 x_RH^4, and what the paper prints; 1e-3: three digits of 7.40."""
    limits = figure_2.limits()
    assert limits["paper"] == points.PAPER_X_RH
    assert limits["present"] == pytest.approx((0.28 / 7.40) ** 0.25, rel=1e-3)
    assert limits["today"] == pytest.approx((0.107 / 7.40) ** 0.25, rel=1e-3)
    assert limits["projected"] == pytest.approx((0.06 / 7.40) ** 0.25, rel=1e-3)


def test_legend(drawings):
    legend = " ".join(text.get_text() for text in drawings[2].figure.legends[0].get_texts())
    for word in ("0.42", "0.44", "0.35", "0.107", "CMB-S4", "c_\\phi", "T_*", "Y_N=0.02"):
        assert word in legend
