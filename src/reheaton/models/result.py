"""What solving a model returns, and its JSON form (the contract of `reheaton run --json`)."""

import dataclasses
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from reheaton.probes.check import Flag
from reheaton.probes.limits.limit import Limit
from reheaton.version import __version__


@dataclass(frozen=True)
class Result:
    """One solved point: inputs, observables, limits, validity flags and diagnostics.

    `background` is the cosmic history behind the numbers (an `evolution.Background`), and `distributions` are the
    phase-space distributions of what was produced (`evolution.Distribution` by name); computed when first asked for.
    """

    model: str
    parameters: dict[str, Any]
    options: dict[str, Any]
    observables: dict[str, Any]
    units: dict[str, str]
    limits: list[Limit] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    diagnostics: dict[str, Any] = field(default_factory=dict)
    citations: tuple[str, ...] = ()
    history: Callable[[], Any] | None = None
    """Computes the background; None under a JAX transformation."""
    spectra: Callable[[], dict[str, Any]] | None = None
    """Computes the distributions; None under a JAX transformation."""

    @functools.cached_property
    def background(self) -> Any:
        """The cosmic history behind the numbers, or None under a JAX transformation."""
        return None if self.history is None else self.history()

    @functools.cached_property
    def distributions(self) -> dict[str, Any]:
        """Phase-space distributions by name; none for a model that follows no momenta."""
        return {} if self.spectra is None else self.spectra()

    @property
    def allowed(self) -> bool:
        """Whether every limit is satisfied."""
        return all(limit.allowed for limit in self.limits)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, booleans, strings, lists and dicts, ready for JSON."""
        return {
            "model": self.model,
            "parameters": self.parameters,
            "options": self.options,
            "observables": {name: _plain(value) for name, value in self.observables.items()},
            "units": self.units,
            "limits": [limit.to_dict() for limit in self.limits],
            "flags": [{k: _plain(v) for k, v in dataclasses.asdict(flag).items()} for flag in self.flags],
            "diagnostics": {name: _plain(value) for name, value in self.diagnostics.items()},
            "version": __version__,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    return value.item() if hasattr(value, "item") else float(value)
