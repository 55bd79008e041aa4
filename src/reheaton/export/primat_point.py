"""What primat is told of one point, whose history it follows or adds to its own.

There are three ways. If entropy is made after primat's start, primat follows T(t) and a(t) of the point, with relics
and dark sectors in H. Where the neutrinos of the point decouple by collisions it gets rates of n <-> p for its nu_e too
(`primat_neutrinos`), else neutrinos decouple at once. Otherwise primat follows its own history, with the energy of the
dark sectors added to H; its neutrinos then take a little of the heat of e+e- annihilation.
"""

import io
from typing import Any, Final

import numpy as np

from reheaton.constants import SECOND
from reheaton.decoupling.sectors import FLAVOURS_OF
from reheaton.errors import InvalidInput
from reheaton.export.content import Point, refuse_many
from reheaton.export.lambda_cdm import LambdaCDM
from reheaton.export.primat_neutrinos import nucleosynthesis_with_neutrinos, of_background
from reheaton.export.primat_settings import (
    DECOUPLING_AT_ONCE,
    HISTORY_FILE,
    MEV,
    T_HIGH,
    T_LOW,
    TITLE,
    DarkEnergyDensity,
    Nucleosynthesis,
    standard_settings,
)
from reheaton.export.settings import Setting, Settings, refuse_other
from reheaton.universe.background import Background
from reheaton.universe.events import cooled_to

HISTORIES: Final = ("auto", "own", "primat")
"""Whose T(t) is followed: the point's own, primat's with the energy of dark sectors added, or what suits the point."""
SM: Final = ("sm", "neutrinos", *FLAVOURS_OF)
"""Sectors that primat has by itself."""
_ROWS: Final = 6000
"""Rows of the history: primat interpolates linearly, and N_eff is then right to 1e-5."""
_ADIABATIC: Final = 1e-4
"""Relative growth of the comoving entropy after T_HIGH from which primat needs the history itself."""
_APART: Final = 1e-9
"""Least relative distance of two temperatures of a table."""


def nucleosynthesis(point: Point, cosmology: LambdaCDM, history: str = HISTORIES[0]) -> Nucleosynthesis:
    """What primat is told; `history` is one of HISTORIES.

    Raises InvalidInput where the model has no background, or one that does not cover nucleosynthesis.
    """
    refuse_many(point)
    refuse_other("history", history, HISTORIES)
    background = point.background
    if background is None:
        raise InvalidInput("nucleosynthesis needs the background of one point: take one of them, result[i].")
    _check(background)
    common = standard_settings(cosmology)
    if history == "primat" or (history == "auto" and entropy_made(background) <= _ADIABATIC):
        return Nucleosynthesis(Settings(TITLE, common), dark_energy_density(background))
    if FLAVOURS_OF.keys() <= set(background.sectors):
        return nucleosynthesis_with_neutrinos(of_background(background), cosmology)
    own = (
        Setting("custom_background", HISTORY_FILE, "T [MeV], t [s] and a, with everything in H"),
        *DECOUPLING_AT_ONCE,
        Setting("weak_rate_cache", False, "kept weak rates would be those of another history"),
        Setting("save_nTOp", False),
        Setting("save_nTOp_thermal", False),
    )
    return Nucleosynthesis(Settings(TITLE, (*common, *own), {HISTORY_FILE: history_text(background)}), None)


def entropy_made(background: Background) -> float:
    """Relative growth of the comoving entropy of the Standard Model between 50 MeV and the end."""
    moments = background.when({"high": cooled_to("sm", T_HIGH), "low": cooled_to("sm", T_LOW)})
    before, after = (sum(float(moments[name].S[s]) for s in SM if s in moments[name].S) for name in ("high", "low"))
    return after / before - 1.0


def history_text(background: Background) -> str:
    """Rows of T [MeV], t [s] and a, even in ln a from 50 MeV to 0.5 keV, as primat reads them.

    a T_gamma tends to T_gamma0: a = 1 today. 1 s = 1/6.582119569e-25 GeV^-1.
    """
    history = background.to_table(points=_ROWS, T_from=T_HIGH, T_to=T_LOW).columns
    rows = np.column_stack([history["T_sm"] / MEV, history["t"] / SECOND, history["a"]])
    text = io.StringIO()
    np.savetxt(text, rows, fmt="%.12e", delimiter="\t", header="T\tt\ta", comments="")
    return text.getvalue()


def dark_energy_density(background: Background) -> DarkEnergyDensity:
    """Energy density of all but the Standard Model where it cools, below 100 times the highest T that primat has."""
    grid = background.grid
    T = np.asarray(grid.T["sm"]) / MEV
    rho = sum((np.asarray(grid.rho[name]) for name in grid.rho if name not in SM), start=np.zeros_like(T)) / MEV**4
    # Where a contact ends the grid has one instant twice, to rounding; and a spline needs T that falls.
    falls = np.append(T[1:] < (1.0 - _APART) * T[:-1], True)
    used = np.flatnonzero((T < 100.0 * T_HIGH / MEV) & falls & (rho > 0.0))[::-1]
    return DarkEnergyDensity(T[used], rho[used])


def _check(background: Background) -> None:
    sectors: Any = background.sectors
    if "sm" not in sectors:
        raise InvalidInput(f"nucleosynthesis needs the sector sm, and there are {', '.join(sectors)}.")
    T = np.asarray(background.instants.T["sm"])
    if not (np.max(T) > T_HIGH and T[-1] < T_LOW):
        raise InvalidInput(
            f"nucleosynthesis needs the Standard Model from 50 MeV to 0.5 keV, and here it has {np.max(T):.3g} GeV at"
            f" most and {T[-1]:.3g} GeV at the end."
        )
