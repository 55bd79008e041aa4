"""The history of a universe as a table, for other codes: a, t, H, and T and rho of everything by name.

    a            scale factor; 1 today, if there is a sector sm that is followed until nothing more heats its photons
    t, H         cosmic time, counted from an initial singularity of pure radiation, and H
    T_SECTOR     temperature of a sector, 0 if it is empty
    rho_NAME     energy density of a sector or of a relic

a today is that at which a T_sm, which is constant after e+ e- annihilation, has reached T_gamma0. In a universe without
a sector sm, or one that ends before, a is 1 at the start; a comment in the file says which.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.column_file import write_columns
from reheaton.backend.given_numbers import check_number, is_known, real_numbers
from reheaton.constants import JOULE, KELVIN, METRE, SECOND, T_GAMMA_0
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.universe.events import Event, Moments, Snapshot, cooled_to
from reheaton.version import __version__

if TYPE_CHECKING:
    from reheaton.universe.background import Background

UNITS: Final = {
    "GeV": {"T": ("GeV", 1.0), "t": ("1/GeV", 1.0), "H": ("GeV", 1.0), "rho": ("GeV^4", 1.0)},
    "SI": {
        "T": ("K", 1.0 / KELVIN),
        "t": ("s", 1.0 / SECOND),
        "H": ("1/s", SECOND),
        "rho": ("J/m^3", METRE**3 / JOULE),
    },
}
"""Systems of units: of each kind of column the unit, and its number in one GeV to the power of that kind."""
_PHOTONS_ALONE: Final = 1e-5
"""Temperature [GeV] below which e+ e- have annihilated, to e^-50: a T_sm is that of today."""
_MOST_POINTS: Final = 1_000_000


@dataclass(frozen=True, eq=False)
class HistoryTable:
    """Columns of a history and their units, both by name.

    >>> import reheaton as rh
    >>> table = rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).solve().background.to_table("SI")
    >>> table.units["H"], table.columns["H"].shape == table.columns["T_sm"].shape
    ('1/s', True)
    """

    columns: Mapping[str, np.ndarray]
    """Each of shape (rows,), by rising a."""
    units: Mapping[str, str]
    """"" for a, which has none."""
    a_is_today: bool
    """Whether a is 1 today, and not at the start."""

    def save(self, path: str | Path) -> None:
        """Write a text file: comments, names with units, numbers between tabs. Raises OSError."""
        normalised = "a = 1 today" if self.a_is_today else "a = 1 in the first moment of the universe"
        about = f"History of a universe by reheaton {__version__}; {normalised}."
        write_columns(path, self.columns, self.units, [about])


def history_table(
    background: "Background", units: str, points: int | None, sector: str, T_from: float | None, T_to: float | None
) -> HistoryTable:
    """The table of a background, see `Background.to_table`. Raises InvalidInput."""
    if not isinstance(units, str) or units not in UNITS:
        raise InvalidInput(f"units = {quoted(units)} is no system of units: {did_you_mean(units, UNITS)}")
    if not is_known(background.code) or np.ndim(background.code):
        raise InvalidInput("a table is that of one universe: this background is traced, or holds many points.")
    log_a = _rows(background, points, sector, T_from, T_to)
    at = _snapshots(background, jnp.asarray(log_a))
    shift = _log_a_today(background)
    values: dict[str, Any] = {"t": at.t, "H": at.H}
    relics = [relic.name for relic in background.universe.relics]
    values |= {f"T_{name}": at.T[name] for name in background.sectors}
    values |= {f"rho_{name}": at.rho[name] for name in (*background.sectors, *relics)}
    scale = {name: UNITS[units][name.partition("_")[0]] for name in values}
    columns = {name: np.asarray(value) * scale[name][1] for name, value in values.items()}
    return HistoryTable(
        {"a": np.exp(log_a - (0.0 if shift is None else shift)), **columns},
        {"a": "", **{name: unit for name, (unit, _) in scale.items()}},
        shift is not None,
    )


@eqx.filter_jit
def _snapshots(background: "Background", log_a: Array) -> Snapshot:
    return background.snapshots(log_a)


@eqx.filter_jit
def _moments(background: "Background", events: Mapping[str, Event]) -> dict[str, tuple[Array, Array]]:
    found: Moments = background.when(events)
    return {name: (found[name].log_a, found.reached[name]) for name in events}


def _rows(
    background: "Background", points: int | None, sector: str, T_from: float | None, T_to: float | None
) -> np.ndarray:
    """ln a of the rows, rising."""
    grid = np.unique(np.asarray(background.instants.log_a))  # at the end of a contact the solver has two rows
    if points is not None:
        count = real_numbers(points)
        if count is None or count.ndim or not 2 <= count <= _MOST_POINTS or count != int(count):
            raise InvalidInput(f"points = {quoted(points)} is no number of rows: allowed is 2 to {_MOST_POINTS}.")
    first, last = _ends(background, sector, T_from, T_to, grid)
    if points is not None:
        return np.linspace(first, last, int(points))
    return np.unique([first, *grid[(grid > first) & (grid < last)], last])


def _ends(
    background: "Background", sector: str, T_from: float | None, T_to: float | None, grid: np.ndarray
) -> tuple[float, float]:
    """ln a of the first and the last row."""
    if not isinstance(sector, str) or sector not in background.sectors:
        if T_from is None and T_to is None:
            return float(grid[0]), float(grid[-1])
        hint = did_you_mean(sector, background.sectors)
        raise InvalidInput(f"sector = {quoted(sector)} is no sector of this background: {hint}")
    given = {name: T for name, T in (("T_from", T_from), ("T_to", T_to)) if T is not None}
    for name, T in given.items():
        check_number(name, T, "above 0 GeV", exclusive=True)
    ends = {"T_from": float(grid[0]), "T_to": float(grid[-1])}
    if given:
        found = _moments(background, {name: cooled_to(sector, float(T)) for name, T in given.items()})
        for name, (log_a, reached) in found.items():
            if not bool(reached):
                raise InvalidInput(
                    f"{name} = {given[name]:g} GeV: {sector} does not cool to this temperature here, as it has"
                    f" {background.instants.T[sector][0]:g} GeV at the start and"
                    f" {background.instants.T[sector][-1]:g} GeV at the end."
                )
            ends[name] = float(log_a)
    if not ends["T_from"] < ends["T_to"]:
        raise InvalidInput(f"T_from = {T_from} GeV must come before T_to = {T_to} GeV.")
    return ends["T_from"], ends["T_to"]


def _log_a_today(background: "Background") -> float | None:
    """ln a today, where ln a is 0 at the start; None where it is not known."""
    T = float(background.instants.T["sm"][-1]) if "sm" in background.sectors else np.inf
    return float(background.instants.log_a[-1]) + float(np.log(T / T_GAMMA_0)) if T < _PHOTONS_ALONE else None
