"""Numerical tools that know no physics. Importing this package switches JAX to float64."""

from reheaton.numerics import jax_setup as _jax_setup

_jax_setup.configure()
