"""What is given for a number: Python source, and what it means by exact arithmetic without code of the package.

Inputs are made as source, so that what a report shows is what was tried.
"""

import datetime
import enum
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import astropy.units
import jax.numpy as jnp
import numpy as np
import pandas as pd
import pint
import xarray as xr

import reheaton as rh


class _Unclear(enum.Enum):
    REFUSE = "nothing that can be meant for a number"
    UNSURE = "not said: only that the package must not break"


REFUSE: Final = _Unclear.REFUSE
UNSURE: Final = _Unclear.UNSURE
Meaning = Any
"""A float, an array of floats, None, REFUSE or UNSURE."""


@dataclass(frozen=True)
class Given:
    """Source of a value, and its meaning in the unit that is asked for."""

    source: str
    meaning: Meaning = UNSURE
    exact: bool = True
    """Whether the meaning is right to the last digit; else to 1e-14, as units of other packages are rounded."""

    @property
    def value(self) -> Any:
        return evaluated(self.source)


class Hostile:
    """An object that raises whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"no {name}")

    def _refuse(self, *_: Any) -> Any:
        raise RuntimeError("no")

    __repr__ = __str__ = __float__ = __int__ = __index__ = __len__ = __iter__ = __bool__ = _refuse
    __eq__ = __hash__ = __lt__ = __le__ = __gt__ = __ge__ = __getitem__ = __contains__ = __array__ = _refuse
    __call__ = __format__ = __add__ = __mul__ = __truediv__ = __neg__ = __abs__ = __fspath__ = _refuse


class LyingFloat(float):
    """A float that raises when it is compared or shown."""

    def _refuse(self, *_: Any) -> Any:
        raise ZeroDivisionError("no")

    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __repr__ = __str__ = __format__ = _refuse
    __hash__ = float.__hash__


class HostileText(str):
    """A text that raises when it is compared or searched."""

    def _refuse(self, *_: Any) -> Any:
        raise LookupError("no")

    __repr__ = __str__ = strip = lower = startswith = partition = split = encode = _refuse


class Units:
    """Something with the attributes of a quantity, and no quantity."""

    def __init__(self, magnitude: Any, units: Any) -> None:
        self.magnitude, self.units = magnitude, units


class Whole(enum.IntEnum):
    ONE, THREE = 1, 3


_NAMESPACE: Final = {
    "rh": rh, "np": np, "jnp": jnp, "pd": pd, "xr": xr, "u": astropy.units, "ureg": pint.UnitRegistry(),
    "other": pint.UnitRegistry(), "Decimal": Decimal, "Fraction": Fraction, "datetime": datetime, "inf": float("inf"),
    "nan": float("nan"), "Hostile": Hostile, "LyingFloat": LyingFloat, "HostileText": HostileText, "Units": Units,
    "Whole": Whole,
}  # fmt: skip


def evaluated(source: str) -> Any:
    """The value of source in which NumPy, JAX, pandas and the packages of units are known by their short names."""
    return eval(source, dict(_NAMESPACE))
