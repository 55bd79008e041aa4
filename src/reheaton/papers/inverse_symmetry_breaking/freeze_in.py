"""What freeze-in makes at one point: the phase of the scalars, T_*, and the yields that follow from them."""

from typing import NamedTuple

from jax import Array

from reheaton.papers.inverse_symmetry_breaking.phases import ThermalMasses
from reheaton.papers.inverse_symmetry_breaking.yields import Yields, total


class FreezeIn(NamedTuple):
    """The phase of the scalars and the yields that follow from it. Computed once, and carried by the universe."""

    phase: ThermalMasses
    T_star: Array
    """Temperature [GeV] at which N' does not couple to phi."""
    by_process: dict[str, Yields]

    def yields(self, processes: str) -> Yields:
        """Yields of the process of the paper, phi phi -> N N, or of all."""
        return self.by_process["exchange"] if processes == "paper" else total(self.by_process)
