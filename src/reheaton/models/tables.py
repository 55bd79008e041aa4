"""Results as tables of other packages: a DataFrame of pandas, one row for each point, or a Dataset of xarray.

Neither package is needed otherwise, and neither conversion needs JAX.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.backend.optional import optional_package
from reheaton.models.result import Result
from reheaton.probes.limits.limit import Limit
from reheaton.version import __version__

if TYPE_CHECKING:
    import pandas
    import xarray


def to_pandas(result: Result) -> "pandas.DataFrame":
    """One row for each point, those of a grid in C order; units by column are in `attrs["units"]`.

    Columns are parameters and observables in their units, `margin NAME` of every limit, `flag NAME` of every check,
    `first_law_residual`, `allowed`, and `code`, which is 0 where a point was solved. A parameter that is also an
    observable, as a width that may be given or computed, is one column, and one that is none is NaN. Raises
    InvalidInput if pandas is missing.

    >>> import reheaton as rh
    >>> batch = rh.solve_batch(rh.TwinSterileNeutrino, m_N=80, m_nu=[1.5e-9, 1e-7], vev_ratio=4)
    >>> frame = batch.to_pandas()
    >>> frame["allowed"].tolist(), frame.attrs["units"]["T_RH"]
    ([True, False], 'GeV')
    """
    pandas = optional_package("pandas", "pandas", "to_pandas")
    columns = columns_of(result)
    frame = pandas.DataFrame({name: np.ravel(np.broadcast_to(x, result.shape)) for name, x in columns.items()})
    frame.attrs = attributes_of(result) | {"units": {name: result.units.get(name, "") for name in columns}}
    return frame


def to_xarray(result: Result) -> "xarray.Dataset":
    """A data set over the axes of the points.

    Each variable has its unit in `attrs["units"]`, what it is in `long_name`, and LaTeX without dollars in `symbol`
    if it has a symbol; the most important observables have their rank as `headline`, from 1 on. Margins have the
    `citation` of their limit, its `sense` (upper or lower), `confidence` and `sides`. Coordinates along an axis have
    its `spacing`: log, linear or list.

    An axis along which one parameter varies, and nothing else does, is named after it and has its values as coordinate.
    Other axes are named `point` if there is only one, else `dim_0`, `dim_1`, ... All other parameters are coordinates
    too. Variables are those of `to_pandas`. Raises InvalidInput if xarray is missing.

    >>> import reheaton as rh
    >>> grid = rh.solve_batch(rh.TwinSterileNeutrino, m_N=[[10], [80]], m_nu=[1.5e-9, 1e-7, 1e-6], vev_ratio=4)
    >>> data = grid.to_xarray()
    >>> dict(data.sizes), bool(data["allowed"].sel(m_N=80, m_nu=1.5e-9))
    ({'m_N': 2, 'm_nu': 3}, True)
    """
    xarray = optional_package("xarray", "xarray", "to_xarray")
    axes = {name: _axes_of(result, value) for name, value in result.parameters.items()}
    names = _names_of_axes(result, axes)
    about = about_columns(result)
    coordinates, variables = {}, {}
    for name, value in columns_of(result).items():
        coordinate = name in names or (name in result.parameters and name not in result.observables)
        values = np.asarray(value)
        own = axes[name] if coordinate else tuple(range(values.ndim))
        if values.ndim:
            values = values[tuple(slice(None) if axis in own else 0 for axis in range(values.ndim))]
        attributes = about.get(name, {}) | ({"spacing": spacing(values)} if name in names else {})
        variable = xarray.Variable([names[axis] for axis in own], values, attributes)
        (coordinates if coordinate else variables)[name] = variable
    in_use = ", ".join(result.settings)
    return xarray.Dataset(variables, coordinates, attributes_of(result) | {"in_use": in_use, "kind": "scan"})


def limits_by_name(limits: Sequence[Limit]) -> dict[str, Limit]:
    """Limits by names that tell them apart: where several have one name, the authors and the year follow it.

    >>> import reheaton as rh
    >>> both = [rh.Limit("T_RH", 1.0, 2.0, False, 0.95, f"Nobody {year}, arXiv:0000.00000") for year in (2020, 2025)]
    >>> from reheaton.models.tables import limits_by_name
    >>> list(limits_by_name(both))
    ['T_RH (Nobody 2020)', 'T_RH (Nobody 2025)']
    """
    counts = Counter(limit.name for limit in limits)
    found: dict[str, Limit] = {}
    for limit in limits:
        name = f"{limit.name} ({authors_and_year(limit.citation)})" if counts[limit.name] > 1 else limit.name
        unique, number = name, 1
        while unique in found:
            number += 1
            unique = f"{name} {number}"
        found[unique] = limit
    return found


def authors_and_year(citation: str) -> str:
    """The first part of a citation."""
    return citation.partition(",")[0]


def column_name(name: str, unit: str) -> str:
    """The name of a column in a file: with its unit, as in "T_RH [GeV]"."""
    return f"{name} [{unit}]" if unit else name


def spacing(values: np.ndarray) -> str:
    """How values along an axis follow each other: by equal ratios (log), by equal steps (linear), or as a list."""
    if np.ndim(values) != 1 or len(values) < 3 or not np.all(np.isfinite(values)):
        return "list"
    if np.all(values > 0) and _equal(np.diff(np.log(values))):
        return "log"
    return "linear" if _equal(np.diff(values)) else "list"


_SAME_STEP: Final = 1e-6
"""Relative difference of steps that count as equal: numbers typed with seven digits are as good."""


def _equal(steps: np.ndarray) -> bool:
    return bool(steps[0] != 0 and np.all(np.abs(steps / steps[0] - 1.0) < _SAME_STEP))


def about_columns(result: Result) -> dict[str, dict[str, Any]]:
    """The attributes of every variable, by name."""
    about: dict[str, dict[str, Any]] = {}
    for name in (*result.parameters, *result.observables):
        about[name] = {"units": result.units.get(name, ""), "long_name": result.meanings.get(name, name)}
        if symbol := result.symbols.get(name):
            about[name]["symbol"] = symbol
        if name in result.headlines:
            about[name]["headline"] = result.headlines.index(name) + 1
    for name, limit in limits_by_name(result.limits).items():
        about[f"margin {name}"] = {
            "units": "",
            "long_name": f"margin of the limit {name}: negative is excluded, inf does not apply",
            "citation": limit.citation,
            "sense": "upper" if limit.upper else "lower",
            "confidence": limit.confidence,
            "sides": limit.sides,
        }
    for check in result.checks:
        about[f"flag {check.name}"] = {"units": "", "long_name": check.meaning or f"whether {check.name} is raised"}
    return about | {name: {"units": "", "long_name": meaning} for name, meaning in _OWN.items()}


_OWN: Final[Mapping[str, str]] = {
    "first_law_residual": "largest relative violation of energy conservation",
    "allowed": "whether every limit is respected and no flag voids that",
    "code": "how the solution ended: 0 solved, -1 not done, others failed",
}


def columns_of(result: Result) -> dict[str, Any]:
    """Everything that has a number at each point, by name."""
    none = np.full(result.shape, np.nan)[()]
    parameters = {name: none if value is None else value for name, value in result.parameters.items()}
    columns = parameters | dict(result.observables)
    columns |= {f"margin {name}": limit.margin for name, limit in limits_by_name(result.limits).items()}
    columns |= {f"flag {check.name}": check.raised for check in result.checks}
    if "first_law_residual" in result.diagnostics:
        columns["first_law_residual"] = result.diagnostics["first_law_residual"]
    columns |= {"allowed": result.allowed, "code": np.asarray(result.codes, dtype=int)}
    return columns


def attributes_of(result: Result) -> dict[str, Any]:
    """What is the same at all points, as text, which files of all kinds can hold."""
    options = ", ".join(f"{name} = {value}" for name, value in result.options.items())
    return {"model": result.model, "options": options, "citations": ", ".join(result.citations), "version": __version__}


def _axes_of(result: Result, value: Any) -> tuple[int, ...]:
    """The axes of the points along which a parameter varies."""
    if value is None or not np.ndim(value):
        return ()
    array = np.asarray(value)
    return tuple(axis for axis in range(array.ndim) if np.any(array != array.take([0], axis)))


def _names_of_axes(result: Result, axes: dict[str, tuple[int, ...]]) -> list[str]:
    """Each axis named after its parameter, if that is the only one that varies along it and varies along no other."""
    names = []
    for axis in range(len(result.shape)):
        varying = [name for name, own in axes.items() if axis in own]
        only = len(varying) == 1 and axes[varying[0]] == (axis,)
        names.append(varying[0] if only else "point" if len(result.shape) == 1 else f"dim_{axis}")
    return names
