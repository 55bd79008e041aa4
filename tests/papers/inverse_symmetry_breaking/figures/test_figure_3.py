"""Fig. 3: the reheating temperature of the Standard Model."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_yields
from reheaton.papers.inverse_symmetry_breaking.figures import figure_3, points
from reheaton.papers.inverse_symmetry_breaking.reheating import T_RH_estimate


def test_temperatures(temperatures, columns):
    """Eq. 18 as it stands, 16 times more for Majorana neutrinos, and its own g_* at one point of the model.

    1e-9, 1e-12: the same functions in other units; 1e-6: T(rho) of the table of the bath.
    """
    i, value = 20, points.LAMBDA
    T_max = temperatures.T_max[i]
    found = exchange_yields(1e12, 2.0 * value, 1e12, T_max * 1e12, points.C_PHI**0.5)
    x4 = float(found.x_RH) ** 4
    expected = 4.0 / 3.0 * (2.0 / 106.75) ** 0.25 * (1.0 + x4) ** 0.75 * float(found.N) * 1e12
    row = list(figure_3.LAMBDAS).index(value)
    majorana, literal = temperatures.versions["majorana"], temperatures.versions["literal"]
    assert majorana.eq18[row, i] == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(majorana.eq18, 16.0 * literal.eq18, rtol=1e-12)
    model = rh.InverseSymmetryBreaking(M_N=1e12, lambda_portal=value, T_max=T_max * 1e12, T_star=1e12, c_phi=0.05)
    assert majorana.own[row, i] == pytest.approx(model.solve().observables["T_RH"], rel=1e-6)
    table = columns[3, "T_RH"]
    assert table[f"T_RH lambda={value:g} majorana [GeV]"][i] == majorana.own[row, i]
    assert table[f"lambda^4 M_Pl lambda={value:g} [GeV]"][0] == pytest.approx(value**4 * M_PLANCK)


def test_the_estimate_holds_only_where_x_RH_is_too_large(temperatures):
    """Near T_max = 10 M_N, above the range of T_max that is allowed at T_* = M_N."""
    low, high = figure_3.excluded(temperatures, points.PAPER_X_RH)
    assert low[0] == figure_3.T_RANGE[0] and high[1] == pytest.approx(figure_3.T_RANGE[1])
    assert low[1] == pytest.approx(0.51, abs=0.02) and high[0] == pytest.approx(3.2, abs=0.1)
    meets = figure_3.crossing(temperatures, "majorana")
    assert 10.0 < meets < 15.0 and np.isnan(figure_3.crossing(temperatures, "literal"))
    # At T_max = 2 M_N the estimate is too large by a factor over a hundred.
    ratio = temperatures.versions["majorana"].eq18[0] / float(T_RH_estimate(1e-5))
    assert np.interp(np.log(2.0), np.log(temperatures.T_max), ratio) < 1e-2
