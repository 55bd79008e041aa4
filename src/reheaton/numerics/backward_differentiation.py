"""Backward differentiation formulae of SciPy, which start from zeros."""

from typing import Any, Final

from scipy.integrate import BDF

_KNOWN_AT_THE_START: Final = 2
"""y and h dy/dt."""


class BackwardDifferentiation(BDF):
    """`scipy.integrate.BDF`, for `method` of `solve_ivp`; the differences that are not known yet are 0.

    SciPy does not set them, and its first step subtracts one of them. It never uses the result, but NumPy warns if the
    memory happens to hold a signalling NaN.
    """

    D: Any
    """Differences backward in time, (orders, variables)."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.D[_KNOWN_AT_THE_START:] = 0.0
