"""What pictures of many points read off their data set: labels, limits, and what became of each point.

The data set is one of `Result.to_xarray`, or of a store. Nothing else is known about the scan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.ndimage import distance_transform_edt

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.tables import authors_and_year
from reheaton.universe.outcome import Outcome

if TYPE_CHECKING:
    import xarray

MARGIN: Final = "margin "
FLAG: Final = "flag "
ONE_OF: Final = "one_of"
"""Attribute of a coordinate that was an axis of the data set, at one value of which the picture is: how many it has."""
FIRST: Final = "delta_N_eff_cmb"
"""The observable that pictures show first, if the model calls it important: the one that is limited most today."""
_NO_QUANTITY: Final = (MARGIN, FLAG, "message")
_LONG_LABEL: Final = 44
"""Characters of a meaning beyond which an axis is labelled by its symbol alone."""


@dataclass(frozen=True, eq=False)
class DrawnLimit:
    """A limit over the points that are drawn, each an array over them."""

    name: str
    citation: str
    excluded: np.ndarray
    field: np.ndarray
    """A number that is negative where the limit excludes and smooth between points, so that its zero is the edge;
    infinite where the limit does not apply, NaN where the point failed."""

    @property
    def legend(self) -> str:
        """Its name and who measured it."""
        # Where several limits have one name, authors and year are in it already, see `limits_by_name`.
        name = self.name.replace(f" ({authors_and_year(self.citation)})", "", 1)
        return plain(f"{name} ({self.citation})" if self.citation else name)


@dataclass(frozen=True)
class Verdicts:
    """What became of the points, each a truth value over them; a point is in exactly one of the five."""

    allowed: np.ndarray
    excluded: np.ndarray
    outside: np.ndarray
    """No limit excludes it, but a flag says that the answer is outside the approximation."""
    failed: np.ndarray
    not_done: np.ndarray


def values_of(data: "xarray.Dataset", name: str) -> np.ndarray:
    """A variable or coordinate as numbers over all axes of the data set."""
    full = data[name].broadcast_like(data["code"]).transpose(*data["code"].dims)
    return np.asarray(full.values, dtype=float)


def values_along(data: "xarray.Dataset", axis: str) -> np.ndarray:
    """The values of a coordinate along its own axis."""
    return np.asarray(data[axis].values, dtype=float)


def find_name(name: str, known: Sequence[str], what: str) -> str:
    """The name if it is known. Raises InvalidInput, which calls it `what`, if it is not."""
    if name not in known:
        among = did_you_mean(name, known) if known else "there are none."
        raise InvalidInput(f"{quoted(name)} is not {what} of this store: {among}")
    return name


def observables(data: "xarray.Dataset") -> list[str]:
    """Names of the observables."""
    own = ("allowed", "code", "first_law_residual", "weight", "log_likelihood")
    return [str(n) for n in data.data_vars if not str(n).startswith(_NO_QUANTITY) and n not in own]


def headlines(data: "xarray.Dataset") -> list[str]:
    """The observables that the model calls the most important ones, or the first if it names none.

    The first of them is what pictures show unless another is asked for.
    """
    ranks = {name: data[name].attrs["headline"] for name in observables(data) if data[name].attrs.get("headline")}
    return sorted(ranks, key=lambda name: (name != FIRST, ranks[name])) or observables(data)[:1]


def quantities(data: "xarray.Dataset") -> list[str]:
    """Names of everything that has a number at each point."""
    found = dict.fromkeys([*observables(data), *map(str, data.data_vars), *map(str, data.coords)])
    return [name for name in found if data[name].dtype.kind in "biuf"]


def label(data: "xarray.Dataset", name: str, *, brief: bool = False) -> str:
    """Meaning, symbol and unit for an axis, in LaTeX; without the meaning if that is long, or if `brief`."""
    attrs = data[name].attrs
    symbol, meaning = attrs.get("symbol"), str(attrs.get("long_name", "")).partition(";")[0]
    words = f"${symbol}$" if symbol else plain(name)
    if symbol and not brief and meaning and len(meaning) <= _LONG_LABEL:
        words = f"{plain(meaning)} {words}"
    elif symbol and sum(other.attrs.get("symbol") == symbol for other in data.variables.values()) > 1:
        words = f"{words} ({plain(name)})"
    return f"{words} [{attrs['units']}]" if attrs.get("units") else words


def plain(text: str) -> str:
    """Text in which matplotlib finds no formula."""
    return text.replace("$", r"\$")


def limit_names(data: "xarray.Dataset") -> list[str]:
    """Names of all limits."""
    return [str(name).removeprefix(MARGIN) for name in data.data_vars if str(name).startswith(MARGIN)]


def flag_names(data: "xarray.Dataset") -> list[str]:
    """Names of all checks."""
    return [str(name).removeprefix(FLAG) for name in data.data_vars if str(name).startswith(FLAG)]


def drawn_limits(data: "xarray.Dataset", names: Sequence[str]) -> list[DrawnLimit]:
    """The limits of these names, or all if there are none. Raises InvalidInput for a name that is no limit."""
    chosen = [find_name(name, limit_names(data), "a limit") for name in names] or limit_names(data)
    found = []
    for name in chosen:
        attrs, margin = data[MARGIN + name].attrs, values_of(data, MARGIN + name)
        found.append(DrawnLimit(name, str(attrs.get("citation", "")), margin < 0, _smooth(margin, attrs.get("sense"))))
    return found


def _smooth(margin: np.ndarray, sense: str | None) -> np.ndarray:
    """The logarithm of bound over value, or of value over bound, from margins: it has their sign.

    Without `sense` a margin above 1 can only be that of a lower bound.
    """
    upper = sense == "upper" if sense else not np.any(np.isfinite(margin) & (margin > 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = -np.log(np.maximum(1.0 - margin, 1e-100)) if upper else np.log(np.maximum(1.0 + margin, 1e-100))
    return np.where(np.isinf(margin), np.inf, ratio)


def edge(field: np.ndarray) -> np.ndarray:
    """The field with a finite number where no limit applies: the opposite of the nearest excluded point's.

    Its zero then lies midway between the points that are excluded and those to which the limit does not apply.
    """
    excluded, unknown = field < 0, np.isinf(field)
    if not excluded.any():
        return np.where(unknown, 1.0, field)
    return np.where(unknown, -nearest(field, excluded), field)


def nearest(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """At each point the value of the nearest one that is known, of which there is one at least."""
    places = distance_transform_edt(~known, return_distances=False, return_indices=True)
    return values[tuple(np.asarray(places))]


def by_what_they_add(limits: Sequence[DrawnLimit]) -> list[DrawnLimit]:
    """The limits that exclude something, first the one that excludes most, then what each excludes beyond those before.

    Limits that exclude nothing beyond the others are left out.
    """
    left, found = list(limits), []
    excluded = np.zeros(limits[0].excluded.shape, dtype=bool) if limits else np.zeros(0, dtype=bool)
    while left:
        best = max(left, key=lambda limit: int(np.sum(limit.excluded & ~excluded)))
        if not np.any(best.excluded & ~excluded):
            break
        found.append(best)
        left.remove(best)
        excluded = excluded | best.excluded
    return found


def verdicts(data: "xarray.Dataset", limits: Sequence[DrawnLimit]) -> Verdicts:
    """What these limits, and the flags, say of each point."""
    code = np.asarray(data["code"].values)
    solved = code == Outcome.SOLVED
    every = drawn_limits(data, ())
    outside = (
        solved & ~np.asarray(data["allowed"].values, dtype=bool) & ~_any([limit.excluded for limit in every], code)
    )
    excluded = solved & _any([limit.excluded for limit in limits], code)
    not_done = code == Outcome.NOT_DONE
    return Verdicts(solved & ~excluded & ~outside, excluded, outside, ~solved & ~not_done, not_done)


def flagged(data: "xarray.Dataset") -> dict[str, np.ndarray]:
    """The flags that are raised at any solved point, each a truth value over all points."""
    solved = np.asarray(data["code"].values) == Outcome.SOLVED
    raised = {name: (values_of(data, FLAG + name) > 0) & solved for name in flag_names(data)}
    return {name: where for name, where in raised.items() if where.any()}


def _any(conditions: Sequence[np.ndarray], like: np.ndarray) -> np.ndarray:
    return np.any(conditions, axis=0) if conditions else np.zeros(like.shape, dtype=bool)


def served(values: np.ndarray, found: Verdicts) -> np.ndarray:
    """The numbers that a colour scale is made for: those of allowed points, or of all if these have no two of them.

    Excluded values often lie orders of magnitude away, and would take all levels.
    """
    allowed = values[found.allowed & np.isfinite(values)]
    return allowed if len(np.unique(allowed)) > 1 else values


def failures(data: "xarray.Dataset") -> dict[str, int]:
    """How many points failed, by reason."""
    code = np.asarray(data["code"].values)
    failed = (code != Outcome.SOLVED) & (code != Outcome.NOT_DONE)
    if "message" in data and failed.any():
        reasons: Any = np.asarray(data["message"].values, dtype=str)[failed]
    else:
        known = {int(outcome): outcome.message for outcome in Outcome}
        reasons = [known.get(int(number), f"code {number}") for number in code[failed]]
    names, counts = np.unique(reasons, return_counts=True)
    return {str(name): int(count) for name, count in zip(names, counts, strict=True)}
