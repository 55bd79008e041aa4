"""Strict JSON: no NaN and no infinity, scalars and arrays of NumPy and JAX, nested lists."""

import json
import math

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reheaton.cli.json_output import to_json

plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(plain)
def test_plain_content_survives_the_round_trip(content):
    assert json.loads(to_json(content)) == content


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, np.float64("nan"), jnp.asarray(jnp.inf)])
def test_numbers_that_json_does_not_have_are_null(bad):
    assert json.loads(to_json({"a": [bad, (1.0, bad)]}), parse_constant=pytest.fail) == {"a": [None, [1.0, None]]}


def test_numpy_and_jax_are_plain_numbers():
    content = {
        "n": np.int64(3),
        "yes": np.bool_(True),
        "x": jnp.asarray(0.1),
        "list": np.array([[1.0, np.nan], [2.0, 3.0]]),
    }
    assert json.loads(to_json(content)) == {"n": 3, "yes": True, "x": 0.1, "list": [[1.0, None], [2.0, 3.0]]}


def test_keys_become_text_and_letters_stay():
    assert to_json({1: "Borsányi"}) == '{\n  "1": "Borsányi"\n}'


def test_infinite_and_undefined_numbers_are_null(reheaton, spring):
    content = json.loads(reheaton("run", spring, "-s", "mass=2", "--json").out)
    assert content["observables"]["decay_time"] is None
    assert content["flags"][0]["value"] is None
