"""Sterile-neutrino dark matter as a part of models: what it takes, how it is made, and what is known of it today.

"Twin Sterile Neutrino Dark Matter" section IV. A model adds PARAMETERS, OPTIONS and OBSERVABLES to its own, and gives
the sector in which oscillations make the particles.
"""

import functools
import hashlib
import os
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import KEV, T_GAMMA_0
from reheaton.errors import InvalidInput
from reheaton.evolution.background import Background
from reheaton.evolution.distribution import Distribution
from reheaton.evolution.oscillation import ActiveNeutrino, Production, produce, production_range
from reheaton.evolution.sector_history import follow_background, follow_bath
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import make_baths
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.models.parameter import Option, Parameter
from reheaton.numerics.disk_cache import fingerprint, load_arrays, store_arrays
from reheaton.numerics.jax_setup import cache_directory, outer_jit
from reheaton.observables import dark_matter as dm
from reheaton.observables.dark_radiation import T_BBN, T_CMB, rho_one_neutrino
from reheaton.rates.opacity.opacity import Opacity, opacity_from_file, opacity_from_table
from reheaton.rates.opacity.processes import FLAVOURS
from reheaton.rates.opacity.table_file import read_rate_file
from reheaton.rates.opacity.tabulate import Report, opacity_table

M_S_RANGE: Final = (0.1, 1000.0)
"""Masses [keV]. Above, decays to e+ e- open and the lifetime is no longer that into neutrinos and photons."""
TABLE: Final = "table:"
M_S = Parameter("m_s", "keV", "mass of the sterile neutrino that is dark matter", minimum=M_S_RANGE[0],
                maximum=M_S_RANGE[1])  # fmt: skip
MIXING = Parameter("sin2_2theta", "", "its mixing sin^2 2theta with the active neutrino of its sector", minimum=0.0,
                   maximum=1.0, exclusive_minimum=True)  # fmt: skip
WARM = Parameter("m_warm", "keV", "least mass of standard Dodelson-Widrow dark matter that structure allows",
                 default=25.0, minimum=0.0, exclusive_minimum=True)  # fmt: skip
OPTIONS: Final = (
    Option("dm_flavour", FLAVOURS, "lepton flavour with which the dark matter mixes"),
    Option("dm_generations", (1, 3), "light neutrinos it decays into: of one generation, or of three"),
    Option("opacity", ("first-principles",), "scattering rates of neutrinos: computed, or from a file", prefix=TABLE),
    Option("opacity_masses", ("rescaled", "standard-model"), "fermion masses in the rates: times vev_ratio, or not"),
    Option("opacity_gain", (True, False), "count the gain term, a factor 1 + e^(-p/T)"),
    Option("opacity_mesons", (False, True), "below the QCD transition mesons (pi, rho) instead of quarks"),
)
OBSERVABLES: Final[dict[str, tuple[str, str]]] = {
    "Omega_h2": ("", "density of the sterile neutrinos, both helicities"),
    "mean_p_over_T": ("", "<p>/T_gamma0 today"),
    "T_peak": ("GeV", "temperature of its sector where dn/dlnT of the comoving number peaks (if it freezes in)"),
    "max_rate_over_H": ("", "largest number-weighted mean of (Gamma/4) sin^2 2theta_m/H"),
    "dm_thermalised": ("", "whether max_rate_over_H > 1: frozen out rather than in"),
    "dm_outside": ("", "share of the production outside the temperatures that were followed (estimate)"),
    "lifetime": ("Gyr", "lifetime into neutrinos of its own sector"),
    "photon_rate": ("1/s", "rate of decays into a photon of our sector"),
    "line_energy": ("keV", "energy of that photon"),
    "line_flux": ("1/cm^2/s/sr", "photons through a dark-matter column of 1e28 keV/cm^2, if it is all of it"),
    "m_dw_equivalent": ("keV", "mass of standard Dodelson-Widrow dark matter with the same <p>/m"),
    "m_thermal_equivalent": ("keV", "thermal relic as warm as that (Viel et al. 2005)"),
    "k_half_mode": ("h/Mpc", "wave number at which the transfer function is 1/2"),
    "M_half_mode": ("Msun/h", "mean matter in a sphere one wavelength across there"),
    "free_streaming": ("Mpc", "comoving free-streaming length"),
    "delta_N_eff_dm_bbn": ("", "its energy in units of one neutrino species at T = 1 MeV, in no other Delta N_eff"),
}
CITATIONS: Final = (
    "Dodelson:1993je", "Abazajian:2001nj", "Notzold:1987ik", "Asaka:2006nq", "Venumadhav:2015pla", "Viel:2005qj",
    "Pal:1981rm", "Simon:2022ftd", "Bucko:2022kss", "Dekker:2021scf", "Boyarsky:2005us", "Horiuchi:2013noa",
    "Foster:2021ngm", "Roach:2022lgo", "Perez:2016tcq", "Boyarsky:2007ge",
)  # fmt: skip
REFERENCE_MASS: Final = 25.0
"""Mass [keV] at which the warmth of standard Dodelson-Widrow dark matter is computed: that of the limit. It is 10%
more at 10 keV, 7% less at 50 keV, by which `m_dw_equivalent` of the standard scenario itself differs from its mass."""
OUTSIDE_FAILURE: Final = 0.1
"""Share of the production outside the history that leaves the answer without meaning."""


class Tables(NamedTuple):
    """What production needs beside the history: the opacity, and the warmth of the standard scenario."""

    opacity: Opacity
    reference: Array
    """<p>/T_gamma0 of Dodelson-Widrow dark matter in the Standard Model, at REFERENCE_MASS and small mixing."""


def check(options: Mapping[str, Any]) -> None:
    """Raises InvalidInput for options that exclude each other."""
    if options["opacity_mesons"] and options["opacity"].startswith(TABLE):
        raise InvalidInput("opacity_mesons = true goes with opacity = first-principles: a table has its hadrons in it.")


def load(options: Mapping[str, Any], report: Report | None = None) -> Tables:
    """The tables that go with the options, from memory if they have been loaded before. Raises InvalidInput."""
    file = options["opacity"].removeprefix(TABLE) if options["opacity"].startswith(TABLE) else ""
    stamp = os.stat(file).st_mtime_ns if file and os.path.isfile(file) else 0
    wanted = tuple(options[name] for name in ("dm_flavour", "opacity_gain", "opacity_mesons", "eos"))
    key = (file, stamp, *wanted)
    if key not in _loaded:
        _loaded[key] = _load(file, *wanted, report=report)
    return _loaded[key]


_WARMTH_VERSION: Final = 1
"""Raised whenever the same input gives another warmth."""
_loaded: dict[tuple[Any, ...], Tables] = {}


def _load(file: str, flavour: str, gain: bool, mesons: bool, eos: str, report: Report | None) -> Tables:
    if file:
        opacity = opacity_from_file(read_rate_file(file), gain=gain)
    else:
        table = opacity_table(flavour, report=report)
        opacity = opacity_from_table(table, gain=gain, meson_flavour=flavour if mesons else None)
    return Tables(jax.tree.map(jnp.asarray, opacity), _kept_reference_warmth(opacity, flavour, eos))


def _kept_reference_warmth(opacity: Opacity, flavour: str, eos: str) -> Array:
    """`_reference_warmth`, from the cache folder if it has been computed before."""
    digest = hashlib.sha256(np.asarray(opacity.coefficients).tobytes()).hexdigest()
    entering = [_WARMTH_VERSION, digest, opacity.gain, opacity.meson_flavour, flavour, eos, REFERENCE_MASS]
    path = cache_directory() / "warmth" / f"{fingerprint(entering)}.npz"
    kept = load_arrays(path)
    if kept is None or "reference" not in kept:
        kept = {"reference": np.asarray(_reference_warmth(opacity, flavour, eos))}
        store_arrays(path, kept)
    return jnp.asarray(kept["reference"])


@functools.partial(outer_jit, static_argnums=(1, 2))
def _reference_warmth(opacity: Opacity, flavour: str, eos: str) -> Array:
    """<p>/T_gamma0 in the Standard Model, where entropy is conserved."""
    baths = make_baths([(*sm.plasma(eos=eos), sm.departing_neutrinos())], [(0,)])
    active = ActiveNeutrino(opacity, qcd_gas(eos=eos), flavour=flavour)
    m_s, mixing = REFERENCE_MASS * KEV, 1e-12
    span = production_range(m_s, mixing, active)
    history = follow_bath(baths, span.T_start, span.T_end)
    log_aT_photons = jnp.log(T_CMB) - baths.log_s(0, T_CMB) / 3.0
    return produce(m_s, mixing, active, history).today(jnp.exp(history.log_aT_end - log_aT_photons)).mean_p_over_T


class Source(NamedTuple):
    """Where the particles are made: sector, its vev ratio, and the highest temperature [GeV] at which it existed."""

    sector: str
    vev_ratio: ArrayLike = 1.0
    T_highest: ArrayLike | None = None


class Made(NamedTuple):
    """The dark matter of one universe."""

    production: Production
    distribution: Distribution
    cooling: Array
    """(a T_gamma)(today) over (a T_gamma)(1 MeV)."""
    outside: Array
    """Share of the production outside the temperatures that were followed (estimate)."""


def make(
    parameters: Mapping[str, Any], options: Mapping[str, Any], tables: Tables, background: Background, source: Source
) -> Made:
    """Produce the particles along a solved background that ends with photons at T_CMB or below."""
    m_s, mixing = parameters["m_s"] * KEV, parameters["sin2_2theta"]
    strong = qcd_gas(source.vev_ratio, eos=options["eos"], twin_qcd=options.get("twin_qcd", "same"))
    active = ActiveNeutrino(
        tables.opacity, strong, source.vev_ratio, options["dm_flavour"], options["opacity_masses"] == "rescaled"
    )
    span = production_range(m_s, mixing, active, np.inf if source.T_highest is None else source.T_highest)
    history = follow_background(background, source.sector, span.T_start, span.T_end)
    production = produce(m_s, mixing, active, history)
    photons = background.when_cooled_to("sm", T_BBN, T_CMB).at
    log_aT = photons.log_a + jnp.log(photons.T["sm"])
    distribution = production.today(jnp.exp(history.log_aT_end - log_aT[1]))
    missed = production.after + jnp.where(span.late, 0.0, production.before)
    return Made(production, distribution, jnp.exp(log_aT[1] - log_aT[0]), jnp.minimum(missed, 1.0))


def observe(
    parameters: Mapping[str, Any], options: Mapping[str, Any], tables: Tables, made: Made, source: Source
) -> dict[str, Array]:
    """OBSERVABLES of what has been made; NaN where the history misses a good part of the production."""
    m_s, mixing = parameters["m_s"] * KEV, parameters["sin2_2theta"]
    visible = parameters.get("sin2_2theta_x", mixing)
    production, distribution, cooling, outside = made
    complete = outside < OUTSIDE_FAILURE
    p = distribution.mean_p_over_T
    m_dw = dm.dodelson_widrow_mass(m_s, p, tables.reference)
    m_thermal = dm.thermal_mass_keV(m_dw)
    half_mode = dm.half_mode(m_thermal)
    found = {
        "Omega_h2": dm.Omega_h2(m_s, distribution.number_density),
        "mean_p_over_T": p,
        "T_peak": production.T_peak,
        "max_rate_over_H": production.max_rate_over_H,
        "m_dw_equivalent": m_dw / KEV,
        "m_thermal_equivalent": m_thermal,
        "k_half_mode": half_mode.k,
        "M_half_mode": half_mode.mass,
        "free_streaming": dm.free_streaming_Mpc(m_s, p),
        "delta_N_eff_dm_bbn": _radiation(distribution, m_s, cooling),
    }
    return {name: jnp.where(complete, value, jnp.nan) for name, value in found.items()} | {
        "dm_thermalised": production.max_rate_over_H > 1.0,
        "dm_outside": outside,
        "lifetime": dm.lifetime_Gyr(m_s, mixing, source.vev_ratio, options["dm_generations"]),
        "photon_rate": dm.photon_rate(m_s, visible),
        "line_energy": jnp.asarray(0.5 * parameters["m_s"], dtype=float),
        "line_flux": dm.line_flux(m_s, visible),
    }


def _radiation(distribution: Distribution, m_s: ArrayLike, cooling: Array) -> Array:
    """Energy density at T = 1 MeV over that of one neutrino species at that temperature."""
    # Momenta were larger than today by the ratio of scale factors, T_BBN/T_gamma0 times that of a T_gamma.
    p = distribution.q * (T_BBN * cooling)
    heat = distribution.density(jnp.sqrt(p**2 + jnp.asarray(m_s) ** 2))
    return heat * (T_BBN / T_GAMMA_0 * cooling) ** 3 / rho_one_neutrino(jnp.asarray(T_BBN))
