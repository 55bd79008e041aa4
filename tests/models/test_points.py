"""From arrays of any shapes to a list of points, and from the number of a point to its place."""

import pickle

import astropy.units as u
import numpy as np
import pytest

import reheaton as rh
from reheaton.models.points import InvalidPoint, read_points, refuse_no_model, refuse_no_observable

TWIN = rh.TwinSterileNeutrino


def test_arrays_are_broadcast_and_made_flat():
    points = read_points(TWIN, {"m_N": [[1.0], [2.0]] * u.TeV, "m_nu": ["1 eV", "2 eV", "3 eV"], "flavour": "e"})
    assert points.shape == (2, 3) and points.count == 6
    assert points.arrays["m_N"].tolist() == [1e3] * 3 + [2e3] * 3
    assert points.arrays["m_nu"].tolist() == [1.0, 2.0, 3.0] * 2
    assert points.fixed == {"flavour": "e"}
    assert points.at(4) == {"m_N": 2e3, "m_nu": 2.0} and points.index(4) == (1, 1)


def test_without_arrays_there_is_one_point():
    points = read_points(TWIN, {"m_N": "1 TeV", "m_nu": None})
    assert (points.shape, points.count, points.fixed) == ((), 1, {"m_N": 1e3, "m_nu": None})
    assert points.index(0) == 0 and points.at(0) == {}


class _Silent:
    def __array__(self, *arguments, **options):
        raise RuntimeError


def test_what_is_not_declared_is_an_array_of_numbers_or_what_was_given():
    silent = _Silent()
    given = {"numbers": [1, 2], "number": 3, "words": ["e", "mu"], "silent": silent}
    points = read_points(TWIN, given)
    assert points.arrays["numbers"].tolist() == [1.0, 2.0] and list(points.arrays) == ["numbers"]
    assert points.fixed == {"number": 3, "words": ["e", "mu"], "silent": silent}
    assert type(points.fixed["number"]) is int and type(points.fixed["words"]) is list


class Half(rh.Model):
    """A model without probes."""

    def universe(self):
        return None


def test_a_model_that_is_not_complete_is_refused():
    with pytest.raises(rh.InvalidInput, match=r"^the model Half is not complete: it does not define probes\.$"):
        read_points(Half, {"m_N": np.ones(2)})


@pytest.mark.parametrize(
    ("model", "what"),
    [("dodelson-widrow", "'dodelson-widrow'"), (3.0, "an instance of float"), (float, "float"),
     (rh.DodelsonWidrow.example(), "an instance of DodelsonWidrow")],
)  # fmt: skip
def test_what_is_no_class_of_models_is_refused(model, what):
    with pytest.raises(rh.InvalidInput, match=f"must be a class derived from Model, .*, not {what}[.]$"):
        refuse_no_model(model)


@pytest.mark.parametrize("name", ["T_RHH", 3, None, ["T_RH"]])
def test_what_is_no_observable_is_refused(name):
    refuse_no_observable(TWIN, "T_RH")
    with pytest.raises(rh.InvalidInput, match=r"is not an observable of twin-sterile-neutrino: "):
        refuse_no_observable(TWIN, name)


def test_some_of_the_points_are_a_flat_list():
    points = read_points(TWIN, {"m_N": [[1.0], [2.0]], "m_nu": [3.0, 4.0, 5.0], "vev_ratio": 4.0}).some([1, 5])
    assert {name: array.tolist() for name, array in points.arrays.items()} == {"m_N": [1.0, 2.0], "m_nu": [4.0, 5.0]}
    assert points.shape == (2,) and points.fixed == {"vev_ratio": 4.0}


def test_a_number_is_the_place_along_one_axis():
    assert read_points(TWIN, {"m_N": np.ones(4)}).index(3) == 3


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"m_N": np.ones(2), "m_nu": np.ones(3)}, r"must broadcast to one shape, and these have {'m_N': \(2,\)"),
        ({"m_N": np.ones((2, 0))}, r"at least one element, and these have {'m_N': \(2, 0\)}"),
        ({"m_N": [1.0, 2.0] * u.s}, "m_N = 1 s has the wrong unit: it is measured in GeV"),
    ],
)
def test_what_is_refused(values, words):
    with pytest.raises(rh.InvalidInput, match=words):
        read_points(TWIN, values)


@pytest.mark.parametrize("place", [3, (1, 2)])
def test_an_invalid_point_can_be_pickled(place):
    again = pickle.loads(pickle.dumps(InvalidPoint(place, "it is bad.")))
    assert type(again) is InvalidPoint and str(again) == f"point {place}: it is bad."
    assert (again.point, again.reason) == (place, "it is bad.")
