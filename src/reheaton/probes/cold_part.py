"""The half mode of a spectrum that has a cold part beside a warm one, as resonance makes it.

The half mode of a thermal relic with the same <p>/m is too low for such a spectrum: the warm part carries <p>, the cold
one keeps structure on small scales. Here <p> is replaced by

    <p> [exp<ln p>/<p>] / [exp<ln p>/<p>]_0,

where 0 is what the same oscillations make without asymmetry. Without asymmetry nothing changes. CLASS with momenta
smoothed by 15%, itself good to 2%, finds half modes [h/Mpc] at Omega h^2 = 0.12, with muon neutrinos:

    sector, m_s [keV], sin^2 2theta, L_mu       CLASS   here    by <p>/m
    Standard Model, 7.1, 1e-10, 6.976e-5        46.8    46.1    39.4
    Standard Model, 15, 1e-11, 4.598e-5         60.8    61.5    58.6
    twin (80 GeV, 1.5e-9 eV, 4), 10, 3e-8, 1.369e-3     127     119     107
    Standard Model, 15, 3.7e-10, 0              36.9    36.0    36.0
"""

from collections.abc import Mapping
from typing import Any, Final

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.probes.check import Check
from reheaton.probes.warmth_and_decay import fermi_dirac_mass, half_mode, thermal_mass_keV
from reheaton.production.distribution import Distribution

_TWO_PARTS: Final = 1.05
"""Shift of the half mode beyond which its error is that of two parts."""


def mean_ratio(distribution: Distribution) -> Array:
    """Geometric over arithmetic mean of the momenta, exp<ln p>/<p>; 0.82 for a Fermi-Dirac distribution."""
    log_mean = distribution.density(jnp.log(distribution.q)) / distribution.number_density
    return jnp.exp(log_mean) / distribution.mean_p_over_T


def with_cold_part(m_s: ArrayLike, found: Mapping[str, Array], colder: ArrayLike) -> dict[str, Array]:
    """Observables with the half mode of a spectrum whose `mean_ratio` is `colder` times that without asymmetry.

    m_s [GeV]. `half_mode_shift` is the new half mode over that of <p>/m.
    """
    m_FD = fermi_dirac_mass(m_s, found["mean_p_over_T"] * jnp.asarray(colder))
    new = half_mode(thermal_mass_keV(m_FD, found["Omega_h2"]), found["Omega_h2"])
    shift = new.k / found["k_half_mode"]
    return {**found, "k_half_mode": new.k, "M_half_mode": new.mass, "half_mode_shift": shift}


def cold_part_check(shift: Any) -> Check:
    """A flag where the spectrum has two parts."""
    return Check(
        "half_mode_of_two_parts",
        shift,
        "resonance makes a cold part, which moves the half mode by a factor {value:.3g} from that of the mean momentum:"
        " k_half_mode is good to 7%. --spectra has it by CLASS.",
        above=_TWO_PARTS,
    )
