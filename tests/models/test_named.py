"""A wrong name is answered with the right one, and the values are a dictionary for everybody else."""

import copy
import json
import pickle

import jax
import pytest

import reheaton as rh
from reheaton.errors import UnknownName
from reheaton.models import compiled  # noqa: F401  (makes the dictionary known to JAX)
from reheaton.models.named import Named

VALUES = Named(delta_N_eff_cmb=0.2, T_RH=0.01)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("delta_N_ef_cmb", "'delta_N_ef_cmb' is not there: did you mean 'delta_N_eff_cmb'?"),
        ("T_rh", "'T_rh' is not there: did you mean 'T_RH'?"),
        ("xyz", "'xyz' is not there: known are delta_N_eff_cmb, T_RH."),
        (3, "3 is not there: known are"),
    ],
)
def test_a_wrong_name_is_explained(name, words):
    with pytest.raises(UnknownName) as raised:
        VALUES[name]
    assert str(raised.value).startswith(words)
    assert isinstance(raised.value, KeyError) and isinstance(raised.value, rh.InvalidInput)


def test_of_nothing_there_is_nothing():
    with pytest.raises(KeyError, match="'x' is not there: nothing is"):
        Named()["x"]


def test_it_is_a_dictionary():
    assert VALUES == {"T_RH": 0.01, "delta_N_eff_cmb": 0.2} and "x" not in VALUES and VALUES.get("x") is None
    assert json.loads(json.dumps(VALUES)) == dict(VALUES)
    for other in (copy.deepcopy(VALUES), pickle.loads(pickle.dumps(VALUES)), copy.copy(VALUES)):
        assert type(other) is Named and other == VALUES


def test_jax_looks_into_it_as_into_a_dictionary():
    doubled = jax.tree.map(lambda x: 2.0 * x, VALUES)
    assert type(doubled) is Named and doubled == {"T_RH": 0.02, "delta_N_eff_cmb": 0.4}
    assert jax.tree.leaves(VALUES) == jax.tree.leaves(dict(VALUES))
    paths = [jax.tree_util.keystr(path) for path, _ in jax.tree_util.tree_leaves_with_path(VALUES)]
    assert paths == ["['T_RH']", "['delta_N_eff_cmb']"]
    assert jax.jit(lambda values: values["T_RH"] + 1.0)(VALUES) == 1.01
