"""Fig. 1: growth of the yields of N and N' by process."""

import numpy as np
import pytest
from scipy.integrate import trapezoid

from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_yields
from reheaton.papers.inverse_symmetry_breaking.figures import figure_1, points
from reheaton.papers.inverse_symmetry_breaking.freeze_in import yields_by_process
from reheaton.papers.inverse_symmetry_breaking.yields import total


def test_curves_add_up_to_the_yields(growth):
    """Integrals over ln T up to a temperature of the grid; 1%: trapezoidal rule, and nothing below the range."""
    end = int(np.argmin(np.abs(growth.T - 5.0)))
    log_T = np.log(growth.T[: end + 1])
    y_0, T_end = 2.0 * points.LAMBDA, growth.T[end] * points.M_N
    for star, pair in growth.paper.items():
        found = exchange_yields(points.M_N, y_0, star * points.M_N, T_end, points.C_PHI**0.5)
        assert trapezoid(pair.N[: end + 1], log_T) == pytest.approx(float(found.N), rel=0.01)
        # N' has a zero, near which the grid is finer but the curve is not smooth in logarithms.
        assert trapezoid(pair.N_mirror[: end + 1], log_T) == pytest.approx(float(found.N_mirror), rel=0.02)
    expected = yields_by_process(points.M_N, y_0, points.M_N, T_end, points.benchmark("B2"))
    expected["virtual_phi"] = total({name: expected[name] for name in figure_1.VIRTUAL_PHI})
    assert list(growth.processes) == list(figure_1.STYLES)
    for name, pair in growth.processes.items():
        assert trapezoid(pair.N[: end + 1], log_T) == pytest.approx(float(expected[name].N), rel=0.01), name


def test_what_the_figure_shows(growth):
    """N only rises with T, also at T_* = M_N; N' vanishes at T_*; h phi exceeds the paper's process by 1e8."""
    for star, pair in growth.paper.items():
        assert np.all(np.diff(pair.N) > 0.0)
        at = np.argmin(np.where((growth.T > 0.2 * star) & (growth.T < 5.0 * star), pair.N_mirror, np.inf))
        assert growth.T[at] == pytest.approx(star, rel=1e-3)
    h_phi, exchange = growth.processes["h_phi"], growth.processes["exchange"]
    i = int(np.argmin(np.abs(growth.T - 1.0)))
    assert 3e7 < h_phi.N[i] / exchange.N[i] < 3e8
    # N and N' are made alike: the s-channel term, which tells them apart, is a thousandth of the contact term.
    np.testing.assert_allclose(h_phi.N_mirror, h_phi.N, rtol=3e-3)
    assert growth.x_RH == pytest.approx((0.2517677, 1.0004668), rel=1e-6)


def test_tables(growth, columns):
    paper, everything = columns[1, "paper"], columns[1, "all"]
    np.testing.assert_array_equal(paper["dY_N_mirror/dlnT T_*=0.3M_N"], growth.paper[0.3].N_mirror)
    np.testing.assert_array_equal(everything["dY_N/dlnT gravitons"], everything["dY_N_mirror/dlnT gravitons"])
    assert list(everything)[1::2] == [f"dY_N/dlnT {name}" for name in figure_1.STYLES]
    assert np.all(np.isfinite(np.array(list(everything.values()))))


def test_title_tells_both_temperature_ratios(drawings):
    assert "1.0005 instead of 0.25" in drawings[1].figure.axes[1].get_title()
