"""A sector: a name and the gases that share its temperature."""

from collections.abc import Iterable

import equinox as eqx

from reheaton.matter.gas import Gas


class Sector(eqx.Module):
    """One thermal sector: all its gases have one temperature.

    Its bath is tabulated when a universe is solved, alone or together with the sectors in contact with it.

    >>> import reheaton as rh
    >>> hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=2)))
    """

    name: str = eqx.field(static=True)
    gases: tuple[Gas, ...]

    def __init__(self, name: str, *gases: Gas | Iterable[Gas]) -> None:
        self.name = name
        self.gases = tuple(gas for given in gases for gas in ((given,) if isinstance(given, Gas) else given))
