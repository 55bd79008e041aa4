"""What solving a model returns, for one point or for many, and its JSON form (`reheaton run --json`)."""

import dataclasses
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.hand_over import HandOver
from reheaton.models.named import Named
from reheaton.probes.at_point import at_point, part_of
from reheaton.probes.check import Check
from reheaton.probes.limits.limit import Limit, not_applied, of_one_point
from reheaton.probes.limits.sets import ALL, SETS, in_set
from reheaton.universe.outcome import Outcome
from reheaton.version import __version__

if TYPE_CHECKING:
    import pandas
    import xarray


@dataclass(frozen=True, repr=False)
class Result(HandOver):
    """A solved point, or many: inputs, observables, limits, checks and diagnostics.

    Of many points every parameter, every observable, and the value of every limit and check is an array of one `shape`.
    `result[i]`, or `result[i, j]`, is one of them; slices and masks take several: `result[result.allowed]`. Observables
    of a point that failed are NaN, and `codes` holds its `Outcome`.

    >>> import reheaton as rh
    >>> result = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
    >>> round(result.observables["delta_N_eff_cmb"], 4), result.units["T_RH"], result.allowed
    (0.0734, 'GeV', True)
    >>> result.observables["delta_N_ef_cmb"]
    Traceback (most recent call last):
    reheaton.errors.UnknownName: 'delta_N_ef_cmb' is not there: did you mean 'delta_N_eff_cmb'?
    """

    model: str
    parameters: Mapping[str, Any]
    """Values by name, each in its declared unit."""
    options: Mapping[str, Any]
    observables: Mapping[str, Any]
    units: Mapping[str, str]
    """Units of observables and parameters by name."""
    symbols: Mapping[str, str] = field(default_factory=dict)
    """LaTeX of those observables and parameters that have a symbol, by name."""
    meanings: Mapping[str, str] = field(default_factory=dict)
    """What observables and parameters are, each in one line, by name."""
    headlines: tuple[str, ...] = ()
    """The observables that matter most."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Values of those parameters and options that have an effect, by name."""
    limits: list[Limit] = field(default_factory=list)
    alternatives: list[Limit] = field(default_factory=list)
    """Of one point, all limits: of each group `limits` has the strictest."""
    checks: list[Check] = field(default_factory=list)
    """All checks of the approximation, raised or not."""
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    citations: tuple[str, ...] = ()
    codes: Any = Outcome.SOLVED
    source: Any = None
    """The model and its `models.compiled.Solved`, which hold the background and what was produced."""

    def __post_init__(self) -> None:
        for name in ("parameters", "options", "observables", "units"):
            object.__setattr__(self, name, Named(getattr(self, name)))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of all arrays; () of one point."""
        return np.shape(self.codes)

    @property
    def size(self) -> int:
        """How many points there are."""
        return int(np.size(self.codes))

    @functools.cached_property
    def background(self) -> Any:
        """The solved universe behind the numbers, a `Background`; None of many points, or inside a transformation."""
        from reheaton.models.compiled import whole

        return None if self.source is None else whole(*self.source)

    @property
    def distributions(self) -> Mapping[str, Any]:
        """Momentum distributions of what was produced, by name; none where the model follows no momenta."""
        return {} if self.source is None else self.source[1].products

    @property
    def flags(self) -> list[Check]:
        """The checks that are raised, of many points those that are raised at any of them."""
        return [check for check in self.checks if np.any(check.raised)]

    @property
    def margin(self) -> Any:
        """Smallest margin of all limits, infinite if there is none; NaN where a point failed."""
        return self._smallest(limit.margin for limit in self.limits)

    @property
    def log_margin(self) -> Any:
        """Smallest log_margin of all limits: the sign of `margin`, and smoother between the points of a grid."""
        return self._smallest(limit.log_margin for limit in self.limits)

    @property
    def not_applied(self) -> list[Limit]:
        """Of one point, the limits that do not apply to it for a reason, which `why_not` says."""
        return not_applied(self.alternatives)

    def compared_with(self, limits: str) -> "Result":
        """The same result with the limits of one set. Raises InvalidInput unless it was solved with `limits` = all."""
        if self.options.get("limits") != ALL:
            raise InvalidInput("this result has the limits of one set only: solve with limits = all to choose later.")
        if not isinstance(limits, str) or limits not in SETS:
            raise InvalidInput(f"limits = {quoted(limits)} is no set of limits: {did_you_mean(limits, SETS)}")
        chosen = {"limits": limits}
        one = np.ndim(self.codes) == 0
        kept = [limit for limit in (self.alternatives if one else self.limits) if in_set(limit.sets, limits)]
        return dataclasses.replace(
            self,
            limits=of_one_point(kept) if one else kept,
            alternatives=kept if one else [],
            options={**self.options, **chosen},
            settings={**self.settings, **chosen},
        )

    def _any(self, conditions: Iterable[Any]) -> Any:
        return functools.reduce(np.logical_or, conditions, np.zeros(np.shape(self.codes), dtype=bool))

    def _smallest(self, margins: Iterable[Any]) -> Any:
        return functools.reduce(np.minimum, margins, np.full(np.shape(self.codes), np.inf))[()]

    @property
    def voiding(self) -> list[Check]:
        """The raised checks that void the verdict of limits, of many points those that do so at any of them."""
        return [check for check in self.checks if np.any(check.voiding)]

    @property
    def voided(self) -> Any:
        """Whether a raised check voids the verdict of limits: what they are compared with may be wrong."""
        return _plain(self._any(check.voiding for check in self.checks))

    @property
    def excluded(self) -> Any:
        """Whether a limit is not respected; false where a point failed."""
        return _plain(np.asarray(self.margin) < 0)

    @property
    def allowed(self) -> Any:
        """Whether every limit is respected and no raised check voids that verdict; false where a point failed."""
        return _plain((np.asarray(self.margin) >= 0) & ~np.asarray(self.voided))

    @property
    def failures(self) -> dict[str, int]:
        """How many points failed, by reason."""
        codes, counts = np.unique(np.asarray(self.codes), return_counts=True)
        found = zip(codes, counts, strict=True)
        return {Outcome(int(code)).message: int(n) for code, n in found if code != Outcome.SOLVED}

    def __len__(self) -> int:
        """The length of the first axis, as of any array; 1 of one point."""
        return self.shape[0] if self.shape else 1

    def __iter__(self) -> Iterator["Result"]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> "Result":
        """One of many points, or some of them. Raises InvalidInput if there is no such point."""
        try:
            if not self.shape:
                raise IndexError
            chosen = np.asarray(self.codes)[index]
        except Exception:  # NumPy has many types of errors for what is no index, and objects of the user raise anything
            among = " x ".join(map(str, self.shape)) or 1
            raise InvalidInput(f"there is no point {quoted(index)} among {among}.") from None
        if np.ndim(chosen):
            take, limits, alternatives = part_of, part_of(self.limits, index), []
        else:
            take, alternatives = at_point, at_point(self.limits, index)
            limits = of_one_point(alternatives)
        names = ("parameters", "observables", "settings", "checks", "diagnostics", "codes")
        taken = {name: take(getattr(self, name), index) for name in names}
        return dataclasses.replace(self, limits=limits, alternatives=alternatives, **taken)

    def to_pandas(self) -> "pandas.DataFrame":
        """A table with one row for each point, see `models.tables.to_pandas`; needs the extra `reheaton[pandas]`."""
        from reheaton.models.tables import to_pandas

        return to_pandas(self)

    def to_xarray(self) -> "xarray.Dataset":
        """A data set over the axes of the points, see `models.tables.to_xarray`; needs the extra `reheaton[xarray]`."""
        from reheaton.models.tables import to_xarray

        return to_xarray(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers, booleans, strings, lists and dicts of one point, ready for JSON.

        Raises InvalidInput for many points: take one of them, `result[i]`.
        """
        if self.shape:
            one = ", ".join("ijklmn"[: len(self.shape)])
            raise InvalidInput(f"this result holds {self.size} points: take one of them, result[{one}].")
        return {
            "model": self.model,
            "parameters": at_point(self.parameters, None),
            "options": dict(self.options),
            "observables": at_point(self.observables, None),
            "units": dict(self.units),
            "limits": [limit.to_dict() for limit in self.limits],
            "limits_not_applied": [
                {"name": limit.name, "why": limit.why_not, "citation": limit.citation} for limit in self.not_applied
            ],
            "flags": [
                {"name": flag.name, "value": at_point(flag.value, None), "message": flag.message} for flag in self.flags
            ],
            "verdict": self.verdict,
            "voided_by": [flag.name for flag in self.voiding],
            "diagnostics": at_point(self.diagnostics, None),
            "version": __version__,
        }

    def __repr__(self) -> str:
        if self.shape:
            return self._in_short()
        given = ", ".join(f"{name}={value:.6g}" for name, value in self._numbers(self.parameters).items())
        lines = [f"Result of {self.model}({given})"]
        for name, value in list(self.observables.items())[:10]:
            shown = f"{value:.6g}" if isinstance(value, float) else str(value)
            lines.append(f"  {name} = {shown} {self.units.get(name, '')}".rstrip())
        lines += [
            f"  excluded by {limit.name}: margin {limit.margin:+.3g}" for limit in self.limits if not limit.allowed
        ]
        lines += [f"  {limit.name} does not apply: {limit.why_not}" for limit in self.not_applied]
        lines += [f"  flag {flag.name}: {flag.message}" for flag in self.flags]
        return "\n".join(lines)

    def _in_short(self) -> str:
        """Of many points: how many are allowed, failed and flagged, by reason."""
        counts = [f"{int(np.sum(self.allowed))} allowed"]
        counts += [f"{number} failed ({reason})" for reason, number in self.failures.items()]
        if void := int(np.sum(~self.excluded & self.voided)):
            counts.append(f"{void} within every limit but outside the approximation")
        counts += [f"flag {flag.name} at {int(np.sum(flag.raised))}" for flag in self.flags]
        points, names = " x ".join(map(str, self.shape)), ", ".join(self.observables)
        return f"Result of {self.model} at {points} points: {', '.join(counts)}; {names}"

    @property
    def verdict(self) -> str:
        """Of one point: `allowed`, `excluded`, or `outside` the approximation, where a raised check voids "allowed"."""
        if self.excluded:
            return "excluded"
        return "allowed" if self.allowed else "outside"

    @staticmethod
    def _numbers(values: Mapping[str, Any]) -> dict[str, float]:
        return {name: value for name, value in values.items() if isinstance(value, int | float)}


def _plain(condition: Any) -> Any:
    """A truth value of one point as Python has it; arrays stay."""
    return bool(condition) if np.ndim(condition) == 0 else condition
