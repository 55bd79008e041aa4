"""A model in one file: a hidden sector of photons and light fermions, diluted by a scalar that decays to the SM.

    reheaton run examples/hidden_photon_sector.py:HiddenPhotonSector -s m_X=0.01 -s m_scalar=5 -s Gamma=1e-22

Everything the command line does with a built-in model works with this one.
"""

import reheaton as rh


class HiddenPhotonSector(rh.Model):
    """Hidden photons and Dirac fermions X, in contact with the Standard Model until T_dec."""

    m_X: float = rh.parameter("GeV", "mass of the hidden fermion", minimum=1e-4, maximum=1e3, symbol="m_X")
    m_scalar: float = rh.parameter("GeV", "mass of the relic", minimum=1e-2, maximum=1e3)
    Gamma: float = rh.parameter("GeV", "width of the relic to the Standard Model", minimum=0.0, maximum=1.0)
    T_dec: float = rh.parameter("GeV", "temperature at which the sectors part", default=10.0, minimum=0.05, maximum=100)

    def universe(self):
        hidden = rh.Sector("hidden", rh.ideal_gas(rh.boson("hidden photon", 0, g=2), rh.fermion("X", self.m_X, g=4)))
        return rh.Universe(
            sectors=[rh.standard_model(), hidden],
            relics=[rh.thermal_relic("scalar", self.m_scalar, {"sm": self.Gamma}, freeze_out=1e3, g=1)],
            contacts=[rh.Contact("sm", "hidden", until=self.T_dec)],
            start=1e3,
        )

    def probes(self):
        return [rh.DarkRadiation("hidden", "scalar"), rh.Reheating("scalar")]
