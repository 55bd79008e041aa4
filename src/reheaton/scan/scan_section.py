"""The `scan:` section of a card: which points are solved, and what is kept of them.

scan:
  m_N: {from: 1 GeV, to: 300 GeV, points: 60, spacing: log}     # a grid
  vev_ratio: [3, 4, 5]                                           # a list
  m_nu: {from: 1e-9, to: 1e-6, spacing: log}                     # without `points`: drawn
  draw: {method: sobol, points: 4096, seed: 1}
  derived: {m_s: 1e3 * m_nu / m_N}
  solve: {sin2_2theta: {for: Omega_h2, equals: 0.12}}
  outputs: [Omega_h2, delta_N_eff_cmb]
"""

from collections.abc import Mapping
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt, StrictStr

from reheaton.scan.draws import Method

WORDS: Final = ("draw", "derived", "solve", "outputs")
"""Keys of the section that are no names of parameters."""
MOST_POINTS: Final = 10**8


class ScanAxis(BaseModel):
    """One parameter that is scanned: on a grid with both ends, at listed values, or drawn between two ends."""

    model_config = ConfigDict(extra="forbid")

    start: StrictFloat | str | None = Field(default=None, alias="from")
    stop: StrictFloat | str | None = Field(default=None, alias="to")
    points: StrictInt | None = Field(default=None, ge=2)
    spacing: Literal["log", "linear"] = "linear"
    values: list[StrictFloat | StrictStr] | None = Field(default=None, min_length=1)


class Draw(BaseModel):
    """How many points are drawn, and how."""

    model_config = ConfigDict(extra="forbid")

    method: Method
    points: StrictInt = Field(ge=1, le=MOST_POINTS)
    seed: StrictInt = Field(default=0, ge=0, lt=2**32)


class Solve(BaseModel):
    """A parameter that is found at each point, such that an observable has a value."""

    model_config = ConfigDict(extra="forbid")

    observable: StrictStr = Field(alias="for")
    equals: StrictFloat | StrictStr
    start: StrictFloat | StrictStr | None = Field(default=None, alias="from")
    stop: StrictFloat | StrictStr | None = Field(default=None, alias="to")


class ScanSection(BaseModel):
    """What a `scan:` section may hold, after `sorted_out`."""

    model_config = ConfigDict(extra="forbid")

    axes: dict[str, ScanAxis] = Field(default_factory=dict)
    draw: Draw | None = None
    derived: dict[str, StrictStr | StrictFloat] = Field(default_factory=dict)
    solve: dict[str, Solve] = Field(default_factory=dict, max_length=1)
    outputs: list[StrictStr] | None = Field(default=None, min_length=1)

    def names(self) -> list[str]:
        """Parameters to which the section gives values."""
        return [*self.axes, *self.derived, *self.solve]


def sorted_out(section: Any) -> Any:
    """The section with the parameters that are scanned under a key of their own; what is no mapping as it is."""
    if not isinstance(section, Mapping):
        return section
    axes = {name: {"values": x} if isinstance(x, list) else x for name, x in section.items() if name not in WORDS}
    return {"axes": axes, **{name: value for name, value in section.items() if name in WORDS}}
