"""The cosmology around a model: what a Boltzmann code must be told and a model of the early universe does not say."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from reheaton.cosmology import HUBBLE_h, OMEGA_DM_h2
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.probes.parameter import Parameter

_RANGES: Final = {
    "h": ("", 0.2, 2.0), "omega_b": ("", 1e-3, 0.1), "omega_dm": ("", 1e-3, 1.0), "A_s": ("", 1e-11, 1e-7),
    "n_s": ("", 0.5, 1.5), "tau_reio": ("", 0.01, 0.5), "m_neutrino": ("eV", 0.0, 10.0),
}  # fmt: skip
"""Unit, least and largest value of each."""


@dataclass(frozen=True)
class LambdaCDM:
    """Flat Lambda-CDM: the parameters of Planck 2018 (arXiv:1807.06209), each of which can be given.

    Defaults are those of the abstract, and omega_b with baryon acoustic oscillations (Table 2). Each is a number, or a
    text or quantity with a unit. Raises InvalidInput for what is not in its range.

    >>> import reheaton as rh
    >>> rh.LambdaCDM(h=0.7).omega_b
    0.02242
    """

    h: float = HUBBLE_h
    """H_0 in 100 km/s/Mpc."""
    omega_b: float = 0.02242
    """Baryons over the critical density, times h^2."""
    omega_dm: float = OMEGA_DM_h2
    """All dark matter over the critical density, times h^2."""
    A_s: float = 2.1e-9
    """Amplitude of scalar perturbations at 0.05/Mpc."""
    n_s: float = 0.965
    """Their spectral index."""
    tau_reio: float = 0.054
    """Optical depth of reionisation."""
    m_neutrino: float = 0.0
    """Mass [eV] of one of the three neutrinos; the others are massless."""

    def __post_init__(self) -> None:
        for name, (unit, least, largest) in _RANGES.items():
            declared = Parameter(name, unit, "", minimum=least, maximum=largest)
            object.__setattr__(self, name, declared.parse(getattr(self, name)))

    def changed(self, values: Mapping[str, Any]) -> Self:
        """The same cosmology with other values. Raises InvalidInput for a name that is none of its parameters."""
        for name in values:
            if name not in _RANGES:
                raise InvalidInput(f"{quoted(name)} is no parameter of LambdaCDM: {did_you_mean(name, _RANGES)}")
        return dataclasses.replace(self, **values)
