"""A sector: a name and the gases that share its temperature."""

import equinox as eqx

from reheaton.matter.gas import Gas


class Sector(eqx.Module):
    """One thermal sector. Its bath is tabulated by the evolution, alone or together with sectors in contact."""

    name: str = eqx.field(static=True)
    gases: tuple[Gas, ...]
