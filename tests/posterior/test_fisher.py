"""Fisher forecasts: against finite differences and matrices known in closed form; what is not determined is refused."""

import re
import warnings

import numpy as np
import pytest
from tests.posterior.known_posterior import SD_SUM, SD_X, Known

import reheaton as rh
from reheaton.errors import InvalidInput, Note


class Curves(rh.Probe):
    """Observables that are not linear in the parameters."""

    x: float
    y: float
    OBSERVABLES = {"product": rh.Observable("", "x y^2"), "ratio": rh.Observable("", "x/y")}

    def observe(self, background, events, tables):
        return {"product": self.x * self.y**2, "ratio": self.x / self.y}


class Curved(Known):
    """The universe of `Known`, seen by curves."""

    def probes(self):
        return [Curves(self.x, self.y)]


def test_a_linear_model_is_known_in_closed_form():
    """x +- 0.3 and x + y/2 +- 0.2: the errors are those of the exact posterior."""
    found = rh.fisher(Known, ["x", "y"], {"x_seen": "300 MeV", "sum_seen": SD_SUM}, x=1.0, y=0.5)
    assert found.names == ("x", "y") and found.values == {"x": 1.0, "y": 0.5} and found.units["x"] == "GeV"
    assert found.jacobian == pytest.approx(np.array([[1.0, 0.0], [1.0, 0.5]]), rel=1e-12)
    a, b = SD_X**-2, SD_SUM**-2
    assert found.matrix == pytest.approx(np.array([[a + b, 0.5 * b], [0.5 * b, 0.25 * b]]), rel=1e-12)
    assert found.covariance @ found.matrix == pytest.approx(np.eye(2), abs=1e-12)
    sd_y = 2.0 * np.hypot(SD_X, SD_SUM)
    assert [found.sd["x"], found.sd["y"]] == pytest.approx([SD_X, sd_y], rel=1e-12)
    assert found.correlation[0, 1] == pytest.approx(-2.0 * SD_X**2 / (SD_X * sd_y), rel=1e-12)
    with pytest.raises(KeyError, match="did you mean 'x'"):
        found.sd["X"]


def test_a_curved_model_is_taken_at_its_point():
    """Derivatives of x y^2 and x/y at (2, 3) by hand; those of built-in models are tested with the models."""
    found = rh.fisher(Curved, ["x", "y"], {"product": 2.0, "ratio": 0.1}, x=2.0, y=3.0)
    jacobian = np.array([[9.0, 12.0], [1.0 / 3.0, -2.0 / 9.0]])
    assert found.jacobian == pytest.approx(jacobian, rel=1e-12)
    expected = jacobian.T @ np.diag([0.25, 100.0]) @ jacobian
    assert found.matrix == pytest.approx(expected, rel=1e-12)
    assert found.covariance == pytest.approx(np.linalg.inv(expected), rel=1e-9)


class Positive(Known):
    """The same with a dial that has a lower end."""

    x: float = rh.parameter("GeV", "one dial", minimum=0.0, exclusive_minimum=True, maximum=3.0)


@pytest.mark.parametrize(
    ("model", "at", "sd", "words"),
    [
        (Positive, 1.0, 0.9, None),
        (Positive, 1.0, 1.1, "x = 1 \\+- 1.1 reaches beyond its allowed range, above 0, up to 3 GeV"),
        (Positive, 2.5, 0.4, None),
        (Positive, 2.5, 0.6, "x = 2.5 \\+- 0.6 reaches beyond its allowed range"),
        (Known, 1.0, 1.1, None),  # where 0 is a number as any other, an error may be larger than the value
        (Known, 1.0, 9.1, "x = 1 \\+- 9.1 reaches beyond its allowed range, from -10 to 10 GeV"),
    ],
)
def test_errors_beyond_what_is_allowed_are_noted(model, at, sd, words):
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        found = rh.fisher(model, ["x"], {"x_seen": sd}, x=at, y=0.0)
    assert found.sd["x"] == pytest.approx(sd, rel=1e-12)
    assert [one.category for one in noted] == [Note] * bool(words)
    assert words is None or re.match(words, str(noted[0].message))


@pytest.mark.parametrize(
    ("names", "sd", "values", "expected"),
    [
        (["y"], {"x_seen": 1.0}, {"x": 1.0, "y": 0.0}, "the observables do not depend on y here"),
        (
            ["x", "y"],
            {"sum_seen": 1.0},
            {"x": 1.0, "y": 0.0},
            r"do not determine x and y: .* along .*0.5 in x, .*1 in y",
        ),
        (["x"], {"x_seen": 0.0}, {"x": 1.0, "y": 0.0}, "sd of x_seen = 0.0 must be a positive number"),
        (["x"], {"x_seen": -1.0}, {"x": 1.0, "y": 0.0}, "must be a positive number"),
        (["x"], {"x_seen": "1 s"}, {"x": 1.0, "y": 0.0}, "sd of x_seen"),
        (["x"], {"x_sen": 1.0}, {"x": 1.0, "y": 0.0}, "did you mean 'x_seen'"),
        (["x"], {}, {"x": 1.0, "y": 0.0}, "sd must map observables to standard deviations"),
        (["x"], 3, {"x": 1.0, "y": 0.0}, "sd must map observables to standard deviations"),
        (["x", "z"], {"x_seen": 1.0}, {"x": 1.0, "y": 0.0}, "'z' is not a parameter of known"),
        (["x", "x"], {"x_seen": 1.0}, {"x": 1.0, "y": 0.0}, "x is given twice"),
        (["x"], {"x_seen": 1.0}, {"y": 0.0}, "x must have a value, at which derivatives are taken"),
        (["x"], {"x_seen": 1.0}, {"x": 20.0, "y": 0.0}, "x = 20 is out of range"),
        (["x"], {"x_seen": 1.0}, {"x": -5.0, "y": 0.0}, "must be above -4 GeV"),
    ],
)
def test_what_is_wrong_is_refused(names, sd, values, expected):
    with pytest.raises(InvalidInput, match=expected):
        rh.fisher(Known, names, sd, **values)
