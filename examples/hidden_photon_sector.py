"""A model in one file: a hidden sector of photons and light fermions, diluted by a scalar that decays to the SM.

    reheaton run examples/hidden_photon_sector.py:HiddenPhotonSector -s m_X=0.01 -s m_scalar=5 -s Gamma=1e-22

Everything the command line does with a built-in model works with this one.
"""

from typing import ClassVar

from jax import Array

from reheaton import Contact, Model, Parameter, Sector, Universe
from reheaton.cosmology import T_CMB, T_NU_OVER_T_GAMMA
from reheaton.matter.gas import ideal_gas
from reheaton.matter.standard_model import departing_neutrinos, plasma
from reheaton.particles.species import Species
from reheaton.probes.dark_radiation import delta_N_eff
from reheaton.universe.background import Background
from reheaton.universe.relic import thermal_relic


class HiddenPhotonSector(Model):
    """Hidden photons and Dirac fermions X, in contact with the SM until T_dec; X annihilates to hidden photons."""

    NAME: ClassVar[str] = "hidden-photon-sector"
    SUMMARY: ClassVar[str] = "hidden photons and fermions, diluted by a decaying relic"
    UNTIL: ClassVar[tuple[str, float]] = ("sm", T_CMB)
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("m_X", "GeV", "mass of the hidden fermion", minimum=1e-4, maximum=1e3),
        Parameter("m_scalar", "GeV", "mass of the relic", minimum=1e-2, maximum=1e3),
        Parameter("Gamma", "GeV", "its width to the SM", minimum=0.0, maximum=1.0),
        Parameter("T_dec", "GeV", "temperature at which the sectors part", default=10.0, minimum=0.05, maximum=100.0),
    )
    OBSERVABLES: ClassVar[dict[str, tuple[str, str]]] = {
        "delta_N_eff_cmb": ("", "hidden energy in units of one neutrino species, at T = 0.26 eV"),
        "T_ratio_cmb": ("", "hidden over SM temperature at T = 0.26 eV"),
    }

    def universe(self) -> Universe:
        p = self.parameters
        hidden = ideal_gas([Species("hidden photon", 0, 2.0, "boson"), Species("X", p["m_X"], 4.0, "fermion")])
        sectors = (Sector("sm", (*plasma(), departing_neutrinos())), Sector("hidden", (hidden,)))
        relic = thermal_relic("scalar", p["m_scalar"], {"sm": p["Gamma"]}, 1e3, g=1.0)
        contact = Contact(("sm", "hidden"), p["T_dec"])
        return Universe(sectors, (relic,), {"sm": 1e3, "hidden": 1e3}, (contact,))

    def observe(self, background: Background) -> dict[str, Array]:
        at = background.when_cooled_to("sm", T_CMB).at
        excess = delta_N_eff(at.rho, ["hidden", "scalar"], at.T["sm"] * T_NU_OVER_T_GAMMA)
        return {"delta_N_eff_cmb": excess[0], "T_ratio_cmb": (at.T["hidden"] / at.T["sm"])[0]}
