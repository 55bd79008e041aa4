"""A sector: a name and the gases that share its temperature."""

from collections.abc import Iterable

import equinox as eqx

from reheaton.backend.given_objects import flat_objects_of, text_of
from reheaton.errors import InvalidInput, quoted
from reheaton.matter.gas import Gas


class Sector(eqx.Module):
    """One thermal sector: all its gases have one temperature.

    Its bath is tabulated when a universe is solved, alone or together with the sectors in contact with it. Raises
    InvalidInput for a sector without gases, and for what is no gas.

    >>> import reheaton as rh
    >>> hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=2)))
    """

    name: str = eqx.field(static=True)
    gases: tuple[Gas, ...]

    def __init__(self, name: str, *gases: Gas | Iterable[Gas]) -> None:
        self.name = text_of("the name of a sector", name)
        self.gases = flat_objects_of(Gas, f"gases of the sector {quoted(name)}", gases)
        if not self.gases:
            raise InvalidInput(f"the sector {quoted(name)} must have at least one gas.")
