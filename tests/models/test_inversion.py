"""Answers to an inverse question carry what solved points carry: limits, flags, residuals and outcomes."""

from functools import cache

import numpy as np

import reheaton as rh
from reheaton.universe.outcome import Outcome

GIVEN = {"m_s": np.array([7.0, 0.3])}


@cache
def answers():
    """The second question has no answer below the highest mixing that is tried."""
    return rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", (1e-12, 1e-8), **GIVEN)


def test_an_answer_has_the_limits_and_flags_of_the_solved_point():
    """1e-6: the tolerance of the answer, and rounding in other lanes."""
    found = answers().result[0]
    point = rh.DodelsonWidrow(m_s=7.0, sin2_2theta=float(answers().values[0])).solve()
    assert found.parameters["sin2_2theta"] == point.parameters["sin2_2theta"]
    assert [flag.name for flag in found.flags] == [flag.name for flag in point.flags] != []
    assert [limit.name for limit in found.limits] == [limit.name for limit in point.limits]
    np.testing.assert_allclose([x.margin for x in found.limits], [x.margin for x in point.limits], rtol=1e-6)
    assert found.allowed == point.allowed and found.codes == Outcome.SOLVED
    assert 0.0 <= found.diagnostics["first_law_residual"] < 1e-3


def test_where_there_is_no_answer_nothing_is_allowed_and_the_outcome_says_so():
    result = answers().result
    assert np.isnan(answers().values[1]) and result.codes.tolist() == [Outcome.SOLVED, Outcome.NO_ANSWER]
    assert np.isnan(result.parameters["sin2_2theta"][1]) and np.isnan(result.observables["Omega_h2"][1])
    assert not result.allowed[1] and np.isnan(result.diagnostics["first_law_residual"][1])
    assert result.failures == {Outcome.NO_ANSWER.message: 1}


def test_observables_are_those_of_the_result():
    assert answers().observables is answers().result.observables
    assert answers().result.shape == answers().values.shape == (2,)
