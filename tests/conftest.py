"""Strict JAX for every test: float64 through the package's own switch, and no silent broadcasting of ranks."""

import jax

import reheaton.numerics  # noqa: F401  (importing it is what switches JAX to float64)

jax.config.update("jax_numpy_rank_promotion", "raise")
