"""Second derivatives are refused, first ones are not."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh
from reheaton.backend.derivatives import differentiable_once

TWICE = {
    "hessian": jax.hessian,
    "forward over forward": lambda f: jax.jacfwd(jax.jacfwd(f)),
    "reverse over forward": lambda f: jax.jacrev(jax.jacfwd(f)),
    "reverse over reverse": lambda f: jax.jacrev(jax.jacrev(f)),
    "compiled": lambda f: jax.jit(jax.hessian(f)),
    "batched": lambda f: jax.vmap(jax.hessian(f)),
}


def cubes(x):
    return jnp.sum(differentiable_once({"x": x, "name": 3})["x"] ** 3)


def test_once():
    """1e-15: 3 x^2 by hand, in all modes; numbers that are known pass unchanged."""
    x = jnp.array([1.0, 2.0])
    for derivative in (jax.grad, jax.jacfwd, jax.jacrev, lambda f: jax.jit(jax.grad(f))):
        np.testing.assert_allclose(derivative(cubes)(x), [3.0, 12.0], rtol=1e-15)
    assert differentiable_once({"x": 2.0, "n": 3}) == {"x": 2.0, "n": 3}


def temperature(x):
    universe = rh.Universe(
        [rh.neutrinos("dark")], [rh.cold_relic("X", 1.0, {"dark": x[0]}, 1e-3)], start={"dark": x[1]}
    )
    return rh.evolve(universe, until=("dark", 1e-6)).instants.T["dark"][-1]


def number(x):
    return rh.DodelsonWidrow(m_s=x[0], sin2_2theta=x[1]).solve().observables["Omega_h2"]


def radiation(x):
    values = {"m_nu": 1e-7 * x[0], "vev_ratio": x[1]}
    return rh.TwinSterileNeutrino(m_N=30.0, **values).solve().observables["delta_N_eff_cmb"]


FUNCTIONS = {
    "function": (cubes, (1.0, 2.0)), "evolve": (temperature, (1e-20, 1e-2)), "Omega_h2": (number, (7.0, 1e-9)),
    "delta_N_eff_cmb": (radiation, (1.5, 4.0)),
}  # fmt: skip
# A universe of one's own is differentiable in forward mode alone.
BOTH = [(f, t) for f in FUNCTIONS for t in TWICE if (f, t) != ("evolve", "reverse over reverse")]


@pytest.mark.parametrize(("name", "way"), BOTH)
def test_twice(name, way):
    (function, at), twice = FUNCTIONS[name], TWICE[way]
    at = jnp.array([at]) if twice is TWICE["batched"] else jnp.array(at)
    with pytest.raises(NotImplementedError, match="second derivatives of a solution are not available"):
        twice(function)(at)
