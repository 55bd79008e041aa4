"""Limits and measured observables as a likelihood of Cobaya: that of `reheaton sample`."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Final

from reheaton.backend.optional import optional_package
from reheaton.cobaya.theory import RESULT, in_words_of_cobaya
from reheaton.errors import InvalidInput, quoted
from reheaton.models.result import Result
from reheaton.posterior.likelihood import Likelihood
from reheaton.scan.sample_section import finite_number, positive_number

# Looked up in this way the types check where Cobaya is not installed, too.
_cobaya: Final = optional_package("cobaya", "cobaya", "reheaton.cobaya")


class Limits(_cobaya.Likelihood):
    """The limits on a model as a likelihood of Cobaya, and what is measured instead of them.

    `measured` has mean and sd of observables, numbers in their units or text with a unit; limits on these observables
    then do not act. `limits` names the limits that act; without it all of the set that the option `limits` of the model
    chooses. ln L is that of `posterior.likelihood.Likelihood`: a point where a raised check voids the verdict of limits
    has likelihood zero. Raises LoggedError, at the first point, for what the model has not.

    >>> from reheaton.cobaya import Limits
    >>> Limits({"measured": {"Omega_h2": {"mean": 0.12, "sd": 0.006}}}).limits is None
    True
    """

    measured: Mapping[str, Any] | None = None
    limits: Sequence[str] | None = None
    stop_at_error: bool = True

    def initialize(self) -> None:
        self._likelihood: Likelihood | None = None

    def get_requirements(self) -> dict[str, Any]:
        return {RESULT: None}

    def calculate(self, state: dict[str, Any], want_derived: bool = True, **inputs: float) -> None:
        result = with_all_limits(self.provider.get_result(RESULT))
        if self._likelihood is None:
            with in_words_of_cobaya(self.log):
                self._likelihood = self._acting(result)
        state["logp"], state["derived"] = float(self._likelihood(result)), {}

    def _acting(self, result: Result) -> Likelihood:
        """What acts. Raises InvalidInput where the result has it not."""
        place = self.get_name()
        if not isinstance(self.measured or {}, Mapping):
            raise InvalidInput(f"{place}.measured must be lines `observable: {{mean: .., sd: ..}}`.")
        measured: dict[str, tuple[float, float]] = {}
        for name, numbers in (self.measured or {}).items():
            if not isinstance(numbers, Mapping) or set(numbers) != {"mean", "sd"}:
                raise InvalidInput(f"{place}.measured.{name} must have a mean and an sd, and is {quoted(numbers)}.")
            unit, where = result.units.get(name, ""), f"{place}.measured.{name}"
            mean = finite_number(f"{where}.mean", numbers["mean"], unit)
            measured[name] = (mean, positive_number(f"{where}.sd", numbers["sd"], unit))
        likelihood = Likelihood(measured, None if self.limits is None else tuple(self.limits))
        likelihood.refuse_for(result, place)
        return likelihood


def with_all_limits(result: Result) -> Result:
    """A result of one point with all its limits, as many points have them; `limits` has the strictest of each group.

    The likelihood of a group is that of its least likely member, which need not be the strictest one.
    """
    return dataclasses.replace(result, limits=result.alternatives)
