"""Numerical tools that know no physics."""

import reheaton.backend  # noqa: F401  (switches JAX to float64)
