r"""How given lepton asymmetries are shared out among neutrinos, charged leptons and hadrons.

All densities are those of particles less those of antiparticles, in units of T^3, chemical potentials in units of T,
susceptibilities in units of T^2; a, b = e, mu, tau. Weak reactions keep mu_l_a = mu_nu_a - mu_Q, with mu_Q that of
electric charge and mu_B that of baryon number. To first order in mu/T

    n_nu_a = mu_nu_a/6,   n_l_a = 2 chi_a (mu_nu_a - mu_Q),   chi_a = chi(m_a/T) of `pair_susceptibility`,
    n_Q = chi_QQ mu_Q + chi_BQ mu_B,   n_B = chi_BQ mu_Q + chi_BB mu_B                     (hadrons, `susceptibilities`)

and the five conditions n_a = n_nu_a + n_l_a, n_Q = sum_a n_l_a (charge 0) and n_B = 0 give, with r_a = 2 chi_a/D_a,
D_a = 1/6 + 2 chi_a (the share of a flavour that charged leptons have at mu_Q = 0) and S = chi_QQ - chi_BQ^2/chi_BB,

    mu_Q = sum_b r_b n_b/(S + sum_b r_b/6),   mu_B = -(chi_BQ/chi_BB) mu_Q,   mu_nu_a = (n_a + 2 chi_a mu_Q)/D_a.

Neutrinos of flavour a feel V_L,a = sqrt2 G_F times, by forward scattering off neutrinos, charged leptons and hadrons,

    sum_b n_nu_b + n_nu_a + n_l_a + (2 s2 - 1/2) sum_b n_l_b + (1 - 2 s2) n_Q - n_B/2,   s2 = sin^2 theta_W

(Notzold & Raffelt 1988; Venumadhav et al., arXiv:1507.06655; Ghiglieri & Laine, arXiv:1506.06752): Z exchange with a
fermion gives T_3 - 2 Q s2 (vector current, neutrinos of the same flavour twice by exchange), which for quarks is
Q - B/2 - 2 Q s2, and W exchange adds n_l_a. With the conditions above, s2 drops out:

    V_L,a = sqrt2 G_F (n_a + sum_b n_b - n_Q/2) = sqrt2 G_F sum_b c_ab n_b,
    c_ab = delta_ab + 1 - q_b/2,   q_b = d n_Q/d n_b = S r_b/(S + sum_d r_d/6).

q_b is between 0 and 2/3, hence c_aa between 5/3 and 2, and all that quarks and hadrons change is S. In a sector of vev
ratio f all masses are f times ours and G_F is ours over f^2.

Errors of c_ab: 3% of S, the distance of chi_QQ from the lattice, are 0.003; a charm quark of 1.67 GeV (pole mass) for
1.27 GeV is 0.005 at 0.3 to 0.6 GeV; W bosons, which are left out, 2e-4 at 10 GeV. The variants of `susceptibilities`
are far wider: in the Standard Model and at f = 3 `free` takes away up to 0.055 and `pressure` adds up to 0.12, both
most at 0.12 to 0.16 GeV; above 1 GeV less than 0.005 and 0.004 are left. The next order in mu/T is mu^3/(6 pi^2) of
n_nu, 2.5% of it at mu/T = 0.5.
"""

from typing import Final, NamedTuple

import numpy as np
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.matter.pair_susceptibility import susceptibility
from reheaton.matter.qcd_gas import QCDGas
from reheaton.matter.susceptibilities import Variant, hadron_susceptibilities
from reheaton.particles.fermions import CHARGED_LEPTONS

_NEUTRINO: Final = 1.0 / 6.0
"""Susceptibility of one helicity of massless neutrinos with its antiparticle."""


class LeptonSharing(NamedTuple):
    """Linear response to the densities n_b/T^3 of the lepton flavours b = e, mu, tau, which is the last axis."""

    potential: AnyArray
    """c_ab: V_L,a = sqrt2 G_F sum_b c_ab n_b, shape of T + (3, 3)."""
    mu_nu: AnyArray
    """d(mu_nu_a/T)/d(n_b/T^3), shape of T + (3, 3)."""
    mu_Q: AnyArray
    """d(mu_Q/T)/d(n_b/T^3), shape of T + (3,)."""
    mu_B: AnyArray
    """d(mu_B/T)/d(n_b/T^3), shape of T + (3,)."""


def lepton_sharing(
    T: ArrayLike, gas: QCDGas, vev_ratio: ArrayLike = 1.0, *, variant: Variant = "lattice"
) -> LeptonSharing:
    """Who carries lepton asymmetries at temperature T [GeV], any shape; equations in the module docstring.

    gas: the strongly interacting matter of the sector, made for the same vev_ratio, which is a number; variant: what is
    assumed of interacting quarks (`susceptibilities`). Valid for chemical potentials up to T/2, below 10 GeV.
    """
    strong = hadron_susceptibilities(T, gas, variant=variant)
    xp = namespace(T, vev_ratio, strong.QQ)
    temperature = xp.asarray(T, dtype=float)
    masses = vev_ratio * np.array([lepton.mass for lepton in CHARGED_LEPTONS.values()])
    charged = 2.0 * susceptibility(xp.multiply.outer(1.0 / temperature, masses))
    both = _NEUTRINO + charged
    share = charged / both
    baryons = strong.BQ / strong.BB
    stiffness = strong.QQ - strong.BQ * baryons
    mu_Q = share / (stiffness + _NEUTRINO * share.sum(axis=-1))[..., None]
    unit = np.eye(3).reshape((1,) * temperature.ndim + (3, 3))
    return LeptonSharing(
        potential=unit + 1.0 - 0.5 * (stiffness[..., None] * mu_Q)[..., None, :],
        mu_nu=(unit + charged[..., None] * mu_Q[..., None, :]) / both[..., None],
        mu_Q=mu_Q,
        mu_B=-baryons[..., None] * mu_Q,
    )


def potential_coefficients(
    T: ArrayLike, gas: QCDGas, vev_ratio: ArrayLike = 1.0, *, variant: Variant = "lattice"
) -> AnyArray:
    """c_ab of V_L,a = sqrt2 G_F s sum_b c_ab L_b: flavours e, mu, tau that feel (a) and carry (b); shape of T + (3, 3).

    L_b = n_b/s, G_F that of the sector. Arguments and validity as of `lepton_sharing`.
    """
    return lepton_sharing(T, gas, vev_ratio, variant=variant).potential


def chemical_potentials(
    T: ArrayLike, densities: ArrayLike, gas: QCDGas, vev_ratio: ArrayLike = 1.0, *, variant: Variant = "lattice"
) -> tuple[AnyArray, AnyArray, AnyArray]:
    """mu_nu (shape of T + (3,)), mu_Q and mu_B (shape of T) in units of T.

    densities: n_a/T^3 = L_a s/T^3, shape of T + (3,). Other arguments and validity as of `lepton_sharing`.
    """
    response = lepton_sharing(T, gas, vev_ratio, variant=variant)
    n = namespace(densities, response.mu_Q).asarray(densities, dtype=float)
    mu_nu = (response.mu_nu * n[..., None, :]).sum(axis=-1)
    return mu_nu, (response.mu_Q * n).sum(axis=-1), (response.mu_B * n).sum(axis=-1)
