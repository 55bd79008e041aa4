"""Limits as a likelihood of Cobaya: that of `reheaton sample`."""

import numpy as np
import pytest

pytest.importorskip("cobaya")

from cobaya import LoggedError, get_model
from tests.cobaya.known_run import FLAT, MEASURED, info
from tests.posterior.known_posterior import Dials, Known, question, solved

import reheaton as rh
from reheaton.cobaya.limits import with_all_limits
from reheaton.posterior.likelihood import Likelihood

X, Y = np.array([0.05, 0.3, 1.0, 2.5, -1.0]), np.array([0.0, 1.0, 3.5, -2.0, 0.5])


@pytest.mark.parametrize("limits", [None, [], ["least of x"]])
def test_it_is_that_of_many_points(limits):
    model = get_model(info(FLAT, {"measured": MEASURED, "limits": limits}))
    chosen = None if limits is None else tuple(limits)
    expected = Likelihood(question().likelihood.measured, chosen)(solved(x=X, y=Y))
    found = [model.loglike({"x": x, "y": y}, return_derived=False) for x, y in zip(X, Y, strict=True)]
    # A point alone and among others are compiled apart, and rounded apart.
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


class TwoOfAGroup(Dials):
    """Two limits of one group: the strictest bound is not the least likely."""

    def limits(self, found):
        mine = {"upper": True, "confidence": 0.95, "citation": "nobody", "group": "dial"}
        return [
            rh.Limit("strict", found["x_seen"], 1.0, **mine),
            rh.Limit("sharp", found["x_seen"], 1.1, best=1.0, sd=0.05, **mine),
        ]


class Grouped(Known):
    def probes(self):
        return [TwoOfAGroup(self.x, self.y)]


def test_all_limits_of_a_group_act_as_among_many_points():
    acts = Likelihood({})
    many = acts(rh.solve_batch(Grouped, x=[1.3], y=[0.0]))
    one = Grouped(x=1.3, y=0.0).solve()
    # Six standard deviations above the best value.
    assert acts(with_all_limits(one)) == pytest.approx(many[0]) == pytest.approx(-18.0)
    assert acts(one) > -4.0


@pytest.mark.parametrize(
    ("likelihood", "words"),
    [
        ({"measured": {"x_sen": {"mean": 1, "sd": 1}}}, "Limits.measured: 'x_sen' is not observed .*'x_seen'"),
        ({"measured": {"x_seen": {"mean": 1}}}, "Limits.measured.x_seen must have a mean and an sd"),
        ({"measured": {"x_seen": 1}}, "Limits.measured.x_seen must have a mean and an sd, and is 1"),
        ({"measured": ["x_seen"]}, "Limits.measured must be lines"),
        ({"measured": {"x_seen": {"mean": 1, "sd": 0}}}, "Limits.measured.x_seen.sd = 0 must be above 0"),
        ({"measured": {"x_seen": {"mean": "1 banana", "sd": 1}}}, "Limits.measured.x_seen.mean"),
        ({"limits": ["least of y"]}, "Limits.limits: 'least of y' is not a limit"),
        ({"limits": []}, "the posterior would be the prior"),
    ],
)
def test_what_cannot_act_is_refused_at_the_first_point(likelihood, words):
    model = get_model(info(FLAT, likelihood))
    with pytest.raises(LoggedError, match=words):
        model.loglike({"x": 1.0, "y": 0.0})


def test_a_measurement_may_have_a_unit():
    measured = {"x_seen": {"mean": "1000 MeV", "sd": "0.3 GeV"}}
    model = get_model(info(FLAT, {"measured": measured, "limits": []}))
    assert model.loglike({"x": 1.6, "y": 0.0}, return_derived=False) == pytest.approx(-2.0)
