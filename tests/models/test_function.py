"""A model as a function of an array: its values, transformations, and one sentence for what is wrong."""

import jax
import numpy as np
import pytest
from tests.posterior.known_posterior import Known

import reheaton as rh
from reheaton.errors import InvalidInput, NumericalFailure


@pytest.fixture(scope="module")
def known():
    return rh.function(Known, ["y", "x"], ["sum_seen", "x_seen"], side="right")


def test_values_are_those_of_the_model_in_the_order_of_the_names(known):
    assert known([0.5, 1.0]).tolist() == pytest.approx([1.25, 1.0], rel=1e-12)
    twin = rh.function(rh.TwinSterileNeutrino, ["m_nu", "vev_ratio"], ["T_RH", "delta_N_eff_cmb"], m_N="80 GeV")
    point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve().observables
    assert twin(np.array([1.5e-9, 4.0])).tolist() == [point["T_RH"], point["delta_N_eff_cmb"]]


def test_transformations(known):
    """The derivatives of x + y/2 and of x are known; they are exact."""
    at = np.array([0.5, 1.0])
    slopes = np.array([[0.5, 1.0], [0.0, 1.0]])
    assert jax.jit(known)(at) == pytest.approx(np.asarray(known(at)), rel=1e-12)
    assert jax.jacfwd(known)(at) == pytest.approx(slopes, rel=1e-12)
    assert jax.jacrev(known)(at) == pytest.approx(slopes, rel=1e-12)
    assert jax.grad(lambda values: known(values)[0] ** 2)(at) == pytest.approx(2.5 * slopes[0], rel=1e-12)
    many = np.array([[0.5, 1.0], [0.0, 2.0]])
    assert jax.vmap(known)(many) == pytest.approx(np.array([known(one) for one in many]), rel=1e-12)


def test_a_failed_point_is_nan_in_a_transformation_and_a_failure_outside():
    """At y = 5 an observable is not defined."""
    cloud = rh.function(Known, ["y"], ["x_seen", "cloud"], x=1.0)
    found = np.asarray(jax.vmap(cloud)(np.array([[0.0], [5.0]])))
    assert found[0].tolist() == [1.0, 0.0] and np.isnan(found[1, 1])
    with pytest.raises(NumericalFailure):
        cloud([5.0])


@pytest.mark.parametrize(
    ("names", "observables", "fixed", "expected"),
    [
        (["X"], ["x_seen"], {"y": 0.0}, "'X' is not a parameter of known: did you mean 'x'"),
        (["x", "x"], ["x_seen"], {"y": 0.0}, "x is given twice among the names"),
        (["x", "side"], ["x_seen"], {"y": 0.0}, "side is an option of known: only parameters can be among the names"),
        (["x", "y"], ["x_seen"], {"y": 0.0}, "y is among the names and has a value"),
        ("x", ["x_seen"], {"y": 0.0}, "names must be a list of names, not 'x'"),
        ([], ["x_seen"], {"y": 0.0}, "names must be a list of names"),
        ([3], ["x_seen"], {"y": 0.0}, "names must be a list of names"),
        (["x"], "x_seen", {"y": 0.0}, "observables must be a list of names, not 'x_seen'"),
        (["x"], ["x_sen"], {"y": 0.0}, "'x_sen' is not an observable of known: did you mean 'x_seen'"),
        (["x"], ["x_seen", "x_seen"], {"y": 0.0}, "x_seen is given twice among the observables"),
        (["x"], ["x_seen"], {"Y": 0.0}, "'Y' is neither a parameter nor an option of known: did you mean 'y'"),
        (["x"], ["x_seen"], {"y": 50.0}, "y = 50 is out of range"),
        (["x"], ["x_seen"], {"y": 0.0, "side": "up"}, "side = 'up' is not a choice"),
    ],
)
def test_what_is_wrong_is_refused_at_once(names, observables, fixed, expected):
    with pytest.raises(InvalidInput, match=expected):
        rh.function(Known, names, observables, **fixed)


def test_what_is_no_model_is_refused():
    with pytest.raises(InvalidInput, match="must be a class derived from Model"):
        rh.function("twin", ["x"], ["y"])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0], r"the array of y, x must have the shape \(2,\), not \(1,\)"),
        ([[1.0, 2.0]], r"not \(1, 2\)"),
        (3.0, r"not \(\)"),
        ([1.0, 20.0], "x = 20 is out of range"),
        ([np.nan, 1.0], "y = nan is not a finite number"),
        ([1.0, -5.0], "must be above -4 GeV"),
    ],
)
def test_values_that_cannot_be_are_refused(known, values, expected):
    with pytest.raises(InvalidInput, match=expected):
        known(values)


def test_an_observable_that_is_not_computed_is_named():
    twin = rh.function(rh.TwinSterileNeutrino, ["vev_ratio"], ["Omega_h2"], m_N=80, m_nu=1.5e-9)
    with pytest.raises(InvalidInput, match="Omega_h2 is not among the observables at these parameters and options"):
        twin([4.0])
