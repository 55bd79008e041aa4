"""Numbers of the universe today and at the epochs at which it is observed."""

from typing import Final

T_RH_EQUILIBRIUM: Final = 9e-3
"""T_RH(Gamma = H) [GeV] below which neutrinos no longer share the heat of the decays: N_eff(SM) is 3.03 there and
2.77 at 5.3 MeV (de Salas et al. 2015, converted from Gamma = 3 H)."""
