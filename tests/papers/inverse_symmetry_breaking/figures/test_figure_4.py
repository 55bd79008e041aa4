"""Fig. 4: where inverse breaking survives resummation, and where decays of phi save the mechanism."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.papers.inverse_symmetry_breaking.figures import figure_4, points


def test_the_line_of_survival_is_the_estimate(regions):
    """6/(1 - 3 c_phi^(1/2)/pi) to relative order c_phi and one step of the grid, 5%, for lambda_phi up to 0.1."""
    survival, _ = regions
    small = survival.lambda_phi < 0.1
    expected = 6.0 / (1.0 - 3.0 / np.pi * np.sqrt(survival.lambda_phi[small] / 4.0))
    for name in figure_4.RESUMMATIONS:
        np.testing.assert_allclose(survival.lowest_portal(name)[small], expected, rtol=0.06)


def test_a_point_of_the_map_is_that_of_the_model(regions):
    """1e-6: the same functions; gravitons, which the map leaves out, are 1e-4 of N at this lambda."""
    _, found = regions
    row, column = 4, 3
    given = points.weakly_coupled(figure_4.LAMBDA_PHI, figure_4.NU)
    M_N = 1e8
    for eta in figure_4.ETAS:
        model = rh.InverseSymmetryBreaking(
            **given._asdict(), M_N=M_N, lambda_portal=1e-7, T_max=10.0 * M_N, Lambda_eff=figure_4.NU * M_N,
            processes="all", eta=eta, phi_mass="vacuum",
        )  # fmt: skip
        T_star = float(model.freeze_in().phase.T_phi_decay(M_N)) * found.T_star[column]
        moved = model.changed({"Lambda_eff": figure_4.NU * T_star, "T_max": T_star * found.T_max[row]})
        assert found.x_RH[eta][row, column] == pytest.approx(float(moved.freeze_in().yields("all").x_RH), rel=1e-4)


def test_what_the_figure_shows(regions, drawings, columns):
    """Less than 0.44 only near T_* = 1.4 to 1.9 T_d, and less without h; today's limit is not reached."""
    _, found = regions
    thermal, absent = (found.x_RH[eta] for eta in figure_4.ETAS)
    assert np.all(absent < thermal + 1e-3)
    assert 0.37 < np.min(absent) < 0.40 < np.min(thermal) < points.largest_x_RH()
    table = columns[4, "open-decays"]
    assert np.min(table["x_RH absent h"]) == pytest.approx(float(np.min(absent)), rel=1e-12)
    words = " ".join(ax.get_title() for ax in drawings[4].figure.axes)
    assert "thermal" in words and "absent" in words
    assert "Maxwell-Boltzmann" in figure_4.caption(found) and "not reached" in figure_4.caption(found)
