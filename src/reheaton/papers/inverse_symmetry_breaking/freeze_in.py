"""What freeze-in makes at one point: the phase of the scalars, T_*, and the yields that follow, by process."""

from typing import Final, NamedTuple

from jax import Array
from jax.typing import ArrayLike

from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_growth, exchange_yields
from reheaton.papers.inverse_symmetry_breaking.gravitons import graviton_yields
from reheaton.papers.inverse_symmetry_breaking.order_lambda_squared import (
    decay_yields,
    emission_yields,
    h_phi_yields,
    three_phi_yields,
)
from reheaton.papers.inverse_symmetry_breaking.phases import BrokenPhase, ThermalMasses
from reheaton.papers.inverse_symmetry_breaking.yields import THERMAL, ProductionBath, Yields, growth, total

REACTIONS: Final = {
    "exchange": "phi phi -> N N by exchange of N, the process of the paper",
    "h_phi": "h phi -> N N, by the operator that tells N from N' and by a virtual phi",
    "decay": "phi -> N N, where M_phi > 2 M_N",
    "three_phi": "phi phi phi -> N N by a virtual phi",
    "emission": "phi phi -> phi N N by a virtual phi, less its decay on the mass shell",
}
"""Processes that need couplings to be known, but the first; gravitons come on top."""


class FreezeIn(NamedTuple):
    """The phase of the scalars and the yields that follow from it. Computed once, and carried by the universe."""

    phase: ThermalMasses
    bath: ProductionBath
    T_star: Array
    """Temperature [GeV] at which N' does not couple to phi."""
    by_process: dict[str, Yields]

    def yields(self, processes: str, gravitons: bool = False) -> Yields:
        """Yields of all processes, or (`paper`) of phi phi -> N N, with or without gravitons."""
        if processes == "all":
            return total(self.by_process)
        exchange = self.by_process["exchange"]
        return exchange + self.by_process["gravitons"] if gravitons else exchange


def yields_by_process(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: ThermalMasses,
    bath: ProductionBath = THERMAL,
) -> dict[str, Yields]:
    """Yields of N and N' from T_max down, by process: REACTIONS and gravitons. GeV, one point.

    Without couplings (`masses_without_couplings`) there are exchange and gravitons alone. Errors and validity: those
    of the functions of the single processes.
    """
    given = (M_N, y_0, T_star, T_max)
    found = {"exchange": exchange_yields(*given, phase.M_phi_over_T, bath)}
    if isinstance(phase, BrokenPhase):
        found["h_phi"] = h_phi_yields(*given, phase, bath)
        found["decay"] = decay_yields(*given, phase, bath)
        found["three_phi"] = three_phi_yields(*given, phase, bath)
        found["emission"] = emission_yields(*given, phase, bath)
    return found | {"gravitons": graviton_yields(M_N, T_max, phase, bath)}


def growth_by_process(
    T: ArrayLike,
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    phase: ThermalMasses,
    bath: ProductionBath = THERMAL,
) -> dict[str, Yields]:
    """|dY/dlnT| of N and N' at T, by process: the derivative of `yields_by_process` by ln T_max.

    Where eta is frozen in this is an upper end: that of thermal h.
    """
    bath = bath.with_thermal_h()
    found = growth(lambda T_max: yields_by_process(M_N, y_0, T_star, T_max, phase, bath), T)
    # Directly, because the derivative of a spline is less accurate.
    return found | {"exchange": exchange_growth(T, M_N, y_0, T_star, phase.M_phi_over_T, bath)}
