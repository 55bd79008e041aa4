"""What a solved point puts into the late universe: dark radiation, and dark matter with its momentum distribution."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from reheaton.constants import T_GAMMA_0
from reheaton.cosmology import T_NU_OVER_T_GAMMA, rho_one_neutrino
from reheaton.errors import InvalidInput
from reheaton.export.n_eff import dark_radiation, n_eff_sm
from reheaton.production.distribution import Distribution

_SPECIES: Final = ("nu_s", "antinu_s")
"""Names of distributions of sterile neutrinos, on one grid of momenta; the second is there with a lepton asymmetry."""


class Point(Protocol):
    """What is read of the result of one point."""

    @property
    def model(self) -> str: ...
    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...
    @property
    def units(self) -> Mapping[str, str]: ...
    @property
    def observables(self) -> Mapping[str, Any]: ...
    @property
    def distributions(self) -> Any: ...
    @property
    def background(self) -> Any: ...


@dataclass(frozen=True)
class WarmSpecies:
    """Dark matter whose momenta were followed."""

    name: str
    mass_eV: float
    Omega_h2: float
    distribution: Distribution

    @property
    def delta_N_eff(self) -> float:
        """Its energy while relativistic, in units of one neutrino species at (4/11)^(1/3) T_gamma.

        g/(2 pi^2) T_gamma^4 int q^3 f dq over rho_1nu: what CLASS counts in N_eff.
        """
        momentum = T_GAMMA_0 * self.distribution.q
        return float(self.distribution.density(momentum) / rho_one_neutrino(T_NU_OVER_T_GAMMA * T_GAMMA_0))


@dataclass(frozen=True)
class Content:
    """Radiation and dark matter of one point at recombination, without cold dark matter."""

    N_sm: float
    """N_eff of the neutrinos of the Standard Model, see `n_eff`."""
    dark: float
    """Delta N_eff of dark radiation."""
    dark_photons: float
    """The part of `dark` that scatters in its own sector, as its photons."""
    dark_neutrinos: float
    """The part of `dark` that is neutrinos of a dark copy of the Standard Model, three species."""
    m_dark_neutrino_eV: float
    """Mass of one of these three, 0 if none is known."""
    vev_ratio: float | None
    """Ratio of the vevs, if the dark sector is a copy of the Standard Model."""
    warm: tuple[WarmSpecies, ...]

    @property
    def N_eff(self) -> float:
        """All radiation at recombination but for the dark matter while it was relativistic."""
        return self.N_sm + self.dark

    @property
    def Omega_h2_warm(self) -> float:
        """Density of the dark matter whose momenta were followed."""
        return sum(species.Omega_h2 for species in self.warm)


def refuse_many(point: Point) -> None:
    """Raise InvalidInput for many points."""
    if point.shape:
        raise InvalidInput("another code takes one point, and these are many: take one of them, result[i].")


def content_of(point: Point) -> Content:
    """The content of a solved point. Raises InvalidInput for many points."""
    refuse_many(point)
    found = point.observables
    return Content(
        N_sm=float(n_eff_sm(found)),
        dark=float(dark_radiation(found)),
        dark_photons=float(found.get("delta_N_eff_cmb_photons", 0.0)),
        dark_neutrinos=float(found.get("delta_N_eff_cmb_neutrinos", 0.0)),
        m_dark_neutrino_eV=float(found.get("m_nu_twin", 0.0)),
        vev_ratio=point.parameters.get("vev_ratio"),
        warm=_warm(point),
    )


def _warm(point: Point) -> tuple[WarmSpecies, ...]:
    """Sterile neutrinos, whose mass the model calls m_s; antineutrinos of the same mass are counted with them."""
    found = [point.distributions[name] for name in _SPECIES if name in point.distributions]
    if not found:
        return ()
    if point.parameters.get("m_s") is None or point.units.get("m_s") != "keV":
        raise InvalidInput(f"{point.model} has {_SPECIES[0]}, and no parameter m_s in keV that says their mass.")
    mass_eV = 1e3 * float(point.parameters["m_s"])
    g = sum(distribution.g for distribution in found)
    f = sum(distribution.g * distribution.f for distribution in found) / g
    return (WarmSpecies(_SPECIES[0], mass_eV, float(point.observables["Omega_h2"]), Distribution(found[0].q, f, g)),)


def cold_density(content: Content, omega_dm: float) -> float:
    """Density of cold dark matter, times h^2, that makes up all of dark matter with the species that were followed.

    0 where these are all of it, or more.
    """
    return max(omega_dm - content.Omega_h2_warm, 0.0)
