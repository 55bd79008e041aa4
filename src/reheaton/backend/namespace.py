"""NumPy for numbers, JAX for what JAX traces: formulas written once serve both.

Tables of known matter are computed at once in NumPy, so that nothing has to be compiled for them; matter whose
parameters are being differentiated or batched goes through the same lines in JAX.
"""

from types import ModuleType
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

AnyArray = jax.Array | np.ndarray
"""An array of either."""


def namespace(*arrays: Any) -> ModuleType:
    """`jax.numpy` if any of the arrays belongs to JAX, else `numpy`."""
    return jnp if any(isinstance(array, jax.Array) for array in arrays) else np
