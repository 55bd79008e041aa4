"""The line `reheaton run MODEL -s NAME=VALUE ...` that makes a point of a store.

What its points were given stands in the attribute that a resumed scan compares: fixed parameters and options, and which
parameters are scanned, drawn, derived or looked for. The values of the latter are coordinates or variables.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.errors import InvalidInput
from reheaton.scan.store import IDENTITY

if TYPE_CHECKING:
    import xarray

_VALUE: Final = "value of "
_AXIS, _DRAWN, _DERIVED, _SOLVED = "scan of ", "drawn points", "expression of ", "solve"


@dataclass(frozen=True)
class Given:
    """What the points of a store were given."""

    model: str
    """The model's name."""
    fixed: Mapping[str, Any]
    """Parameters, in their declared units, and options that are the same at all points."""
    varying: tuple[str, ...]
    """Parameters whose value is another one at each point."""
    made_from: Mapping[str, str]

    def command(self, model: str | None) -> str:
        """The line up to the values that vary; `model` is how the user names the model, if they do."""
        words = ["reheaton", "run", model or self.model]
        for name, value in self.fixed.items():
            words += ["-s", f"{name}={_text(value)}"]
        return shlex.join(words)


def given_of(data: "xarray.Dataset") -> Given | None:
    """What the points were given; None of a store that does not say so, as one written by hand."""
    try:
        parts = {str(name): json.loads(text) for name, text in _made_from(data).items() if not _is_check(name)}
        varying = [name.removeprefix(_AXIS) for name in parts if name.startswith(_AXIS)]
        varying += parts.get(_DRAWN, {}).get("names", [])
        varying += [name.removeprefix(_DERIVED) for name in parts if name.startswith(_DERIVED)]
        varying += [parts[_SOLVED]["unknown"]] if _SOLVED in parts else []
    except (AttributeError, KeyError, TypeError, ValueError):
        raise InvalidInput(f"the store is damaged: its attribute {IDENTITY} cannot be read.") from None
    if "model" not in parts or not all(name in data.variables for name in varying):
        return None
    fixed = {name.removeprefix(_VALUE): value for name, value in parts.items() if name.startswith(_VALUE)}
    fixed = {name: value for name, value in fixed.items() if name not in varying}
    return Given(str(parts["model"]), fixed, tuple(dict.fromkeys(varying)), _made_from(data))


def values_given(data: "xarray.Dataset", given: Given) -> dict[str, np.ndarray]:
    """What varies, at every point, each over all axes of the data set; NaN where there is no value."""
    like = data["code"]
    return {
        name: np.asarray(data[name].broadcast_like(like).transpose(*like.dims).values, dtype=float)
        for name in given.varying
    }


def _made_from(data: "xarray.Dataset") -> dict[str, str]:
    return json.loads(str(data.attrs.get(IDENTITY, "{}")))


def _is_check(name: str) -> bool:
    """Whether a part is no JSON, but a version or a checksum."""
    return name.startswith(("file ", "version of", "tables of"))


def _text(value: Any) -> str:
    """A value as -s reads it, with all its digits."""
    if value is None:
        return "none"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
