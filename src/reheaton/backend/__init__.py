"""Settings of JAX, tables kept on disk, and the choice between NumPy and JAX. Importing it switches JAX to float64."""

from reheaton.backend import jax_setup as _jax_setup

_jax_setup.configure()
